"""Copies of a PostgreSQL database: made and put back by its own programs, all of it or nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from bot.__main__ import main
from domain.clock import SystemClock
from domain.journal import Erasable, NewEntry
from storage import backup_postgresql, schema
from storage.store import open_store
from tests.storage.samples import ZONE

pytestmark = pytest.mark.postgresql


@pytest.fixture
def own_url(server_url: str) -> str:
    """URL of a database of this test's own, with a password in it, which the server does not ask for."""
    parts = urlsplit(server_url.replace("/postgres", "/restored"))

    async def fresh() -> None:
        connection = await asyncpg.connect(server_url)
        try:
            await connection.execute("DROP DATABASE IF EXISTS restored WITH (FORCE)")
            await connection.execute("CREATE DATABASE restored")
        finally:
            await connection.close()

    asyncio.run(fresh())
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0] or 'elshi'}:s%2Fecret@{host}"))


def logged(url: str, count: int, version: int | None = None) -> None:
    async def write() -> None:
        async with open_store(url, zone=ZONE, migrate=False) as store:
            await store.migrate(version)
            async with store.write() as repositories:
                for number in range(count):
                    entry = NewEntry("tested", "request:1", "ngo@ngo:1", {"n": number}, Erasable(1001, "мәтін"))
                    await repositories.journal.append(entry, SystemClock().now())

    asyncio.run(write())


def entries(url: str) -> list[str]:
    async def read() -> list[str]:
        async with open_store(url, zone=ZONE, migrate=False) as store, store.read() as repositories:
            return [str(row[2]) for row in await repositories.journal.after(0, 100)]

    return asyncio.run(read())


def test_a_dump_is_looked_at_and_brings_back_what_was_copied(
    own_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", own_url)
    monkeypatch.chdir(tmp_path)
    logged(own_url, 3)
    assert main(["backup", "--out", "copy.dump"]) == 0, capsys.readouterr().err
    assert f"schema version {schema.latest()}" in capsys.readouterr().out
    assert (tmp_path / "copy.dump").stat().st_mode & 0o077 == 0
    logged(own_url, 2)
    assert main(["restore", "copy.dump"]) == 1, "it holds something"
    assert len(entries(own_url)) == 5
    assert main(["restore", "copy.dump", "--force"]) == 0, capsys.readouterr().err
    assert entries(own_url) == ["tested"] * 3 + ["database.restored"]
    (aside,) = tmp_path.glob("before-restore-*Z.dump")
    assert main(["restore", str(aside), "--force"]) == 0
    assert entries(own_url) == ["tested"] * 5 + ["database.restored"]
    assert "ecret" not in "".join(capsys.readouterr()), "the password is told to nobody"


def test_a_dump_of_an_older_schema_is_brought_up_to_date_even_where_a_newer_one_was(
    own_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", own_url)
    monkeypatch.chdir(tmp_path)
    logged(own_url, 1, version=16)
    assert main(["backup", "--out", "older.dump"]) == 0
    assert backup_postgresql.version(tmp_path / "older.dump") == 16
    logged(own_url, 1)
    assert main(["restore", "older.dump", "--force"]) == 0
    assert entries(own_url) == ["tested", "database.restored"]


def test_a_broken_dump_and_a_database_in_use_change_nothing(
    own_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", own_url)
    monkeypatch.chdir(tmp_path)
    logged(own_url, 2)
    assert main(["backup", "--out", "copy.dump"]) == 0
    whole = (tmp_path / "copy.dump").read_bytes()
    (tmp_path / "copy.dump.sha256").unlink()
    for spoiled in (whole[: len(whole) // 2], b"nothing of the kind", b""):
        (tmp_path / "copy.dump").write_bytes(spoiled)
        assert main(["restore", "copy.dump", "--force"]) == 1
    (tmp_path / "copy.dump").write_bytes(whole)

    async def while_open() -> int:
        async with open_store(own_url, zone=ZONE):
            return await asyncio.to_thread(main, ["restore", "copy.dump", "--force"])

    capsys.readouterr()
    assert asyncio.run(while_open()) == 1
    assert "stop the bot first" in capsys.readouterr().err
    assert entries(own_url) == ["tested"] * 2
    assert not list(tmp_path.glob("before-*"))


def test_a_missing_program_is_told_with_the_package_that_brings_it(
    own_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", own_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(backup_postgresql, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["backup", "--out", "copy.dump"]) == 1
    assert "apt-get install postgresql-client" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
