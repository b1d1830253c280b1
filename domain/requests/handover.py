"""A handover (істерді қабылдау-тапсыру / приём-передача дел): what a newcomer finds in an office and confirms. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zlib import crc32

MORNING = time(9)
"""When an NGO hears of what changed again in an office on one day."""


class ItemKind(StrEnum):
    """What has to be confirmed."""

    REQUEST = "request"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that waits for a newcomer's confirmation.

    Args:
        kind: what it is.
        id: its number among those of its kind.
        request_id: the request, or the one that a promise was made about.
        day: the reply date of the office, or the day of the promise.
        words: the first words of the letter, or those of the promise; empty once they were erased.
        ngo: the NGO's name; None once it was erased.
        topic_id: what the request is about.
    """

    kind: ItemKind
    id: int
    request_id: int
    day: date
    words: str
    ngo: str | None
    topic_id: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Part of what still waits to be confirmed, and how much waits in all."""

    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a newcomer has come: what is over by itself is not counted any more.

    Args:
        begun_at: when they were seated.
        seen: how many items they confirmed.
        waiting: how many still wait for it.
        done_at: when the last one was confirmed.
    """

    begun_at: datetime
    seen: int
    waiting: int
    done_at: datetime | None = None

    @property
    def total(self) -> int:
        """Return of how many items there is something to confirm, or was."""
        return self.seen + self.waiting


@dataclass(frozen=True, slots=True)
class Partner:
    """An NGO that writes to an office: how often, and how many of its requests are open. None: it was erased."""

    name: str | None
    requests: int
    open: int


def mark(items: Iterable[Item]) -> int:
    """Return a number that tells one screenful of items from another: what is confirmed at once was on the screen."""
    return crc32("".join(f"{one.kind}:{one.id};" for one in items).encode())


def by_kind(items: Sequence[Item]) -> list[tuple[ItemKind, list[int]]]:
    """Return the numbers of the items of each kind."""
    found = [(kind, [one.id for one in items if one.kind is kind]) for kind in ItemKind]
    return [(kind, numbers) for kind, numbers in found if numbers]


def next_morning(now: datetime, zone: tzinfo) -> datetime:
    """Return nine o'clock of the next local day."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), MORNING, zone)
