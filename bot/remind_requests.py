"""Reminders of requests: asks the tables whose date is near or has passed, and queues what is due in working hours."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime

from domain.ports import Repositories
from domain.requests.clocks import clocks_of
from domain.requests.events import RequestEvent
from domain.requests.record import events_of, subject
from domain.requests.reminding import disturbs, horizon, nudges
from domain.requests.terms import Terms
from domain.requests.working_time import DEFAULT_HOURS
from handlers.requests.happening import terms_in_force
from handlers.requests.reminding import remind
from handlers.service import Service

log = logging.getLogger(__name__)

BATCH = 100


class RequestReminders:
    """Looks which open requests are near a date, and decides upon each once a day, or when it has changed.

    What was told stands in the log and in the outbox; what is remembered here only saves reading the same logs again
    every minute. A process that starts anew, a second one and a clock that is moved find out by themselves that nothing
    is left to do.

    Args:
        service: storage, clock and calendar.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._day: date | None = None
        self._seen: dict[int, int] = {}  # the revision at which a request was decided upon today

    async def tick(self) -> int:
        """Queue what is due now; returns of how many requests something was told."""
        service = self._service
        now = service.clock.now()
        today = service.today(now)
        if today != self._day:
            self._day, self._seen = today, {}
        law = await service.by_law(today)
        told = after = 0
        more = True
        while more:
            async with service.store.read() as repositories:
                terms = await terms_in_force(repositories, service, law)
                if not terms.calendar.is_working(today):
                    return told
                found = await repositories.request_times.nearing(horizon(terms, today), after, BATCH)
                fresh = {
                    near.id: near.revision
                    for near in found
                    if self._seen.get(near.id) != near.revision
                    and not disturbs(now, near.hours or DEFAULT_HOURS, terms)
                }
                pressing = await _pressing(repositories, fresh, terms, now)
            self._seen |= {number: fresh[number] for number in fresh.keys() - pressing}
            for number in sorted(pressing):
                async with service.store.write() as repositories:
                    request, anything = await remind(repositories, service, law, number, now)
                self._seen[number] = request.revision if request else fresh[number]
                told += anything
            more, after = len(found) == BATCH, found[-1].id if found else 0
        if told:
            log.info("reminders of %d requests", told)
        return told


async def _pressing(
    repositories: Repositories, request_ids: Iterable[int], terms: Terms, now: datetime
) -> frozenset[int]:
    """Return those of the requests of which something is to be told now: their logs are read together."""
    wanted = sorted(request_ids)
    if not wanted:
        return frozenset()
    found = set()
    rows = await repositories.journal.of_subjects([subject(number) for number in wanted])
    logs: dict[int, list[RequestEvent]] = {}
    for event in events_of(rows):
        logs.setdefault(event.request_id, []).append(event)
    for number, events in logs.items():
        clocks = clocks_of(events, terms, now)
        if clocks is not None and nudges(events, clocks, terms):
            found.add(number)
    return frozenset(found)
