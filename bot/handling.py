"""Handling updates that are kept in storage: side by side, and marked when done, many at a time."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from pydantic import ValidationError

from domain.errors import StorageBusy
from domain.ports import Store

log = logging.getLogger(__name__)

MOST_AT_ONCE = 2000
"""Updates in memory: while so many wait to be handled no more are fetched, they are safe at Telegram."""
MARK_TOGETHER = 0.05  # seconds in which handled updates are gathered to be marked in one statement


def as_kept(update: dict[str, Any]) -> str:
    """Return an update as it is kept in storage, in any case as text that a database takes.

    JSON can name half of a character (a lone surrogate), which no charset has: it stays spelled out, for one such
    update would keep all those stored together with it from being stored, again and again.
    """
    text = json.dumps(update, ensure_ascii=False)
    return text if text.isascii() or _is_whole(text) else json.dumps(update)


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Handling:
    """Handles updates.

    Args:
        bot: the client.
        dispatcher: handles one update at a time per person (its middleware sees to the order).
        store: where updates are marked.

    Attributes:
        busy: how many are being handled.
    """

    def __init__(self, bot: Bot, dispatcher: Dispatcher, store: Store) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._store = store
        self._handled: list[int] = []
        self._marks = asyncio.Event()
        self.busy = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._room = asyncio.Event()
        self._room.set()

    async def room(self) -> None:
        """Wait until there is room for more updates."""
        await self._room.wait()

    async def idle(self) -> None:
        """Wait until no update is being handled."""
        await self._idle.wait()

    def start(self, group: asyncio.TaskGroup, update: dict[str, Any]) -> None:
        """Begin to handle an update; those of one person are begun in the order of these calls."""
        self.busy += 1
        self._idle.clear()
        if self.busy >= MOST_AT_ONCE:
            self._room.clear()
        group.create_task(self._handle(update), name=f"update-{update['update_id']}")

    async def _handle(self, raw: dict[str, Any]) -> None:
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            await self._dispatcher.feed_update(self._bot, update)
        except ValidationError as error:
            shape = error.errors(include_input=False, include_url=False, include_context=False)
            log.error("update %s has a shape we do not know; skipped: %s", raw["update_id"], shape[:3])
        except Exception:
            # The person has been told; a poisonous update must not come back for ever.
            log.exception("update %s failed", raw["update_id"])
        finally:
            self.busy -= 1
            if self.busy < MOST_AT_ONCE:
                self._room.set()
            if not self.busy:
                self._idle.set()
        # Not when cancelled: what was broken off is handled after the restart.
        self._handled.append(raw["update_id"])
        self._marks.set()

    async def keep_marking(self) -> None:
        """Mark what was handled, many at a time: a unit of work has marked its own update already."""
        while True:
            await self._marks.wait()
            await asyncio.sleep(MARK_TOGETHER)
            try:
                await self.mark()
            except StorageBusy:
                log.warning("handled updates could not be marked; again soon")

    async def mark(self) -> None:
        """Mark what was handled since the last time.

        Raises:
            StorageBusy: it could not be written; the next call tries again.
        """
        self._marks.clear()
        handled, self._handled = self._handled, []
        if not handled:
            return
        try:
            async with self._store.write(alone=False) as repositories:
                await repositories.updates.done(handled)
        except BaseException:
            self._handled += handled
            self._marks.set()
            raise
