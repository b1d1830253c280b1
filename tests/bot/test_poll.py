"""Updates in: nothing that a person pressed is lost by a crash, and nothing strange stops the poller."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.types import Message

from bot.demo.botapi import BotAccount, BotApiServer, Limits, Person, World
from bot.poll import Poller
from bot.settings import Settings
from bot.telegram import make_bot
from domain.clock import MovableClock
from storage.store import SqlStore, open_store

TOKEN = "123456:" + "P" * 35
ZONE = ZoneInfo("Asia/Almaty")
Heard = Callable[[str], Awaitable[None]]


@dataclass
class Desk:
    world: World
    account: BotAccount
    person: Person
    bot: Bot
    store: SqlStore
    clock: MovableClock
    heard: list[str] = field(default_factory=list)

    def dispatcher(self, act: Heard | None = None) -> Dispatcher:
        router = Router()

        @router.message()
        async def hear(message: Message) -> None:
            if act is not None:
                await act(message.text or "")
            self.heard.append(message.text or "")

        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.include_router(router)
        return dispatcher

    @asynccontextmanager
    async def polling(self, act: Heard | None = None) -> AsyncIterator[Poller]:
        poller = Poller(self.bot, self.dispatcher(act), self.store, self.clock, 1)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(poller.run())
            try:
                yield poller
            finally:
                task.cancel()

    async def until_heard(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                await asyncio.sleep(0.01)

    async def unhandled(self) -> int:
        async with self.store.read() as repositories:
            return len(await repositories.updates.unhandled())


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = MovableClock(datetime(2026, 11, 23, 5, tzinfo=UTC), frozen=True)
    world = World(clock, limits=Limits.off())
    account = world.add_bot(TOKEN, "elshi_test_bot", "Елші")
    async with AsyncExitStack() as stack:
        server = BotApiServer(world)
        base_url = await server.start()
        stack.push_async_callback(server.stop)
        store = await stack.enter_async_context(open_store(f"sqlite:///{tmp_path}/p.db", zone=ZONE, clock=clock))
        bot = make_bot(Settings(bot_token=TOKEN, bot_api_url=base_url))
        stack.push_async_callback(bot.session.close)
        yield Desk(world, account, world.add_person(1, "Айгүл"), bot, store, clock)


async def test_what_was_being_handled_at_a_crash_is_handled_after_the_restart(desk: Desk) -> None:
    started = asyncio.Event()

    async def never_ends(text: str) -> None:
        started.set()
        await asyncio.Event().wait()

    desk.person.start(desk.account)
    async with desk.polling(never_ends):
        async with asyncio.timeout(10):
            await started.wait()
        desk.person.write(desk.account, "сәлем")  # makes the poller confirm the first update
        async with asyncio.timeout(10):
            while await desk.unhandled() < 2:
                await asyncio.sleep(0.01)
    assert not desk.heard
    async with desk.polling():
        await desk.until_heard(2)
    assert desk.heard == ["/start", "сәлем"]


async def test_handled_updates_are_marked_and_not_handled_again(desk: Desk) -> None:
    desk.person.start(desk.account)
    async with desk.polling():
        await desk.until_heard(1)
        async with asyncio.timeout(10):
            while await desk.unhandled():
                await asyncio.sleep(0.02)
    async with desk.polling() as poller:
        await poller.idle()
        desk.person.write(desk.account, "екінші")
        await desk.until_heard(2)
    assert desk.heard == ["/start", "екінші"]


async def test_an_update_of_unknown_shape_and_a_handler_that_raises_stop_nobody(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async def raises(text: str) -> None:
        if text == "/start":
            raise RuntimeError("a bug")

    desk.account.updates.add("message", {"message_id": "not a number"})
    desk.person.start(desk.account)
    desk.person.write(desk.account, "мен мұндамын")
    async with desk.polling(raises):
        await desk.until_heard(1)
    assert desk.heard == ["мен мұндамын"]
    assert "has a shape we do not know" in caplog.text
    assert "a bug" in caplog.text


async def test_errors_of_the_network_are_waited_out(desk: Desk) -> None:
    desk.world.faults.bad_gateway("getUpdates")
    desk.world.faults.drop("getUpdates")
    desk.world.faults.too_many_requests("getUpdates", 1)
    desk.person.start(desk.account)
    async with desk.polling():
        await desk.until_heard(1)
    assert len(desk.world.faults.happened) == 3


async def test_when_nothing_can_be_kept_people_are_answered_all_the_same(desk: Desk, tmp_path: Path) -> None:
    import sqlite3

    async with open_store(f"sqlite:///{tmp_path}/p.db", zone=ZONE, clock=desk.clock, patience=0.1) as impatient:
        desk.store = impatient
        async with desk.polling() as poller:
            await poller.idle()
            holder = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
            holder.execute("BEGIN IMMEDIATE")
            desk.person.start(desk.account)
            await desk.until_heard(1)
            holder.execute("ROLLBACK")
            holder.close()
    assert desk.heard == ["/start"]


async def test_what_was_handled_but_not_confirmed_before_a_restart_is_not_handled_twice(desk: Desk) -> None:
    import json

    desk.person.start(desk.account)
    (update,) = desk.account.updates.pending  # Telegram still has it, the earlier run had kept and handled it
    async with desk.store.write() as repositories:
        await repositories.updates.keep([(update["update_id"], json.dumps(update))], desk.clock.now())
        await repositories.updates.done([update["update_id"]])
    desk.person.write(desk.account, "екінші")
    async with desk.polling():
        await desk.until_heard(1)
        await asyncio.sleep(0.1)
    assert desk.heard == ["екінші"]
