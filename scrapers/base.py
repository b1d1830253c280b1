"""What the parts of this room hand to one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.calls.model import Post

MEBIBYTE = 1024 * 1024


AGENT = "ElshiBot"
"""The product token that a robots.txt addresses us by (RFC 9309, 2.2.1)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a stranger we bear. Times are seconds, sizes bytes after decompression.

    `details`, `older_pages` and `batches` bound one poll: pages of single announcements, pages back in a channel or a
    list, and portions of a long feed; what is left waits for the next poll. `read_seconds` and `read_memory` bound the
    processes that read bodies (see `reader`).
    """

    body: int = 16 * MEBIBYTE
    details: int = 10
    older_pages: int = 5
    batches: int = 5
    redirects: int = 5
    connect_seconds: float = 10.0
    silence_seconds: float = 15.0
    total_seconds: float = 45.0
    robots_for: timedelta = timedelta(days=1)
    crawl_delay: float = 30.0
    read_seconds: float = 10.0
    read_memory: int = 1024 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class NotModified:
    """The source says that nothing changed (304), or sent exactly what was read last time."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The address does not exist (404) or no longer does (410)."""

    status: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The site lets no robot read this address, or nobody without a person. Asked again rarely, never got round.

    `code` is one of: refused_by_robots, browser_check (a captcha, "just a moment", a page where an interface should
    answer), login_page, needs_javascript (an empty page that only a browser fills), no_preview (a channel that shows
    nothing outside Telegram), needs_token (the operator has set none, so nobody was asked), token_refused.
    """

    url: str
    code: str = "refused_by_robots"
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The poll failed; it will be tried again.

    `code` is one of: bad_url, local_address, dns, connect, tls, timeout, disconnected, bad_response, http_status,
    too_many_redirects, redirect_loop, too_large, is_a_file, bad_compression, robots_unavailable, not_a_feed,
    not_a_channel, selector_matches_nothing, not_json, not_a_list (an interface answered with something else than
    announcements), api_error (it named an error), bad_paging (its pages repeat or lead nowhere), unreadable,
    unknown_kind, unexpected. `detail` holds its facts (a status, a host, the name of a selector); `retry_at` is when
    the site asked to be left alone until.
    """

    code: str
    detail: str = ""
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave, decompressed.

    `content_type` is the media type in lower case, `charset` what the header declared (either may be empty).
    `moved_to` is set when the redirects that led here began with permanent ones: the address those ended at.
    """

    body: bytes
    final_url: str
    content_type: str = ""
    charset: str = ""
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None


Fetched = Page | NotModified | Gone | Refused | Failed


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an interface by POST: a JSON body, and the token that opens it (never shown)."""

    body: bytes
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A body to be read: `url` is where it came from, `now` the instant of the poll.

    `options` are those of the source. Of a long feed, `start` of the newest posts are passed over; `since` names the
    newest one of the last poll.
    """

    body: bytes
    content_type: str
    charset: str
    url: str
    now: datetime
    options: Mapping[str, Any] = field(default_factory=dict)
    start: int = 0
    since: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in a body: posts, or the code of why it is not what it should be (`detail`: its facts).

    `name` is the title of the feed, channel or page. `older` is the address of the page with earlier posts. `numbers`
    are the lowest and highest numbers on a page of a channel or a register; `more` tells whether an interface says that
    there are further pages (None: it does not say). Of a feed too long to be read at a time, `total`
    counts the entries, `top` names the newest one, and `ahead` tells how many are newer than `Document.since` (-1: that
    one is gone).
    """

    posts: tuple[Post, ...] = ()
    problem: str | None = None
    detail: str = ""
    name: str = ""
    older: str = ""
    numbers: tuple[int, int] | None = None
    total: int = 0
    top: str = ""
    ahead: int = 0
    more: bool | None = None


Parser = Callable[[Document], Reading]
"""Reads a body of one kind of source; takes any bytes and raises nothing on purpose."""
