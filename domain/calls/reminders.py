"""When a saved call is reminded of. Pure; storage asks the same by one statement made from `marks`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

LAST_DAY = 0
CHOICES = (14, 7, 3, 1, LAST_DAY)
"""Days before the deadline that can be chosen."""
USUAL = (14, 7, 3, 1)
REMIND_AT = time(9)


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on which a call with that deadline is reminded of, for those who chose so many days before it."""

    days: int
    deadline: date
    day: date
    moment: datetime


def marks(now: datetime, zone: tzinfo) -> list[Mark]:
    """Return every reminder that may be pressing today: its day has come and its deadline has not passed.

    For one call the pressing one is that with the fewest days among those chosen: of several that were missed only
    this is sent. When its hour is still to come today, nothing is sent before it, so that a missed one and today's
    never come on one day.
    """
    today = now.astimezone(zone).date()
    found = []
    for left in range(max(CHOICES) + 1):
        deadline = today + timedelta(days=left)
        for days in CHOICES:
            if days >= left:
                day = deadline - timedelta(days=days)
                found.append(Mark(days, deadline, day, datetime.combine(day, REMIND_AT, zone)))
    return found


def pressing(
    deadline: date, closes_at: datetime, chosen: Collection[int], since: datetime, now: datetime, zone: tzinfo
) -> Mark | None:
    """Return the reminder that is due now, or None.

    Args:
        deadline: the last day of the call.
        closes_at: when exactly it closes.
        chosen: days before the deadline.
        since: when the call was saved, its reminders were chosen or its deadline became known, whichever was last: what
            had passed by then is not made up for.
        now: the current instant.
        zone: local time.
    """
    fitting = [mark for mark in marks(now, zone) if mark.deadline == deadline and mark.days in chosen]
    if not fitting or closes_at <= now:
        return None
    mark = min(fitting, key=lambda one: one.days)
    return mark if since < mark.moment <= now else None


def coming(
    deadline: date, closes_at: datetime, chosen: Collection[int], now: datetime, zone: tzinfo
) -> list[tuple[int, datetime]]:
    """Return (days before, moment) of the reminders that are still to come, soonest first."""
    moments = [
        (days, datetime.combine(deadline - timedelta(days=days), REMIND_AT, zone))
        for days in sorted(chosen, reverse=True)
        if deadline - date.min >= timedelta(days=days)
    ]
    return [(days, moment) for days, moment in moments if now < moment < closes_at]
