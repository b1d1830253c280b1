"""The morning digest of offices: asks, when an office opens on a working day, whether it was sent today."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from domain.requests.reminding import disturbs
from domain.requests.working_time import DEFAULT_HOURS
from handlers.requests import morning
from handlers.requests.happening import terms_in_force
from handlers.service import Service

log = logging.getLogger(__name__)

MORNING = timedelta(hours=3)
"""How long after the opening a digest is still one of the morning: a bot that starts later leaves it out."""


class MorningDigest:
    """Queues the digests of each office once a day; storage knows who has got today's.

    Args:
        service: storage, clock and calendar.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._done: set[tuple[date, int]] = set()  # only saves asking

    async def tick(self) -> int:
        """Queue the digests of offices that have opened; returns how many messages were queued."""
        service = self._service
        now = service.clock.now()
        today = service.today(now)
        law = await service.by_law(today)
        async with service.store.read() as repositories:
            terms = await terms_in_force(repositories, service, law)
            if not terms.calendar.is_working(today):
                return 0
            # A card that has just come needs no digest of the morning beside it.
            offices = await repositories.request_times.offices(terms.opening(today))
        self._done = {known for known in self._done if known[0] == today}
        queued = 0
        for number, own in offices:
            hours = own or DEFAULT_HOURS
            early = now < terms.opening(today, hours) + MORNING
            if (today, number) in self._done or not early or disturbs(now, hours, terms):
                continue
            async with service.store.write() as repositories:
                queued += await morning.queue(repositories, number, today, now)
            self._done.add((today, number))
        if queued:
            log.info("%d morning digests", queued)
        return queued
