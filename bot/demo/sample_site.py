"""An invented website that publishes announcements: a real HTTP server on 127.0.0.1 with a feed of its own format.

What was published stays as it was, as on a real site; feeds answer conditional requests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.demo.sample_feeds import FORMATS, front_page, newest, post_page
from bot.demo.sample_texts import Draft, Published, SampleFile, dated
from domain.clock import Clock, micros

PAGE_POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"}
VISITS_KEPT = 50


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
        assert self.format.write is not None, "a portal answers in its own way"
        now = self._clock.now()
        body = self.format.write(self.file, self.url, self._shown(request), now)
        etag = hashlib.sha256(body).hexdigest()[:16]
        latest = newest(self.posts, now)
        fresh = not _unchanged(request, etag, latest)
        self._visited(request, 200 if fresh else 304)
        headers = {"ETag": f'"{etag}"', "Last-Modified": format_datetime(latest, usegmt=True)}
        if not fresh:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers={**headers, "Content-Type": f"{self.format.mime}; charset=utf-8"})

    def _visited(self, request: web.Request, status: int) -> None:
        self.visits.append(Visit(self._clock.now(), status, request.headers.get("User-Agent", "")))
        del self.visits[:-VISITS_KEPT]
        self._changed()

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
