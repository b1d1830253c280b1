"""Past calls that are read for the record: from older pages of sources, or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.calls.model import Call


@dataclass(frozen=True, slots=True)
class Progress:
    """How far back a source was read: `older` is the address of the next older page, "" when none is left."""

    older: str
    pages: int


class History(Protocol):
    """What is remembered while the past is read."""

    async def around(self, deadlines: Sequence[date], since: datetime, until: datetime) -> Sequence[Call]:
        """Return stored calls that may be the same as a past one: with one of the deadlines, or none and seen between.

        One trip.
        """
        ...

    async def progress(self, source_id: str) -> Progress | None:
        """Return how far back the source was read; None when its past was never asked for. One trip."""
        ...

    async def note(self, source_id: str, progress: Progress, now: datetime) -> None:
        """Remember how far back the source was read. One trip."""
        ...
