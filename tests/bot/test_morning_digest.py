"""The morning digest of officials: at the opening of a working day, once, nothing when there is nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.holidays import kazakh_calendar
from bot.morning_digest import MorningDigest
from domain.calendar import WorkingCalendar
from domain.language import Language
from domain.offices import By
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime
from handlers.requests import happening
from tests.person import ZONE, Person, Stage
from tests.request_stage import BOTA, ERLAN, SALAUAT, deliver, file, ngo, office

AIGUL = 1001


@pytest.fixture
async def stage(stage: Stage) -> AsyncIterator[Stage]:
    """The stage with the calendar of Kazakhstan; it is Monday, 2 March 2026, 11:00. Due: 27 March."""

    async def by_law(around: date) -> WorkingCalendar:
        return kazakh_calendar(around)

    stage.service = replace(stage.service, by_law=by_law)
    stage.restart()
    yield stage
    assert stage.refused() == []


@pytest.fixture
async def people(stage: Stage) -> tuple[Person, ...]:
    """An officer, the head, another officer."""
    found = []
    for number in (SALAUAT, BOTA, ERLAN):
        person = stage.person(number, "Серік")
        await person.start()
        found.append(person)
    return tuple(found)


async def filed(stage: Stage, *moments: str) -> tuple[list[Request], int]:
    """An office with requests filed at local moments of 2026."""
    number = await office(stage, SALAUAT, ERLAN, head=BOTA)
    own = await ngo(stage, AIGUL)
    made = [
        await file(stage, AIGUL, own, f"Сұрақ {place} <b>", office_id=number, sent=local(moment), message_id=place)
        for place, moment in enumerate(moments, start=1)
    ]
    await deliver(stage)
    return made, number


def local(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=ZONE).astimezone(UTC)


async def happens(stage: Stage, request: Request, kind: EventKind, office_id: int, **facts: Any) -> None:
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    event = RequestEvent(0, request.id, kind, now, Actor.OFFICER, office_id=office_id)
    async with stage.store.write() as repositories:
        await happening.happen(repositories, stage.service, law, event, now, facts=facts)


async def look(stage: Stage, moment: str, job: MorningDigest | None = None) -> int:
    stage.clock.move(local(moment) - stage.clock.now())
    queued = await (job or MorningDigest(stage.service)).tick()
    await deliver(stage)
    return queued


def said(person: Person) -> str:
    return person.text.replace("\xa0", " ")


async def test_counts_come_first_and_the_most_pressing_can_be_opened(stage: Stage, people: tuple[Person, ...]) -> None:
    # Due on 2, 16, 17 and 27 March.
    made, _ = await filed(stage, "02-09 10:00", "02-20 10:00", "02-23 10:00", "03-02 10:00")
    assert [request.due for request in made] == [date(2026, 3, day) for day in (2, 16, 17, 27)]
    assert await look(stage, "03-16 09:00") == 3
    text = said(people[0])
    assert text.startswith("Ваши запросы сегодня · 16 марта, понедельник")
    lines = text.splitlines()
    assert lines[2:6] == [
        "❗ Срок ответа прошёл: 1",
        "⏰ Ответить нужно сегодня: 1",
        "📅 В ближайшие 5 рабочих дней: 1",
        "✋ Никто не взял в работу: 4",
    ]
    assert lines[7:10] == [
        "№ 1 · 2 марта · Сұрақ 1 <b>",
        "№ 2 · 16 марта · Сұрақ 2 <b>",
        "№ 3 · 17 марта · Сұрақ 3 <b>",
    ]
    assert people[0].buttons == ["№ 1", "№ 2", "№ 3"]
    assert said(people[1]).startswith("Запросы подразделения сегодня")
    assert "Все запросы: /inbox" in text


async def test_the_words_in_kazakh(stage: Stage, people: tuple[Person, ...]) -> None:
    await filed(stage, "02-09 10:00", "02-20 10:00", "02-23 10:00")
    async with stage.store.write() as repositories:
        for person in people:
            await repositories.people.set_language(person.phone.id, Language.KK, stage.clock.now())
    await look(stage, "03-16 09:00")
    lines = said(people[0]).splitlines()
    assert lines[0] == "Бүгінгі сауалдарыңыз · 16 наурыз, дүйсенбі"
    assert lines[2:6] == [
        "❗ Жауап беру мерзімі өтті: 1",
        "⏰ Бүгін жауап беру керек: 1",
        "📅 Таяудағы 5 жұмыс күнінде: 1",
        "✋ Ешкім алмаған: 3",
    ]
    assert said(people[1]).startswith("Бөлімшенің бүгінгі сауалдары")


async def test_an_officer_sees_the_own_ones_and_those_of_nobody_the_head_all(
    stage: Stage, people: tuple[Person, ...]
) -> None:
    made, number = await filed(stage, "02-09 10:00", "02-20 10:00")
    async with stage.store.read() as repositories:
        seats = (await repositories.seats.of_offices([number]))[number]
    erlan = next(seat.id for seat in seats if seat.person_id == ERLAN)
    for request in made:
        await happens(stage, request, EventKind.TAKEN, number, seat=erlan)
    await deliver(stage)
    before = [len(person.from_bot) for person in people]
    await look(stage, "03-16 09:00")
    assert [len(person.from_bot) - count for person, count in zip(people, before, strict=True)] == [0, 1, 1]


@pytest.mark.parametrize("moment", ["03-16 08:59", "03-14 09:00", "03-09 09:00", "03-23 09:00", "03-16 13:10"])
async def test_nothing_before_the_opening_on_days_off_or_when_the_morning_is_over(
    stage: Stage, people: tuple[Person, ...], moment: str
) -> None:
    await filed(stage, "02-20 10:00")
    before = [len(person.from_bot) for person in people]
    assert await look(stage, moment) == 0
    assert [len(person.from_bot) for person in people] == before


async def test_a_worked_saturday_has_its_morning(stage: Stage, people: tuple[Person, ...]) -> None:
    await filed(stage, "02-20 10:00")

    async def by_law(around: date) -> WorkingCalendar:
        law = kazakh_calendar(around)
        return replace(law, worked=law.worked | {date(2026, 3, 14)})

    stage.service = replace(stage.service, by_law=by_law)
    assert await look(stage, "03-14 09:00") == 3


async def test_an_office_that_opens_later_gets_it_then(stage: Stage, people: tuple[Person, ...]) -> None:
    _, number = await filed(stage, "02-20 10:00")
    async with stage.store.write() as repositories:
        hours = WorkingTime.parse("10:00-17:00")
        await repositories.offices.set_hours(number, DEFAULT_HOURS, hours, By(1, "head"), stage.clock.now())
    job = MorningDigest(stage.service)
    assert [await look(stage, f"03-16 {at}", job) for at in ("09:30", "10:00", "10:01")] == [0, 3, 0]


async def test_once_a_day_and_person_whoever_asks(stage: Stage, people: tuple[Person, ...]) -> None:
    await filed(stage, "02-20 10:00")
    stage.clock.move(local("03-16 09:00") - stage.clock.now())
    assert sorted(await asyncio.gather(*(MorningDigest(stage.service).tick() for _ in range(3)))) == [0, 0, 3]
    assert await look(stage, "03-16 09:05") == 0
    assert await look(stage, "03-17 09:00") == 3


async def test_nothing_when_there_is_nothing_or_it_was_answered_meanwhile(
    stage: Stage, people: tuple[Person, ...]
) -> None:
    (request,), number = await filed(stage, "02-20 10:00")
    async with stage.store.read() as repositories:
        seats = (await repositories.seats.of_offices([number]))[number]
    bota = next(seat.id for seat in seats if seat.person_id == BOTA)
    await happens(stage, request, EventKind.TAKEN, number, seat=bota)
    await deliver(stage)
    before = [len(person.from_bot) for person in people]
    await look(stage, "03-03 09:00")
    assert [len(person.from_bot) for person in people] == before, "due in ten days, and somebody has it"
    stage.clock.move(local("03-16 09:00") - stage.clock.now())
    assert await MorningDigest(stage.service).tick() == 3
    await happens(stage, request, EventKind.ANSWERED, number)
    await deliver(stage)
    assert [len(person.from_bot) for person in people] == before
    assert await look(stage, "03-17 09:00") == 0


async def test_somebody_whose_seat_has_ended_gets_none(stage: Stage, people: tuple[Person, ...]) -> None:
    _, number = await filed(stage, "02-20 10:00")
    stage.clock.move(local("03-16 09:00") - stage.clock.now())
    assert await MorningDigest(stage.service).tick() == 3
    before = len(people[2].from_bot)
    async with stage.store.write() as repositories:
        seats = (await repositories.seats.of_offices([number]))[number]
        await repositories.seats.end(
            next(seat.id for seat in seats if seat.person_id == ERLAN), By(BOTA, "head"), stage.clock.now()
        )
    await deliver(stage)
    assert len(people[2].from_bot) == before


async def test_a_request_of_this_morning_has_its_card_and_no_digest_beside_it(
    stage: Stage, people: tuple[Person, ...]
) -> None:
    await filed(stage, "03-02 11:00")
    assert await look(stage, "03-02 11:05") == 0
    assert await look(stage, "03-03 09:00") > 0
