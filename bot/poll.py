"""Updates in: kept in storage before Telegram forgets them, handled side by side, person by person in order.

aiogram's own polling confirms a batch while its handlers still run (or handles one update at a time): a crash would
lose what people pressed. Here an update is confirmed only after it was kept, and what was kept and not handled is
handled after a restart. See docs/decisions/0005-updates-are-kept.md.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError, TelegramConflictError, TelegramRetryAfter, TelegramUnauthorizedError

from bot.handling import Handling, as_kept
from bot.telegram import fetch_updates
from domain.clock import Clock
from domain.errors import StorageBusy
from domain.ports import Store

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0


class Poller:
    """Long polling with an inbox.

    Args:
        bot: the client.
        dispatcher: handles one update at a time per person (its middleware sees to the order).
        store: where updates are kept.
        clock: the product's clock.
        timeout: seconds that Telegram may hold a request.
    """

    def __init__(self, bot: Bot, dispatcher: Dispatcher, store: Store, clock: Clock, timeout: int) -> None:
        self._bot = bot
        self._store = store
        self._clock = clock
        self._timeout = timeout
        self._handling = Handling(bot, dispatcher, store)

    async def idle(self) -> None:
        """Wait until no update is being handled."""
        await self._handling.idle()

    async def run(self) -> None:
        """Poll until cancelled."""
        try:
            await self._poll()
        finally:
            try:
                await self._handling.mark()
            except StorageBusy:
                log.warning("handled updates could not be marked; they may be answered again")

    async def _poll(self) -> None:
        async with asyncio.TaskGroup() as group:
            async with self._store.read() as repositories:
                left = await repositories.updates.unhandled()
            self._start(group, (json.loads(body) for _, body in left))
            group.create_task(self._handling.keep_marking(), name="marks")
            offset: int | None = None
            pause = 0.5
            while True:
                await self._handling.room()
                try:
                    updates = await fetch_updates(self._bot, offset, self._timeout)
                    pause = 0.5
                except (AiogramError, TimeoutError) as error:
                    pause = await self._pause_after(error, pause)
                    continue
                if updates:
                    fresh = updates if offset is not None else await self._unknown(updates)
                    await self._keep(fresh)
                    offset = max(update["update_id"] for update in updates) + 1
                    self._start(group, fresh)

    async def _pause_after(self, error: Exception, pause: float) -> float:
        if isinstance(error, TelegramConflictError) and "webhook is active" in error.message:
            log.warning("a webhook was set for this token; it is removed, for we poll")
            await self._leave_webhook()
        elif isinstance(error, TelegramConflictError):
            log.error("another program polls with this token; waiting %.0f s", LONGEST_PAUSE)
            pause = LONGEST_PAUSE
        elif isinstance(error, TelegramUnauthorizedError):
            log.error("Telegram refuses the token; waiting %.0f s (docs/operating.md: a new token)", LONGEST_PAUSE)
            pause = LONGEST_PAUSE
        elif isinstance(error, TelegramRetryAfter):
            pause = float(error.retry_after)
        else:
            log.warning("cannot poll Telegram (%s); again in %.1f s", type(error).__name__, pause)
        await asyncio.sleep(pause)
        return min(pause * 2, LONGEST_PAUSE)

    async def _leave_webhook(self) -> None:
        """Have updates kept for us again; those that could not be posted are not dropped."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except AiogramError as error:
            log.warning("the webhook could not be removed yet (%s)", type(error).__name__)

    async def _unknown(self, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Leave out what an earlier run kept before it could confirm it: that is handled already, or is being."""
        async with self._store.read() as repositories:
            known = await repositories.updates.known([update["update_id"] for update in updates])
        return [update for update in updates if update["update_id"] not in known]

    async def _keep(self, updates: list[dict[str, Any]]) -> None:
        rows = [(update["update_id"], as_kept(update)) for update in updates]
        try:
            async with self._store.write(alone=False) as repositories:
                await repositories.updates.keep(rows, self._clock.now())
        except StorageBusy:
            # Handled all the same: whoever wrote is told that nothing could be saved, instead of waiting in silence.
            log.exception("updates could not be kept")

    def _start(self, group: asyncio.TaskGroup, updates: Iterable[dict[str, Any]]) -> None:
        for update in updates:
            self._handling.start(group, update)
