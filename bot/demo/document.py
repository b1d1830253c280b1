"""Everything that can be seen on the page, as one flat document that grows by patches.

Keys such as `message/aigul/17` hold JSON values. A page that connects gets the document whole, later only the keys that
changed (null: gone); after a break it simply gets it whole again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo.botapi.world import World
from bot.demo.chapters import Chapter
from bot.demo.phones import MESSAGES_SHOWN, Phone, message_json
from bot.demo.places import Place
from bot.demo.sample_sources import SampleSources
from bot.demo.traces import Traces
from domain.clock import Clock, micros

TOGETHER = 0.03  # seconds: what changes within them goes out as one patch
LOOK_AGAIN = 0.25  # seconds between two looks at storage while a post is on its way
IDLE = 60.0  # seconds


class Document:
    """The document and who waits for its changes.

    Args:
        world: the local Telegram; its version tells when something changed.
        phones: the phones shown.
        sources: the sample sites.
        traces: the ways of published posts.
        clock: the demo's clock.
        zone: in which people are shown time.
        places: the chats that the guests share.
        chapters: the story that can be played.
    """

    def __init__(
        self,
        world: World,
        phones: Sequence[Phone],
        sources: SampleSources,
        traces: Traces,
        clock: Clock,
        zone: ZoneInfo,
        places: Sequence[Place] = (),
        chapters: Sequence[Chapter] = (),
    ) -> None:
        self._world = world
        self._phones = phones
        self._sources = sources
        self._traces = traces
        self._clock = clock
        self._zone = zone
        self._places = places
        self._story = [chapter.as_json() for chapter in chapters]
        self._values: dict[str, Any] = {}
        self._changed = asyncio.Condition()
        self.version = 0
        self.clock_moves = 0

    async def watch(self) -> None:
        """Keep the document true until cancelled."""
        seen = -1
        while True:
            values = self._build()
            if values != self._values:
                async with self._changed:
                    self._values = values
                    self.version += 1
                    self._changed.notify_all()
            seen = await self._something(seen)
            await self._traces.look()

    async def _something(self, seen: int) -> int:
        try:
            await self._world.changed(seen, IDLE if self._traces.settled else LOOK_AGAIN)
        except TimeoutError:
            return seen
        await asyncio.sleep(TOGETHER)
        return self._world.version

    async def after(self, version: int, seconds: float) -> int:
        """Wait until the document is newer than `version` and return its version.

        Raises:
            TimeoutError: it did not change within the seconds.
        """
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: self.version > version)
        return self.version

    def patch(self, seen: dict[str, Any]) -> dict[str, Any]:
        """Return what differs from what a page has seen, and note in `seen` that it now has it."""
        changed = {key: value for key, value in self._values.items() if seen.get(key) != value}
        gone = [key for key in seen if key not in self._values]
        seen |= changed
        for key in gone:
            del seen[key]
        if "clock" in changed:
            # The document only notes that the clock was moved; what it shows is read when it is told.
            offset = self._zone.utcoffset(self._clock.now().astimezone(self._zone).replace(tzinfo=None))
            assert offset is not None
            now = micros(self._clock.now()) // 1000
            changed["clock"] = {"now": now, "offset": int(offset.total_seconds()) // 60}
        return changed | dict.fromkeys(gone)

    def _build(self) -> dict[str, Any]:
        sites = self._sources.sites.values()
        values: dict[str, Any] = {
            "people": [phone.guest.as_json() for phone in self._phones],
            "clock": self.clock_moves,
            "sites": [site.as_json() for site in sites],
            "waiting": [draft.as_json() for draft in self._sources.waiting],
            "traces": self._traces.as_json(),
            "published": [
                {"key": post.draft.key, "title": post.draft.title, "lang": post.draft.lang}
                for site in sites
                for post in site.posts
            ],
            "bot": {"id": self._phones[0].bot.id, "username": self._phones[0].bot.username},
            "story": self._story,
        }
        for phone in self._phones:
            values[f"phone/{phone.guest.id}"] = phone.state()
            for number, message in phone.messages().items():
                values[f"message/{phone.guest.id}/{number}"] = message
        for place in self._places:
            for shared in list(place.group.chat.messages.values())[-MESSAGES_SHOWN:]:
                values[f"shared/{place.id}/{shared.message_id}"] = message_json(shared)
        return values
