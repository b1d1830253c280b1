"""After the reply date: when an NGO may remind the office, and take its request to the head and the coordinators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request
from domain.requests.terms import Terms
from domain.requests.transitions import Unfit


def unfit_to_remind(request: Request, log: Iterable[RequestEvent], now: datetime, terms: Terms) -> Unfit | None:
    """Return why the NGO may not remind the office now, or None when it may: at most once a working day.

    What was said on a Friday evening still counts on Sunday: no working day has begun since.
    """
    if (why := waits_too_long(request, now, terms)) is not None:
        return why
    reminded = [event.moment for event in log if event.kind is EventKind.REMINDED and event.actor is Actor.NGO]
    if reminded and terms.calendar.working_days_between(terms.day(max(reminded)), terms.day(now)) < 1:
        return Unfit.REMINDED
    return None


def unfit_to_escalate(request: Request, now: datetime, terms: Terms) -> Unfit | None:
    """Return why the NGO may not take the request further now, or None when it may: once."""
    if (why := waits_too_long(request, now, terms)) is not None:
        return why
    return Unfit.ESCALATED if request.escalated else None


def waits_too_long(request: Request, now: datetime, terms: Terms) -> Unfit | None:
    """Return why nothing may be pressed for yet (or any more), or None once the reply date has passed unanswered."""
    if not request.open:
        return Unfit.ENDED
    return None if request.overdue(terms.day(now)) else Unfit.IN_TIME
