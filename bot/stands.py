"""How requests stand, worked out anew from the log and the calendar: what is stored for lists is only a copy of that.

When the calendar changes, and once each night, the dates of open requests are worked out again, some at a time, each
batch in a unit of work that also notes how far it came: a process that is stopped goes on where it was.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.calendar import WorkingCalendar
from domain.outbox import Priority
from domain.ports import Repositories, StandNow
from domain.requests.clocks import clocks_of
from domain.requests.events import RequestEvent
from domain.requests.model import Request, Stand, stand
from domain.requests.record import events_of, subject
from handlers.requests import telling
from handlers.requests.happening import terms_in_force
from handlers.service import Service

log = logging.getLogger(__name__)

BATCH = 50
"""Requests in one unit of work: people's presses wait for the same writer."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many requests were worked out, and how many of them stood otherwise than was stored."""

    counted: int = 0
    differed: int = 0

    def __add__(self, other: Rebuilt) -> Rebuilt:
        """Return both together."""
        return Rebuilt(self.counted + other.counted, self.differed + other.differed)


class StandKeeper:
    """Works the dates of open requests out anew whenever the calendar has changed, and at the first look of a day.

    Args:
        service: storage, clock and calendar.
        batch: requests in one unit of work.
    """

    def __init__(self, service: Service, batch: int = BATCH) -> None:
        self._service = service
        self._batch = batch

    async def tick(self) -> Rebuilt:
        """Do what is left to do."""
        done = Rebuilt()
        while (made := await self._step()) is not None:
            done += made
        return done

    async def _step(self) -> Rebuilt | None:
        """Do the next batch; None when nothing is left."""
        service = self._service
        now = service.clock.now()
        today = service.today(now)
        async with service.store.read() as repositories:
            noted, reached = await repositories.request_times.checked()
            mark = f"{today.isoformat()}/{await repositories.request_times.calendar_number()}"
        if noted == mark and reached is None:
            return None
        law = await service.by_law(today)
        after = reached if noted == mark and reached is not None else 0
        async with service.store.write() as repositories:
            found = await repositories.request_times.following(after, self._batch, only_open=True)
            made = await work_out(repositories, service, law, found, now)
            left = found[-1].id if len(found) == self._batch else None
            await repositories.request_times.note_checked(mark, left)
        # By night, with the same calendar, nothing may differ: then something was stored past the log.
        same_calendar = noted.partition("/")[2] == mark.partition("/")[2]
        if made.differed:
            level = logging.WARNING if noted != mark and same_calendar else logging.INFO
            log.log(level, "%d of %d open requests stand otherwise than was stored", made.differed, made.counted)
        return made


async def rebuild_stands(service: Service, *, batch: int = BATCH) -> Rebuilt:
    """Work out anew how every request stands, the answered and ended ones too."""
    done, after = Rebuilt(), 0
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    while True:
        async with service.store.write() as repositories:
            found = await repositories.request_times.following(after, batch, only_open=False)
            done += await work_out(repositories, service, law, found, now)
        if len(found) < batch:
            return done
        after = found[-1].id


async def work_out(
    repositories: Repositories, service: Service, law: WorkingCalendar, requests: Sequence[Request], now: datetime
) -> Rebuilt:
    """Store how the requests stand, where it differs from what is stored, and refresh the cards of those.

    Their logs are read together; the cards wait behind everything that is news to somebody.
    """
    if not requests:
        return Rebuilt()
    terms = await terms_in_force(repositories, service, law)
    logs: dict[int, list[RequestEvent]] = {}
    for event in events_of(await repositories.journal.of_subjects([subject(one.id) for one in requests])):
        logs.setdefault(event.request_id, []).append(event)
    changed = []
    for request in requests:
        clocks = clocks_of(logs.get(request.id, ()), terms, now)
        if clocks is not None and (found := stand(clocks)) != _stored(request):
            changed.append(StandNow(request.id, request.revision, found))
    written = await repositories.request_times.put_stands(changed)
    for request in (await repositories.requests.many(written)).values():
        await telling.refresh(repositories, request, now, priority=Priority.BULK)
    return Rebuilt(len(requests), len(written))


def _stored(request: Request) -> Stand:
    return Stand(request.outcome, request.due, request.office_due, request.answered_at, request.ended_at)
