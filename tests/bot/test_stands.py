"""Dates of requests worked out anew: when the calendar changes, every night, by hand; from where it was stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.holidays import kazakh_calendar
from bot.stands import Rebuilt, StandKeeper, rebuild_stands
from domain.calendar import WorkingCalendar
from domain.calendar_table import DayState, StoredChange, entry_of, with_change
from domain.language import Language
from domain.requests.clocks import Outcome
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request, Stand
from domain.requests.terms import Terms
from handlers.requests import happening
from handlers.requests.happening import clocks_in_force, terms_in_force
from handlers.requests.moving import MovedRequest, Moves, moving
from storage.statement import sql
from tests.person import ZONE, Person, Stage
from tests.request_stage import SALAUAT, deliver, file, ngo, office

AIGUL, DANAGUL = 1001, 3001
FRIDAY = date(2026, 3, 13)


@pytest.fixture
async def stage(stage: Stage) -> AsyncIterator[Stage]:
    """The stage with the calendar of Kazakhstan; it is Monday, 2 March 2026, 11:00. Due: 27 March."""

    async def by_law(around: date) -> WorkingCalendar:
        return kazakh_calendar(around)

    stage.service = replace(stage.service, by_law=by_law)
    stage.restart()
    yield stage
    assert stage.refused() == []


async def filed(stage: Stage, count: int) -> list[Request]:
    number = await office(stage, SALAUAT)
    own = await ngo(stage, AIGUL)
    made = [await file(stage, AIGUL, own, office_id=number, message_id=place + 1) for place in range(count)]
    await StandKeeper(stage.service).tick()
    return made


async def change(stage: Stage, day: date, state: DayState, reason: str = "Қаулы") -> None:
    """Change the calendar as a coordinator's confirmation does."""
    async with stage.store.write() as repositories:
        head = await repositories.journal.append(entry_of(day, state, True, reason, DANAGUL), stage.clock.now())
        await repositories.calendar.put(StoredChange(head.number, day, state, reason), DANAGUL, stage.clock.now())


async def stored(stage: Stage, request: Request) -> Request:
    async with stage.store.read() as repositories:
        found = await repositories.requests.get(request.id)
    assert found is not None
    return found


async def told(stage: Stage, request: Request) -> date | None:
    """The date that the NGO was told at filing, by the log."""
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    async with stage.store.read() as repositories:
        terms = await terms_in_force(repositories, stage.service, law)
        _, clocks = await clocks_in_force(repositories, terms, request.id, now)
    assert clocks is not None
    return clocks.told


async def test_a_holiday_moved_after_the_fact_moves_open_requests_and_what_was_told_stays(stage: Stage) -> None:
    one, two = await filed(stage, 2)
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    event = RequestEvent(0, two.id, EventKind.ANSWERED, now, Actor.OFFICER, office_id=two.office_id)
    async with stage.store.write() as repositories:
        await happening.happen(repositories, stage.service, law, event, now)
    stage.clock.move(timedelta(days=14))
    await StandKeeper(stage.service).tick()
    await change(stage, FRIDAY, DayState.OFF)  # it is Monday, 16 March: the day has passed
    assert await StandKeeper(stage.service).tick() == Rebuilt(1, 1)
    after = await stored(stage, one)
    assert (after.due, after.office_due) == (date(2026, 3, 30), date(2026, 3, 30))
    assert await told(stage, one) == date(2026, 3, 27)
    assert (await stored(stage, two)).due == date(2026, 3, 27), "nobody waits for it"
    await change(stage, FRIDAY, DayState.USUAL)
    assert await StandKeeper(stage.service).tick() == Rebuilt(1, 1)
    assert (await stored(stage, one)).due == date(2026, 3, 27)
    assert await StandKeeper(stage.service).tick() == Rebuilt(), "and nothing is left to do"


async def test_a_worked_saturday_brings_the_date_nearer_and_cards_follow(stage: Stage) -> None:
    serik = stage.person(SALAUAT, "Серік")
    await serik.start()
    (request,) = await filed(stage, 1)
    await deliver(stage)
    seen = len(serik.from_bot)
    await change(stage, date(2026, 3, 14), DayState.WORKED)
    assert await StandKeeper(stage.service).tick() == Rebuilt(1, 1)
    assert (await stored(stage, request)).due == date(2026, 3, 26)
    await deliver(stage)
    assert len(serik.from_bot) == seen, "the card is edited where it stands"
    assert [call.method for call in stage.world.log].count("editMessageText") == 1


async def test_a_process_that_is_stopped_goes_on_where_it_was(stage: Stage) -> None:
    requests = await filed(stage, 5)
    await change(stage, FRIDAY, DayState.OFF)
    keeper = StandKeeper(stage.service, batch=2)
    assert await keeper._step() == Rebuilt(2, 2)  # killed here
    assert [(await stored(stage, one)).due.day for one in requests] == [30, 30, 27, 27, 27]
    assert await StandKeeper(stage.service, batch=2).tick() == Rebuilt(3, 3)
    assert [(await stored(stage, one)).due.day for one in requests] == [30] * 5


async def test_a_calendar_that_changes_again_in_the_middle_is_taken_up_from_the_start(stage: Stage) -> None:
    requests = await filed(stage, 4)
    await change(stage, FRIDAY, DayState.OFF)
    keeper = StandKeeper(stage.service, batch=2)
    await keeper._step()
    await change(stage, date(2026, 3, 12), DayState.OFF)
    await keeper.tick()
    assert [(await stored(stage, one)).due.day for one in requests] == [31] * 4


async def test_each_night_what_was_stored_past_the_log_is_put_right_and_told(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = await filed(stage, 2)
    async with stage.store.write() as repositories:
        await repositories.requests.put_stand(one.id, Stand(Outcome.OPEN, date(2027, 1, 1), None, None, None))
    assert await StandKeeper(stage.service).tick() == Rebuilt(), "not twice a day"
    stage.clock.move(timedelta(days=1))
    assert await StandKeeper(stage.service).tick() == Rebuilt(2, 1)
    assert "1 of 2 open requests stand otherwise" in caplog.text
    found = await stored(stage, one)
    assert (found.due, found.office_due) == (one.due, one.office_due)
    assert await stored(stage, two) == two
    stage.clock.move(timedelta(days=1))
    assert await StandKeeper(stage.service).tick() == Rebuilt(2, 0)


async def test_rebuilding_finds_what_no_list_shows_any_more(stage: Stage) -> None:
    one, two = await filed(stage, 2)
    async with stage.store.write() as repositories:
        for request in (one, two):
            await repositories.requests.put_stand(request.id, Stand(Outcome.WITHDRAWN, one.due, None, None, None))
    assert await StandKeeper(stage.service).tick() == Rebuilt()
    assert await rebuild_stands(stage.service, batch=1) == Rebuilt(2, 2)
    assert [(await stored(stage, request)).open for request in (one, two)] == [True, True]
    assert await rebuild_stands(stage.service) == Rebuilt(2, 0)


@pytest.mark.parametrize("language", list(Language))
async def test_the_preview_names_the_requests_that_move(stage: Stage, language: Language) -> None:
    await filed(stage, 7)
    danagul: Person = stage.person(DANAGUL, "Данагүл", language_code=language.value)
    await danagul.onboard(language.value)
    async with stage.store.write() as repositories:
        await repositories.session.run(
            sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, 'KZ', 1)"), person=DANAGUL
        )
    kk = language is Language.KK
    await danagul.write("/calendar")
    await danagul.press("＋ Демалыс күні" if kk else "＋ Выходной день")
    await danagul.write("13.03.2026")
    await danagul.write("Қаулы № 5")
    text = danagul.text.replace("\xa0", " ")
    assert ("Күні өзгеретін ашық сауал: 7" if kk else "Открытых запросов, у которых меняется дата: 7") in text
    assert ("№ 1: 27 наурыз → 30 наурыз" if kk else "№ 1: 27 марта → 30 марта") in text
    assert "№ 6:" not in text and ("және тағы 2" if kk else "и ещё 2") in text
    await danagul.press("✓ Растау" if kk else "✓ Подтвердить")
    assert await StandKeeper(stage.service).tick() == Rebuilt(7, 7)
    await danagul.write("/calendar")
    await danagul.press("＋ Демалыс күні" if kk else "＋ Выходной день")
    await danagul.write("10.04.2026")
    await danagul.write("Қаулы № 6")
    assert ("Ашық сауалдардың күні өзгермейді." if kk else "Даты открытых запросов не меняются.") in danagul.text


async def test_a_request_filed_after_the_day_or_answered_is_not_counted_in_the_preview(stage: Stage) -> None:
    (before,) = await filed(stage, 1)
    stage.clock.move(datetime(2026, 3, 13, 15, tzinfo=ZONE).astimezone(UTC) - stage.clock.now())
    during = await file(stage, AIGUL, before.ngo_id or 0, office_id=before.office_id, message_id=50)
    stage.clock.move(timedelta(days=3))
    await file(stage, AIGUL, before.ngo_id or 0, office_id=before.office_id, message_id=51)
    law = await stage.service.by_law(FRIDAY)
    terms = Terms(law, ZONE)
    after = replace(terms, calendar=with_change(law, [], StoredChange(0, FRIDAY, DayState.OFF, "?")))
    found = await moving(stage.service, terms, after, FRIDAY, stage.clock.now())
    # What came on that Friday is registered on Monday then, and counted from the day after.
    assert found == Moves(
        2,
        (
            MovedRequest(before.id, date(2026, 3, 27), date(2026, 3, 30)),
            MovedRequest(during.id, during.due, date(2026, 4, 9)),
        ),
    )
