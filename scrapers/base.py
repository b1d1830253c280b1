"""What the parts of this room hand to one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.calls.model import Post

MEBIBYTE = 1024 * 1024


AGENT = "ElshiBot"
"""The product token that a robots.txt addresses us by (RFC 9309, 2.2.1)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a stranger we bear. Times are seconds, sizes bytes after decompression.

    `read_seconds` and `read_memory` bound the process that reads bodies (see `reader`).
    """

    body: int = 2 * MEBIBYTE
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
    """The site's robots.txt asks us not to read this address."""

    url: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The poll failed; it will be tried again.

    `code` is one of: bad_url, local_address, dns, connect, tls, timeout, disconnected, bad_response, http_status,
    too_many_redirects, redirect_loop, too_large, bad_compression, robots_unavailable, not_a_feed, unreadable,
    unexpected. `detail` holds its facts (a status, a host); `retry_at` is when the site asked to be left alone until.
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
class Document:
    """A body to be read: `url` is where it came from, `now` the instant of the poll."""

    body: bytes
    content_type: str
    charset: str
    url: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in a body: posts, or the code of why it is not what it should be."""

    posts: tuple[Post, ...] = ()
    problem: str | None = None


Parser = Callable[[Document], Reading]
"""Reads a body of one kind of source; takes any bytes and raises nothing on purpose."""
