"""Promises of offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.requests.promises import Promise, Verdict


@dataclass(frozen=True, slots=True)
class PromisePage:
    """Part of a list of promises, and how many there are in all."""

    items: tuple[Promise, ...]
    total: int


class Promises(Protocol):
    """Promises, as they stand; what happened to them is in the log of their requests."""

    async def add(self, promise: Promise) -> int:
        """Store a promise (`id` 0); returns its number. One trip."""
        ...

    async def get(self, promise_id: int) -> Promise | None:
        """Return the promise. One trip."""
        ...

    async def of_request(self, request_id: int) -> Sequence[Promise]:
        """Return the promises about the request, the earliest first. One trip."""
        ...

    async def of_office(self, office_id: int, offset: int, limit: int) -> PromisePage:
        """Return what the office has not done yet by day, then what the NGOs have not judged yet. One trip."""
        ...

    async def move(self, promise_id: int, day: date, reason: str, entry: int, now: datetime) -> bool:
        """Move the promise to another day, as the log's entry tells; False when it was moved before, or is done or
        judged. One trip.
        """
        ...

    async def finish(self, promise_id: int, now: datetime) -> bool:
        """Note that the office says it is done; False when it said so before, or the NGO has judged. One trip."""
        ...

    async def judge(self, promise_id: int, verdict: Verdict) -> bool:
        """Store what the NGO says; False when it said just that before. One trip."""
        ...

    async def waiting(self, since: date, until: date, after: int, limit: int) -> Sequence[tuple[Promise, datetime]]:
        """Return promises above a number that nobody has judged, in order of their numbers, each with the moment it was
        given or moved: those with a day from `since` to `until`, and earlier ones of which the NGO was not asked. One
        trip.
        """
        ...

    async def note_reminded(self, promise_id: int, day: date) -> bool:
        """Note the reminder of the day; False when that, or a later one, was noted. One trip."""
        ...

    async def note_asked(self, promise_id: int, now: datetime) -> bool:
        """Note that the NGO is asked; False when it was. One trip."""
        ...
