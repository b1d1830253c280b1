"""Delivery: the configured rate over 3,000 messages without a refusal, and the processor time of a message.

The rate run talks to a server that enforces Telegram's flood limits. The processor-time run has no limits and compares
with bare `bot.send_message` of the same text and buttons. About two minutes: the rate is Telegram's own.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from aiogram import Bot

from bench.far_side import FIRST_PERSON, TOKEN, far_side
from bench.figures import Figure, report
from bot.app import App
from bot.deliver import Sender
from bot.pace import Pace
from bot.settings import Settings
from bot.telegram import make_bot
from domain.calls.model import Call, CallEvent, CallKind, CallText, LocalMoment, Post
from domain.clock import SystemClock
from domain.language import Language
from domain.people import Role
from domain.sources import Source
from domain.subscriptions import Subscription
from handlers.views.alert import alert_card

MESSAGES = 3000
RATE = 28.0


async def _queue(app: App, chats: int) -> Call:
    """Subscribe the chats, store one call and let matching queue an alert for each."""
    now = SystemClock().now()
    source = Source("bench", "feed", "https://example.kz/feed", "Дереккөз", "Источник")
    deadline = LocalMoment((now + timedelta(days=20)).date())
    call = Call(
        id=0, revision=1, kind=CallKind.GRANT, event=CallEvent.OPENED,
        texts=(CallText("ru", "Малые гранты для сельских инициатив", "https://example.kz/1", "bench"),),
        territories=("KZ",), spheres=(), opens=None, deadline=deadline, closes_at=deadline.ends(app.service.zone),
        amount_max=2_000_000, amount_total=None, currency="KZT", organiser="Центр гражданских инициатив",
        published_at=now, first_seen_at=now,
    )  # fmt: skip
    async with app.store.write() as repositories:
        await repositories.sources.sync([source], now)
        for chat in range(FIRST_PERSON, FIRST_PERSON + chats):
            await repositories.people.set_language(chat, Language.RU, now)
            await repositories.people.onboard(chat, Role.LOOKING, None, None, now)
            awake = now.astimezone(app.service.zone).time().replace(second=0, microsecond=0)
            await repositories.subscriptions.put(
                Subscription(0, chat, chat, Language.RU, ("KZ",), quiet_from=awake, quiet_until=awake), now
            )
        post_id = await repositories.sources.put_post(
            "bench", Post("1", "https://example.kz/1", "t", "x"), "f", None, now
        )
        call_id = await repositories.calls.add(call, post_id, now)
        queued = await repositories.calls.match(call_id, 1, now)
        assert queued == chats, queued
        shelved = await repositories.calls.get(call_id)
        assert shelved is not None
        return shelved.call


async def _deliver(folder: Path, chats: int, rate: float, *, limits: bool) -> tuple[float, float, dict[str, int]]:
    """Deliver one alert to each chat; returns wall seconds, processor seconds, and what the server saw."""
    async with far_side(chats, limits=limits) as side, AsyncExitStack() as stack:
        settings = Settings(bot_token=TOKEN, bot_api_url=side.base_url, database_url=f"sqlite:///{folder}/d{rate}.db")
        app = await stack.enter_async_context(App(settings))
        await _queue(app, chats)
        bot = make_bot(settings)
        stack.push_async_callback(bot.session.close)
        sender = Sender(bot, app.service, Pace(rate, 1.0, 20.0))
        started, processor = time.perf_counter(), time.process_time()
        async with asyncio.TaskGroup() as running:
            task = running.create_task(sender.run())
            await sender.drained()
            took, spent = time.perf_counter() - started, time.process_time() - processor
            task.cancel()
    return took, spent, side.seen


async def _bare(folder: Path, chats: int) -> float:
    """Send the same card to each chat with nothing around it; returns processor seconds."""
    async with far_side(chats, limits=False) as side, AsyncExitStack() as stack:
        settings = Settings(bot_token=TOKEN, bot_api_url=side.base_url, database_url=f"sqlite:///{folder}/bare.db")
        app = await stack.enter_async_context(App(settings))
        call = await _queue(app, 1)
        tr = app.service.texts.in_language(Language.RU)
        screen = alert_card(call, tr, app.service, now=SystemClock().now())
        bot: Bot = make_bot(settings)
        stack.push_async_callback(bot.session.close)
        await bot.send_message(FIRST_PERSON, screen.text, reply_markup=screen.markup)
        processor = time.process_time()
        for chat in range(FIRST_PERSON, FIRST_PERSON + chats):
            await bot.send_message(chat, screen.text, reply_markup=screen.markup)
        return time.process_time() - processor


async def main() -> int:
    """Measure and print; returns 0 when the bounds are kept."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = await _bare(folder, MESSAGES)
        _, spent, _ = await _deliver(folder, MESSAGES, 2000.0, limits=False)
        took, _, seen = await _deliver(folder, MESSAGES, RATE, limits=True)
    print(f"{seen['sent']} messages accepted, {seen['refused']} refused (429), {took:.1f} s at {RATE:g} a second")
    code = report(
        [
            Figure("delivery rate of 3,000 messages", MESSAGES / took, RATE, "messages/s", 0.98, at_least=True),
            Figure("processor time a message", spent / MESSAGES * 1e3, bare / MESSAGES * 1e3, "ms", 1.5),
        ]
    )
    return code or int(seen["refused"] != 0 or seen["sent"] != MESSAGES)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
