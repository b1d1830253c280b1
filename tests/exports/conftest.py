"""A database with some invented requests, their promises, seats and an announced call, made once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.holidays import kazakh_calendar
from domain import offices
from domain.invitations import HOLDS
from domain.journal import Erasable
from domain.offices import SeatRole
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.record import entry_of
from domain.requests.terms import Terms
from domain.territory import TerritoryTree
from handlers.exporting.making import Tables
from handlers.texts import Texts
from storage.seed import load_topics, seed
from storage.store import Repositories, open_store
from tests.statistics.logs import AS_OF, Log, some_requests
from tests.storage.samples import ABAI, AQSUAT, NOW, PERSON, ZONE, add_call, add_people, add_request

REQUESTS = 120
WORDS = "Хаттың құпия сөздері"
OFFICIAL = "Серік Құпиябеков"
NGO = "Жас қанат"


def terms_in_force() -> Terms:
    return Terms(kazakh_calendar(date(2026, 7, 1)), ZONE)


async def _fill(path: Path) -> None:
    async with open_store(str(path), zone=ZONE) as store:
        await seed(store)
        async with store.write() as repositories:
            await add_people(repositories, PERSON)
            by = offices.By(PERSON, "coordinator:KZ")
            numbers = []
            for unit, name in ((AQSUAT, "=1+1"), (ABAI, "\u202e@бөлім\n2"), (AQSUAT, "-Аппарат")):
                numbers += await repositories.offices.add([unit], (name, name), ["other"], by, NOW)
            assert numbers == [1, 2, 3]
            seats = [await _seat(repositories, office, by) for office in numbers]
            for log in some_requests(7, terms_in_force(), REQUESTS, steps=12):
                await _log(repositories, log, seats)
            await add_call(repositories)


async def _seat(repositories: Repositories, office: int, by: offices.By) -> int:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    invited = await repositories.invitations.add(f"s{office}", office, SeatRole.HEAD, None, by, now, now + HOLDS)
    invitation = await repositories.invitations.get(invited)
    assert invitation is not None
    number = await repositories.seats.take(invitation, 2000 + office, now)
    await repositories.seats.name(number, OFFICIAL)
    return number


async def _log(repositories: Repositories, log: Log, seats: list[int]) -> None:
    """Log what happened to a request, with a promise under every other answer."""
    first = log[0]
    unit = (AQSUAT, ABAI)[first.request_id % 2]
    number = await add_request(repositories, office_id=first.office_id, territory_id=unit, filed_at=first.moment)
    places: dict[int, int] = {}

    async def put(event: RequestEvent, **facts: object) -> int:
        made = event._replace(request_id=number, about=places.get(event.about or 0))
        head = await repositories.journal.append(entry_of(made, Erasable(PERSON, WORDS), facts), event.moment)
        places[event.number] = head.number
        return head.number

    for event in log:
        if event.kind is EventKind.FILED:
            told = terms_in_force().due(terms_in_force().registered(event.moment))
            await put(event._replace(until=told), territory=unit, topic="other")
            continue
        await put(event)
        if event.kind is EventKind.ANSWERED and first.request_id % 2 and event.moment < AS_OF:
            until = event.moment.date() + timedelta(days=20)
            promised = event._replace(number=event.number + 50, kind=EventKind.PROMISED, until=until)
            place = await put(promised, seat=seats[(event.office_id or 1) - 1])
            if first.request_id % 4 == 1:
                judged = RequestEvent(0, number, EventKind.PROMISE_JUDGED, event.moment, Actor.NGO, about=place)
                await repositories.journal.append(entry_of(judged, None, {"verdict": "kept"}), event.moment)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exports") / "elshi.db"
    asyncio.run(_fill(path))
    return path


@pytest.fixture
async def tables(filled: Path, texts: Texts, tree: TerritoryTree) -> AsyncIterator[Tables]:
    async with open_store(str(filled), zone=ZONE) as store:
        yield Tables(store, terms_in_force(), tree, load_topics(), texts)
