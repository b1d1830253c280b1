"""PostgreSQL, for when one machine is not enough. Loaded only when a postgresql:// URL is opened."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any

import asyncpg

from domain.errors import StorageBusy
from storage.engine import ConstraintBroken, Row, Session
from storage.statement import Dialect, sql

POOL = 5
COMMAND_TIMEOUT = 30.0
"""Seconds after which a statement that got no answer is given up: far longer than any of ours takes."""
SCRUB_TIMEOUT = 600.0
"""Seconds that cleaning the whole database may take; nobody waits for it."""

_VERSION = sql("SHOW server_version")

_BUSY = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.InsufficientResourcesError,  # disk full, out of memory, too many connections
    asyncpg.OperatorInterventionError,  # shutting down, starting up
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,  # the connection was lost under us
    OSError,
    TimeoutError,
)


def _effect(error: Exception) -> Exception:
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return ConstraintBroken(str(error))
    # A value that does not fit its parameter is an InterfaceError too, but a mistake of ours.
    if isinstance(error, _BUSY) and not isinstance(error, ValueError):
        return StorageBusy(str(error) or type(error).__name__)
    return error


def _refusal(error: Exception) -> Exception:
    """Return what a failed connection means, without the words of the error.

    A password with an unquoted "/", "@", "?" or "#" ends up as host, database or option, and errors quote those.
    """
    words = [type(error).__name__]
    if isinstance(error, asyncpg.PostgresError) and error.sqlstate:
        words.append(error.sqlstate)
    if isinstance(error, OSError) and error.errno and error.errno > 0:
        words.append(os.strerror(error.errno))
    what = ", ".join(words)
    if isinstance(_effect(error), StorageBusy):
        return StorageBusy(f"the database is out of reach ({what})")
    return ValueError(f"the server does not let us in by DATABASE_URL ({what})")


class _PostgresSession(Session):
    """Runs each statement on a connection that it is lent: another one each time, or that of the unit of work."""

    def __init__(self, lend: Callable[[], AbstractAsyncContextManager[Any]], *, unit: bool) -> None:
        super().__init__(Dialect.POSTGRESQL, unit=unit)
        self._lend = lend

    async def _rows(self, text: str, values: tuple[Any, ...]) -> Sequence[Row]:
        async with self._lend() as connection:
            rows: Sequence[Row] = await connection.fetch(text, *values)
        return rows

    async def _change(self, text: str, values: tuple[Any, ...]) -> int:
        async with self._lend() as connection:
            status: str = await connection.execute(text, *values)  # "INSERT 0 5", "UPDATE 2", "CREATE TABLE"
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def _change_many(self, text: str, values: list[tuple[Any, ...]]) -> None:
        async with self._lend() as connection:
            await connection.executemany(text, values)

    def _effect(self, error: Exception) -> Exception:
        return _effect(error)


class PostgresEngine:
    """A pool of connections. Made by `open_postgresql`."""

    dialect = Dialect.POSTGRESQL

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], patience: float) -> None:
        self._pool = pool
        self._patience = patience
        self._turn = asyncio.Lock()

    def reading(self) -> Session:
        """Return a session that takes a connection from the pool for each statement."""
        return _PostgresSession(self._lent, unit=False)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Session]:
        """Open a unit of work (see `Engine.writing`); one at a time in this process, as on SQLite."""
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError:
            raise StorageBusy("another unit of work holds the database") from None
        try:
            async with self._lent() as connection, self._transaction(connection) as session:
                yield session
        finally:
            self._turn.release()

    @asynccontextmanager
    async def _lent(self) -> AsyncIterator[Any]:
        try:
            connection = await self._pool.acquire(timeout=self._patience)
        except Exception as error:
            raise _effect(error) from error
        try:
            yield connection
        finally:
            # A connection that does not come to rest in time is cut off by the pool: our error is the one that counts.
            with suppress(Exception):
                await self._pool.release(connection, timeout=self._patience)

    @asynccontextmanager
    async def _transaction(self, connection: Any) -> AsyncIterator[Session]:
        transaction = connection.transaction()
        try:
            await transaction.start()
        except BaseException as error:
            _cut_off(connection)  # nobody knows whether it began
            raise (_effect(error) if isinstance(error, Exception) else error) from error
        session = _PostgresSession(lambda: nullcontext(connection), unit=True)
        try:
            yield session
            session.check()
        except BaseException:
            await self._roll_back(connection, transaction)
            raise
        finally:
            session.end()
        try:
            await transaction.commit()
        except BaseException as error:
            _cut_off(connection)  # nobody knows whether it ended
            raise (_effect(error) if isinstance(error, Exception) else error) from error

    async def _roll_back(self, connection: Any, transaction: Any) -> None:
        """Take everything back; a connection that fails even in this is cut off, and the server takes it back."""
        try:
            async with asyncio.timeout(self._patience):
                await transaction.rollback()
        except Exception:  # why the unit of work failed is told; this is only its echo
            _cut_off(connection)
        except BaseException:
            _cut_off(connection)
            raise

    async def scrub(self) -> bool:
        """Let the server take away rows that are dead (see `Engine.scrub`); those somebody still reads wait.

        Its files keep the bytes of a dead row until a new one is written over them: docs/decisions on privacy.
        """
        async with self._lent() as connection:
            try:
                await connection.execute("VACUUM (SKIP_LOCKED)", timeout=SCRUB_TIMEOUT)
            except Exception as error:
                raise _effect(error) from error
        return True

    async def describe(self) -> str:
        """Return the engine's name and version."""
        row = await self.reading().one(_VERSION)
        assert row is not None
        return f"PostgreSQL {row[0]}"

    async def close(self) -> None:
        """Close the pool; connections that do not end in time are cut off."""
        try:
            async with asyncio.timeout(self._patience):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()


def _cut_off(connection: Any) -> None:
    with suppress(asyncpg.InterfaceError):  # asyncpg has given it up already
        connection.terminate()


async def _as_it_is(connection: Any) -> None:
    """Reset nothing between two uses: we leave no session state behind, and a trip is saved each time."""


async def open_postgresql(url: str, patience: float) -> PostgresEngine:
    """Connect.

    Raises:
        ValueError: the URL cannot be read, or the server does not let us in; the message quotes nothing of the URL.
        StorageBusy: the server is out of reach.
    """
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=POOL,
            timeout=patience,
            command_timeout=max(COMMAND_TIMEOUT, patience),  # a lock is waited for inside a statement
            reset=_as_it_is,
            server_settings={"lock_timeout": str(int(patience * 1000)), "application_name": "elshi"},
        )
    except ValueError:
        raise ValueError("DATABASE_URL cannot be read; write special characters in the password as %XX") from None
    except Exception as error:
        raise _refusal(error) from None
    return PostgresEngine(pool, patience)
