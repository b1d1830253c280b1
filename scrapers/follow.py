"""What a poll asks for besides the source's own address: pages of single announcements, earlier pages, the rest.

Politely (one request at a time, few a poll) and without losing anything: what is left over is noted in the state's
marks and done at the next poll. Nothing here writes; the caller saves the marks together with the posts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.calls.fingerprint import fingerprint
from domain.calls.model import Post, Stated
from domain.sources import Source, SourceState
from scrapers.base import MEBIBYTE, Document, Failed, Fetched, Gone, Page, Reading, Refused
from scrapers.fetch import Fetcher
from scrapers.posts import MAX_ENTRIES, digest
from scrapers.telegram_channel import before
from scrapers.unwelcome import barrier

TRIES = 5
"""Polls at which the page of an announcement is asked for in vain before the list's own words must do."""
IN_A_ROW = 3
"""Failures after which a poll asks a site for no more pages."""
MOST_SEEN = 1000
LONGEST_PAGE = 4 * MEBIBYTE
"""A page for people is never longer; only feeds and interfaces for programs have a reason to be."""
_LONG = frozenset({"feed", "govkz", "goszakup", "grants_gov", "grants_gov_detail"})
_REFUSALS = frozenset({"needs_javascript", "no_preview", "browser_check", "token_refused"})


@dataclass(frozen=True, slots=True)
class Followed:
    """All posts of a poll, what to remember, whether something is left for the next poll, and what went wrong."""

    posts: tuple[Post, ...]
    marks: Mapping[str, Any]
    left: bool = False
    trouble: Gone | Refused | Failed | None = None


async def read_page(source: Source, page: Page, kind: str, fetcher: Fetcher, **more: Any) -> Reading | Refused | Failed:
    """Read what an address gave; a page that lets nobody in is told from one that is merely not what it should be."""
    if kind not in _LONG and len(page.body) > LONGEST_PAGE:
        return Failed("too_large", str(LONGEST_PAGE))
    document = Document(
        page.body, page.content_type, page.charset, page.final_url, fetcher.clock.now(), source.options, **more
    )
    reading = await fetcher.reader.read(kind, document)
    if reading.problem is None:
        month_first = source.options.get("dates") == "mdy"
        return replace(reading, posts=tuple(map(_month_first, reading.posts))) if month_first else reading
    wall = barrier(200, {}, page.body, page.final_url, source.url)
    if wall or reading.problem in _REFUSALS:
        return Refused(page.final_url, wall or reading.problem)
    return Failed(reading.problem, reading.detail or page.content_type)


def _month_first(post: Post) -> Post:
    return replace(post, stated=replace(post.stated or Stated(), month_first=True))


async def follow(source: Source, state: SourceState, page: Page, reading: Reading, fetcher: Fetcher) -> Followed:
    """Go on from what the source's own address gave.

    Args:
        source: what is polled.
        state: what the last poll left.
        page: what its address gave.
        reading: what was read in it.
        fetcher: the way out.
    """
    match source.kind:
        case "page":
            return await _list(source, state, reading, fetcher)
        case "telegram_channel":
            return await _channel(source, state, page, reading, fetcher)
        case _ if reading.total:
            return await _long_feed(source, state, page, reading, fetcher)
        case _:
            return Followed(reading.posts, {})


async def _get(source: Source, url: str, kind: str, fetcher: Fetcher) -> Reading | Gone | Refused | Failed:
    page = await fetcher.fetch(url)
    if isinstance(page, Page):
        return await read_page(source, page, kind, fetcher)
    return page if isinstance(page, Gone | Refused | Failed) else Failed("bad_response", "304")


# Lists of announcements


async def _list(source: Source, state: SourceState, reading: Reading, fetcher: Fetcher) -> Followed:
    seen = set(state.marks.get("seen", ()))
    posts, trouble = list(reading.posts), None
    for _ in range(source.options.get("pages", 1) - 1):
        # Whatever is known ends the search: a list is in order of time.
        if not reading.older or any(_token(post) in seen for post in reading.posts):
            break
        found = await _get(source, reading.older, "page", fetcher)
        if not isinstance(found, Reading):
            trouble = found
            break
        reading = found
        posts += found.posts
    posts = list({post.external_id: post for post in reversed(posts)}.values())[::-1]
    if "detail" in source.options:

        async def ask(entry: Post) -> Reading | Gone | Refused | Failed:
            return await _get(source, entry.url, "page_detail", fetcher)

        most = source.options["detail"].get("max", fetcher.limits.details)
        return await details(state, posts, trouble, ask, _with_detail, most)
    tokens = [_token(post) for post in posts]
    return Followed(tuple(posts), {"seen": tokens[:MOST_SEEN]}, trouble=trouble)


def _token(post: Post) -> str:
    """Return what an entry of a list is recognised by: its id and its words."""
    return digest(post.external_id, fingerprint(post))[:16]


def _with_detail(entry: Post, detail: Post) -> Post:
    return replace(
        entry,
        title=detail.title or entry.title,
        text=detail.text,
        published=detail.published or entry.published,
    )


async def details(
    state: SourceState,
    entries: list[Post],
    trouble: Gone | Refused | Failed | None,
    ask: Callable[[Post], Awaitable[Reading | Gone | Refused | Failed]],
    join: Callable[[Post, Post], Post],
    most: int,
) -> Followed:
    """Ask for the pages of entries that are new or changed.

    One that fails costs only itself and is tried again; after some tries, or when it can never be read, the list's own
    words must do. When all fail, something is wrong with the source.

    Args:
        state: what the last poll left.
        entries: what the list said, in its order.
        trouble: what went wrong with the list itself.
        ask: reads the page of an entry.
        join: puts together what the list and the page say.
        most: how many pages to ask for.
    """
    seen, tries = set(state.marks.get("seen", ())), dict(state.marks.get("tries", {}))
    done = [token for post in entries if (token := _token(post)) in seen]
    waiting = sorted(
        (post for post in entries if _token(post) not in seen), key=lambda post: tries.get(_token(post), 0)
    )
    posts: list[Post] = []
    failures: list[Gone | Refused | Failed] = []
    asked = in_a_row = 0
    for entry in waiting[:most]:
        token = _token(entry)
        found = await ask(entry)
        asked += 1
        if isinstance(found, Reading):
            (detail,) = found.posts
            posts.append(join(entry, detail))
            done.append(token)
            in_a_row = 0
            continue
        if never_readable(found):
            posts.append(entry)
            done.append(token)
            continue
        failures.append(found)
        in_a_row += 1
        tries[token] = tries.get(token, 0) + 1
        if tries[token] >= TRIES:
            posts.append(entry)
            done.append(token)
        if in_a_row >= IN_A_ROW or isinstance(found, Refused) or _asked_to_wait(found):
            break
    if failures and len(failures) == asked and (asked > 1 or not seen or _is_alarm(failures[-1])):
        trouble = failures[-1]
    tokens = set(map(_token, entries))
    kept = {token: number for token, number in tries.items() if token in tokens and token not in done}
    # Entries that left the list and come back are new again: their words are known by their fingerprint anyway.
    marks = {"seen": done[:MOST_SEEN], **({"tries": kept} if kept else {})}
    return Followed(tuple(posts), marks, left=len(done) < len(entries), trouble=trouble)


def never_readable(outcome: Gone | Refused | Failed) -> bool:
    """Tell whether asking again is of no use: the page is gone, is a file, or its site lets no robot read it."""
    match outcome:
        case Gone() | Refused(code="refused_by_robots") | Failed(code="is_a_file" | "too_large" | "bad_url"):
            return True
        case _:
            return False


def _is_alarm(outcome: Gone | Refused | Failed) -> bool:
    """Tell whether one page is enough to say that the source is broken or to be left alone."""
    rotten = isinstance(outcome, Failed) and outcome.code == "selector_matches_nothing"
    return rotten or isinstance(outcome, Refused) or _asked_to_wait(outcome)


def _asked_to_wait(outcome: Fetched) -> bool:
    return isinstance(outcome, Failed) and (outcome.retry_at is not None or outcome.detail == "429")


# Channels


async def _channel(source: Source, state: SourceState, page: Page, reading: Reading, fetcher: Fetcher) -> Followed:
    """Go back through a channel until what is known; a stretch that stays unread is remembered as a gap."""
    if reading.numbers is None:
        return Followed(reading.posts, state.marks)
    top = int(state.marks.get("top", 0))
    gap = state.marks.get("gap")
    low, high = reading.numbers
    floor, below = (int(gap[0]), int(gap[1])) if gap else (top, 0)
    posts, trouble = list(reading.posts), None
    cursor = low if low > top + 1 else min(low, below or low)
    for _ in range(fetcher.limits.older_pages):
        if cursor <= floor + 1:
            break
        found = await _get(source, before(page.final_url, cursor), source.kind, fetcher)
        if not isinstance(found, Reading):
            trouble = found
            break
        if found.numbers is None or found.numbers[0] >= cursor:
            cursor = floor  # nothing earlier is left to be shown
            break
        posts += found.posts
        cursor = found.numbers[0]
        if below and cursor <= top + 1:
            cursor = min(cursor, below)  # step over what earlier polls have read
    marks: dict[str, Any] = {"top": max(top, high)}
    # At the first poll the past is of no use beyond a few pages: nothing is owed then.
    left = cursor > floor + 1 and top > 0
    if left:
        marks["gap"] = [floor, cursor]
    unique = {post.external_id: post for post in reversed(posts)}
    return Followed(tuple(unique.values())[::-1], marks, left=left, trouble=trouble)


# Feeds too long to be read at a time


async def _long_feed(source: Source, state: SourceState, page: Page, reading: Reading, fetcher: Fetcher) -> Followed:
    """Read a long feed in portions, newest first: what is new, then what earlier polls left at its old end."""
    total = reading.total
    known = "top" in state.marks and reading.ahead >= 0
    new = reading.ahead if known else total
    unread = min(int(state.marks.get("unread", 0)), total) if known else 0
    starts = [*range(MAX_ENTRIES, new, MAX_ENTRIES)]
    rest = max(total - unread, MAX_ENTRIES)
    if known:
        starts += range(rest, total, MAX_ENTRIES)
    posts, left, trouble = list(reading.posts), 0, None
    budget = fetcher.limits.batches - 1
    for number, start in enumerate(starts):
        found = await read_page(source, page, source.kind, fetcher, start=start) if number < budget else None
        if not isinstance(found, Reading):
            trouble, left = found, total - start
            break
        posts += found.posts
    marks = {"top": reading.top, **({"unread": left} if left else {})}
    unique = {post.external_id: post for post in reversed(posts)}
    return Followed(tuple(unique.values())[::-1], marks, left=left > 0, trouble=trouble)
