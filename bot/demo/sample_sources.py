"""Invented websites that publish announcements: each a real HTTP server on 127.0.0.1 with a feed of its own format.

What was published stays as it was, as on a real site (in a channel its words may be edited); feeds answer conditional
requests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.demo.sample_channel import MESSAGES_SHOWN
from bot.demo.sample_feeds import FORMATS, front_page, newest, post_page
from bot.demo.sample_texts import Draft, Published, SampleFile, dated, read_samples
from domain.clock import Clock, micros

PAGE_POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"}
VISITS_KEPT = 50
EVERYDAY = 24
"""Messages of no interest in the past of a sample channel."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a feed, as the site saw it."""

    at: datetime
    status: int
    user_agent: str


class SampleSite:
    """One site: its posts, its feed and the server that shows them.

    Args:
        file: the site as its file describes it.
        clock: the demo's clock.
        zone: in which days begin.
        changed: called after every publication and every visit to the feed.
    """

    def __init__(self, file: SampleFile, clock: Clock, zone: ZoneInfo, changed: Callable[[], None]) -> None:
        self.file = file
        self.format = FORMATS[file.format]
        self.url = ""
        self.posts: list[Published] = []
        self.visits: list[Visit] = []
        self._clock = clock
        self._zone = zone
        self._changed = changed
        self._runner: web.AppRunner | None = None

    @property
    def feed_url(self) -> str:
        """Return the address of the feed."""
        return f"{self.url}/{self.path}"

    @property
    def path(self) -> str:
        """Return where the feed stands on the site."""
        return self.format.path.format(id=self.file.id)

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1 and publish what belongs before the start."""
        app = web.Application()
        app.router.add_get("/", self._front)
        app.router.add_get("/robots.txt", self._robots)
        app.router.add_get(f"/{self.path}", self._feed)
        app.router.add_get("/posts/{key}", self._post)
        self._more_routes(app)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        for draft in sorted(self.file.drafts, key=lambda draft: -draft.hours_ago):
            if not draft.queue:
                self.publish(draft, self._clock.now() - timedelta(hours=draft.hours_ago))

    def _more_routes(self, app: web.Application) -> None:
        """Add what only one kind of site has."""

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    def publish(self, draft: Draft, at: datetime | None = None) -> Published:
        """Put a post on the site, dated now or `at` (aware, UTC)."""
        at = (at or self._clock.now()).replace(microsecond=0)
        text = dated(draft.text, at.astimezone(self._zone).date())
        post = Published(draft, f"{self.url}/posts/{draft.key}", text, at)
        self.posts.insert(0, post)
        self._changed()
        return post

    def as_json(self) -> dict[str, Any]:
        """Return what the page shows of the site."""
        visit = self.visits[-1] if self.visits else None
        return {
            "id": self.file.id,
            "name_kk": self.file.name_kk,
            "name_ru": self.file.name_ru,
            "format": self.format.name,
            "url": self.url,
            "feed": self.feed_url,
            "count": len(self.posts),
            "visited": {"at": micros(visit.at) // 1000, "fresh": visit.status == 200} if visit else None,
        }

    async def _feed(self, request: web.Request) -> web.Response:
        now = self._clock.now()
        body = self.format.write(self.file, self.url, self._shown(request), now)
        etag = hashlib.sha256(body).hexdigest()[:16]
        latest = newest(self.posts, now)
        fresh = not _unchanged(request, etag, latest)
        self.visits.append(Visit(now, 200 if fresh else 304, request.headers.get("User-Agent", "")))
        del self.visits[:-VISITS_KEPT]
        self._changed()
        headers = {"ETag": f'"{etag}"', "Last-Modified": format_datetime(latest, usegmt=True)}
        if not fresh:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers={**headers, "Content-Type": f"{self.format.mime}; charset=utf-8"})

    def _shown(self, _request: web.Request) -> Sequence[Published]:
        """Return the posts that a request is answered with, newest first."""
        return self.posts

    async def _robots(self, _request: web.Request) -> web.Response:
        return web.Response(text="User-agent: *\nAllow: /\n")

    async def _post(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        post = next((post for post in self.posts if post.draft.key == key), None)
        if post is None:
            raise web.HTTPNotFound
        return web.Response(text=post_page(post, self._zone), content_type="text/html", headers=PAGE_POLICY)

    async def _front(self, _request: web.Request) -> web.Response:
        return web.Response(text=front_page(self.file, self.posts), content_type="text/html", headers=PAGE_POLICY)


class SampleChannel(SampleSite):
    """A channel with a public preview like t.me/s: numbered messages, some pictures, twenty on a page."""

    async def start(self) -> None:
        """Listen, with a past of everyday messages behind the announcements."""
        await super().start()
        oldest = min((post.at for post in self.posts), default=self._clock.now())
        today = list(reversed(self.posts))
        self.posts.clear()
        for number in range(EVERYDAY, 0, -1):
            text = "" if number % 8 == 0 else f"Ауыл күнделігі, {number}-бет. Ауа райы жақсы, жол ашық."
            draft = Draft(self.file.id, f"everyday-{number}", "kk", text[:40], text, photo=not text)
            self._add(draft, text, oldest - timedelta(hours=5 * number))
        for post in today:
            self._add(post.draft, post.text, post.at)

    def publish(self, draft: Draft, at: datetime | None = None) -> Published:
        """Put a message into the channel, or other words into an earlier one."""
        at = (at or self._clock.now()).replace(microsecond=0)
        text = dated(draft.text, at.astimezone(self._zone).date())
        edited = next((post for post in self.posts if post.draft.key == draft.edits), None)
        if edited is None:
            post = self._add(draft, text, at)
        else:
            # Telegram goes on showing when it was written; for the way of the news the moment of editing counts.
            self.posts[self.posts.index(edited)] = replace(edited, draft=draft, text=text, edited=True)
            post = replace(edited, draft=draft, text=text, at=at)
        self._changed()
        return post

    def _add(self, draft: Draft, text: str, at: datetime) -> Published:
        name = f"{self.file.id}/{len(self.posts) + 1}"
        post = Published(draft, f"{self.url}/{name}", text, at, name)
        self.posts.insert(0, post)
        return post

    def _more_routes(self, app: web.Application) -> None:
        app.router.add_get(f"/{self.file.id}/{{number:\\d+}}", self._message)

    def _shown(self, request: web.Request) -> Sequence[Published]:
        before = request.query.get("before", "")
        known = len(self.posts)
        end = (
            max(1, min(int(before), known + 1))
            if before.isascii() and before.isdecimal() and len(before) < 10
            else known + 1
        )
        return self.posts[known - end + 1 :][:MESSAGES_SHOWN]

    async def _message(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"][:9])
        if not 1 <= number <= len(self.posts):
            raise web.HTTPNotFound
        post = self.posts[len(self.posts) - number]
        return web.Response(text=post_page(post, self._zone), content_type="text/html", headers=PAGE_POLICY)

    async def _front(self, _request: web.Request) -> web.Response:
        raise web.HTTPFound(f"/{self.path}")


class SampleSources:
    """All sample sites, and the posts that wait to be published.

    Args:
        clock: the demo's clock.
        zone: in which days begin.
        changed: called after every publication and every visit to a feed.
    """

    def __init__(self, clock: Clock, zone: ZoneInfo, changed: Callable[[], None] = lambda: None) -> None:
        kinds = {"channel": SampleChannel}
        self.sites = {
            file.id: kinds.get(file.format, SampleSite)(file, clock, zone, changed) for file in read_samples()
        }
        drafts = [draft for site in self.sites.values() for draft in site.file.drafts if draft.queue]
        self.waiting = sorted(drafts, key=lambda draft: draft.queue)
        self.published: list[Published] = []

    async def __aenter__(self) -> SampleSources:
        for site in self.sites.values():
            await site.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        for site in self.sites.values():
            await site.stop()

    def publish(self, key: str | None = None) -> Published:
        """Publish the waiting post with the key, or the next one.

        Raises:
            LookupError: nothing waits, or no such post waits.
        """
        draft = next((draft for draft in self.waiting if key is None or draft.key == key), None)
        if draft is None:
            raise LookupError(key)
        self.waiting.remove(draft)
        post = self.sites[draft.site].publish(draft)
        self.published.insert(0, post)
        return post


def _unchanged(request: web.Request, etag: str, latest: datetime) -> bool:
    """Tell whether a conditional request already has this version; an ETag outranks a date (RFC 9110, 13.2.2)."""
    if request.if_none_match is not None:
        return any(tag.value in ("*", etag) for tag in request.if_none_match)
    since = request.headers.get("If-Modified-Since")
    if since is None:
        return False
    try:
        return latest <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
