"""What somebody wants to hear about, and when they may be disturbed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from domain.calls.model import CallKind
from domain.language import Language


class Cadence(StrEnum):
    """How often alerts come."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


QUIET_FROM = time(22)
QUIET_UNTIL = time(8)
DIGEST_AT = time(9)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Жазылым / подписка of one chat. Empty `spheres` or `kinds` mean any.

    `quiet_from` = `quiet_until` means that there are no quiet hours. `digest_at` is the local hour of a daily digest;
    a weekly one comes on Mondays.
    """

    id: int
    chat_id: int
    person_id: int | None
    language: Language
    territories: tuple[str, ...]
    spheres: tuple[str, ...] = ()
    kinds: tuple[CallKind, ...] = ()
    min_amount: int = 0
    cadence: Cadence = Cadence.INSTANT
    digest_at: time = DIGEST_AT
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    paused: bool = False


def next_digest(now: datetime, at: time, zone: tzinfo, *, weekly: bool = False) -> datetime:
    """Return the first digest moment after `now` (aware, UTC) at the local time `at`; on a Monday when weekly."""
    local = now.astimezone(zone)
    moment = datetime.combine(local.date(), at, zone)
    while moment <= local or (weekly and moment.weekday() != 0):
        moment = datetime.combine(moment.date() + timedelta(days=1), at, zone)
    return moment.astimezone(now.tzinfo)


def quiet_until(now: datetime, start: time, end: time, zone: tzinfo) -> datetime | None:
    """Return the instant at which the quiet hours that hold `now` end, or None when `now` is not quiet.

    The window may pass midnight (22:00 to 08:00); its start belongs to it, its end does not.
    """
    local = now.astimezone(zone)
    clock = local.time()
    inside = start <= clock < end if start < end else start != end and (clock >= start or clock < end)
    if not inside:
        return None
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, zone).astimezone(now.tzinfo)
