"""The log's head of each day, sent to every coordinator: whoever rewrites the log later cannot rewrite their phones."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, time, tzinfo

from domain.clock import Clock
from domain.journal import Head
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories, Store
from handlers.log_notice import ABOUT

log = logging.getLogger(__name__)

HEAD_EVERY = 300.0


class DailyHead:
    """Asks, at the first look of a local day, whether the log has grown since a head was last published.

    Args:
        store: storage.
        clock: the product's clock.
        zone: where days begin.
        on_queued: called after messages were queued.
    """

    def __init__(self, store: Store, clock: Clock, zone: tzinfo, on_queued: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._on_queued = on_queued
        self._looked: date | None = None  # only saves looking: storage knows which head was published

    async def look(self) -> int:
        """Publish the last hash made before today, unless that was done; returns how many messages were queued."""
        today = self._clock.now().astimezone(self._zone).date()
        if self._looked == today:
            return 0
        async with self._store.write() as repositories:
            head = await repositories.journal.head(datetime.combine(today, time(0), self._zone))
            queued = 0
            if head.number and await repositories.journal.publish(today, head):
                queued = await self._tell(repositories, today, head)
        self._looked = today
        if queued:
            log.info("%d coordinators are told the log's head", queued)
            self._on_queued()
        return queued

    async def _tell(self, repositories: Repositories, today: date, head: Head) -> int:
        people = sorted({person for person, _ in await repositories.coordinators.current()})
        known = await repositories.people.languages(people)  # others have never written to us
        ids = {"about": ABOUT, "day": today.isoformat(), "number": head.number, "hash": head.hash}
        key = f"log:{today.isoformat()}"
        parcels = [Parcel(person, OutboxKind.NOTICE, key, ids) for person in people if person in known]
        return await repositories.outbox.put(parcels, self._clock.now()) if parcels else 0
