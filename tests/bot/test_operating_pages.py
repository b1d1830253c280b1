"""/healthz, /readyz and /metrics of the running app: what an operator's machines see, and what they never see."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.app import App
from bot.demo.botapi import BotApiServer, World
from bot.settings import Settings
from domain.clock import SystemClock
from domain.outbox import Priority
from storage.statement import sql

TOKEN = "123456:" + "P" * 35
SECRET = "hunter2-is-secret"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """A running app, its Bot API server, and somebody who asks its pages."""

    def __init__(self, app: App, world: World, port: int) -> None:
        self.app = app
        self.world = world
        self._base = f"http://127.0.0.1:{port}"

    async def ask(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as client, client.get(self._base + path) as answer:
            return answer.status, await answer.text()

    async def metrics(self) -> dict[str, float]:
        _, text = await self.ask("/metrics")
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@asynccontextmanager
async def running(tmp_path: Path, *, base_url: str | None = None) -> AsyncIterator[House]:
    world = World(SystemClock())
    world.add_bot(TOKEN, "pages_bot", "Pages")
    server = BotApiServer(world)
    address = await server.start()
    port = free_port()
    sources = tmp_path / "sources.toml"
    sources.write_text("")
    settings = Settings(
        _env_file=None, bot_token=TOKEN, bot_api_url=base_url or address, operating_listen=f"127.0.0.1:{port}",
        database_url=f"sqlite:///{tmp_path}/{SECRET}.db", operator_name=SECRET, operator_contact=SECRET,
        operator_bin="201240000010", sources_file=sources, poll_timeout=1,
    )  # fmt: skip
    try:
        async with App(settings) as app, asyncio.TaskGroup() as group:
            task = group.create_task(app.run())
            house = House(app, world, port)
            async with asyncio.timeout(20):
                while True:
                    try:
                        await house.ask("/healthz")
                        break
                    except aiohttp.ClientError:
                        await asyncio.sleep(0.02)
            yield house
            task.cancel()
    finally:
        await server.stop()


async def test_a_bot_that_works_is_healthy_and_ready_and_tells_its_figures(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        assert await house.ask("/healthz") == (200, "ok\n")
        assert await house.ask("/readyz") == (200, "ok\n")
        person = house.world.add_person(1, "Айгүл Құпия")
        person.start(next(iter(house.world.bots.values())))
        async with asyncio.timeout(10):
            while not any(call.method == "sendMessage" for call in house.world.log):
                await house.world.changed(house.world.version, 10)
        await house.app.idle()
        found = await house.metrics()
        _, text = await house.ask("/metrics")
        missing = await house.ask("/nowhere")
    assert found['elshi_updates_handled_total{kind="message"}'] == 1
    assert found["elshi_update_seconds_count"] == 1
    assert found['elshi_update_seconds_bucket{le="+Inf"}'] == 1
    for priority in Priority:
        assert found[f'elshi_outbox_pending{{priority="{priority.name.lower()}"}}'] == 0
    assert found["elshi_leader"] == 1
    assert found["elshi_database_up"] == 1
    assert found["elshi_token_refused"] == 0
    assert found["elshi_database_bytes"] > 100_000
    assert found["process_resident_memory_bytes"] > 10_000_000
    assert found["process_open_fds"] > 3
    assert missing[0] == 404
    for secret in (SECRET, TOKEN, "P" * 35, "Құпия"):
        assert secret not in text


async def test_every_label_comes_from_a_short_list(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        for number in range(300):
            house.app.watch.counts.handled(f"kind-{number}", 0.1)
            house.app.watch.counts.failed(f"somebody{number}.else")
        _, text = await house.ask("/metrics")
    labels = set(re.findall(r'(\w+)="([^"]*)"', text))
    assert {name for name, _ in labels} <= {"kind", "le", "part", "ending", "result", "priority"}
    assert len(labels) < 40


async def test_a_database_of_another_version_is_not_ready_and_the_reason_is_told(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        async with house.app.store.write() as repositories:
            await repositories.session.run(sql("UPDATE schema_version SET version = version + 1"))
        status, text = await house.ask("/readyz")
        assert status == 503
        assert "schema version" in text and SECRET not in text
        assert (await house.ask("/healthz"))[0] == 200, "it lives all the same"


async def test_a_refused_token_is_told_and_the_bot_does_not_spin(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path) as house:
        await house.ask("/readyz")
        house.world.bots.clear()  # BotFather gave another token
        async with asyncio.timeout(15):
            while (answer := await house.ask("/readyz"))[0] == 200:
                await asyncio.sleep(0.05)
        assert answer == (503, "telegram: refuses the token\n")
        assert (await house.metrics())["elshi_token_refused"] == 1
    told = [record.message for record in caplog.records if "refuses the token" in record.message]
    assert told == ["Telegram refuses the token; waiting 30 s (docs/operating.md: a new token)"]
    assert TOKEN not in caplog.text


async def test_a_telegram_out_of_reach_is_told_after_two_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operating.pages.SILENT", -1.0)
    async with running(tmp_path, base_url="http://127.0.0.1:9") as house:
        assert await house.ask("/readyz") == (503, "telegram: has not answered since the start\n")


async def test_a_replica_without_anything_to_send_asks_telegram_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operating.pages.SILENT", 0.0)
    monkeypatch.setattr("bot.operating.pages.ASK_EVERY", 0.01)
    async with running(tmp_path) as house:
        async with asyncio.timeout(10):
            while sum(call.method == "getMe" for call in house.world.log) < 3:
                await house.ask("/healthz")


async def test_a_loop_that_stood_still_is_not_healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(tmp_path) as house:
        monkeypatch.setattr("bot.operating.pages.STUCK", -1.0)
        status, text = await house.ask("/healthz")
    assert status == 503 and "stood still" in text
