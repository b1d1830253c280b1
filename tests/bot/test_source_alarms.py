"""The morning's word about broken sources, from the job to the coordinator's phone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.deliver import Sender
from bot.pace import Pace
from bot.source_alarms import SourceAlarms
from domain.sources import Source, SourceState
from storage.statement import sql
from tests.person import SOURCE, ZONE, Person, Stage

ZHETISU = "330000000"
OBLAST = Source("zhetisu", "feed", "https://example.kz/z", "Жетісу жаңалықтары", "Новости Жетісу", territory_id=ZHETISU)
_APPOINT = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, :territory, 1)")
_END = sql("UPDATE coordinator SET until = 2 WHERE person_id = :person")
MORNING = timedelta(days=1)


async def coordinator(stage: Stage, territory: str, number: int = 1001, language: str = "ru") -> Person:
    person = stage.person(number, "Данагүл", language_code=language)
    await person.onboard(language)
    async with stage.store.write() as repositories:
        await repositories.sources.sync([SOURCE, OBLAST], stage.clock.now())
        await repositories.session.run(_APPOINT, person=number, territory=territory)
    return person


def job(stage: Stage) -> SourceAlarms:
    return SourceAlarms(stage.store, stage.clock, ZONE, stage.service.tree, lambda: None)


async def deliver(stage: Stage) -> None:
    sender = Sender(stage.bot, stage.service, Pace(1000, 1000, 60_000))
    async with asyncio.TaskGroup() as group:
        task = group.create_task(sender.run())
        async with asyncio.timeout(10):
            await sender.drained()
        task.cancel()


async def breaks(stage: Stage, source: Source = OBLAST, code: str = "tls") -> None:
    now = stage.clock.now()
    state = SourceState(
        failures=5, last_ok_at=now - timedelta(days=3), last_error=code, last_error_at=now, next_poll_at=now
    )
    async with stage.store.write() as repositories:
        await repositories.sources.record(source.id, state)


async def mended(stage: Stage, source: Source = OBLAST) -> None:
    async with stage.store.write() as repositories:
        await repositories.sources.record(source.id, SourceState(last_ok_at=stage.clock.now()))


def heard(person: Person, before: int) -> list[str]:
    return [message.text for message in person.from_bot[before:]]


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_broken_source_is_told_once_in_the_morning_and_opens_from_the_message(
    stage: Stage, language: str
) -> None:
    danagul = await coordinator(stage, ZHETISU, language=language)
    stage.clock.move(timedelta(hours=-3))  # eight in the morning
    await breaks(stage)
    before = len(danagul.from_bot)
    work = job(stage)
    assert await work.look() == 0, "not before nine"
    stage.clock.move(timedelta(hours=1))
    assert await work.look() == 1
    assert await work.look() == 0
    assert await job(stage).look() == 0, "nor after a restart, nor by another replica"
    await deliver(stage)
    (said,) = heard(danagul, before)
    head = "1 источник требует внимания" if language == "ru" else "1 дереккөзге назар аударыңыз"
    assert said.startswith(head)
    assert ("Новости Жетісу" if language == "ru" else "Жетісу жаңалықтары") in said
    await danagul.press("1")
    assert ("Сертификат" if language == "ru" else "сертификаты") in danagul.all_text
    assert stage.refused() == []


async def test_two_replicas_at_once_tell_once(stage: Stage) -> None:
    await coordinator(stage, ZHETISU)
    await breaks(stage)
    told = await asyncio.gather(job(stage).look(), job(stage).look())
    assert sorted(told) == [0, 1]


async def test_nothing_is_sent_when_all_is_well_or_somebody_merely_stumbles(stage: Stage) -> None:
    danagul = await coordinator(stage, "KZ")
    await mended(stage, SOURCE)
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        state = SourceState(failures=2, last_ok_at=now - MORNING * 2, last_error="dns", last_error_at=now)
        await repositories.sources.record(OBLAST.id, state)
    before = len(danagul.from_bot)
    assert await job(stage).look() == 0
    await deliver(stage)
    assert heard(danagul, before) == []


async def test_what_is_still_broken_is_repeated_after_a_week_and_recovery_is_told_once(stage: Stage) -> None:
    danagul = await coordinator(stage, ZHETISU)
    work = job(stage)
    told = []
    for _ in range(9):
        await breaks(stage)
        told.append(await work.look())
        stage.clock.move(MORNING)
    assert told == [1, 0, 0, 0, 0, 0, 0, 1, 0]
    await deliver(stage)
    before = len(danagul.from_bot)
    await mended(stage)
    assert await work.look() == 1
    await deliver(stage)
    assert heard(danagul, before) == ["Источники\n\nСнова в порядке: «Новости Жетісу»\n\nВсе источники: /sources"]
    stage.clock.move(MORNING)
    assert await work.look() == 0


async def test_each_is_told_of_the_own_sources_only(stage: Stage) -> None:
    danagul = await coordinator(stage, ZHETISU)
    abai = await coordinator(stage, "100000000", 1002)
    country = await coordinator(stage, "KZ", 1003)
    before = {person.phone.id: len(person.from_bot) for person in (danagul, abai, country)}
    await breaks(stage)
    await breaks(stage, SOURCE, "login_page")
    assert await job(stage).look() == 2
    await deliver(stage)
    (mine,) = heard(danagul, before[1001])
    assert "Новости Жетісу" in mine and "Новости области" not in mine
    assert heard(abai, before[1002]) == []
    (every,) = heard(country, before[1003])
    assert "2 источника требуют внимания" in every and "сайт не пускает" in every


async def test_what_was_mended_before_the_message_left_is_not_told(stage: Stage) -> None:
    danagul = await coordinator(stage, ZHETISU)
    await breaks(stage)
    before = len(danagul.from_bot)
    assert await job(stage).look() == 1
    await mended(stage)
    await deliver(stage)
    assert heard(danagul, before) == []


async def test_whoever_is_no_coordinator_any_more_hears_nothing(stage: Stage) -> None:
    danagul = await coordinator(stage, ZHETISU)
    await breaks(stage)
    before = len(danagul.from_bot)
    assert await job(stage).look() == 1
    async with stage.store.write() as repositories:
        await repositories.session.run(_END, person=1001)
    await deliver(stage)
    assert heard(danagul, before) == []


async def test_thirty_broken_sources_are_one_message_that_fits(stage: Stage) -> None:
    danagul = await coordinator(stage, "KZ")
    many = [
        replace(SOURCE, id=f"s{n}", url=f"https://example.kz/{n}", name_ru=f"{n} " + "<b>" * 200) for n in range(30)
    ]
    async with stage.store.write() as repositories:
        await repositories.sources.sync(many, stage.clock.now())
    for one in many:
        await breaks(stage, one)
    before = len(danagul.from_bot)
    assert await job(stage).look() == 1
    await deliver(stage)
    (said,) = heard(danagul, before)
    assert "30 источников требуют внимания" in said and "И ещё 22 источника: /sources" in said
    assert len(said) < 4096
    assert stage.refused() == []


async def test_somebody_named_a_coordinator_who_never_wrote_to_us_is_not_written_to(stage: Stage) -> None:
    await coordinator(stage, ZHETISU)
    async with stage.store.write() as repositories:
        await repositories.coordinators.bootstrap([777], stage.clock.now())
    await breaks(stage)
    assert await job(stage).look() == 1
