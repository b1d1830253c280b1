"""Invented logs (tests/statistics/logs.py) written into a database as the product does, with seats and promises."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from domain.journal import Erasable
from domain.ports import Repositories
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.record import entry_of
from domain.requests.terms import Terms
from tests.statistics.logs import Log, a_request, holder
from tests.storage.samples import ABAI, AQSUAT, AYAGOZ, PERSON, add_request

PLACES = (ABAI, AQSUAT, AYAGOZ, "KZ")
TOPICS = ("other", "youth", "employment_social")
SEATS = (1, 2, 3, 4)
NOBODY = 999


@dataclass
class Told:
    """A request whose log is to be written: what happened, with the facts beside each event."""

    territory: str
    topic: str
    events: list[tuple[RequestEvent, dict[str, Any]]] = field(default_factory=list)
    id: int = 0
    numbers: dict[int, int] = field(default_factory=dict)
    """Numbers in the log of what was invented under other numbers."""


def some_told(seed: int, terms: Terms, count: int, steps: int = 6) -> list[Told]:
    """Invented requests in any place and of any topic, taken, handed over and promised something now and then."""
    chance = random.Random(seed)
    found = []
    for number in range(1, count + 1):
        told = Told(chance.choice(PLACES), chance.choice(TOPICS))
        for event in _adorned(chance, a_request(chance, number, terms, steps)):
            told.events.append((event, _facts(chance, event, told)))
        found.append(told)
    return found


def _adorned(chance: random.Random, log: Log) -> Log:
    """The log with what no clock looks at between its entries."""
    found: Log = []
    promised: list[int] = []
    number = log[0].number * 10
    renumbered: dict[int, int] = {}
    for event in log:
        number += 1
        renumbered[event.number] = number
        about = renumbered.get(event.about) if event.about is not None else None
        found.append(event._replace(number=number, about=about))
        has = holder(found)
        for kind in chance.choices((None, *_BETWEEN), k=2):
            if kind is None or has is None:
                continue
            number += 1
            moment = event.moment + timedelta(minutes=chance.randrange(600))
            until = None
            about = None
            if kind is EventKind.PROMISED:
                until = moment.date() + timedelta(days=chance.randrange(90))
                about = chance.choice(promised) if promised and chance.random() < 0.3 else renumbered[event.number]
                promised.append(number)
            elif kind in (EventKind.PROMISE_DONE, EventKind.PROMISE_JUDGED):
                if not promised:
                    continue
                about = chance.choice(promised)
            actor = Actor.NGO if kind is EventKind.PROMISE_JUDGED else Actor.OFFICER
            found.append(RequestEvent(number, event.request_id, kind, moment, actor, has, until=until, about=about))
    return sorted(found, key=lambda one: one.moment)


_BETWEEN = (
    EventKind.TAKEN,
    EventKind.TAKEN,
    EventKind.HANDED,
    EventKind.FREED,
    EventKind.PROMISED,
    EventKind.PROMISE_DONE,
    EventKind.PROMISE_JUDGED,
    EventKind.DELIVERED,
    EventKind.NOTE,
)


def _facts(chance: random.Random, event: RequestEvent, told: Told) -> dict[str, Any]:
    match event.kind:
        case EventKind.FILED:
            return {"territory": told.territory, "topic": told.topic}
        case EventKind.HANDED:
            return {"seat": chance.choice(SEATS), "to": chance.choice((*SEATS, NOBODY))}
        case EventKind.PROMISE_JUDGED:
            return {"verdict": chance.choice(("kept", "partly", "broken"))}
        case EventKind.TAKEN | EventKind.PROMISED:
            return {"seat": chance.choice(SEATS)}
        case _:
            return {}


async def file_all(repositories: Repositories, requests: Sequence[Told]) -> None:
    """Store the requests, without an entry in the log."""
    for told in requests:
        filed = told.events[0][0].moment
        told.id = await add_request(repositories, territory_id=told.territory, topic_id=told.topic, filed_at=filed)


def in_order(requests: Sequence[Told]) -> list[tuple[Told, RequestEvent, dict[str, Any]]]:
    """Return all that happened, in the order of moments."""
    found = [(told, event, facts) for told in requests for event, facts in told.events]
    return sorted(found, key=lambda one: one[1].moment)


async def tell(repositories: Repositories, happened: Sequence[tuple[Told, RequestEvent, dict[str, Any]]]) -> None:
    """Write entries at the end of the log."""
    for told, event, facts in happened:
        about = told.numbers.get(event.about, event.about) if event.about is not None else None
        meant = event._replace(request_id=told.id, about=about)
        entry = entry_of(meant, Erasable(PERSON, "хат"), facts)
        told.numbers[event.number] = (await repositories.journal.append(entry, event.moment)).number
