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

    async def forget(self, before: datetime) -> int:
        """Drop handled updates kept before the instant, at most a `STRETCH`; returns how many."""
        ...
