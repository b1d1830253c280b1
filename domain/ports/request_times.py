"""Dates of requests, many at once: reminders, what an office has before it, what a changed calendar moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.requests.model import Request, Stand
from domain.requests.working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class Nearing:
    """An open request one of whose dates is near or has passed. `hours` are those of its office, if it has own ones."""

    id: int
    revision: int
    hours: WorkingTime | None


@dataclass(frozen=True, slots=True)
class WorkLoad:
    """Open requests of an official by the nearest of their dates; `first` are the most pressing of them.

    Args:
        overdue: a date has passed.
        today: it is today.
        soon: it is within the next days.
        untaken: nobody has taken them, whatever their date.
        first: of the first three sorts, the earliest dates first.
    """

    overdue: int
    today: int
    soon: int
    untaken: int
    first: tuple[Request, ...]

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to say."""
        return not (self.overdue or self.today or self.soon or self.untaken)


@dataclass(frozen=True, slots=True)
class StandNow:
    """How a request stands by its clocks, and the revision at which they were read."""

    id: int
    revision: int
    stand: Stand


class RequestTimes(Protocol):
    """Dates of requests, many at once."""

    async def nearing(self, until: date, after: int, limit: int) -> Sequence[Nearing]:
        """Return open requests above a number with a date up to `until`, in order of their numbers. One trip."""
        ...

    async def following(self, after: int, limit: int, *, only_open: bool) -> Sequence[Request]:
        """Return requests above a number, in order of their numbers. One trip."""
        ...

    async def spanning(self, day: date, ends: datetime, after: int, limit: int) -> Sequence[int]:
        """Return numbers of open requests above a number whose term holds the day, in order. One trip.

        Args:
            day: the local day; their dates are not before it.
            ends: the end of that day; they were filed before it.
            after: the number.
            limit: how many at most.
        """
        ...

    async def put_stands(self, stands: Sequence[StandNow]) -> Sequence[int]:
        """Store how many requests stand; returns the numbers of those that were still at that revision. One trip."""
        ...

    async def offices(self, before: datetime) -> Sequence[tuple[int, WorkingTime | None]]:
        """Return offices with open requests filed before a moment, each with its own working time, if any. One trip."""
        ...

    async def workload(self, office_id: int, seat_id: int | None, today: date, soon: date, most: int) -> WorkLoad:
        """Return what an office has before it; with a seat what that seat took and what nobody took. Two trips.

        Args:
            office_id: which office.
            seat_id: whose; None for the whole office.
            today: the local day.
            soon: the last day that counts as soon.
            most: how many requests to name.
        """
        ...

    async def checked(self) -> tuple[str, int | None]:
        """Return for what the dates were last worked out anew, and the number reached; None when all are. One trip."""
        ...

    async def note_checked(self, mark: str, reached: int | None) -> None:
        """Note for what the dates are worked out anew, and the number reached; None when all are. One trip."""
        ...

    async def calendar_number(self) -> int:
        """Return the number of the last change of the calendar's table; 0 when there was none. One trip."""
        ...
