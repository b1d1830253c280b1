"""Who of an office is on duty, and which offices can take a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain.duty import Attendance
from domain.ports.requests import RequestPage
from domain.requests.model import Request
from domain.requests.routing import Choice, Desk


class Duty(Protocol):
    """Attendance of seats."""

    async def of_office(self, office_id: int) -> Mapping[int, Attendance]:
        """Return the attendance of every seat held in the office now. One trip."""
        ...

    async def put(self, seat_id: int, attendance: Attendance, now: datetime) -> None:
        """Store whether the holder is off duty or away; `reachable` is not ours to store. One trip."""
        ...


class Routing(Protocol):
    """Where requests can go, and those that found no office."""

    async def desks(self, territories: Sequence[str], today: date) -> Sequence[Desk]:
        """Return the open offices of the territories, with who is on duty there. One trip."""
        ...

    async def choices(self, today: date) -> Sequence[Choice]:
        """Return every open office that somebody may send a request to, with who is there. One trip."""
        ...

    async def open_of(self, office_id: int) -> Sequence[Request]:
        """Return the open requests that the office has, the oldest first. One trip."""
        ...

    async def astray(self, territories: Sequence[str], offset: int, limit: int) -> RequestPage:
        """Return open requests of the territories that nobody of an office reads, the oldest first: no office has them,
        or one where nobody sits any more. One trip.
        """
        ...
