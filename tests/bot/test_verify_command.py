"""`elshi verify` on the command line: what it says and with which exit code."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.verify_command import verify
from domain.journal import Erasable, Head, NewEntry
from storage.store import open_store
from tests.person import ZONE

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


class Log:
    """A database with a log of five entries, and somebody who can write into its file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.heads: list[Head] = []

    async def fill(self) -> None:
        async with open_store(str(self.path), zone=ZONE) as store, store.write() as repositories:
            for number in range(5):
                entry = NewEntry("tested", "request:1", "ngo@ngo:1", {"n": number}, Erasable(1001, "мәтін"))
                self.heads.append(await repositories.journal.append(entry, NOW + timedelta(hours=number)))

    async def publish(self, number: int) -> None:
        async with open_store(str(self.path), zone=ZONE) as store, store.write() as repositories:
            assert await repositories.journal.publish(date(2026, 3, 2 + number), self.heads[number - 1])

    def tamper(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.path)) as database, database:
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in names:
                database.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                database.execute(statement)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Log:
    made = Log(tmp_path / "log.db")
    asyncio.run(made.fill())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{made.path}")
    return made


def test_a_log_that_fits_is_said_to_fit(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(log.publish(3))
    assert main(["verify"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "✓ 5 entries fit",
        f"head {log.heads[-1]}",
        "✓ the 1 published heads noted here are in the log",
    ]


@pytest.mark.parametrize("form", ["{0}", "{0.hash}", "  {0.hash} "])
def test_a_published_code_is_found_however_it_is_pasted(
    log: Log, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--against", form.format(log.heads[2])]) == 0
    assert "is in the log" in capsys.readouterr().out
    assert main(["verify", "--against", form.format(log.heads[2]).upper()]) == 0


def test_an_empty_log_fits_and_holds_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == "the log is empty\n"
    assert main(["verify", "--against", "a" * 64]) == 3


def test_the_first_wrong_entry_is_named_with_its_moment(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    log.tamper("UPDATE log_entry SET facts = '{}' WHERE number IN (3, 5)")
    assert main(["verify"]) == 3
    assert capsys.readouterr().out.splitlines() == [
        "✗ entry 3 of 2026-03-02 13:00:00+05:00 is wrong: its content is not what its hash was made of",
        "  entries 1 to 2 fit",
    ]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM log_entry WHERE number = 3", "entry 3 is missing before it"),
        ("DELETE FROM log_entry WHERE number < 3", "entries 1 to 2 are missing before it"),
        ("UPDATE log_entry SET before = hash WHERE number = 2", "it does not continue entry 1"),
        ("UPDATE log_private SET text = 'x' WHERE entry = 4", "the person or the words beside it are not those"),
        ("UPDATE log_entry SET moment = 9000000000000000000 WHERE number = 1", "of an impossible moment (9"),
        ("UPDATE log_entry SET moment = 'x' WHERE number = 1", "of an impossible moment (x)"),
        ("UPDATE log_entry SET hash = x'00' WHERE number = 5", "its content is not what its hash was made of"),
        ("UPDATE log_entry SET facts = CAST(x'ff' AS TEXT) WHERE number = 4", "entry 4 of 2026-03-02 14:00:00"),
        ("UPDATE log_entry SET before = CAST(x'ff' AS TEXT) WHERE number = 4", "entry 4 of 2026-03-02 14:00:00"),
        ("UPDATE log_private SET text = CAST(x'ff' AS TEXT) WHERE entry = 2", "entry 2 of 2026-03-02 12:00:00"),
        ("UPDATE log_private SET salt = CAST(x'ff' AS TEXT) WHERE entry = 2", "entry 2 of 2026-03-02 12:00:00"),
    ],
)
def test_what_does_not_fit_is_told_in_words(
    log: Log, statement: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.tamper(statement)
    assert main(["verify", "--against", log.heads[1].hash]) == 3
    assert told in capsys.readouterr().out


def test_a_cut_tail_is_told_by_the_code_and_by_the_heads_noted_here(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    log.tamper("DELETE FROM log_private WHERE entry > 3", "DELETE FROM log_entry WHERE number > 3")
    assert main(["verify"]) == 0, "nothing published yet: nobody can know"
    assert main(["verify", "--against", str(log.heads[4])]) == 3
    assert "the log was cut, it ends with entry 3" in capsys.readouterr().out
    assert main(["verify", "--against", log.heads[4].hash]) == 3
    assert "its end was cut, all of it was rewritten, or the hash is of another log" in capsys.readouterr().out


def test_heads_noted_here_are_looked_for_without_being_asked(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (2, 5):
        asyncio.run(log.publish(number))
    log.tamper("DELETE FROM log_private WHERE entry > 3", "DELETE FROM log_entry WHERE number > 3")
    assert main(["verify"]) == 3
    assert f"✗ published head {log.heads[4]} is not in the log any more" in capsys.readouterr().out


def test_a_full_rewrite_is_told_by_the_code(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    log.tamper("DELETE FROM log_private", "DELETE FROM log_entry")
    old = log.heads[:]
    log.heads.clear()
    asyncio.run(log.fill())
    assert main(["verify", "--against", str(old[1])]) == 3
    assert "entry 2 or one before it was rewritten with everything after it" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["", "abc", "g" * 64, "0:" + "a" * 64, "1:2:" + "a" * 64, "a" * 65])
def test_what_is_no_code_is_refused(log: Log, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--against", word]) == 2
    assert "64 hexadecimal digits" in capsys.readouterr().err


async def test_no_more_than_a_stretch_is_read_at_a_time(tmp_path: Path) -> None:
    log = Log(tmp_path / "log.db")
    await log.fill()
    async with open_store(str(log.path), zone=ZONE) as store:
        for stretch in (1, 2, 5, 6):
            found = await verify(store, log.heads[0], stretch=stretch)
            assert (found.fits, found.last) == (True, log.heads[-1])
