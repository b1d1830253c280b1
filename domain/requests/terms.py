"""The terms of a request: when it is registered, which day is day 1, when the answer is due, and why just then.

ӘРПК/АППК art. 64 (registration) and art. 76 (15 working days; an extension of at most two months). Nothing is stored:
a due date is worked out anew from the moment of sending, the office's hours and the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

from domain.calendar import WorkingCalendar, add_months
from domain.days_off import NamedDay
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime, registered_at

TERM_DAYS = 15
"""Working days for an answer: ӘРПК/АППК art. 76(1)."""

EXTENSION_MONTHS = 2
"""Calendar months after the first due date that an extension may reach: ӘРПК/АППК art. 76."""

REMIND_BEFORE = (5, 2, 0)
"""Working days before the due date on which people are reminded; 0 is the due date itself."""


class Refusal(StrEnum):
    """Why a term may not be extended."""

    NO_REASON = "no_reason"
    TOO_LATE = "too_late"  # the due date has come, or has passed
    NOT_LATER = "not_later"  # it is no later than the due date that holds already
    TOO_FAR = "too_far"  # more than two months after the first due date


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a due date was counted, as facts: the chat, the letter and the command line put the same into words.

    Args:
        sent: the moment sent, in local time.
        registered: the moment from which the term runs, in local time.
        day_one: the first day that counts.
        due: the last day that counts.
        ends: the first moment that is too late: the end of the due day.
        skipped: every day off between sending and the due date, with its reason.
        worked: the Saturdays, Sundays and cancelled holidays that count, with their reasons.
        unknown: years of which only weekends and fixed holidays are known.
        awaited: years of which the holidays are known but not the transfers ordered for them.
    """

    sent: datetime
    registered: datetime
    day_one: date
    due: date
    ends: datetime
    skipped: tuple[NamedDay, ...]
    worked: tuple[NamedDay, ...]
    unknown: tuple[int, ...] = ()
    awaited: tuple[int, ...] = ()

    @property
    def estimated(self) -> tuple[NamedDay, ...]:
        """Return the days off whose date is only computed: when one moves, so may the due date."""
        return tuple(named for named in self.skipped if named.reason.estimated)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day on which people are reminded. `left` is the number of working days until the due date; 0 is that date."""

    left: int
    day: date


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules by which requests are timed.

    Args:
        calendar: which days are worked.
        zone: where the offices stand; days begin and end there.
        days: length of the term, in working days.
        first_day_is_next: True when day 1 is the working day after the registration, False when it is that day.
    """

    calendar: WorkingCalendar
    zone: tzinfo
    days: int = TERM_DAYS
    first_day_is_next: bool = True

    def day(self, moment: datetime) -> date:
        """Return the local day of an aware moment."""
        return moment.astimezone(self.zone).date()

    def registered(self, sent: datetime, hours: WorkingTime = DEFAULT_HOURS) -> datetime:
        """Return the moment from which the term runs: the moment sent, or the office's next opening (ӘРПК 64)."""
        return registered_at(sent, hours, self.calendar, self.zone)

    def due(self, registered: datetime) -> date:
        """Return the last day on which an answer is in time, given the moment of registration."""
        start = registered.astimezone(self.zone).date()
        return self.calendar.add_working_days(start, self.days, first_day_is_next=self.first_day_is_next)

    def ends(self, due: date) -> datetime:
        """Return the first moment after a due day: its 24:00."""
        return datetime.combine(due + timedelta(days=1), time(0), self.zone)

    def over(self, due: date) -> datetime:
        """Return the same moment in UTC, as the log keeps moments: those of one zone are compared ten times as fast."""
        return _over(due, self.zone)

    def in_time(self, answered: datetime, due: date) -> bool:
        """Tell whether an answer came by 24:00 of the due day."""
        return answered < _over(due, self.zone)

    def days_left(self, due: date, now: datetime) -> int:
        """Return how many working days are left; 0 on the due date, below 0 by so many days over it."""
        return self.calendar.working_days_between(self.day(now), due)

    def explain(self, sent: datetime, hours: WorkingTime = DEFAULT_HOURS) -> Explanation:
        """Return how the due date of a letter sent at the moment (aware) is counted, day by day."""
        registered = self.registered(sent, hours)
        due = self.due(registered)
        start = self.day(registered)
        first = self.calendar.next_working_day(start) if self.first_day_is_next else start
        sent_on = self.day(sent)
        named = tuple(self.calendar.named(sent_on, due))
        unknown = sorted({*range(sent_on.year, due.year + 1)} - self.calendar.known)
        return Explanation(
            sent=sent.astimezone(self.zone),
            registered=registered,
            day_one=first,
            due=due,
            ends=self.ends(due),
            skipped=tuple(one for one in named if not self.calendar.is_working(one.day)),
            worked=tuple(one for one in named if self.calendar.is_working(one.day)),
            unknown=tuple(year for year in unknown if year not in self.calendar.awaited),
            awaited=tuple(year for year in unknown if year in self.calendar.awaited),
        )

    def latest_extension(self, first_due: date) -> date:
        """Return the last day to which a term may be extended: two months after its first due date."""
        return _latest_extension(self.calendar, first_due)

    def refusal(self, until: date, *, first_due: date, due: date, made: datetime, reasoned: bool) -> Refusal | None:
        """Return why a term may not be extended, or None when it may.

        Args:
            until: the new due date asked for; on a day off it means the next working day.
            first_due: the due date before any extension.
            due: the due date that holds now.
            made: the moment of asking (aware).
            reasoned: whether a reason was given.
        """
        if not reasoned:
            return Refusal.NO_REASON
        if self.day(made) >= due:
            return Refusal.TOO_LATE
        if until > self.latest_extension(first_due):  # asked first: a date of the year 9999 cannot be rolled on
            return Refusal.TOO_FAR
        return Refusal.NOT_LATER if self.calendar.rolled(until) <= due else None

    def extended(self, until: date) -> date:
        """Return the due date of an extended term: the day itself, or the next working day after a day off."""
        return self.calendar.rolled(until)

    def calendar_term(self, start: date, days: int) -> date:
        """Return where a term of so many calendar days ends; on a day off it runs on to the next working day.

        Args:
            start: the day of the event; the day after it is day 1.
            days: calendar days, at least 1.

        Raises:
            ValueError: `days` is below 1.
        """
        if days < 1:
            raise ValueError("a term has at least one day")
        return self.calendar.rolled(start + timedelta(days=days))

    def reminders(self, due: date, *, after: date) -> tuple[Reminder, ...]:
        """Return the days on which people are reminded of a due date, earliest first.

        Args:
            due: the due date that holds now.
            after: the day the term began, or was extended: what would be due by then is not reminded of.
        """
        found = (Reminder(left, self.calendar.working_days_before(due, left)) for left in REMIND_BEFORE)
        return tuple(one for one in found if one.day > after)

    def opening(self, day: date, hours: WorkingTime = DEFAULT_HOURS) -> datetime:
        """Return when an office opens on a day: the first moment at which it may be reminded there."""
        return datetime.combine(day, hours.opens, self.zone)


@lru_cache(maxsize=4096)
def _over(due: date, zone: tzinfo) -> datetime:
    return datetime.combine(due + timedelta(days=1), time(0), zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def _latest_extension(calendar: WorkingCalendar, first_due: date) -> date:
    return calendar.rolled(add_months(first_due, EXTENSION_MONTHS))
