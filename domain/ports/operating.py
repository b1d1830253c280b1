"""Port: what the operator's side counts and remembers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from domain.operating import Fact, Needs, OperatingFigures


class Operating(Protocol):
    """Figures of the moment, and facts by name."""

    async def version(self) -> int:
        """Return the schema's version. One trip."""
        ...

    async def figures(self, now: datetime, today: date) -> OperatingFigures:
        """Count what /metrics shows, by indexes alone, whatever the size of the tables.

        Args:
            now: the current instant.
            today: the local day, on which a request is overdue.
        """
        ...

    async def needs(self, since: datetime) -> Needs:
        """Count what needs a person, but for what is not in the database (calendar and MCI).

        Args:
            since: from when on copies, errors and doubtful messages count.
        """
        ...

    async def get(self, name: str) -> Fact | None:
        """Return what is remembered under a name, or None. One trip."""
        ...

    async def put(self, name: str, value: str, now: datetime) -> None:
        """Remember something under a name, in the place of what was there. One trip."""
        ...

    async def claim(self, name: str, value: str, now: datetime) -> bool:
        """Remember something under a name that has nothing yet; False when another was first. One trip."""
        ...

    async def add(self, name: str, count: int, now: datetime) -> None:
        """Add to the number remembered under a name. One trip."""
        ...

    async def dated(self, kind: str, since: datetime) -> Sequence[Fact]:
        """Return what is remembered under `kind:…` from an instant on, oldest first. One trip."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget what was remembered of a day or week before an instant; returns how much."""
        ...
