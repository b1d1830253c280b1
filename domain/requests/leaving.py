"""What an official writes leaves a little later: until then it can be undone, and nobody has seen it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from domain.requests.clocks import Outcome
from domain.requests.model import MessageKind, Request, RequestMessage

UNDO = timedelta(seconds=10)
"""How long an answer waits before it leaves (PRODUCT, section 2: a short undo)."""

LONGEST = 20_000
"""Characters of one answer at most: five messages of the longest kind."""

_PIECE = 3_500
_TOGETHER = timedelta(seconds=3)


def leaves_at(now: datetime) -> datetime:
    """Return when what was just received leaves. Its moment for the clocks is when it was written, however late."""
    return now + UNDO


def continues(before: RequestMessage, text: str, sent_at: datetime) -> bool:
    """Tell whether a text goes on with one that waits to leave.

    A phone cuts a text of more than 4,096 characters into several messages, of which only the first one is a reply:
    the others follow at once, and nobody types a message of their own within that time.
    """
    follows = timedelta() <= sent_at - before.sent_at <= _TOGETHER
    return follows and not before.files and len(before.text) >= _PIECE and len(before.text) + len(text) <= LONGEST


class Held(StrEnum):
    """Why something may not leave."""

    SEAT_ENDED = "seat_ended"
    ELSEWHERE = "elsewhere"  # the office has sent the request on
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


def held(request: Request, office_id: int | None, kind: MessageKind) -> Held | None:
    """Return why an official of the office (None: of none any more) may not write that now, or None when they may."""
    if office_id is None:
        return Held.SEAT_ENDED
    if request.office_id != office_id:
        return Held.ELSEWHERE
    if request.ended_at is not None and kind is not MessageKind.NOTE:
        return Held.WITHDRAWN if request.outcome is Outcome.WITHDRAWN else Held.CLOSED
    return None
