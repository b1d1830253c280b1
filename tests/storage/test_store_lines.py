"""Updates that several processes handle: each by one of them, a person's in their order, a dead one's by the others."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import AlreadyHandled
from domain.ports.leases import REPLICA
from storage.statement import sql
from storage.store import SqlStore, open_store
from tests.storage.samples import NOW, OTHER, PERSON, ZONE

_ROWS = sql("SELECT update_id, body, done, line, owner FROM update_inbox ORDER BY update_id")


async def accept(store: SqlStore, owner: str, *given: tuple[int, int | None], room: int = 99) -> list[int]:
    async with store.write() as repositories:
        await repositories.leases.take(REPLICA + owner, owner, 60)
        rows = [(number, f"body {number}", line) for number, line in given]
        return [number for number, _ in await repositories.updates.accept(rows, owner, NOW, room)]


async def take(store: SqlStore, owner: str, limit: int = 99) -> list[int]:
    async with store.write() as repositories:
        await repositories.leases.take(REPLICA + owner, owner, 60)
        return [number for number, _ in await repositories.updates.take(owner, limit)]


async def done(store: SqlStore, *numbers: int) -> None:
    async with store.write() as repositories:
        await repositories.updates.done(numbers)


async def die(store: SqlStore, owner: str) -> None:
    async with store.write() as repositories:
        await repositories.leases.take(REPLICA + owner, owner, 0)


async def test_the_same_update_at_two_processes_is_one_process_s(store: SqlStore) -> None:
    assert await accept(store, "a", (1, PERSON)) == [1]
    assert await accept(store, "a", (1, PERSON)) == []
    assert await accept(store, "b", (1, PERSON)) == []
    assert await take(store, "b") == []
    await done(store, 1)
    assert await accept(store, "b", (1, PERSON)) == [], "nor after it was handled"


async def test_a_person_s_updates_are_with_one_process_at_a_time_and_others_are_not_held_up(store: SqlStore) -> None:
    assert await accept(store, "a", (1, PERSON)) == [1]
    assert await accept(store, "b", (2, PERSON), (3, OTHER), (4, None)) == [3, 4]
    assert await accept(store, "a", (5, PERSON)) == [], "it must not overtake the one that waits"
    assert await take(store, "b") == []
    await done(store, 1)
    assert await take(store, "b") == [2, 5], "the whole line, in its order"


async def test_whoever_handles_a_person_takes_the_next_ones_at_once(store: SqlStore) -> None:
    assert await accept(store, "a", (1, PERSON), (2, PERSON)) == [1, 2]
    assert await accept(store, "a", (3, PERSON)) == [3]


async def test_what_has_no_room_waits_for_any_process(store: SqlStore) -> None:
    assert await accept(store, "a", (1, PERSON), (2, PERSON), (3, OTHER), room=1) == [1]
    assert await accept(store, "a", (4, OTHER), room=0) == []
    assert await take(store, "b", limit=1) == [], "the oldest is in a line that is taken"
    assert await take(store, "b") == [3, 4]


async def test_the_update_stays_in_its_line_until_its_handler_has_ended(store: SqlStore) -> None:
    await accept(store, "a", (1, PERSON))
    async with store.write(1):
        pass
    assert await accept(store, "b", (2, PERSON)) == [], "its facts are written; what it shows is on the way"
    with pytest.raises(AlreadyHandled):
        async with store.write(1):
            pass
    await done(store, 1)
    assert await take(store, "b") == [2]


async def test_what_a_dead_process_left_goes_on_elsewhere_and_what_it_finished_does_not(store: SqlStore) -> None:
    await accept(store, "a", (1, PERSON), (2, PERSON), (3, OTHER))
    async with store.write(1):
        pass
    assert await take(store, "b") == [], "it lives"
    await die(store, "a")
    assert await take(store, "b") == [2, 3]
    async with store.read() as repositories:
        (first, *_) = await repositories.session.all(_ROWS)
    assert tuple(first) == (1, "", 1, None, None)


async def test_what_a_process_gives_back_is_free_at_once(store: SqlStore) -> None:
    await accept(store, "a", (1, PERSON), (2, OTHER))
    async with store.write(2):
        pass
    async with store.write() as repositories:
        await repositories.updates.give_back("a")
    assert await take(store, "b") == [1]


async def test_nothing_of_the_person_is_left_when_it_was_handled(store: SqlStore) -> None:
    await accept(store, "a", (1, PERSON))
    await done(store, 1)
    async with store.read() as repositories:
        rows = await repositories.session.all(_ROWS)
    assert [tuple(row) for row in rows] == [(1, "", 1, None, None)]


async def test_polled_updates_are_taken_over_when_the_webhook_begins(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.updates.keep([(1, "{}"), (2, "{}")], NOW)
    assert await take(store, "a") == [1, 2]


async def test_two_processes_that_accept_and_take_at_once_share_without_a_double(url: str) -> None:
    async with open_store(url, zone=ZONE) as one, open_store(url, zone=ZONE) as other:
        taken: list[int] = []

        async def work(store: SqlStore, owner: str, numbers: range) -> None:
            for number in numbers:
                taken.extend(await accept(store, owner, (number, number % 7)))
                taken.extend(await take(store, owner))
                await done(store, *taken[-1:])

        async with asyncio.TaskGroup() as group:
            group.create_task(work(one, "a", range(1, 40)))
            group.create_task(work(other, "b", range(20, 60)))
        assert len(taken) == len(set(taken))
