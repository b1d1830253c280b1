"""Updates are kept until confirmed, wake whoever waits, and can be posted to a webhook instead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiohttp import ClientSession, web

from bot.demo.botapi import BotAccount, BotApiServer, Person, World


async def test_updates_come_again_until_a_later_offset_confirms_them(
    bot: Bot, account: BotAccount, aigul: Person
) -> None:
    for text in ("бір", "екі", "үш"):
        aigul.write(account, text)
    first = await bot.get_updates(limit=2)
    assert [u.message.text for u in first if u.message] == ["бір", "екі"]
    assert await bot.get_updates(limit=2) == first
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["үш"]
    assert len(account.updates) == 1
    assert [u.update_id for u in await bot.get_updates(offset=-1)] == [rest[0].update_id]


async def test_a_waiting_poll_wakes_at_once(bot: Bot, account: BotAccount, aigul: Person) -> None:
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=30))
        await account.updates.waiting.wait()
        aigul.write(account, "Сәлем")
    assert [u.message.text for u in poll.result() if u.message] == ["Сәлем"]


async def test_the_older_of_two_pollers_is_refused_and_the_newer_gets_the_update(
    bot: Bot, account: BotAccount, aigul: Person
) -> None:
    refusals: list[str] = []

    async def older() -> None:
        with pytest.raises(TelegramConflictError) as caught:
            await bot.get_updates(timeout=30)
        refusals.append(caught.value.message)
        aigul.write(account, "Сәлем")

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(older())
        await account.updates.waiting.wait()
        newer = group.create_task(bot.get_updates(timeout=30))
    assert refusals[0].startswith("Conflict: terminated by other getUpdates request")
    assert len(newer.result()) == 1


async def test_only_the_wanted_kinds_are_kept(bot: Bot, account: BotAccount, aigul: Person) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    aigul.write(account, "Сәлем")
    assert await bot.get_updates() == []
    await bot.get_updates(allowed_updates=["message"])
    aigul.write(account, "Сәлем")
    assert len(await bot.get_updates()) == 1


async def test_an_edit_by_a_person_is_an_update(bot: Bot, account: BotAccount, aigul: Person) -> None:
    message = aigul.write(account, "Ескі")
    aigul.edit(message, "Жаңа")
    updates = await bot.get_updates()
    assert updates[0].message is not None
    assert updates[0].message.text == "Ескі"
    assert updates[1].edited_message is not None
    assert updates[1].edited_message.text == "Жаңа"


@dataclass
class Hook:
    """A bot's own little web server."""

    url: str = ""
    fail: int = 0
    got: list[tuple[int, str]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        if self.fail:
            self.fail -= 1
            raise web.HTTPServiceUnavailable
        body = await request.json()
        self.got.append((body["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")))
        self.arrived.set()
        return web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret_and_again_after_a_failure(
    bot: Bot, account: BotAccount, aigul: Person, hook: Hook
) -> None:
    aigul.write(account, "Сәлем")
    hook.fail = 1
    assert await bot.set_webhook(hook.url, secret_token="s-1")
    async with asyncio.timeout(5):
        await hook.arrived.wait()
    assert hook.got == [(1, "s-1")]
    info = await bot.get_webhook_info()
    assert info.url == hook.url
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    with pytest.raises(TelegramConflictError, match="while webhook is active"):
        await bot.get_updates()
    assert await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_changes_wake_whoever_watches_the_world(world: World, account: BotAccount, aigul: Person) -> None:
    seen = world.version
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(world.changed(seen))
        await asyncio.sleep(0)
        aigul.write(account, "Сәлем")
    assert watching.result() > seen
    with pytest.raises(TimeoutError):
        await world.changed(world.version, timeout=0.01)


async def test_any_encoding_and_any_case_of_a_method_is_understood(
    raw: Any, account: BotAccount, aigul: Person
) -> None:
    aigul.start(account)
    query = {"chat_id": "1001", "text": "Сәлем"}
    for how in ({"params": query}, {"data": query}, {"json": {"chat_id": 1001, "text": "Сәлем"}}):
        assert (await raw.send("POST", "SENDmessage", **how))["ok"]
    assert (await raw.send("GET", "sendMessage", params=query))["ok"]
    assert [m.text for m in aigul.sees(account)][1:] == ["Сәлем"] * 4


async def test_a_busy_port_is_told_and_leaves_nothing_behind(server: BotApiServer, world: World) -> None:
    with pytest.raises(OSError, match="in use"):
        await BotApiServer(world).start(port=int(server.base_url.rpartition(":")[2]))


async def test_a_waiting_poll_does_not_hold_up_the_end(world: World, account: BotAccount) -> None:
    server = BotApiServer(world)
    base = await server.start()
    async with asyncio.timeout(5), ClientSession() as session, asyncio.TaskGroup() as group:
        poll = group.create_task(session.get(f"{base}/bot{account.token}/getUpdates?timeout=50"))
        await account.updates.waiting.wait()
        await server.stop()
        async with await poll as response:
            assert (await response.json())["description"] == "Internal Server Error: restart"
