"""Sustained updates, beside a bare aiogram dispatcher that makes five raw driver calls for each.

On SQLite one after the other, on PostgreSQL of ten people at once; ten at once on SQLite is told too, without a bound:
one thread writes there, whoever waits. Half of the presses read a page of calls, half save one. Then half of the pace
is kept up as an open load (an update comes when it comes, whether the one before is done or not), and its slowest
hundredth is read. Both sides answer with the same two requests to a client that does not talk to anybody, and keep what
was there at the start from the collector, as the running bot does.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
import asyncpg
from aiogram import Bot, Dispatcher, Router
from aiogram.types import CallbackQuery, Message, Update

from bench.figures import Figure, report
from bench.silent_client import SilentSession
from bench.updates import TOKEN, prepare, update
from bot.app import App
from bot.settings import Settings
from domain.language import Language
from handlers import dispatcher
from handlers.callbacks import CallAct, CallPress, ListKind, ListPress
from handlers.flood import Flood
from handlers.home import page_of
from handlers.views.alert import alert_card
from handlers.views.screen import Screen
from tests.storage.postgres import server

PEOPLE = 10
FIRST = 10_000
EACH = 60  # updates of a person in a round
ROUNDS = 5
OPEN_SECONDS = 4.0
SLOWEST_MS = 100.0

Calls = Callable[[int], Awaitable[None]]
"""The five raw driver calls for a person's update: one read, begin, two writes, commit."""


@asynccontextmanager
async def raw_sqlite(folder: Path) -> AsyncIterator[Calls]:
    """One connection and a lock, for on a shared connection units of work must not mix."""
    async with aiosqlite.connect(folder / "floor.db", isolation_level=None) as database:
        await database.execute("PRAGMA journal_mode = WAL")
        await database.execute("PRAGMA synchronous = NORMAL")
        await database.execute("CREATE TABLE floor (id INTEGER PRIMARY KEY, body INTEGER)")
        await database.executemany("INSERT INTO floor VALUES (?, 0)", [(FIRST + n,) for n in range(PEOPLE)])
        turn = asyncio.Lock()

        async def calls(person: int) -> None:
            async with turn:
                await database.execute_fetchall("SELECT body FROM floor WHERE id = ?", (person,))
                await database.execute("BEGIN IMMEDIATE")
                for _ in range(2):
                    await database.execute("UPDATE floor SET body = body + 1 WHERE id = ?", (person,))
                await database.execute("COMMIT")

        yield calls


@asynccontextmanager
async def raw_postgresql(url: str) -> AsyncIterator[Calls]:
    """A pool with a connection for each of the ten, and a row for each, so that nobody waits for anybody."""
    pool = await asyncpg.create_pool(url, min_size=PEOPLE, max_size=PEOPLE)
    try:
        await pool.execute("CREATE TABLE floor (id BIGINT PRIMARY KEY, body BIGINT)")
        await pool.executemany("INSERT INTO floor VALUES ($1, 0)", [(FIRST + n,) for n in range(PEOPLE)])

        async def calls(person: int) -> None:
            async with pool.acquire() as connection:
                await connection.fetch("SELECT body FROM floor WHERE id = $1", person)
                await connection.execute("BEGIN")
                for _ in range(2):
                    await connection.execute("UPDATE floor SET body = body + 1 WHERE id = $1", person)
                await connection.execute("COMMIT")

        yield calls
    finally:
        await pool.close()


def bare(calls: Calls, screen: Screen) -> Dispatcher:
    """Return the floor: a dispatcher whose only handler makes the calls and answers with the screen."""
    router = Router()

    @router.callback_query()
    async def press(query: CallbackQuery) -> None:
        await calls(query.from_user.id)
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


class Load:
    """Presses of ten people, each with numbers of its own.

    Args:
        bot: the client.
        call_id: what they save.
        listed: the screen under which a page is turned.
        card: the screen under which a call is saved.
    """

    def __init__(self, bot: Bot, call_id: int, listed: Screen, card: Screen) -> None:
        self._bot = bot
        self._call_id = call_id
        self._listed = listed
        self._card = card
        self._numbers = itertools.count(1)

    def press(self, person: int, turn: int) -> Update:
        """Return a person's press: pages and saving by turns."""
        if turn % 2:
            data = CallPress(act=CallAct.UNSAVE if turn % 4 == 1 else CallAct.SAVE, id=self._call_id).pack()
        else:
            data = ListPress(kind=ListKind.OPEN, page=turn // 2 % 2).pack()
        raw: dict[str, Any] = update(next(self._numbers), data, self._card if turn % 2 else self._listed, person)
        return Update.model_validate(raw, context={"bot": self._bot})

    async def rate(self, dispatcher: Dispatcher, people: int) -> float:
        """Return updates a second when each of so many people presses again as soon as they were answered."""
        each = EACH * PEOPLE // people
        presses = [[self.press(FIRST + n, turn) for turn in range(each)] for n in range(people)]
        gc.freeze()  # presses that wait are nobody's work: the collector is not to count them

        async def one(mine: list[Update]) -> None:
            for item in mine:
                await dispatcher.feed_update(self._bot, item)

        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for mine in presses:
                group.create_task(one(mine))
        return PEOPLE * EACH / (time.perf_counter() - started)

    async def slowest(self, dispatcher: Dispatcher, pace: float) -> float:
        """Return the 99th percentile of the time from an update's moment to its end, in ms, at so many a second."""
        count = int(pace * OPEN_SECONDS)
        presses = [self.press(FIRST + n % PEOPLE, n // PEOPLE) for n in range(count)]
        took: list[float] = []
        gc.freeze()  # as above
        started = time.perf_counter()

        async def one(item: Update, due: float) -> None:
            await dispatcher.feed_update(self._bot, item)
            took.append(time.perf_counter() - due)

        async with asyncio.TaskGroup() as group:
            for number, item in enumerate(presses):
                due = started + number / pace
                wait = due - time.perf_counter()
                if wait > 0:
                    await asyncio.sleep(wait)
                group.create_task(one(item, due))
        return statistics.quantiles(took, n=100)[98] * 1000


async def _on(name: str, url: str, floor: Callable[[], Any], people: int) -> list[Figure]:
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(App(Settings(bot_token=TOKEN, database_url=url)))
        handling = dispatcher(app.service, flood=Flood(burst=10**9))  # counts as in earnest, and refuses nothing
        call_id = 0
        for person in range(FIRST, FIRST + PEOPLE):
            call_id = await prepare(app, person, calls=person == FIRST) or call_id
        calls = await stack.enter_async_context(floor())
        bot = Bot(TOKEN, session=SilentSession())
        async with app.store.read() as repositories:
            visitor = await repositories.people.visitor(FIRST, FIRST)
            shelved = await repositories.calls.get(call_id)
        assert shelved is not None
        tr = app.service.texts.in_language(Language.KK)
        listed = await page_of(ListKind.OPEN, 0, visitor, tr, app.service)
        card = alert_card(shelved.call, tr, app.service, now=app.service.clock.now())
        load = Load(bot, call_id, listed, card)
        lowest = bare(calls, card)
        mine: dict[int, list[float]] = {people: [], PEOPLE: []}
        theirs: dict[int, list[float]] = {people: [], PEOPLE: []}
        for _ in range(ROUNDS):  # by turns, so that what else the machine does falls on both
            for at_once in mine:
                theirs[at_once].append(await load.rate(lowest, at_once))
                mine[at_once].append(await load.rate(handling, at_once))
        ours, least = statistics.median(mine[people]), statistics.median(theirs[people])
        if people != PEOPLE:
            many, least_many = statistics.median(mine[PEOPLE]), statistics.median(theirs[PEOPLE])
            print(f"{name}, {PEOPLE} at once: {many:.0f} of {least_many:.0f} updates/s, ratio {many / least_many:.2f}")
        slowest = await load.slowest(handling, ours / 2)
        return [
            Figure(f"{name}, {people} at once", ours, least, "updates/s", 0.6, at_least=True),
            Figure(f"{name}, p99 at half of that load ({ours / 2:.0f}/s)", slowest, SLOWEST_MS, "ms", 1.0),
        ]


async def main() -> int:
    """Measure and print; returns 0 when the bounds are kept."""
    figures: list[Figure] = []
    folder = Path(tempfile.mkdtemp(prefix="elshi-load-"))
    try:
        figures += await _on("SQLite", f"sqlite:///{folder}/ours.db", lambda: raw_sqlite(folder), 1)
        with server(durable=True) as url:
            figures += await _on("PostgreSQL", url, lambda: raw_postgresql(url), PEOPLE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report(figures)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
