"""What the person who runs the bot is told: figures of the moment, and the short note of the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

NOTE_AT = time(9)
"""Local time on Mondays from which the week's note is written."""

WARNED_FROM_MONTH = 12
"""From its first day on, what next year cannot do without is asked for (working days: ӘРПК 64; MCI: the budget law)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Queued messages of one priority. `oldest_due` is since when the longest waiting one could have left, if any."""

    pending: int
    oldest_due: datetime | None


@dataclass(frozen=True, slots=True)
class OperatingFigures:
    """How the database stands. `size` is in bytes, `log` the number of its last entry, `outbox` by priority."""

    schema: int
    size: int
    log: int
    open_requests: int
    overdue_requests: int
    unhandled_updates: int
    outbox: Mapping[int, Waiting]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something remembered: its name, what it says, and when that was."""

    name: str
    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Needs:
    """What needs a person. Counts; `awaited` and `no_mci` are years, None when nothing is missing.

    Args:
        broken_sources: sources that coordinators were told are broken.
        empty_offices: open offices in which nobody holds a seat.
        unrouted: open requests that no office has.
        failed_backups: days of the last week whose copy could not be made.
        doubtful: messages of the last week whose sending ended unknown, so that they were sent again.
        errors: lines of the level ERROR in the log of the last week.
        awaited: the year whose transferred days are missing.
        no_mci: the year whose monthly calculation index is missing.
    """

    broken_sources: int = 0
    empty_offices: int = 0
    unrouted: int = 0
    failed_backups: int = 0
    doubtful: int = 0
    errors: int = 0
    awaited: int | None = None
    no_mci: int | None = None

    @property
    def none(self) -> bool:
        """Tell whether all is well."""
        return self == Needs()


def note_week(now: datetime, zone: tzinfo) -> str | None:
    """Return the week whose note is due, like `2026-W48`; None before Monday morning.

    One that was missed, for the bot was stopped, is made up for on any later day of its week, from nine o'clock on.
    """
    local = now.astimezone(zone)
    if local.time() < NOTE_AT:
        return None
    year, week, _ = local.isocalendar()
    return f"{year}-W{week:02}"


def week_before(now: datetime) -> datetime:
    """Return the instant from which on a week's note counts."""
    return now - timedelta(days=7)


def missing_for_next_year(
    today: date, known: frozenset[int] | Sequence[int], mci: Mapping[int, int]
) -> tuple[int | None, int | None]:
    """Return the years whose transferred days and whose MCI are missing, each None when there is nothing to warn of.

    From 1 December the next year is asked for; a year that has begun without them is asked for until they come.

    Args:
        today: the local day.
        known: years whose calendar is known for good.
        mci: tenge of one index by year.
    """
    years = [today.year, *([today.year + 1] if today.month >= WARNED_FROM_MONTH else [])]
    return (
        next((year for year in years if year not in known), None),
        next((year for year in years if year not in mci), None),
    )
