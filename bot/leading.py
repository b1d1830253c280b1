"""Of several processes one leads: it alone runs the jobs, sends, and asks Telegram for updates.

It holds a lease in the database and renews it while it lives. When it is killed, frozen or cut off the lease lapses,
and another takes it. Whoever wakes from a freeze sees by its own monotonic clock that the lease is over before it does
anything more; and whatever it had begun is claimed row by row in the database, so that it cannot be done twice.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

from domain.errors import StorageBusy
from domain.ports import Store

log = logging.getLogger(__name__)

LEADER = "leader"
LEASE = 10.0  # seconds; with LOOK_EVERY this bounds how long nobody leads after a crash
RENEW_EVERY = 2.5
LOOK_EVERY = 1.0  # seconds between two tries of who does not lead
ANSWER_WITHIN = 6.0  # seconds for the database: longer than it lets us wait for a lock, so that it tells us why


class Leader:
    """Leads when it can.

    Args:
        store: where the lease is.
        alone: no other process can be there: lead at once, without a lease.
    """

    def __init__(self, store: Store, *, alone: bool) -> None:
        self._store = store
        self._alone = alone
        self._owner = uuid.uuid4().hex
        self._until = 0.0

    def leads(self) -> bool:
        """Tell whether this process leads at this moment."""
        return self._alone or time.monotonic() < self._until

    async def run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do the work whenever this process leads, until cancelled; the work is cancelled when it leads no more.

        Args:
            work: runs until it is cancelled.
        """
        if self._alone:
            await work()
            return
        while True:
            if await self._take():
                log.warning("this process leads now: it runs the jobs and sends")
                try:
                    await self._lead(work)
                finally:
                    await self._give_back()
                log.warning("this process leads no more")
            await asyncio.sleep(LOOK_EVERY)

    async def _lead(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async with asyncio.TaskGroup() as group:
            working = group.create_task(work(), name="leading")
            while self.leads():
                await asyncio.sleep(min(RENEW_EVERY, max(0.0, self._until - time.monotonic())))
                if self.leads():
                    await self._take()
            working.cancel()

    async def _take(self) -> bool:
        """Take or renew the lease; when the database does not answer it simply runs out."""
        since = time.monotonic()
        left = self._until - since  # who leads must not wait beyond the end of its lease
        try:
            async with (
                asyncio.timeout(left if left > 0 else ANSWER_WITHIN),
                self._store.write(alone=False) as repositories,
            ):
                taken = await repositories.leases.take(LEADER, self._owner, LEASE)
        except (StorageBusy, TimeoutError) as error:
            log.warning("the leader's lease cannot be reached in the database (%s)", str(error) or "no answer in time")
            return False
        self._until = since + LEASE if taken else 0.0
        return taken

    async def _give_back(self) -> None:
        self._until = 0.0
        try:
            async with self._store.write(alone=False) as repositories:
                await repositories.leases.give_back(LEADER, self._owner)
        except StorageBusy:
            log.warning("the leader's lease could not be given back; it lapses by itself")
