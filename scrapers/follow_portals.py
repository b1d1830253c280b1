"""What a poll asks of the interfaces of gov.kz, the procurement register and Grants.gov: the newest, then what is left.

As in `follow`, nothing here writes. A page that repeats what was read, or leads nowhere, ends the asking and is told;
what was read before stays.
"""

from __future__ import annotations

from dataclasses import replace

from domain.calls.model import Post
from domain.sources import Source, SourceState
from scrapers import goszakup, govkz, grants_gov
from scrapers.base import Failed, Fetched, Gone, Page, Reading, Refused
from scrapers.fetch import Fetcher
from scrapers.follow import MOST_SEEN, Followed, details, read_page
from scrapers.posts import digest

MOST_REGISTER_PAGES = 5
MOST_LIST_PAGES = 3

Answer = Reading | Gone | Refused | Failed


async def ask(source: Source, state: SourceState, fetcher: Fetcher, **place: int) -> Fetched:
    """Ask a portal for its newest announcements, or for those at a place of its list.

    Args:
        source: what is polled.
        state: what the last poll left.
        fetcher: the way out.
        place: `after` an id (goszakup), from `start` on (grants_gov), a `page` (govkz).
    """
    now = fetcher.clock.now()
    match source.kind:
        case "goszakup":
            token = fetcher.token(source.kind)
            if not token:
                return Refused(source.url, "needs_token")
            if not goszakup.may_carry_token(source.url):
                return Failed("bad_url", source.url[:200])
            question = goszakup.announcements(source.options, token, now, place.get("after"))
            return await fetcher.fetch(source.url, question=question)
        case "grants_gov":
            return await fetcher.fetch(source.url, question=grants_gov.search(source.options, place.get("start", 0)))
        case _:
            if place:
                return _without_ticket(await fetcher.fetch(govkz.page_url(source.url, place["page"])))
            answer = await fetcher.fetch(source.url, etag=state.etag, last_modified=state.last_modified)
            return _without_ticket(answer)


def _without_ticket(answer: Fetched) -> Fetched:
    """gov.kz answers 400 "notAllowed" where it wants the ticket that only a browser gets: that is a refusal."""
    if isinstance(answer, Failed) and answer.code == "http_status" and answer.detail == "400":
        return Refused("https://www.gov.kz", "browser_check")
    return answer


async def follow_portal(source: Source, state: SourceState, reading: Reading, fetcher: Fetcher) -> Followed:
    """Go on from what the first page gave (see `follow.follow`)."""
    match source.kind:
        case "goszakup":
            return await _register(source, state, reading, fetcher)
        case "grants_gov":
            return await _search(source, state, reading, fetcher)
        case _:
            return await _list(source, state, reading, fetcher)


async def _page(source: Source, state: SourceState, fetcher: Fetcher, **place: int) -> Answer:
    page = await ask(source, state, fetcher, **place)
    if isinstance(page, Page):
        return await read_page(source, page, source.kind, fetcher)
    return page if isinstance(page, Gone | Refused | Failed) else Failed("bad_response", "304")


async def _register(source: Source, state: SourceState, reading: Reading, fetcher: Fetcher) -> Followed:
    """Look through the register backwards, some pages a poll, and begin anew when its end is reached.

    Terms and states of announcements change on any page, so all of them are looked at again and again. The lowest id
    that was read asks for what follows, not the one that the answer names: nothing is passed over so.
    """
    posts, trouble = list(reading.posts), None
    size = source.options.get("size", goszakup.PAGE)
    cursor = reading.numbers[0] if reading.numbers else None
    several = more = _more(reading, size)
    stopped = state.marks.get("after")
    if more and cursor is not None and isinstance(stopped, int) and stopped < cursor:
        cursor = stopped
    for _ in range(source.options.get("pages", MOST_REGISTER_PAGES) - 1):
        if not more or cursor is None:
            break
        found = await _page(source, state, fetcher, after=cursor)
        if not isinstance(found, Reading):
            trouble = found
            break
        more = _more(found, size)
        if found.numbers is None or found.numbers[0] >= cursor:
            if more or found.numbers is not None:
                trouble = Failed("bad_paging", f"after {cursor}")
            cursor = None
            break
        posts += found.posts
        cursor = found.numbers[0]
    unique = {post.external_id: post for post in reversed(posts)}
    marks = {"after": cursor} if more and cursor is not None else {}
    return Followed(tuple(unique.values())[::-1], marks, left=several, trouble=trouble)


def _more(reading: Reading, size: int) -> bool:
    return reading.more if reading.more is not None else reading.total >= size


async def _search(source: Source, state: SourceState, reading: Reading, fetcher: Fetcher) -> Followed:
    """Read the list of what was found, and what is new or changed in it one by one."""
    found = {post.external_id: post for post in reading.posts}
    trouble: Gone | Refused | Failed | None = None
    size = source.options.get("size", grants_gov.ROWS)
    for number in range(1, source.options.get("pages", MOST_LIST_PAGES)):
        if reading.total <= number * size:
            break
        page = await _page(source, state, fetcher, start=number * size)
        if not isinstance(page, Reading):
            trouble = page
            break
        new = {post.external_id: post for post in page.posts if post.external_id not in found}
        if not new:
            trouble = Failed("bad_paging", f"from {number * size}")
            break
        found |= new

    async def detail(entry: Post) -> Answer:
        answer = await fetcher.fetch(grants_gov.details_url(source.url), question=grants_gov.details(entry.external_id))
        if isinstance(answer, Page):
            return await read_page(source, answer, "grants_gov_detail", fetcher)
        return answer if isinstance(answer, Gone | Refused | Failed) else Failed("bad_response", "304")

    most = source.options.get("max", fetcher.limits.details)
    followed = await details(state, list(found.values()), trouble, detail, grants_gov.joined, most)
    # The first page tells nothing about changes on the others.
    return replace(followed, left=followed.left or reading.total > size)


async def _list(source: Source, state: SourceState, reading: Reading, fetcher: Fetcher) -> Followed:
    """Go back through a list of gov.kz until something is known.

    The first page is asked for without a number, because it is not said whether counting begins with 0 or 1: so the
    page called 1 may be the first once more, and one page without news is no sign of a fault.
    """
    seen = set(state.marks.get("seen", ()))
    found = {post.external_id: post for post in reading.posts}
    posts, trouble, barren = list(reading.posts), None, 0
    for number in range(1, source.options.get("pages", MOST_LIST_PAGES)):
        # At the first poll the past is of no use; later whatever is known ends the search.
        if not seen or not posts or any(_token(post) in seen for post in posts):
            break
        page = await _page(source, state, fetcher, page=number)
        if not isinstance(page, Reading):
            trouble = page
            break
        posts = list(page.posts)
        new = {post.external_id: post for post in posts if post.external_id not in found}
        barren = 0 if new else barren + 1
        if barren > 1:
            trouble = Failed("bad_paging", f"page {number}")
            break
        found |= new
    tokens = [_token(post) for post in found.values()]
    return Followed(tuple(found.values()), {"seen": tokens[:MOST_SEEN]}, trouble=trouble)


def _token(post: Post) -> str:
    return digest(post.external_id)[:16]
