"""How early people hear of calls, by source and by organiser: figures of times that are facts. Pure.

*Detection delay*: published → first seen here. *Delivery delay*: first seen → first delivered to anybody. *Notice
offered*: published → deadline, what the organiser gave. *Notice given*: first delivered → deadline, what people had.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.words import fold

SHORT = timedelta(days=3)
"""Notice up to this is called short: a call first seen with so little left is sent at once whatever the settings."""
NONE = timedelta(0)


class Grouping(StrEnum):
    """What the figures are given by; the value is short, for it travels in buttons."""

    SOURCE = "s"
    ORGANISER = "o"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One post of a call. `seen`: when this post was; `watched`: its source was being polled when it was published."""

    call_id: int
    source_id: str
    organiser: str | None
    territories: tuple[str, ...]
    published: datetime | None
    seen: datetime
    watched: bool
    delivered: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took: `n` values, the median, and the values that one in ten stays below or goes beyond."""

    n: int
    median: timedelta
    tenth: timedelta
    ninetieth: timedelta


@dataclass(frozen=True, slots=True)
class Timeliness:
    """The figures of one group. A spread is None when no call gives its value.

    `calls` were found there first; of them `sent` were delivered to somebody, `over` had closed before they were seen,
    and `short` gave people (or, unsent, could have given) no more than `SHORT` of notice.
    """

    name: str
    calls: int
    sent: int
    over: int
    short: int
    detection: Spread | None
    delivery: Spread | None
    offered: Spread | None
    given: Spread | None


def spread(values: Iterable[timedelta]) -> Spread | None:
    """Return the spread of values by nearest rank (every figure is one that occurred); None when there are none."""
    ordered = sorted(values)
    if not ordered:
        return None

    def at(share: float) -> timedelta:
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    return Spread(len(ordered), at(0.5), at(0.1), at(0.9))


def timeliness(sightings: Iterable[Sighting], by: Grouping) -> Sequence[Timeliness]:
    """Return the figures of every group, most calls first.

    A call counts once: where it was seen first. Only the detection delay of a source is that of all its posts, so that
    a slow source is not made fast by another that had the call before it. What was published before its source was
    watched, and what was brought in as history, says nothing of how fast we are and is left out.
    """
    groups: dict[str, list[Sighting]] = defaultdict(list)
    firsts: dict[int, Sighting] = {}
    for one in sightings:
        if not one.watched:
            continue
        known = firsts.get(one.call_id)
        if known is None or (one.seen, one.source_id) < (known.seen, known.source_id):
            firsts[one.call_id] = one
        if by is Grouping.SOURCE:
            groups[one.source_id].append(one)
    if by is Grouping.ORGANISER:
        for one in firsts.values():
            key = fold(one.organiser or "")  # the spellings of one name differ in quotes and capitals
            if key:
                groups[key].append(one)
    name: Callable[[Sequence[Sighting]], str] = _source if by is Grouping.SOURCE else _organiser
    found = [_figures(name(posts), posts, firsts) for posts in groups.values()]
    return sorted(found, key=lambda one: (-one.calls, one.name))


def _source(posts: Sequence[Sighting]) -> str:
    return posts[0].source_id


def _organiser(posts: Sequence[Sighting]) -> str:
    """The latest spelling stands for all."""
    return max(posts, key=lambda one: one.seen).organiser or ""


def _figures(name: str, posts: Sequence[Sighting], firsts: dict[int, Sighting]) -> Timeliness:
    own = [one for one in posts if firsts[one.call_id] is one]
    over = [one for one in own if one.closes_at is not None and one.closes_at <= one.seen]
    open_ = [one for one in own if one.closes_at is None or one.closes_at > one.seen]
    sent = [one for one in open_ if one.delivered is not None]
    given = [one.closes_at - one.delivered for one in sent if one.closes_at and one.delivered]
    could = [one.closes_at - one.seen for one in open_ if one.closes_at and one.delivered is None]
    offered = [one.closes_at - one.published for one in own if one.closes_at and one.published]
    return Timeliness(
        name=name,
        calls=len(own),
        sent=len(sent),
        over=len(over),
        short=sum(value <= SHORT for value in (*given, *could)) + len(over),
        detection=spread(max(NONE, one.seen - one.published) for one in posts if one.published),
        delivery=spread(max(NONE, one.delivered - one.seen) for one in sent if one.delivered),
        # A deadline before its own publication is no notice at all.
        offered=spread(max(NONE, value) for value in offered),
        given=spread(max(NONE, value) for value in given),
    )
