"""Of several processes one leads: it gives up by itself when it cannot renew, and hands over when it is stopped."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import leading
from bot.leading import LEADER, Leader
from storage.store import SqlStore, open_store

ZONE = ZoneInfo("Asia/Almaty")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "l.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqlStore]:
    async with open_store(f"sqlite:///{path}", zone=ZONE, patience=0.1) as opened:
        yield opened


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rules with a shorter lease: nothing here measures time."""
    monkeypatch.setattr(leading, "LEASE", 0.6)
    monkeypatch.setattr(leading, "RENEW_EVERY", 0.1)
    monkeypatch.setattr(leading, "LOOK_EVERY", 0.02)


class Candidate:
    """A process that wants to lead, and what it does while it does."""

    def __init__(self, store: SqlStore, *, alone: bool = False) -> None:
        self.leader = Leader(store, alone=alone)
        self.working = 0
        self.began = asyncio.Event()
        self.ended = asyncio.Event()

    async def work(self) -> None:
        self.working += 1
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.working -= 1
            self.ended.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(self.leader.run(self.work))
            try:
                async with asyncio.timeout(10):
                    yield
            finally:
                task.cancel()


async def test_one_works_and_when_it_stops_the_other_does_at_once(store: SqlStore) -> None:
    one, other = Candidate(store), Candidate(store)
    async with other.running():
        async with one.running():
            while not (one.working or other.working):
                await asyncio.sleep(0.01)
            assert one.working + other.working == 1
            assert one.leader.leads() is not other.leader.leads()
        while not other.working:
            await asyncio.sleep(0.01)
        assert one.working == 0
    async with store.read() as repositories:
        assert await repositories.leases.held() == []


async def test_who_cannot_renew_stops_by_itself_and_begins_again_when_the_database_is_back(
    store: SqlStore, path: Path
) -> None:
    one = Candidate(store)
    async with one.running():
        await one.began.wait()
        one.began.clear()
        with closing(sqlite3.connect(path, isolation_level=None, timeout=5)) as other:
            other.execute("BEGIN IMMEDIATE")
            await one.ended.wait()
            assert not one.leader.leads()
            other.execute("ROLLBACK")
        await one.began.wait()
        assert one.leader.leads()


async def test_who_lost_the_lease_to_another_stops(store: SqlStore) -> None:
    one = Candidate(store)
    async with one.running():
        await one.began.wait()
        async with store.write() as repositories:
            await repositories.leases.give_back(LEADER, one.leader._owner)
            assert await repositories.leases.take(LEADER, "another", 60)
        await one.ended.wait()
        assert not one.leader.leads()


async def test_where_nobody_else_can_be_it_works_at_once_without_a_lease(store: SqlStore) -> None:
    one = Candidate(store, alone=True)
    async with one.running():
        await one.began.wait()
        assert one.leader.leads()
        async with store.read() as repositories:
            assert await repositories.leases.held() == []
