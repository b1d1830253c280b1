"""Invented logs, in which only happens what may: answers, questions, redirects, extensions, reopenings, withdrawals."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from domain.requests.clocks import Outcome, RequestClocks, clocks_of
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.terms import Terms

START = datetime(2026, 1, 5, 4, tzinfo=UTC)
AS_OF = datetime(2026, 6, 20, 7, tzinfo=UTC)
OFFICES = (1, 2, 3)

Log = list[RequestEvent]

_STEPS = (
    (EventKind.ANSWERED, 5),
    (EventKind.DETAILS_ASKED, 2),
    (EventKind.REDIRECTED, 3),
    (EventKind.EXTENDED, 2),
    (EventKind.CLOSED, 1),
    (EventKind.WITHDRAWN, 1),
    (EventKind.RATED, 3),
    (EventKind.REOPENED, 1),
)
_KINDS, _WEIGHTS = zip(*_STEPS, strict=True)


def after(log: Log, kind: EventKind, moment: datetime, actor: Actor = Actor.OFFICER, **facts: object) -> Log:
    """The log with one more entry."""
    event = RequestEvent(log[-1].number + 1, log[0].request_id, kind, moment, actor)
    return [*log, event._replace(**facts)]  # type: ignore[arg-type]


def a_request(chance: random.Random, number: int, terms: Terms, steps: int = 6) -> Log:
    """The log of one request."""
    moment = START + timedelta(minutes=chance.randrange(150 * 24 * 60))
    office = chance.choice((*OFFICES, None))
    log = [RequestEvent(number * 100, number, EventKind.FILED, moment, Actor.NGO, office_id=office)]
    for _ in range(chance.randrange(steps + 1)):
        moment += timedelta(hours=chance.choice((1, 20, 90, 300, 800)) * chance.random())
        found = clocks_of(log, terms, moment)
        assert found is not None
        kind = chance.choices(_KINDS, _WEIGHTS)[0]
        if _may(kind, log, found):
            log = _step(chance, log, kind, moment)
    return log


def _may(kind: EventKind, log: Log, clocks: RequestClocks) -> bool:
    """Whether it may happen, as in the table of transitions."""
    whole = clocks.whole
    match kind:
        case EventKind.REDIRECTED | EventKind.EXTENDED:
            return whole.outcome is Outcome.OPEN
        case EventKind.REOPENED:
            return whole.outcome in (Outcome.ANSWERED, Outcome.CLOSED_UNANSWERED)
        case EventKind.RATED:
            return whole.first_answer is not None and whole.outcome is not Outcome.WITHDRAWN
        case _:
            return whole.ended is None and holder(log) is not None


def holder(log: Log) -> int | None:
    """Which office has the request."""
    moves = (EventKind.FILED, EventKind.REDIRECTED)
    return next(event.office_id for event in reversed(log) if event.kind in moves)


def _step(chance: random.Random, log: Log, kind: EventKind, moment: datetime) -> Log:
    has = holder(log)
    if kind is EventKind.REDIRECTED:
        to = chance.choice([one for one in (*OFFICES, None) if one != has])
        actor = Actor.COORDINATOR if has is None else chance.choice((Actor.HEAD, Actor.HEAD, Actor.COORDINATOR))
        return after(log, kind, moment, actor, office_id=to)
    if kind is EventKind.EXTENDED:
        if has is None:
            return log
        until = moment.date() + timedelta(days=chance.randrange(10, 60))
        return after(log, kind, moment, Actor.HEAD, office_id=has, until=until, reasoned=True)
    if kind is EventKind.RATED:
        answers = [event.number for event in log if event.kind is EventKind.ANSWERED]
        rating = chance.choice(list(Rating))
        return after(log, kind, moment, Actor.NGO, about=chance.choice(answers), rating=rating)
    if kind in (EventKind.REOPENED, EventKind.WITHDRAWN):
        return after(log, kind, moment, Actor.NGO)
    return after(log, kind, moment, office_id=has)


def some_requests(seed: int, terms: Terms, count: int, steps: int = 6) -> list[Log]:
    """The logs of some requests, the same for the same seed."""
    chance = random.Random(seed)
    return [a_request(chance, number, terms, steps) for number in range(1, count + 1)]
