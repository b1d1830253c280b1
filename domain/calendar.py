"""Working days: which days count, and where a term of working days ends.

The days themselves come from outside (national holidays and an editable table of transferred days), because they are
decided anew every year; here is only the counting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """A five-day week with exceptions.

    Args:
        holidays: weekdays that are days off (and any other days off).
        worked: Saturdays and Sundays that are worked instead of another day; they win over `holidays`.
    """

    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Tell whether the day is worked."""
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """Return the first working day after the day given (never that day itself).

        Raises:
            OverflowError: the calendar's last day, 9999-12-31, is passed.
        """
        return self.add_working_days(day, 1)

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
        day = start
        left = count
        if not first_day_is_next and self.is_working(day):
            left -= 1
        while left:
            day += timedelta(days=1)
            if self.is_working(day):
                left -= 1
        return day
