"""Promises (уәде / обещание): what an office undertook under an answer, by which day, and what the NGO says of it.

A promise belongs to the office that gave it, not to whoever sat there. Pure.
"""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.calendar import WorkingCalendar, add_months

TEXT_LEAST, TEXT_LIMIT = 3, 1000
REASON_LEAST, REASON_LIMIT = 3, 300
YEARS_AHEAD = 2
"""How far a promise may reach."""

BEFORE, AFTER = 3, 3
"""Days before and after its day on which the office is reminded."""

_SOON = timedelta(days=14)
_TOO_OLD = timedelta(days=14)


class Verdict(StrEnum):
    """How a promise stands: what the NGO says of it, once it does."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"


JUDGED = (Verdict.KEPT, Verdict.PARTLY, Verdict.BROKEN)


@dataclass(frozen=True, slots=True)
class Promise:
    """What an office promised.

    Args:
        id: its number.
        request_id: about which request.
        entry: the entry of the log that tells it.
        office_id: whose promise it is.
        seat_id: the seat that gave it.
        text: what is promised, in the official's words; empty once they were erased.
        made_at: when (aware).
        first_day: the day that was named first.
        day: the day that holds: moved once at most.
        reason: why it was moved; empty when it was not.
        done_at: when the office said that it is done.
        state: what the NGO says.
        reminded: the day of the last reminder that was queued.
        asked_at: when the NGO was asked.
    """

    id: int
    request_id: int
    entry: int
    office_id: int
    seat_id: int | None
    text: str
    made_at: datetime
    first_day: date
    day: date
    reason: str = ""
    done_at: datetime | None = None
    state: Verdict = Verdict.OPEN
    reminded: date | None = None
    asked_at: datetime | None = None

    @property
    def moved(self) -> bool:
        """Tell whether its day was moved."""
        return self.day != self.first_day

    @property
    def pending(self) -> bool:
        """Tell whether the office still has to do something."""
        return self.state is Verdict.OPEN and self.done_at is None


class WrongDay(StrEnum):
    """Why a day is none for a promise."""

    PAST = "past"
    TOO_FAR = "too_far"
    SAME = "same"  # it is the day that holds already


def wrong_day(day: date, today: date, holds: date | None = None) -> WrongDay | None:
    """Return why a promise cannot be given for the day, or moved to it from the day that holds; None when it can."""
    if day < today:
        return WrongDay.PAST
    if day > add_months(today, 12 * YEARS_AHEAD):
        return WrongDay.TOO_FAR
    return WrongDay.SAME if day == holds else None


class Fixed(StrEnum):
    """Why a promise's day cannot be moved."""

    MOVED = "moved"  # once is enough
    OVER = "over"  # done, or judged
    PAST = "past"  # its day has passed


def fixed(promise: Promise, today: date) -> Fixed | None:
    """Return why the promise's day cannot be moved now, or None when it can."""
    if not promise.pending:
        return Fixed.OVER
    if promise.moved:
        return Fixed.MOVED
    return Fixed.PAST if today > promise.day else None


def may_say(promise: Promise, verdict: Verdict, today: date) -> bool:
    """Tell whether the NGO may say this of the promise: nobody has broken a promise before its day is over."""
    if verdict is Verdict.BROKEN:
        return promise.done_at is not None or today > promise.day
    return verdict in JUDGED


def usual_days(today: date, calendar: WorkingCalendar) -> tuple[date, date, date, date]:
    """Return the days that buttons offer: in a week, in two, in a month, and the end of a quarter; a day off gives way
    to the next working day, at a quarter's end to the last one before.
    """
    week, fortnight = (calendar.rolled(today + timedelta(days=days)) for days in (7, 14))
    end = _quarter_end(today)
    if end - today < _SOON:
        end = _quarter_end(end + timedelta(days=1))
    return week, fortnight, calendar.rolled(add_months(today, 1)), _back(end, calendar)


def _quarter_end(day: date) -> date:
    month = (day.month - 1) // 3 * 3 + 3
    return date(day.year, month, months.monthrange(day.year, month)[1])


def _back(day: date, calendar: WorkingCalendar) -> date:
    return day if calendar.is_working(day) else calendar.working_days_before(day, 1)


def reminder_days(day: date, calendar: WorkingCalendar) -> tuple[date, ...]:
    """Return the days on which the office is reminded of a promise, earliest first: always working days.

    What falls on a day off comes earlier while there is time, and later once the day is over.
    """
    before, on = (_back(one, calendar) for one in (day - timedelta(days=BEFORE), day))
    return tuple(dict.fromkeys((before, on, calendar.rolled(day + timedelta(days=AFTER)))))


def reminder(promise: Promise, calendar: WorkingCalendar, today: date, made: date) -> date | None:
    """Return the day of the reminder that the office should get today, or None.

    Args:
        promise: how it stands.
        calendar: which days are worked.
        today: the local day.
        made: the day it was given, or moved: nobody is reminded on that day.
    """
    if not promise.pending:
        return None
    days = [one for one in reminder_days(promise.day, calendar) if made < one <= today]
    if not days or today - days[-1] > _TOO_OLD or (promise.reminded is not None and promise.reminded >= days[-1]):
        return None
    return days[-1]


def asks(promise: Promise, today: date) -> bool:
    """Tell whether the NGO should be asked now what it says of the promise: once its day is over."""
    return promise.state is Verdict.OPEN and promise.asked_at is None and today > promise.day
