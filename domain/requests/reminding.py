"""When an office is reminded of a request, and when its head and the coordinators are told that the date has passed.

Pure functions of the log, the clocks and the calendar. What was done stands in the log (REMINDED by the bot, `until`
the date that was reminded of), so a job that looks twice, late, or with a clock that was moved back does nothing twice;
of what it missed it makes up the latest only.

Which date: a request has the NGO's date and that of the office which has it; after a redirect the NGO's comes first.
The office is reminded of the nearest of the two that has not passed: the NGO is owed the first, the office will be
measured by the second, and one message a day about one request is enough. A date has passed as soon as either has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.requests.clocks import Outcome, RequestClocks
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.terms import REMIND_BEFORE, Terms
from domain.requests.working_time import WorkingTime, is_open

OVERDUE_AGAIN = timedelta(days=7)
"""How long the head and the coordinators are left alone after they were told that a date has passed."""

_BEGINS_ANEW = frozenset({EventKind.FILED, EventKind.REDIRECTED, EventKind.EXTENDED, EventKind.REOPENED})


@dataclass(frozen=True, slots=True)
class Nudge:
    """What people are to be reminded of now.

    Args:
        due: the date meant.
        left: working days until it; 0 on the day itself, below 0 when it has passed.
        day: the day on which this was to be told: of one day there is one message to one chat.
    """

    due: date
    left: int
    day: date

    @property
    def overdue(self) -> bool:
        """Tell whether the date has passed: the head and the coordinators are told then."""
        return self.left < 0


def dates(clocks: RequestClocks) -> tuple[date, ...]:
    """Return the dates that hold: the NGO's, and that of the office which has the request, if one has."""
    last = clocks.spells[-1] if clocks.spells else None
    own = () if last is None or last.outcome is Outcome.REDIRECTED else (last.due_now,)
    return (clocks.whole.due_now, *own)


def nearest(found: Sequence[date | None], today: date) -> date | None:
    """Return the earliest date that has not passed; None when all have."""
    return min((one for one in found if one is not None and one >= today), default=None)


def passed(found: Sequence[date | None], today: date) -> date | None:
    """Return the earliest date when it has passed; None when none has."""
    return min((one for one in found if one is not None and one < today), default=None)


def disturbs(now: datetime, hours: WorkingTime, terms: Terms) -> bool:
    """Tell whether an official of an office with these hours is not to be written to: closed, at lunch, a day off."""
    at = now.astimezone(terms.zone).time()
    lunch = hours.lunch is not None and hours.lunch[0] <= at < hours.lunch[1]
    return lunch or not is_open(now, hours, terms.calendar, terms.zone)


def works_next(now: datetime, hours: WorkingTime, terms: Terms) -> datetime:
    """Return the first moment from now on at which the office may be written to."""
    if not disturbs(now, hours, terms):
        return now
    local = now.astimezone(terms.zone)
    day = local.date()
    if terms.calendar.is_working(day):
        if local < terms.opening(day, hours):
            return terms.opening(day, hours)
        if hours.lunch is not None and hours.lunch[0] <= local.time() < hours.lunch[1]:
            return datetime.combine(day, hours.lunch[1], terms.zone)
    return terms.opening(terms.calendar.next_working_day(day), hours)


def horizon(terms: Terms, today: date) -> date:
    """Return the last due date of which somebody may have to be reminded today."""
    return terms.calendar.add_working_days(today, max(REMIND_BEFORE))


def nudges(log: Sequence[RequestEvent], clocks: RequestClocks, terms: Terms) -> tuple[Nudge, ...]:
    """Return what is to be told about a request as of the moment of its clocks, if anybody may be disturbed then.

    Args:
        log: what happened to it, in order.
        clocks: its clocks as of now.
        terms: the rules and the calendar in force.

    Returns:
        At most one of a date that comes (to the office) and one of a date that has passed (to the head and the
        coordinators).
    """
    if clocks.whole.outcome is not Outcome.OPEN:
        return ()
    found = (_coming(log, clocks, terms), _passed(log, clocks, terms))
    return tuple(one for one in found if one is not None)


def _coming(log: Sequence[RequestEvent], clocks: RequestClocks, terms: Terms) -> Nudge | None:
    today = terms.day(clocks.as_of)
    due = nearest(dates(clocks), today)
    if due is None:
        return None
    marks = [one for one in terms.reminders(due, after=_began(log, clocks, terms)) if one.day <= today]
    # Whichever date it named: a date that a changed calendar moves by a day is not told anew the next morning.
    told = [day for day, until in _told(log, terms) if day <= until]
    if not marks or (told and max(told) >= marks[-1].day):
        return None
    return Nudge(due, terms.days_left(due, clocks.as_of), marks[-1].day)


def _passed(log: Sequence[RequestEvent], clocks: RequestClocks, terms: Terms) -> Nudge | None:
    today = terms.day(clocks.as_of)
    due = passed(dates(clocks), today)
    if due is None or today < terms.calendar.next_working_day(due):
        return None
    late = [day for day, until in _told(log, terms) if day > until]
    if late and today < max(late) + OVERDUE_AGAIN:
        return None
    return Nudge(due, min(-1, terms.days_left(due, clocks.as_of)), today)


def _told(log: Sequence[RequestEvent], terms: Terms) -> list[tuple[date, date]]:
    """Return when the bot has reminded, and of which date; after that date it was told that it has passed."""
    return [
        (terms.day(one.moment), one.until)
        for one in log
        if one.kind is EventKind.REMINDED and one.actor is Actor.BOT and one.until is not None
    ]


def _began(log: Sequence[RequestEvent], clocks: RequestClocks, terms: Terms) -> date:
    """Return the day after which reminders make sense: whoever has just got the request has just seen its dates."""
    last = clocks.spells[-1] if clocks.spells else clocks.whole
    days = [terms.day(one.moment) for one in log if one.kind in _BEGINS_ANEW and one.moment <= clocks.as_of]
    return max([terms.day(last.registered), *days])
