"""Handovers: what a newcomer to an office confirms, and what the brief about the office tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.requests.handover import ItemKind, ItemPage, Partner, Progress


class Handovers(Protocol):
    """What an office had when somebody came into a seat, and how much of it they have confirmed."""

    async def begin(self, seat_id: int, now: datetime) -> int:
        """Note what the seat's office has to answer and to keep; returns how many items there are. Three trips."""
        ...

    async def of_office(self, office_id: int) -> Mapping[int, Progress]:
        """Return how far those who sit in the office now have come, by seat: only who was given a brief. One trip."""
        ...

    async def waiting(self, seat_id: int, offset: int, limit: int) -> ItemPage:
        """Return part of what the seat's holder has not confirmed yet: requests by reply date, then promises by day.

        What was answered, sent on, done or judged meanwhile waits no more. One trip.
        """
        ...

    async def confirm(self, seat_id: int, kind: ItemKind, ids: Sequence[int], now: datetime) -> Sequence[int]:
        """Note that items of the seat were seen; returns those that were not confirmed before. One trip."""
        ...

    async def finish(self, seat_id: int, now: datetime) -> bool:
        """Note that all is confirmed; False when that was noted before. One trip."""
        ...

    async def partners(self, office_id: int, limit: int) -> Sequence[Partner]:
        """Return the NGOs with the most requests to the office. One trip."""
        ...

    async def any_requests(self, office_id: int) -> bool:
        """Tell whether the office has or had any request. One trip."""
        ...

    async def unrouted(self, territories: Sequence[str], topics: Sequence[str]) -> int:
        """Return how many open requests of the territories about the topics no office has. One trip."""
        ...
