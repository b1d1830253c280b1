"""Flood limits: how many messages a bot may send, overall, to one chat and to one group.

Telegram's FAQ: about one message a second in one chat (short bursts pass), about 30 a second overall, 20 a minute
in a group. Real time is meant, so a monotonic timer is used and not the demo's movable clock.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.demo.botapi.refusals import refused


@dataclass(slots=True)
class Limits:
    """What is allowed; 0 switches a limit off.

    Args:
        overall_per_second: messages of one bot in any second, all chats together.
        chat_per_second: sustained rate in one chat.
        chat_burst: messages that may come at once in one chat before the sustained rate counts.
        group_per_minute: messages in any minute in one group, supergroup or channel.
    """

    overall_per_second: int = 30
    chat_per_second: float = 1.0
    chat_burst: int = 5
    group_per_minute: int = 20

    @classmethod
    def off(cls) -> Limits:
        """No limits: for tests of something else."""
        return cls(0, 0, 0, 0)


@dataclass(slots=True)
class Flood:
    """Counts what one bot sent and refuses what is too much.

    Attributes:
        refusals: how many times it said "Too Many Requests".
        peak: most messages it let through in any one second.
    """

    limits: Limits
    timer: Callable[[], float] = time.monotonic
    refusals: int = 0
    peak: int = 0
    _second: deque[float] = field(default_factory=deque)
    _minute: dict[int, deque[float]] = field(default_factory=dict)
    _tokens: dict[int, tuple[float, float]] = field(default_factory=dict)

    def pass_message(self, chat_id: int, *, is_group: bool, count: int = 1) -> None:
        """Count ``count`` messages to a chat, all or none.

        Raises:
            Refused: 429 with the whole seconds to wait; nothing is counted then.
        """
        now = self.timer()
        wait = max(self._overall(now, count), self._per_chat(chat_id, now, count))
        if is_group:
            wait = max(wait, self._per_group(chat_id, now, count))
        if wait > 0:
            self.refusals += 1
            raise refused("too_many_requests", retry_after=math.ceil(wait))
        self._second.extend([now] * count)
        self.peak = max(self.peak, len(self._second))
        if self.limits.chat_per_second:
            tokens, _ = self._tokens.get(chat_id, (float(self.limits.chat_burst), now))
            self._tokens[chat_id] = (tokens - count, now)
        if is_group:
            self._minute.setdefault(chat_id, deque()).extend([now] * count)

    def _overall(self, now: float, count: int) -> float:
        while self._second and self._second[0] <= now - 1:
            self._second.popleft()
        limit = self.limits.overall_per_second
        return 1.0 if limit and len(self._second) + count > limit else 0.0

    def _per_chat(self, chat_id: int, now: float, count: int) -> float:
        rate, burst = self.limits.chat_per_second, self.limits.chat_burst
        if not rate:
            return 0.0
        tokens, since = self._tokens.get(chat_id, (float(burst), now))
        tokens = min(float(burst), tokens + (now - since) * rate)
        self._tokens[chat_id] = (tokens, now)
        # An album counts each picture, but one that comes after a rest always passes: Telegram lets it.
        need = min(count, burst)
        return (need - tokens) / rate if tokens < need - 1e-9 else 0.0

    def _per_group(self, chat_id: int, now: float, count: int) -> float:
        sent = self._minute.setdefault(chat_id, deque())
        while sent and sent[0] <= now - 60:
            sent.popleft()
        limit = self.limits.group_per_minute
        return sent[0] + 60 - now if limit and sent and len(sent) + count > limit else 0.0
