"""A row of past calls: what it says in either language, and what is wrong with it, never mended in silence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calls.model import CALL_KINDS, CallEvent, CallKind, CallText, LocalMoment
from domain.calls.past import COLUMNS, MOST_AMOUNT, PastCall, Places, as_history, columns, read_day, read_row
from domain.territory import TerritoryTree
from tests.storage.samples import call

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
ZONE = timezone(timedelta(hours=5))
GOOD = {
    "title": "Шағын гранттар 2025",
    "organiser": "«Үлгі» қоғамдық қоры",
    "kind": "Грант",
    "opens": "12.01.2025",
    "deadline": "10.02.2025",
    "amount": "500 000",
    "territory": "Абай облысы",
}


@pytest.fixture(scope="module")
def places(tree: TerritoryTree) -> Places:
    return Places(tree)


def said(places: Places, **cells: str) -> PastCall:
    found = read_row(GOOD | cells, places, TODAY)
    assert isinstance(found, PastCall), found
    return found


def wrong(places: Places, **cells: str) -> list[tuple[str, str]]:
    found = read_row(GOOD | cells, places, TODAY)
    assert isinstance(found, list), found
    return [(one.column, one.code) for one in found]


def test_a_good_row_says_what_it_says(places: Places) -> None:
    found = said(places, url="https://example.kz/1")
    assert (found.kind, found.opens, found.deadline) == (CallKind.GRANT, date(2025, 1, 12), date(2025, 2, 10))
    assert (found.amount, found.currency, found.territories) == (500_000, "KZT", ("100000000",))
    assert (found.url, found.language) == ("https://example.kz/1", "kk")
    candidate = found.candidate()
    assert (
        candidate.is_call and candidate.sure("deadline") and candidate.sure("organiser") and candidate.sure("regions")
    )
    assert candidate.deadline == LocalMoment(date(2025, 2, 10))


def test_headings_are_known_in_three_languages_in_any_case_and_with_doubles_told() -> None:
    for names in zip(*(names[:3] if len(names) > 2 else (names * 2)[:3] for names in COLUMNS.values()), strict=True):
        found, problems = columns([name.upper() for name in names])
        assert (list(found), problems) == (list(COLUMNS), [])
    assert columns(["атауы", "уйымдастырушы", "тури", "ашылган куни", "прочее"])[0] == {
        "title": 0, "organiser": 1, "kind": 2, "opens": 3,
    }  # fmt: skip
    assert columns(["title", "название"])[1] == [
        "title: twice", "organiser: missing", "kind: missing", "opens, deadline: missing, one of them is needed",
    ]  # fmt: skip
    assert columns([])[1]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2025-01-12", date(2025, 1, 12)),
        ("2025-01-12 18:00", date(2025, 1, 12)),
        ("12.01.2025", date(2025, 1, 12)),
        ("1/2/2025", date(2025, 2, 1)),
        ("12.01.25", date(2025, 1, 12)),
        ("12.01.2025 г.", date(2025, 1, 12)),
        ("12 января 2025 г.", date(2025, 1, 12)),
        ("12 января 2025 года", date(2025, 1, 12)),
        ("2025 жылғы 12 қаңтар", date(2025, 1, 12)),
        ("2025 жылғы 12 қаңтар күні", date(2025, 1, 12)),
        ("12 қаңтар 2025 ж.", date(2025, 1, 12)),
        ("29.02.2024", date(2024, 2, 29)),
        ("29.02.2025", None),
        ("01/25/2025", None),  # the month first
        ("12 января", None),
        ("с 12 по 15 января 2025", None),
        ("45669", None),
        ("скоро", None),
        ("2025-13-01", None),
        ("12.01.20255", None),
        ("9" * 5000, None),
        ("", None),
    ],
)
def test_days_in_several_forms_the_day_before_the_month(cell: str, day: date | None) -> None:
    assert read_day(cell) == day


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ({"title": ""}, [("title", "empty")]),
        ({"title": "Г" * 501}, [("title", "too_long")]),
        ({"organiser": "1 2 3"}, [("organiser", "no_words")]),
        ({"kind": "лотерея"}, [("kind", "unknown_kind")]),
        ({"kind": "news"}, [("kind", "unknown_kind")]),
        ({"opens": "31.02.2025"}, [("opens", "not_a_date")]),
        ({"opens": "", "deadline": ""}, [("deadline", "no_date")]),
        ({"opens": "12.01.1925"}, [("opens", "no_such_time")]),
        ({"deadline": "9999-12-31"}, [("deadline", "no_such_time")]),
        ({"deadline": "01.01.2025"}, [("deadline", "before_opening")]),
        ({"deadline": "02.03.2026"}, [("deadline", "still_open")]),
        ({"opens": "01.02.2026", "deadline": ""}, [("opens", "may_be_open")]),
        ({"amount": "много"}, [("amount", "not_an_amount")]),
        ({"amount": "1,000,000"}, [("amount", "not_an_amount")]),
        ({"amount": "1.500"}, [("amount", "not_an_amount")]),
        ({"amount": "1" + "0" * 18}, [("amount", "no_such_amount")]),
        ({"amount": "0"}, [("amount", "no_such_amount")]),
        ({"amount": "9" * 5000}, [("amount", "not_an_amount")]),
        ({"amount": "-5"}, [("amount", "formula")]),
        ({"currency": "тугрик"}, [("currency", "not_a_currency")]),
        ({"territory": "Марс"}, [("territory", "no_such_place")]),
        ({"territory": "Нұра"}, [("territory", "several_places")]),
        ({"territory": "Абай облысы | Марс"}, [("territory", "no_such_place")]),
        ({"url": "javascript:alert(1)"}, [("url", "not_an_address")]),
        ({"url": "https://[x"}, [("url", "not_an_address")]),
        ({"language": "эльфийский"}, [("language", "not_a_language")]),
        ({"title": '=HYPERLINK("http://example.kz")'}, [("title", "formula")]),
        ({"title": "@SUM(1)"}, [("title", "formula")]),
        ({"title": "+7 тенге"}, [("title", "formula")]),
        ({"title": "Ша?ын гранттар"}, [("title", "letters_lost")]),
        ({"organiser": "Ішкі саясат бас\ufffdармасы"}, [("organiser", "letters_lost")]),
        ({"kind": "=1", "amount": "x", "territory": ""}, [("kind", "formula"), ("amount", "not_an_amount")]),
    ],
)
def test_every_wrong_cell_is_told_at_once(
    places: Places, cells: dict[str, str], problems: list[tuple[str, str]]
) -> None:
    assert wrong(places, **cells) == problems


def test_kinds_places_currencies_and_languages_go_by_many_names(places: Places) -> None:
    for kind in CALL_KINDS:
        assert said(places, kind=kind.value).kind is kind
    for name in (
        "Мемлекеттік әлеуметтік тапсырыс",
        "Государственный социальный заказ",
        "мемлекеттик алеуметтик тапсырыс",
    ):
        assert said(places, kind=name).kind is CallKind.SSO
    for name in ("100000000", "область Абай", "абай облысы"):
        assert said(places, territory=name).territories == ("100000000",)
    assert said(places, territory="Абай облысы|100000000|Сарқан").territories == ("100000000", "334800000")
    for name in ("", "KZ", "Қазақстан", "Республика Казахстан", "-"):
        assert said(places, territory=name).territories == ("KZ",)
    assert said(places, amount="500 000,00 тг").amount == 500_000
    assert said(places, amount="5000", currency="$").currency == "USD"
    assert said(places, amount="", currency="USD").currency is None
    assert said(places, title="Малые гранты?", language="").language == "ru"
    assert said(places, language="Русский").language == "ru"
    assert said(places, amount=str(MOST_AMOUNT)).amount == MOST_AMOUNT


def test_the_same_facts_have_the_same_name_however_they_are_written(places: Places) -> None:
    one = said(places, title="Шағын  гранттар 2025", opens="2025-01-12", amount="500000 тг")
    assert one.post.external_id == said(places).post.external_id
    for other in ({"opens": "13.01.2025"}, {"territory": "Сарқан"}, {"organiser": "ОФ «Үміт»"}, {"amount": "1000"}):
        assert said(places, **other).post.external_id != one.post.external_id


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(list(COLUMNS)), st.text(max_size=200)))
def test_no_cell_breaks_the_reading(places: Places, cells: dict[str, str]) -> None:
    found = read_row(GOOD | cells, places, TODAY)
    if isinstance(found, PastCall):
        assert found.post.title and found.candidate().is_call
    else:
        assert found


def test_history_counts_as_seen_when_it_was_published_and_is_over_even_without_a_deadline() -> None:
    published = datetime(2025, 1, 12, 4, tzinfo=UTC)
    bare = call(opens=None, deadline=None, closes_at=None, published_at=None, first_seen_at=NOW)
    kept = as_history(call(opens=None, deadline=None, closes_at=None, published_at=published), NOW, ZONE)
    assert kept is not None
    assert kept.first_seen_at == published and kept.closes_at == published + timedelta(days=60)
    assert as_history(bare, NOW, ZONE) is None, "nobody knows when it was"
    opened = as_history(call(published_at=None, opens=LocalMoment(date(2025, 1, 12))), NOW, ZONE)
    assert opened is not None and opened.published_at == datetime(2025, 1, 12, tzinfo=ZONE)
    lately = as_history(call(deadline=None, closes_at=None, published_at=NOW - timedelta(days=9)), NOW, ZONE)
    assert lately is not None and lately.closes_at is None, "it may still be open"
    ahead = as_history(call(published_at=None, opens=None, closes_at=NOW + timedelta(days=9)), NOW, ZONE)
    assert ahead is not None and ahead.first_seen_at == NOW
    assert kept.texts[0] == CallText("ru", "Конкурс грантов", "https://example.kz/ru/1", "news")
    assert kept.event is CallEvent.OPENED
