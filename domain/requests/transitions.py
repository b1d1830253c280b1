"""What may happen to a request when, and by whom: one table.

Who somebody is (a member of its NGO, an official of the office that has it) is `rights`; here it is only asked whether
the request is in a state in which this makes sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from domain.requests.clocks import Outcome
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request

REOPEN_WITHIN = timedelta(days=30)
"""How long after the answer, or the end, an NGO may reopen its request (PRODUCT, section 2)."""


class Unfit(StrEnum):
    """Why something cannot happen to a request now."""

    NOT_YOURS = "not_yours"  # never done by somebody acting as this
    ENDED = "ended"  # closed or withdrawn
    NOT_ENDED = "not_ended"  # nothing to reopen
    WITHDRAWN = "withdrawn"
    TOO_LATE = "too_late"  # to reopen it
    TAKEN = "taken"  # somebody has it already
    NOT_TAKEN = "not_taken"  # nobody has it: there is nothing to let go
    NOTHING_TO_RATE = "nothing_to_rate"
    IN_TIME = "in_time"  # the reply date has not passed
    REMINDED = "reminded"  # since the last working day began
    ESCALATED = "escalated"  # the head and the coordinators have it already


_NGO = frozenset({Actor.NGO})
_OFFICE = frozenset({Actor.OFFICER, Actor.HEAD})
_SENDERS = _OFFICE | {Actor.COORDINATOR, Actor.BOT}

MAY: dict[EventKind, frozenset[Actor]] = {
    EventKind.FILED: _NGO,
    EventKind.DELIVERED: frozenset({Actor.BOT}),
    EventKind.TAKEN: _OFFICE,
    EventKind.FREED: _OFFICE | {Actor.BOT},  # whoever had it has left the office
    EventKind.HANDED: frozenset({Actor.HEAD}),
    EventKind.ANSWERED: _OFFICE,
    EventKind.DETAILS_ASKED: _OFFICE,
    EventKind.NOTE: _OFFICE,
    EventKind.REDIRECTED: _SENDERS,
    EventKind.EXTENDED: _OFFICE,
    EventKind.PROMISED: _OFFICE,
    EventKind.CLOSED: _OFFICE,
    EventKind.RATED: _NGO,
    EventKind.REOPENED: _NGO,
    EventKind.WITHDRAWN: _NGO,
    EventKind.ADDED: _NGO,
    EventKind.REMINDED: _NGO | {Actor.BOT},
    EventKind.ESCALATED: _NGO,
    EventKind.EDITED: _NGO | _OFFICE,
    EventKind.COSIGNED: _NGO,
    EventKind.PROMISE_DONE: _OFFICE,
    EventKind.UNSIGNED: _NGO,
    EventKind.PROMISE_JUDGED: _NGO,
}
"""As what somebody may do it."""

_WHILE_OPEN = frozenset(
    {
        EventKind.TAKEN,
        EventKind.FREED,
        EventKind.HANDED,
        EventKind.REDIRECTED,
        EventKind.EXTENDED,
        EventKind.ESCALATED,
    }
)
_UNTIL_END = frozenset(
    {EventKind.ANSWERED, EventKind.DETAILS_ASKED, EventKind.CLOSED, EventKind.ADDED, EventKind.COSIGNED}
)


def unfit(request: Request, event: RequestEvent, log: Sequence[RequestEvent]) -> Unfit | None:
    """Return why the event cannot happen to the request now, or None when it can.

    Args:
        request: how it stands.
        event: what is about to be logged.
        log: what happened to it before, in order.
    """
    kind = event.kind
    if event.actor not in MAY[kind]:
        return Unfit.NOT_YOURS
    if kind in _WHILE_OPEN and not request.open:
        return Unfit.ENDED
    if kind in _UNTIL_END and request.ended_at is not None:
        return Unfit.ENDED
    match kind:
        case EventKind.TAKEN if request.seat_id is not None:
            return Unfit.TAKEN
        case EventKind.FREED if request.seat_id is None:
            return Unfit.NOT_TAKEN
        case EventKind.WITHDRAWN if request.ended_at is not None:
            return Unfit.ENDED
        case EventKind.RATED if not _answers(log, event.about):
            return Unfit.NOTHING_TO_RATE
        case EventKind.RATED | EventKind.PROMISED if request.outcome is Outcome.WITHDRAWN:
            return Unfit.WITHDRAWN
        case EventKind.REOPENED:
            return _reopening(request, event.moment)
    return None


def _answers(log: Sequence[RequestEvent], entry: int | None) -> bool:
    """Tell whether the entry is an answer; without an entry, whether there is any."""
    return any(one.kind is EventKind.ANSWERED and entry in (None, one.number) for one in log)


def _reopening(request: Request, now: datetime) -> Unfit | None:
    since = request.ended_at or request.answered_at
    if since is None:
        return Unfit.NOT_ENDED
    if request.outcome is Outcome.WITHDRAWN:
        return Unfit.WITHDRAWN
    return Unfit.TOO_LATE if now - since > REOPEN_WITHIN else None
