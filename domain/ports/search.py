"""Finding calls by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.calls.model import Call
from domain.search import Meant, Query


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of what was found, and how many open and closed calls have all the words."""

    calls: tuple[Call, ...]
    open_total: int
    closed_total: int


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """A search as somebody typed it, and the number its pages go by."""

    id: int
    text: str


class Search(Protocol):
    """Calls by words. What is kept of a search is the words, for a month, so that its pages can be turned."""

    async def understand(self, query: Query) -> Sequence[Meant]:
        """Tell what each word of the query stands for among the words of all calls. Two trips at most."""
        ...

    async def page(self, meant: Sequence[Meant], now: datetime, offset: int, limit: int, *, closed: bool) -> FoundPage:
        """Return the calls that have all the words: best match first, then by deadline. Two trips."""
        ...

    async def nearest(self, now: datetime, offset: int, limit: int) -> Sequence[Call]:
        """Return open calls of the whole country, nearest deadline first. One trip."""
        ...

    async def asked(self, person_id: int, text: str, now: datetime) -> int:
        """Keep what the person searched for; returns its number, the same one for the same words. One trip."""
        ...

    async def query(self, person_id: int, query_id: int) -> AskedQuery | None:
        """Return a search of the person's own; None when it is forgotten or another's. One trip."""
        ...

    async def refresh(self, limit: int) -> int:
        """Make up to `limit` stored calls searchable that are not yet, or by older rules; returns how many were."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop searches that were made before the instant, at most a `STRETCH`; returns how many."""
        ...
