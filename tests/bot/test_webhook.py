"""Updates that are posted to us: only Telegram's, stored before they are answered, each handled once and in order."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.types import Message
from aiohttp import ClientSession
from hypothesis import given, settings

from bot import webhook
from bot.demo.botapi import BotAccount, BotApiServer, Limits, Person, World
from bot.handling import as_kept
from bot.poll import Poller
from bot.settings import Settings
from bot.telegram import ALLOWED_UPDATES, make_bot
from bot.webhook import SECRET_HEADER, Webhook, _update, line_of
from bot.webhook_address import keep_address
from domain.clock import MovableClock
from storage.store import SqlStore, open_store

TOKEN = "123456:" + "W" * 35
SECRET = "Webhook_" + "s" * 40
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
    path: Path
    client: ClientSession
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

    def hook(self, act: Heard | None = None) -> Webhook:
        return Webhook(
            self.bot, self.dispatcher(act), self.store, self.clock,
            secret=SECRET, path="/hook", host="127.0.0.1", port=0,
        )  # fmt: skip

    @asynccontextmanager
    async def listening(self, act: Heard | None = None) -> AsyncIterator[Webhook]:
        hook = self.hook(act)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(hook.run())
            async with asyncio.timeout(10):
                while not hook.port:
                    await asyncio.sleep(0.005)
            try:
                yield hook
            finally:
                task.cancel()

    async def post(self, hook: Webhook, body: Any, *, secret: str | None = SECRET, **how: Any) -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        url = f"http://127.0.0.1:{hook.port}{how.pop('path', '/hook')}"
        verb = how.pop("verb", "POST")
        async with self.client.request(verb, url, data=data, headers=headers | how.pop("headers", {})) as answer:
            assert await answer.read() == b"", "no words for strangers"
            return answer.status

    def message(self, number: int, text: str, person: int = 1) -> dict[str, Any]:
        who = {"id": person, "is_bot": False, "first_name": "Айгүл"}
        chat = {"id": person, "type": "private", "first_name": "Айгүл"}
        return {
            "update_id": number,
            "message": {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": who, "text": text},
        }

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
        path = tmp_path / "w.db"
        store = await stack.enter_async_context(open_store(f"sqlite:///{path}", zone=ZONE, clock=clock, patience=0.2))
        bot = make_bot(Settings(bot_token=TOKEN, bot_api_url=base_url))
        stack.push_async_callback(bot.session.close)
        client = await stack.enter_async_context(ClientSession())
        yield Desk(world, account, world.add_person(1, "Айгүл"), bot, store, clock, path, client)


async def test_who_is_not_telegram_is_refused_and_nothing_is_stored(desk: Desk) -> None:
    update = desk.message(1, "сәлем")
    async with desk.listening() as hook:
        for secret in (None, "", SECRET[:-1], SECRET + "x", SECRET.lower(), "құпия"):
            assert await desk.post(hook, update, secret=secret) == 401
        assert await desk.post(hook, update, path="/") == 404
        assert await desk.post(hook, update, path="/hook/") == 404
        for verb in ("GET", "PUT", "DELETE", "OPTIONS"):
            assert await desk.post(hook, update, verb=verb) == 405
        assert await desk.unhandled() == 0
        assert await desk.post(hook, update) == 200
        await desk.until_heard(1)
    assert desk.heard == ["сәлем"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"{}", b"\xff\xfe", b'{"update_id": "1"}', b'{"update_id": true}',
        b'{"update_id": -1}', b'{"update_id": 1.5}', b'{"update_id": 99999999999999999999999}', b"[" * 100_000,
    ],
)  # fmt: skip
async def test_what_is_no_update_is_refused(desk: Desk, body: bytes) -> None:
    async with desk.listening() as hook:
        assert await desk.post(hook, body) == 400
    assert await desk.unhandled() == 0


async def said_to(hook: Webhook, rest: str) -> bytes:
    """Send a head and what is given, nothing more, and return all that is answered until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
    try:
        writer.write(f"POST /hook HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n{rest}".encode())
        async with asyncio.timeout(10):
            return await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()


async def test_a_body_that_is_too_large_or_too_slow_is_cut_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk.listening() as hook:
        large = f"Content-Length: {webhook.MAX_BODY + 1}\r\n\r\n"
        assert (await said_to(hook, large)).startswith(b"HTTP/1.1 413"), "before it was sent"

        async def endless() -> AsyncIterator[bytes]:
            for _ in range(64):
                yield b" " * (webhook.MAX_BODY // 16)

        headers = {SECRET_HEADER: SECRET}
        try:
            async with desk.client.post(
                f"http://127.0.0.1:{hook.port}/hook", data=endless(), headers=headers
            ) as answer:
                assert answer.status == 413, "no length was told beforehand"
        except OSError:
            pass  # hung up on while it was still sending
        monkeypatch.setattr(webhook, "BODY_WITHIN", 0.05)
        assert (await said_to(hook, "Content-Length: 9\r\n\r\n{")).startswith(b"HTTP/1.1 408")


async def test_an_update_of_unknown_shape_stops_nobody(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    async with desk.listening() as hook:
        assert await desk.post(hook, {"update_id": 1, "message": {"message_id": "x", "text": "құпия"}}) == 200
        assert await desk.post(hook, desk.message(2, "сәлем")) == 200
        await desk.until_heard(1)
    assert "has a shape we do not know" in caplog.text
    assert "құпия" not in caplog.text


async def test_half_of_a_character_keeps_no_other_update_from_being_stored(desk: Desk) -> None:
    async with desk.listening() as hook:
        posts = [desk.post(hook, desk.message(number, text)) for number, text in ((1, "\ud83d"), (2, "сәлем"))]
        assert await asyncio.gather(*posts) == [200, 200]
        await desk.until_heard(2)
    assert set(desk.heard) == {"\ud83d", "сәлем"}


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()), max_size=9),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(("from", "id", "x")), inside),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(("update_id", "message", "from", "x")), PARTS), st.integers(-1, 2**63) | PARTS)
def test_any_body_is_none_or_an_update_that_can_be_kept_in_somebody_s_line(update: dict[str, Any], number: Any) -> None:
    found = _update(json.dumps(update | {"update_id": number}).encode())
    if found is None:
        assert type(number) is not int or not 0 <= number < 2**62
        return
    assert json.loads(as_kept(found).encode()) == json.loads(json.dumps(found)) or "NaN" in as_kept(found)
    line = line_of(found)
    assert line is None or abs(line) < 2**63


def test_any_depth_of_a_body_is_an_update_that_can_be_kept_or_none() -> None:
    for depth in range(1, 1200):
        update = _update(b'{"update_id": 1, "x": ' + b'{"a":[' * depth + b"]}" * depth + b"}")
        if update is None:
            assert depth > 100
            break
        assert as_kept(update)
    else:
        raise AssertionError("no depth was too much")


async def test_it_is_stored_before_it_is_answered_and_handled_after_a_crash(desk: Desk) -> None:
    async def never_ends(_text: str) -> None:
        await asyncio.Event().wait()

    hook = desk.hook(never_ends)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(hook.run())
        async with asyncio.timeout(10):
            while not hook.port:
                await asyncio.sleep(0.005)
        assert await desk.post(hook, desk.message(1, "бір")) == 200
        with closing(sqlite3.connect(desk.path)) as other:
            assert other.execute("SELECT update_id, done FROM update_inbox").fetchall() == [(1, 0)]
        for one in asyncio.all_tasks():
            if one.get_name() == "update-1":
                one.cancel()  # as if the process were gone in the middle
        task.cancel()
    async with desk.listening():
        await desk.until_heard(1)
    assert desk.heard == ["бір"]


async def test_what_cannot_be_stored_is_not_confirmed_and_telegram_posts_it_again(desk: Desk) -> None:
    async with desk.listening() as hook:
        with closing(sqlite3.connect(desk.path, isolation_level=None, timeout=5)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert await desk.post(hook, desk.message(1, "бір")) == 503
            other.execute("ROLLBACK")
        assert desk.heard == []
        assert await desk.post(hook, desk.message(1, "бір")) == 200
        await desk.until_heard(1)


async def test_the_same_update_again_and_again_is_handled_once(desk: Desk) -> None:
    async with desk.listening() as hook:
        update = desk.message(1, "бір")
        async with asyncio.TaskGroup() as group:
            answers = [group.create_task(desk.post(hook, update)) for _ in range(10)]
        assert {answer.result() for answer in answers} == {200}
        await desk.until_heard(1)
        await hook.idle()
        assert await desk.post(hook, update) == 200
        assert await desk.post(hook, desk.message(2, "екі")) == 200
        await desk.until_heard(2)
    assert desk.heard == ["бір", "екі"]


async def test_who_is_stopped_finishes_what_it_accepted(desk: Desk) -> None:
    begun = asyncio.Event()

    async def takes_a_moment(_text: str) -> None:
        begun.set()
        await asyncio.sleep(0.1)

    async with desk.listening(takes_a_moment) as hook:
        assert await desk.post(hook, desk.message(1, "бір")) == 200
        await begun.wait()
    assert desk.heard == ["бір"]
    assert await desk.unhandled() == 0
    async with desk.store.read() as repositories:
        assert await repositories.leases.held() == []


async def test_two_listen_on_one_database_and_each_update_is_one_s(desk: Desk) -> None:
    async with desk.listening() as one, desk.listening() as other:
        for number in range(1, 21):
            hook = (one, other)[number % 2]
            assert await desk.post(hook, desk.message(number, str(number), person=number % 3)) == 200
        await desk.until_heard(20)
    assert sorted(map(int, desk.heard)) == list(range(1, 21))
    for person in range(3):
        mine = [int(text) for text in desk.heard if int(text) % 3 == person]
        assert mine == sorted(mine), "a person's updates in their order, whichever process they came to"


async def test_telegram_is_told_where_to_post_with_the_secret_and_again_when_somebody_removed_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.webhook_address.LOOK_EVERY", 0.02)
    async with desk.listening() as hook, asyncio.TaskGroup() as group:
        settings = Settings(bot_token=TOKEN, webhook_url=f"http://127.0.0.1:{hook.port}/hook", webhook_secret=SECRET)
        desk.world.faults.bad_gateway("setWebhook")
        monkeypatch.setattr("bot.webhook_address.TRY_AGAIN", 0.02)
        keeping = group.create_task(keep_address(desk.bot, settings))
        desk.person.start(desk.account)
        await desk.until_heard(1)
        set_up = desk.account.updates.webhook
        assert set_up is not None
        assert (set_up.url, set_up.secret_token) == (settings.webhook_url, SECRET)
        assert desk.account.updates.allowed == set(ALLOWED_UPDATES)
        await desk.bot.delete_webhook()
        desk.person.write(desk.account, "екінші")
        await desk.until_heard(2)
        keeping.cancel()
    assert desk.heard == ["/start", "екінші"]


async def test_polling_removes_a_webhook_and_loses_nothing(desk: Desk) -> None:
    await desk.bot.set_webhook("http://127.0.0.1:9/nobody", secret_token=SECRET)
    desk.person.start(desk.account)
    poller = Poller(desk.bot, desk.dispatcher(), desk.store, desk.clock, 1)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(poller.run())
        await desk.until_heard(1)
        task.cancel()
    assert desk.account.updates.webhook is None
    assert desk.heard == ["/start"]


def test_an_update_stands_in_the_line_of_whoever_acted() -> None:
    who = {"id": 7, "is_bot": False}
    for kind in ("message", "edited_message", "callback_query", "inline_query", "my_chat_member"):
        assert line_of({"update_id": 1, kind: {"from": who, "chat": {"id": -5}}}) == 7
    for strange in ({}, {"message": []}, {"message": {"from": 7}}, {"message": {"from": {"id": "7"}}}, {"poll": {}}):
        assert line_of({"update_id": 1} | strange) is None
