"""The log of one request as it is told to people: each event with the words that stand beside it, while they do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.journal import Row
from domain.requests.events import EventKind, Rating, RequestEvent
from domain.requests.record import event_of


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what stands beside it.

    Args:
        event: what happened.
        words: what was written with it; empty when nothing was, or once it was erased.
        person_id: who did it; None once they were erased.
        facts: what else was noted about it.
    """

    event: RequestEvent
    words: str = ""
    person_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def seat_id(self) -> int | None:
        """Return the seat from which an official did it, if it was noted."""
        return self._number("seat")

    @property
    def to(self) -> int | None:
        """Return the seat that it was handed to, if it was noted."""
        return self._number("to")

    def _number(self, name: str) -> int | None:
        value = self.facts.get(name)
        return value if isinstance(value, int) else None


def chronicle(rows: Iterable[Row]) -> tuple[Told, ...]:
    """Return what the entries about one request tell, in their order."""
    told = []
    for row in rows:
        event = event_of(row)
        if event is not None:
            told.append(Told(event, row[10] or "", row[9], json.loads(row[5])))
    return tuple(told)


def without_words(log: Iterable[Told]) -> tuple[Told, ...]:
    """Return a log without what was written with its entries: for whoever may see only what happened."""
    return tuple(replace(told, words="") for told in log)


def office_before(log: Sequence[Told], entry: int) -> int | None:
    """Return the office that had the request just before an entry of its log; None when none had."""
    holder = None
    for told in log:
        if told.event.number >= entry:
            break
        if told.event.kind in (EventKind.FILED, EventKind.REDIRECTED):
            holder = told.event.office_id
    return holder


def ratings(log: Iterable[Told]) -> dict[int, Rating]:
    """Return what the NGO says of its answers now, by the entry of the answer: the last word about each counts."""
    said: dict[int, Rating] = {}
    answered: int | None = None
    for told in log:
        event = told.event
        if event.kind is EventKind.ANSWERED:
            answered = event.number
        elif event.kind is EventKind.RATED and event.rating is not None:
            about = event.about if event.about is not None else answered
            if about is not None:
                said[about] = event.rating
    return said


def overtaken(log: Iterable[Told], told: Told) -> bool:
    """Tell whether a message was edited again after this edit of it: then only the later one is news."""
    event = told.event
    return event.kind is EventKind.EDITED and any(
        one.event.kind is EventKind.EDITED and one.event.about == event.about and one.event.number > event.number
        for one in log
    )


def last_answer(log: Iterable[Told]) -> int | None:
    """Return the entry of the last answer, if there is one."""
    return max((told.event.number for told in log if told.event.kind is EventKind.ANSWERED), default=None)
