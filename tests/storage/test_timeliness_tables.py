"""Timeliness of calls as tables for exports and reports: names in both languages, a period, a territory, a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from domain.calls.timeliness import Grouping
from domain.statistics.tables import Period
from domain.submissions import PEOPLE
from domain.territory import TerritoryTree
from handlers.timeliness_tables import timeliness_tables
from storage.seed import load_territories
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import ABAI, AQSUAT, NOW, SOURCE, ZONE, call, post

TREE = TerritoryTree(load_territories())
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
AS_OF = NOW + timedelta(days=60)
OTHER = replace(SOURCE, id="other", url="https://example.kz/other", name_kk="Басқа", name_ru="Другой")
_WATCHED = sql("""
    INSERT INTO source_poll_day (source_id, day, polls, failures, posts, calls) VALUES (:id, '2026-01-01', 1, 0, 1, 1)
""")
_DELIVERED = sql("UPDATE call SET first_delivered_at = first_seen_at + 3600000000")


async def fill(store: SqlStore) -> None:
    """A call of an oblast on two sites, one of a district that a person brought, and one seen in April."""
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE, OTHER], NOW)
        for source in (SOURCE, OTHER):
            await repositories.session.run(_WATCHED, id=source.id)
        number = await repositories.sources.put_post(SOURCE.id, post("a"), "a", None, NOW)
        one = await repositories.calls.add(call(), number, NOW)
        await repositories.sources.put_post(OTHER.id, post("b"), "b", one, NOW + timedelta(hours=2))
        number = await repositories.sources.put_post(PEOPLE.id, post("c", published=None), "c", None, NOW)
        await repositories.calls.add(call(territories=(AQSUAT,), organiser="=1+1"), number, NOW)
        later = NOW + timedelta(days=40)
        number = await repositories.sources.put_post(SOURCE.id, post("d"), "d", None, later)
        await repositories.calls.add(call(first_seen_at=later), number, later)
        await repositories.session.run(_DELIVERED)


async def test_calls_of_a_period_are_given_by_source_and_by_organiser_with_names_in_both_languages(
    store: SqlStore,
) -> None:
    await fill(store)
    async with store.read() as repositories:
        found = await timeliness_tables(repositories, ZONE, TREE, MARCH, AS_OF)
    sources, organisers = found[Grouping.SOURCE], found[Grouping.ORGANISER]
    assert {row.key: (row.name_kk, row.name_ru, row.figures.calls) for row in sources.rows} == {
        SOURCE.id: (SOURCE.name_kk, SOURCE.name_ru, 1),
        OTHER.id: ("Басқа", "Другой", 0),  # it had the call later; how much later is told
        PEOPLE.id: (PEOPLE.name_kk, PEOPLE.name_ru, 1),
    }
    slow = next(row.figures for row in sources.rows if row.key == OTHER.id)
    assert slow.detection is not None and slow.detection.median == timedelta(hours=2)
    assert {(row.key, row.name_kk, row.figures.sent) for row in organisers.rows} == {
        (call().organiser, call().organiser, 1), ("=1+1", "=1+1", 1),
    }  # fmt: skip
    assert (sources.calls, organisers.calls, sources.period) == (2, 2, MARCH)


async def test_a_territory_has_the_calls_meant_for_it_and_for_what_lies_in_it(store: SqlStore) -> None:
    await fill(store)
    async with store.read() as repositories:
        oblast = await timeliness_tables(repositories, ZONE, TREE, MARCH, AS_OF, ABAI)
        district = await timeliness_tables(repositories, ZONE, TREE, MARCH, AS_OF, AQSUAT)
    assert oblast[Grouping.ORGANISER].calls == 2
    assert [row.key for row in district[Grouping.SOURCE].rows] == [PEOPLE.id]


async def test_what_was_seen_or_sent_after_the_moment_is_not_looked_at(store: SqlStore) -> None:
    await fill(store)
    async with store.read() as repositories:
        found = await timeliness_tables(repositories, ZONE, TREE, MARCH, NOW + timedelta(minutes=30))
        before = await timeliness_tables(repositories, ZONE, TREE, MARCH, NOW - timedelta(days=5))
    rows = {row.key: row.figures for row in found[Grouping.SOURCE].rows}
    assert set(rows) == {SOURCE.id, PEOPLE.id}
    assert rows[SOURCE.id].sent == 0 and rows[SOURCE.id].delivery is None
    assert before[Grouping.SOURCE].rows == () and before[Grouping.ORGANISER].calls == 0
