"""From SQLite to PostgreSQL: everything arrives, the log fits, and whatever breaks it off changes nothing anywhere."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from bot.__main__ import main
from bot.verify_command import verify
from domain.clock import SystemClock
from domain.language import Language
from storage.moving import Moved, NotMovable, move
from storage.store import open_store
from tests.person import ZONE, Stage, at_role
from tests.request_stage import BOTA, SALAUAT, deliver, file, ngo, office
from tests.storage.samples import NOW

pytestmark = pytest.mark.postgresql

CLOCK = SystemClock()


def nobody_told(_total: int) -> Callable[[int], None]:
    return lambda _more: None


@pytest.fixture
async def lived_in(stage: Stage, tmp_path: Path) -> Path:
    """A database in which people, offices, calls, requests and an unfinished form left their rows."""
    number = await office(stage, SALAUAT, head=BOTA)
    for person in (1001, 1002):
        await file(stage, person, await ngo(stage, person), office_id=number, message_id=900_000 + person)
    await stage.add_call()
    aigul = stage.person(1003)
    await aigul.onboard()
    await aigul.write("грант")
    half = stage.person(1004)
    await at_role(half)
    await deliver(stage)
    with closing(sqlite3.connect(stage.path)) as one, closing(sqlite3.connect(tmp_path / "moved.db")) as other:
        one.backup(other)
    # The rows of a person are gone, their number must not come back.
    with closing(sqlite3.connect(tmp_path / "moved.db")) as other:
        other.execute("DELETE FROM lease")
        other.execute("UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'ngo'")
        other.commit()
    return tmp_path / "moved.db"


@pytest.fixture
async def empty(server_url: str) -> AsyncIterator[str]:
    name = "moved"
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name}")
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    yield server_url.replace("/postgres", f"/{name}")


async def tables(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(
            await connection.fetchval("SELECT count(*) FROM information_schema.tables WHERE table_schema='public'")
        )
    finally:
        await connection.close()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def test_everything_arrives_and_the_bot_goes_on_there(lived_in: Path, empty: str) -> None:
    before = digest(lived_in)
    steps: list[int] = []
    totals: list[int] = []

    def begin(total: int) -> Callable[[int], None]:
        totals.append(total)
        return steps.append

    moved = await move(lived_in, empty, CLOCK, begin)
    assert sum(steps) == totals[0] == 2 * sum(one.rows for one in moved)
    assert {"request", "log_entry", "outbox", "dialogue", "search_word", "person"} <= {
        one.table for one in moved if one.rows
    }
    assert digest(lived_in) == before
    async with open_store(str(lived_in), zone=ZONE) as old, open_store(empty, zone=ZONE) as new:
        assert (await verify(new)).fits
        assert (await verify(new)).last == (await verify(old)).last
        async with old.read() as here, new.read() as there:
            for person in (1001, 1003, 1004, SALAUAT):
                assert await there.people.visitor(person, person) == await here.people.visitor(person, person)
            assert await there.requests.get(1) == await here.requests.get(1)
        async with new.write() as repositories:
            await repositories.people.set_language(7777, Language.KK, NOW)
            from domain.people import Role

            await repositories.people.onboard(7777, Role.NGO, "Жаңа ұйым", None, NOW)
            fresh = (await repositories.people.visitor(7777, 7777)).ngo
            assert fresh is not None and fresh.id == 5001, "numbers go on where SQLite was"


async def test_broken_off_anywhere_it_leaves_the_target_empty_and_the_source_as_it_was(
    lived_in: Path, empty: str
) -> None:
    before = digest(lived_in)
    for share in (0.1, 0.6, 0.99):

        def begin(total: int, share: float = share) -> Callable[[int], None]:
            done = 0

            def told(more: int) -> None:
                nonlocal done
                done += more
                if done > total * share:
                    raise KeyboardInterrupt

            return told

        with pytest.raises(KeyboardInterrupt):
            await move(lived_in, empty, CLOCK, begin)
        assert await tables(empty) == 0
        assert digest(lived_in) == before
    assert await move(lived_in, empty, CLOCK, nobody_told)


async def test_a_target_that_holds_anything_is_refused(lived_in: Path, empty: str) -> None:
    connection = await asyncpg.connect(empty)
    await connection.execute("CREATE TABLE somebody_else (id INTEGER)")
    await connection.close()
    with pytest.raises(NotMovable, match="not empty: it has 1 tables, like somebody_else"):
        await move(lived_in, empty, CLOCK, nobody_told)
    assert await tables(empty) == 1


async def test_a_bot_that_runs_is_noticed_and_one_that_starts_meanwhile_writes_nothing(
    lived_in: Path, empty: str
) -> None:
    async with open_store(str(lived_in), zone=ZONE) as store:
        async with store.write() as repositories:
            await repositories.leases.take("sender", "me", 10)
        with pytest.raises(NotMovable, match=r"the bot runs on it \(sender\)"):
            await move(lived_in, empty, CLOCK, nobody_told)
        async with store.write() as repositories:
            await repositories.leases.give_back("sender", "me")
    refused: list[str] = []

    def begin(_total: int) -> Callable[[int], None]:
        def told(_more: int) -> None:
            with closing(sqlite3.connect(lived_in, timeout=0)) as other:
                try:
                    other.execute("UPDATE person SET language = 'ru'")
                except sqlite3.OperationalError as error:
                    refused.append(str(error))

        return told

    await move(lived_in, empty, CLOCK, begin)
    assert set(refused) == {"database is locked"}


async def test_a_source_of_another_version_or_none_at_all_is_refused(
    lived_in: Path, empty: str, tmp_path: Path
) -> None:
    async with open_store(str(lived_in), zone=ZONE) as store:
        await store.migrate(24)
    with pytest.raises(NotMovable, match="run `elshi migrate` first"):
        await move(lived_in, empty, CLOCK, nobody_told)
    with pytest.raises(NotMovable, match="there is no database"):
        await move(tmp_path / "nowhere.db", empty, CLOCK, nobody_told)
    assert await tables(empty) == 0


async def test_a_log_that_was_changed_is_not_carried_on(lived_in: Path, empty: str) -> None:
    with closing(sqlite3.connect(lived_in)) as other:
        other.execute("DROP TRIGGER log_entry_not_changed")
        other.execute("UPDATE log_entry SET actor = 'somebody' WHERE number = 2")
        other.commit()
    with pytest.raises(NotMovable, match="entry 2 of the log does not fit"):
        await move(lived_in, empty, CLOCK, nobody_told)
    assert await tables(empty) == 0


def test_the_digest_tells_one_changed_word_and_does_not_mind_the_order() -> None:
    from storage.moving import _added

    rows = [(1, "а", None), (2, "б", 3)]
    assert _added(0, rows) == _added(0, rows[::-1]) == _added(_added(0, rows[:1]), rows[1:])
    assert _added(0, rows) != _added(0, [(1, "а", None), (2, "в", 3)])
    assert _added(0, rows) != _added(0, [*rows, rows[0]])
    assert Moved("t", 2, "x") != Moved("t", 2, "y")


async def test_the_command_tells_what_was_moved_or_why_nothing_was(
    lived_in: Path, empty: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shutil.copy(lived_in, tmp_path / "elshi.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/elshi.db")

    async def called(*words: str) -> int:
        return await asyncio.to_thread(main, list(words))

    assert await called("move", "--to", "mysql://x") == 2
    secret = empty.replace("elshi@", "elshi:hunter2-is-secret@").replace("/moved", "/there-is-none")
    assert await called("move", "--to", secret) == 1
    told = "".join(capsys.readouterr())
    assert "nothing was moved" in told and "hunter2" not in told
    assert await called("move", "--to", empty) == 0
    told = capsys.readouterr().out
    assert "read back the same" in told and "the log fits" in told and "log_entry" in told
    assert await called("move", "--to", empty) == 1
    assert "not empty" in capsys.readouterr().err
