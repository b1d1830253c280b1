"""Keeping what polls came to: whoever has to wait for the database is written together with all others who wait.

A pass over two hundred unchanged sources is a few transactions so, not two hundred, and no poll ends before what it
came to is committed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from domain.clock import Clock
from domain.errors import StorageBusy
from domain.ports import Harvest, Store

MOST_POSTS = 400
"""Posts in one transaction: people's presses wait for the same writer."""


@dataclass(slots=True, eq=False)
class _Entry:
    harvest: Harvest
    done: bool = False
    error: Exception | None = None


class Ledger:
    """Writes harvests in groups.

    Args:
        store: storage.
        clock: the product's clock.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._waiting: list[_Entry] = []
        self._turn = asyncio.Lock()

    async def keep(self, harvest: Harvest) -> None:
        """Return when the harvest is committed.

        Raises:
            StorageBusy: the database stayed locked or the disk is full; nothing of it was written.
        """
        entry = _Entry(harvest)
        self._waiting.append(entry)
        try:
            async with self._turn:
                while not entry.done:
                    await self._write(self._group())
        finally:
            self._waiting = [one for one in self._waiting if one is not entry]
        if entry.error is not None:
            raise entry.error

    def _group(self) -> list[_Entry]:
        """Return those who have waited longest, up to so many posts."""
        group: list[_Entry] = []
        posts = 0
        for entry in self._waiting:
            posts += len(entry.harvest.posts)
            if group and posts > MOST_POSTS:
                break
            group.append(entry)
        return group

    async def _write(self, group: Sequence[_Entry]) -> None:
        # A writer that is cancelled leaves the others waiting: the next of them writes for all.
        error = None
        try:
            async with self._store.write() as repositories:
                await repositories.sources.keep([entry.harvest for entry in group], self._clock.now())
        except Exception as failure:
            if len(group) > 1 and not isinstance(failure, StorageBusy):
                for entry in group:  # one of them cannot be kept: it alone shall fail
                    await self._write([entry])
                return
            error = failure
        for entry in group:
            entry.done, entry.error = True, error
        self._waiting = [entry for entry in self._waiting if not entry.done]
