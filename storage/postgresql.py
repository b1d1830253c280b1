"""PostgreSQL, for when one machine is not enough. Loaded only when a postgresql:// URL is opened."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any

import asyncpg

from domain.errors import StorageBusy
from storage.engine import ConstraintBroken, First, Row, Session
from storage.statement import Dialect, sql

log = logging.getLogger(__name__)

POOL = 12  # one of them listens
COMMAND_TIMEOUT = 30.0
"""Seconds after which a statement that got no answer is given up: far longer than any of ours takes."""
SCRUB_TIMEOUT = 600.0
"""Seconds that cleaning the whole database may take; nobody waits for it."""

_VERSION = sql("SHOW server_version")
# One unit of work at a time in all processes, as on SQLite: what it read is still so when it writes. The number is
# ours, any would do; the lock goes with the transaction.
_ALONE = "BEGIN; SELECT pg_advisory_xact_lock(705412)"
# Those that may run beside each other, and not beside one that must be alone.
_BESIDE = "BEGIN; SELECT pg_advisory_xact_lock_shared(705412)"
# Who holds the lock and has said nothing for long is frozen, or cut off. Between two statements the server ends it by
# itself (idle_in_transaction_session_timeout); between the parts of one statement it would wait for ever.
_END_FROZEN = sql("""
    SELECT COUNT(pg_terminate_backend(a.pid)) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.objid = 705412 AND l.granted AND a.datname = current_database()
    AND a.state = 'active' AND a.wait_event = 'ClientRead'
    AND clock_timestamp() - a.state_change > make_interval(secs => :seconds)
""")
_PARAMETER = re.compile(r"\$(\d+)")

_BUSY = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.InsufficientResourcesError,  # disk full, out of memory, too many connections
    asyncpg.OperatorInterventionError,  # shutting down, starting up
    asyncpg.IdleInTransactionSessionTimeoutError,
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
    async def writing(self, first: First | None = None, *, alone: bool = True) -> AsyncIterator[Session]:
        """Open a unit of work (see `Engine.writing`)."""
        async with self._turned(alone), self._lent() as connection, self._transaction(connection, first, alone) as unit:
            yield unit

    @asynccontextmanager
    async def _turned(self, alone: bool) -> AsyncIterator[None]:
        """Wait for our turn in this process, so that connections of the pool are not spent on waiting for the lock."""
        if not alone:
            yield
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError:
            raise StorageBusy("another unit of work holds the database") from None
        try:
            yield
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
    async def _transaction(self, connection: Any, first: First | None, alone: bool) -> AsyncIterator[Session]:
        text = _ALONE if alone else _BESIDE
        if first is not None:
            text = f"{text}; {_inline(first)}"
        try:
            status: str = await connection.execute(text)
        except asyncpg.LockNotAvailableError as error:
            await self._roll_back(connection)
            with suppress(Exception):  # that the lock was not to be had is what counts
                await self._end_frozen()
            raise StorageBusy("another process holds the database") from error
        except asyncpg.PostgresError as error:
            await self._roll_back(connection)
            raise _effect(error) from error
        except BaseException as error:
            _cut_off(connection)  # nobody knows whether it began
            raise (_effect(error) if isinstance(error, Exception) else error) from error
        session = _PostgresSession(lambda: nullcontext(connection), unit=True)
        try:
            if first is not None and status.endswith(" 0"):
                raise first.refusal
            yield session
            session.check()
        except BaseException:
            await self._roll_back(connection)
            raise
        finally:
            session.end()
        try:
            await connection.execute("COMMIT")
        except BaseException as error:
            _cut_off(connection)  # nobody knows whether it ended
            raise (_effect(error) if isinstance(error, Exception) else error) from error

    async def _end_frozen(self) -> None:
        """Let the server end a session that holds the lock and sleeps, so that the next one who asks gets it."""
        row = await self.reading().one(_END_FROZEN, seconds=float(self._patience))
        if row is not None and row[0]:
            log.warning("another process was frozen in the middle of a unit of work; it was taken back")

    async def _roll_back(self, connection: Any) -> None:
        """Take everything back; a connection that fails even in this is cut off, and the server takes it back."""
        try:
            async with asyncio.timeout(self._patience):
                await connection.execute("ROLLBACK")
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

    async def hear(self, channel: str, call: Callable[[], None]) -> None:
        """Listen on a connection of the pool (see `Engine.hear`)."""
        lost = asyncio.Event()

        def ended(_connection: Any) -> None:
            lost.set()

        def heard(*_notification: Any) -> None:
            call()

        async with self._lent() as connection:
            connection.add_termination_listener(ended)
            try:
                await connection.add_listener(channel, heard)
                call()  # what was queued before we listened
                await lost.wait()
                raise StorageBusy("the connection that listened is gone")
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                raise _effect(error) from error
            finally:
                connection.remove_termination_listener(ended)
                with suppress(Exception):
                    await connection.remove_listener(channel, heard)

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


def _inline(first: First) -> str:
    """Return the statement with its numbers in it: several statements in one trip cannot have parameters."""
    values = first.statement.bind(Dialect.POSTGRESQL, first.params)
    if not all(type(value) is int for value in values):
        raise TypeError("a first statement has whole numbers as parameters")
    return _PARAMETER.sub(lambda found: str(values[int(found[1]) - 1]), first.statement.text(Dialect.POSTGRESQL))


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
            server_settings={
                "application_name": "elshi",
                "lock_timeout": str(int(patience * 1000)),
                # A process that was frozen, or cut off, in the middle of a unit of work would hold up all others.
                "idle_in_transaction_session_timeout": str(int(patience * 1000)),
                # Our statements read a few rows by an index: planning one anew costs far more than running it, and
                # compiling it more still. The plan of each is made once a connection, without its values, as on SQLite.
                "plan_cache_mode": "force_generic_plan",
                "jit": "off",
            },
        )
    except ValueError:
        raise ValueError("DATABASE_URL cannot be read; write special characters in the password as %XX") from None
    except Exception as error:
        raise _refusal(error) from None
    return PostgresEngine(pool, patience)
