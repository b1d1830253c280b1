"""All clocks of 10,000 requests with 20 events each: `python -m bench.clocks`.

The log is invented: filed at any hour of two years, redirected, extended, answered, rated, reopened, closed. What is
measured is everything after the log is in memory: registration, due dates, the clock of the whole and those of the
offices, overdue or not; in seconds of one processor, for nothing here waits. The floor of the same run only groups the
same events by request and looks at each one's kind and moment.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bench.figures import Figure, report
from bot.holidays import kazakh_calendar
from domain.requests.clocks import RequestClocks, clocks_of_all
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.terms import Terms

REQUESTS = 10_000
EVENTS = 20
ALLOWED = 2.0
ROUNDS = 3
OVER_FLOOR = 20.0
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)

# What follows a filing, with its share; one redirect in ten, one extension in ten.
_FOLLOWING = (
    (EventKind.DELIVERED, Actor.BOT, 4),
    (EventKind.REMINDED, Actor.BOT, 4),
    (EventKind.NOTE, Actor.OFFICER, 3),
    (EventKind.ADDED, Actor.NGO, 3),
    (EventKind.DETAILS_ASKED, Actor.OFFICER, 2),
    (EventKind.ANSWERED, Actor.OFFICER, 3),
    (EventKind.RATED, Actor.NGO, 2),
    (EventKind.REDIRECTED, Actor.HEAD, 3),
    (EventKind.EXTENDED, Actor.HEAD, 3),
    (EventKind.REOPENED, Actor.NGO, 1),
    (EventKind.CLOSED, Actor.OFFICER, 1),
    (EventKind.PROMISED, Actor.OFFICER, 1),
)
_KINDS = [(kind, actor) for kind, actor, share in _FOLLOWING for _ in range(share)]


def log_of(requests: int = REQUESTS, events: int = EVENTS) -> list[RequestEvent]:
    """Return an invented log, the same each time, in the order of moments."""
    chance = random.Random(5)
    span = (LAST - FIRST) // timedelta(seconds=1)
    entries: list[tuple[datetime, int, EventKind, Actor]] = []
    for request_id in range(requests):
        moment = FIRST + timedelta(seconds=chance.randrange(span))
        entries.append((moment, request_id, EventKind.FILED, Actor.NGO))
        for _ in range(events - 1):
            moment += timedelta(hours=chance.expovariate(1 / 36))
            entries.append((moment, request_id, *chance.choice(_KINDS)))
    entries.sort(key=lambda one: one[0])
    return [_event(number, *entry, chance) for number, entry in enumerate(entries, 1)]


def _event(
    number: int, moment: datetime, request_id: int, kind: EventKind, actor: Actor, chance: random.Random
) -> RequestEvent:
    extended = kind is EventKind.EXTENDED
    return RequestEvent(
        number,
        request_id,
        kind,
        moment,
        actor,
        office_id=chance.randrange(1, 200),
        until=moment.date() + timedelta(days=chance.randrange(20, 60)) if extended else None,
        reasoned=extended,
        rating=chance.choice(list(Rating)) if kind is EventKind.RATED else None,
    )


def _floor(log: Sequence[RequestEvent]) -> Counter[EventKind]:
    by_request: dict[int, list[RequestEvent]] = {}
    for event in log:
        by_request.setdefault(event.request_id, []).append(event)
    return Counter(event.kind for events in by_request.values() for event in events if event.moment <= LAST)


def best(work: Callable[[], object]) -> float:
    """Return the processor's seconds of the quickest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> int:
    """Print the figures; the exit code tells whether they hold."""
    log = log_of()
    terms = Terms(kazakh_calendar(date(2026, 7, 1)), ZoneInfo("Asia/Almaty"))

    def ours() -> dict[int, RequestClocks]:
        return clocks_of_all(log, terms, LAST)

    found = ours().values()
    clocks = sum(1 + len(one.spells) for one in found)
    late = sum(one.whole.in_time is False for one in found)
    print(f"     {len(log)} events, {len(found)} requests, {clocks} clocks, {late} requests late", flush=True)
    took = best(ours)
    return report(
        [
            Figure(f"clocks of {REQUESTS} requests (floor: what is allowed)", took, ALLOWED, "s", 1.0),
            Figure("the same beside grouping and looking", took, best(lambda: _floor(log)), "s", OVER_FLOOR),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
