"""Posts in: polls what is due, reads what is new, decides, and writes each poll as one fact.

Source -> posts -> candidates -> decisions -> ONE transaction with calls, matches, queued alerts and the source's
validators: a crash between two polls loses nothing and repeats nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from domain.calendar import WorkingCalendar
from domain.calls.decide import Changed, Decision, New, NotACall, Same, decide
from domain.calls.fingerprint import fingerprint
from domain.calls.model import Call, CallEvent, Candidate, Post
from domain.calls.reading import read
from domain.calls.reading.gazetteer import Gazetteer
from domain.calls.recognition import BACKLOG, best_match, likeness_to_json
from domain.calls.same import Likeness, likeness
from domain.clock import Clock
from domain.ports import KnownPost, Repositories, Store
from domain.sources import Source, SourceState
from scrapers.fetch import Fetcher
from scrapers.poll import poll

log = logging.getLogger(__name__)

AT_ONCE = 12  # sites asked side by side; each has its own time limits and is asked one request at a time
DUE_LIMIT = 32
FIRST_PAUSE = 10.0  # seconds that a source rests after its collection crashed; doubled up to an hour
LONGEST_PAUSE = 3600.0
CHUNK = 10
"""Posts written in one transaction: a long feed must not keep people's presses waiting."""
TOO_OLD = timedelta(days=30)
"""A post published longer ago, without a deadline, is kept but nobody is alerted: it is not news."""


@dataclass(frozen=True, slots=True)
class Item:
    """One new or changed post of a poll, with what was read from it."""

    post: Post
    fingerprint: str
    candidate: Candidate
    likeness: Likeness
    known: KnownPost | None


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
        zone: the zone in which days and deadlines are meant.
        fetcher: the way to the internet.
        places: the names of territories, for reading.
        calendar: works out the working days around a day, for terms such as "within 10 working days".
        on_queued: called after alerts were queued, so that the sender looks at once.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        zone: tzinfo,
        fetcher: Fetcher,
        places: Gazetteer,
        calendar: Callable[[date], Awaitable[WorkingCalendar]],
        on_queued: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._fetcher = fetcher
        self._places = places
        self._work_out = calendar
        self._calendar: tuple[int, WorkingCalendar] | None = None
        self._on_queued = on_queued
        self._crashes: dict[str, tuple[int, float]] = {}  # how many in a row, and until when (monotonic) to rest
        self._due: asyncio.Queue[str] = asyncio.Queue()
        self._asked: set[str] = set()  # waiting or being polled: a slow site is not asked twice, nor waited for
        self._locks: dict[str, asyncio.Lock] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._calendar_turn = asyncio.Lock()

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
            while True:
                source_id = await self._due.get()
                group.create_task(self._collect(source_id), name=f"collect-{source_id}")

    async def collect_now(self, source_id: str | None = None) -> list[Collected]:
        """Poll one source, or all enabled ones, whether due or not."""
        async with self._store.read() as repositories:
            if source_id is None:
                whenever = datetime.max.replace(tzinfo=self._clock.now().tzinfo)
                chosen = [source.id for source, _ in await repositories.sources.due(whenever, 10_000)]
            else:
                chosen = [source_id] if await repositories.sources.get(source_id) else []
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._collect(one), name=f"collect-{one}") for one in chosen]
        return [task.result() for task in tasks]

    async def _collect(self, source_id: str) -> Collected:
        """Poll one source; whatever happens to it is told, and stops nothing else."""
        try:
            async with self._locks.setdefault(source_id, asyncio.Lock()), self._slots:
                async with self._store.read() as repositories:
                    found = await repositories.sources.get(source_id)
                if found is None:
                    return Collected(source_id, error="unknown")
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
        fresh = await self._fresh(source, polled.posts)
        items = await asyncio.to_thread(self._read, fresh, await self.working_days()) if fresh else []
        calls = queued = 0
        chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)] or [[]]
        for number, chunk in enumerate(chunks, start=1):
            async with self._store.write() as repositories:
                for item in chunk:
                    added, alerts = await self._store_one(repositories, source, item)
                    calls += added
                    queued += alerts
                if number == len(chunks):  # validators only with the last of what they vouch for
                    await repositories.sources.record(source.id, polled.state)
            if queued:
                self._on_queued()
        if items or polled.error:
            log.info(
                "source %s: %d new posts, %d calls, %d alerts%s",
                source.id,
                len(items),
                calls,
                queued,
                f", {polled.error}" if polled.error else "",
            )
        return Collected(source.id, len(items), calls, queued, polled.error)

    async def _fresh(self, source: Source, posts: Sequence[Post]) -> list[tuple[Post, str, KnownPost | None]]:
        """Leave out what was seen before: the same id with the same words, or the same words under another id."""
        if not posts:
            return []
        prints = [fingerprint(post) for post in posts]
        async with self._store.read() as repositories:
            known = await repositories.sources.known(source.id, [post.external_id for post in posts], prints)
        by_id = {post.external_id: post for post in known}
        seen = {post.fingerprint for post in known}
        fresh = []
        for post, print_ in zip(posts, prints, strict=True):
            if print_ not in seen:
                seen.add(print_)
                fresh.append((post, print_, by_id.get(post.external_id)))
        return fresh

    async def working_days(self) -> WorkingCalendar:
        """Return the calendar around this year; worked out again when the year changes."""
        today = self._clock.now().astimezone(self._zone).date()
        async with self._calendar_turn:
            if self._calendar is None or self._calendar[0] != today.year:
                self._calendar = today.year, await self._work_out(today)
            return self._calendar[1]

    def _read(self, fresh: Sequence[tuple[Post, str, KnownPost | None]], calendar: WorkingCalendar) -> list[Item]:
        today = self._clock.now().astimezone(self._zone).date()
        items = []
        for post, print_, known in fresh:
            published = post.published.astimezone(self._zone).date() if post.published else today
            try:
                candidate = read(post, places=self._places, calendar=calendar, today=today)
                items.append(Item(post, print_, candidate, likeness(post, candidate, published=published), known))
            except Exception:
                # One post that cannot be read must not keep its neighbours from people.
                log.exception("post %s could not be read", post.url)
        return items

    async def _store_one(self, repositories: Repositories, source: Source, item: Item) -> tuple[int, int]:
        now = self._clock.now()
        stored = await self._stored(repositories, item, now)
        decision = decide(stored, item.candidate, item.post, source, now=now, zone=self._zone)
        call_id = stored.id if stored is not None else None
        post_id = await repositories.sources.put_post(source.id, item.post, item.fingerprint, call_id, now)
        return await self._apply(repositories, decision, post_id, item, now)

    async def _stored(self, repositories: Repositories, item: Item, now: datetime) -> Call | None:
        """Find the stored call this text is about: its own post's, or the best match among its neighbours."""
        if item.known is not None and item.known.call_id is not None:
            shelved = await repositories.calls.get(item.known.call_id)
            return shelved.call if shelved else None
        deadlines = sorted({moment.day for moment in (*item.candidate.deadlines, item.candidate.deadline) if moment})
        # Later news about a call need not repeat its deadline: it is looked for among all that are recent.
        later_news = item.candidate.event not in (CallEvent.OPENED, CallEvent.NONE)
        near = await repositories.calls.neighbours(deadlines, now - BACKLOG, any_deadline=later_news)
        return best_match(item.likeness, near)

    async def _apply(
        self, repositories: Repositories, decision: Decision, post_id: int, item: Item, now: datetime
    ) -> tuple[int, int]:
        match decision:
            case New(call, alert):
                call = replace(call, likeness=likeness_to_json(item.likeness))
                call = replace(call, id=await repositories.calls.add(call, post_id, now))
                published = item.post.published
                old = call.deadline is None and published is not None and now - published > TOO_OLD
                added, told = 1, alert and not old
            case Changed(call, news):
                await repositories.calls.replace(call, post_id, now)
                added, told = 0, news and not call.cancelled
            case Same() | NotACall():
                return 0, 0
        return added, await repositories.calls.match(call.id, call.revision, now) if told else 0
