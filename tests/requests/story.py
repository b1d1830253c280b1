"""A request's log as it is told: each method appends what happened at a local moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from domain.requests.clocks import RequestClocks, clocks_of
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.terms import Terms

ZONE = ZoneInfo("Asia/Almaty")
OURS, THEIRS = 7, 8
"""Two offices."""


def at(text: str) -> datetime:
    """The moment of `2026-11-23 10:00` in local time, in UTC as the log holds it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


class Story:
    """The log of one request."""

    def __init__(self, request_id: int = 1) -> None:
        self.request_id = request_id
        self.events: list[RequestEvent] = []

    def then(self, kind: EventKind, moment: str, actor: Actor, **facts: Any) -> Self:
        number = len(self.events) + 1
        self.events.append(RequestEvent(number, self.request_id, kind, at(moment), actor, **facts))
        return self

    def filed(self, moment: str, office_id: int | None = OURS, **facts: Any) -> Self:
        return self.then(EventKind.FILED, moment, Actor.NGO, office_id=office_id, **facts)

    def taken(self, moment: str) -> Self:
        return self.then(EventKind.TAKEN, moment, Actor.OFFICER, office_id=OURS)

    def answered(self, moment: str, office_id: int = OURS) -> Self:
        return self.then(EventKind.ANSWERED, moment, Actor.OFFICER, office_id=office_id)

    def details_asked(self, moment: str) -> Self:
        return self.then(EventKind.DETAILS_ASKED, moment, Actor.OFFICER, office_id=OURS)

    def redirected(self, moment: str, office_id: int | None = THEIRS, **facts: Any) -> Self:
        return self.then(EventKind.REDIRECTED, moment, Actor.HEAD, office_id=office_id, **facts)

    def extended(self, moment: str, until: str, *, reasoned: bool = True) -> Self:
        day = date.fromisoformat(until)
        return self.then(EventKind.EXTENDED, moment, Actor.HEAD, until=day, reasoned=reasoned)

    def closed(self, moment: str) -> Self:
        return self.then(EventKind.CLOSED, moment, Actor.OFFICER)

    def rated(self, moment: str, rating: Rating, about: int | None = None) -> Self:
        return self.then(EventKind.RATED, moment, Actor.NGO, rating=rating, about=about)

    def reopened(self, moment: str) -> Self:
        return self.then(EventKind.REOPENED, moment, Actor.NGO)

    def withdrawn(self, moment: str) -> Self:
        return self.then(EventKind.WITHDRAWN, moment, Actor.NGO)

    def clocks(self, terms: Terms, as_of: str) -> RequestClocks:
        found = clocks_of(self.events, terms, at(as_of))
        assert found is not None
        return found
