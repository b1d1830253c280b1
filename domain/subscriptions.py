"""What somebody wants to hear about, and when they may be disturbed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from domain.calls.model import CallKind
from domain.language import Language
from domain.territory import TerritoryTree


class Cadence(StrEnum):
    """How often alerts come."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


MOST_SUBSCRIPTIONS = 10
"""Of one chat: more than a person can keep apart."""

MOST_PLACES = 10
MOST_WORDS = 10
WORD_LIMIT = 60
"""Letters of one word or phrase."""

LARGEST_AMOUNT = 10**12
"""Tenge; no call for NGOs gives more."""

QUIET_FROM = time(22)
QUIET_UNTIL = time(8)
DIGEST_AT = time(9)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Жазылым / подписка of one chat. Empty `spheres` or `kinds` mean any.

    `quiet_from` = `quiet_until` means that there are no quiet hours. `digest_at` is the local hour of a daily digest;
    a weekly one comes on Mondays. `include` and `exclude` hold words or phrases as they were typed: a call must have
    one of the first, if there are any, and none of the second.
    """

    id: int
    chat_id: int
    person_id: int | None
    language: Language
    territories: tuple[str, ...]
    spheres: tuple[str, ...] = ()
    kinds: tuple[CallKind, ...] = ()
    min_amount: int = 0
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    cadence: Cadence = Cadence.INSTANT
    digest_at: time = DIGEST_AT
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    paused: bool = False


def with_place(chosen: tuple[str, ...], unit_id: str, tree: TerritoryTree) -> tuple[str, ...]:
    """Return the chosen territories with one more; what lies in it goes, and what lies in a chosen one is not added."""
    if unit_id in chosen or any(above.id in chosen for above in tree.ancestors(unit_id)):
        return chosen
    rest = (one for one in chosen if one in tree and all(above.id != unit_id for above in tree.ancestors(one)))
    return (*rest, unit_id)


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
