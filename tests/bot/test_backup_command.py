"""`elshi backup` and `elshi restore`: nothing is called a copy before it was looked at, restoring loses nothing."""

from __future__ import annotations

import asyncio
import hashlib
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from domain.clock import micros
from domain.journal import Erasable, NewEntry
from domain.outbox import OutboxKind, Parcel
from storage import schema
from storage.statement import sql
from storage.store import open_store
from tests.person import ZONE

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


class House:
    """An operator's folder: a database with a log, and what the commands said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.database = folder / "elshi.db"
        self._capsys = capsys

    def run(self, *words: object) -> tuple[int, str]:
        code = main([str(word) for word in words])
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def log(self, count: int) -> None:
        async def write() -> None:
            async with open_store(str(self.database), zone=ZONE) as store, store.write() as repositories:
                for number in range(count):
                    entry = NewEntry("tested", "request:1", "ngo@ngo:1", {"n": number}, Erasable(1001, "мәтін"))
                    await repositories.journal.append(entry, NOW)

        asyncio.run(write())

    def entries(self, path: Path | None = None) -> list[str]:
        with closing(sqlite3.connect(path or self.database)) as database:
            return [row[0] for row in database.execute("SELECT kind FROM log_entry ORDER BY number")]

    def left(self) -> list[str]:
        return sorted(one.name for one in self.folder.iterdir())


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> House:
    made = House(tmp_path, capsys)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{made.database}")
    made.log(3)
    return made


def test_a_copy_has_what_was_committed_while_the_database_is_open_and_being_written_to(house: House) -> None:
    with closing(sqlite3.connect(house.database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM territory_reach")  # not committed: no part of the copy
        code, said = house.run("backup", "--out", "copy.db")
        other.execute("ROLLBACK")
    assert code == 0, said
    assert f"schema version {schema.latest()}" in said
    with closing(sqlite3.connect(house.folder / "copy.db")) as copy:
        assert copy.execute("SELECT COUNT(*) FROM log_entry").fetchone() == (3,)
    checksum = hashlib.sha256((house.folder / "copy.db").read_bytes()).hexdigest()
    assert (house.folder / "copy.db.sha256").read_text() == f"{checksum}  copy.db\n"
    assert (house.folder / "copy.db").stat().st_mode & 0o077 == 0, "it holds what people wrote"
    assert [name for name in house.left() if name.startswith(("copy", "."))] == ["copy.db", "copy.db.sha256"]


def test_a_copy_is_never_overwritten(house: House) -> None:
    (house.folder / "copy.db").write_bytes(b"kept")
    code, said = house.run("backup", "--out", "copy.db")
    assert code == 1 and "exists already" in said
    assert (house.folder / "copy.db").read_bytes() == b"kept"


def test_the_oldest_copies_go_and_nothing_else_does(house: House) -> None:
    older = [f"elshi-2026010{day}T030000Z.db" for day in range(1, 5)]
    bystanders = ["elshi-notes.db", "other-20260101T030000Z.db", "elshi-20260101T030000Z.db.txt"]
    folder = house.folder / "copies"
    folder.mkdir()
    for name in [*older, *bystanders]:
        (folder / name).write_bytes(b"x")
    (folder / f"{older[0]}.sha256").write_bytes(b"x")
    code, said = house.run("backup", "--out", "copies/elshi.db", "--keep", 3)
    assert code == 0, said
    left = sorted(one.name for one in folder.iterdir())
    made = [name for name in left if re.fullmatch(r"elshi-2\d{7}T\d{6}Z\.db", name)]
    assert made[:2] == older[2:] and len(made) == 3
    assert f"{older[0]}.sha256" not in left
    assert set(bystanders) <= set(left)


def test_without_a_place_the_folder_of_the_settings_is_used(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert house.run("backup")[0] == 2
    monkeypatch.setenv("BACKUP_DIR", str(house.folder / "night"))
    assert house.run("backup")[0] == 0
    assert len(list((house.folder / "night").glob("elshi-*Z.db"))) == 1


@pytest.mark.parametrize("broken", ["missing", "no database", "torn"])
def test_a_broken_database_makes_no_copy(house: House, broken: str) -> None:
    if broken == "missing":
        house.database.unlink()
    elif broken == "no database":
        house.database.write_bytes(b"nothing of the kind" * 1000)
    else:
        with house.database.open("r+b") as file:
            file.seek(40_960)
            file.write(b"\xff" * 65_536)
    before = house.left()
    code, said = house.run(
        "backup",
        "--out",
        "copy.db",
    )
    assert code == 1 and said.startswith("✗"), said
    assert house.left() == before


def test_a_log_that_was_rewritten_is_told_and_copied_all_the_same(house: House) -> None:
    with closing(sqlite3.connect(house.database)) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE log_entry SET facts = '{}' WHERE number = 2")
    code, said = house.run("backup", "--out", "copy.db")
    assert code == 1 and "does not fit at entry 2" in said
    assert (house.folder / "copy.db").exists()
    code, said = house.run("restore", "copy.db", "--force")
    assert code == 0 and "does not fit at entry 2" in said


def test_restoring_brings_back_what_was_copied_keeps_the_rest_aside_and_is_logged(house: House) -> None:
    assert house.run("backup", "--out", "copy.db")[0] == 0
    house.log(2)
    code, said = house.run("restore", "copy.db")
    assert code == 1 and "--force" in said
    assert len(house.entries()) == 5, "refused: nothing has changed"
    code, said = house.run("restore", "copy.db", "--force")
    assert code == 0, said
    assert house.entries() == ["tested"] * 3 + ["database.restored"]
    (aside,) = house.folder.glob("elshi.db.before-*Z")
    assert len(house.entries(aside)) == 5
    assert house.run("verify")[0] == 0


def test_the_bot_that_runs_keeps_the_database_from_being_replaced(house: House) -> None:
    assert house.run("backup", "--out", "copy.db")[0] == 0

    async def while_open() -> tuple[int, str]:
        async with open_store(str(house.database), zone=ZONE) as store:
            async with store.read() as repositories:
                await repositories.journal.head()
            return await asyncio.to_thread(house.run, "restore", "copy.db", "--force")

    code, said = asyncio.run(while_open())
    assert code == 1 and "stop the bot first" in said
    assert len(house.entries()) == 3
    assert not list(house.folder.glob("*.before-*")) and not list(house.folder.glob(".*part*"))


@pytest.mark.parametrize("spoiled", ["changed", "cut", "not one", "newer", "missing"])
def test_a_file_that_is_not_as_it_was_made_is_not_restored(house: House, spoiled: str) -> None:
    assert house.run("backup", "--out", "copy.db")[0] == 0
    copy = house.folder / "copy.db"
    checksum = house.folder / "copy.db.sha256"
    if spoiled == "changed":
        copy.write_bytes(copy.read_bytes() + b"x")
    elif spoiled == "cut":
        copy.write_bytes(copy.read_bytes()[:200_000])
        checksum.unlink()
    elif spoiled == "not one":
        copy.write_bytes(b"")
        checksum.unlink()
    elif spoiled == "newer":
        with closing(sqlite3.connect(copy)) as database, database:
            database.execute("UPDATE schema_version SET version = 9999")
        checksum.unlink()
    else:
        copy.unlink()
    before = house.database.read_bytes()
    code, said = house.run("restore", "copy.db", "--force")
    assert code == 1 and said.strip().splitlines()[-1].startswith("✗"), said
    assert house.database.read_bytes() == before


def test_a_copy_of_an_older_schema_is_brought_up_to_date(house: House) -> None:
    async def older() -> None:
        async with open_store("older.db", zone=ZONE, migrate=False) as store:
            await store.migrate(16)
            async with store.write() as repositories:
                await repositories.journal.append(NewEntry("tested", "request:1", "ngo@ngo:1"), NOW)

    asyncio.run(older())
    house.database.unlink()
    code, said = house.run("restore", "older.db")
    assert code == 0 and f"from schema version 16 to {schema.latest()}" in said, said
    assert house.entries() == ["tested", "database.restored"]


def test_messages_that_may_have_left_since_say_that_they_may_be_repeats(house: House) -> None:
    async def queue() -> None:
        async with open_store(str(house.database), zone=ZONE) as store, store.write() as repositories:
            parcels = [Parcel(1001, OutboxKind.NOTICE, "one"), Parcel(1001, OutboxKind.NOTICE, "later")]
            await repositories.outbox.put(parcels, NOW)
            far = micros(datetime(2999, 1, 1, tzinfo=UTC))
            await repositories.session.run(
                sql("UPDATE outbox SET not_before = :far WHERE dedupe_key = 'later'"), far=far
            )
            assert await repositories.leases.take("sender", "somebody", 1e6)

    asyncio.run(queue())
    assert house.run("backup", "--out", "copy.db")[0] == 0
    code, said = house.run("restore", "copy.db", "--force")
    assert code == 0 and "1 messages that were due" in said
    with closing(sqlite3.connect(house.database)) as database:
        assert database.execute("SELECT dedupe_key, repeated FROM outbox ORDER BY id").fetchall() == [
            ("one", 1),
            ("later", 0),
        ]
        assert database.execute("SELECT COUNT(*) FROM lease").fetchone() == (0,), "the bot sends at once"
