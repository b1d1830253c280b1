"""The season's guess: which past calls are one series, when it may open again, and how sure that is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calls.bodies import body
from domain.calls.forecast import (
    APART,
    YEAR,
    Opening,
    Sureness,
    alike,
    forecast,
    opening_day,
    series,
    years_apart,
)
from domain.calls.model import CallKind

BODY = "Управление внутренней политики Абайской области"
ZONE = timezone(timedelta(hours=5))
TODAY = date(2026, 11, 25)


def opening(day: str, *titles: str, number: int = 0, **changes: object) -> Opening:
    values = {"kind": CallKind.GRANT, "organiser": BODY, "territories": ("100000000",)} | changes
    named = titles or ("Конкурс малых грантов для НПО",)
    return Opening(call_id=number, titles=named, day=date.fromisoformat(day), **values)  # type: ignore[arg-type]


def calls_of(openings: list[Opening]) -> list[list[int]]:
    return sorted(sorted(one.calls) for one in series(openings))


def test_three_openings_in_the_same_week_of_january_make_a_likely_guess() -> None:
    past = (opening("2024-01-10"), opening("2025-01-12"), opening("2026-01-14", number=3))
    guess = forecast(past, TODAY)
    assert guess is not None
    assert (guess.call_id, guess.expected, guess.sure) == (3, date(2027, 1, 12), Sureness.LIKELY)
    assert guess.past == (date(2024, 1, 10), date(2025, 1, 12), date(2026, 1, 14))
    assert guess.warn_on == date(2026, 12, 22)
    assert guess.warn_at(ZONE) == datetime(2026, 12, 22, 9, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("days", "sure"),
    [
        (("2026-01-12",), Sureness.ONCE),
        (("2025-01-12", "2026-01-14"), Sureness.POSSIBLE),
        (("2024-01-02", "2025-01-25", "2026-01-14"), Sureness.POSSIBLE),
        (("2024-01-10", "2025-02-25", "2026-01-14"), None),  # wanders
        (("2024-01-10",), None),  # it did not come in 2025
        (("2022-01-10", "2024-01-12"), Sureness.POSSIBLE),  # every second year, missed by ten months: see below
    ],
)
def test_how_sure_a_guess_is(days: tuple[str, ...], sure: Sureness | None) -> None:
    guess = forecast([opening(day) for day in days], date(2026, 2, 20) if days[0] == "2022-01-10" else TODAY)
    assert (guess.sure if guess else None) == sure


def test_what_comes_every_second_year_is_not_expected_in_between() -> None:
    past = [opening("2022-05-10"), opening("2024-05-12"), opening("2026-05-11")]
    guess = forecast(past, TODAY)
    assert guess is not None
    assert (guess.expected, guess.sure) == (date(2028, 5, 11), Sureness.POSSIBLE)


def test_a_year_without_the_call_does_not_make_it_come_every_second_year() -> None:
    past = [opening("2022-05-10"), opening("2023-05-12"), opening("2025-05-11"), opening("2026-05-11")]
    assert len(series(past)) == 1
    guess = forecast(past, TODAY)
    assert guess is not None
    assert guess.expected == date(2027, 5, 11)


def test_a_training_or_a_hearing_held_once_is_no_sign_that_there_will_be_another() -> None:
    for kind in (CallKind.TRAINING, CallKind.EVENT, CallKind.VOLUNTEERING):
        assert forecast([opening("2026-01-12", kind=kind)], TODAY) is None
        assert forecast([opening("2025-01-12", kind=kind), opening("2026-01-12", kind=kind)], TODAY) is not None


def test_a_series_over_new_year_is_expected_around_new_year() -> None:
    guess = forecast([opening("2024-12-28"), opening("2026-01-03")], TODAY)
    assert guess is not None
    assert guess.expected == date(2026, 12, 31)


def test_a_call_that_did_not_come_this_year_is_no_longer_expected() -> None:
    past = [opening("2025-03-01")]
    assert forecast(past, date(2026, 3, 20)) is not None
    assert forecast(past, date(2026, 6, 1)) is None


def test_a_call_that_opened_this_year_is_expected_next_year() -> None:
    past = [opening("2025-03-01"), opening("2026-03-03")]
    guess = forecast(past, date(2026, 3, 3))
    assert guess is not None
    assert guess.expected == date(2027, 3, 2)


def test_a_call_that_moved_to_another_season_begins_a_series_anew() -> None:
    assert calls_of([opening("2025-01-12", number=1), opening("2026-05-20", number=2)]) == [[1], [2]]


def test_only_the_last_five_openings_count() -> None:
    past = [opening("2020-02-25")] + [opening(f"{year}-01-12") for year in range(2022, 2027)]
    guess = forecast(past, TODAY)
    assert guess is not None
    assert (guess.expected, guess.sure, len(guess.past)) == (date(2027, 1, 12), Sureness.LIKELY, 6)


def test_the_twenty_ninth_of_february_is_a_day_of_every_year() -> None:
    guess = forecast([opening("2024-02-29")], date(2025, 1, 1))
    assert guess is not None
    assert guess.expected == date(2025, 2, 28)
    both = forecast([opening("2024-02-29"), opening("2025-02-28")], date(2025, 3, 1))
    assert both is not None
    assert both.expected == date(2026, 2, 28)


def test_another_kind_organiser_place_or_name_is_another_series() -> None:
    first = opening("2025-01-12", "Конкурс малых грантов для НПО 2025 года")
    assert alike(first, opening("2026-01-14", "Объявлен конкурс малых грантов для НПО (2026)")) >= 0.5
    assert alike(first, opening("2026-01-14", organiser="Фонд «Үлгі»")) == 0.0
    assert alike(first, opening("2026-01-14", kind=CallKind.AWARD)) == 0.0
    assert alike(first, opening("2026-01-14", territories=("110000000",))) == 0.0
    assert alike(first, opening("2026-01-14", territories=("KZ",))) >= 0.5
    assert alike(first, opening("2026-01-14", "Обучение лидеров сельской молодёжи")) < 0.5
    assert alike(first, opening("2026-01-14", organiser="")) == 0.0


def test_the_number_of_the_year_the_round_or_the_forum_is_no_part_of_a_name() -> None:
    assert alike(opening("2025-01-12", "IX форум НПО 2025"), opening("2026-01-12", "X форум НПО – 2026")) == 1.0
    assert alike(opening("2025-01-12", "1 тур гранта"), opening("2026-01-12", "II тур гранта")) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Объявлен приём заявок на конкурс малых грантов для НПО", "Внимание! Стартовал конкурс малых грантов для НПО"),
        ("ҮЕҰ-ға арналған гранттар конкурсы басталды", "ҮЕҰ-ға арналған гранттар конкурсына өтінім қабылдау"),
        ("Объявление", "Объявление"),
    ],
)  # fmt: skip
def test_how_a_call_is_announced_is_no_part_of_its_name(one: str, other: str) -> None:
    assert alike(opening("2025-01-12", one), opening("2026-01-12", other)) >= 0.8


def test_a_call_in_kazakh_is_known_again_in_a_year_in_which_it_came_in_both_languages() -> None:
    kazakh = "ҮЕҰ-ға арналған шағын гранттар конкурсы"
    first = opening("2025-01-12", f"{kazakh} 2025", organiser="«Абай облысының ішкі саясат басқармасы» ММ")
    second = opening("2026-01-12", "Конкурс малых грантов для НПО", f"{kazakh} – 2026")
    assert alike(first, second) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Абай облысының ішкі саясат басқармасы", BODY),
        ("«Абай облысының ішкі саясат басқармасы» мекемесі", "ГУ «Управление внутренней политики области Абай»"),
        ("КГУ Управление внутренней политики акимата области Абай", BODY),
        ("«Үлгі» қоғамдық қоры", "Общественный фонд «Үлгі»"),
        ("ОФ \"Улгi\"", "ҮЛГІ қоры"),
        ("Сарқан ауданының ішкі саясат бөлімі", "Отдел внутренней политики Сарканского района"),
        ("«Азаматтық бастамаларды қолдау орталығы» КЕАҚ", "НАО «Центр поддержки гражданских инициатив»"),
        ("Ішкі саясат басқармасы", BODY),  # its place left out: the call's territory tells
        ("Бурабай ауданының ішкі саясат бөлімі", "Отдел внутренней политики Бурабайского района» Акмолинской области"),
        ("Көкшетау қаласының әкімдігі", "Акимат города Кокшетау с 1 сентября"),
        ("Қала әкімдігі", "Акимат г. Экибастуз"),
        ("Батыс Қазақстан облысының қоғамдық даму басқармасы", "Управление общественного развития ЗКО"),
        ("Ақтөбе облысының жастар саясаты басқармасы", "Управление молодёжной политики Актюбинской области"),
        ("Мәдениет және ақпарат министрлігі", "Министерство культуры и информации дополнительно объявляет"),
        ("ҚР Мәдениет және ақпарат министрлігі", "Министерство культуры и информации Республики Казахстан"),
    ],
)  # fmt: skip
def test_a_body_is_the_same_in_both_languages_with_and_without_quotes_and_its_legal_form(one: str, other: str) -> None:
    assert body(one).core == body(other).core != frozenset()
    assert body(one).may_be(body(other)) and body(other).may_be(body(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BODY, "Управление общественного развития Абайской области"),
        (BODY, "Управление внутренней политики области Жетісу"),
        ("Отдел внутренней политики Сарканского района", "Отдел внутренней политики Алакольского района"),
        ("ОФ «Үлгі»", "ОФ «Үміт»"),
    ],
)
def test_another_body_stays_another(one: str, other: str) -> None:
    assert not body(one).may_be(body(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Өскемен қаласының ішкі саясат бөлімі", "Отдел внутренней политики города Усть-Каменогорска"),
        ("Шарбақты ауданының ішкі саясат бөлімі", "Отдел внутренней политики Щербактинского района"),
        ("Тұрар Рысқұлов ауданының ішкі саясат бөлімі", "Отдел внутренней политики района Турара Рыскулова"),
    ],
)
def test_a_place_with_two_names_is_one_where_both_announce_for_one_territory(one: str, other: str) -> None:
    assert body(one).may_be(body(other), here=True) and body(other).may_be(body(one), here=True)
    assert not body(one).may_be(body(other))


def test_two_places_of_one_language_are_two_even_for_one_territory() -> None:
    one, other = "Отдел внутренней политики Сарканского района", "Отдел внутренней политики Алакольского района"
    assert not body(one).may_be(body(other), here=True)


@pytest.mark.parametrize("name", ["", "Общественный фонд", "қоғамдық қоры", "ГУ", "«»", "!!!"])
def test_a_name_that_names_nobody_makes_no_series(name: str) -> None:
    assert series([opening("2025-01-12", organiser=name), opening("2026-01-12", organiser=name)]) == []


def test_two_calls_a_year_of_one_body_are_two_series() -> None:
    spring = [opening("2025-02-01", number=1), opening("2026-02-05", number=3)]
    autumn = [opening("2025-09-01", number=2), opening("2026-09-10", number=4)]
    assert calls_of([*autumn, *spring]) == [[1, 3], [2, 4]]


def test_two_rounds_a_month_apart_stay_two_series() -> None:
    first = [opening("2025-02-01", number=1), opening("2026-02-05", number=3)]
    second = [opening("2025-03-05", number=2), opening("2026-03-09", number=4)]
    assert calls_of([*second, *first]) == [[1, 3], [2, 4]]


def test_lots_and_second_prints_of_a_fortnight_are_one_opening() -> None:
    lots = [opening("2026-02-01", f"Лот {n}. Социальный заказ", number=n, kind=CallKind.SSO) for n in (1, 2, 3)]
    (found,) = series([*lots, opening("2026-02-14", "Социальный заказ, лот 4", number=4, kind=CallKind.SSO)])
    assert found.calls == [1, 2, 3, 4]
    assert [one.call_id for one in found.openings] == [1]


def test_the_printed_day_counts_unless_it_cannot_be_that_of_this_announcement() -> None:
    seen = datetime(2026, 1, 14, 20, tzinfo=UTC)  # already the 15th here
    assert opening_day(date(2026, 1, 20), seen, seen, None, TODAY, ZONE) == date(2026, 1, 20)
    assert opening_day(None, None, seen, None, TODAY, ZONE) == date(2026, 1, 15)
    assert opening_day(date(2016, 1, 20), seen, seen, None, TODAY, ZONE) == date(2026, 1, 15)
    assert opening_day(date(9999, 12, 31), seen, seen, None, TODAY, ZONE) == date(2026, 1, 15)
    assert opening_day(None, datetime(1990, 1, 1, tzinfo=UTC), seen, None, TODAY, ZONE) is None
    assert opening_day(None, None, seen, seen, TODAY, ZONE) is None, "seen when it was over"


@settings(deadline=None)
@given(st.lists(st.dates(date(2015, 1, 1), date(2026, 11, 25)), min_size=1, max_size=12))
def test_a_series_runs_forward_whole_years_at_a_time_and_loses_no_call(days: list[date]) -> None:
    openings = [opening(day.isoformat(), number=number) for number, day in enumerate(days)]
    groups = series(openings)
    assert sorted(number for group in groups for number in group.calls) == list(range(len(days)))
    for group in groups:
        for one, other in pairwise(group.openings):
            off = years_apart(one.day, other.day)
            assert off is not None and abs(off) <= APART


@settings(deadline=None)
@given(st.lists(st.integers(-20, 20), min_size=1, max_size=6), st.integers(0, 400))
def test_a_guess_lies_ahead_of_the_last_opening_and_is_never_long_past(wander: list[int], later: int) -> None:
    past = [opening((date(2018 + n, 6, 15) + timedelta(days=by)).isoformat()) for n, by in enumerate(wander)]
    today = past[-1].day + timedelta(days=later)
    guess = forecast(past, today)
    if guess is not None:
        assert guess.expected > past[-1].day + YEAR - APART
        assert guess.expected + APART >= today


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_name_breaks_the_comparison_of_bodies(name: str) -> None:
    assert body(name) == body(f" {name}\n")
    assert not body("").may_be(body(name))
