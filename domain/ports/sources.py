"""Sources and the posts they gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.calls.model import Post
from domain.sources import Source, SourceState


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post seen before: its storage id, the fingerprint of what it said, and the call it belongs to."""

    id: int
    external_id: str
    fingerprint: str
    call_id: int | None


class Sources(Protocol):
    """Sources, what must be remembered between polls, and the posts they gave."""

    async def sync(self, sources: Sequence[Source], now: datetime) -> None:
        """Make the stored sources those of the file: new ones added, changed ones updated, missing ones disabled.

        Those that were added in chat stay; what coordinators paused or followed to a new address stays so.
        """
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[tuple[Source, SourceState]]:
        """Return the enabled sources, paused ones left out, whose next poll is due, longest waiting first."""
        ...

    async def get(self, source_id: str) -> tuple[Source, SourceState] | None:
        """Return one source, or None."""
        ...

    async def record(self, source_id: str, state: SourceState, posts: int = 0, calls: int = 0) -> None:
        """Keep the state after a poll; belongs in the same unit of work as the posts that were read.

        `posts` are its new posts and `calls` the new calls read from them, for the source's history.
        """
        ...

    async def known(
        self, source_id: str, external_ids: Sequence[str], fingerprints: Sequence[str]
    ) -> Sequence[KnownPost]:
        """Return the source's posts that carry one of the ids or say the same words, in one trip."""
        ...

    async def put_post(self, source_id: str, post: Post, fingerprint: str, call_id: int | None, now: datetime) -> int:
        """Store a post (new, or with changed words) and return its storage id."""
        ...
