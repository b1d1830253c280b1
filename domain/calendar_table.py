"""The editable table of days off and worked days: what may be put into it, and what a change would move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from domain.calendar import SATURDAY, WorkingCalendar, days
from domain.days_off import CalendarChange
from domain.journal import Erasable, NewEntry
from domain.requests.terms import TERM_DAYS, Terms
from domain.territory import REPUBLIC

REASON_LIMIT = 120
REASON_LEAST = 3
YEARS_BACK, YEARS_AHEAD = 1, 1
SUBJECT = "calendar"

_NOON = time(12)


class DayState(StrEnum):
    """What the table says about a day."""

    OFF = "off"
    WORKED = "worked"
    USUAL = "usual"  # nothing any more: the day is again what it is by law


@dataclass(frozen=True, slots=True)
class StoredChange:
    """A row of the table. `number` is that of the log entry that tells it; `territory_id` whose coordinator made it."""

    number: int
    day: date
    state: DayState
    reason: str
    territory_id: str = REPUBLIC

    def as_change(self) -> CalendarChange:
        """Return the row as calendars take it; only of one that says something."""
        return CalendarChange(self.day, self.state is DayState.WORKED, self.reason)


class Useless(StrEnum):
    """Why a change is not taken."""

    ALREADY_OFF = "already_off"
    WEEKEND = "weekend"  # off already, as every Saturday and Sunday
    ALREADY_WORKED = "already_worked"
    NOT_IN_TABLE = "not_in_table"  # there is nothing to take back
    OUT_OF_RANGE = "out_of_range"


def useless(
    calendar: WorkingCalendar, day: date, state: DayState, known: StoredChange | None, today: date
) -> Useless | None:
    """Return why a change would be of no use, or None when it may be made.

    Args:
        calendar: the calendar in force, the table included.
        day: the day to be changed.
        state: what it should become.
        known: the last change of that day, if there ever was one.
        today: the local day.
    """
    if not today.year - YEARS_BACK <= day.year <= today.year + YEARS_AHEAD:
        return Useless.OUT_OF_RANGE
    if state is DayState.USUAL:
        return None if known is not None and known.state is not DayState.USUAL else Useless.NOT_IN_TABLE
    works = calendar.is_working(day)
    if state is DayState.WORKED:
        return Useless.ALREADY_WORKED if works else None
    if works:
        return None
    weekend = day.weekday() >= SATURDAY and day not in calendar.holidays
    return Useless.WEEKEND if weekend else Useless.ALREADY_OFF


def with_change(by_law: WorkingCalendar, table: list[CalendarChange], change: StoredChange) -> WorkingCalendar:
    """Return the calendar with the table and one more change over it."""
    rest = [one for one in table if one.day != change.day]
    return by_law.changed(rest if change.state is DayState.USUAL else [*rest, change.as_change()])


@dataclass(frozen=True, slots=True)
class Moved:
    """A reply date that moves: of letters that came on the day `received`."""

    received: date
    before: date
    after: date


def moved(before: Terms, calendar: WorkingCalendar, today: date, count: int = TERM_DAYS) -> list[Moved]:
    """Return which reply dates move when the calendar becomes another one.

    Args:
        before: the terms as they are counted now.
        calendar: what the calendar would become.
        today: the local day.
        count: how many working days back letters are looked at; older ones are due already.
    """
    after = replace(before, calendar=calendar)
    first = before.calendar.working_days_before(today, count)
    found = []
    for day in days(first, today):
        if not before.calendar.is_working(day):
            continue
        noon = datetime.combine(day, _NOON, before.zone)
        was, becomes = (terms.due(terms.registered(noon)) for terms in (before, after))
        if was != becomes:
            found.append(Moved(day, was, becomes))
    return found


def entry_of(day: date, state: DayState, was_working: bool, reason: str, person_id: int) -> NewEntry:
    """Return the log entry that tells a change of the calendar by a coordinator of the republic."""
    facts = {"day": day.isoformat(), "state": state.value, "was": "worked" if was_working else "off"}
    return NewEntry("calendar.changed", SUBJECT, f"coordinator@{REPUBLIC}", facts, Erasable(person_id, reason))
