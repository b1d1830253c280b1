"""What officials wrote leaves when the time to undo it is over: looked at every second, and when somebody calls."""

from __future__ import annotations

import asyncio
import logging

from domain.errors import StorageBusy
from handlers.requests.answering import let_go
from handlers.service import Service

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between looks."""

AT_ONCE = 50


class Leaving:
    """Lets messages leave until cancelled. Nothing is kept in memory: after a restart what waited goes on waiting.

    Args:
        service: storage, clock and texts.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._called = asyncio.Event()

    def wake(self) -> None:
        """Look now: the clock was moved."""
        self._called.set()

    async def run(self) -> None:
        """Look for ever."""
        while True:
            self._called.clear()
            try:
                await self.look()
            except StorageBusy:
                log.warning("what waits to leave cannot be reached; looking again in %.0f s", EVERY, exc_info=True)
            try:
                async with asyncio.timeout(EVERY):
                    await self._called.wait()
            except TimeoutError:
                continue

    async def look(self) -> int:
        """Let everything leave whose time has come; returns how many messages went or were held back.

        Raises:
            StorageBusy: the database cannot be reached; what is left is looked at again.
        """
        done = 0
        async with self._service.store.read() as repositories:
            waiting = await repositories.request_messages.leaving(self._service.clock.now(), AT_ONCE)
        for number in waiting:
            try:
                done += await let_go(number, self._service) is not None
            except StorageBusy:
                raise
            except Exception:  # one that breaks must not stop the others
                log.exception("message %d of a request could not leave; trying again", number)
        return done
