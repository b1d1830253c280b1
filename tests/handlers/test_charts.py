"""Charts of figures: what is drawn, what is told, and that no name and no number breaks them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from domain.language import Language
from domain.offices import Office
from domain.statistics.figures import Figures
from domain.statistics.tables import By, Key, Period
from domain.territory import TerritoryTree
from handlers.texts import Texts, Translator
from handlers.views import charts, svg
from handlers.views.charts import Subject
from handlers.views.figure_rows import NamedRow, alphabetical, begun, named_rows
from tests.figure_samples import AS_OF, HEAD, YEAR, counted, figures
from tests.person import ZONE, foreign_letters
from tests.request_stage import SARQAN

CHARTS: tuple[Callable[[Subject, Translator], str], ...] = (charts.shares, charts.times, charts.months)
HOSTILE = (
    "</title><script>alert(1)</script>",
    '"\' onload="x" & &amp; <',
    "\u202eдерев\u202d\u0000\u0007\ud800 строка\r\n",
    "Щ" * 5_000,
    "слово " * 500,
    "👨‍👩‍👧‍👦" * 100,
    "",
    "{name} %s",
)
ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


@pytest.fixture(params=["kk", "ru"])
def tr(request: pytest.FixtureRequest, texts: Texts) -> Translator:
    return texts.in_language(Language(request.param))


def subject(*rows: NamedRow, public: bool = False, by: By = By.OFFICE) -> Subject:
    total = figures(400, in_time=240, over=320)
    return Subject("Жетісу", by, YEAR, AS_OF, ZONE, HEAD, public, total, rows)


def parsed(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)


def words(drawn: str) -> list[str]:
    return [one.text or "" for one in parsed(drawn).iter("{http://www.w3.org/2000/svg}text")]


def told(drawn: str) -> str:
    found = parsed(drawn).find("{http://www.w3.org/2000/svg}desc")
    assert found is not None
    return found.text or ""


def test_a_share_is_drawn_with_its_interval_and_what_it_is_a_share_of(tr: Translator) -> None:
    drawn = charts.shares(subject(NamedRow(1, "Бөлім", figures(110, in_time=60, over=100))), tr)
    said = words(drawn)
    assert "60\u00a0% (50–69)".replace("\u00a0", " ") in said
    assert "60 / 100" in said
    expected = {
        "kk": "Бөлім: мерзімінде жауап берілгені: 60/100; нақты үлес 50 және 69 пайыздың арасында.",
        "ru": "Бөлім: в срок 60 из 100; истинная доля – от 50 до 69 процентов.",
    }
    assert expected[tr.language.value] in told(drawn)


def test_of_a_group_too_small_no_share_and_no_time_is_drawn_only_its_number(tr: Translator) -> None:
    one = NamedRow(1, "Бөлім", figures(9, in_time=9, over=9))
    few = {"kk": "қорытындыға аз", "ru": "мало для выводов"}[tr.language.value]
    for chart, number in ((charts.shares, "9 / 9"), (charts.times, "n = 9")):
        drawn = chart(replace(subject(one), total=None), tr)
        said = words(drawn)
        assert few in said
        assert number in said
        assert not re.search(r"\d\s%\s\(", " ".join(said))
        assert "<circle" not in drawn


def test_a_hidden_group_is_said_to_be_hidden_and_nothing_of_it_is_drawn(tr: Translator) -> None:
    hidden = {"kk": "жасырылды", "ru": "скрыто"}[tr.language.value]
    for chart in CHARTS:
        drawn = chart(replace(subject(NamedRow(1, "Бөлім", None), public=True), total=None), tr)
        assert hidden in words(drawn)
        assert f"Бөлім: {hidden}." in told(drawn)
        assert "5" in words(drawn)[-4] + words(drawn)[-3] + words(drawn)[-2]  # fewer than 5, and why others too


def test_what_never_reached_the_ninth_in_ten_ends_in_an_arrow_and_is_told_as_longer(tr: Translator) -> None:
    silent = NamedRow(1, "Бөлім", figures(20, answered=12, waits=(4.0,)))
    drawn = charts.times(subject(silent), tr)
    assert "4 · > 4" in words(drawn)
    open_ones = charts.times(subject(NamedRow(1, "Бөлім", figures(20, answered=3, waits=(4.0,)))), tr)
    assert "> 4" in words(open_ones)
    assert {"kk": "жартысынан көбі 4 күннен ұзақ күтеді", "ru": "больше половины ждут дольше 4 дн."}[
        tr.language.value
    ] in told(open_ones)


def test_months_show_filed_answered_and_overdue_with_their_numbers_and_stripes_beside_colours(tr: Translator) -> None:
    month = NamedRow("2026-03", "03.2026", figures(12, over=12, in_time=5, answered=9))
    drawn = charts.months(subject(month, by=By.MONTH), tr)
    said = words(drawn)
    place = said.index("03.2026")
    assert said[place + 1 : place + 4] == ["12", "9", "3"]
    assert "<pattern" in drawn
    pattern = re.search(r'<pattern id="([^"]+)"', drawn)
    assert pattern is not None
    assert f"url(#{pattern[1]})" in drawn


def test_every_chart_prints_its_place_period_moment_number_and_log(tr: Translator) -> None:
    for chart in CHARTS:
        said = " ".join(words(chart(subject(NamedRow(1, "Бөлім", figures(30))), tr)))
        for part in ("Жетісу", "2026", "15:20", "400", "81234", HEAD.hash[:12]):
            assert part in said.replace("\u00a0", " ")


def test_a_chart_speaks_one_language(texts: Texts) -> None:
    for chart in CHARTS:
        drawn = chart(replace(subject(), where="Сарканский район"), texts.in_language(Language.RU))
        assert not foreign_letters(drawn)


def test_no_name_breaks_a_chart_or_leaves_its_width(tr: Translator) -> None:
    for name in HOSTILE:
        for chart in CHARTS:
            one = replace(subject(NamedRow(1, name, figures(30, in_time=3, over=20)), by=By.OFFICE), where=name)
            drawn = chart(one, tr)
            root = parsed(drawn)
            assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
            for text in root.iter("{http://www.w3.org/2000/svg}text"):
                bold = text.get("font-weight") == "700"
                wide = svg.width_of(text.text or "", float(text.get("font-size", "0")), bold=bold)
                start = float(text.get("x", "0"))
                assert start + (0 if text.get("text-anchor") == "end" else wide) <= svg.WIDTH
            assert charts.png(drawn).startswith(b"\x89PNG")


def test_a_picture_is_twice_as_wide_as_the_drawing_and_has_every_letter_of_both_languages() -> None:
    def picture(letter: str) -> bytes:
        draw = svg.Drawing()
        draw.words(10, 30, letter, 20)
        draw.y = 40
        return charts.png(draw.svg("", "", "kk"))

    blank = picture("")
    assert int.from_bytes(blank[16:20], "big") == 720
    missing = [letter for letter in ALPHABET + ALPHABET.upper() + "0123456789«»–…№%/()·>" if picture(letter) == blank]
    assert not missing


def test_two_drawings_on_one_page_share_no_name(tr: Translator) -> None:
    names = [
        set(re.findall(r' id="([^"]+)"', chart(subject(NamedRow(1, name, figures(30))), tr)))
        for chart in CHARTS
        for name in ("Бөлім", "Аппарат")
    ]
    assert sum(map(len, names)) == len(set().union(*names))


def test_offices_stand_in_the_order_of_the_kazakh_alphabet_whatever_their_figures(
    tree: TerritoryTree, texts: Texts
) -> None:
    names = ("Ұлт", "Яр", "Ән", "Ақ", "Бөлім")
    offices = {place: Office(place, SARQAN, name, name, ()) for place, name in enumerate(names, start=1)}
    groups: dict[Key, Figures | None] = {place: figures(20 * place, in_time=place, over=20) for place in offices}
    found = counted(By.OFFICE, {**groups, None: figures(3)}, offices=offices)
    rows = named_rows(found, tree, {}, ZONE, texts.in_language(Language.KK))
    assert [row.name.split(",")[0] for row in rows] == ["Ақ", "Ән", "Бөлім", "Ұлт", "Яр", "ешбір бөлімшеге түспеген"]
    assert alphabetical("Ә") < alphabetical("Б") < alphabetical("І") < alphabetical("Я")


def test_of_territories_those_directly_below_are_shown_in_the_order_of_the_tree(
    tree: TerritoryTree, texts: Texts
) -> None:
    one = figures(10)
    below = [unit.id for unit in tree.children("330000000")]
    found = counted(By.TERRITORY, dict.fromkeys(["330000000", *reversed(below)], one), territory="330000000")
    rows = named_rows(found, tree, {}, ZONE, texts.in_language(Language.RU))
    assert {row.key for row in rows} == set(below)
    assert "330000000" not in {row.key for row in rows}


def test_a_month_without_requests_is_there_with_nothing_in_it_and_one_that_has_not_begun_is_not(
    tree: TerritoryTree, texts: Texts
) -> None:
    period = Period(date(2025, 11, 15), date(2026, 12, 31))
    found = counted(By.MONTH, {"2026-01": figures(4), "2026-02": None}, period=period, public=True)
    rows = named_rows(found, tree, {}, ZONE, texts.in_language(Language.RU))
    assert [row.key for row in rows][:4] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert rows[-1].key == "2026-11"
    sizes = {row.key: row.figures.n if row.figures is not None else None for row in rows}
    assert (sizes["2025-12"], sizes["2026-01"], sizes["2026-02"]) == (0, 4, None)


def test_months_begin_with_the_first_that_has_a_request_or_is_hidden() -> None:
    empty, hidden, some = (NamedRow(key, key, one) for key, one in (("1", figures(0)), ("2", None), ("3", figures(4))))
    assert begun((empty, hidden, empty, some)) == (hidden, empty, some)
    assert begun((empty, some, empty)) == (some, empty)
    assert begun((empty, empty)) == (empty, empty)


def test_offices_of_one_name_are_told_apart_and_those_of_the_whole_country_by_their_oblast(
    tree: TerritoryTree, texts: Texts
) -> None:
    offices = {number: Office(number, SARQAN, "Бөлім", "Отдел", ()) for number in (1, 2)}
    found = counted(By.OFFICE, {1: figures(9), 2: figures(9)}, offices=offices)
    rows = named_rows(found, tree, {}, ZONE, texts.in_language(Language.RU))
    assert [row.name for row in rows] == [
        "Отдел, Сарканский район (область Жетісу) (1)",
        "Отдел, Сарканский район (область Жетісу) (2)",
    ]
    inside = replace(found, table=replace(found.table, territory_id="330000000", rows=found.table.rows[:1]))
    assert [row.name for row in named_rows(inside, tree, {}, ZONE, texts.in_language(Language.KK))] == [
        "Бөлім, Сарқан ауданы"
    ]


def test_a_common_year_of_a_period_is_said_once_where_the_language_puts_it(texts: Texts) -> None:
    def said(language: Language, *days: date) -> str:
        ends = charts.ends_of(Period(*days), texts.in_language(language))
        return " – ".join(ends).replace("\u00a0", " ")

    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert said(Language.KK, *year) == "2026 жылғы 1 қаңтар – 31 желтоқсан"
    assert said(Language.RU, *year) == "1 января – 31 декабря 2026 года"
    two = (date(2025, 12, 1), date(2026, 1, 31))
    assert said(Language.KK, *two) == "2025 жылғы 1 желтоқсан – 2026 жылғы 31 қаңтар"
    assert said(Language.RU, *two) == "1 декабря 2025 года – 31 января 2026 года"
