"""Promises: reminds offices before, on and after the day, and asks NGOs once it is over whether they were kept."""

from __future__ import annotations

import logging
from datetime import time, timedelta

from domain.requests.promises import asks, reminder
from domain.requests.reminding import disturbs
from handlers.requests import promise_letters
from handlers.requests.happening import hours_of, terms_in_force
from handlers.service import Service

log = logging.getLogger(__name__)

BATCH = 500
SPAN = timedelta(days=30)
"""Promises whose day is farther away, or long past, are not looked at: reminders come three days before and after, or
around a long holiday, and are not made up for after two weeks.
"""
ASK_AT = time(9)


class PromiseReminders:
    """Looks at promises that nobody has judged; their rows know what was told.

    Args:
        service: storage, clock and calendar.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    async def tick(self) -> int:
        """Queue what is due now; returns how many messages were queued."""
        service = self._service
        now = service.clock.now()
        local = now.astimezone(service.zone)
        today = local.date()
        law = await service.by_law(today)
        queued = after = 0
        more = True
        while more:
            async with service.store.read() as repositories:
                terms = await terms_in_force(repositories, service, law)
                found = await repositories.promises.waiting(today - SPAN, today + SPAN, after, BATCH)
            for promise, made in found:
                day = reminder(promise, terms.calendar, today, service.today(made))
                asked = local.time() >= ASK_AT and asks(promise, today)
                if day is not None:
                    async with service.store.read() as repositories:
                        hours = await hours_of(repositories, promise.office_id)
                    day = None if disturbs(now, hours, terms) else day
                if day is None and not asked:
                    continue
                async with service.store.write() as repositories:
                    request = await repositories.requests.get(promise.request_id)
                    assert request is not None  # promises refer to it
                    if asked:
                        queued += await promise_letters.ask(repositories, request, promise, now)
                    if day is not None:
                        queued += await promise_letters.remind(repositories, service, request, promise, day, now)
            more, after = len(found) == BATCH, found[-1][0].id if found else 0
        if queued:
            log.info("%d messages about promises", queued)
        return queued
