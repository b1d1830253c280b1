"""Copies of a PostgreSQL database by its own programs, pg_dump and pg_restore, where they are installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from storage.engine import open_engine
from storage.statement import Statement, sql

_OTHERS = sql("""
    SELECT COUNT(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
""")
_TABLES = sql("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'")
_DOUBTFUL = sql("""
    UPDATE outbox SET repeated = 1 WHERE state IN ('pending', 'claimed', 'sending') AND not_before <= :now
""")
_NOBODY_SENDS = sql("DELETE FROM lease")
DEBIAN = Path("/usr/lib/postgresql")


class ProgramMissing(Exception):
    """A program of PostgreSQL's client package is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not installed; on Debian: apt-get install postgresql-client")


class ProgramFailed(Exception):
    """A program of PostgreSQL's refused. Its words are told without the password, which it is never given by name."""


def program(name: str) -> str:
    """Return the path of a program: the newest of Debian's, which keeps several beside each other, or that of PATH.

    Raises:
        ProgramMissing: it is not installed.
    """
    versions = [path for path in DEBIAN.glob(f"*/bin/{name}") if path.parents[1].name.replace(".", "").isdigit()]
    newest = max(versions, key=lambda path: float(path.parents[1].name), default=None)
    found = str(newest) if newest else shutil.which(name)
    if found is None:
        raise ProgramMissing(name)
    return found


def dump(url: str, target: Path) -> None:
    """Copy a database, as it stands at one moment, into a file of pg_dump's custom format. Writers do not wait.

    Raises:
        ProgramMissing: there is no pg_dump.
        ProgramFailed: it refused.
    """
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        _run(url, [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"], descriptor)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def faults(path: Path) -> tuple[str, ...]:
    """Read a dump from end to end, every table's rows unpacked and thrown away; tell what is wrong with it."""
    try:
        _run(None, [program("pg_restore"), "--file=/dev/null", str(path)])
    except (ProgramMissing, ProgramFailed) as error:
        return (str(error),)
    return ()


def version(path: Path) -> int:
    """Return the schema's version in a dump, or 0 when it holds none.

    Raises:
        ProgramMissing: there is no pg_restore.
        ProgramFailed: the file is no dump.
    """
    said = _run(None, [program("pg_restore"), "--data-only", "--table=schema_version", "--file=-", str(path)])
    found = re.search(r"^COPY [^\n]*schema_version[^\n]*\n(\d+)\t", said, re.MULTILINE)
    return int(found[1]) if found else 0


async def in_use(url: str) -> bool:
    """Tell whether anybody else is connected to the database.

    Raises:
        StorageBusy: the database is out of reach.
    """
    return bool(await _value(url, _OTHERS))


async def holds_something(url: str) -> bool:
    """Tell whether there is any table in the database.

    Raises:
        StorageBusy: the database is out of reach.
    """
    return bool(await _value(url, _TABLES))


async def mark_doubtful(url: str, now_micros: int) -> int:
    """Mark messages that were due as possible repeats (see `storage.backup.mark_doubtful`); returns how many.

    Raises:
        StorageBusy: the database is out of reach.
    """
    engine = await open_engine(url)
    try:
        async with engine.writing() as session:
            await session.run(_NOBODY_SENDS)
            return await session.run(_DOUBTFUL, now=now_micros)
    finally:
        await engine.close()


async def _value(url: str, statement: Statement) -> int:
    engine = await open_engine(url)
    try:
        row = await engine.reading().one(statement)
    finally:
        await engine.close()
    return int(row[0]) if row else 0


def restore(url: str, path: Path, part: Path) -> None:
    """Put a dump in the place of all that the database holds, in one transaction: all of it, or nothing is changed.

    Args:
        url: the database.
        path: the dump.
        part: a file to write the dump's statements to; whoever calls removes it.

    Raises:
        ProgramMissing: there is no pg_restore, or no psql.
        ProgramFailed: one of them refused; the database is as it was.
    """
    # Through a file: a pipe that broke would look like the end of the statements.
    part.touch(0o600)
    _run(None, [program("pg_restore"), "--no-owner", "--no-privileges", f"--file={part}", str(path)])
    empty = ["--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public"]
    quietly = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    _run(url, [program("psql"), *quietly, *empty, f"--file={part}"])


def _run(url: str | None, words: Sequence[str], output: int | None = None) -> str:
    # The password goes by the environment: the words of a command are for everybody on the machine to read.
    place, password = _without_password(url) if url else ("", "")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(  # noqa: S603  PostgreSQL's own programs, with our words
        [*words, *([f"--dbname={place}"] if url else [])],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if output is None else output,
        stderr=subprocess.PIPE,
        env=environment,
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ProgramFailed(f"{Path(words[0]).name}: {said[0] if said else f'exit status {done.returncode}'}")
    return (done.stdout or b"").decode("utf-8", "replace")


def _without_password(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    user, found, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    return urlunsplit(parts._replace(netloc=f"{name}{found}{host}")), unquote(password)
