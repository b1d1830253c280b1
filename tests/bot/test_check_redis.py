"""`elshi check` tries the Redis of REDIS_URL, tells what it found, and never its password."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.check import check_all
from bot.settings import Settings
from tests.redis_server import RedisServer, free_port, redis_server

SECRET = "hunter2-is-secret"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Everything else is in order."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", "123456:" + "A" * 35)
    monkeypatch.setenv("OPERATOR_NAME", "«Елші» ҚҚ")
    monkeypatch.setenv("OPERATOR_BIN", "201240000010")
    monkeypatch.setenv("OPERATOR_CONTACT", "elshi@example.kz")


def checked(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = asyncio.run(check_all(online=False))
    return code, "".join(capsys.readouterr())


@pytest.mark.redis
def test_a_redis_that_works_is_told_with_its_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with redis_server() as server:
        monkeypatch.setenv("REDIS_URL", server.url)
        code, told = checked(capsys)
    assert code == 0
    assert "✓ redis: works, version " in told


@pytest.mark.redis
def test_a_wrong_password_is_a_problem_and_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with redis_server() as server:
        monkeypatch.setenv("REDIS_URL", f"redis://somebody:{SECRET}@127.0.0.1:{server.port}/0")
        code, told = checked(capsys)
    assert code == 1
    assert "✗ REDIS_URL: the shared memory is out of reach (AuthenticationError)" in told
    assert SECRET not in told


def test_a_redis_that_is_not_there_is_a_problem_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REDIS_URL", RedisServer(port=free_port(), folder=Path.cwd()).url.replace("//", f"//:{SECRET}@"))
    code, told = checked(capsys)
    assert code == 1
    assert "✗ REDIS_URL: the shared memory is out of reach (ConnectionError)" in told
    assert "check that the server runs" in told
    assert SECRET not in told
