"""Two real processes of the bot on one PostgreSQL and one Redis, between a balancer and the local Bot API."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import asyncpg
from aiohttp import web

from bot.demo.botapi import BotAccount, BotApiServer, Limits, World
from domain.calls.model import Call, CallEvent, CallKind, CallText, LocalMoment, Post
from domain.clock import SystemClock
from domain.language import Language
from domain.people import CONSENT_VERSION, Role
from domain.subscriptions import Subscription
from storage.store import SqlStore, open_store
from tests.person import ZONE, Person
from tests.redis_server import RedisServer, free_port
from tests.replicas.balancer import Balancer

TOKEN = "123456:" + "R" * 35
SECRET = "Replicas_" + "s" * 32
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds for anything to come about, on a busy machine too; a bound of the test, not a claim
NO_QUIET = clock_time(0)


@dataclass
class Replica:
    """A process of the bot."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    @property
    def leads(self) -> bool:
        """Whether the last it said of leading is that it does."""
        said = self.said
        return said.rfind("this process leads now") > said.rfind("this process leads no more")

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)


@dataclass
class Town:
    """Everything around the replicas."""

    folder: Path
    database: str
    redis: RedisServer
    world: World
    account: BotAccount
    balancer: Balancer
    api: BotApiServer
    webhook: bool = True
    replicas: list[Replica] = field(default_factory=list)
    visits: list[float] = field(default_factory=list)  # of the site, monotonic
    site_url: str = ""
    store: SqlStore = field(init=False)
    _calls: int = 0

    # --- processes ----------------------------------------------------------------------------------------------

    async def start(self) -> Replica:
        """Start a replica and wait until it listens (or, polling, until it says that it runs)."""
        port = free_port()
        log = self.folder / f"replica-{port}.log"
        settings = {
            "BOT_TOKEN": TOKEN, "BOT_API_URL": self.api.base_url, "DATABASE_URL": self.database,
            "REDIS_URL": self.redis.url, "OPERATOR_NAME": "«Елші» ҚҚ", "OPERATOR_BIN": "201240000010",
            "OPERATOR_CONTACT": "elshi@example.kz", "SOURCES_FILE": str(self.folder / "sources.toml"),
            "ALLOW_LOCAL_SOURCES": "true", "COLLECT_EVERY": "0.5", "POLL_TIMEOUT": "1", "SEND_RATE": "25",
        }  # fmt: skip
        if self.webhook:
            settings |= {
                "WEBHOOK_URL": f"{self.balancer.url}/hook",
                "WEBHOOK_SECRET": SECRET,
                "WEBHOOK_LISTEN": f"127.0.0.1:{port}",
            }
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: ASYNC220  it is waited for by what it says
                [sys.executable, "-m", "bot", "run"],
                cwd=self.folder,
                env=kept | settings | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "LOG_LEVEL": "INFO"},
                stdout=out,
                stderr=out,
            )
        replica = Replica(port, log, process)
        self.replicas.append(replica)
        said = "listening for Telegram" if self.webhook else "running; stop with"
        await self.until(lambda: said in replica.said or process.poll() is not None)
        assert process.poll() is None, replica.said
        self.balancer.backends.append(replica.base)
        return replica

    async def two(self) -> tuple[Replica, Replica]:
        """Have two replicas alive; returns the one that leads and the other."""
        for gone in [one for one in self.replicas if one.process.poll() is not None]:
            self.replicas.remove(gone)
            self.balancer.backends.remove(gone.base)
        async with asyncio.TaskGroup() as group:
            for _ in range(2 - len(self.replicas)):
                group.create_task(self.start())
        await self.until(lambda: sum(one.leads for one in self.replicas) == 1)
        leader, other = sorted(self.replicas, key=lambda one: not one.leads)
        return leader, other

    def stop(self) -> None:
        for replica in self.replicas:
            if replica.process.poll() is None:
                replica.process.send_signal(signal.SIGCONT)
                replica.kill()

    # --- people and calls ---------------------------------------------------------------------------------------

    def person(self, number: int, language: str = "kk") -> Person:
        return Person(self.world.add_person(number, "Айгүл", language_code=language), self.account, self.settle)

    async def settle(self) -> None:
        """Wait until every update was taken and handled."""

        async def handled() -> bool:
            if len(self.account.updates):
                return False
            row = await self._row("SELECT count(*) FROM update_inbox WHERE done = 0 OR owner IS NOT NULL")
            return bool(row[0] == 0)

        await self.until_so(handled)

    async def subscribe(self, people: range) -> None:
        """Let people hear of everything at any hour; the bot has met them."""
        now = datetime.now(UTC)
        for number in people:
            phone = self.world.add_person(number, "Серік", language_code="kk")
            phone.start(self.account)
        self.account.updates.confirm(10**9)  # their /start needs no answer here
        async with self.store.write() as repositories:
            for number in people:
                await repositories.people.set_language(number, Language.KK, now)
                await repositories.people.give_consent(number, CONSENT_VERSION, "x", now)
                await repositories.people.onboard(number, Role.LOOKING, None, None, now)
                wish = Subscription(0, number, number, Language.KK, ("KZ",), quiet_from=NO_QUIET, quiet_until=NO_QUIET)
                await repositories.subscriptions.put(wish, now)

    async def announce(self) -> tuple[str, int]:
        """Store a call of its own title and queue its alerts; returns the title and how many were queued."""
        self._calls += 1
        title, now = f"Ауыл гранты № {1000 + self._calls}", datetime.now(UTC)
        deadline = LocalMoment((now + timedelta(days=20)).date())
        url = f"https://example.kz/{self._calls}"
        call = Call(
            id=0, revision=1, kind=CallKind.GRANT, event=CallEvent.OPENED, texts=(CallText("kk", title, url, "site"),),
            territories=("KZ",), spheres=(), opens=None, deadline=deadline, closes_at=deadline.ends(ZONE),
            amount_max=1_000_000, amount_total=None, currency="KZT", organiser=None, published_at=now,
            first_seen_at=now,
        )  # fmt: skip
        # Those who came by themselves have quiet hours, and the tests run at any hour.
        asleep = await self._rows("SELECT DISTINCT chat_id FROM subscription")
        async with self.store.write() as repositories:
            for row in asleep:
                for wish in await repositories.subscriptions.of_chat(int(row[0])):
                    await repositories.subscriptions.put(replace(wish, quiet_from=NO_QUIET, quiet_until=NO_QUIET), now)
            post = Post(f"p{self._calls}", url, title, "")
            number = await repositories.sources.put_post("site", post, f"f{self._calls}", None, now)
            call_id = await repositories.calls.add(call, number, now)
            queued = await repositories.calls.match(call_id, 1, now)
        return title, queued

    # --- what is seen -------------------------------------------------------------------------------------------

    def received(self, words: str) -> Counter[int]:
        """How many messages with these words each chat was sent, counted by the Bot API server."""
        return Counter(
            int(call.params["chat_id"])
            for call in self.world.log
            if call.method == "sendMessage" and call.status == 200 and words in call.params["text"]
        )

    async def waiting(self) -> int:
        """How many messages are not settled and due now or soon."""
        soon = int((datetime.now(UTC) + timedelta(minutes=5)).timestamp() * 1_000_000)
        row = await self._row(
            "SELECT count(*) FROM outbox WHERE state IN ('pending', 'claimed', 'sending') AND not_before < $1", soon
        )
        return int(row[0])

    async def for_the_digest(self, words: str) -> set[int]:
        """Chats whose alert met an unknown end and which read of it in the next digest, as the policy says."""
        rows = await self._rows(
            "SELECT o.chat_id FROM outbox o JOIN call c ON c.id = o.call_id "
            "WHERE o.kind = 'digest' AND o.state = 'pending' AND o.repeated = 1 AND strpos(c.texts, $1) > 0",
            words,
        )
        return {int(row[0]) for row in rows}

    async def owners(self) -> set[str]:
        """Which processes hold updates at this moment."""
        rows = await self._rows("SELECT DISTINCT owner FROM update_inbox WHERE owner IS NOT NULL")
        return {str(row[0]) for row in rows}

    async def _rows(self, text: str, *values: Any) -> list[Any]:
        connection = await asyncpg.connect(self.database)
        try:
            return list(await connection.fetch(text, *values))
        finally:
            await connection.close()

    async def _row(self, text: str, *values: Any) -> Any:
        return (await self._rows(text, *values))[0]

    async def until(self, true: Callable[[], bool]) -> None:
        async def so() -> bool:
            return true()

        await self.until_so(so)

    async def until_so(self, true: Callable[[], Any]) -> None:
        """Look again and again; fails with what the replicas said when it does not come about."""
        end = time.monotonic() + PATIENCE
        while not await true():
            if time.monotonic() > end:
                raise AssertionError("\n".join(one.said[-3000:] for one in self.replicas))
            await asyncio.sleep(0.05)


@asynccontextmanager
async def open_town(
    folder: Path, server_url: str, name: str, redis: RedisServer, *, webhook: bool
) -> AsyncIterator[Town]:
    """Open a town with an empty database of its own and no replica yet."""
    connection = await asyncpg.connect(server_url)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    world = World(SystemClock(), limits=Limits())
    account = world.add_bot(TOKEN, "elshi_test_bot", "Елші")
    async with AsyncExitStack() as stack:
        api = BotApiServer(world)
        await api.start()
        stack.push_async_callback(api.stop)
        balancer = await stack.enter_async_context(Balancer().open())
        database = server_url.replace("/postgres", f"/{name}")
        town = Town(folder, database, redis, world, account, balancer, api, webhook)
        stack.callback(town.stop)
        await _open_site(town, stack)
        town.store = await stack.enter_async_context(open_store(database, zone=ZONE))
        yield town


async def _open_site(town: Town, stack: AsyncExitStack) -> None:
    """A site with an empty feed that counts who comes."""

    async def feed(_request: web.Request) -> web.Response:
        town.visits.append(time.monotonic())
        text = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title></channel></rss>'
        return web.Response(text=text, content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/feed", feed)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    town.site_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    (town.folder / "sources.toml").write_text(
        f'[[source]]\nid = "site"\nkind = "feed"\nurl = "{town.site_url}/feed"\nname_kk = "Орталық"\n'
        'name_ru = "Центр"\nterritory = "KZ"\ninterval = "2s"\n',
        encoding="utf-8",
    )
