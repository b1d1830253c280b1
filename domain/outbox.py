"""Messages waiting to be sent: their kinds, how urgent each is, and what follows when a sending went wrong.

A row holds ids, not text: the text is made at sending time, in the recipient's language, after a freshness check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any


class OutboxKind(StrEnum):
    """What a queued message tells."""

    ALERT = "alert"  # one call, one card
    DIGEST = "digest"  # a line in the recipient's next digest: all that are due go out as one message
    UPDATE = "update"  # later news about a call the chat was told of or saved; `ids["since"]` is the revision it knew
    REMINDER = "reminder"  # a saved call whose deadline comes near; `ids` hold the shelf, the days and the deadline
    REQUEST = "request"  # about the request `ids["request"]`; `ids["about"]` names what (handlers.requests.letters)
    NOTICE = "notice"  # a word about something else than a call; `ids["about"]` names which (handlers.notices)


class Priority(IntEnum):
    """Smaller goes first: urgent kinds overtake bulk ones."""

    URGENT = 10  # a call that closes within three days
    NORMAL = 50
    BULK = 90


class OutboxState(StrEnum):
    """Where a queued message is on its way."""

    PENDING = "pending"
    CLAIMED = "claimed"  # a sender holds it; nothing has left yet
    SENDING = "sending"  # committed just before the request: from here on it may have left
    SENT = "sent"
    GONE = "gone"  # will never be sent: the chat is unreachable, or the news is stale
    UNKNOWN = "unknown"  # the request left and no answer came


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One queued message as the sender gets it. `ids` are what the view needs to render it."""

    id: int
    chat_id: int
    kind: OutboxKind
    call_id: int | None
    revision: int | None
    ids: Mapping[str, Any]
    attempts: int
    repeated: bool  # an earlier sending ended unknown: the text says that it may be a repeat


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message to be queued. A chat is told only once what has one `dedupe_key`."""

    chat_id: int
    kind: OutboxKind
    dedupe_key: str
    ids: Mapping[str, Any] = field(default_factory=dict)
    call_id: int | None = None
    revision: int | None = None
    priority: Priority = Priority.NORMAL
    not_before: datetime | None = None  # at once when None


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram accepted it at `at` as `message_id`; of an album these are its first part, and `parts` the others."""

    message_id: int
    at: datetime
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """Not accepted; try again not before `not_before`. `counts` is False for a mere wait (flood control)."""

    not_before: datetime
    reason: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Gone:
    """Will never be sent. `unreachable` tells that the chat itself refuses us (blocked, deactivated, kicked)."""

    reason: str
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request left, no answer came: the message may be out."""

    reason: str


Outcome = Sent | Retry | Gone | Unknown

MAX_ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=30)


def retry_at(attempts: int, now: datetime) -> datetime:
    """Return when to try again after the given number of counted attempts (1 = the first just failed).

    The pause doubles from five seconds to half an hour.
    """
    pause = FIRST_RETRY * (1 << min(max(attempts, 1) - 1, 12))
    return now + min(pause, LONGEST_RETRY)


@dataclass(frozen=True, slots=True)
class AfterUnknown:
    """What becomes of a message whose sending ended unknown (see docs/decisions on unknown delivery)."""

    kind: OutboxKind
    priority: Priority
    not_before: datetime
    repeated: bool


def after_unknown(kind: OutboxKind, now: datetime, closes_at: datetime | None, next_digest: datetime) -> AfterUnknown:
    """Decide the fate of a message that may or may not have reached the chat.

    An alert is not sent twice on a guess: it reappears as a line of the next digest; only when the call closes within
    three days is it repeated at once, marked as a repeat. A digest line stays a digest line. Either is repeated at once
    as an alert when the next digest would come too late for the deadline. Every other kind is sent again and says so.

    Args:
        kind: what was being sent.
        now: the current instant.
        closes_at: when the call closes, if known.
        next_digest: the recipient's next digest moment.
    """
    if kind not in (OutboxKind.ALERT, OutboxKind.DIGEST):
        return AfterUnknown(kind, Priority.NORMAL, now, repeated=True)
    if closes_at is not None:
        soon = kind is OutboxKind.ALERT and closes_at - now <= URGENT_WITHIN
        if soon or next_digest >= closes_at:
            return AfterUnknown(OutboxKind.ALERT, Priority.URGENT, now, repeated=True)
    return AfterUnknown(OutboxKind.DIGEST, Priority.NORMAL, next_digest, repeated=True)


URGENT_WITHIN = timedelta(days=3)
"""First seen with this much left or less: sent at once, whatever the digest setting (PRODUCT, Matching)."""
