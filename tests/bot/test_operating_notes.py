"""The operator's notes: once a week, in both languages; December's warning until it is mended."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.deliver import Sender
from bot.operating.watch import Watch
from bot.pace import Pace
from bot.settings import Settings
from domain.calendar import WorkingCalendar
from domain.mci import MciTable
from domain.operating import missing_for_next_year, note_week
from storage.statement import sql
from tests.person import ZONE, Person, Stage

OPERATOR = 7001
_APPOINT = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, '330000000', 1)")
FULL = MciTable(dict.fromkeys(range(2020, 2030), 4000))


def watch(stage: Stage, *, known: frozenset[int] = frozenset(range(2020, 2030)), mci: MciTable = FULL) -> Watch:
    async def calendar(_today: date) -> WorkingCalendar:
        return WorkingCalendar(known=known)

    service = replace(stage.service, by_law=calendar, mci=mci)
    return Watch(Settings(_env_file=None, operator_chat=OPERATOR), service, lambda: None)


async def deliver(stage: Stage) -> None:
    sender = Sender(stage.bot, stage.service, Pace(1000, 1000, 60_000))
    async with asyncio.TaskGroup() as group:
        task = group.create_task(sender.run())
        async with asyncio.timeout(10):
            await sender.drained()
        task.cancel()


async def operator(stage: Stage, language: str) -> Person:
    person = stage.person(OPERATOR, "Оператор", language_code=language)
    await person.onboard(language)
    return person


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_week_in_which_all_is_well_is_one_line(stage: Stage, language: str) -> None:
    person = await operator(stage, language)
    before = len(person.from_bot)
    assert await watch(stage).week() == 1
    assert await watch(stage).week() == 0, "nor after a restart, nor by another replica"
    await deliver(stage)
    (message,) = person.from_bot[before:]
    assert message.text.splitlines() == (
        ["Елши: прошедшая неделя", "", "Всё в порядке. От вас ничего не нужно."]
        if language == "ru"
        else ["Елші: өткен апта", "", "Бәрі дұрыс. Сізден ештеңе қажет емес."]
    )
    stage.clock.move(timedelta(days=7))
    assert await watch(stage).week() == 1
    assert stage.refused() == []


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_each_thing_that_needs_a_person_has_its_line(stage: Stage, language: str) -> None:
    person = await operator(stage, language)
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        await repositories.operating.put("backup:2026-03-01", "failed", now)
        await repositories.operating.add("errors:2026-03-01", 12, now)
        await repositories.session.run(
            sql("""
                INSERT INTO office (territory_id, name_kk, name_ru, created_as, created_at)
                VALUES ('330000000', 'Бөлім', 'Отдел', 'x', 1)
            """)
        )
    assert await watch(stage, known=frozenset(), mci=MciTable({})).week() == 1
    await deliver(stage)
    told = person.text.replace("\xa0", " ")
    wanted = {
        "ru": (
            "Копия базы данных не сделана: 1 день.",
            "1 подразделение без сотрудников.",
            "12 ошибок",
            "Переносы",
            "МРП",
        ),
        "kk": ("көшірмесі 1 күн жасалмады", "1 бөлімшеде қызметкер жоқ.", "12 қате", "ауыстырылатын", "АЕК"),
    }
    for words in wanted[language]:
        assert words in told
    assert told.count("•") == 5


async def test_two_replicas_at_once_write_one_note(stage: Stage) -> None:
    await operator(stage, "ru")
    assert sorted(await asyncio.gather(watch(stage).week(), watch(stage).week())) == [0, 1]


def test_a_note_is_due_from_nine_on_monday_and_made_up_for_within_its_week() -> None:
    monday = datetime(2026, 3, 2, tzinfo=ZONE)
    assert note_week(monday + timedelta(hours=8, minutes=59), ZONE) is None
    assert note_week(monday + timedelta(hours=9), ZONE) == "2026-W10"
    assert note_week(monday + timedelta(days=6, hours=23), ZONE) == "2026-W10"
    assert note_week(datetime(2027, 1, 1, 12, tzinfo=ZONE), ZONE) == "2026-W53"


@pytest.mark.parametrize(
    ("today", "known", "mci", "missing"),
    [
        (date(2026, 11, 30), {2026}, {2026}, (None, None)),
        (date(2026, 12, 1), {2026}, {2026}, (2027, 2027)),
        (date(2026, 12, 31), {2026, 2027}, {2026}, (None, 2027)),
        (date(2026, 12, 31), {2026, 2027}, {2026, 2027}, (None, None)),
        (date(2027, 1, 10), {2026}, {2026, 2027}, (2027, None)),
        (date(2027, 12, 5), {2026, 2027, 2028}, {2026, 2028}, (None, 2027)),
    ],
)
def test_next_year_is_asked_for_from_december_and_until_it_is_there(
    today: date, known: set[int], mci: set[int], missing: tuple[int | None, int | None]
) -> None:
    assert missing_for_next_year(today, frozenset(known), dict.fromkeys(mci, 1)) == missing


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_december_warns_coordinators_and_the_operator_each_week_until_the_data_are_there(
    stage: Stage, language: str
) -> None:
    boss = await operator(stage, language)
    danagul = stage.person(1001, "Данагүл", language_code=language)
    await danagul.onboard(language)
    async with stage.store.write() as repositories:
        await repositories.session.run(_APPOINT, person=1001)
        await repositories.session.run(_APPOINT, person=1002)  # has never written to us
    stage.clock.move(datetime(2026, 12, 1, 7, 0, tzinfo=UTC) - stage.clock.now())
    lacking = {"known": frozenset({2026}), "mci": MciTable({2026: 4325})}
    before = len(danagul.from_bot), len(boss.from_bot)
    assert await watch(stage, **lacking).next_year() == 2
    assert await watch(stage, **lacking).next_year() == 0
    await deliver(stage)
    assert (len(danagul.from_bot), len(boss.from_bot)) == (before[0] + 1, before[1] + 1)
    told = danagul.text.replace("\xa0", " ")
    for words in ("2027", "/calendar", "МРП" if language == "ru" else "АЕК"):
        assert words in told
    stage.clock.move(timedelta(days=7))
    assert await watch(stage, **lacking).next_year() == 2
    stage.clock.move(timedelta(days=7))
    assert await watch(stage, known=frozenset({2026, 2027})).next_year() == 0
    assert stage.refused() == []


async def test_a_night_without_a_copy_reaches_the_operator_and_is_tried_again(
    stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    boss = await operator(stage, "ru")
    place = tmp_path / "copies"
    place.write_text("a file where the folder should be")
    settings = Settings(
        _env_file=None, operator_chat=OPERATOR, backup_dir=place, database_url=f"sqlite:///{tmp_path}/elshi.db"
    )
    work = Watch(settings, stage.service, lambda: None)
    before = len(boss.from_bot)
    assert not await work.copy()
    assert not await work.copy(), "not before an hour has passed"
    assert "the nightly copy was not made" in caplog.text
    await deliver(stage)
    assert "Копия базы данных не сделана" in boss.text
    place.unlink()
    stage.clock.move(timedelta(hours=1))
    assert await work.copy()
    assert work.copied == stage.clock.now()
    assert not await work.copy()
    await deliver(stage)
    assert len(boss.from_bot) == before + 1
    assert len(list(place.glob("elshi-*Z.db"))) == 1
    stage.clock.move(timedelta(hours=24))
    assert await Watch(settings, stage.service, lambda: None).copy()


async def test_errors_of_the_process_are_added_to_the_days_count(stage: Stage) -> None:
    import logging

    work = watch(stage)
    work.listen()
    try:
        logging.getLogger("bot.collect").error("something failed")
        logging.getLogger("bot.collect").warning("not this")
    finally:
        work.stop()
    await work.tell_errors()
    await work.tell_errors()
    async with stage.store.read() as repositories:
        facts = await repositories.operating.dated("errors", stage.clock.now() - timedelta(days=1))
    assert [one.value for one in facts] == ["1"]
