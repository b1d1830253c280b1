"""Calls: what is stored comes back, lists, shelves, neighbours, subscriptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.calls.model import CallEvent, CallKind, LocalMoment
from domain.errors import NoSuchCall, NoSuchSubscription
from domain.language import Language
from domain.subscriptions import Cadence
from storage.engine import ConstraintBroken
from storage.store import SqlStore
from tests.storage.samples import (
    ABAI,
    AQSUAT,
    AYAGOZ,
    GROUP,
    NOW,
    OTHER,
    PERSON,
    SOURCE,
    add_call,
    add_people,
    call,
    post,
    subscription,
)

SHELF = f"person:{PERSON}"


async def test_a_call_comes_back_as_it_was_stored(store: SqlStore) -> None:
    async with store.write() as repositories:
        full = await add_call(repositories)
        bare = await add_call(
            repositories,
            likeness="f2",
            opens=None,
            deadline=LocalMoment(date(2026, 3, 20), time(18)),
            closes_at=None,
            amount_max=None,
            amount_total=None,
            currency=None,
            organiser=None,
            published_at=None,
            spheres=(),
        )
    async with store.read() as repositories:
        shelved = await repositories.calls.get(full, SHELF)
        many = await repositories.calls.many([full, bare, 999])
        assert await repositories.calls.get(999) is None
    assert shelved is not None and shelved.call == replace(call(), id=full)
    assert not shelved.saved and not shelved.dismissed
    assert set(many) == {full, bare}
    assert many[bare].deadline == LocalMoment(date(2026, 3, 20), time(18)) and many[bare].amount_max is None


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
async def test_the_first_and_the_last_year_are_kept(store: SqlStore, day: date) -> None:
    closes = datetime.combine(day, time(12), UTC)
    async with store.write() as repositories:
        stored = await add_call(repositories, deadline=LocalMoment(day), closes_at=closes)
        found = await repositories.calls.get(stored)
    assert found is not None and found.call.closes_at == closes


async def test_an_impossible_amount_is_not_kept(store: SqlStore) -> None:
    async with store.write() as repositories:
        stored = await add_call(repositories, amount_max=10**30)
        found = await repositories.calls.get(stored)
    assert found is not None and found.call.amount_max is None


async def test_a_call_without_territories_is_the_whole_countrys(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.subscriptions.put(subscription(), NOW)
        stored = await add_call(repositories, territories=())
        assert await repositories.calls.match(stored, 1, NOW) == 1


async def test_replacing_changes_the_call_and_keeps_the_first_delivery(store: SqlStore) -> None:
    async with store.write() as repositories:
        stored = await add_call(repositories, first_delivered_at=NOW)
        changed = call(id=stored, revision=2, event=CallEvent.EXTENDED, territories=(AYAGOZ,), spheres=("environment",))
        post_id = await repositories.sources.put_post(SOURCE.id, post("p2"), "f9", None, NOW)
        await repositories.calls.replace(changed, post_id, NOW)
        found = await repositories.calls.get(stored)
        known = await repositories.sources.known(SOURCE.id, ["p2"], [])
        with pytest.raises(NoSuchCall):
            await repositories.calls.replace(replace(changed, id=999), post_id, NOW)
    assert found is not None and found.call == replace(changed, first_delivered_at=NOW)
    assert known[0].call_id == stored


async def test_open_calls_come_by_deadline_with_the_total_on_every_page(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.subscriptions.put(subscription(), NOW)
        later = await add_call(repositories, likeness="later", closes_at=NOW + timedelta(days=9))
        sooner = await add_call(repositories, likeness="sooner", closes_at=NOW + timedelta(days=2))
        undated = await add_call(repositories, likeness="undated", closes_at=None, deadline=None)
        await add_call(repositories, likeness="closed", closes_at=NOW)
        await add_call(repositories, likeness="cancelled", event=CallEvent.CANCELLED)
        await add_call(repositories, likeness="result", event=CallEvent.RESULT)
        await add_call(
            repositories, likeness="stale", closes_at=None, deadline=None, first_seen_at=NOW - timedelta(days=60)
        )
        await add_call(repositories, likeness="elsewhere", territories=(AYAGOZ,))
        await add_call(repositories, likeness="other topic", spheres=("environment",))
        dismissed = await add_call(repositories, likeness="dismissed")
        await repositories.calls.dismiss(SHELF, dismissed, PERSON, NOW)
    async with store.read() as repositories:
        first = await repositories.calls.open_for(PERSON, SHELF, NOW, 0, 2)
        second = await repositories.calls.open_for(PERSON, SHELF, NOW, 2, 2)
        beyond = await repositories.calls.open_for(PERSON, SHELF, NOW, 40, 2)
        nobody = await repositories.calls.open_for(OTHER, SHELF, NOW, 0, 2)
    assert [found.id for found in first.calls] == [sooner, later] and first.total == 3
    assert [found.id for found in second.calls] == [undated] and second.total == 3
    assert (beyond.calls, beyond.total) == ((), 3)
    assert (nobody.calls, nobody.total) == ((), 0)


async def test_a_paused_subscription_still_lists_what_is_open(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.subscriptions.put(subscription(paused=True), NOW)
        stored = await add_call(repositories)
        assert await repositories.calls.match(stored, 1, NOW) == 0
        assert (await repositories.calls.open_for(PERSON, SHELF, NOW, 0, 5)).total == 1


async def test_saved_calls_come_open_first_then_closed_ones_latest_first(store: SqlStore) -> None:
    async with store.write() as repositories:
        ends = {"b": 9, "a": 2, "old": -30, "recent": -3}
        ids = {
            name: await add_call(repositories, likeness=name, closes_at=NOW + timedelta(days=days))
            for name, days in ends.items()
        }
        for stored in ids.values():
            await repositories.calls.save(SHELF, stored, PERSON, NOW)
        page = await repositories.calls.saved(SHELF, NOW, 0, 3)
        rest = await repositories.calls.saved(SHELF, NOW, 3, 3)
        beyond = await repositories.calls.saved(SHELF, NOW, 9, 3)
    assert [found.id for found in page.calls] == [ids["a"], ids["b"], ids["recent"]] and page.total == 4
    assert [found.id for found in rest.calls] == [ids["old"]]
    assert (beyond.calls, beyond.total) == ((), 4)


async def test_what_was_decided_or_called_off_is_among_the_closed_saved_calls(store: SqlStore) -> None:
    async with store.write() as repositories:
        ids = {
            event: await add_call(repositories, likeness=event, event=event, closes_at=NOW + timedelta(days=days))
            for days, event in enumerate((CallEvent.RESULT, CallEvent.CANCELLED, CallEvent.OPENED), 1)
        }
        for stored in ids.values():
            await repositories.calls.save(SHELF, stored, PERSON, NOW)
        page = await repositories.calls.saved(SHELF, NOW, 0, 3)
    assert [found.event for found in page.calls] == [CallEvent.OPENED, CallEvent.CANCELLED, CallEvent.RESULT]


async def test_saving_and_dismissing_undo_each_other_and_may_be_repeated(store: SqlStore) -> None:
    async with store.write() as repositories:
        stored = await add_call(repositories)
        calls = repositories.calls

        async def place() -> tuple[bool, bool]:
            found = await calls.get(stored, SHELF)
            assert found is not None
            return found.saved, found.dismissed

        for _ in range(2):
            await calls.save(SHELF, stored, PERSON, NOW)
            assert await place() == (True, False)
        for _ in range(2):
            await calls.dismiss(SHELF, stored, PERSON, NOW)
            assert await place() == (False, True)
        await calls.unsave(SHELF, stored)
        assert await place() == (False, True), "taking off the shelf does not take a refusal back"
        for _ in range(2):
            await calls.undismiss(SHELF, stored)
            assert await place() == (False, False)
        await calls.dismiss(SHELF, stored, PERSON, NOW)
        await calls.save(SHELF, stored, PERSON, NOW)
        assert await place() == (True, False)
        for _ in range(2):
            await calls.unsave(SHELF, stored)
            assert await place() == (False, False)


@pytest.mark.parametrize("method", ["save", "dismiss"])
async def test_a_forged_call_number_is_refused(store: SqlStore, method: str) -> None:
    async with store.write() as repositories:
        with pytest.raises(NoSuchCall):
            await getattr(repositories.calls, method)(SHELF, 12345, PERSON, NOW)


async def test_neighbours_share_a_deadline_day_or_have_none_and_are_fresh(store: SqlStore) -> None:
    async with store.write() as repositories:
        same = await add_call(repositories, likeness="same")
        await add_call(repositories, likeness="other", deadline=LocalMoment(date(2026, 4, 1)))
        fresh = await add_call(repositories, likeness="fresh", deadline=None, closes_at=None)
        await add_call(
            repositories, likeness="old", deadline=None, closes_at=None, first_seen_at=NOW - timedelta(days=90)
        )
        found = await repositories.calls.neighbours([date(2026, 3, 20)], NOW - timedelta(days=30))
        recent = await repositories.calls.neighbours([], NOW - timedelta(days=30), any_deadline=True)
        assert {call.id for call in found} <= {call.id for call in recent}
        assert not await repositories.calls.neighbours([], NOW + timedelta(days=1), any_deadline=True)
    assert [each.id for each in found] == [same, fresh]


async def test_neighbours_of_a_text_without_a_deadline_are_those_of_its_places(store: SqlStore) -> None:
    async with store.write() as repositories:
        here = await add_call(repositories, likeness="here", territories=(AQSUAT,))
        above = await add_call(repositories, likeness="above", territories=(ABAI,))
        everywhere = await add_call(repositories, likeness="everywhere", territories=())
        beside = await add_call(repositories, likeness="beside", territories=(AYAGOZ,))
        near = await repositories.calls.neighbours([], NOW - timedelta(days=30), any_deadline=True, places=[AQSUAT])
        anywhere = await repositories.calls.neighbours([], NOW - timedelta(days=30), any_deadline=True)
        dated = await repositories.calls.neighbours([], NOW - timedelta(days=30), places=[AQSUAT])
    assert [call.id for call in near] == [here, above, everywhere]
    assert [call.id for call in anywhere] == [here, above, everywhere, beside]
    assert not dated


async def test_a_subscription_comes_back_as_it_was_stored(store: SqlStore) -> None:
    full = subscription(
        language=Language.RU,
        territories=(AQSUAT, ABAI),
        spheres=("health", "environment"),
        kinds=(CallKind.GRANT, CallKind.PARTICIPATORY_BUDGET),
        min_amount=1000,
        cadence=Cadence.WEEKLY,
        digest_at=time(7, 30),
        quiet_from=time(0),
        quiet_until=time(23, 59, 59, 999999),
        paused=True,
    )
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        first = await repositories.subscriptions.put(full, NOW)
        second = await repositories.subscriptions.put(subscription(person_id=None, spheres=()), NOW)
        found = await repositories.subscriptions.of_chat(PERSON)
    assert list(found) == [replace(full, id=first), subscription(id=second, person_id=None, spheres=())]


async def test_a_replaced_subscription_matches_by_its_new_wishes_only(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        stored = await repositories.subscriptions.put(subscription(), NOW)
        again = await repositories.subscriptions.put(subscription(id=stored, territories=(AYAGOZ,)), NOW)
        here = await add_call(repositories, territories=(AQSUAT,))
        there = await add_call(repositories, likeness="f2", territories=(AYAGOZ,))
        assert again == stored
        assert (await repositories.calls.match(here, 1, NOW), await repositories.calls.match(there, 1, NOW)) == (0, 1)
        with pytest.raises(NoSuchSubscription):
            await repositories.subscriptions.put(subscription(id=stored, chat_id=OTHER), NOW)


async def test_only_the_chat_itself_removes_its_subscription(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        stored = await repositories.subscriptions.put(subscription(), NOW)
        await repositories.subscriptions.remove(GROUP, stored)
        assert len(await repositories.subscriptions.of_chat(PERSON)) == 1
        await repositories.subscriptions.remove(PERSON, stored)
        await repositories.subscriptions.remove(PERSON, stored)
        assert await repositories.subscriptions.of_chat(PERSON) == []
        call_id = await add_call(repositories)
        assert await repositories.calls.match(call_id, 1, NOW) == 0


async def test_quiet_hours_are_those_of_the_first_active_subscription(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        put = repositories.subscriptions.put
        await put(subscription(quiet_from=time(1), quiet_until=time(2), paused=True), NOW)
        await put(subscription(quiet_from=time(3), quiet_until=time(4, 30)), NOW)
        await put(subscription(quiet_from=time(5), quiet_until=time(6)), NOW)
        await put(subscription(chat_id=GROUP, cadence=Cadence.DAILY), NOW)
        await put(subscription(chat_id=OTHER, person_id=OTHER, paused=True), NOW)
        found = await repositories.subscriptions.quiet_hours([PERSON, OTHER, GROUP, 404])
        assert found == {PERSON: (time(3), time(4, 30)), GROUP: (time(22), time(8))}
        assert await repositories.subscriptions.quiet_hours([]) == {}


async def test_an_unknown_territory_is_a_mistake_of_the_caller(store: SqlStore) -> None:
    with pytest.raises(ConstraintBroken):
        async with store.write() as repositories:
            await add_people(repositories, PERSON)
            await repositories.subscriptions.put(subscription(territories=("nowhere",)), NOW)
    async with store.read() as repositories:
        assert (await repositories.people.visitor(PERSON, PERSON)).language is None, "nothing half-written"
