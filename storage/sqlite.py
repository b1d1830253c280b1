"""SQLite: one connection that writes, some that read. Each call is a hop to a thread, so hops are saved."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import aiosqlite

from domain.errors import StorageBusy
from storage.engine import ConstraintBroken, First, Row, Session, Undecodable
from storage.statement import Dialect, sql

READERS = 2
BUSY_MS = 50  # short waits inside the thread, so that a cancelled task is not held there; the rest is awaited
LONGEST_PAUSE = 0.25
WRITER_CACHE_KIB = 8192  # used only as far as it is needed

_NOTHING = sql("SELECT 1")
_T = TypeVar("_T")


class _Writer(sqlite3.Connection):
    """Takes the write lock with the first statement of a unit of work, on the database's own thread: a hop saved.

    Attributes:
        first: runs right after the lock was taken: text, values, and what is raised when it changes nothing.
    """

    first: tuple[str, tuple[Any, ...], Exception] | None = None

    def execute(self, text: str, values: Any = (), /) -> sqlite3.Cursor:
        if not text.startswith("PRAGMA"):  # settings of the connection itself
            self._begin()
        return super().execute(text, values)

    def executemany(self, text: str, many: Iterable[Any], /) -> sqlite3.Cursor:
        self._begin()
        return super().executemany(text, many)

    def _begin(self) -> None:
        if self.in_transaction:
            return
        super().execute("BEGIN IMMEDIATE")
        if self.first is not None:
            text, values, refusal = self.first
            self.first = None
            if super().execute(text, values).rowcount == 0:
                raise refusal


def _is_busy(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _effect(error: Exception) -> Exception:
    if isinstance(error, sqlite3.IntegrityError):
        return ConstraintBroken(str(error))
    if isinstance(error, sqlite3.OperationalError) and "Could not decode" in str(error):
        return Undecodable(str(error))
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or not isinstance(error, sqlite3.OperationalError):
        return error
    # READONLY and CANTOPEN come, too, when a full disk leaves no room for the journal beside the database.
    cramped = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
    if _is_busy(error) or code & 0xFF in cramped:
        return StorageBusy(str(error))
    return error


async def _patiently(action: Callable[[], Awaitable[_T]], patience: float) -> _T:
    """Repeat while the database is locked by another process, with growing pauses, for at most `patience` seconds."""
    loop = asyncio.get_running_loop()
    until, pause = loop.time() + patience, 0.005
    while True:
        try:
            return await action()
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or loop.time() + pause >= until:
                raise
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


class _SqliteSession(Session):
    def __init__(self, connection: aiosqlite.Connection, patience: float, *, unit: bool) -> None:
        super().__init__(Dialect.SQLITE, unit=unit)
        self._connection = connection
        self._patience = patience
        self.begun = False

    async def _rows(self, text: str, values: tuple[Any, ...]) -> Sequence[Row]:
        return list(await self._hop(lambda: self._connection.execute_fetchall(text, values)))

    async def _change(self, text: str, values: tuple[Any, ...]) -> int:
        # The cursor is left to the collector: closing it would be another hop, and it holds nothing any more.
        return (await self._hop(lambda: self._connection.execute(text, values))).rowcount

    async def _change_many(self, text: str, values: list[tuple[Any, ...]]) -> None:
        await self._hop(lambda: self._connection.executemany(text, values))

    async def _hop(self, action: Callable[[], Awaitable[_T]]) -> _T:
        if self.begun:
            return await action()  # inside a transaction a lock is not waited for: it cannot be
        result = await _patiently(action, self._patience)
        self.begun = self._unit
        return result

    def _effect(self, error: Exception) -> Exception:
        return _effect(error)


class _Unit:
    """A unit of work (see `Engine.writing`). A class, for it is on the way of every press: generators cost more."""

    __slots__ = ("_engine", "_first", "_session")

    def __init__(self, engine: SqliteEngine, first: First | None) -> None:
        self._engine = engine
        self._first = first

    async def __aenter__(self) -> Session:
        self._session = await self._engine.take_turn(self._first)
        return self._session

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Commit, or take everything back after an error or a statement that failed."""
        session = self._session
        try:
            if error is not None:
                await self._engine.roll_back()
                return
            try:
                session.check()
                if not session.begun and self._first is not None:
                    await session.all(_NOTHING)
                if session.begun:
                    await self._engine.commit()
            except BaseException:
                await self._engine.roll_back()
                raise
        finally:
            session.end()
            self._engine.end_turn()


class SqliteEngine:
    """A SQLite file in WAL mode. Made by `open_sqlite`."""

    dialect = Dialect.SQLITE

    def __init__(
        self,
        writer: aiosqlite.Connection,
        raw: _Writer,
        readers: Sequence[aiosqlite.Connection],
        patience: float,
    ) -> None:
        self._writer = writer
        self._raw = raw  # touched by who holds the turn only
        self._readers = readers
        self._next_reader = itertools.cycle(readers)
        self._patience = patience
        self._turn = asyncio.Lock()

    def reading(self) -> Session:
        """Return a session on one of the reading connections; each statement sees the last committed state."""
        return _SqliteSession(next(self._next_reader), self._patience, unit=False)

    def writing(self, first: First | None = None, *, alone: bool = True) -> AbstractAsyncContextManager[Session]:
        """Open a unit of work on the writing connection (see `Engine.writing`); it is always alone."""
        return _Unit(self, first)

    async def take_turn(self, first: First | None) -> _SqliteSession:
        """Wait until the writing connection is ours.

        Raises:
            StorageBusy: another unit of work held it for too long.
        """
        if self._turn.locked():
            try:
                async with asyncio.timeout(self._patience):
                    await self._turn.acquire()
            except TimeoutError:
                raise StorageBusy("another unit of work holds the database") from None
        else:
            await self._turn.acquire()
        self._raw.first = None
        if first is not None:
            text = first.statement.text(self.dialect)
            self._raw.first = text, first.statement.bind(self.dialect, first.params), first.refusal
        return _SqliteSession(self._writer, self._patience, unit=True)

    def end_turn(self) -> None:
        """Let the next one have it."""
        self._turn.release()

    async def roll_back(self) -> None:
        """Take everything back.

        It is queued behind whatever a cancelled task left on the thread and before the next writer's first statement,
        even when this very wait is cancelled again: so the connection is always handed on clean.
        """
        await self._writer.rollback()

    async def commit(self) -> None:
        """Make it last.

        Raises:
            StorageBusy: the disk is full.
        """
        try:
            await self._writer.commit()
        except sqlite3.Error as error:
            raise _effect(error) from error

    async def scrub(self) -> bool:
        """Fold the journal beside the file into it and empty it (see `Engine.scrub`).

        Raises:
            StorageBusy: another unit of work holds the database.
        """
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError:
            raise StorageBusy("another unit of work holds the database") from None
        try:
            ((busy, _, _),) = await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise _effect(error) from error
        finally:
            self._turn.release()
        return not busy

    async def hear(self, channel: str, call: Callable[[], None]) -> None:
        """Wait for ever: nothing tells us."""
        await asyncio.Event().wait()

    async def describe(self) -> str:
        """Return the engine's name and version."""
        return f"SQLite {sqlite3.sqlite_version}"

    async def close(self) -> None:
        """Close all connections; the last one folds the journal into the file."""
        for connection in (*self._readers, self._writer):
            await connection.close()


def _make(path: Path) -> None:
    """Make the file when there is none, its owner's alone: it holds letters and names. Its journal is made like it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    # What cannot be opened is found out here: aiosqlite leaves a thread behind then, whose traceback follows our words.
    sqlite3.connect(path).close()


async def open_sqlite(path: Path, patience: float) -> SqliteEngine:
    """Open (or make) the file.

    Raises:
        StorageBusy: it is locked, or cannot be opened or made.
    """
    opened: list[aiosqlite.Connection] = []
    made: list[_Writer] = []

    def writing_connection(*args: Any, **kwargs: Any) -> _Writer:
        made.append(_Writer(*args, **kwargs))
        return made[-1]

    try:
        _make(path)
        writer = await aiosqlite.connect(path, isolation_level=None, factory=writing_connection)
        opened.append(writer)
        await _patiently(lambda: writer.execute_fetchall("PRAGMA journal_mode = WAL"), patience)
        await _prepare(writer)
        # Matching walks and fills several indexes at once; the default 2 MB would be read again and again.
        await writer.execute_fetchall(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")
        for _ in range(READERS):
            reader = await aiosqlite.connect(path, isolation_level=None)
            opened.append(reader)
            await _prepare(reader)
            await reader.execute_fetchall("PRAGMA query_only = ON")
    except BaseException as error:
        for connection in opened:
            await connection.close()
        if isinstance(error, OSError):
            raise StorageBusy(str(error)) from error
        raise (_effect(error) if isinstance(error, Exception) else error) from error
    return SqliteEngine(writer, made[0], opened[1:], patience)


async def _prepare(connection: aiosqlite.Connection) -> None:
    await connection.execute_fetchall(f"PRAGMA busy_timeout = {BUSY_MS}")
    await connection.execute_fetchall("PRAGMA synchronous = NORMAL")
    await connection.execute_fetchall("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten with zeros: erased words must not be legible in the file. Some builds of SQLite do
    # so by themselves, others do not.
    await connection.execute_fetchall("PRAGMA secure_delete = ON")
