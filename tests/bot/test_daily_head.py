"""The log's head of each day, from the job to the coordinators' phones."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.daily_head import DailyHead
from bot.deliver import Sender
from bot.pace import Pace
from bot.verify_command import verify
from domain.journal import Erasable, Head, NewEntry, read_head
from storage.statement import sql
from tests.person import ZONE, Person, Stage

_APPOINT = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, :territory, 1)")
_END = sql("UPDATE coordinator SET until = 2 WHERE person_id = :person")
DAY = timedelta(days=1)


async def coordinator(stage: Stage, number: int = 1001, language: str = "ru", territory: str = "330000000") -> Person:
    person = stage.person(number, "Данагүл", language_code=language)
    await person.onboard(language)
    async with stage.store.write() as repositories:
        await repositories.session.run(_APPOINT, person=number, territory=territory)
    return person


async def happens(stage: Stage) -> Head:
    async with stage.store.write() as repositories:
        entry = NewEntry("tested", "calendar", "coordinator@KZ", {"n": 1}, Erasable(1001, "иә"))
        return await repositories.journal.append(entry, stage.clock.now())


def job(stage: Stage) -> DailyHead:
    return DailyHead(stage.store, stage.clock, ZONE, lambda: None)


async def deliver(stage: Stage) -> None:
    sender = Sender(stage.bot, stage.service, Pace(1000, 1000, 60_000))
    async with asyncio.TaskGroup() as group:
        task = group.create_task(sender.run())
        async with asyncio.timeout(10):
            await sender.drained()
        task.cancel()


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_first_look_of_a_day_sends_the_last_hash_of_the_days_before(stage: Stage, language: str) -> None:
    danagul = await coordinator(stage, language=language)
    before = len(danagul.from_bot)
    await happens(stage)
    head = await happens(stage)
    work = job(stage)
    assert await work.look() == 0, "the day is not over"
    stage.clock.move(DAY)
    await happens(stage)  # of the new day: its turn comes tomorrow
    assert await work.look() == 1
    assert await work.look() == 0
    assert await job(stage).look() == 0, "nor after a restart, nor by another replica"
    await deliver(stage)
    (message,) = danagul.from_bot[before:]
    said = message.text.replace("\xa0", " ")
    title = "Контрольный код журнала · 3 марта" if language == "ru" else "Журналдың бақылау коды · 3 наурыз"
    assert said.startswith(title)
    assert str(head) in said
    assert ("Сохраните это сообщение" if language == "ru" else "Осы хабарламаны сақтап қойыңыз") in said
    line = next(line for line in said.splitlines() if ":" in line and len(line) > 64)
    assert read_head(line) == head
    assert (await verify(stage.store, read_head(line))).fits
    assert stage.refused() == []


async def test_nothing_is_sent_when_nothing_is_new(stage: Stage) -> None:
    danagul = await coordinator(stage)
    before = len(danagul.from_bot)
    assert await job(stage).look() == 0, "the log is empty"
    await happens(stage)
    stage.clock.move(DAY)
    assert await job(stage).look() == 1
    await deliver(stage)
    stage.clock.move(DAY)
    assert await job(stage).look() == 0
    await happens(stage)
    stage.clock.move(DAY)
    assert await job(stage).look() == 1
    await deliver(stage)
    assert len(danagul.from_bot) == before + 2


async def test_a_head_is_sent_late_when_nobody_looked_for_days(stage: Stage) -> None:
    await coordinator(stage)
    await happens(stage)
    stage.clock.move(5 * DAY)
    assert await job(stage).look() == 1


async def test_two_replicas_at_once_send_once(stage: Stage) -> None:
    await coordinator(stage)
    await happens(stage)
    stage.clock.move(DAY)
    assert sorted(await asyncio.gather(job(stage).look(), job(stage).look())) == [0, 1]


async def test_every_coordinator_gets_it_and_nobody_whose_term_has_ended(stage: Stage) -> None:
    people = [await coordinator(stage), await coordinator(stage, 1002, "kk", "KZ")]
    aigul = stage.person(1003)
    await aigul.onboard()
    async with stage.store.write() as repositories:  # of two territories, and one who never wrote to us
        await repositories.session.run(_APPOINT, person=1002, territory="330000000")
        await repositories.session.run(_APPOINT, person=1004, territory="KZ")
    counts = [len(person.from_bot) for person in (*people, aigul)]
    await happens(stage)
    stage.clock.move(DAY)
    assert await job(stage).look() == 2
    async with stage.store.write() as repositories:
        await repositories.session.run(_END, person=1001)
    await deliver(stage)
    assert [len(person.from_bot) - count for person, count in zip((*people, aigul), counts, strict=True)] == [0, 1, 0]


async def test_in_the_night_it_waits_for_the_morning(stage: Stage) -> None:
    danagul = await coordinator(stage)
    before = len(danagul.from_bot)
    await happens(stage)
    stage.clock.move(timedelta(hours=13, minutes=30))  # half past midnight
    assert await job(stage).look() == 1
    await deliver(stage)
    assert len(danagul.from_bot) == before
    stage.clock.move(timedelta(hours=8))
    await deliver(stage)
    assert len(danagul.from_bot) == before + 1
