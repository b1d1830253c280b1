"""Reminders of saved calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Standing:
    """How a call stands with the reader of a chat just now.

    `shelves` holds, for each shelf on which it is saved, the days before the deadline on which it is reminded of.
    """

    shelves: Mapping[str, tuple[int, ...]]
    dismissed: bool

    @property
    def saved(self) -> bool:
        """Tell whether it is saved on any shelf of the reader."""
        return bool(self.shelves)


class Reminders(Protocol):
    """Which days before its deadline a saved call is reminded of, kept per shelf and call."""

    async def choose(self, shelf: str, call_id: int, days: int, on: bool, now: datetime) -> tuple[int, ...] | None:
        """Add or take away one day; returns the days chosen then, or None when the call is not saved. Idempotent."""
        ...

    async def chosen(self, shelf: str, call_id: int) -> tuple[int, ...] | None:
        """Return the days chosen, the most first, or None when the call is not saved. One trip."""
        ...

    async def queue_due(self, now: datetime) -> int:
        """Queue every reminder that is due, for every reader of the shelf; returns how many. Set-based, idempotent."""
        ...

    async def standing(self, pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], Standing]:
        """Return how calls stand with their readers, by (chat, call); pairs on no shelf are left out. One trip."""
        ...
