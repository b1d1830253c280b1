"""From kept posts to calls: reads what waits, decides, and writes calls, matches and queued alerts as one fact.

Posts were kept, with their source's validators, the moment they were fetched (`collect`). So a crash between fetching
and reading loses nothing, a burst of news keeps no site waiting, and what one post breaks costs only that post.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from domain.calendar import WorkingCalendar
from domain.calls.decide import Changed, Decision, New, NotACall, Same, decide
from domain.calls.model import Call, CallEvent, Candidate, Post
from domain.calls.reading.gazetteer import Gazetteer
from domain.calls.readings import readings_of
from domain.calls.recognition import likeness_to_json
from domain.calls.same import Likeness, likeness
from domain.clock import Clock
from domain.errors import StorageBusy
from domain.ports import Repositories, Store, UnreadPost
from domain.source_health import is_backlog
from handlers import disputes
from handlers.recognising import Surroundings, ask_about, first_text, look_around, taken_for

log = logging.getLogger(__name__)

AT_A_TIME = 200
"""Posts taken at a time, the newest; within them the order of time holds, so that an extension follows its call."""
CHUNK = 10
"""Posts written in one transaction: a long feed must not keep people's presses waiting."""
TOO_OLD = timedelta(days=30)
"""A post published longer ago, without a deadline, is kept but nobody is alerted: it is not news."""
FIRST_PAUSE = 2.0  # seconds before another try; doubled up to five minutes
LONGEST_PAUSE = 300.0


@dataclass(frozen=True, slots=True)
class Item:
    """One post with what was read from it."""

    unread: UnreadPost
    candidate: Candidate
    likeness: Likeness | None  # None of plain news: there is no call to recognise


class PostReader:
    """Reads posts that were kept.

    Args:
        store: storage.
        clock: the product's clock.
        zone: the zone in which days and deadlines are meant.
        places: the names of territories.
        calendar: gives the working days around a day by law, for terms such as "within 10 working days".
        on_queued: called after alerts were queued, so that the sender looks at once.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        zone: tzinfo,
        places: Gazetteer,
        calendar: Callable[[date], Awaitable[WorkingCalendar]],
        on_queued: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._places = places
        self._work_out = calendar
        self._on_queued = on_queued
        self._turn = asyncio.Lock()
        self._news = asyncio.Event()
        self._news.set()  # something may have been left by the last run
        self.calls: Counter[str] = Counter()
        """New calls by source, since the start."""
        self.alerts: Counter[str] = Counter()
        """Alerts queued by source, since the start."""

    def wake(self) -> None:
        """Tell that posts were kept."""
        self._news.set()

    async def run(self) -> None:
        """Read whatever is kept, until cancelled. What fails is tried again; sites are polled meanwhile."""
        pause = FIRST_PAUSE
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self.read_all()
                pause = FIRST_PAUSE
            except Exception as error:
                if isinstance(error, StorageBusy):
                    log.warning("posts wait to be read: the database is busy; again in %.0f s", pause)
                else:
                    log.exception("posts wait to be read; again in %.0f s", pause)
                self._news.set()
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def read_all(self) -> None:
        """Read until nothing waits."""
        async with self._turn:
            while await self._read_some():
                pass

    async def read(self, post: Post) -> tuple[Candidate, Likeness]:
        """Read one post that somebody sent and store nothing: what it says, and what it can be recognised by."""
        calendar = await self._working_days()
        return await asyncio.to_thread(self._read_one, post, calendar)

    async def candidates(self, posts: Sequence[Post]) -> list[Candidate]:
        """Read posts and store nothing: what they would be, in their order."""
        calendar = await self._working_days()

        def work() -> list[Candidate]:
            return [self._candidate(post, calendar) for post in posts]

        return await asyncio.to_thread(work)

    async def _read_some(self) -> bool:
        async with self._store.read() as repositories:
            waiting = await repositories.sources.unread(AT_A_TIME)
        if not waiting:
            return False
        calendar = await self._working_days()
        for start in range(0, len(waiting), CHUNK):
            chunk = waiting[start : start + CHUNK]
            items = await asyncio.to_thread(self._read, chunk, calendar)
            try:
                await self._write(items)
            except StorageBusy:
                raise
            except Exception:
                for item in items:
                    await self._write_alone(item)
            unreadable = {post.id for post in chunk} - {item.unread.id for item in items}
            await self._pass_over([post for post in chunk if post.id in unreadable])
        return len(waiting) == AT_A_TIME

    async def _write(self, items: Sequence[Item]) -> None:
        calls: Counter[str] = Counter()
        alerts: Counter[str] = Counter()
        async with self._store.write() as repositories:
            for item in items:
                added, queued = await self._store_one(repositories, item)
                calls[item.unread.source.id] += added
                alerts[item.unread.source.id] += queued
            for source_id, added in (+calls).items():
                await repositories.sources.count_calls(source_id, added, self._clock.now())
        self.calls += calls
        self.alerts += alerts
        if alerts.total():
            self._on_queued()

    async def _write_alone(self, item: Item) -> None:
        """Write one post for itself; one that cannot be written must not keep its neighbours from people."""
        try:
            await self._write([item])
        except StorageBusy:
            raise
        except Exception:
            log.exception("post %s could not be written", item.unread.post.url)
            await self._pass_over([item.unread])

    async def _pass_over(self, posts: Sequence[UnreadPost]) -> None:
        """Take posts that nothing can be made of out of the way."""
        if posts:
            async with self._store.write() as repositories:
                for post in posts:
                    await repositories.sources.mark_read(post, None)

    async def _working_days(self) -> WorkingCalendar:
        """Return the calendar around this year, with the table that coordinators edit as it is now."""
        by_law = await self._work_out(self._clock.now().astimezone(self._zone).date())
        async with self._store.read() as repositories:
            changes = await repositories.calendar.changes()
        return by_law.changed(changes) if changes else by_law

    def _read(self, posts: Sequence[UnreadPost], calendar: WorkingCalendar) -> list[Item]:
        items = []
        for unread in posts:
            try:
                candidate = self._candidate(unread.post, calendar)
                tells = candidate.is_call or candidate.event in (CallEvent.CANCELLED, CallEvent.RESULT)
                items.append(Item(unread, candidate, self._liken(unread.post, candidate) if tells else None))
            except Exception:
                log.exception("post %s could not be read", unread.post.url)
        return items

    def _read_one(self, post: Post, calendar: WorkingCalendar) -> tuple[Candidate, Likeness]:
        candidate = self._candidate(post, calendar)
        return candidate, self._liken(post, candidate)

    def _candidate(self, post: Post, calendar: WorkingCalendar) -> Candidate:
        # The rules are not needed before the first post: the bot answers people sooner after a start.
        from domain.calls.reading.post import read

        return read(post, places=self._places, calendar=calendar, today=self._today())

    def _liken(self, post: Post, candidate: Candidate) -> Likeness:
        published = post.published.astimezone(self._zone).date() if post.published else self._today()
        return likeness(post, candidate, published=published)

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()

    async def _store_one(self, repositories: Repositories, item: Item) -> tuple[int, int]:
        now = self._clock.now()
        stored, around = await self._stored(repositories, item, now)
        decision = decide(stored, item.candidate, item.unread.post, item.unread.source, now=now, zone=self._zone)
        await repositories.sources.mark_read(item.unread, stored.id if stored is not None else None)
        if around.found is not None and item.likeness is not None:
            why = taken_for(around.found, item.candidate, item.likeness)
            await repositories.duplicates.attach(item.unread.id, why, now)
        return await self._apply(repositories, decision, item, around, now)

    async def _stored(self, repositories: Repositories, item: Item, now: datetime) -> tuple[Call | None, Surroundings]:
        """Find the stored call this text is about: its own post's, or the best match among its neighbours."""
        known = item.unread.call_id
        if known is not None:
            # Asked again: a coordinator may have taken the text out of that call since it was fetched for reading.
            known = await repositories.duplicates.home(item.unread.id)
        if known is not None:
            shelved = await repositories.calls.get(known)
            if item.likeness is not None:
                deadline = item.candidate.deadline if item.candidate.sure("deadline") else None
                like = likeness_to_json(item.likeness)
                await repositories.duplicates.renew(item.unread.id, like, deadline.day if deadline else None)
            return shelved.call if shelved else None, Surroundings()
        if item.likeness is None:
            return None, Surroundings()  # plain news, whatever it is about
        around = await look_around(
            repositories, item.candidate, item.likeness, now, post_id=item.unread.id, words=item.unread.fingerprint
        )
        return around.found.call if around.found else None, around

    async def _apply(
        self, repositories: Repositories, decision: Decision, item: Item, around: Surroundings, now: datetime
    ) -> tuple[int, int]:
        fresh = readings_of(item.candidate, item.unread.source.id, item.unread.post.url)
        match decision:
            case New(call, alert) if item.likeness is not None:  # as of everything that announces
                call = replace(call, likeness=likeness_to_json(item.likeness))
                call = replace(call, id=await repositories.calls.add(call, item.unread.id, now))
                await repositories.readings.keep(call, fresh)
                await repositories.duplicates.attach(item.unread.id, first_text(item.candidate, item.likeness), now)
                await ask_about(repositories, call, item.likeness, around, now)
                published = item.unread.post.published
                old = call.deadline is None and published is not None and now - published > TOO_OLD
                due = alert and not old and not is_backlog(item.unread.source, published, now)
                return 1, await repositories.calls.match(call.id, 1, now) if due else 0
            case Changed(call, news):
                await repositories.calls.replace(call, item.unread.id, now)
                told = await disputes.keep(repositories, call, fresh, now)
                return 0, told + (await repositories.news.tell(call.id, call.revision, now) if news else 0)
            case Same(call):
                # Another text may say the same more surely, or contradict what a coordinator said.
                return 0, await disputes.keep(repositories, call, fresh, now)
            case NotACall() | New():
                return 0, 0
