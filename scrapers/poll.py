"""One poll of one source: fetch, read, and say what to remember. Storing it is the caller's work."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from domain.calls.model import Post
from domain.sources import Source, SourceState
from scrapers.backoff import next_poll
from scrapers.base import Failed, Fetched, Gone, NotModified, Page, Reading, Refused
from scrapers.fetch import Fetcher
from scrapers.follow import follow, read_page
from scrapers.follow_portals import ask, follow_portal
from scrapers.registry import KINDS, PORTALS

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Poll:
    """What a poll gave: posts (also ones seen before), and the state to save in the same transaction as them."""

    posts: tuple[Post, ...]
    state: SourceState
    outcome: Fetched

    @property
    def not_modified(self) -> bool:
        """Tell whether the source has nothing new, so that nothing was read."""
        return isinstance(self.outcome, NotModified)

    @property
    def error(self) -> str | None:
        """Return the code of what went wrong, or None after a good poll."""
        return self.state.last_error if self.state.failing else None


async def poll(source: Source, state: SourceState, fetcher: Fetcher) -> Poll:
    """Look at a source once.

    Args:
        source: what to look at.
        state: what the last poll left.
        fetcher: the way out, entered.

    Returns:
        Posts and the state to save, whatever happened: only cancellation is raised. `state.next_poll_at` is
        always set.
    """
    try:
        posts, after, outcome = await _look(source, state, fetcher)
    except Exception as error:
        logger.exception("source %s: the poll broke", source.id)
        posts, after, outcome = (), state, Failed("unexpected", type(error).__name__)
    now = fetcher.clock.now()
    after = _recorded(after, outcome, now)
    due = next_poll(source.interval, after.failures, outcome, now, fetcher.chance())
    return Poll(posts, replace(after, next_poll_at=due), outcome)


async def _look(source: Source, state: SourceState, fetcher: Fetcher) -> tuple[tuple[Post, ...], SourceState, Fetched]:
    """Return posts, the state with the new validators and marks, and the outcome."""
    if source.kind not in KINDS:
        return (), state, Failed("unknown_kind", source.kind)
    if source.kind in PORTALS:
        page = await ask(source, state, fetcher)
    else:
        page = await fetcher.fetch(source.url, etag=state.etag, last_modified=state.last_modified)
    if not isinstance(page, Page):
        return (), state, page
    digest = sha256(page.body).hexdigest()
    good = replace(state, etag=page.etag, last_modified=page.last_modified, moved_to=page.moved_to, body_digest=digest)
    if digest == state.body_digest:
        return (), good, NotModified()
    reading = await read_page(source, page, source.kind, fetcher, since=str(state.marks.get("top", "")))
    if not isinstance(reading, Reading):
        # The validators stay those of the last good copy: a 304 must not make a broken page look well.
        return (), state, reading
    if source.kind in PORTALS:
        followed = await follow_portal(source, state, reading, fetcher)
    else:
        followed = await follow(source, state, page, reading, fetcher)
    if followed.trouble is not None:
        return followed.posts, replace(state, marks=followed.marks), followed.trouble
    good = replace(good, marks=followed.marks)
    if followed.left:
        # Something waits for the next poll, which must then read the same page again.
        good = replace(good, etag=None, last_modified=None, body_digest=None)
    return followed.posts, good, page


def _recorded(state: SourceState, outcome: Fetched, now: datetime) -> SourceState:
    match outcome:
        case Page() | NotModified():
            return replace(state, failures=0, last_ok_at=now)
        case Gone():
            code, detail = "gone", str(outcome.status)
        case Refused():
            code, detail = outcome.code, outcome.url
        case Failed():
            code, detail = outcome.code, outcome.detail
    return replace(
        state, failures=state.failures + 1, last_error=code, last_error_detail=detail[:500], last_error_at=now
    )
