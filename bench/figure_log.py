"""A database with a large log of requests, written in bulk by the product's own rules, for the benchmark of figures."""

from __future__ import annotations

import heapq
import itertools
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.clock import micros
from domain.journal import BEFORE_THE_FIRST, Erasable, hashed, sealed, written
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.record import entry_of
from domain.requests.working_time import DEFAULT_HOURS
from storage.seed import load_territories, load_topics, seed
from storage.store import open_store

ZONE = ZoneInfo("Asia/Almaty")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
AS_OF = datetime(2026, 12, 31, 18, tzinfo=UTC)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
OFFICES = 200
WORDS = "Ауылымыздағы балабақшаның жылуын қашан қосасыздар? " * 2
_WITH_WORDS = frozenset({EventKind.FILED, EventKind.ANSWERED, EventKind.NOTE, EventKind.ADDED})
# What follows a filing, its delivery and its being taken, with the share of each.
_FOLLOWING = (
    (EventKind.ANSWERED, Actor.OFFICER, 6),
    (EventKind.RATED, Actor.NGO, 4),
    (EventKind.DELIVERED, Actor.BOT, 4),
    (EventKind.REMINDED, Actor.BOT, 3),
    (EventKind.ADDED, Actor.NGO, 2),
    (EventKind.NOTE, Actor.OFFICER, 2),
    (EventKind.DETAILS_ASKED, Actor.OFFICER, 2),
    (EventKind.REDIRECTED, Actor.HEAD, 2),
    (EventKind.EXTENDED, Actor.HEAD, 1),
    (EventKind.PROMISED, Actor.OFFICER, 1),
    (EventKind.CLOSED, Actor.OFFICER, 1),
    (EventKind.REOPENED, Actor.NGO, 1),
    (EventKind.WITHDRAWN, Actor.NGO, 1),
)
_KINDS = [(kind, actor) for kind, actor, share in _FOLLOWING for _ in range(share)]
_SURE = ((EventKind.DELIVERED, Actor.BOT), (EventKind.TAKEN, Actor.OFFICER))
_ROWS = 20_000


async def made(path: Path, requests: int, events: int) -> int:
    """Make the database: so many requests of a year with so many entries each; returns how many entries it has."""
    async with open_store(str(path), zone=ZONE) as store:
        await seed(store)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA synchronous = OFF")
        return _fill(database, requests, events)


def _fill(database: sqlite3.Connection, requests: int, events: int) -> int:
    territories = [unit.id for unit in load_territories() if unit.level == 2]
    topics = [topic.id for topic in load_topics()]
    _seat(database, territories)
    last, count = BEFORE_THE_FIRST, 0
    stream = _events(random.Random(11), requests, events)
    while batch := list(itertools.islice(stream, _ROWS)):
        entries, beside, filed = [], [], []
        for event in batch:
            count = event.number
            facts: dict[str, object] = {"revision": 3}
            if event.kind is EventKind.FILED:
                place, topic = territories[event.request_id % len(territories)], topics[event.request_id % len(topics)]
                facts |= {"territory": place, "topic": topic}
                filed.append((event.request_id, place, topic, micros(event.moment), event.office_id))
            elif event.kind is EventKind.TAKEN:
                facts |= {"seat": event.office_id}
            entry = entry_of(event, None, facts)
            seal = ""
            if event.kind in _WITH_WORDS:
                salt = f"{count:032x}"
                seal = sealed(Erasable(1, WORDS), salt)
                beside.append((count, 1, WORDS, salt))
            values = (count, micros(event.moment), entry.kind, entry.subject, entry.actor, seal, written(entry.facts))
            given = hashed(last, *values)
            entries.append((*values, last, given))
            last = given
        database.executemany(_ENTRY, entries)
        database.executemany("INSERT INTO log_private (entry, person_id, text, salt) VALUES (?, ?, ?, ?)", beside)
        database.executemany(_REQUEST, filed)
    return count


_ENTRY = """
    INSERT INTO log_entry (number, moment, kind, subject, actor, seal, facts, before, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_REQUEST = """
    INSERT INTO request (id, territory_id, topic_id, language, gist, e_otinish, filed_at, route, office_id, escalated,
                         outcome, due, revision)
    VALUES (?, ?, ?, 'kk', '', '', ?, 'topic', ?, 0, 'open', '2027-01-01', 1)
"""


def _seat(database: sqlite3.Connection, territories: list[str]) -> None:
    moment = micros(FIRST)
    for office in range(1, OFFICES + 1):
        database.execute(
            "INSERT INTO office (id, territory_id, name_kk, name_ru, created_as, created_at)"
            " VALUES (?, ?, ?, ?, 'coordinator:KZ', ?)",
            (office, territories[office % len(territories)], f"Бөлім {office}", f"Отдел {office}", moment),
        )
        database.execute(
            "INSERT INTO seat (id, office_id, role, holder, since) VALUES (?, ?, 'head', '', ?)",
            (office, office, moment),
        )


def _events(chance: random.Random, requests: int, events: int) -> Iterator[RequestEvent]:
    """Yield what happens, in the order of moments: of each request so many events."""
    gap = (AS_OF - FIRST) / requests
    waiting: list[tuple[datetime, int, int, int, int | None]] = []  # next moment, request, step, its office, its answer
    number = 0

    def happens(
        moment: datetime, request: int, kind: EventKind, actor: Actor, office: int, answer: int | None
    ) -> RequestEvent:
        receives = kind in (EventKind.FILED, EventKind.REDIRECTED)
        until = timedelta(days=chance.randrange(20, 60)) if kind in (EventKind.EXTENDED, EventKind.PROMISED) else None
        return RequestEvent(
            number,
            request,
            kind,
            moment,
            actor,
            office_id=office if receives or actor in (Actor.OFFICER, Actor.HEAD) else None,
            hours=DEFAULT_HOURS if receives else None,
            until=moment.date() + until if until else None,
            reasoned=kind is EventKind.EXTENDED,
            about=answer if kind in (EventKind.RATED, EventKind.PROMISED) else None,
            rating=chance.choice(list(Rating)) if kind is EventKind.RATED else None,
        )

    for request in range(1, requests + 1):
        filed = FIRST + gap * request
        while waiting and waiting[0][0] < filed:
            moment, about, step, office, answer = heapq.heappop(waiting)
            number += 1
            kind, actor = _SURE[step] if step < len(_SURE) else chance.choice(_KINDS)
            if kind is EventKind.REDIRECTED:
                office = chance.randrange(1, OFFICES + 1)
            yield happens(moment, about, kind, actor, office, answer)
            if kind is EventKind.ANSWERED:
                answer = number
            if step + 2 < events:
                later = moment + timedelta(hours=chance.expovariate(1 / 60))
                heapq.heappush(waiting, (later, about, step + 1, office, answer))
        number += 1
        office = chance.randrange(1, OFFICES + 1)
        yield happens(filed, request, EventKind.FILED, Actor.NGO, office, None)
        heapq.heappush(waiting, (filed + timedelta(minutes=5), request, 0, office, None))
