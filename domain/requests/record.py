"""Events of requests as entries of the log, and back. One way in and one way out, so that nothing is read otherwise
than it was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from domain.clock import instant, micros
from domain.journal import Erasable, NewEntry, Row
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.working_time import WorkingTime, WrongHours

_PREFIX = "request."
_RECEIVES = frozenset({EventKind.FILED, EventKind.REDIRECTED})


def subject(request_id: int) -> str:
    """Return what the log calls a request."""
    return f"request:{request_id}"


def entry_of(event: RequestEvent, beside: Erasable | None, facts: Mapping[str, Any] | None = None) -> NewEntry:
    """Return the entry that logs an event.

    Args:
        event: what happened; its number is given by the log.
        beside: who did it and what they wrote.
        facts: what else is worth keeping about it: numbers, dates and words of ours (`seat`, `route`, `message`).
    """
    noted: dict[str, Any] = dict(facts or {})
    noted["at"] = micros(event.moment)
    acting = event.actor.value
    if event.kind in _RECEIVES:
        noted["office"] = event.office_id
        if event.hours is not None:
            noted["hours"] = event.hours.text()
    elif event.office_id is not None:
        acting += f"@office:{event.office_id}"
    if event.until is not None:
        noted["until"] = event.until.isoformat()
    if event.reasoned:
        noted["reasoned"] = True
    if event.about is not None:
        noted["about"] = event.about
    if event.rating is not None:
        noted["rating"] = event.rating.value
    return NewEntry(_PREFIX + event.kind, subject(event.request_id), acting, noted, beside)


def event_of(row: Row | Sequence[Any]) -> RequestEvent | None:
    """Return the event that an entry logs; None for an entry about something else, or of a newer program.

    Only its first six columns are looked at.
    """
    number, moment, kind, about, acting, facts = row[:6]
    name, _, request_id = about.partition(":")
    if name != "request" or not kind.startswith(_PREFIX) or not request_id.isdecimal():
        return None
    who, _, place = acting.partition("@office:")
    noted = json.loads(facts)
    try:
        what = EventKind(kind.removeprefix(_PREFIX))
        office = noted.get("office") if what in _RECEIVES else int(place) if place else None
        hours, until, rating = noted.get("hours"), noted.get("until"), noted.get("rating")
        return RequestEvent(
            number=int(number),
            request_id=int(request_id),
            kind=what,
            moment=instant(noted.get("at", moment)),
            actor=Actor(who),
            office_id=office,
            hours=WorkingTime.parse(hours) if hours else None,
            until=date.fromisoformat(until) if until else None,
            reasoned=bool(noted.get("reasoned")),
            about=noted.get("about"),
            rating=Rating(rating) if rating else None,
        )
    except (ValueError, WrongHours):
        return None


def events_of(rows: Iterable[Row]) -> list[RequestEvent]:
    """Return the events among entries, in their order."""
    return [event for event in map(event_of, rows) if event is not None]
