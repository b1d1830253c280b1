"""The season's guess: which past calls are one series, when it may open again, and how sure that is."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calls.forecast import APART, YEAR, Opening, Sureness, alike, forecast, series
from domain.calls.model import CallKind

BODY = "Управление внутренней политики Абайской области"
TODAY = date(2026, 11, 25)


def opening(day: str, title: str = "Конкурс малых грантов для НПО", number: int = 0, **changes: object) -> Opening:
    values = {"kind": CallKind.GRANT, "organiser": BODY, "territories": ("100000000",)} | changes
    return Opening(call_id=number, title=title, day=date.fromisoformat(day), **values)  # type: ignore[arg-type]


def test_three_openings_in_the_same_week_of_january_make_a_likely_guess() -> None:
    past = (opening("2024-01-10"), opening("2025-01-12"), opening("2026-01-14"))
    guess = forecast(past, TODAY)
    assert guess is not None
    assert (guess.expected, guess.sure) == (date(2027, 1, 12), Sureness.LIKELY)
    assert guess.warn_on == date(2026, 12, 22)


@pytest.mark.parametrize(
    ("days", "sure"),
    [
        (("2026-01-12",), Sureness.ONCE),
        (("2025-01-12", "2026-01-14"), Sureness.POSSIBLE),
        (("2024-01-02", "2025-01-25", "2026-01-14"), Sureness.POSSIBLE),
        (("2024-01-10", "2025-02-25", "2026-01-14"), None),  # wanders
        (("2024-01-10",), None),  # silent for more than two years
    ],
)
def test_how_sure_a_guess_is(days: tuple[str, ...], sure: Sureness | None) -> None:
    guess = forecast([opening(day) for day in days], TODAY)
    assert (guess.sure if guess else None) == sure


def test_a_series_over_new_year_is_expected_around_new_year() -> None:
    guess = forecast([opening("2024-12-28"), opening("2026-01-03")], TODAY)
    assert guess is not None
    assert guess.expected == date(2026, 12, 31)


def test_a_call_that_did_not_come_this_year_is_no_longer_expected() -> None:
    past = [opening("2025-03-01")]
    assert forecast(past, date(2026, 3, 20)) is not None
    assert forecast(past, date(2026, 6, 1)) is None


def test_the_twenty_ninth_of_february_is_a_day_of_every_year() -> None:
    guess = forecast([opening("2024-02-29")], date(2025, 1, 1))
    assert guess is not None
    assert guess.expected == date(2025, 2, 28)


def test_another_kind_organiser_or_name_is_another_series() -> None:
    first = opening("2025-01-12", "Конкурс малых грантов для НПО 2025 года")
    assert alike(first, opening("2026-01-14", "Объявлен конкурс малых грантов для НПО (2026)")) >= 0.5
    assert alike(first, opening("2026-01-14", organiser="Фонд «Үлгі»")) == 0.0
    assert alike(first, opening("2026-01-14", kind=CallKind.AWARD)) == 0.0
    assert alike(first, opening("2026-01-14", "Обучение лидеров сельской молодёжи")) < 0.5
    assert alike(first, opening("2026-01-14", organiser="")) == 0.0


def test_two_calls_a_year_of_one_body_are_two_series() -> None:
    spring = [opening("2025-02-01", number=1), opening("2026-02-05", number=3)]
    autumn = [opening("2025-09-01", number=2), opening("2026-09-10", number=4)]
    found = series([*autumn, *spring])
    assert sorted([one.call_id for one in group] for group in found) == [[1, 3], [2, 4]]


@given(st.lists(st.dates(date(2015, 1, 1), date(2026, 11, 25)), min_size=1, max_size=12))
def test_a_series_runs_forward_about_a_year_at_a_time_and_loses_no_opening(days: list[date]) -> None:
    openings = [opening(day.isoformat(), number=number) for number, day in enumerate(days)]
    groups = series(openings)
    assert sorted(one.call_id for group in groups for one in group) == list(range(len(days)))
    for group in groups:
        for one, other in pairwise(group):
            assert YEAR - APART <= other.day - one.day <= YEAR + APART


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=6), st.integers(0, 400))
def test_a_guess_lies_ahead_of_the_last_opening_and_is_never_long_past(wander: list[int], later: int) -> None:
    past = [opening((date(2018 + n, 6, 15) + timedelta(days=by)).isoformat()) for n, by in enumerate(wander)]
    today = past[-1].day + timedelta(days=later)
    guess = forecast(past, today)
    if guess is not None:
        assert guess.expected > past[-1].day + YEAR - APART
        assert guess.expected + APART >= today
