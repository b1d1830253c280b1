"""Why somebody did not see a call before it closed, as far as it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.calls.model import Call
from domain.outbox import OutboxKind
from domain.subscriptions import Subscription

LOOKED_BACK = timedelta(days=30)
"""How long ago a call may have closed to be told of."""

SHORT_NOTICE = timedelta(days=1)


class Cause(StrEnum):
    """Why a call was not seen."""

    SUBSCRIBED_LATER = "subscribed_later"  # we knew of it before the chat subscribed
    UNREACHABLE = "unreachable"  # Telegram refused the message
    SHORT_NOTICE = "short_notice"  # it was published less than a day before its deadline
    PAUSED = "paused"  # the subscriptions that want it are paused
    WAITED = "waited"  # it closed while it waited for the digest or the end of quiet hours


@dataclass(frozen=True, slots=True)
class Unseen:
    """A closed call that a chat was never sent and nobody of it opened.

    `queued` is the kind of the last message about it that did not go out, `error` why that one did not; None when none
    was queued.
    """

    call: Call
    queued: OutboxKind | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A call that was missed, and why; None when nobody knows."""

    call: Call
    cause: Cause | None


def cause(unseen: Unseen, wanting: Sequence[tuple[Subscription, datetime]]) -> Cause | None:
    """Tell why the call was not seen.

    Args:
        unseen: the call and what became of the message about it.
        wanting: the chat's subscriptions that it concerns, each with the moment it was made.
    """
    call = unseen.call
    if wanting and all(made > call.first_seen_at for _, made in wanting):
        return Cause.SUBSCRIBED_LATER
    if unseen.queued is not None and unseen.error not in (None, "closed", "dismissed", "no subscription"):
        return Cause.UNREACHABLE
    if call.closes_at is not None and call.closes_at - (call.published_at or call.first_seen_at) < SHORT_NOTICE:
        return Cause.SHORT_NOTICE
    if wanting and all(subscription.paused for subscription, _ in wanting):
        return Cause.PAUSED
    return Cause.WAITED if unseen.queued is not None and unseen.error == "closed" else None
