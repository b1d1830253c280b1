"""A bot's updates: kept until confirmed, given to whoever polls, or posted to a webhook."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.demo.botapi.refusals import Refused, refused

# Bot API, getUpdates, allowed_updates: everything but these unless asked for.
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
MAX_LIMIT = 100
MAX_TIMEOUT = 50  # seconds; LONG_POLL_MAX_TIMEOUT of Telegram's server


@dataclass(slots=True)
class Webhook:
    """Where updates are posted instead of being polled for."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


class UpdateQueue:
    """Updates of one bot, oldest first, each kept until a later offset confirms it.

    Attributes:
        allowed: kinds that are kept; None means Telegram's default.
        webhook: where they are posted, or None while the bot polls.
        waiting: set while somebody waits for an update.
    """

    def __init__(self) -> None:
        self._pending: deque[dict[str, Any]] = deque()
        self._last_id = 0
        self._poll: asyncio.Future[None] | None = None
        self._added = asyncio.Event()
        self.allowed: set[str] | None = None
        self.webhook: Webhook | None = None
        self.waiting = asyncio.Event()

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def pending(self) -> list[dict[str, Any]]:
        """Updates that nobody has confirmed yet, oldest first."""
        return list(self._pending)

    def add(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, unless the bot does not want this kind, and wake the one who waits."""
        if kind in NOT_BY_DEFAULT if self.allowed is None else kind not in self.allowed:
            return
        self._last_id += 1
        self._pending.append({"update_id": self._last_id, kind: payload})
        self._added.set()
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def clear(self) -> None:
        """Forget all pending updates."""
        self._pending.clear()

    def confirm(self, offset: int) -> None:
        """Drop updates below a positive offset; a negative one keeps only the last ``-offset``."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        else:
            while self._pending and self._pending[0]["update_id"] < offset:
                self._pending.popleft()

    def end_poll(self, reason: Refused) -> None:
        """Answer the one who waits, if any, with a refusal."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(reason)
        self._poll = None

    async def poll(self, offset: int, limit: int, timeout: int) -> list[dict[str, Any]]:  # noqa: ASYNC109 - API's word
        """Return up to ``limit`` updates from ``offset`` on, waiting up to ``timeout`` seconds for the first.

        Raises:
            Refused: 409 when a webhook is set, or when another poll takes over while this one waits.
        """
        if self.webhook is not None:
            raise refused("conflict_webhook")
        self.confirm(offset)
        timeout = min(timeout, MAX_TIMEOUT)
        if not self._pending and timeout > 0:
            self.end_poll(refused("conflict_getupdates"))
            mine = self._poll = asyncio.get_running_loop().create_future()
            self.waiting.set()
            try:
                async with asyncio.timeout(timeout):
                    await mine
            except TimeoutError:
                return []
            finally:
                if self._poll in (mine, None):
                    self._poll = None
                    self.waiting.clear()
        return [self._pending[i] for i in range(min(max(limit, 1), MAX_LIMIT, len(self._pending)))]

    async def next_for_webhook(self) -> dict[str, Any]:
        """Wait until there is an update and a webhook to post it to; return the oldest update, still pending."""
        while not (self._pending and self.webhook):
            self._added.clear()
            await self._added.wait()
        return self._pending[0]

    def wake(self) -> None:
        """Make the webhook's sender look again (the webhook changed)."""
        self._added.set()
