"""The page's server for tests: no browser and no bot, so that all a visitor does can be looked at from behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from aiohttp import web

from bot.demo.acts import Acts
from bot.demo.botapi import BotAccount, Message, World
from bot.demo.chapters import read_story
from bot.demo.document import Document
from bot.demo.guests import GUESTS
from bot.demo.happenings import Happenings
from bot.demo.page import Page
from bot.demo.phones import Phone
from bot.demo.places import Place, shared_places
from bot.demo.sample_channels import SampleChannels
from bot.demo.sample_sources import SampleSources
from bot.demo.story import Story
from bot.demo.traces import Traces
from domain.clock import MovableClock
from domain.territory import TerritoryTree
from handlers.texts import Texts
from storage.seed import load_territories
from storage.store import open_store

ZONE = ZoneInfo("Asia/Almaty")


@dataclass
class Front:
    """The page's server, and what stands behind it."""

    url: str
    world: World
    bot: BotAccount
    phones: tuple[Phone, ...]
    places: tuple[Place, ...]
    story: Story
    clock: MovableClock
    session: aiohttp.ClientSession
    moved: list[datetime]

    async def post(self, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        """Post JSON and return status and answer."""
        more.setdefault("json", body)
        async with self.session.post(f"{self.url}{path}", **more) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if answer.content_type == "application/json" else text

    def say(self, phone: Phone, text: str, **content: Any) -> Message:
        """Let the bot write to a phone."""
        markup = content.pop("reply_markup", None)
        chat = phone.person.chat_with(self.bot)
        message = Message(0, chat, 0, {"text": text, **content}, self.bot, reply_markup=markup)
        return self.world.post(message)


@pytest.fixture
async def front(tmp_path: Any, texts: Texts) -> AsyncIterator[Front]:
    clock = MovableClock(datetime(2026, 4, 6, 5, tzinfo=UTC), frozen=True)
    world = World(clock)
    bot = world.add_bot("700000000:" + "t" * 35, "elshi_demo_bot", "Елші")
    people = {g.id: world.add_person(g.telegram_id, g.name_kk) for g in GUESTS}
    places = shared_places(world, people, clock.now().date())
    phones = tuple(Phone(g, people[g.id], bot, places) for g in GUESTS)
    moved: list[datetime] = []
    async with (
        open_store(f"sqlite:///{tmp_path / 'front.db'}", zone=ZONE) as store,
        SampleSources(clock, ZONE, world.touch) as sources,
        aiohttp.ClientSession() as session,
        asyncio.TaskGroup() as group,
    ):
        traces = Traces(sources, phones, store, TerritoryTree(load_territories()), clock, ZONE)
        chapters, channels = read_story(), SampleChannels(world, sources)
        document = Document(world, phones, sources, traces, clock, ZONE, places, chapters)
        happenings = Happenings(world, sources, traces, document, clock, lambda: moved.append(clock.now()))
        story = Story(chapters, world, phones, channels, happenings, texts)
        page = Page(world, Acts(phones, channels), story, happenings, document, clock)
        listener = web.AppRunner(web.Application())  # only to learn a free port
        await listener.setup()
        site = web.TCPSite(listener, "127.0.0.1", 0)
        await site.start()
        port = listener.addresses[0][1]
        await listener.cleanup()
        runner = web.AppRunner(page.app(port), access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        watch = group.create_task(document.watch())
        yield Front(f"http://127.0.0.1:{port}", world, bot, phones, places, story, clock, session, moved)
        watch.cancel()
        await runner.cleanup()
