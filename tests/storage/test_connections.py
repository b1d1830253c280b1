"""Connections are lent to one at a time, given back whatever happened, and cut off when nobody knows their state."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from domain.errors import StorageBusy
from storage import connections as module
from storage.connections import Connections
from storage.postgresql import open_postgresql
from storage.statement import sql


class Line:
    """The far end of a connection, as far as lending asks it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.closed = False
        self.busy = False  # a transaction is open
        self.parting: str | None = None

    def is_closed(self) -> bool:
        return self.closed

    def is_in_transaction(self) -> bool:
        return self.busy

    def terminate(self) -> None:
        self.closed, self.parting = True, "cut off"

    async def close(self) -> None:
        self.closed, self.parting = True, "closed"


class Server:
    """Makes lines; refuses while it is down."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.down = False

    async def connect(self) -> Line:
        await asyncio.sleep(0)
        if self.down:
            raise ConnectionRefusedError
        self.lines.append(Line(len(self.lines)))
        return self.lines[-1]

    def pool(self, most: int = 3, patience: float = 0.05) -> Connections:
        return Connections(self.connect, most, patience)


async def borrow(pool: Connections, number: int) -> Sequence[Line]:
    return [await pool.lend() for _ in range(number)]


async def test_the_one_used_last_is_lent_first() -> None:
    server = Server()
    pool = server.pool()
    first, second, third = await borrow(pool, 3)
    for line in (second, third, first):
        pool.give_back(line)
    assert await borrow(pool, 3) == [first, third, second]
    assert len(server.lines) == 3


async def test_who_comes_when_all_are_lent_waits_and_at_last_is_refused() -> None:
    pool = Server().pool(most=1, patience=0.05)
    line = await pool.lend()
    with pytest.raises(StorageBusy):
        await pool.lend()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(pool.lend())
        await asyncio.sleep(0)
        assert not waiting.done()
        pool.give_back(line)
    assert waiting.result() is line


async def test_who_stopped_waiting_takes_nobodys_place() -> None:
    pool = Server().pool(most=1, patience=5)
    line = await pool.lend()
    async with asyncio.TaskGroup() as group:
        impatient = group.create_task(pool.lend())
        await asyncio.sleep(0)
        impatient.cancel()
    pool.give_back(line)
    assert await pool.lend() is line


async def test_a_server_that_is_down_uses_nothing_up() -> None:
    server = Server()
    pool = server.pool(most=2)
    server.down = True
    for _ in range(5):
        with pytest.raises(ConnectionRefusedError):
            await pool.lend()
    server.down = False
    assert len(await borrow(pool, 2)) == 2


@pytest.mark.parametrize("state", ["closed", "in a transaction", "not at rest"])
async def test_what_may_be_broken_is_never_lent_again(state: str) -> None:
    server = Server()
    pool = server.pool(most=1)
    line = await pool.lend()
    line.closed, line.busy = state == "closed", state == "in a transaction"
    pool.give_back(line, rested=state != "not at rest")
    assert line.parting == "cut off"
    assert (await pool.lend()) is server.lines[1]


async def test_one_that_the_server_ended_while_it_lay_idle_is_not_lent() -> None:
    server = Server()
    pool = server.pool(most=2)
    for line in await borrow(pool, 2):
        pool.give_back(line)
    server.lines[1].closed = True
    assert await pool.lend() is server.lines[0]
    assert (await pool.lend()).number == 2


async def test_what_nobody_used_for_long_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server()
    pool = server.pool()
    lines = await borrow(pool, 3)
    for line in lines:
        pool.give_back(line)
    monkeypatch.setattr(module, "IDLE", -1.0)  # everything is old
    pool.give_back(await pool.lend())
    assert [line.parting for line in lines] == ["cut off"] * 3
    assert (await pool.lend()).number == 3


async def test_closing_waits_for_what_is_lent_and_cuts_off_what_is_kept_too_long() -> None:
    server = Server()
    pool = server.pool(patience=0.05)
    idle, kept = await borrow(pool, 2)
    pool.give_back(idle)
    await pool.close()
    assert (idle.parting, kept.parting) == ("cut off", "cut off"), "one was kept too long, nothing could be closed well"
    pool.give_back(kept)
    with pytest.raises(StorageBusy):
        await pool.lend()

    server = Server()
    pool = server.pool(patience=5)
    idle, late = await borrow(pool, 2)
    pool.give_back(idle)
    async with asyncio.TaskGroup() as group:
        closing = group.create_task(pool.close())
        await asyncio.sleep(0)
        assert not closing.done()
        pool.give_back(late)
    assert idle.parting == "closed"
    assert late.parting == "cut off", "what comes back to a closing pool ends at once"


_PID = sql("SELECT pg_backend_pid()")
_SLEEP = sql("SELECT pg_sleep(60)")
_WRONG = sql("SELECT 1 / CAST(:zero AS INTEGER)")


@pytest.mark.postgresql
async def test_a_look_that_was_broken_off_or_failed_leaves_no_trace_on_the_next_one(postgresql_seeded: str) -> None:
    engine = await open_postgresql(postgresql_seeded, 5)
    try:
        (before,) = await engine.reading().one(_PID) or (0,)
        with pytest.raises(asyncpg.DivisionByZeroError):
            await engine.reading().all(_WRONG, zero=0)
        assert await engine.reading().one(_PID) == (before,), "the server answered: the connection is as good as before"
        async with asyncio.TaskGroup() as group:
            sleeping = group.create_task(engine.reading().all(_SLEEP))
            await asyncio.sleep(0)  # it has taken the only connection there is
            assert await engine.reading().one(_PID) not in (None, (before,))
            sleeping.cancel()
        for _ in range(15):  # more than there are connections: none is lost
            assert await engine.reading().one(_PID) not in (None, (before,))
    finally:
        await engine.close()
