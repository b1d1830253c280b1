"""Connections to PostgreSQL, lent out one at a time; the one used last is lent first, for it knows our statements.

asyncpg's own pool makes two timers, a task and two futures for each use: as much work as the statement itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import asyncpg

from domain.errors import StorageBusy

IDLE = 300.0
"""Seconds after which an unused connection is let go: a firewall between us may have forgotten it."""


class Connections:
    """Lends connections to whoever gives them back.

    Args:
        connect: makes one.
        most: how many at once.
        patience: seconds to wait for one when all are lent.
    """

    def __init__(self, connect: Callable[[], Awaitable[Any]], most: int, patience: float) -> None:
        self._connect = connect
        self._most = most
        self._patience = patience
        self._room = asyncio.Semaphore(most)
        self._idle: list[tuple[Any, float]] = []  # with the moment since when; the longest unused first
        self._made: set[Any] = set()
        self._closed = False

    async def lend(self) -> Any:
        """Return a connection that nobody else uses, until it is given back.

        Raises:
            StorageBusy: all are lent for longer than the patience, or all are closed.
            Exception: whatever connecting raises.
        """
        if self._room.locked():
            try:
                async with asyncio.timeout(self._patience):
                    await self._room.acquire()
            except TimeoutError:
                raise StorageBusy("all connections to the database are in use") from None
        else:
            await self._room.acquire()
        try:
            if self._closed:
                raise StorageBusy("the connections to the database are closed")
            while self._idle:
                connection, _ = self._idle.pop()
                if not connection.is_closed():
                    return connection
                self._made.discard(connection)
            connection = await self._connect()
        except BaseException:
            self._room.release()
            raise
        self._made.add(connection)
        return connection

    def give_back(self, connection: Any, *, rested: bool = True) -> None:
        """Take a connection back.

        Args:
            connection: as it was lent.
            rested: no statement of it is on its way and no transaction is open; else it is cut off.
        """
        now = asyncio.get_running_loop().time()
        if not rested or self._closed or connection.is_closed() or connection.is_in_transaction():
            self._cut_off(connection)
        else:
            self._idle.append((connection, now))
        while self._idle and self._idle[0][1] < now - IDLE:
            self._cut_off(self._idle.pop(0)[0])
        self._room.release()

    def _cut_off(self, connection: Any) -> None:
        self._made.discard(connection)
        cut_off(connection)

    async def close(self) -> None:
        """Wait until all are given back, and close them; those that are not in time are cut off."""
        self._closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                for _ in range(self._most):
                    await self._room.acquire()
                while self._idle:
                    await self._idle[-1][0].close()
                    self._made.discard(self._idle.pop()[0])
        for connection in list(self._made):
            self._cut_off(connection)


def cut_off(connection: Any) -> None:
    """End a connection without a word to the server, which then takes back what was not committed."""
    with suppress(asyncpg.InterfaceError):  # asyncpg has given it up already
        connection.terminate()
