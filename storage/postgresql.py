"""PostgreSQL, for when one machine is not enough. Loaded only when a postgresql:// URL is opened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from domain.errors import StorageBusy
from storage.engine import ConstraintBroken, Row, Session
from storage.statement import Dialect

POOL = 5

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
        return StorageBusy(str(error))
    return error


class _PostgresSession(Session):
    """Reads through the pool, or everything through the one connection of a unit of work."""

    def __init__(self, executor: Any, *, unit: bool) -> None:
        super().__init__(Dialect.POSTGRESQL, unit=unit)
        self._executor = executor

    async def _rows(self, text: str, values: tuple[Any, ...]) -> Sequence[Row]:
        rows: Sequence[Row] = await self._executor.fetch(text, *values)
        return rows

    async def _change(self, text: str, values: tuple[Any, ...]) -> int:
        status: str = await self._executor.execute(text, *values)  # "INSERT 0 5", "UPDATE 2", "CREATE TABLE"
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def _change_many(self, text: str, values: list[tuple[Any, ...]]) -> None:
        await self._executor.executemany(text, values)

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
        return _PostgresSession(self._pool, unit=False)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Session]:
        """Open a unit of work (see `Engine.writing`); one at a time in this process, as on SQLite."""
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError:
            raise StorageBusy("another unit of work holds the database") from None
        try:
            connection = await self._connection()
            try:
                async with self._transaction(connection) as session:
                    yield session
            finally:
                await self._pool.release(connection)
        finally:
            self._turn.release()

    async def _connection(self) -> Any:
        try:
            return await self._pool.acquire(timeout=self._patience)
        except Exception as error:
            raise _effect(error) from error

    @asynccontextmanager
    async def _transaction(self, connection: Any) -> AsyncIterator[Session]:
        transaction = connection.transaction()
        try:
            await transaction.start()
        except Exception as error:
            raise _effect(error) from error
        session = _PostgresSession(connection, unit=True)
        try:
            yield session
            session.check()
        except BaseException:
            if not connection.is_closed():
                await transaction.rollback()
            raise
        finally:
            session.end()
        try:
            await transaction.commit()
        except Exception as error:
            raise _effect(error) from error

    async def describe(self) -> str:
        """Return the engine's name and version."""
        version = await self._pool.fetchval("SHOW server_version")
        return f"PostgreSQL {version}"

    async def close(self) -> None:
        """Close the pool."""
        await self._pool.close()


async def _as_it_is(connection: Any) -> None:
    """Reset nothing between two uses: we leave no session state behind, and a trip is saved each time."""


async def open_postgresql(url: str, patience: float) -> PostgresEngine:
    """Connect.

    Raises:
        StorageBusy: the server is out of reach.
    """
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=POOL,
            timeout=patience,
            reset=_as_it_is,
            server_settings={"lock_timeout": str(int(patience * 1000)), "application_name": "elshi"},
        )
    except Exception as error:
        raise _effect(error) from error
    return PostgresEngine(pool, patience)
