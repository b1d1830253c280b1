"""Looking for calls: from what was typed to a page of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ports import FoundPage, Search
from domain.search import How, Meant, Query, mistyped, parse


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to. `switched` tells that the words were typed on the wrong keyboard."""

    query: Query
    meant: Sequence[Meant]
    page: FoundPage
    switched: bool = False


async def look_up(text: str, search: Search, now: datetime, offset: int, limit: int, *, closed: bool) -> Found:
    """Search for what was typed, or for what another keyboard would have made of it if only that is met everywhere."""
    query = parse(text)
    meant = await search.understand(query)
    switched = False
    if not query.terms or any(term.how is not How.EXACT for term in meant):
        other = mistyped(text)
        if other is not None:
            instead = await search.understand(other)
            if all(term.how is How.EXACT for term in instead):
                query, meant, switched = other, instead, True
    return Found(query, meant, await search.page(meant, now, offset, limit, closed=closed), switched)
