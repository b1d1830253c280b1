"""Updates from Telegram."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Updates(Protocol):
    """Updates from Telegram, kept until handled: nothing is lost by a crash."""

    async def keep(self, updates: Sequence[tuple[int, str]], now: datetime) -> None:
        """Store (update_id, JSON) pairs; ones already known are ignored."""
        ...

    async def known(self, update_ids: Sequence[int]) -> set[int]:
        """Return which of the updates are kept here already, handled or not, in one trip."""
        ...

    async def unhandled(self) -> Sequence[tuple[int, str]]:
        """Return what was kept and not yet handled, oldest first."""
        ...

    async def done(self, update_ids: Sequence[int]) -> None:
        """Mark updates handled."""
        ...

    async def accept(
        self, updates: Sequence[tuple[int, str, int | None]], owner: str, now: datetime, room: int
    ) -> Sequence[tuple[int, str]]:
        """Store what came to one of several processes, and claim what may be handled at once.

        Args:
            updates: (update_id, JSON, the line it stands in: the person's id, None when order does not matter). Known
                ones are not stored again, and are claimed only when nobody has claimed or handled them.
            owner: the process.
            now: the moment.
            room: how many the owner can handle now; the oldest are claimed.

        Returns:
            (update_id, JSON) of those that are the owner's to handle; the others wait for an earlier one of their line.
        """
        ...

    async def take(self, owner: str, limit: int) -> Sequence[tuple[int, str]]:
        """Claim up to `limit` of the oldest that nobody handles: those that waited, and those of processes that died.

        A process is alive while it holds the lease `replica/` and its name.
        """
        ...

    async def give_back(self, owner: str) -> None:
        """Leave to others what the owner claimed and has not handled."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop handled updates kept before the instant, at most a `STRETCH`; returns how many."""
        ...
