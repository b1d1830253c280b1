"""Which engine runs behind a URL, and what both promise. Nothing else in the product knows there are two."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from storage.statement import Dialect, Statement

Row = Sequence[Any]

PATIENCE = 5.0
"""Seconds to wait for a lock before `StorageBusy`: shorter than a person waits for a button, longer than any write."""


class ConstraintBroken(Exception):
    """The data breaks a rule of the schema (an unknown territory, say): a mistake of the caller, not of the moment."""


class Undecodable(Exception):
    """A stored text is no text: somebody wrote bytes in its place, past this program (SQLite takes anything)."""


@dataclass(frozen=True, slots=True)
class First:
    """A statement that opens a unit of work; it costs no trip of its own.

    Attributes:
        statement: with whole numbers as parameters, and no rows as its answer.
        params: the numbers.
        refusal: raised when it changes nothing, at the beginning of the block or from its first statement.
    """

    statement: Statement
    params: Mapping[str, int]
    refusal: Exception


class Session(ABC):
    """Runs statements; each call is one trip to the database.

    In a unit of work the first failure is final: every later statement, and the end of the block, raise it again. So a
    handler that swallows an error cannot commit half of what it meant.

    Attributes:
        queued: whether a message was put into the outbox by it.
    """

    def __init__(self, dialect: Dialect, *, unit: bool) -> None:
        self._dialect = dialect
        self._unit = unit
        self._failure: Exception | None = None
        self._over = False
        self.queued = False

    @property
    def dialect(self) -> Dialect:
        """Tell which engine runs."""
        return self._dialect

    async def all(self, statement: Statement, **params: Any) -> Sequence[Row]:
        """Return all rows."""
        self.check()
        text, values = statement.text(self._dialect), statement.bind(self._dialect, params)
        try:
            return await self._rows(text, values)
        except Exception as error:
            raise self._known(error) from error

    async def one(self, statement: Statement, **params: Any) -> Row | None:
        """Return the first row, or None."""
        rows = await self.all(statement, **params)
        return rows[0] if rows else None

    async def run(self, statement: Statement, **params: Any) -> int:
        """Run a statement that returns no rows; tell how many rows it changed."""
        self.check()
        text, values = statement.text(self._dialect), statement.bind(self._dialect, params)
        try:
            return await self._change(text, values)
        except Exception as error:
            raise self._known(error) from error

    async def each(self, statement: Statement, many: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each set of parameters, in one trip; nothing to do when there are none."""
        if not many:
            return
        self.check()
        text, values = statement.text(self._dialect), [statement.bind(self._dialect, params) for params in many]
        try:
            await self._change_many(text, values)
        except Exception as error:
            raise self._known(error) from error

    async def rows(self, statement: Statement, rows: Sequence[tuple[int | str | None, ...]]) -> None:
        """Run a statement once for each row, whose values are in the order in which the text names its parameters.

        For many rows of our own numbers and words: nothing in them is made storable, which takes as long as storing.
        """
        if not rows:
            return
        self.check()
        try:
            await self._change_many(statement.text(self._dialect), list(rows))
        except Exception as error:
            raise self._known(error) from error

    def check(self) -> None:
        """Refuse to go on after a failure, or after the block has ended."""
        if self._failure is not None:
            raise self._failure
        if self._over:
            raise RuntimeError("this unit of work has ended")

    def end(self) -> None:
        """Make any later use an error."""
        self._over = True

    def _known(self, error: Exception) -> Exception:
        known = self._effect(error)
        if self._unit:
            self._failure = known
        return known

    @abstractmethod
    async def _rows(self, text: str, values: tuple[Any, ...]) -> Sequence[Row]: ...

    @abstractmethod
    async def _change(self, text: str, values: tuple[Any, ...]) -> int: ...

    @abstractmethod
    async def _change_many(self, text: str, values: list[tuple[Any, ...]]) -> None: ...

    @abstractmethod
    def _effect(self, error: Exception) -> Exception:
        """Return what the engine's error means: StorageBusy, ConstraintBroken, Undecodable, or itself."""


class Engine(Protocol):
    """An opened database."""

    @property
    def dialect(self) -> Dialect:
        """Tell which engine runs."""
        ...

    def reading(self) -> Session:
        """Return a session for looking; it never waits for a writer."""
        ...

    def writing(self, first: First | None = None, *, alone: bool = True) -> AbstractAsyncContextManager[Session]:
        """Open a transaction: committed at the end of the block, rolled back on any error.

        Args:
            first: runs before everything else.
            alone: no other one runs meanwhile, in whatever process. False lets others that said so run beside it.

        Raises:
            StorageBusy: the lock was not to be had in time, or the disk is full; nothing was written.
        """
        ...

    async def scrub(self) -> bool:
        """Leave nothing legible of what was deleted or written over, as far as the engine can.

        Returns:
            False when somebody who reads keeps an old state alive: to be tried again.

        Raises:
            StorageBusy: the database is locked or out of reach.
        """
        ...

    async def hear(self, channel: str, call: Callable[[], None]) -> None:
        """Call whenever another process commits something that tells the channel, until cancelled.

        SQLite never does: there is no other process, or it is found by looking.

        Raises:
            StorageBusy: the database cannot be reached any more.
        """
        ...

    async def describe(self) -> str:
        """Return the engine's name and version."""
        ...

    async def close(self) -> None:
        """Let go of all connections."""
        ...


async def open_engine(url: str, *, patience: float = PATIENCE) -> Engine:
    """Open the database behind a URL.

    Args:
        url: `sqlite:///path` (`sqlite:////path` from the root), a plain path, or `postgresql://…`.
        patience: seconds to wait for a lock.

    Raises:
        ValueError: the URL names no engine that we know.
        StorageBusy: the database is locked or out of reach.
    """
    if re.match(r"postgres(ql)?://", url):
        from storage.postgresql import open_postgresql  # asyncpg is loaded only where it is used

        return await open_postgresql(url, patience)
    from storage.sqlite import open_sqlite

    return await open_sqlite(sqlite_path(url), patience)


def sqlite_path(url: str) -> Path:
    """Return the file behind a SQLite URL or a plain path.

    Raises:
        ValueError: the URL is none of SQLite's, or names no file.
    """
    scheme, found, rest = url.partition("://")
    if not found:
        path = url
    elif scheme == "sqlite" and rest.startswith("/"):
        path = rest[1:]
    else:
        raise ValueError(f"a database URL begins with sqlite:/// or postgresql://, not {scheme}://")
    if not path or path == ":memory:":
        raise ValueError("the SQLite database needs a file: readers and the writer have a connection each")
    return Path(path)
