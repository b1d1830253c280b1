"""The Telegram group in which an office works: how it is bound, and the topics that its requests have in a forum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.requests.clocks import Outcome
from domain.requests.events import HOLLOW, EventKind, RequestEvent
from domain.requests.model import Request

LINK_HOLDS = timedelta(days=1)
"""How long the link that binds a group can be used, once."""

CARDS_AGAIN = 20
"""Open requests at most whose cards are posted into a group at once, the next reply dates first: as many messages as
Telegram lets a bot write to a group in a minute. The others are answered in the private chats."""


@dataclass(frozen=True, slots=True)
class OfficeGroup:
    """The one group of an office. `topics` tells whether the bot may make a topic there for each request."""

    chat_id: int
    office_id: int
    topics: bool
    bound_by: int | None
    since: datetime


@dataclass(frozen=True, slots=True)
class GroupLink:
    """A one-time link that binds a group to the office. Only the hash of its token is stored."""

    id: int
    office_id: int
    expires_at: datetime
    used: bool = False

    def usable(self, now: datetime) -> bool:
        """Tell whether it can be used; it lapses at `expires_at` exactly."""
        return not self.used and now < self.expires_at


@dataclass(frozen=True, slots=True)
class RequestTopic:
    """The topic of a request in the forum of the office."""

    chat_id: int
    office_id: int
    request_id: int
    topic_id: int
    closed: bool = False


class Over(StrEnum):
    """Why a request needs its topic no more; told in the topic's last line."""

    RATED = "rated"  # answered, and the NGO has said of the answer that it is one
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    GONE = "gone"  # it went on to another office, or to the coordinators


def over(request: Request, office_id: int, log: Sequence[RequestEvent]) -> Over | None:
    """Return why the office needs no topic for the request any more, or None while it does.

    An answer that nobody has rated keeps its topic: the NGO may still call it a formal one.

    Args:
        request: how it stands.
        office_id: the office whose topic it is.
        log: what happened to it, in order.
    """
    if request.office_id != office_id:
        return Over.GONE
    match request.outcome:
        case Outcome.WITHDRAWN:
            return Over.WITHDRAWN
        case Outcome.CLOSED_UNANSWERED:
            return Over.CLOSED
    if request.ended_at is not None:
        return Over.CLOSED
    if request.outcome is Outcome.ANSWERED and _accepted(log):
        return Over.RATED
    return None


def _accepted(log: Sequence[RequestEvent]) -> bool:
    """Tell whether the last answer was rated, and not as a hollow one."""
    rating = None
    for event in log:
        if event.kind is EventKind.ANSWERED:
            rating = None
        elif event.kind is EventKind.RATED:
            rating = event.rating
    return rating is not None and rating not in HOLLOW
