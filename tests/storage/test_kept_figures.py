"""Figures over what is kept are the figures over the log: for any log, moment, period and grouping, on both engines."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.holidays import kazakh_calendar
from bot.keep_figures import FigureKeeper
from domain.calendar_table import DayState, StoredChange
from domain.days_off import CalendarChange
from domain.errors import StorageBusy
from domain.journal import NewEntry
from domain.ports import Repositories
from domain.ports.figures import Progress
from domain.requests.terms import Terms
from domain.statistics.cases import SeatTerms
from domain.statistics.counting import Behind, Counting
from domain.statistics.placing import Placing
from domain.statistics.projection import COMPLETE, mark_of
from domain.statistics.reading import cases_of
from domain.statistics.tables import TOTAL, By, Key, Period, Table
from domain.territory import REPUBLIC, TerritoryTree
from handlers.figures import Question, behind, count_all
from storage.seed import load_territories
from storage.statement import sql
from storage.store import SqlStore, open_store
from tests.storage.samples import ABAI, AQSUAT, PERSON, ZONE, add_people
from tests.storage.told_logs import Told, file_all, in_order, some_told, tell

TREE = TerritoryTree(load_territories())
LAW = kazakh_calendar(date(2026, 7, 1))
START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
EVERY = tuple(By)
_OFFICE = sql("""
    INSERT INTO office (id, territory_id, name_kk, name_ru, created_as, created_at)
    VALUES (:id, '100000000', 'А', 'Б', 'self', 0)
""")
_SEAT = sql("""
    INSERT INTO seat (id, office_id, role, holder, since, until) VALUES (:id, :office, :role, '', :since, :until)
""")


async def terms_of(repositories: Repositories, _period: Period) -> Terms:
    return Terms(LAW.changed(await repositories.calendar.changes()), ZONE)


def keeper(store: SqlStore, batch: int = 7) -> FigureKeeper:
    return FigureKeeper(store, ZONE, terms_of, batch)


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


async def seated(repositories: Repositories) -> None:
    """Three offices, with heads and officers who came and went."""
    for office in (1, 2, 3):
        await repositories.session.run(_OFFICE, id=office)  # type: ignore[attr-defined]
    rows = [
        (1, 1, "head", START - 99 * DAY, START + 40 * DAY), (2, 1, "officer", START - 99 * DAY, START + 60 * DAY),
        (3, 1, "head", START + 40 * DAY, None), (4, 2, "head", START - 9 * DAY, None),
        (5, 2, "officer", START + 9 * DAY, None),
    ]  # fmt: skip
    for seat, office, role, since, until in rows:
        values = {"id": seat, "office": office, "role": role, "since": _micros(since)}
        await repositories.session.run(  # type: ignore[attr-defined]
            _SEAT, **values, until=_micros(until) if until else None
        )


async def plainly(store: SqlStore, asked: Question, requests: Sequence[Told]) -> dict[By, Table]:
    """The tables by reading every entry of the log, whatever is kept."""
    async with store.read() as repositories:
        terms = await terms_of(repositories, asked.period)
        seats = SeatTerms(await repositories.statistics.seats())
        placing = Placing(asked.period, asked.as_of, terms, TREE, seats, asked.territory_id, asked.offices)
        counting = Counting(EVERY, placing)
        entries = await repositories.kept_figures.entries([told.id for told in requests], COMPLETE)
        for case in cases_of(entries, terms, asked.as_of):
            counting.add(case)
    return {by: counting.table(by) for by in EVERY}


def some_question(chance: random.Random) -> Question:
    first = date(2026, 1, 1) + chance.randrange(120) * DAY
    last = first + chance.randrange(200) * DAY
    as_of = START + timedelta(hours=chance.randrange(200 * 24))
    unit = chance.choice((REPUBLIC, REPUBLIC, ABAI, AQSUAT))
    offices = chance.choice((None, None, frozenset({1}), frozenset({1, 2})))
    return Question(chance.choice(EVERY), Period(first, last), as_of, unit, offices=offices)


async def same(store: SqlStore, asked: Question, requests: Sequence[Told]) -> None:
    expected = await plainly(store, asked, requests)
    async with store.read() as repositories:
        terms = await terms_of(repositories, asked.period)
        found = await count_all(repositories, terms, TREE, asked, EVERY)
    for by in EVERY:
        assert found[by].table == expected[by]


@pytest.mark.parametrize("seed", range(6))
async def test_figures_over_what_is_kept_are_those_over_the_log(store: SqlStore, seed: int) -> None:
    chance = random.Random(seed)
    requests = some_told(seed, Terms(LAW, ZONE), 50)
    happened = in_order(requests)
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await seated(repositories)
        await file_all(repositories, requests)
    while happened:  # the log grows, and what is kept is caught up now and then
        some = chance.randrange(1, 120)
        async with store.write() as repositories:
            await tell(repositories, happened[:some])
        happened = happened[some:]
        if chance.random() < 0.6:
            await keeper(store, chance.choice((1, 7, 100))).tick()
        await same(store, some_question(chance), requests)
    await keeper(store).tick()
    for _ in range(6):
        await same(store, some_question(chance), requests)
    whole = Question(By.OFFICE, Period(date(2026, 1, 1), date(2026, 12, 31)), START + 365 * DAY)
    await same(store, whole, requests)


@pytest.fixture
async def filled(store: SqlStore) -> list[Told]:
    requests = some_told(3, Terms(LAW, ZONE), 40)
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await seated(repositories)
        await file_all(repositories, requests)
        await tell(repositories, in_order(requests))
    return requests


WHOLE = Question(By.OFFICE, Period(date(2026, 1, 1), date(2026, 12, 31)), START + 300 * DAY)


async def others(store: SqlStore, asked: Question = WHOLE) -> int:
    """How many requests a question has to read from the log."""
    from handlers.figures import _placing, _wanted

    async with store.read() as repositories:
        terms = await terms_of(repositories, asked.period)
        placing = _placing(terms, TREE, asked, SeatTerms(()))
        found = await repositories.kept_figures.sums(_wanted(terms, asked, placing, asked.territory_id), (By.OFFICE,))
    return len(found.others)


async def test_once_all_is_kept_no_log_is_read_but_for_what_happened_since(store: SqlStore, filled: list[Told]) -> None:
    assert await others(store) == len(filled)
    assert await keeper(store).tick() == len(filled)
    assert await others(store) == 0
    assert await keeper(store).tick() == 0
    async with store.write() as repositories:
        await repositories.journal.append(NewEntry("request.reminded", f"request:{filled[0].id}", "bot"), START)
    assert await others(store) == 0  # no figure looks at that
    async with store.write() as repositories:
        await repositories.journal.append(NewEntry("request.closed", f"request:{filled[0].id}", "officer"), START)
    assert await others(store) == 1
    await same(store, WHOLE, filled)
    assert await keeper(store).tick() == 1
    assert await others(store) == 0


async def test_a_day_moved_afterwards_moves_the_figures_at_once_and_what_is_kept_when_it_is_caught_up(
    store: SqlStore, filled: list[Told]
) -> None:
    await keeper(store).tick()
    async with store.read() as repositories:
        terms = await terms_of(repositories, WHOLE.period)
        before = await count_all(repositories, terms, TREE, WHOLE, (By.OFFICE,))
    async with store.write() as repositories:
        for day in range(2, 28):  # a month without a working day
            head = await repositories.journal.append(NewEntry("calendar.changed", "calendar", "bot"), START)
            off = StoredChange(head.number, date(2026, 3, day), DayState.OFF, "?")
            await repositories.calendar.put(off, PERSON, START)
    assert await others(store) == len(filled)
    await same(store, WHOLE, filled)
    assert await keeper(store).tick() == len(filled)
    assert await others(store) == 0
    await same(store, WHOLE, filled)
    async with store.read() as repositories:
        terms = await terms_of(repositories, WHOLE.period)
        after = await count_all(repositories, terms, TREE, WHOLE, (By.OFFICE,))
    assert before[By.OFFICE].table != after[By.OFFICE].table


def test_only_days_that_a_years_terms_may_run_through_mark_it() -> None:
    terms = Terms(LAW, ZONE)
    mark = mark_of(2026, terms)

    def moved(day: date) -> Terms:
        return Terms(LAW.changed([CalendarChange(day, LAW.is_working(day) is False, "")]), ZONE)

    assert mark_of(2026, moved(date(2026, 1, 1))) != mark
    assert mark_of(2026, moved(date(2027, 3, 31))) != mark
    assert mark_of(2026, moved(date(2027, 9, 30))) == mark == mark_of(2026, moved(date(2025, 12, 31)))
    assert mark_of(2026, replace(terms, first_day_is_next=False)) != mark


async def test_a_crash_in_the_middle_leaves_true_figures_and_the_next_one_goes_on(
    store: SqlStore, filled: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    steps = 0

    async def killed(self: Any, *words: Any) -> bool:
        nonlocal steps
        steps += 1
        done = await put(self, *words)
        if steps == 3:
            raise Killed  # written, and not committed
        return done

    from storage.kept_figures import KeptFiguresRepository

    put = KeptFiguresRepository.put
    monkeypatch.setattr(KeptFiguresRepository, "put", killed)
    with pytest.raises(Killed):
        await keeper(store).tick()
    assert await others(store) == len(filled) - 14
    await same(store, WHOLE, filled)
    assert await keeper(store).tick() == len(filled) - 14
    await same(store, WHOLE, filled)
    assert await others(store) == 0


async def test_of_two_at_once_one_is_told_that_it_was_overtaken(store: SqlStore, filled: list[Told]) -> None:
    async with store.read() as repositories:
        state = await repositories.kept_figures.state()
        terms = await terms_of(repositories, WHOLE.period)
    marks = {2026: mark_of(2026, terms)}
    async with store.write() as repositories:
        assert await repositories.kept_figures.begin(state.step, str(ZONE), 0, marks)
        assert not await repositories.kept_figures.begin(state.step, str(ZONE), 0, marks)
        assert not await repositories.kept_figures.put(7, [1], [], Progress(9, 2026, COMPLETE))
    async with store.read() as repositories:
        state = await repositories.kept_figures.state()
    assert (state.step, state.head, state.years) == (1, 0, {2026: (marks[2026], 0)})
    await same(store, WHOLE, filled)
    await keeper(store).tick()
    await same(store, WHOLE, filled)


async def test_all_can_be_dropped_and_made_anew(store: SqlStore, filled: list[Told]) -> None:
    await keeper(store).tick()
    async with store.write() as repositories:
        await repositories.kept_figures.drop()
    assert await others(store) == len(filled)
    await same(store, WHOLE, filled)
    assert await keeper(store).tick() == len(filled)
    await same(store, WHOLE, filled)


async def test_another_zone_keeps_nothing_of_the_days_of_this_one(store: SqlStore, filled: list[Told]) -> None:
    async def elsewhere(repositories: Repositories, _period: Period) -> Terms:
        return Terms(LAW, UTC)

    await FigureKeeper(store, UTC, elsewhere, 9).tick()
    await same(store, WHOLE, filled)
    await keeper(store).tick()
    assert await others(store) == 0
    await same(store, WHOLE, filled)


@pytest.mark.parametrize("by", [By.SEAT, By.OFFICE, By.TERRITORY, By.TOPIC, By.QUARTER])
async def test_lists_behind_figures_are_the_same_from_what_is_kept(store: SqlStore, filled: list[Told], by: By) -> None:
    questions = [replace(WHOLE, by=by), Question(by, WHOLE.period, START + 90 * DAY, ABAI, offices=frozenset({1}))]

    async def lists() -> list[list[int]]:
        found = []
        async with store.read() as repositories:
            terms = await terms_of(repositories, WHOLE.period)
            for asked in questions:
                table = (await count_all(repositories, terms, TREE, asked, (by,)))[by].table
                keys: list[Key] = [TOTAL, *(row.key for row in table.rows)]
                found += [
                    list(await behind(repositories, terms, TREE, asked, key, figure))
                    for key in keys
                    for figure in Behind
                ]
        return found

    expected = await lists()
    assert sum(map(len, expected)) > 100
    await keeper(store).tick()
    assert await lists() == expected


async def test_a_wrong_group_has_nothing_behind_it(store: SqlStore, filled: list[Told]) -> None:
    await keeper(store).tick()
    async with store.read() as repositories:
        terms = await terms_of(repositories, WHOLE.period)
        for by, key in (
            (By.MONTH, "2026-13"), (By.MONTH, "2031-01"), (By.QUARTER, "'; --"), (By.OFFICE, 99), (By.SEAT, None),
            (By.TERRITORY, "ӘӘӘ"), (By.TOPIC, "no such"), (By.YEAR, "99999"),
        ):  # fmt: skip
            asked = replace(WHOLE, by=by, territory_id=ABAI, offices=frozenset({1}))
            assert list(await behind(repositories, terms, TREE, asked, key, Behind.ALL)) == []


async def test_a_locked_database_keeps_nothing_and_spoils_nothing(sqlite_path: Path) -> None:
    requests = some_told(3, Terms(LAW, ZONE), 20)
    async with open_store(str(sqlite_path), zone=ZONE, patience=0.02) as store:
        async with store.write() as repositories:
            await add_people(repositories, PERSON)
            await file_all(repositories, requests)
            await tell(repositories, in_order(requests))
        with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageBusy):
                await keeper(store).tick()
            await same(store, WHOLE, requests)  # looking does not wait for anybody
        assert await keeper(store).tick() == len(requests)
        await same(store, WHOLE, requests)


async def test_two_who_keep_at_once_do_harm_to_nothing(store: SqlStore, filled: list[Told]) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(keeper(store, batch).tick()) for batch in (2, 3)]
    assert sum(task.result() for task in tasks) <= len(filled)
    await same(store, WHOLE, filled)
    await keeper(store).tick()
    assert await others(store) == 0
    await same(store, WHOLE, filled)
