"""Several tables of one pass, the lists behind figures, and the figures of some offices only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.holidays import kazakh_calendar
from domain.language import Language
from domain.offices import By as Doer
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.terms import Terms
from domain.statistics.counting import Behind
from domain.statistics.figures import Figures
from domain.statistics.tables import TOTAL, By, Key, Period
from domain.territory import TerritoryTree
from handlers.figures import Question, behind, count, count_all
from storage.seed import load_territories
from storage.statement import sql
from storage.store import SqlStore
from tests.statistics.logs import AS_OF
from tests.storage.samples import ABAI, AQSUAT, PERSON, ZONE, add_people
from tests.storage.told_logs import Told, file_all, in_order, some_told, tell

TREE = TerritoryTree(load_territories())
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
_OFFICE = sql("""
    INSERT INTO office (id, territory_id, name_kk, name_ru, created_as, created_at)
    VALUES (:id, :place, 'А', 'Б', 'self', 0)
""")
READ = {
    Behind.ALL: lambda one: one.n,
    Behind.ANSWERED: lambda one: one.answered,
    Behind.OPEN: lambda one: one.open,
    Behind.CLOSED_UNANSWERED: lambda one: one.closed_unanswered,
    Behind.WITHDRAWN: lambda one: one.withdrawn,
    Behind.REDIRECTED: lambda one: one.redirected,
    Behind.EXTENDED: lambda one: one.extended,
    Behind.REOPENED: lambda one: one.reopened,
    Behind.OVERDUE: lambda one: one.overdue,
    Behind.LATE: lambda one: one.in_time.whole - one.in_time.part,
    Behind.SOLVED: lambda one: one.ratings.solved,
    Behind.FORMAL: lambda one: one.ratings.formal,
    Behind.UNRATED: lambda one: one.ratings.unrated,
}


@pytest.fixture
def terms() -> Terms:
    return Terms(kazakh_calendar(date(2026, 7, 1)), ZONE)


@pytest.fixture
async def filled(store: SqlStore, terms: Terms) -> SqlStore:
    """Eighty requests to any office, in any state."""
    requests = some_told(7, terms, 80)
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await file_all(repositories, requests)
        await tell(repositories, in_order(requests))
    return store


async def test_tables_of_one_pass_are_those_of_one_question_each(filled: SqlStore, terms: Terms) -> None:
    asked = Question(By.OFFICE, YEAR, AS_OF)
    async with filled.read() as repositories:
        together = await count_all(repositories, terms, TREE, asked, tuple(By))
        assert set(together) == set(By)
        for by, found in together.items():
            alone = await count(repositories, terms, TREE, Question(by, YEAR, AS_OF))
            assert (found.table, found.head, found.requests) == (alone.table, alone.head, alone.requests)
            assert found.requests == found.table.total.n > 50  # type: ignore[union-attr]


async def test_behind_each_figure_of_each_group_are_as_many_requests_as_it_says(filled: SqlStore, terms: Terms) -> None:
    for by in (By.TERRITORY, By.TOPIC, By.MONTH, By.OFFICE):
        asked = Question(by, YEAR, AS_OF)
        async with filled.read() as repositories:
            table = (await count(repositories, terms, TREE, asked)).table
            groups: list[tuple[Key, Figures | None]] = [(TOTAL, table.total)]
            groups += [(row.key, row.figures) for row in table.rows[:2]]
            for key, figures in groups:
                assert figures is not None
                for figure, read in READ.items():
                    numbers = await behind(repositories, terms, TREE, asked, key, figure)
                    assert list(numbers) == sorted(set(numbers), reverse=True)
                    if by is not By.OFFICE or key == TOTAL:
                        assert len(numbers) == read(figures)  # type: ignore[no-untyped-call]
                    else:  # an office may have had one twice
                        assert bool(numbers) == bool(read(figures))  # type: ignore[no-untyped-call]
                        assert len(numbers) <= read(figures)  # type: ignore[no-untyped-call]


async def test_there_is_no_list_behind_a_public_figure(filled: SqlStore, terms: Terms) -> None:
    asked = Question(By.OFFICE, YEAR, AS_OF, public=True)
    async with filled.read() as repositories:
        assert await behind(repositories, terms, TREE, asked, TOTAL, Behind.ALL) == ()


async def test_of_some_offices_only_their_parts_are_counted_by_their_own_clocks(filled: SqlStore, terms: Terms) -> None:
    async with filled.read() as repositories:
        every = await count(repositories, terms, TREE, Question(By.OFFICE, YEAR, AS_OF))
        asked = Question(By.OFFICE, YEAR, AS_OF, offices=frozenset({1}))
        found = await count_all(repositories, terms, TREE, asked, tuple(By))
        numbers = await behind(repositories, terms, TREE, asked, TOTAL, Behind.ALL)
    theirs = next(row.figures for row in every.table.rows if row.key == 1)
    assert [(row.key, row.figures) for row in found[By.OFFICE].table.rows] == [(1, theirs)]
    for by, one in found.items():
        assert one.table.total is not None and theirs is not None
        assert (one.table.total.n, one.table.total.response, one.table.total.in_time) == (
            theirs.n, theirs.response, theirs.in_time,
        )  # fmt: skip
        if by is not By.TERRITORY:
            assert sum(row.figures.n for row in one.table.rows if row.figures) == theirs.n
        assert one.requests == len(numbers)
    first = found[By.TERRITORY].table.rows[0]
    assert theirs is not None and first.figures is not None
    assert (first.key, first.figures.n) == ("KZ", theirs.n)
    other = Question(By.OFFICE, YEAR, AS_OF, ABAI, offices=frozenset({1}))
    async with filled.read() as repositories:
        there = await count(repositories, terms, TREE, other)
    assert there.requests < found[By.OFFICE].requests


async def test_an_office_closed_in_the_middle_keeps_its_figures_and_whoever_got_its_queue_has_a_clock_of_its_own(
    store: SqlStore, terms: Terms
) -> None:
    by = Doer(PERSON, "coordinator:KZ")
    start = datetime(2026, 2, 2, 5, tzinfo=UTC)
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        closed, kept = await repositories.offices.add([ABAI] * 2, ("Бөлім", "Отдел"), ["other"], by, start)
        told = Told(ABAI, "other")
        for place, (kind, actor, day, office) in enumerate(
            (
                (EventKind.FILED, Actor.NGO, 0, closed),
                (EventKind.REDIRECTED, Actor.COORDINATOR, 5, kept),  # the queue is passed on
                (EventKind.ANSWERED, Actor.OFFICER, 25, kept),
            ),
            1,
        ):
            event = RequestEvent(place, 1, kind, start + timedelta(days=day), actor, office_id=office)
            told.events.append((event, {"territory": ABAI, "topic": "other"} if place == 1 else {}))
        await file_all(repositories, [told])
        await tell(repositories, in_order([told]))
        office = await repositories.offices.get(kept)
        assert office is not None
        await repositories.offices.close(closed, by, start + timedelta(days=5))
        await repositories.offices.rename(office, Language.RU, "Управление", by, start + timedelta(days=80))
    february = Period(date(2026, 2, 1), date(2026, 2, 28))
    for as_of in (start + timedelta(days=90), AS_OF):
        async with store.read() as repositories:
            found = await count(repositories, terms, TREE, Question(By.OFFICE, february, as_of))
        assert found.table.total is not None and found.table.total.n == found.requests == 1
        figures = {row.key: row.figures for row in found.table.rows}
        assert {key: (one.n, one.away, one.answered, one.overdue) for key, one in figures.items() if one} == {
            closed: (1, 1, 0, 0), kept: (1, 0, 1, 0),
        }  # fmt: skip
        ours = figures[kept]
        assert ours is not None and (ours.in_time.part, found.table.total.in_time.part) == (1, 0)
        assert (found.offices[closed].closed, found.offices[kept].closed) == (True, False)
        assert found.offices[kept].name_ru == "Отдел"  # as it was called when the period ended


async def test_in_public_an_office_stands_with_all_that_it_received_in_whichever_table(
    filled: SqlStore, terms: Terms
) -> None:
    places = {1: ABAI, 2: AQSUAT, 3: "KZ"}
    for number, place in places.items():
        async with filled.write() as repositories:
            await repositories.session.run(_OFFICE, id=number, place=place)
    found = {}
    for unit in ("KZ", ABAI, AQSUAT):
        asked = Question(By.OFFICE, YEAR, AS_OF, unit, public=True)
        async with filled.read() as repositories:
            found[unit] = await count_all(repositories, terms, TREE, asked, (By.OFFICE, By.SEAT, By.TOPIC))
    rows = {unit: {row.key: row.figures for row in one[By.OFFICE].table.rows} for unit, one in found.items()}
    assert {unit: set(one) for unit, one in rows.items()} == {"KZ": {None, 1, 2, 3}, ABAI: {1, 2}, AQSUAT: {2}}
    for unit in (ABAI, AQSUAT):
        assert all(rows["KZ"][key] == figures for key, figures in rows[unit].items())
    assert all(row.figures is None for row in found["KZ"][By.SEAT].table.rows)
    assert found["KZ"][By.SEAT].table.rows
