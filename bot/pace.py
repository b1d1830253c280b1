"""How fast we may talk to Telegram: overall, to one chat, to one group; and what to hold when it refuses.

Everything here is monotonic time in seconds: the product's clock may be moved, the network's may not.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque

from aiolimiter import AsyncLimiter

from domain.ports.shared import Counters

REFUSALS_WITHIN = 2.0
"""Two chats refused within this many seconds mean that the whole bot is too fast."""


class Pace:
    """Keeps the rates of Telegram's FAQ ("My bot is hitting limits"): overall, per private chat, per group.

    Args:
        overall: messages a second to everybody.
        per_chat: messages a second to one private chat.
        per_group: messages a minute to one group or channel.
        counters: where other processes read what was sent; whoever takes over goes on with the counts, not from none.
    """

    def __init__(self, overall: float, per_chat: float, per_group: float, counters: Counters | None = None) -> None:
        self._counters = counters
        # One permit every 1/overall s: a limiter of (overall, 1) would let two seconds' worth through at once. The half
        # more makes up for sleeps that end late; without it a busy machine falls behind the rate.
        self._limiter = AsyncLimiter(1.5, 1.5 / overall)
        self._chat_pause = 1 / per_chat
        self._group_size = max(1, int(per_group))
        self._next: dict[int, float] = {}
        self._groups: dict[int, deque[float]] = {}
        self._refusals: deque[tuple[float, int]] = deque(maxlen=8)
        self._held_until = 0.0

    def hold(self, chat_id: int) -> float:
        """Return how many seconds the chat must still wait; 0 when it may be written to now."""
        now = time.monotonic()
        wait = self._next.get(chat_id, 0.0) - now
        sent = self._groups.get(chat_id)
        if sent is not None and len(sent) >= self._group_size:
            wait = max(wait, sent[0] + 60.0 - now)
        return max(0.0, wait)

    def held(self) -> bool:
        """Tell whether nobody may be written to now."""
        return self._held_until > time.monotonic()

    async def turn(self, chat_id: int) -> None:
        """Wait for this message's turn and book it."""
        # A loop, not one sleep: while we waited, a refusal may have lengthened the hold.
        while (wait := self._held_until - time.monotonic()) > 0:  # noqa: ASYNC110 (there is no event, only a time)
            await asyncio.sleep(wait)
        await self._limiter.acquire()
        now = time.monotonic()
        self._next[chat_id] = now + self._chat_pause
        if chat_id < 0:  # groups and channels have negative ids
            sent = self._groups.setdefault(chat_id, deque(maxlen=self._group_size))
            sent.append(now)
        if self._counters is not None:
            await self._counters.sent(chat_id)
        if len(self._next) > 10_000:
            self._next = {chat: until for chat, until in self._next.items() if until > now}
            self._groups = {chat: sent for chat, sent in self._groups.items() if sent[-1] > now - 60.0}

    def refused(self, chat_id: int, retry_after: float) -> None:
        """Note a flood refusal: the chat is held; everything is, when two chats are refused within two seconds."""
        now = time.monotonic()
        self._next[chat_id] = max(self._next.get(chat_id, 0.0), now + retry_after)
        self._refusals.append((now, chat_id))
        recent = {chat for at, chat in self._refusals if at > now - REFUSALS_WITHIN}
        if len(recent) > 1:
            self._held_until = max(self._held_until, now + retry_after)

    async def tell_held(self) -> None:
        """Tell other processes until when everything is held; they learn it when they take over."""
        wait = self._held_until - time.monotonic()
        if self._counters is not None and wait > 0:
            await self._counters.hold(wait)

    async def remember(self) -> None:
        """Count what another process sent within the last minute: the limits are the bot's, not a process's."""
        if self._counters is None:
            return
        now = time.monotonic()
        lately = await self._counters.lately()
        self._held_until = max(self._held_until, now + lately.held)
        for chat_id, ago in lately.sent:  # the longest ago first
            self._next[chat_id] = max(self._next.get(chat_id, 0.0), now - ago + self._chat_pause)
            if chat_id < 0:
                self._groups.setdefault(chat_id, deque(maxlen=self._group_size)).append(now - ago)
