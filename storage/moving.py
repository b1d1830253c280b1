"""From a SQLite file to an empty PostgreSQL database, all or nothing.

Everything happens in one transaction of the target, which is checked before it is committed: whatever breaks it off
leaves the target as empty as it was. The source is only read, and held so that nobody writes to it meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiosqlite

from domain.clock import Clock
from domain.journal import Walk
from storage import schema
from storage.engine import Engine, Session, open_engine
from storage.log import LogRepository
from storage.statement import Dialect, sql

BATCH = 5_000
"""Rows in memory at a time."""

APART = ("schema_version", "lease")
"""Not copied: the first is made with the schema, the second tells who runs now."""

PATIENCE = 120.0
"""Seconds for one statement: checking the foreign keys of a large table takes its time."""

Told = Callable[[int], None]
"""Called with how many rows were read or written since the last time."""

_TABLES = sql("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
_COLUMNS = sql("""
    SELECT column_name, is_identity FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = :name ORDER BY ordinal_position
""")
# Foreign keys go while rows come in, in whatever order, and are put back at the end: that checks every row of them.
_KEYS = sql("""
    SELECT t.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
    WHERE k.contype = 'f' AND t.relnamespace = CAST(current_schema() AS regnamespace) ORDER BY t.relname, k.conname
""")
_NEXT = sql("SELECT setval(pg_get_serial_sequence(:name, :column), CAST(:last AS BIGINT))")


class NotMovable(Exception):
    """It was not moved; the text says why, and nothing was changed anywhere."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A table that was copied and read back. `digest` does not depend on the order of rows."""

    table: str
    rows: int
    digest: str


class Source:
    """A SQLite file that nobody writes to while it is open. Made by `opened`."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @staticmethod
    async def opened(path: Path) -> Source:
        """Open the file and hold it.

        Raises:
            NotMovable: there is none, it is used by a running bot, or its schema is not this program's.
        """
        if not path.is_file():  # noqa: ASYNC240  a command does nothing beside it
            raise NotMovable(f"there is no database at {path}")
        connection = await aiosqlite.connect(path, isolation_level=None)
        source = Source(connection)
        try:
            await connection.execute("PRAGMA busy_timeout = 2000")
            await connection.execute("BEGIN IMMEDIATE")  # others may read, nobody may write
            await source._fit()
        except (aiosqlite.Error, NotMovable) as error:
            await connection.close()
            raise (
                error if isinstance(error, NotMovable) else NotMovable(f"the source cannot be held: {error}")
            ) from None
        return source

    async def _fit(self) -> None:
        found = await self._all("SELECT name FROM sqlite_master WHERE name = 'schema_version'")
        version = (await self._all("SELECT version FROM schema_version"))[0][0] if found else 0
        if version != schema.latest():
            raise NotMovable(f"its schema is {version}, this program's {schema.latest()}: run `elshi migrate` first")
        now = sql("SELECT name FROM lease WHERE until > {now} ORDER BY name").text(Dialect.SQLITE)
        if held := await self._all(now):
            names = ", ".join(str(row[0]) for row in held)
            raise NotMovable(f"the bot runs on it ({names}): stop it, and wait ten seconds if it was killed")

    async def tables(self) -> dict[str, int]:
        """Return the tables and how many rows each has."""
        names = [
            str(row[0])
            for row in await self._all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if not str(row[0]).startswith("sqlite_")
        ]
        return {name: int((await self._all(f"SELECT COUNT(*) FROM {name}"))[0][0]) for name in names}  # noqa: S608  names of our own tables

    async def columns(self, table: str) -> set[str]:
        """Return the names of a table's columns."""
        return {str(row[1]) for row in await self._all(f"PRAGMA table_info({table})")}

    async def rows(self, table: str, columns: Sequence[str]) -> AsyncIterator[list[tuple[Any, ...]]]:
        """Yield all rows in batches, in the order of the primary key: the log must come in its own."""
        listed = await self._all(f"PRAGMA table_info({table})")
        key = [str(row[1]) for row in sorted(listed, key=lambda row: row[5]) if row[5]]
        order = f" ORDER BY {', '.join(key)}" if key else ""
        text = f"SELECT {', '.join(columns)} FROM {table}{order}"  # noqa: S608  names from the catalogue
        async with self._connection.execute(text) as cursor:
            while batch := await cursor.fetchmany(BATCH):
                yield [tuple(row) for row in batch]

    async def given(self, table: str, column: str) -> int:
        """Return the highest number that was ever given to a row of the table: it must not be given again."""
        text = (
            f"SELECT MAX(COALESCE((SELECT MAX({column}) FROM {table}), 0), "  # noqa: S608  names of our own tables
            f"COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0))"
        )
        return int((await self._all(text))[0][0])

    async def close(self) -> None:
        """Let go of the file, as it was."""
        await self._connection.execute("ROLLBACK")
        await self._connection.close()

    async def _all(self, text: str) -> list[Any]:
        return list(await self._connection.execute_fetchall(text))


async def move(path: Path, url: str, clock: Clock, begin: Callable[[int], Told]) -> list[Moved]:
    """Copy everything and read it back.

    Args:
        path: the SQLite file.
        url: an empty PostgreSQL database.
        clock: tells the moment that is noted for the schema.
        begin: told how many rows there are to go along, each once to be copied and once to be read back.

    Returns:
        The tables, by name.

    Raises:
        NotMovable: the source is in use, the target is not empty, or what arrived is not what left.
        StorageBusy: the target cannot be reached.
        ValueError: the target does not let us in; the message quotes nothing of the URL.
    """
    source = await Source.opened(path)
    try:
        target = await open_engine(url, patience=PATIENCE)
        try:
            return await _copied(source, target, clock, begin)
        finally:
            await target.close()
    finally:
        await source.close()


async def _copied(source: Source, target: Engine, clock: Clock, begin: Callable[[int], Told]) -> list[Moved]:
    if target.dialect is not Dialect.POSTGRESQL:
        raise NotMovable("the target is not postgresql://…")
    counts = await source.tables()
    async with target.writing() as session:
        if found := [str(row[0]) for row in await session.all(_TABLES)]:
            raise NotMovable(f"the target is not empty: it has {len(found)} tables, like {min(found)}")
        await schema.build(session, clock)
        there = {str(row[0]) for row in await session.all(_TABLES)}
        if there != set(counts):
            raise NotMovable(f"tables differ: {', '.join(sorted(there ^ set(counts)))}")
        keys = await session.all(_KEYS)
        for table, name, _ in keys:
            await session.run(sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        tables = [name for name in counts if name not in APART]
        told = begin(2 * sum(counts[name] for name in tables))
        left = {name: await _copy(source, session, name, told) for name in tables}
        for table, name, definition in keys:
            await session.run(sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))
        for name in tables:
            arrived = await _read_back(session, left[name], told)
            if arrived != left[name]:
                raise NotMovable(f"{name}: {left[name].rows} rows left, {arrived.rows} arrived, or their words differ")
        await _log_fits(session)
    return list(left.values())


async def _copy(source: Source, session: Session, table: str, told: Told) -> Moved:
    described = await session.all(_COLUMNS, name=table)
    columns = [str(row[0]) for row in described]
    if set(columns) != await source.columns(table):
        raise NotMovable(f"{table}: its columns differ")
    if await session.one(sql(f"SELECT 1 FROM {table} LIMIT 1")) is not None:  # noqa: S608  names of our own tables
        await session.run(sql(f"DELETE FROM {table}"))  # noqa: S608  what the schema itself put there
    places = ", ".join(f":{column}" for column in columns)
    insert = sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})")  # noqa: S608  names of our own tables
    count, total = 0, 0
    async for batch in source.rows(table, columns):
        await session.each(insert, [dict(zip(columns, row, strict=True)) for row in batch])
        count += len(batch)
        total = _added(total, batch)
        told(len(batch))
    for column, identity in described:
        if identity == "YES" and (last := await source.given(table, str(column))):
            await session.all(_NEXT, name=table, column=str(column), last=last)
    return Moved(table, count, f"{total:064x}")


async def _read_back(session: Session, left: Moved, told: Told) -> Moved:
    columns = [str(row[0]) for row in await session.all(_COLUMNS, name=left.table)]
    walk = f"walk_{left.table}"
    query = f"SELECT {', '.join(columns)} FROM {left.table}"  # noqa: S608  names of our own tables
    await session.run(sql(f"DECLARE {walk} NO SCROLL CURSOR FOR {query}"))
    count, total = 0, 0
    fetch = sql(f"FETCH {BATCH} FROM {walk}")
    while rows := await session.all(fetch):
        batch = [tuple(row) for row in rows]
        count += len(batch)
        total = _added(total, batch)
        told(len(batch))
    await session.run(sql(f"CLOSE {walk}"))
    return Moved(left.table, count, f"{total:064x}")


def _added(total: int, rows: Sequence[tuple[Any, ...]]) -> int:
    """Add the rows' hashes: the sum is the same in whatever order they come, and no row can stand in for two."""
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        total += int.from_bytes(hashlib.sha256(text.encode()).digest())
    return total % (1 << 256)


async def _log_fits(session: Session) -> None:
    log, walk = LogRepository(session), Walk()
    while rows := await log.after(walk.head.number, BATCH):
        if (fault := walk.along(rows)) is not None:
            raise NotMovable(f"entry {fault.number} of the log does not fit: see `elshi verify`")
