"""Posts in: polls what is due and keeps what is new, each poll as one fact with what its source remembers.

Source -> posts -> ONE transaction with the source's validators; then (`read_posts`) kept post -> candidate -> decision
-> ONE transaction with calls, matches and queued alerts. A crash between any two loses nothing and repeats nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from bot.ledger import Ledger
from bot.read_posts import PostReader
from domain.calls.fingerprint import fingerprint
from domain.calls.model import Post
from domain.clock import Clock
from domain.kato import NO_CODES, KatoCodes
from domain.ports import Harvest, Store
from domain.sources import Source, SourceState
from scrapers.fetch import Fetcher
from scrapers.poll import poll

log = logging.getLogger(__name__)

AT_ONCE = 12  # sites asked side by side; each has its own time limits and is asked one request at a time
DUE_LIMIT = 32
FIRST_PAUSE = 10.0  # seconds that a source rests after its collection crashed; doubled up to an hour
LONGEST_PAUSE = 3600.0


@dataclass(frozen=True, slots=True)
class Collected:
    """What one poll of one source came to."""

    source_id: str
    fresh: int = 0
    calls: int = 0
    queued: int = 0
    error: str | None = None


class Collector:
    """Polls sources when they are due.

    Args:
        store: storage.
        clock: the product's clock.
        fetcher: the way to the internet.
        reader: reads what was kept.
        codes: finds the territories of the codes that registers state.
    """

    def __init__(
        self, store: Store, clock: Clock, fetcher: Fetcher, reader: PostReader, codes: KatoCodes = NO_CODES
    ) -> None:
        self._store = store
        self._clock = clock
        self._fetcher = fetcher
        self._reader = reader
        self._codes = codes
        self._ledger = Ledger(store, clock)
        self.polls: Counter[tuple[str, bool]] = Counter()  # since the start, by kind and whether it worked
        self.posts = 0
        self._crashes: dict[str, tuple[int, float]] = {}  # how many in a row, and until when (monotonic) to rest
        self._due: asyncio.Queue[str] = asyncio.Queue()
        self._asked: set[str] = set()  # waiting or being polled: a slow site is not asked twice, nor waited for
        self._locks: dict[str, asyncio.Lock] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)

    @property
    def calls(self) -> int:
        """Return how many calls were made or changed since the start."""
        return sum(self._reader.calls.values())

    async def tick(self) -> None:
        """Look which sources are due and have them polled; returns at once."""
        async with self._store.read() as repositories:
            due = await repositories.sources.due(self._clock.now(), DUE_LIMIT)
        now = time.monotonic()
        for source, _ in due:
            if source.id not in self._asked and self._crashes.get(source.id, (0, 0.0))[1] <= now:
                self._asked.add(source.id)
                self._due.put_nowait(source.id)

    async def run(self) -> None:
        """Poll what `tick` found, side by side, until cancelled: one slow site keeps no other waiting."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._reader.run(), name="reading")
            while True:
                source_id = await self._due.get()
                group.create_task(self._collect(source_id), name=f"collect-{source_id}")

    async def collect_now(self, source_id: str | None = None) -> list[Collected]:
        """Poll one source, or all enabled ones, whether due or not, and read what came."""
        calls, alerts = self._reader.calls.copy(), self._reader.alerts.copy()
        polled = await self.poll_now(source_id)
        await self._reader.read_all()
        return [
            replace(
                one,
                calls=self._reader.calls[one.source_id] - calls[one.source_id],
                queued=self._reader.alerts[one.source_id] - alerts[one.source_id],
            )
            for one in polled
        ]

    async def poll_now(self, source_id: str | None = None) -> list[Collected]:
        """Poll one source, or all enabled ones, and keep what came; it is read later."""
        async with self._store.read() as repositories:
            if source_id is None:
                whenever = datetime.max.replace(tzinfo=self._clock.now().tzinfo)
                chosen = list(await repositories.sources.due(whenever, 10_000))
            else:
                found = await repositories.sources.get(source_id)
                chosen = [found] if found is not None else []
        self._asked.update(source.id for source, _ in chosen)  # `tick` shall not ask them once more behind our back
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._collect(source.id), name=f"collect-{source.id}") for source, _ in chosen]
        return [task.result() for task in tasks]

    async def _collect(self, source_id: str) -> Collected:
        """Poll one source; whatever happens to it is told, and stops nothing else."""
        try:
            async with self._locks.setdefault(source_id, asyncio.Lock()):
                async with self._store.read() as repositories:
                    found = await repositories.sources.get(source_id)
                if found is None:
                    return Collected(source_id, error="unknown")
                # The sources of one site wait for one another here, not in slots: when it is slow, others are not.
                site = urlsplit(found[0].url).netloc
                async with self._locks.setdefault(f"//{site}", asyncio.Lock()), self._slots:
                    collected = await self._poll(*found)
            self._crashes.pop(source_id, None)
        except Exception:
            # Nor may it fill the log by being tried with every tick.
            crashes = self._crashes.get(source_id, (0, 0.0))[0] + 1
            pause = min(FIRST_PAUSE * 2 ** (crashes - 1), LONGEST_PAUSE)
            self._crashes[source_id] = crashes, time.monotonic() + pause
            log.exception("source %s could not be collected; again in %.0f s", source_id, pause)
            return Collected(source_id, error="crashed")
        finally:
            self._asked.discard(source_id)
        return collected

    async def _poll(self, source: Source, state: SourceState) -> Collected:
        polled = await poll(source, state, self._fetcher)
        fresh = await self._fresh(source, [self._codes.placed(post) for post in polled.posts])
        await self._ledger.keep(Harvest(source.id, polled.state, fresh))
        self.polls[source.kind, polled.error is None] += 1
        self.posts += len(fresh)
        if fresh:
            self._reader.wake()
        if fresh or polled.error:
            log.info("source %s: %d new posts%s", source.id, len(fresh), f", {polled.error}" if polled.error else "")
        return Collected(source.id, len(fresh), error=polled.error)

    async def _fresh(self, source: Source, posts: Sequence[Post]) -> list[tuple[Post, str]]:
        """Leave out what was seen before: the same id with the same words, or the same words under another id."""
        if not posts:
            return []
        prints = [fingerprint(post) for post in posts]
        async with self._store.read() as repositories:
            known = await repositories.sources.known(source.id, [post.external_id for post in posts], prints)
        seen = {post.fingerprint for post in known}
        fresh = []
        for post, print_ in zip(posts, prints, strict=True):
            if print_ not in seen:
                seen.add(print_)
                fresh.append((post, print_))
        return fresh
