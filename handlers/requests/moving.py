"""Which open requests a change of the calendar moves: looked at before it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.requests.clocks import RequestClocks, clocks_of
from domain.requests.events import RequestEvent
from domain.requests.record import events_of, subject
from domain.requests.reminding import dates
from domain.requests.terms import Terms
from handlers.service import Service

SHOWN = 5
_BATCH = 50


@dataclass(frozen=True, slots=True)
class MovedRequest:
    """An open request whose date moves: the NGO's, or only that of the office which has it."""

    id: int
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Moves:
    """How many open requests move, and the first of them."""

    total: int = 0
    first: tuple[MovedRequest, ...] = ()


async def moving(service: Service, before: Terms, after: Terms, day: date, now: datetime) -> Moves:
    """Return the open requests whose dates move.

    Only those are looked at whose term holds the day; their logs are read some at a time, so that others are served
    meanwhile.

    Args:
        service: storage.
        before: the terms in force.
        after: the terms with the change.
        day: the day that changes.
        now: the moment of asking.
    """
    ends = datetime.combine(day + timedelta(days=1), time(0), before.zone)
    first: list[MovedRequest] = []
    total = reached = 0
    while True:
        async with service.store.read() as repositories:
            found = await repositories.request_times.spanning(day, ends, reached, _BATCH)
            rows = await repositories.journal.of_subjects([subject(number) for number in found]) if found else ()
        logs: dict[int, list[RequestEvent]] = {}
        for event in events_of(rows):
            logs.setdefault(event.request_id, []).append(event)
        for number, log in sorted(logs.items()):
            moved = _moved(number, clocks_of(log, before, now), clocks_of(log, after, now))
            if moved is not None:
                total += 1
                first += [moved] if len(first) < SHOWN else []
        if len(found) < _BATCH:
            return Moves(total, tuple(first))
        reached = found[-1]


def _moved(number: int, before: RequestClocks | None, after: RequestClocks | None) -> MovedRequest | None:
    if before is None or after is None:
        return None
    pairs = zip(dates(before), dates(after), strict=True)
    return next((MovedRequest(number, was, becomes) for was, becomes in pairs if was != becomes), None)
