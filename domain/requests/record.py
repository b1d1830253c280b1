"""Events of requests as entries of the log, and back. One way in and one way out, so that nothing is read otherwise
than it was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from domain.clock import instant, micros
from domain.journal import Erasable, NewEntry, Row
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.working_time import WorkingTime, WrongHours

_PREFIX = "request."
_KINDS = {_PREFIX + kind: kind for kind in EventKind}
_read = json.JSONDecoder().raw_decode  # `json.loads` without looking for spaces around: our texts have none
_filled = tuple.__new__
_RATINGS = {rating.value: rating for rating in Rating}
_MORE = frozenset({"hours", "until", "reasoned", "about", "rating"})
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
    found = told_by(row)
    return found[0] if found is not None else None


def told_by(row: Row | Sequence[Any]) -> tuple[RequestEvent, Mapping[str, Any]] | None:
    """Return the event that an entry logs, with all facts noted about it (see `event_of`)."""
    number, moment, kind, about, acting, facts = row[:6]
    what = _KINDS.get(kind)
    request_id = _request(about)
    if what is None or request_id is None:
        return None
    noted, _ = _read(facts)
    fact = noted.get
    try:
        actor, place = _acting(acting)
        if what not in _RECEIVES and _MORE.isdisjoint(noted):
            return _plain(number, request_id, what, instant(fact("at", moment)), actor, place), noted
        hours, until, rating = fact("hours"), fact("until"), fact("rating")
        event = RequestEvent(
            number,
            request_id,
            what,
            instant(fact("at", moment)),
            actor,
            fact("office") if what in _RECEIVES else place,
            _hours(hours) if hours else None,
            date.fromisoformat(until) if until else None,
            bool(fact("reasoned")),
            fact("about"),
            _RATINGS[rating] if rating else None,
        )
    except (ValueError, KeyError, WrongHours):
        return None
    return event, noted


def _plain(
    number: int, request_id: int, kind: EventKind, moment: datetime, actor: Actor, office_id: int | None
) -> RequestEvent:
    # Two entries in three are such; a tuple filled at once takes half the time of one made by its names.
    return _filled(RequestEvent, (number, request_id, kind, moment, actor, office_id, None, None, False, None, None))


@lru_cache(maxsize=4096)  # entries of one request follow each other, or nearly
def _request(about: str) -> int | None:
    name, _, number = about.partition(":")
    return int(number) if name == "request" and number.isdecimal() else None


# A log of millions of entries knows some hundred offices and a handful of working hours.
@lru_cache(maxsize=4096)
def _acting(text: str) -> tuple[Actor, int | None]:
    who, _, place = text.partition("@office:")
    return Actor(who), int(place) if place else None


@lru_cache(maxsize=256)
def _hours(text: str) -> WorkingTime:
    return WorkingTime.parse(text)


def events_of(rows: Iterable[Row]) -> list[RequestEvent]:
    """Return the events among entries, in their order."""
    return [event for event in map(event_of, rows) if event is not None]
