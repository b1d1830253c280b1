"""Reminders: asks the tables, morning by morning, which saved calls come near their deadline."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from domain.calls.reminders import REMIND_AT
from domain.clock import Clock
from domain.ports import Store

log = logging.getLogger(__name__)


class Reminder:
    """Queues reminders when their hour has come.

    A reminder becomes due at its hour only: what was saved or changed after that is not made up for. So the tables are
    asked at the start and once after each such hour, not with every look at the clock; a clock that is moved, forward
    or back, counts as well. Asking again, or from two processes, queues nothing twice (see storage.reminders).

    Args:
        store: storage.
        clock: the product's clock.
        zone: local time.
        on_queued: called after reminders were queued, so that the sender looks at once.
    """

    def __init__(self, store: Store, clock: Clock, zone: tzinfo, on_queued: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._on_queued = on_queued
        self._asked: object = None

    async def tick(self) -> None:
        """Ask, if the hour of reminders has passed since it was asked last."""
        now = self._clock.now()
        morning = self._morning(now)
        if morning == self._asked:
            return
        async with self._store.write() as repositories:
            queued = await repositories.reminders.queue_due(now)
        self._asked = morning  # only now: a busy database is asked again
        if queued:
            log.info("%d reminders", queued)
            self._on_queued()

    def _morning(self, now: datetime) -> datetime:
        """Return the last hour of reminders that has come."""
        today = now.astimezone(self._zone)
        at = datetime.combine(today.date(), REMIND_AT, self._zone)
        return at if at <= today else at - timedelta(days=1)
