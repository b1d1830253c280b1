"""A local Telegram with one bot and a few people, and the production client that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession

from bot.demo.botapi import BotAccount, BotApiServer, Limits, Person, World
from domain.clock import MovableClock

TOKEN = "123456:TEST-token-of-the-local-bot-api"


class QuickSession(AiohttpSession):
    """Closes without aiogram's quarter of a second for TLS connections, which do not exist here."""

    async def close(self) -> None:
        if self._session is not None and not self._session.closed:
            await self._session.close()


@dataclass
class Raw:
    """Calls without a client library, for what a good client would never send."""

    session: ClientSession
    base: str
    token: str = TOKEN

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Post parameters as JSON and return the body with ``status`` and ``retry_after`` added."""
        return await self.send("POST", method, json=params)

    async def send(self, verb: str, method: str, **how: Any) -> dict[str, Any]:
        async with self.session.request(verb, f"{self.base}/bot{self.token}/{method}", **how) as response:
            body: dict[str, Any] = await response.json()
            return body | {"status": response.status, "header": response.headers.get("Retry-After")}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 3, 2, 6, 0, tzinfo=UTC), frozen=True)


@pytest.fixture
def world(clock: MovableClock) -> World:
    return World(clock, limits=Limits.off())


@pytest.fixture
def account(world: World) -> BotAccount:
    return world.add_bot(TOKEN, "elshi_test_bot", "Елші")


@pytest.fixture
def aigul(world: World) -> Person:
    return world.add_person(1001, "Айгүл", language_code="kk")


@pytest.fixture
def serik(world: World) -> Person:
    return world.add_person(1002, "Серік", username="serik_example", language_code="ru")


@pytest.fixture
async def server(world: World, account: BotAccount) -> AsyncIterator[BotApiServer]:
    server = BotApiServer(world)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    session = QuickSession(api=TelegramAPIServer.from_base(server.base_url))
    async with Bot(TOKEN, session=session) as bot:
        yield bot


@pytest.fixture
async def raw(server: BotApiServer) -> AsyncIterator[Raw]:
    async with ClientSession() as session:
        yield Raw(session, server.base_url)
