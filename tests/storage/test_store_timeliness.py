"""The times of calls: what timeliness is counted from, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.submissions import PEOPLE
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import ABAI, NOW, SOURCE, call, post

_DAY = sql("""
    INSERT INTO source_poll_day (source_id, day, polls, failures, posts, calls) VALUES (:id, :day, 1, 0, 1, 1)
""")
EVER = (NOW - timedelta(days=400), NOW + timedelta(days=1))


async def fill(store: SqlStore) -> tuple[int, int]:
    """A call seen on two sites, and an older one of a source's first day."""
    other = replace(SOURCE, id="other", url="https://example.kz/other")
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE, other], NOW)
        await repositories.session.run(_DAY, id=SOURCE.id, day="2026-03-01")
        first = await repositories.sources.put_post(SOURCE.id, post("a"), "a", None, NOW)
        one = await repositories.calls.add(call(), first, NOW)
        await repositories.sources.put_post("other", post("b"), "b", one, NOW + timedelta(hours=2))
        early = post("c", published=NOW - timedelta(days=1))
        second = await repositories.sources.put_post(SOURCE.id, early, "c", None, NOW)
        two = await repositories.calls.add(call(organiser=None), second, NOW)
    return one, two


async def test_every_post_of_a_call_is_given_with_the_times_of_both(store: SqlStore) -> None:
    one, two = await fill(store)
    async with store.read() as repositories:
        found = await repositories.timeliness.sightings(*EVER)
    assert [(item.call_id, item.source_id, item.watched) for item in found] == [
        (one, SOURCE.id, True),
        (one, "other", False),  # never polled: nobody knows since when it is watched
        (two, SOURCE.id, False),  # published on the first day
    ]
    assert (found[0].published, found[0].seen, found[1].seen) == (NOW, NOW, NOW + timedelta(hours=2))
    assert (found[0].territories, found[0].organiser, found[2].organiser) == ((ABAI,), call().organiser, None)
    assert (found[0].closes_at, found[0].delivered) == (call().closes_at, None)


async def test_only_calls_first_seen_in_the_period_are_given(store: SqlStore) -> None:
    await fill(store)
    async with store.read() as repositories:
        assert not await repositories.timeliness.sightings(NOW - timedelta(days=9), NOW)
        assert not await repositories.timeliness.sightings(NOW + timedelta(seconds=1), NOW + timedelta(days=9))
        # What was seen elsewhere later than the period is no part of it.
        found = await repositories.timeliness.sightings(NOW, NOW + timedelta(hours=1))
        assert {item.source_id for item in found} == {SOURCE.id}


async def test_what_people_published_through_the_bot_counts(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        number = await repositories.sources.put_post(PEOPLE.id, post("d", published=None), "d", None, NOW)
        await repositories.calls.add(call(), number, NOW)
    async with store.read() as repositories:
        (found,) = await repositories.timeliness.sightings(*EVER)
    assert (found.source_id, found.watched, found.published) == (PEOPLE.id, True, None)
