"""What may be put into the editable calendar, and which reply dates a change moves."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar
from domain.calendar_table import DayState, Moved, StoredChange, Useless, moved, useless, with_change
from domain.days_off import CalendarChange
from domain.requests.terms import Terms

TODAY = date(2026, 3, 2)
LAW = kazakh_calendar(TODAY)
ZONE = ZoneInfo("Asia/Almaty")


@pytest.mark.parametrize(
    ("day", "state", "expected"),
    [
        (date(2026, 3, 13), DayState.OFF, None),
        (date(2026, 3, 13), DayState.WORKED, Useless.ALREADY_WORKED),
        (date(2026, 3, 14), DayState.OFF, Useless.WEEKEND),
        (date(2026, 3, 15), DayState.OFF, Useless.WEEKEND),
        (date(2026, 3, 14), DayState.WORKED, None),
        (date(2026, 3, 8), DayState.OFF, Useless.ALREADY_OFF),  # a holiday on a Sunday
        (date(2026, 3, 9), DayState.OFF, Useless.ALREADY_OFF),
        (date(2026, 3, 9), DayState.WORKED, None),
        (date(2026, 3, 13), DayState.USUAL, Useless.NOT_IN_TABLE),
        (date(2024, 12, 31), DayState.OFF, Useless.OUT_OF_RANGE),
        (date(2025, 2, 3), DayState.OFF, None),
        (date(2027, 12, 31), DayState.OFF, None),
        (date(2028, 1, 3), DayState.OFF, Useless.OUT_OF_RANGE),
    ],
)
def test_only_a_change_that_changes_something_is_taken(day: date, state: DayState, expected: Useless | None) -> None:
    assert useless(LAW, day, state, None, TODAY) is expected


def test_only_what_holds_can_be_taken_back() -> None:
    day = date(2026, 3, 13)
    for state, expected in ((DayState.OFF, None), (DayState.USUAL, Useless.NOT_IN_TABLE)):
        assert useless(LAW, day, DayState.USUAL, StoredChange(1, day, state, ""), TODAY) is expected


def test_the_law_comes_back_when_a_change_is_taken_back() -> None:
    holiday, friday = date(2026, 3, 9), date(2026, 3, 13)
    table = [CalendarChange(holiday, True, "x"), CalendarChange(friday, False, "y")]
    back = with_change(LAW, table, StoredChange(2, holiday, DayState.USUAL, ""))
    assert back == LAW.changed(table[1:])
    assert back.why(holiday) == LAW.why(holiday)
    other = with_change(LAW, table, StoredChange(2, friday, DayState.WORKED, "z"))
    assert other.is_working(friday) and other.is_working(holiday)


def test_each_reply_date_that_moves_is_named_and_no_other() -> None:
    terms = Terms(WorkingCalendar(), ZONE)
    off = WorkingCalendar(frozenset({date(2026, 3, 4)}))
    found = moved(terms, off, TODAY)
    assert [one.received for one in found] == _weekdays(date(2026, 2, 11), TODAY)
    assert found[0] == Moved(date(2026, 2, 11), date(2026, 3, 4), date(2026, 3, 5))
    assert found[-1] == Moved(TODAY, date(2026, 3, 23), date(2026, 3, 24))
    assert moved(terms, WorkingCalendar(), TODAY) == []


def test_a_letter_of_a_day_that_becomes_off_is_registered_on_the_next_one() -> None:
    terms = Terms(WorkingCalendar(), ZONE)
    found = moved(terms, WorkingCalendar(frozenset({TODAY})), TODAY)
    assert found[-1] == Moved(TODAY, date(2026, 3, 23), date(2026, 3, 24))


def _weekdays(first: date, last: date) -> list[date]:
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return [day for day in days if day.weekday() < 5]
