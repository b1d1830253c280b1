"""Walking back through what a source published long ago, page by page.

Like a poll it asks politely, one request at a time, and writes nothing. Unlike a poll it begins behind the first page:
what stands there is the ordinary collection's, which alerts people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.calls.model import Post
from domain.sources import Source
from scrapers.base import Failed, Gone, Page, Reading, Refused
from scrapers.fetch import Fetcher
from scrapers.follow import IN_A_ROW, never_readable, read_page
from scrapers.posts import MAX_ENTRIES
from scrapers.registry import KINDS
from scrapers.telegram_channel import before

Trouble = Gone | Refused | Failed

CHANNEL = "telegram_channel"
PAGED = frozenset((CHANNEL, "page"))
"""Kinds whose sources have older pages; the others are read as they are."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one page gave. `older` is the address of the next older page, "" when there is none.

    `bare` tells that the posts are entries of a list whose own pages must still be asked for (`details`).
    """

    posts: tuple[Post, ...] = ()
    older: str = ""
    bare: bool = False
    trouble: Trouble | None = None


async def first_older(source: Source, fetcher: Fetcher) -> Step:
    """Look at the source's own address and return the way to what is older.

    Of a source that has no pages its own posts are returned: there is no other past to be had.
    """
    if source.kind not in KINDS:
        return Step(trouble=Failed("unknown_kind", source.kind))
    page = await fetcher.fetch(source.url)
    if not isinstance(page, Page):
        return Step(trouble=page if isinstance(page, Trouble) else Failed("bad_response", "304"))
    reading = await read_page(source, page, source.kind, fetcher)
    if not isinstance(reading, Reading):
        return Step(trouble=reading)
    if source.kind == CHANNEL:
        return Step(older=_earlier(page.final_url, reading))
    if source.kind in PAGED:
        return Step(older=reading.older)
    posts = list(reading.posts)
    for start in range(MAX_ENTRIES, reading.total, MAX_ENTRIES):
        rest = await read_page(source, page, source.kind, fetcher, start=start)
        if not isinstance(rest, Reading):
            return Step(tuple(posts), trouble=rest)
        posts += rest.posts
    return Step(tuple(posts))


async def older(source: Source, address: str, fetcher: Fetcher) -> Step:
    """Read one older page of a channel or a list."""
    page = await fetcher.fetch(address)
    if not isinstance(page, Page):
        return Step(trouble=page if isinstance(page, Trouble) else Failed("bad_response", "304"))
    reading = await read_page(source, page, source.kind, fetcher)
    if not isinstance(reading, Reading):
        return Step(trouble=reading)
    if source.kind == CHANNEL:
        further = _earlier(page.final_url, reading)
        return Step(reading.posts, "" if further == address else further)
    return Step(reading.posts, "" if reading.older in (address, source.url) else reading.older, _bare(source))


async def details(source: Source, entries: Sequence[Post], fetcher: Fetcher) -> tuple[tuple[Post, ...], Trouble | None]:
    """Ask for the pages of entries; one that cannot be read keeps the list's words, several in a row end the walk."""
    posts: list[Post] = []
    in_a_row = 0
    for entry in entries:
        page = await fetcher.fetch(entry.url)
        found = await read_page(source, page, "page_detail", fetcher) if isinstance(page, Page) else page
        if isinstance(found, Reading):
            (detail,) = found.posts
            title, published = detail.title or entry.title, detail.published or entry.published
            posts.append(replace(entry, title=title, text=detail.text, published=published))
            in_a_row = 0
            continue
        if isinstance(found, Trouble) and not never_readable(found):
            in_a_row += 1
            if in_a_row >= IN_A_ROW or isinstance(found, Refused):
                return tuple(posts), found
        posts.append(entry)
    return tuple(posts), None


def _earlier(url: str, reading: Reading) -> str:
    lowest = reading.numbers[0] if reading.numbers else 0
    return before(url, lowest) if lowest > 1 else ""


def _bare(source: Source) -> bool:
    return "detail" in source.options
