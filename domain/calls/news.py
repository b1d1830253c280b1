"""What a later revision of a call means for somebody who knew an earlier one, and when they hear of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from enum import StrEnum

from domain.calls.model import Call, CallEvent, LocalMoment
from domain.outbox import URGENT_WITHIN
from domain.subscriptions import Cadence, next_digest


class Change(StrEnum):
    """What a reader must hear about a call they know."""

    EXTENDED = "extended"
    SHORTENED = "shortened"
    CORRECTED = "corrected"  # the deadline had been read wrong
    CANCELLED = "cancelled"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Revision:
    """What a call said about itself at one revision, known here since `at`."""

    call_id: int
    revision: int
    event: CallEvent
    deadline: LocalMoment | None
    closes_at: datetime | None
    at: datetime


def change(before: Revision, call: Call) -> Change | None:
    """Tell what is new for somebody who knew `before`, or None when it comes to nothing (moved there and back)."""
    if call.event in (CallEvent.CANCELLED, CallEvent.RESULT):
        if before.event is call.event:
            return None
        return Change.CANCELLED if call.event is CallEvent.CANCELLED else Change.RESULT
    if before.deadline is None or call.deadline is None or before.deadline.day == call.deadline.day:
        return None
    if "deadline" in call.corrected and call.event is not CallEvent.EXTENDED:
        return Change.CORRECTED  # since then nothing else has moved it
    return Change.EXTENDED if call.deadline.day > before.deadline.day else Change.SHORTENED


def nearest(moments: Iterable[datetime | None], now: datetime) -> datetime | None:
    """Return the earliest of the moments that is still to come, or None."""
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


@dataclass(frozen=True, slots=True)
class Turn:
    """When an update goes out: by itself, or as a line of the digest of `moment`."""

    moment: datetime
    line: bool


def update_turn(cadence: Cadence, digest_at: time, near: datetime | None, now: datetime, zone: tzinfo) -> Turn:
    """Decide when somebody hears of an update.

    By their usual way; at once whatever the digest setting when the digest would leave less than three days to what is
    near: the old deadline counts as well as the new one, for whoever hurries for the old one wants to know. Quiet hours
    are kept when the update is sent.

    Args:
        cadence: how often they want to hear.
        digest_at: the local hour of their digest.
        near: the nearer of the old and the new closing moment that is still to come, or None.
        now: the current instant.
        zone: local time.
    """
    if cadence is Cadence.INSTANT:
        return Turn(now, line=False)
    digest = next_digest(now, digest_at, zone, weekly=cadence is Cadence.WEEKLY)
    if near is not None and digest + URGENT_WITHIN > near:
        return Turn(now, line=False)
    return Turn(digest, line=True)
