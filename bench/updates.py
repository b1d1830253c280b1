"""Handling an update, beside a bare aiogram dispatcher that makes raw aiosqlite calls.

The floor makes three trips for a reading screen and five for a writing one. Both sides answer with the same two
requests to a client that does not talk to anybody.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiosqlite
from aiogram import Bot, Dispatcher, Router
from aiogram.types import CallbackQuery, Message, Update

from bench.figures import Figure, report
from bench.silent_client import SilentSession
from bot.app import App
from bot.settings import Settings
from domain.calls.model import Call, CallEvent, CallKind, CallText, LocalMoment, Post
from domain.clock import SystemClock
from domain.language import Language
from domain.people import CONSENT_VERSION, Role
from domain.sources import Source
from domain.subscriptions import Subscription
from handlers import dispatcher
from handlers.callbacks import CallAct, CallPress, ListKind, ListPress
from handlers.flood import Flood
from handlers.home import page_of
from handlers.views.alert import alert_card
from handlers.views.screen import Screen

TOKEN = "123456:" + "U" * 35
PERSON = 10_000
UPDATES = 400
ROUNDS = 7
CALLS = 12


def update(number: int, data: str, screen: Screen, person_id: int = PERSON) -> dict[str, Any]:
    """Return a press of a button under the screen, as Telegram writes it."""
    person = {"id": person_id, "is_bot": False, "first_name": "Айгүл"}
    chat = {"id": person_id, "type": "private", "first_name": "Айгүл"}
    inline = screen.inline
    message = {
        "message_id": 5, "date": 1_790_000_000, "chat": chat, "from": {**person, "id": 1, "is_bot": True}, "text": "x",
        "reply_markup": inline.model_dump(exclude_none=True) if inline else None,
    }  # fmt: skip
    press = {"id": str(number), "from": person, "chat_instance": "1", "data": data, "message": message}
    return {"update_id": number, "callback_query": press}


async def prepare(app: App, person: int = PERSON, *, calls: bool = True) -> int:
    """Register a person with a subscription and store a page and a half of calls; returns the id of one, or 0."""
    now = SystemClock().now()
    async with app.store.write() as repositories:
        await repositories.people.set_language(person, Language.KK, now)
        await repositories.people.give_consent(person, CONSENT_VERSION, "0" * 64, now)
        await repositories.people.onboard(person, Role.NGO, "«Үміт» ҚБ", None, now)
        await repositories.subscriptions.put(Subscription(0, person, person, Language.KK, ("KZ",)), now)
        source = Source("bench", "feed", "https://example.kz/feed", "Дереккөз", "Источник")
        await repositories.sources.sync([source], now)
        call_id = 0
        for number in range(CALLS if calls else 0):
            deadline = LocalMoment((now + timedelta(days=5 + number)).date())
            url = f"https://example.kz/{number}"
            post_id = await repositories.sources.put_post(
                "bench", Post(str(number), url, "t", "x"), str(number), None, now
            )
            call_id = await repositories.calls.add(
                Call(
                    id=0, revision=1, kind=CallKind.GRANT, event=CallEvent.OPENED,
                    texts=(CallText("kk", f"Ауыл бастамаларына арналған шағын гранттар {number}", url, "bench"),),
                    territories=("KZ",), spheres=(), opens=None, deadline=deadline,
                    closes_at=deadline.ends(app.service.zone), amount_max=1_000_000, amount_total=None, currency="KZT",
                    organiser="Орталық", published_at=now, first_seen_at=now,
                ),
                post_id, now,
            )  # fmt: skip
    return call_id


def _bare(reads: int, writes: int, database: aiosqlite.Connection, screen: Screen) -> Dispatcher:
    """Return the floor: a dispatcher whose only handler makes so many trips and answers with the same screen."""
    router = Router()

    @router.callback_query()
    async def press(query: CallbackQuery) -> None:
        for _ in range(reads):
            await database.execute_fetchall("SELECT body FROM floor WHERE id = 1")
        if writes:
            await database.execute("BEGIN IMMEDIATE")
            for _ in range(writes - 2):
                await database.execute("UPDATE floor SET body = body + 1 WHERE id = 1")
            await database.execute("COMMIT")
        bot, message = query.bot, query.message
        assert bot is not None
        assert isinstance(message, Message)
        edit = message.edit_text(screen.text, reply_markup=screen.inline)
        async with asyncio.TaskGroup() as both:
            both.create_task(bot(edit))
            both.create_task(bot(query.answer()))

    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(router)
    return dispatcher


async def _rate(bot: Bot, dispatcher: Dispatcher, screen: Screen, press: Callable[[int], str], first: int) -> float:
    """Return updates a second."""
    updates = [Update.model_validate(update(first + n, press(n), screen), context={"bot": bot}) for n in range(UPDATES)]
    gc.freeze()  # as the running bot does; and presses that wait are nobody's work
    started = time.perf_counter()
    for one in updates:
        await dispatcher.feed_update(bot, one)
    return UPDATES / (time.perf_counter() - started)


async def _compare(
    ours: Callable[[int], Awaitable[float]], floor: Callable[[int], Awaitable[float]]
) -> tuple[float, float]:
    """Take turns, so that what else the machine does falls on both; return the medians."""
    mine, theirs = [], []
    for turn in range(ROUNDS):
        theirs.append(await floor(turn))
        mine.append(await ours(turn))
    return statistics.median(mine), statistics.median(theirs)


async def main() -> int:
    """Measure and print; returns 0 when the bounds are kept."""
    figures = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = Settings(bot_token=TOKEN, database_url=f"sqlite:///{folder}/ours.db")
        app = await stack.enter_async_context(App(settings))
        call_id = await prepare(app)
        database = await stack.enter_async_context(aiosqlite.connect(folder / "floor.db", isolation_level=None))
        await database.execute("PRAGMA journal_mode = WAL")
        await database.execute("PRAGMA synchronous = NORMAL")
        await database.execute("CREATE TABLE floor (id INTEGER PRIMARY KEY, body INTEGER)")
        await database.execute("INSERT INTO floor VALUES (1, 0)")
        bot = Bot(TOKEN, session=SilentSession())
        ours = dispatcher(app.service, flood=Flood(burst=10**9))  # counts as in earnest, and refuses nothing
        async with app.store.read() as repositories:
            visitor = await repositories.people.visitor(PERSON, PERSON)
            shelved = await repositories.calls.get(call_id)
        assert shelved is not None
        tr = app.service.texts.in_language(Language.KK)
        listed = await page_of(ListKind.OPEN, 0, visitor, tr, app.service)
        card = alert_card(shelved.call, tr, app.service, now=app.service.clock.now())

        def page(number: int) -> str:
            return ListPress(kind=ListKind.OPEN, page=number % 2).pack()

        def save(number: int) -> str:
            return CallPress(act=CallAct.UNSAVE if number % 2 else CallAct.SAVE, id=call_id).pack()

        for name, press, reads, writes, screen, start in (
            ("reading screen (a page of /calls), floor 3 trips", page, 3, 0, listed, 1),
            ("writing screen (save a call), floor 5 trips", save, 1, 4, card, 1_000_000),
        ):
            bare = _bare(reads, writes, database, screen)
            mine, theirs = await _compare(
                lambda turn, press=press, start=start, screen=screen: _rate(
                    bot, ours, screen, press, start + turn * UPDATES
                ),  # type: ignore[misc]
                lambda turn, press=press, bare=bare, screen=screen: _rate(bot, bare, screen, press, turn * UPDATES),  # type: ignore[misc]
            )
            figures.append(Figure(name, mine, theirs, "updates/s", 0.6, at_least=True))
    return report(figures)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
