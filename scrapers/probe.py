"""Trying an address that somebody typed, before it becomes a source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yarl import URL

from domain.calls.model import Post
from domain.sources import Source
from scrapers.base import Failed, Gone, Page, Reading, Refused
from scrapers.fetch import Fetcher
from scrapers.follow import read_page

TELEGRAM = "https://t.me"
MOST_FEEDS = 3
"""Feeds that a page names and that are tried, one after the other."""

_NAME = r"[A-Za-z][A-Za-z0-9_]{3,31}"
_HANDLE = re.compile(rf"@({_NAME})")
_LINK = re.compile(rf"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?:s/)?({_NAME})(?:/\d+)?/?(?:[?#].*)?", re.IGNORECASE)
_PRIVATE = re.compile(r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?:\+|joinchat/|c/\d).*", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\s/@:.]+\.)+[^\s/@:.]{2,}(?::\d{1,5})?(?:[/?#]\S*)?")
_NO_TLS = frozenset({"tls", "connect", "disconnected", "timeout"})


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


async def probe(text: str, fetcher: Fetcher, *, telegram: str = TELEGRAM) -> Probe:
    """Try an address: a feed, a page that names its feed, or a public Telegram channel.

    Args:
        text: as typed: `https://site/feed`, `site.kz`, `@channel`, `t.me/channel`, `https://t.me/s/channel`.
        fetcher: the way out, entered; it decides which addresses are allowed.
        telegram: where channels are previewed.

    Returns:
        The source to be, or why there is none; only cancellation is raised.
    """
    typed = text.strip().strip("<>«»\"',;")
    if _PRIVATE.fullmatch(typed):
        return Probe("telegram_channel", typed, problem="no_preview")
    channel = _HANDLE.fullmatch(typed) or _LINK.fullmatch(typed)
    if channel:
        return await _channel(f"{telegram}/s/{channel[1].lower()}", fetcher)
    bare = bool(_HOST.fullmatch(typed))
    url = _whole(f"https://{typed}" if bare else typed)
    if not url:
        return Probe("", typed[:200], problem="not_an_address")
    found = await _site(url, fetcher)
    if bare and found.problem in _NO_TLS:
        # Nobody said https; quite a few village sites do without.
        plain = await _site(_whole(f"http://{typed}"), fetcher)
        return found if plain.problem in _NO_TLS else plain
    return found


def _whole(text: str) -> str:
    """Return an http(s) address in its usual spelling, or ""."""
    if not re.match(r"https?://", text, re.IGNORECASE) or re.search(r"\s", text):
        return ""
    try:
        url = URL(text).with_fragment(None)
        return str(url) if url.host else ""
    except ValueError:
        return ""


async def _channel(url: str, fetcher: Fetcher) -> Probe:
    return await _read(Probe("telegram_channel", url), await fetcher.fetch(url), fetcher)


async def _site(url: str, fetcher: Fetcher) -> Probe:
    """Try an address as a feed, then as the preview of a channel, then as a page that names its feeds."""
    page = await fetcher.fetch(url)
    first = await _read(Probe("feed", url), page, fetcher)
    if first.problem != "not_a_feed" or not isinstance(page, Page):
        return first
    if b"tgme_" in page.body:
        return await _read(Probe("telegram_channel", url), page, fetcher)
    named = await read_page(_stub("front_page", url), page, "front_page", fetcher)
    if not isinstance(named, Reading):
        return replace(first, problem="no_feed")
    for feed in named.posts[:MOST_FEEDS]:
        found = await _read(Probe("feed", feed.url), await fetcher.fetch(feed.url), fetcher)
        if found.problem is None:
            return replace(found, name=found.name or named.name)
    return Probe("", url, named.name, problem="no_feed", detail=page.content_type)


async def _read(attempt: Probe, page: object, fetcher: Fetcher) -> Probe:
    """Fill in what an address gave, or why it gave nothing."""
    match page:
        case Page():
            url = page.moved_to or attempt.url
            reading = await read_page(_stub(attempt.kind, url), page, attempt.kind, fetcher)
            if isinstance(reading, Reading):
                name = reading.name or URL(url).host or ""
                return replace(attempt, url=url, name=name, posts=reading.posts)
            return _failed(attempt, reading)
        case Gone() | Refused() | Failed():
            return _failed(attempt, page)
        case _:
            return replace(attempt, problem="bad_response")


def _failed(attempt: Probe, outcome: Gone | Refused | Failed) -> Probe:
    match outcome:
        case Gone():
            return replace(attempt, problem="gone", detail=str(outcome.status))
        case Refused():
            return replace(attempt, problem=outcome.code, detail=outcome.url)
        case Failed():
            return replace(attempt, problem=outcome.code, detail=outcome.detail)


def _stub(kind: str, url: str) -> Source:
    return Source("probe", kind, url, "", "")
