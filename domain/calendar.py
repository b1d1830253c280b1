"""Working days: which days count, why the others do not, and where a term of working days ends.

The days themselves come from outside (national holidays and an editable table of transferred days), because they are
decided anew every year; here is only the counting.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from domain.days_off import WEEKEND, CalendarChange, DayKind, DayReason, NamedDay

SATURDAY = 5
_DAY = timedelta(days=1)
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """A five-day week with exceptions.

    Args:
        holidays: weekdays that are days off (and any other days off).
        worked: Saturdays and Sundays that are worked instead of another day; they win over `holidays`.
        reasons: why a day is off or worked, for those that have a name; two calendars with the same days are equal,
            whatever the names.
        known: years whose holidays and transfers are known.
        awaited: years whose holidays are known from the law, while the transfers that are ordered anew for each year
            are not. Of any other year only weekends and fixed holidays are known.
    """

    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    reasons: Mapping[date, DayReason] = field(default_factory=dict, compare=False)
    known: frozenset[int] = field(default=frozenset(), compare=False)
    awaited: frozenset[int] = field(default=frozenset(), compare=False)
    _walked: dict[tuple[date, int], date] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Tell whether the day is worked."""
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def why(self, day: date) -> DayReason | None:
        """Return why the day is off, or why it is worked though one would not expect it; None for a plain workday."""
        if day in self.worked:
            return self.reasons.get(day, DayReason(DayKind.WORKED))
        if day in self.holidays:
            return self.reasons.get(day, DayReason(DayKind.HOLIDAY))
        return None if day.weekday() < SATURDAY else WEEKEND

    def named(self, first: date, last: date) -> Iterator[NamedDay]:
        """Yield each day from the first to the last, both included, that is no plain workday, with its reason."""
        for day in days(first, last):
            reason = self.why(day)
            if reason is not None:
                yield NamedDay(day, reason)

    def changed(self, changes: Iterable[CalendarChange]) -> WorkingCalendar:
        """Return the calendar with the rows of the editable table over it; of two rows for one day the later holds."""
        off, worked, reasons = set(self.holidays), set(self.worked), dict(self.reasons)
        for change in changes:
            off.discard(change.day)
            worked.discard(change.day)
            (worked if change.worked else off).add(change.day)
            reasons[change.day] = change.as_reason()
        return replace(self, holidays=frozenset(off), worked=frozenset(worked), reasons=reasons)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after the day given (never that day itself).

        Raises:
            OverflowError: the calendar's last day, 9999-12-31, is passed.
        """
        return self.add_working_days(day, 1)

    def rolled(self, day: date) -> date:
        """Return the day itself when it is worked, else the next working day: where a term in calendar days ends.

        Raises:
            OverflowError: the calendar's last day, 9999-12-31, is passed.
        """
        return day if self.is_working(day) else self.next_working_day(day)

    def add_working_days(self, start: date, count: int, *, first_day_is_next: bool = True) -> date:
        """Return the day on which a term of `count` working days ends.

        Args:
            start: the day the term is counted from: the day of receipt or of publication.
            count: working days, at least 1.
            first_day_is_next: True when day 1 is the working day after `start` (the usual reading of a term that runs
                "from the day of" an event: the day of the event does not count); False when `start` itself is day 1
                if it is worked.

        Raises:
            ValueError: `count` is below 1.
            OverflowError: the calendar's last day, 9999-12-31, is passed.
        """
        if count < 1:
            raise ValueError("a term has at least one working day")
        left = count if first_day_is_next or not self.is_working(start) else count - 1
        # A million requests are received on some thousand days: each term is walked through once.
        end = self._walked.get((start, left))
        if end is None:
            if len(self._walked) >= _REMEMBERED:
                self._walked.clear()
            end = self._walked[start, left] = self._walk(start, left)
        return end

    def _walk(self, day: date, left: int) -> date:
        while left:
            day += _DAY
            if self.is_working(day):
                left -= 1
        return day

    def working_days_before(self, day: date, count: int) -> date:
        """Return the working day from which `count` working days are left until the day: the day itself for 0.

        Raises:
            ValueError: `count` is negative.
            OverflowError: the calendar's first day, 0001-01-01, is passed.
        """
        if count < 0:
            raise ValueError("days before a day are not negative")
        left = count
        while left:
            day -= _DAY
            if self.is_working(day):
                left -= 1
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to `end`, `end` included; negative when `end` is earlier.

        What is left until a due date, seen from today; below zero, how many working days it is over.
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(map(self.is_working, days(start + _DAY, end))) if end > start else 0


def days(first: date, last: date) -> Iterator[date]:
    """Yield every day from the first to the last, both included."""
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(number)


def add_months(day: date, months: int) -> date:
    """Return the day of the same number some months later; the month's last day when it has no such day.

    A term in months ends on the date of the same number, and in a month without it on the last day (Civil Code).

    Raises:
        ValueError: the year 9999 is passed.
    """
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def together(calendars: Sequence[WorkingCalendar]) -> WorkingCalendar:
    """Return one calendar of several that are of different years, or agree where they are of the same; at least one."""
    first, *others = calendars
    reasons = dict(first.reasons)
    for one in others:
        reasons.update(one.reasons)
    return replace(
        first,
        holidays=first.holidays.union(*(one.holidays for one in others)),
        worked=first.worked.union(*(one.worked for one in others)),
        reasons=reasons,
        known=first.known.union(*(one.known for one in others)),
        awaited=first.awaited.union(*(one.awaited for one in others)),
    )
