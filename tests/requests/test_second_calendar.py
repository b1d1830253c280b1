"""Another program counts the same working days: numpy's business days, given the same table of days."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkingCalendar
from domain.requests.terms import TERM_DAYS, Terms

FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)


class BusinessDays:
    """Numpy's calendar. It knows no worked Saturdays: those are counted beside it."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        off = sorted(calendar.holidays - calendar.worked)
        self._calendar = np.busdaycalendar(weekmask="1111100", holidays=np.array(off, dtype="datetime64[D]"))
        self._more = sorted(day for day in calendar.worked if day.weekday() >= 5)

    def count(self, after: date, through: date) -> int:
        """How many working days lie after the first day up to the last, the last included."""
        one = timedelta(days=1)
        counted = np.busday_count(after + one, through + one, busdaycal=self._calendar)
        return int(counted) + sum(after < day <= through for day in self._more)


@pytest.mark.parametrize("seed", range(4))
def test_thousands_of_due_dates_agree_with_another_calendar(seed: int, terms: Terms) -> None:
    chance = random.Random(seed)
    other = BusinessDays(terms.calendar)
    for _ in range(2000):
        start = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
        due = terms.calendar.add_working_days(start, TERM_DAYS)
        assert other.count(start, due) == TERM_DAYS, start
        assert other.count(due - timedelta(days=1), due) == 1, start


@pytest.mark.parametrize("seed", range(4))
def test_what_is_left_agrees_with_another_calendar_forward_and_back(seed: int, terms: Terms) -> None:
    chance = random.Random(seed)
    other = BusinessDays(terms.calendar)
    for _ in range(500):
        start, end = sorted(FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(2))
        assert terms.calendar.working_days_between(start, end) == other.count(start, end)
        assert terms.calendar.working_days_between(end, start) == -other.count(start, end)


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, st.integers(1, 40), st.frozensets(DAYS, max_size=30), st.frozensets(DAYS, max_size=30))
def test_any_table_of_days_is_counted_alike(
    start: date, count: int, off: frozenset[date], worked: frozenset[date]
) -> None:
    calendar = WorkingCalendar(off, worked)
    other = BusinessDays(calendar)
    end = calendar.add_working_days(start, count)
    assert other.count(start, end) == count
    assert other.count(start, end - timedelta(days=1)) == count - 1
