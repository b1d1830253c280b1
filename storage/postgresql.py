"""PostgreSQL, for when one machine is not enough. Loaded only when a postgresql:// URL is opened."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from types import TracebackType
from typing import Any

import asyncpg

from domain.errors import StorageBusy
from storage.connections import Connections, cut_off
from storage.engine import ConstraintBroken, First, Row, Session
from storage.statement import Dialect, sql

log = logging.getLogger(__name__)

POOL = 12  # connections; one of them listens
STATEMENTS = 200  # of which a connection remembers the plans: those of ordinary days
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
    asyncpg.InternalClientError,  # the same, in the middle of a cancelled statement: as after a freeze
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
    """What both kinds of session share: how to run a statement on a connection."""

    def _effect(self, error: Exception) -> Exception:
        return _effect(error)


class _Looking(_PostgresSession):
    """Runs each statement on a connection that it borrows for it."""

    def __init__(self, engine: PostgresEngine) -> None:
        super().__init__(Dialect.POSTGRESQL, unit=False)
        self._engine = engine

    async def _rows(self, text: str, values: tuple[Any, ...]) -> Sequence[Row]:
        rows: Sequence[Row] = await self._on_lent(lambda connection: connection.fetch(text, *values))
        return rows

    async def _change(self, text: str, values: tuple[Any, ...]) -> int:
        return _changed(await self._on_lent(lambda connection: connection.execute(text, *values)))

    async def _change_many(self, text: str, values: list[tuple[Any, ...]]) -> None:
        await self._on_lent(lambda connection: connection.executemany(text, values))

    async def _on_lent(self, action: Callable[[Any], Awaitable[Any]]) -> Any:
        connection = await self._engine.lend()
        rested = False
        try:
            result = await action(connection)
            rested = True
        except asyncpg.PostgresError:
            rested = True  # the server has said its last word about the statement
            raise
        finally:
            self._engine.connections.give_back(connection, rested=rested)
        return result


class _Inside(_PostgresSession):
    """Runs each statement on the connection of its unit of work."""

    def __init__(self, connection: Any) -> None:
        super().__init__(Dialect.POSTGRESQL, unit=True)
        self._connection = connection

    async def _rows(self, text: str, values: tuple[Any, ...]) -> Sequence[Row]:
        rows: Sequence[Row] = await self._connection.fetch(text, *values)
        return rows

    async def _change(self, text: str, values: tuple[Any, ...]) -> int:
        return _changed(await self._connection.execute(text, *values))

    async def _change_many(self, text: str, values: list[tuple[Any, ...]]) -> None:
        await self._connection.executemany(text, values)


def _changed(status: str) -> int:
    """Return how many rows a statement changed, by its status: "INSERT 0 5", "UPDATE 2", "CREATE TABLE"."""
    count = status.rpartition(" ")[2]
    return int(count) if count.isdigit() else 0


class _Unit:
    """A unit of work (see `Engine.writing`). A class, for it is on the way of every press: generators cost more."""

    __slots__ = ("_alone", "_connection", "_engine", "_first", "_session")

    def __init__(self, engine: PostgresEngine, first: First | None, alone: bool) -> None:
        self._engine = engine
        self._first = first
        self._alone = alone

    async def __aenter__(self) -> Session:
        """Wait for our turn and begin."""
        if self._alone:
            await self._engine.take_turn()
        try:
            self._connection = await self._engine.lend()
            try:
                await self._begin()
            except BaseException:
                self._engine.connections.give_back(self._connection)
                raise
        except BaseException:
            self._end_turn()
            raise
        self._session = _Inside(self._connection)
        return self._session

    async def _begin(self) -> None:
        connection, text = self._connection, _ALONE if self._alone else _BESIDE
        if self._first is not None:
            text = f"{text}; {_inline(self._first)}"
        try:
            status: str = await connection.execute(text)
        except asyncpg.LockNotAvailableError as error:
            await self._engine.roll_back(connection)
            with suppress(Exception):  # that the lock was not to be had is what counts
                await self._engine.end_frozen()
            raise StorageBusy("another process holds the database") from error
        except asyncpg.PostgresError as error:
            await self._engine.roll_back(connection)
            raise _effect(error) from error
        except BaseException as error:
            cut_off(connection)  # nobody knows whether it began
            raise (_effect(error) if isinstance(error, Exception) else error) from error
        if self._first is not None and status.endswith(" 0"):
            await self._engine.roll_back(connection)
            raise self._first.refusal

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Commit, or take everything back after an error or a statement that failed."""
        connection, session = self._connection, self._session
        try:
            try:
                if error is None:
                    session.check()
            except BaseException:
                await self._engine.roll_back(connection)
                raise
            finally:
                session.end()
            if error is not None:
                await self._engine.roll_back(connection)
                return
            try:
                await connection.execute("COMMIT")
            except BaseException as failure:
                cut_off(connection)  # nobody knows whether it ended
                raise (_effect(failure) if isinstance(failure, Exception) else failure) from failure
        finally:
            self._engine.connections.give_back(connection)
            self._end_turn()

    def _end_turn(self) -> None:
        if self._alone:
            self._engine.end_turn()


class PostgresEngine:
    """Some connections to a server. Made by `open_postgresql`.

    Attributes:
        connections: lends them.
    """

    dialect = Dialect.POSTGRESQL

    def __init__(self, connections: Connections, patience: float) -> None:
        self.connections = connections
        self._patience = patience
        self._turn = asyncio.Lock()

    def reading(self) -> Session:
        """Return a session that borrows a connection for each statement."""
        return _Looking(self)

    def writing(self, first: First | None = None, *, alone: bool = True) -> AbstractAsyncContextManager[Session]:
        """Open a unit of work (see `Engine.writing`)."""
        return _Unit(self, first, alone)

    async def take_turn(self) -> None:
        """Wait for our turn in this process, so that connections are not spent on waiting for the lock.

        Raises:
            StorageBusy: it did not come in time.
        """
        if not self._turn.locked():
            await self._turn.acquire()
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError:
            raise StorageBusy("another unit of work holds the database") from None

    def end_turn(self) -> None:
        """Let the next one have it."""
        self._turn.release()

    async def lend(self) -> Any:
        """Return a connection; it is to be given back.

        Raises:
            StorageBusy: there is none, or the server is out of reach.
        """
        try:
            return await self.connections.lend()
        except Exception as error:
            raise _effect(error) from error

    async def end_frozen(self) -> None:
        """Let the server end a session that holds the lock and sleeps, so that the next one who asks gets it."""
        row = await self.reading().one(_END_FROZEN, seconds=float(self._patience))
        if row is not None and row[0]:
            log.warning("another process was frozen in the middle of a unit of work; it was taken back")

    async def roll_back(self, connection: Any) -> None:
        """Take everything back; a connection that fails even in this is cut off, and the server takes it back."""
        try:
            async with asyncio.timeout(self._patience):
                await connection.execute("ROLLBACK")
        except Exception:  # why the unit of work failed is told; this is only its echo
            cut_off(connection)
        except BaseException:
            cut_off(connection)
            raise

    async def scrub(self) -> bool:
        """Let the server take away rows that are dead (see `Engine.scrub`); those somebody still reads wait.

        Its files keep the bytes of a dead row until a new one is written over them: docs/decisions on privacy.
        """
        connection = await self.lend()
        try:
            await connection.execute("VACUUM (SKIP_LOCKED)", timeout=SCRUB_TIMEOUT)
        except Exception as error:
            raise _effect(error) from error
        except BaseException:
            cut_off(connection)  # it would go on
            raise
        finally:
            self.connections.give_back(connection)
        return True

    async def hear(self, channel: str, call: Callable[[], None]) -> None:
        """Listen on one of the connections (see `Engine.hear`)."""
        lost = asyncio.Event()

        def ended(_connection: Any) -> None:
            lost.set()

        def heard(*_notification: Any) -> None:
            call()

        connection = await self.lend()
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
            self.connections.give_back(connection, rested=False)  # nobody is to be lent one that listens

    async def describe(self) -> str:
        """Return the engine's name and version."""
        row = await self.reading().one(_VERSION)
        assert row is not None
        return f"PostgreSQL {row[0]}"

    async def close(self) -> None:
        """Close all connections; those that are not given back in time are cut off."""
        await self.connections.close()


def _inline(first: First) -> str:
    """Return the statement with its numbers in it: several statements in one trip cannot have parameters."""
    values = first.statement.bind(Dialect.POSTGRESQL, first.params)
    if not all(type(value) is int for value in values):
        raise TypeError("a first statement has whole numbers as parameters")
    return _PARAMETER.sub(lambda found: str(values[int(found[1]) - 1]), first.statement.text(Dialect.POSTGRESQL))


async def open_postgresql(url: str, patience: float) -> PostgresEngine:
    """Connect.

    Raises:
        ValueError: the URL cannot be read, or the server does not let us in; the message quotes nothing of the URL.
        StorageBusy: the server is out of reach.
    """
    settings = {
        "application_name": "elshi",
        "lock_timeout": str(int(patience * 1000)),
        # A process that was frozen, or cut off, in the middle of a unit of work would hold up all others.
        "idle_in_transaction_session_timeout": str(int(patience * 1000)),
        # Our statements read a few rows by an index: planning one anew costs far more than running it, and
        # compiling it more still. The plan of each is made once a connection, without its values, as on SQLite.
        "plan_cache_mode": "force_generic_plan",
        "jit": "off",
    }

    async def connect() -> Any:
        return await asyncpg.connect(
            url,
            timeout=patience,
            command_timeout=max(COMMAND_TIMEOUT, patience),  # a lock is waited for inside a statement
            server_settings=settings,
            statement_cache_size=STATEMENTS,
            max_cached_statement_lifetime=0,  # a plan does not grow old: the server makes it anew when it must
        )

    connections = Connections(connect, POOL, patience)
    try:
        connections.give_back(await connections.lend())
    except ValueError:
        raise ValueError("DATABASE_URL cannot be read; write special characters in the password as %XX") from None
    except Exception as error:
        raise _refusal(error) from None
    return PostgresEngine(connections, patience)
