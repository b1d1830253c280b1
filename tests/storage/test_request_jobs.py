"""Jobs about requests on both engines: two processes at once tell everybody once, and dates are worked out alike."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.holidays import kazakh_calendar
from bot.morning_digest import MorningDigest
from bot.remind_promises import PromiseReminders
from bot.remind_requests import RequestReminders
from bot.stands import Rebuilt, StandKeeper, rebuild_stands
from domain.calendar import WorkingCalendar
from domain.calendar_table import DayState, StoredChange, entry_of
from domain.clock import MovableClock
from domain.language import Language
from domain.offices import By, SeatRole
from domain.people import Role
from domain.ports import NewRequest
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import MessageKind, RequestMessage, Route
from domain.requests.promises import Promise
from domain.requests.record import events_of, subject
from domain.territory import TerritoryTree
from handlers.requests import happening
from handlers.service import Operator, Service
from handlers.texts import Texts
from storage.seed import load_territories
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import AQSUAT, NOW, OTHER, PERSON, add_people

ZONE = ZoneInfo("Asia/Almaty")
CALENDAR = kazakh_calendar(date(2026, 3, 2))
_SEAT = sql("INSERT INTO seat (office_id, role, person_id, holder, since) VALUES (:office, :role, :person, '', 1)")


async def _by_law(_around: date) -> WorkingCalendar:
    return CALENDAR


async def begun(store: SqlStore) -> Service:
    """A request of Monday, 2 March 2026, due on 27 March, with a promise for 17 March; it is that day, nine o'clock."""
    clock = MovableClock(datetime(2026, 3, 17, 9, tzinfo=ZONE).astimezone(UTC), frozen=True)
    operator = Operator("«Үлгі» қоғамдық қоры", "123456789012", "@elshi_example")
    tree = TerritoryTree(load_territories())
    service = Service(store, clock, ZONE, tree, (), Texts({}), operator, {}, by_law=_by_law)
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        await repositories.people.onboard(PERSON, Role.NGO, "Жас қанат", None, NOW)
        ngo = (await repositories.people.visitor(PERSON, PERSON)).ngo
        assert ngo is not None
        (office,) = await repositories.offices.add([AQSUAT], ("А", "Б"), ["other"], By(OTHER, "head"), NOW)
        await repositories.session.run(_SEAT, office=office, role=SeatRole.OFFICER, person=OTHER)
        new = NewRequest(ngo.id, PERSON, AQSUAT, "other", None, Language.KK, "Орын", NOW, Route.TOPIC, office)
        letter = RequestMessage(0, 0, MessageKind.LETTER, PERSON, None, None, PERSON, 5, "Орын", NOW)
        happened, _ = await happening.file(repositories, service, CALENDAR, new, [letter], NOW)
        day = date(2026, 3, 17)
        number = happened.request.id
        event = RequestEvent(0, number, EventKind.PROMISED, NOW, Actor.OFFICER, office_id=office, until=day)
        given = await happening.happen(repositories, service, CALENDAR, event, NOW)
        await repositories.promises.add(Promise(0, number, given.entry, office, None, "?", NOW, day, day))
    return service


async def test_processes_that_look_at_once_tell_everybody_once(store: SqlStore) -> None:
    service = await begun(store)
    for job in (RequestReminders, PromiseReminders, MorningDigest):
        found = await asyncio.gather(*(job(service).tick() for _ in range(3)))
        assert sorted(found) == [0, 0, 1], job
        assert await job(service).tick() == 0
    async with store.read() as repositories:
        (request,) = await repositories.request_times.following(0, 5, only_open=True)
        events = events_of(await repositories.journal.of_subjects([subject(request.id)]))
        kinds = [event.kind for event in events]
        assert kinds == [EventKind.FILED, EventKind.PROMISED, EventKind.REMINDED]
        assert events[-1].until == date(2026, 3, 27)


async def test_a_changed_calendar_is_taken_up_and_a_rebuilt_copy_is_the_same(store: SqlStore) -> None:
    service = await begun(store)
    assert await StandKeeper(service).tick() == Rebuilt(1, 0)
    friday, now = date(2026, 3, 13), service.clock.now()
    async with store.write() as repositories:
        head = await repositories.journal.append(entry_of(friday, DayState.OFF, True, "?", PERSON), now)
        await repositories.calendar.put(StoredChange(head.number, friday, DayState.OFF, "?"), PERSON, now)
    made = await asyncio.gather(*(StandKeeper(service).tick() for _ in range(2)))
    assert sum(one.differed for one in made) == 1
    async with store.read() as repositories:
        (request,) = await repositories.request_times.following(0, 5, only_open=True)
    assert (request.due, request.office_due) == (date(2026, 3, 30), date(2026, 3, 30))
    assert await rebuild_stands(service) == Rebuilt(1, 0)
    async with store.read() as repositories:
        assert await repositories.requests.get(request.id) == request
