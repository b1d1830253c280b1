"""How many requests may be filed, and whether the same letter was filed a moment ago. Pure.

The bounds keep an office's phone usable; an NGO that writes in earnest does not meet them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DAY = timedelta(days=1)

PER_NGO = 10
"""Requests of one NGO within a day."""

PER_PERSON = 6
"""Requests of one person within a day, for whichever NGO."""

OPEN_PER_NGO = 30
"""Requests of one NGO that wait for an answer."""

TWICE_WITHIN = timedelta(minutes=10)
"""How long after filing the same letter is asked about before it is filed again."""


class Bound(StrEnum):
    """Which bound was reached."""

    NGO = "ngo"
    PERSON = "person"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Filed:
    """A request filed within the last day, by the NGO, by the person, or by both."""

    at: datetime
    by_ngo: bool
    by_person: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """The bound that holds now. `again` is when the next one can be sent; None: once an open one is answered."""

    bound: Bound
    number: int
    again: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter filed lately: its request, words, and what Telegram calls its files."""

    request_id: int
    words: str
    files: frozenset[str]


def limit(filed: Iterable[Filed], waiting: int, now: datetime) -> Limit | None:
    """Return the bound that keeps a request from being filed, the longest one; None when it can be filed.

    Args:
        filed: what the NGO or the person filed within the last day.
        waiting: how many requests of the NGO wait for an answer.
        now: aware.
    """
    if waiting >= OPEN_PER_NGO:
        return Limit(Bound.OPEN, OPEN_PER_NGO, None)
    known = [one for one in filed if one.at > now - DAY]
    reached = [
        Limit(bound, most, moments[-most] + DAY)
        for bound, most, moments in (
            (Bound.NGO, PER_NGO, sorted(one.at for one in known if one.by_ngo)),
            (Bound.PERSON, PER_PERSON, sorted(one.at for one in known if one.by_person)),
        )
        if len(moments) >= most
    ]
    return max(reached, key=lambda one: one.again or now, default=None)


def same(words: str, files: Iterable[str], lately: Iterable[Letter]) -> int | None:
    """Return the request of the last letter that said the same with the same files; None when there is none."""
    written, sent = _plain(words), frozenset(files)
    found = (one.request_id for one in lately if _plain(one.words) == written and one.files == sent)
    return max(found, default=None)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
