"""Looking at sources outside at a person's wish: trying an address, polling one now."""

from __future__ import annotations

import asyncio
import logging
from datetime import tzinfo

from bot.collect import Collector
from bot.read_posts import PostReader
from domain.source_trial import GLIMPSES, Polled, Trial, glimpse
from scrapers.fetch import Fetcher
from scrapers.probe import TELEGRAM, probe

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds that somebody in front of the screen waits at most
AT_ONCE = 4  # trials side by side: each reads a stranger's page


class FieldScout:
    """Implements `domain.ports.Scout` with the same fetcher and collector that work by themselves.

    Args:
        fetcher: the way out.
        collector: polls.
        reader: reads posts.
        zone: the zone of local days.
        telegram: where channels are previewed.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        collector: Collector,
        reader: PostReader,
        zone: tzinfo,
        *,
        telegram: str = TELEGRAM,
    ) -> None:
        self._fetcher = fetcher
        self._collector = collector
        self._reader = reader
        self._zone = zone
        self._telegram = telegram
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting: set[int] = set()

    async def try_out(self, typed: str, person_id: int) -> Trial:
        """Try an address as typed, and read what it would give; one at a time for each person."""
        if person_id in self._waiting:
            return Trial("", typed, problem="busy")
        self._waiting.add(person_id)
        try:
            async with asyncio.timeout(PATIENCE), self._slots:
                return await self._try(typed)
        except TimeoutError:
            return Trial("", typed, problem="timeout")
        finally:
            self._waiting.discard(person_id)

    async def _try(self, typed: str) -> Trial:
        found = await probe(typed, self._fetcher, telegram=self._telegram)
        if found.problem is not None:
            return Trial(found.kind, found.url, found.name, problem=found.problem, detail=found.detail)
        shown = found.posts[:GLIMPSES]
        try:
            candidates = await self._reader.candidates(shown)
        except Exception:
            log.exception("the posts of %s could not be read", found.kind)
            return Trial(found.kind, found.url, found.name, problem="unexpected")
        glimpses = tuple(
            glimpse(post, candidate, post.published.astimezone(self._zone).date() if post.published else None)
            for post, candidate in zip(shown, candidates, strict=True)
        )
        return Trial(found.kind, found.url, found.name, found.options, glimpses, len(found.posts))

    async def poll(self, source_id: str) -> Polled:
        """Have the collector poll a source now; what takes too long is left for the source's own time."""
        try:
            async with asyncio.timeout(PATIENCE):
                done = await self._collector.collect_now(source_id)
        except TimeoutError:
            return Polled(error="timeout")
        if not done:
            return Polled(error="unknown")
        return Polled(done[0].fresh, done[0].calls, done[0].error)
