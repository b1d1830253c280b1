"""Counters of this process: updates, how long they took, and errors. Plain numbers, always kept: they cost nothing."""

from __future__ import annotations

import logging
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Dispatcher
from aiogram.types import TelegramObject, Update

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the buckets of seconds; one more holds the rest."""

UPDATE_KINDS = ("message", "edited_message", "callback_query", "my_chat_member", "inline_query")
PARTS = ("bot", "handlers", "scrapers", "storage", "domain")
OTHER = "other"


class Counts:
    """What happened in this process since it started. Labels are from short lists: nobody can make them grow.

    Attributes:
        updates: handled updates by kind.
        buckets: handled updates by the bucket of their seconds, not added up.
        seconds: of all updates together.
        errors: lines of the level ERROR by the part that wrote them.
        untold: how many of these were not yet added to the database's count of the day.
    """

    def __init__(self) -> None:
        self.updates: Counter[str] = Counter()
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0
        self.errors: Counter[str] = Counter()
        self.untold = 0

    def handled(self, kind: str, seconds: float) -> None:
        """Count an update."""
        self.updates[kind if kind in UPDATE_KINDS else OTHER] += 1
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    def failed(self, logger: str) -> None:
        """Count a line of the level ERROR."""
        part = logger.partition(".")[0]
        self.errors[part if part in PARTS else OTHER] += 1
        self.untold += 1


class ErrorCounter(logging.Handler):
    """Counts what is logged as an error; writes nothing."""

    def __init__(self, counts: Counts) -> None:
        super().__init__(logging.ERROR)
        self._counts = counts

    def emit(self, record: logging.LogRecord) -> None:
        """Count the record."""
        self._counts.failed(record.name)


class Timing(BaseMiddleware):
    """Counts each update with the time until it was handled, waiting in the person's own queue included."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Handle and count."""
        since = time.perf_counter()
        try:
            return await handler(event, data)
        finally:
            kind = event.event_type if isinstance(event, Update) else OTHER
            self._counts.handled(kind, time.perf_counter() - since)


def count_updates(dispatcher: Dispatcher, counts: Counts) -> None:
    """Have all updates counted, from before any other middleware of the dispatcher until after it."""
    outer = dispatcher.update.outer_middleware
    others = list(outer)
    for one in others:
        outer.unregister(one)
    outer.register(Timing(counts))
    for one in others:
        outer.register(one)
