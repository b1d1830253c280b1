"""Trying an address that somebody typed, before it becomes a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.calls.model import Post
from scrapers.fetch import Fetcher


@dataclass(frozen=True, slots=True)
class Probe:
    """What an address would be as a source.

    When `problem` is None, `kind`, `url` (whole and normalised: two people who type it differently get the same) and
    `options` make the source, `name` is what it calls itself (may be empty) and `posts` are what it would give now
    (maybe none yet). Otherwise `problem` is a code: one of `base.Failed` or `base.Refused`, `gone`, `no_feed` (a web
    page that is no feed and names none) or `not_an_address`; `detail` holds its facts (a status, a host) and `url` what
    was tried.
    """

    kind: str
    url: str
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    problem: str | None = None
    detail: str = ""


async def probe(text: str, fetcher: Fetcher) -> Probe:
    """Try an address: a feed, a page that names its feed, or a public Telegram channel.

    Args:
        text: as typed: `https://site/feed`, `site.kz`, `@channel`, `t.me/channel`, `https://t.me/s/channel`.
        fetcher: the way out, entered; it decides which addresses are allowed.

    Returns:
        The source to be, or why there is none; only cancellation is raised.
    """
    typed = text.strip()
    return Probe("", typed, problem="not_an_address")
