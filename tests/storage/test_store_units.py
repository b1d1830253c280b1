"""Units of work: everything or nothing, one at a time, clean after an error and after a cancellation."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from domain.errors import AlreadyHandled, StorageBusy
from domain.language import Language
from domain.outbox import OutboxKind, Parcel
from storage.engine import ConstraintBroken
from storage.store import SqlStore, open_store
from tests.storage.samples import NOW, OTHER, PERSON, ZONE, subscription


async def known(store: SqlStore, *people: int) -> list[int]:
    async with store.read() as repositories:
        return sorted(await repositories.people.languages(people))


async def test_nothing_is_seen_before_the_end_and_everything_after(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.people.set_language(PERSON, Language.KK, NOW)
        assert await known(store, PERSON) == [], "a reader neither waits for the writer nor sees its half"
    assert await known(store, PERSON) == [PERSON]


async def test_an_error_takes_everything_back(store: SqlStore) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.write() as repositories:
            await repositories.people.set_language(PERSON, Language.KK, NOW)
            raise ZeroDivisionError
    assert await known(store, PERSON) == []


async def test_one_tasks_rollback_does_not_eat_anothers_insert(store: SqlStore) -> None:
    begun = asyncio.Event()

    async def fails() -> None:
        with pytest.raises(ZeroDivisionError):
            async with store.write() as repositories:
                await repositories.people.set_language(PERSON, Language.KK, NOW)
                begun.set()
                for _ in range(5):
                    await asyncio.sleep(0)
                raise ZeroDivisionError

    async def works() -> None:
        await begun.wait()
        async with store.write() as repositories:
            await repositories.people.set_language(OTHER, Language.KK, NOW)

    async with asyncio.TaskGroup() as group:
        group.create_task(fails())
        group.create_task(works())
    assert await known(store, PERSON, OTHER) == [OTHER]


async def test_writers_take_turns(store: SqlStore) -> None:
    inside, most = 0, 0

    async def work(person: int) -> None:
        nonlocal inside, most
        async with store.write() as repositories:
            inside += 1
            most = max(most, inside)
            await repositories.people.set_language(person, Language.KK, NOW)
            await asyncio.sleep(0)
            inside -= 1

    async with asyncio.TaskGroup() as group:
        for person in range(1, 21):
            group.create_task(work(person))
    assert most == 1
    assert await known(store, *range(1, 21)) == list(range(1, 21))


async def test_a_task_cancelled_in_the_middle_leaves_nothing_and_blocks_nobody(store: SqlStore) -> None:
    """Cancelled at every point in turn: between statements, and while one is on its way."""
    for steps in range(12):
        started = asyncio.Event()

        async def work() -> None:
            async with store.write() as repositories:
                started.set()  # noqa: B023  used in this round only
                await repositories.people.set_language(PERSON, Language.KK, NOW)
                await repositories.people.set_language(OTHER, Language.KK, NOW)
                await asyncio.Event().wait()  # never commits

        async with asyncio.TaskGroup() as group:
            task = group.create_task(work())
            await started.wait()
            for _ in range(steps):
                await asyncio.sleep(0.001)
            task.cancel()
        assert await known(store, PERSON, OTHER) == []
        async with store.write() as repositories:
            await repositories.people.set_language(1000 + steps, Language.KK, NOW)
    assert len(await known(store, *range(1000, 1012))) == 12


async def test_a_swallowed_error_cannot_commit_half(store: SqlStore) -> None:
    with pytest.raises(ConstraintBroken):
        async with store.write() as repositories:
            await repositories.people.set_language(PERSON, Language.KK, NOW)
            with suppress(ConstraintBroken):  # a careless handler
                await repositories.subscriptions.put(subscription(territories=("nowhere",)), NOW)
            with pytest.raises(ConstraintBroken):
                await repositories.people.set_language(OTHER, Language.KK, NOW)
    assert await known(store, PERSON, OTHER) == []


async def test_repositories_do_not_outlive_their_block(store: SqlStore) -> None:
    async with store.write() as repositories:
        pass
    with pytest.raises(RuntimeError):
        await repositories.people.set_language(PERSON, Language.KK, NOW)
    assert await known(store, PERSON) == []


async def test_a_unit_inside_a_unit_is_refused_in_time(url: str) -> None:
    async with open_store(url, zone=ZONE, patience=0.05) as store:
        with pytest.raises(StorageBusy):
            async with store.write() as outer:
                await outer.people.set_language(PERSON, Language.KK, NOW)
                async with store.write():
                    raise AssertionError("two units of work at once")
        assert await known(store, PERSON) == []


async def test_facts_tell_engine_versions_and_counts_but_no_secret(store: SqlStore, url: str) -> None:
    async with store.write() as repositories:
        await repositories.people.set_language(PERSON, Language.KK, NOW)
    facts = await store.facts()
    assert facts["dialect"] == url.partition(":")[0]
    assert facts["schema_version"] == facts["schema_latest"] >= 1
    assert (facts["people"], facts["territories"], facts["spheres"]) == (1, 249, 19)
    assert not any("@" in str(value) for value in facts.values())


@pytest.mark.parametrize(
    "url", ["mysql://example.kz/db", "sqlite://", "sqlite:///:memory:", ":memory:", "sqlite://x/y"]
)
async def test_an_unknown_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        async with open_store(url, zone=ZONE):
            raise AssertionError("opened")


async def test_a_server_out_of_reach_is_busy_not_a_crash() -> None:
    with pytest.raises(StorageBusy):
        async with open_store("postgresql://elshi@127.0.0.1:1/none", zone=ZONE, patience=1):
            raise AssertionError("opened")


async def test_whoever_sends_is_called_when_queued_messages_are_committed_and_only_then(store: SqlStore) -> None:
    called: list[int] = []

    def call() -> None:
        called.append(1)

    store.on_queued = call
    parcel = Parcel(PERSON, OutboxKind.NOTICE, "once", {"about": "review"})
    with pytest.raises(ZeroDivisionError):
        async with store.write() as repositories:
            await repositories.outbox.put([parcel], NOW)
            raise ZeroDivisionError
    async with store.write() as repositories:
        await repositories.people.set_language(PERSON, Language.KK, NOW)
    assert called == []
    for time in range(2):  # the second one queues nothing: the chat is to be told already
        async with store.write() as repositories:
            await repositories.outbox.put([parcel], NOW)
            assert called == ([] if time == 0 else [1])
    assert called == [1]


@pytest.mark.postgresql
async def test_a_process_frozen_in_the_middle_of_its_work_does_not_hold_up_the_others(postgresql_seeded: str) -> None:
    """The frozen one is a store that goes to sleep in its block: the server takes its work back and lets go of it."""
    async with (
        open_store(postgresql_seeded, zone=ZONE, patience=0.3) as frozen,
        open_store(postgresql_seeded, zone=ZONE, patience=10) as other,
    ):
        begun, over = asyncio.Event(), asyncio.Event()

        async def freeze() -> None:
            with pytest.raises(StorageBusy):
                async with frozen.write() as repositories:
                    await repositories.people.set_language(4444, Language.KK, NOW)
                    begun.set()
                    await over.wait()
                    await repositories.people.set_language(5555, Language.KK, NOW)

        async with asyncio.TaskGroup() as group:
            group.create_task(freeze())
            await begun.wait()
            async with other.write() as repositories:
                await repositories.people.set_language(6666, Language.KK, NOW)
            over.set()
        assert await known(other, 4444, 5555, 6666) == [6666]


@pytest.mark.postgresql
async def test_units_of_two_processes_are_alone_unless_they_need_not_be(postgresql_seeded: str) -> None:
    async with (
        open_store(postgresql_seeded, zone=ZONE, patience=10) as one,
        open_store(postgresql_seeded, zone=ZONE, patience=0.3) as other,
    ):
        async with one.write(alone=False), other.write(alone=False) as repositories:
            await repositories.people.set_language(PERSON, Language.KK, NOW)
        for mine in (True, False):
            async with one.write(alone=mine) as repositories:
                await repositories.people.languages([PERSON])
                with pytest.raises(StorageBusy):
                    async with other.write(alone=not mine):
                        raise AssertionError("two were alone at once")


async def test_an_update_is_marked_with_its_facts_even_when_there_are_none(store: SqlStore) -> None:
    async with store.write(77):
        pass
    with pytest.raises(AlreadyHandled):
        async with store.write(77):
            pass
    with pytest.raises(AlreadyHandled):
        async with store.write(77) as repositories:
            await repositories.people.set_language(PERSON, Language.KK, NOW)
    assert await known(store, PERSON) == []
    with pytest.raises(ZeroDivisionError):
        async with store.write(78) as repositories:
            await repositories.people.set_language(PERSON, Language.KK, NOW)
            raise ZeroDivisionError
    async with store.write(78):
        pass


@pytest.mark.postgresql
async def test_what_another_process_queues_is_heard_at_once(postgresql_seeded: str) -> None:
    heard = asyncio.Event()
    async with open_store(postgresql_seeded, zone=ZONE) as one, open_store(postgresql_seeded, zone=ZONE) as other:
        one.on_queued = heard.set
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(one.hear_queued())
            async with asyncio.timeout(10):
                await heard.wait()  # it calls once when it has begun to listen
                heard.clear()
                async with other.write() as repositories:
                    await repositories.outbox.put([Parcel(OTHER, OutboxKind.NOTICE, "heard")], NOW)
                    assert not heard.is_set(), "not before it is committed"
                await heard.wait()
            listening.cancel()


@pytest.mark.postgresql
async def test_a_process_frozen_in_the_middle_of_a_statement_does_not_hold_up_the_others(
    postgresql_seeded: str,
) -> None:
    """The frozen one has the lock, has sent half of a statement and says nothing more: no timer of the server runs."""
    address = urlsplit(postgresql_seeded)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)

    def packet(kind: bytes, *parts: bytes) -> bytes:
        body = b"".join(parts)
        return kind + (len(body) + 4).to_bytes(4) + body

    words = b"user\0elshi\0database\0" + address.path[1:].encode() + b"\0\0"
    writer.write((len(words) + 8).to_bytes(4) + (196608).to_bytes(4) + words)
    writer.write(packet(b"Q", b"BEGIN; SELECT pg_advisory_xact_lock(705412)\0"))
    writer.write(packet(b"P", b"\0SELECT 1\0", b"\0\0") + packet(b"H"))  # parse and flush, and never a bind
    async with asyncio.timeout(20):
        while True:
            kind, size = await reader.readexactly(1), int.from_bytes(await reader.readexactly(4))
            await reader.readexactly(size - 4)
            if kind == b"1":  # parsed
                break
        async with open_store(postgresql_seeded, zone=ZONE, patience=0.2) as other:
            while True:
                try:
                    async with other.write() as repositories:
                        await repositories.people.set_language(6767, Language.KK, NOW)
                    break
                except StorageBusy:
                    continue
            assert await known(other, 6767) == [6767]
    writer.close()
