"""The inbox of an office: how its requests are sorted into heaps, and what somebody who looks for one has typed.

A date here is the office's own reply date: the term of a request that another office sent on began with its receipt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.requests.events import Rating
from domain.requests.model import Request
from domain.spelling import key, sound, words
from domain.words import LONGEST

SOON = 5
"""Working days within which a reply date is near."""

LONGEST_QUERY = 200
"""Characters of a query that are read; what is longer is no query but a text."""

MOST_TERMS = 6
LEAST_BEGINNING = 3
"""Letters that the beginning of a word has at least: with fewer it would find everything."""

MOST = 10**15
"""No request has this number, nor a higher one."""

STEM = "="
"""What a stem begins with where words and stems stand together."""

_NUMBER = re.compile(r"\s*+(?:№|#|N[o°º]?\.?|номер|нөмірі?)?\s*+([0-9]++)\s*+", re.IGNORECASE)


class Heap(StrEnum):
    """Which requests of an office. Of the first five all are open."""

    OPEN = "open"
    MINE = "mine"  # taken by the reader's seat
    FREE = "free"  # nobody who sits here now has taken it
    OVERDUE = "overdue"
    SOON = "soon"  # due today or within five working days
    UNRATED = "unrated"  # answered; the NGO has not said what it thinks of it
    ENDED = "ended"  # rated, closed or withdrawn
    SENT_ON = "sent_on"  # another office has it now


@dataclass(frozen=True, slots=True)
class Line:
    """A request in the inbox.

    Args:
        request: how it stands.
        ngo: the NGO's name; None once it was erased.
        holder: how the official who has it is called (empty when they gave no name); None while nobody has it.
        mine: whether the reader has it.
        rating: what the NGO says of the answer; None when it is not rated.
        sent_on: whether the reader's office had it and sent it on.
    """

    request: Request
    ngo: str | None
    holder: str | None
    mine: bool
    rating: Rating | None
    sent_on: bool

    @property
    def due(self) -> date:
        """Return the date by which the office answers."""
        return self.request.office_due or self.request.due


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Part of a heap, and how many each heap holds."""

    lines: tuple[Line, ...]
    counts: Mapping[Heap, int]


@dataclass(frozen=True, slots=True)
class FoundRequests:
    """Part of what was found, and how many there are."""

    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query: the stem that all its forms share, and what another word may begin with; "" for nothing."""

    stem: str
    beginning: str


def number_of(text: str) -> int | None:
    """Return the request's number when nothing else was typed («№ 12», «12», «#12»), or None."""
    found = _NUMBER.fullmatch(text[:LONGEST_QUERY])
    return min(int(found[1]), MOST) if found else None


def terms_of(text: str) -> tuple[Term, ...]:
    """Return the words to look for: any characters whatever; never raises."""
    found: dict[str, Term] = {}
    for word in words(text[:LONGEST_QUERY]):
        whole, typed = key(word), sound(word)
        if whole and whole not in found and len(found) < MOST_TERMS:
            found[whole] = Term(STEM + whole, typed if len(typed) >= LEAST_BEGINNING else "")
    return tuple(found.values())


def keys_of(text: str) -> frozenset[str]:
    """Return under what a text is found: each word, and its stem; of a very long text the beginning is read."""
    typed = set(words(text[:LONGEST]))
    stems = {STEM + whole for word in typed if (whole := key(word))}
    return frozenset(stems | {whole for word in typed if len(whole := sound(word)) >= LEAST_BEGINNING})
