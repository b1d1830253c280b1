"""A new token of the same bot is nothing; another bot's is refused, until somebody says that it is meant."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import App
from bot.demo.botapi import BotApiServer, World
from bot.identity import AnotherBot, identify, known_bot
from bot.settings import Settings
from domain.clock import SystemClock
from storage.seed import seed
from storage.store import open_store
from tests.person import ZONE, Stage

FIRST, RENEWED, OTHER = "123456:" + "A" * 35, "123456:" + "B" * 35, "654321:" + "C" * 35


async def test_the_number_counts_and_not_the_secret_part(stage: Stage) -> None:
    now = stage.clock.now()
    assert await known_bot(stage.store) is None
    await identify(stage.store, FIRST, now)
    await identify(stage.store, RENEWED, now)
    with pytest.raises(AnotherBot) as refused:
        await identify(stage.store, OTHER, now)
    assert (refused.value.known, refused.value.given) == (123456, 654321)
    assert await known_bot(stage.store) == 123456, "refused: nothing has changed"
    await identify(stage.store, OTHER, now, accept=True)
    await identify(stage.store, OTHER, now)
    assert await known_bot(stage.store) == 654321


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's settings, and a database that was used with the first token."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.toml").write_text("")
    for name, value in {
        "DATABASE_URL": f"sqlite:///{tmp_path}/elshi.db", "OPERATOR_NAME": "x", "OPERATOR_BIN": "201240000010",
        "OPERATOR_CONTACT": "x@example.kz", "SOURCES_FILE": "", "BOT_API_URL": "http://127.0.0.1:9",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)

    async def used() -> None:
        async with open_store(f"{tmp_path}/elshi.db", zone=ZONE) as store:
            await seed(store)
            await identify(store, FIRST, SystemClock().now())

    asyncio.run(used())
    return tmp_path


def test_check_and_run_tell_that_the_token_is_anothers_and_how_to_go_on(
    operator: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_TOKEN", RENEWED)
    assert main(["check", "--offline"]) == 0, capsys.readouterr()
    monkeypatch.setenv("BOT_TOKEN", OTHER)
    assert main(["check", "--offline"]) == 1
    assert main(["run"]) == 2
    told = "".join(capsys.readouterr())
    assert told.count("✗ BOT_TOKEN: is not of the bot this database belongs to") == 2
    assert "--accept-new-bot" in told and "C" * 35 not in told


async def test_a_running_bot_goes_on_with_a_renewed_token(tmp_path: Path) -> None:
    for token in (FIRST, RENEWED):
        world = World(SystemClock())
        account = world.add_bot(token, "renewed_bot", "Renewed")
        person = world.add_person(1, "Айгүл")
        server = BotApiServer(world)
        base_url = await server.start()
        (tmp_path / "sources.toml").write_text("")
        settings = Settings(
            _env_file=None, bot_token=token, bot_api_url=base_url, database_url=f"sqlite:///{tmp_path}/elshi.db",
            operator_name="x", operator_bin="201240000010", operator_contact="x", poll_timeout=1,
            sources_file=tmp_path / "sources.toml",
        )  # fmt: skip
        try:
            async with App(settings) as app, asyncio.TaskGroup() as group:
                task = group.create_task(app.run())
                person.start(account)
                async with asyncio.timeout(15):
                    while not any(call.method == "sendMessage" for call in world.log):
                        await world.changed(world.version, 15)
                task.cancel()
        finally:
            await server.stop()
