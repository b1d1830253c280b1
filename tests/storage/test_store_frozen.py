"""PostgreSQL that stops answering, and URLs that cannot be used."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import asyncpg
import pytest

from domain.errors import StorageBusy
from domain.language import Language
from storage import postgresql
from storage.statement import sql
from storage.store import SqlStore, open_store
from tests.storage.samples import NOW, ZONE

pytestmark = pytest.mark.postgresql
_BACKEND = sql("SELECT pg_backend_pid()")
STRANGER = 90_001
BOUND = 20.0  # seconds; what is waited for takes about one


@pytest.fixture
async def hasty(postgresql_seeded: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqlStore]:
    """A store that gives a statement up soon."""
    monkeypatch.setattr(postgresql, "COMMAND_TIMEOUT", 0.2)
    async with asyncio.timeout(BOUND), open_store(postgresql_seeded, zone=ZONE, patience=0.5) as store:
        yield store


async def _works(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.people.set_language(STRANGER, Language.RU, NOW)
        await repositories.people.erase(STRANGER, NOW)
    await store.alive()


async def _backend(store: SqlStore) -> int:
    async with store.read() as repositories:
        row = await repositories.session.one(_BACKEND)
    assert row is not None
    return int(row[0])


async def _writes_again(store: SqlStore) -> None:
    """Until the server has seen that the client of the backend that was frozen is gone, others may be told to wait."""
    while True:
        try:
            return await _works(store)
        except StorageBusy:
            await asyncio.sleep(0.05)


async def test_while_a_backend_is_frozen_in_a_unit_of_work_others_read_and_writers_are_told_to_wait(
    hasty: SqlStore,
) -> None:
    """It holds the one lock of writers and cannot let go of it, nor can the server end it: as on SQLite, they wait."""
    pid = 0
    try:
        with pytest.raises(StorageBusy):
            async with hasty.write() as repositories:
                row = await repositories.session.one(_BACKEND)
                assert row is not None
                pid = int(row[0])
                os.kill(pid, signal.SIGSTOP)
                await repositories.people.set_language(STRANGER, Language.KK, NOW)
        async with hasty.read() as repositories:
            assert await repositories.people.languages([STRANGER]) == {}
        with pytest.raises(StorageBusy):
            await _works(hasty)
    finally:
        os.kill(pid, signal.SIGCONT)
    await _writes_again(hasty)


async def test_a_backend_that_freezes_before_the_commit_is_busy(hasty: SqlStore) -> None:
    pid = 0
    try:
        with pytest.raises(StorageBusy):
            async with hasty.write() as repositories:
                row = await repositories.session.one(_BACKEND)
                assert row is not None
                pid = int(row[0])
                os.kill(pid, signal.SIGSTOP)
        await hasty.alive()
    finally:
        os.kill(pid, signal.SIGCONT)
    await _writes_again(hasty)


async def test_a_frozen_backend_is_not_alive(hasty: SqlStore) -> None:
    pid = await _backend(hasty)
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(StorageBusy):
            await hasty.alive()
        await hasty.alive()  # over another connection
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("writing", [True, False])
async def test_a_task_that_waits_for_a_frozen_backend_can_be_cancelled(postgresql_seeded: str, writing: bool) -> None:
    """Far sooner than the statement would be given up."""
    async with asyncio.timeout(BOUND), open_store(postgresql_seeded, zone=ZONE, patience=0.5) as store:
        pid = await _backend(store)

        async def look() -> None:
            async with store.write() if writing else store.read() as repositories:
                await repositories.people.languages([STRANGER])

        os.kill(pid, signal.SIGSTOP)
        try:
            async with asyncio.TaskGroup() as group:
                task = group.create_task(look())
                await asyncio.sleep(0.05)  # until the statement is on its way
                task.cancel()
            assert task.cancelled()
            await _works(store)
        finally:
            os.kill(pid, signal.SIGCONT)


async def test_a_slow_statement_is_busy_and_its_connection_is_used_again(hasty: SqlStore) -> None:
    with pytest.raises(StorageBusy):
        async with hasty.write() as repositories:
            await repositories.session.all(sql("SELECT pg_sleep(30)"))
    await _works(hasty)


async def test_a_rollback_that_fails_does_not_hide_why(hasty: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(self: object) -> None:
        raise asyncpg.InterfaceError("rollback failed")

    monkeypatch.setattr(asyncpg.transaction.Transaction, "rollback", fails)
    with pytest.raises(ZeroDivisionError):
        async with hasty.write() as repositories:
            await repositories.people.set_language(STRANGER, Language.KK, NOW)
            raise ZeroDivisionError
    async with hasty.read() as repositories:
        assert await repositories.people.languages([STRANGER]) == {}
    await _works(hasty)


@pytest.mark.parametrize(
    "secret", ["hunter#2", "hunter/2", "hunter?2", "hunter[2", "hunter@[2", "12/hunter", "12#hunter", "12?hunter=2"]
)
async def test_no_part_of_a_password_is_told(secret: str, server_url: str) -> None:
    port = server_url.rpartition(":")[2].partition("/")[0]
    with pytest.raises((ValueError, StorageBusy)) as caught:
        async with open_store(f"postgresql://localhost:{secret}@127.0.0.1:{port}/x", zone=ZONE, patience=1):
            raise AssertionError("opened")
    told = str(caught.value)
    assert "hunter" not in told and secret not in told
    assert caught.value.__suppress_context__


async def test_a_url_that_cannot_be_read_says_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"^DATABASE_URL cannot be read; write special characters .* as %XX$"):
        async with open_store("postgresql://elshi:p#ss@127.0.0.1/x", zone=ZONE):
            raise AssertionError("opened")


async def test_a_database_that_is_not_there_is_told_without_its_name(server_url: str) -> None:
    with pytest.raises(ValueError, match="InvalidCatalogNameError, 3D000") as caught:
        async with open_store(server_url.replace("/postgres", "/hunter"), zone=ZONE):
            raise AssertionError("opened")
    assert "hunter" not in str(caught.value)
