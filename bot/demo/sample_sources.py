"""The invented places that publish announcements, each of a kind that the bot can read: sites, a channel, portals.

What was published stays as it was, as on a real site; in a channel its words may be edited, in a register its facts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.demo.sample_channel import MESSAGES_SHOWN
from bot.demo.sample_feeds import post_page
from bot.demo.sample_portals import SampleGovkz, SampleGrantsGov, SampleRegister
from bot.demo.sample_site import PAGE_POLICY, SampleSite
from bot.demo.sample_texts import Draft, Published, dated, read_samples
from domain.clock import Clock

EVERYDAY = 24
"""Messages of no interest in the past of a sample channel."""


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


KINDS: dict[str, type[SampleSite]] = {
    "channel": SampleChannel,
    "govkz": SampleGovkz,
    "goszakup": SampleRegister,
    "grants_gov": SampleGrantsGov,
}
"""Formats that need more than a site with a feed."""


class SampleSources:
    """All sample sites, and the posts that wait to be published.

    Args:
        clock: the demo's clock.
        zone: in which days begin.
        changed: called after every publication and every visit to a feed.
    """

    def __init__(self, clock: Clock, zone: ZoneInfo, changed: Callable[[], None] = lambda: None) -> None:
        self.sites = {
            file.id: KINDS.get(file.format, SampleSite)(file, clock, zone, changed) for file in read_samples()
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
