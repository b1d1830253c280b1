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
    """A post seen before: its storage id, the fingerprint of what it said, and the call it belongs to.

    `unread` posts were kept and wait to be read.
    """

    id: int
    external_id: str
    fingerprint: str
    call_id: int | None
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one poll of a source came to: its new and changed posts with their fingerprints, and its state."""

    source_id: str
    state: SourceState
    posts: Sequence[tuple[Post, str]] = ()


@dataclass(frozen=True, slots=True)
class UnreadPost:
    """A post that was kept and not yet read; `call_id` is the call that earlier words of it told of."""

    id: int
    source: Source
    post: Post
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

    async def record(self, source_id: str, state: SourceState) -> None:
        """Keep the state after a poll, and count the poll for its local day."""
        ...

    async def count_calls(self, source_id: str, calls: int, now: datetime) -> None:
        """Note that so many new calls were read from the source's posts, for its history."""
        ...

    async def keep(self, harvests: Sequence[Harvest], now: datetime) -> None:
        """Keep what polls came to, each with its state: posts, marked as not yet read, and what to remember.

        Three trips, however many there are.

        A post that is kept already under its id has its words replaced; the call it belongs to stays.
        """
        ...

    async def unread(self, limit: int) -> Sequence[UnreadPost]:
        """Return posts that wait to be read: the newest by publication, in order of time. One trip."""
        ...

    async def mark_read(self, post: UnreadPost, call_id: int | None) -> None:
        """Note that the post was read as it was given, and to which call it belongs (None: that stays as it is).

        Words that changed since it was given wait on.
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
