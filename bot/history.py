"""The past, kept for the record: posts of long ago and calls from tables become calls, and nobody is alerted.

Nothing here knows how to queue a message. What is open now is left as it is: its news comes by the ordinary way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from domain.calls.decide import Changed, New, decide
from domain.calls.duplicates import Bound, Recognised, recognise
from domain.calls.fingerprint import fingerprint
from domain.calls.model import Call, CallEvent, Candidate, Post
from domain.calls.readings import readings_of
from domain.calls.recognition import BACKLOG, likeness_to_json
from domain.calls.same import Likeness, likeness
from domain.clock import Clock
from domain.kato import NO_CODES, KatoCodes
from domain.ports import Reader, Repositories, Store
from domain.sources import IMPORTED, Source
from handlers.recognising import first_text, taken_for

if TYPE_CHECKING:
    from domain.calls.past import PastCall

CHUNK = 20
"""Posts written in one transaction: people's presses wait for the same writer."""
FRESH = timedelta(days=3)
"""What was published so lately is no history: the ordinary collection takes it, and alerts people."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of some posts or rows: how many were new, and how many calls they made."""

    fresh: int = 0
    calls: int = 0

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.fresh + other.fresh, self.calls + other.calls)


@dataclass(frozen=True, slots=True)
class _Item:
    post: Post
    print: str
    candidate: Candidate
    likeness: Likeness


class Historian:
    """Keeps the past.

    Args:
        store: storage.
        clock: the product's clock.
        zone: local time.
        reader: reads posts.
        codes: finds the territories of the codes that registers state.
    """

    def __init__(self, store: Store, clock: Clock, zone: tzinfo, reader: Reader, codes: KatoCodes = NO_CODES) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._reader = reader
        self._codes = codes

    async def unknown(self, source: Source, posts: Sequence[Post], *, by_id: bool = False) -> list[Post]:
        """Leave out what is stored, what comes twice, and what is too new to be history.

        `by_id` compares names only: for entries of a list, whose words are not yet those of their page.
        """
        now = self._clock.now()
        old = [post for post in posts if post.published is None or now - post.published > FRESH]
        if not old:
            return []
        prints = [fingerprint(post) for post in old]
        names = [post.external_id for post in old]
        async with self._store.read() as repositories:
            known = await repositories.sources.known(source.id, names, [] if by_id else prints)
        seen = {post.external_id for post in known} | {post.fingerprint for post in known}
        fresh = []
        for post, print_ in zip(old, prints, strict=True):
            if post.external_id not in seen and (by_id or print_ not in seen):
                seen |= {post.external_id} if by_id else {post.external_id, print_}
                fresh.append(post)
        return fresh

    async def keep_posts(self, source: Source, posts: Sequence[Post]) -> Kept:
        """Keep posts of a source with the calls they announce; what is known already adds nothing."""
        fresh = await self.unknown(source, [self._codes.placed(post) for post in posts])
        kept = Kept()
        for start in range(0, len(fresh), CHUNK):
            items = []
            for post in fresh[start : start + CHUNK]:
                candidate, looks = await self._reader.read(post)
                items.append(_Item(post, fingerprint(post), candidate, looks))
            kept += await self._keep(source, items)
        return kept

    async def keep_calls(self, rows: Sequence[PastCall]) -> Kept:
        """Keep calls from a table; a row that is stored, or whose call is known from elsewhere, adds no call."""
        fresh = {post.external_id: row for row in rows for post in (row.post,)}
        posts = await self.unknown(IMPORTED, [row.post for row in fresh.values()], by_id=True)
        items = await asyncio.to_thread(self._items, [(post, fresh[post.external_id]) for post in posts])
        kept = Kept()
        for start in range(0, len(items), CHUNK):
            kept += await self._keep(IMPORTED, items[start : start + CHUNK])
        return kept

    def _items(self, rows: Sequence[tuple[Post, PastCall]]) -> list[_Item]:
        items = []
        for post, row in rows:
            candidate = row.candidate()
            items.append(_Item(post, fingerprint(post), candidate, likeness(post, candidate, published=row.opens)))
        return items

    async def _keep(self, source: Source, items: Sequence[_Item]) -> Kept:
        now = self._clock.now()
        calls = 0
        async with self._store.write() as repositories:
            for item in items:
                calls += await self._keep_one(repositories, source, item, now)
        return Kept(len(items), calls)

    async def _keep_one(self, repositories: Repositories, source: Source, item: _Item, now: datetime) -> int:
        post_id = await repositories.sources.put_post(source.id, item.post, item.print, None, now)
        if not item.candidate.is_call and item.candidate.event not in (CallEvent.CANCELLED, CallEvent.RESULT):
            return 0
        found = await self._found(repositories, item, now)
        stored = found.call if found is not None else None
        if found is not None:
            await repositories.duplicates.attach(post_id, taken_for(found, item.candidate, item.likeness), now)
        decision = decide(stored, item.candidate, item.post, source, now=now, zone=self._zone)
        match decision:
            case New(call):
                # Loaded when something past is kept: the table of old calls has its own words and rules.
                from domain.calls.past import as_history

                past = as_history(call, now, self._zone)
                if past is not None:
                    past = replace(past, likeness=likeness_to_json(item.likeness))
                    past = replace(past, id=await repositories.calls.add(past, post_id, now))
                    await repositories.readings.keep(past, readings_of(item.candidate, source.id, item.post.url))
                    await repositories.duplicates.attach(post_id, first_text(item.candidate, item.likeness), now)
                    return 1
            case Changed(call) if stored is not None and source is not IMPORTED and not _open(stored, now):
                # The revision stays: nobody is to hear of it.
                await repositories.calls.replace(replace(call, revision=stored.revision), post_id, now)
            case _ if stored is not None:
                await repositories.sources.put_post(source.id, item.post, item.print, stored.id, now)
        return 0

    async def _found(self, repositories: Repositories, item: _Item, now: datetime) -> Recognised | None:
        said = item.candidate
        days = sorted({moment.day for moment in (*said.deadlines, said.deadline) if moment})
        moment = item.post.published or now
        if item.post.published is None and said.opens is not None:
            moment = datetime.combine(said.opens.day, datetime.min.time(), self._zone)
        near = await repositories.history.around(days, moment - BACKLOG, moment + BACKLOG)
        return recognise(item.likeness, near, Bound())


def _open(call: Call, now: datetime) -> bool:
    return call.event not in (CallEvent.CANCELLED, CallEvent.RESULT) and (
        call.closes_at > now if call.closes_at is not None else now - call.first_seen_at < BACKLOG
    )
