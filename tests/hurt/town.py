"""A town for a bot that is hurt: a local Telegram, a site, an office, NGOs, and thousands who wait for calls.

All of it lives in the tests' process, so that whatever happens to the bot, what it did is counted at the other side.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, cast
from xml.sax.saxutils import escape

from aiohttp import web

from bot.demo.botapi import BotAccount, BotApiServer, Limits, Message, World
from bot.demo.botapi import Person as Phone
from domain.language import Language
from domain.people import CONSENT_VERSION, Role
from domain.subscriptions import Subscription
from storage.seed import seed
from storage.store import open_store
from tests import request_stage
from tests.hurt.preloaded import Order, Preloaded, Running
from tests.hurt.shared import MORNING, Shared
from tests.person import ZONE, Stage

TOKEN = "123456:" + "H" * 35
OFFICER, COLLEAGUE = 2001, 2003
READERS = (3001, 3002, 3003)
FIRST_NGO, FIRST_SUBSCRIBER = 4001, 100_001
KOSTANAY, ZHETISU = "390000000", "330000000"
AWAKE = time(8)

_SYLLABLES = (
    "ба",
    "ке",
    "ди",
    "лау",
    "мер",
    "сон",
    "тұ",
    "жер",
    "қос",
    "гүл",
    "нар",
    "шоқ",
    "бей",
    "тал",
    "рым",
    "дос",
)


@dataclass
class Site:
    """Two feeds that a test writes: of an oblast and of the whole country."""

    clock: Shared
    url: str = ""
    posts: dict[str, list[tuple[str, str, str, datetime]]] = field(default_factory=lambda: {"oblast": [], "nation": []})
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Site]:
        app = web.Application()
        app.router.add_get("/{feed}", self._feed)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield self
        await runner.cleanup()

    def publish(self, feed: str, days: int) -> str:
        """Print a call that nobody takes for another one; returns a word that only its title has."""
        word = self._word(5).capitalize()
        day = (self.clock.now().astimezone(ZONE) + timedelta(days=days)).date()
        months = (
            "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
            "желтоқсан",
        )  # fmt: skip
        where = "Қостанай облысының" if feed == "oblast" else "Қазақстан Республикасының"
        story = " ".join(self._word(self.chance.randrange(2, 5)) for _ in range(40))
        text = (
            f"{where} {self._word(3)} орталығы үкіметтік емес ұйымдарға арналған «{word}» гранттар конкурсын "
            f"жариялайды. {story}. Бір грант – {self.chance.randrange(100, 999)} 000 теңгеге дейін. Өтінімдер "
            f"{day.year} жылғы {day.day} {months[day.month - 1]} сағат 18:00-ге дейін қабылданады."
        )
        posts = self.posts[feed]
        posts.append((f"{feed}-{len(posts)}", f"«{word}» {self._word(3)} гранты", text, self.clock.now()))
        return word

    def _word(self, syllables: int) -> str:
        return "".join(self.chance.choice(_SYLLABLES) for _ in range(syllables))

    async def _feed(self, request: web.Request) -> web.Response:
        posts = self.posts.get(request.match_info["feed"])
        if posts is None:
            return web.Response(status=404)  # robots.txt: no wishes
        items = "".join(
            f"<item><guid>{guid}</guid><link>{self.url}/{guid}</link><title>{escape(title)}</title>"
            f"<description>{escape(text)}</description><pubDate>{format_datetime(when)}</pubDate></item>"
            for guid, title, text, when in posts[-40:]
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'
        tag = f'"{len(posts)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": tag})


class _Place:
    """What `tests.request_stage` needs of a stage."""

    def __init__(self, store: Any, clock: Shared) -> None:
        self.store, self.clock = store, clock


async def prepare(path: Path, clock: Shared, ngos: int, subscribers: int) -> None:
    """Make the database that a town begins with."""
    async with open_store(f"sqlite:///{path}", zone=ZONE, clock=clock) as store:
        await seed(store)
        now = clock.now()
        place = cast("Stage", _Place(store, clock))
        await request_stage.office(place, OFFICER, COLLEAGUE, topics=("education",))
        for number in range(FIRST_NGO, FIRST_NGO + ngos):
            await request_stage.ngo(place, number, f"Ұйым {number}")
        async with store.write() as repositories:
            for number in (OFFICER, COLLEAGUE):
                await repositories.people.set_language(number, Language.KK, now)
            for number in (*READERS, FIRST_SUBSCRIBER):
                where = KOSTANAY if number in READERS else ZHETISU
                await repositories.people.give_consent(number, CONSENT_VERSION, "x", now)
                await repositories.people.set_language(number, Language.KK, now)
                await repositories.people.onboard(number, Role.LOOKING, None, None, now)
                wanted = Subscription(0, number, number, Language.KK, (where,), quiet_from=AWAKE, quiet_until=AWAKE)
                await repositories.subscriptions.put(wanted, now)
    with closing(sqlite3.connect(path)) as database, database:
        _multiply(database, subscribers)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _multiply(database: sqlite3.Connection, subscribers: int) -> None:
    """Copy the rows of the first subscriber: one by one they would take a minute."""
    (last,) = database.execute("SELECT MAX(id) FROM subscription").fetchone()
    numbers = f"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {subscribers - 1})"
    for table, column, moved in (
        ("person", "id", {"id": "id + n"}),
        ("subscription", "chat_id", {"id": "id + n", "chat_id": "chat_id + n", "person_id": "person_id + n"}),
        ("subscription_key", "chat_id", {"subscription_id": "subscription_id + n", "chat_id": "chat_id + n"}),
    ):
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        picked = ", ".join(moved.get(name, name) for name in columns)
        database.execute(
            f"{numbers} INSERT INTO {table} ({', '.join(columns)}) SELECT {picked} FROM {table}, n WHERE {column} = ?",
            (FIRST_SUBSCRIBER,),
        )
    assert database.execute("SELECT MAX(id) FROM subscription").fetchone() == (last + subscribers - 1,)


@dataclass
class Town:
    """Everything around the bot."""

    folder: Path
    data: Path
    clock: Shared
    world: World
    account: BotAccount
    server: BotApiServer
    site: Site
    parent: Preloaded
    subscribers: Sequence[Phone]
    settings: dict[str, str]
    bot: Running | None = None

    @classmethod
    @asynccontextmanager
    async def open(
        cls, folder: Path, template: Path, *, ngos: int, subscribers: int, data: Path | None = None, **settings: Any
    ) -> AsyncIterator[Town]:
        """Open a town on a copy of the database that `prepare` made.

        Args:
            folder: where everything is kept.
            template: the database.
            ngos: how many there are.
            subscribers: how many wait for calls of their oblast and of the country.
            data: where the database and the bot's log are, if elsewhere.
            settings: of the bot, over what is usual here.
        """
        data = data or folder
        clock = Shared(folder / "page")
        clock.set(MORNING)
        world = World(clock, limits=Limits.off(), logged_length=5000)
        account = world.add_bot(TOKEN, "elshi_test_bot", "Елші")
        shutil.copy(template, data / "elshi.db")
        people = [OFFICER, COLLEAGUE, *READERS, *range(FIRST_NGO, FIRST_NGO + ngos)]
        for number in people:
            world.add_person(number, f"Адам {number}").start(account)
        phones = [world.add_person(FIRST_SUBSCRIBER + place, "Оқырман") for place in range(subscribers)]
        for phone in phones:
            phone.start(account)
        account.updates.clear()  # they began long ago
        async with AsyncExitStack() as stack:
            server = BotApiServer(world)
            await server.start()
            stack.push_async_callback(server.stop)
            site = await stack.enter_async_context(Site(clock).open())
            parent = await stack.enter_async_context(Preloaded())
            (folder / "sources.toml").write_text(
                "".join(
                    f'[[source]]\nid = "{name}"\nkind = "feed"\nurl = "{site.url}/{name}"\nname_kk = "Дереккөз"\n'
                    f'name_ru = "Источник"\nterritory = "{territory}"\ninterval = "2s"\n\n'
                    for name, territory in (("oblast", KOSTANAY), ("nation", "KZ"))
                ),
                encoding="utf-8",
            )
            values = {
                "bot_token": TOKEN, "bot_api_url": server.base_url, "sources_file": str(folder / "sources.toml"),
                "database_url": f"sqlite:///{data}/elshi.db", "allow_local_sources": "true",
                "operator_name": "«Елші» ҚҚ", "operator_bin": "201240000010", "operator_contact": "elshi@example.kz",
                "collect_every": "0.2", "poll_timeout": "5", "send_rate": "500", "chat_rate": "50", "log_level": "INFO",
            }  # fmt: skip
            values |= {name: str(value) for name, value in settings.items()}
            env = {name.upper(): value for name, value in values.items()}
            town = cls(folder, data, clock, world, account, server, site, parent, phones, env)
            yield town
            if town.bot is not None:
                await town.bot.kill()

    @property
    def database(self) -> Path:
        return self.data / "elshi.db"

    @property
    def trace(self) -> Path:
        return self.folder / "boundaries"

    @property
    def log(self) -> str:
        path = self.data / "log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def order(self) -> Order:
        """Return what is run when nothing else is said."""
        return Order(
            env=self.settings,
            folder=str(self.folder),
            log=str(self.data / "log"),
            shared=str(self.folder / "page"),
            trace=str(self.trace),
        )

    async def start(self, **changes: Any) -> Running:
        """Run the bot. A start takes its time: the clock moves past the lease that a killed sender has left."""
        self.clock.move(timedelta(seconds=21))
        self.bot = await self.parent.run(replace(self.order(), **changes))
        return self.bot

    @contextmanager
    def rows(self) -> Iterator[sqlite3.Connection]:
        """Look into the database file past the bot."""
        with closing(sqlite3.connect(self.database, timeout=5)) as database:
            yield database

    def phone(self, number: int) -> Phone:
        return self.world.people[number]

    def from_bot(self, number: int) -> list[Message]:
        """What the bot wrote to somebody, as it stands on the phone, oldest first."""
        return [one for one in self.phone(number).sees(self.account) if one.sender is self.account]

    def resting(self) -> bool:
        """Tell whether nothing waits: at Telegram, in the inbox, to leave, or in the outbox for now."""
        if len(self.account.updates):
            return False
        now = (self.clock.now().timestamp() + 2) * 1e6
        with self.rows() as database:
            (waits,) = database.execute(
                """SELECT (SELECT COUNT(*) FROM update_inbox WHERE done = 0)
                    + (SELECT COUNT(*) FROM outbox WHERE state IN ('claimed', 'sending')
                                                      OR state = 'pending' AND not_before <= ?)
                    + (SELECT COUNT(*) FROM request_message WHERE leaves_at IS NOT NULL AND entry IS NULL)
                    + (SELECT COUNT(*) FROM post WHERE unread = 1)""",
                (now,),
            ).fetchone()
        return not waits
