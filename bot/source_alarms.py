"""The morning's word about broken sources: looks once a day, tells each coordinator at most one message."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta, tzinfo

from domain.clock import Clock
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories, Store
from domain.source_alarms import TOLD_AT, Told, due, recipients
from domain.source_health import LEAST_SILENCE, Health, health
from domain.territory import TerritoryTree

log = logging.getLogger(__name__)

ALARMS_EVERY = 300.0
HISTORY = timedelta(days=366)
NAMED = 200
"""Sources that a message can hold; its reader finds the others by /sources."""


class SourceAlarms:
    """Asks, once a day from nine in the morning, which sources somebody should look at.

    Args:
        store: storage.
        clock: the product's clock.
        zone: the zone of "nine in the morning".
        tree: all territories, for who is concerned.
        on_queued: called after messages were queued.
    """

    def __init__(
        self, store: Store, clock: Clock, zone: tzinfo, tree: TerritoryTree, on_queued: Callable[[], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._tree = tree
        self._on_queued = on_queued
        self._made: date | None = None  # only saves looking: storage knows which day's message was made

    async def look(self) -> int:
        """Make the day's messages, unless they were made; returns how many were queued."""
        local = self._clock.now().astimezone(self._zone)
        today = local.date()
        if local.time() < TOLD_AT or self._made == today:
            return 0
        async with self._store.write() as repositories:
            queued = await self._tell(repositories, today)
        self._made = today
        if queued:
            log.info("%d coordinators are told about sources", queued)
            self._on_queued()
        return queued

    async def _tell(self, repositories: Repositories, today: date) -> int:
        now = self._clock.now()
        watched = await repositories.source_register.all()
        days = await repositories.source_register.days(today - HISTORY, today - LEAST_SILENCE)
        found: dict[str, Health] = {
            one.source.id: health(one, days.get(one.source.id, ()), now, self._zone) for one in watched
        }
        alarms = due(found, await repositories.source_register.told(), today)
        told = {one: Told(found[one].condition, today) for one in alarms.broken}
        if not await repositories.source_register.tell(today, told, alarms.forget):
            return 0
        keys = {one.source.id: one.key for one in watched}
        territories = {one.source.id: one.source.territory_id for one in watched}
        parts = recipients(alarms, territories, await repositories.coordinators.current(), self._tree)
        known = await repositories.people.languages(sorted(parts))  # others have never written to us
        parcels = [
            Parcel(
                person,
                OutboxKind.NOTICE,
                f"sources:{today.isoformat()}",
                {
                    "about": "sources",
                    "broken": [keys[one] for one in part.broken[:NAMED]],
                    "recovered": [keys[one] for one in part.recovered[:NAMED]],
                },
            )
            for person, part in parts.items()
            if person in known
        ]
        return await repositories.outbox.put(parcels, now) if parcels else 0
