"""Working days are counted as the Labour Code and the yearly transfers have them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar

KAZAKH = kazakh_calendar(date(2026, 7, 1))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23", "2026-12-14"),
        ("2026-12-10", "2027-01-05"),
        ("2026-12-28", "2027-01-21"),
        ("2026-03-16", "2026-04-09"),
        ("2027-03-10", "2027-04-06"),
        ("2027-04-30", "2027-05-26"),
    ],
)
def test_the_fifteenth_working_day_falls_where_it_was_checked(received: str, due: str) -> None:
    assert KAZAKH.add_working_days(date.fromisoformat(received), 15) == date.fromisoformat(due)


@pytest.mark.parametrize(("year", "count"), [(2024, 249), (2025, 246), (2026, 247), (2027, 247)])
def test_a_year_has_as_many_working_days_as_officially(year: int, count: int) -> None:
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    assert sum(KAZAKH.is_working(first + timedelta(days=number)) for number in range(days)) == count


@pytest.mark.parametrize(
    ("day", "worked"), [("2024-05-04", True), ("2025-01-05", True), ("2026-08-31", False), ("2026-03-09", False)]
)
def test_transfers_are_known(day: str, worked: bool) -> None:
    # 30 August is no holiday in 2026, so 31 August is an ordinary Monday.
    expected = True if day == "2026-08-31" else worked
    assert KAZAKH.is_working(date.fromisoformat(day)) is expected


def test_an_added_day_off_and_an_added_worked_saturday_count() -> None:
    monday, saturday = date(2026, 6, 1), date(2026, 6, 6)
    calendar = kazakh_calendar(monday, also_off=[monday], also_worked=[saturday])
    assert not calendar.is_working(monday)
    assert calendar.is_working(saturday)


def test_a_worked_day_wins_over_a_day_off() -> None:
    day = date(2026, 6, 6)
    assert WorkingCalendar(frozenset({day}), frozenset({day})).is_working(day)


def test_day_one_may_be_the_day_itself() -> None:
    monday = date(2026, 6, 1)
    plain = WorkingCalendar()
    assert plain.add_working_days(monday, 1) == date(2026, 6, 2)
    assert plain.add_working_days(monday, 1, first_day_is_next=False) == monday
    assert plain.add_working_days(date(2026, 6, 6), 1, first_day_is_next=False) == date(2026, 6, 8)


def test_a_term_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        WorkingCalendar().add_working_days(date(2026, 6, 1), 0)


@given(DAYS, st.integers(1, 60))
def test_a_term_ends_on_a_working_day_with_exactly_its_working_days_behind(start: date, count: int) -> None:
    end = KAZAKH.add_working_days(start, count)
    between = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert KAZAKH.is_working(end)
    assert sum(map(KAZAKH.is_working, between)) == count


@given(DAYS)
def test_the_next_working_day_is_the_first_after(day: date) -> None:
    following = KAZAKH.next_working_day(day)
    assert following > day
    skipped = [day + timedelta(days=number) for number in range(1, (following - day).days)]
    assert not any(map(KAZAKH.is_working, skipped))
