"""Working time of an office: when it is open, when a letter counts as received, how long it has worked since."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from domain.calendar import WorkingCalendar, days

_HOURS = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)(?:/(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d))?", re.ASCII)
_NO_TIME = timedelta()


class WrongHours(ValueError):
    """The hours are no working day: they end before they begin, or the break lies outside them."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Жұмыс уақыты / рабочее время: the hours of one working day, in local time.

    The closing second itself is still inside: a letter of 18:30:00 came in time, one of 18:30:01 did not. The break
    closes nothing: a letter that comes during lunch is received at once; only worked time stops meanwhile.

    Raises:
        WrongHours: the day ends before it begins, or the break lies outside it.
    """

    opens: time = time(9)
    closes: time = time(18, 30)
    lunch: tuple[time, time] | None = (time(13), time(14, 30))

    def __post_init__(self) -> None:
        if not self.opens < self.closes:
            raise WrongHours("the working day ends before it begins")
        if self.lunch is not None and not self.opens <= self.lunch[0] < self.lunch[1] <= self.closes:
            raise WrongHours("the break lies outside the working day")

    def text(self) -> str:
        """Return the hours as they are kept: `09:00-18:30/13:00-14:30`, or without a break `09:00-18:00`."""
        whole = f"{self.opens:%H:%M}-{self.closes:%H:%M}"
        return whole if self.lunch is None else f"{whole}/{self.lunch[0]:%H:%M}-{self.lunch[1]:%H:%M}"

    @classmethod
    def parse(cls, text: str) -> WorkingTime:
        """Read what `text` wrote, or what somebody typed in the same form (`9:00-18:00`, with dashes of any length).

        Raises:
            WrongHours: the text gives no hours.
        """
        match = _HOURS.fullmatch(re.sub(r"[–—]", "-", "".join(text.split())))
        if match is None:
            raise WrongHours("hours look like 9:00-18:30 or 9:00-18:30/13:00-14:30")
        numbers = [int(number) for number in match.groups() if number is not None]
        try:
            opens, closes, *lunch = (
                time(hour, minute) for hour, minute in zip(numbers[::2], numbers[1::2], strict=True)
            )
        except ValueError:
            raise WrongHours("a time of day is between 00:00 and 23:59") from None
        return cls(opens, closes, (lunch[0], lunch[1]) if lunch else None)

    def length(self) -> timedelta:
        """Return how long a whole day is, without the break."""
        whole = _span(self.opens, self.closes)
        return whole if self.lunch is None else whole - _span(*self.lunch)

    def worked_until(self, at: time) -> timedelta:
        """Return how long has been worked on a day when the clock shows `at`."""
        worked = _span(self.opens, min(max(at, self.opens), self.closes))
        if self.lunch is not None:
            worked -= _span(self.lunch[0], min(max(at, self.lunch[0]), self.lunch[1]))
        return worked


DEFAULT_HOURS = WorkingTime()
"""Usual hours of state bodies; an office may have others."""


def _span(start: time, end: time) -> timedelta:
    return datetime.combine(date.min, end) - datetime.combine(date.min, start)


def is_open(moment: datetime, hours: WorkingTime, calendar: WorkingCalendar, zone: tzinfo) -> bool:
    """Tell whether an office works at the moment (aware), the lunch break included; both ends are inside."""
    local = moment.astimezone(zone)
    return _within(local.time(), hours) and calendar.is_working(local.date())


def _within(at: time, hours: WorkingTime) -> bool:
    return hours.opens <= at and (at <= hours.closes or at.replace(microsecond=0) == hours.closes)


def registered_at(moment: datetime, hours: WorkingTime, calendar: WorkingCalendar, zone: tzinfo) -> datetime:
    """Return when a letter sent at the moment is registered: at once, or at the next opening.

    ӘРПК/АППК art. 64: what comes after hours or on a day off is registered on the next working day. Before the opening
    of a working day, the next opening is that very day's.

    Args:
        moment: aware.
        hours: of the office that receives it.
        calendar: which days are worked.
        zone: where the office stands.

    Returns:
        An aware moment in the zone.
    """
    local = moment.astimezone(zone)
    day, at = local.date(), local.time()
    working = calendar.is_working(day)
    if working and _within(at, hours):
        return local
    if at >= hours.opens or not working:
        day = calendar.next_working_day(day)
    return datetime.combine(day, hours.opens, zone)


def worked_between(
    start: datetime, end: datetime, hours: WorkingTime, calendar: WorkingCalendar, zone: tzinfo
) -> timedelta:
    """Return how long an office worked between two moments (aware); nothing when the end is not after the start."""
    if end <= start:
        return _NO_TIME
    first, last = start.astimezone(zone), end.astimezone(zone)
    whole = sum(map(calendar.is_working, days(first.date(), last.date()))) * hours.length()
    if calendar.is_working(first.date()):
        whole -= hours.worked_until(first.time())
    if calendar.is_working(last.date()):
        whole -= hours.length() - hours.worked_until(last.time())
    return max(whole, _NO_TIME)
