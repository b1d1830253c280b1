"""The log of what happened: what an entry is, how it is sealed to the one before, how a wrong one is found.

Nothing here is secret: whoever holds the entries can compute every hash anew. What keeps the log honest is that each
hash covers the one before it, and that the day's last one leaves the house (see docs/decisions on the log).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

BEFORE_THE_FIRST = "0" * 64
"""What stands for the hash of the entry before the first one."""

HASH = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"[a-z][a-z0-9_.:@-]{0,79}")
_HEAD = re.compile(r"(?:([1-9][0-9]{0,17}):)?([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Erasable:
    """What stands beside an entry and can be erased: who acted, and what they wrote.

    Args:
        person_id: who acted; None when nobody did.
        text: their own words; empty when there are none.
    """

    person_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Something that happened and is about to be logged.

    Args:
        kind: what happened, a word like `calendar.changed`.
        subject: what it happened to, like `calendar` or `request:12`.
        actor: as whom somebody acted, like `coordinator@KZ` or `officer@office:7`; never a person.
        facts: numbers, dates and words of ours, for JSON; nothing that anybody typed.
        beside: who it was and what they wrote; None when neither is known.

    Raises:
        ValueError: a word holds anything but small letters, digits and `_.:@-`, or is too long.
    """

    kind: str
    subject: str
    actor: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    beside: Erasable | None = None

    def __post_init__(self) -> None:
        for word in (self.kind, self.subject, self.actor.lower()):
            if not _WORD.fullmatch(word):
                raise ValueError(f"not a word for the log: {word[:100]!r}")


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands: its last entry's number and hash. Number 0 is an empty log."""

    number: int = 0
    hash: str = BEFORE_THE_FIRST

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


def written(facts: Mapping[str, Any]) -> str:
    """Return the facts as the one text that is kept and hashed: sorted keys, no spaces, nothing but ASCII.

    Raises:
        ValueError: a number is not finite.
        TypeError: a value is none that JSON knows.
    """
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sealed(beside: Erasable, salt: str) -> str:
    """Return the salted hash by which an entry holds on to what stands beside it.

    With the salt gone nobody can find out by trial whose number or which words it was made of.
    """
    person = "" if beside.person_id is None else str(beside.person_id)
    return sha256(f"{salt}\n{person}\n{beside.text}".encode()).hexdigest()


def hashed(before: str, number: int, moment: int, kind: str, subject: str, actor: str, seal: str, facts: str) -> str:
    """Return the hash of an entry: over its eight parts, each on a line of its own.

    No part that is written by us holds a line break, so the text of an entry has exactly seven; an entry whose parts
    were cut elsewhere would have more, and no two entries share a text.
    """
    text = f"{before}\n{number}\n{moment}\n{kind}\n{subject}\n{actor}\n{seal}\n{facts}"
    return sha256(text.encode()).hexdigest()


class Wrong(StrEnum):
    """What does not fit at an entry."""

    MISSING = "missing"  # its number does not follow the one before: something was removed or put in
    UNCHAINED = "unchained"  # it does not continue the entry before: that one was rewritten, or this one
    CHANGED = "changed"  # its content is not what its hash was made of
    BESIDE = "beside"  # the person or the words beside it are not those that it was sealed with


@dataclass(frozen=True, slots=True)
class Fault:
    """The first wrong entry. `expected` is the number that should have come."""

    number: int
    moment: int
    wrong: Wrong
    expected: int


Row = tuple[int, int, str, str, str, str, str, str, str, int | None, str | None, str | None]
"""An entry as storage gives it: number, moment (µs since 1970 UTC), kind, subject, actor, facts, seal, the hash before,
its own hash; then what stands beside it: person, words and salt, all None when that is erased or never was."""


class Walk:
    """Goes along the log from its first entry, a stretch at a time, and keeps nothing but where it stands.

    Attributes:
        head: the last entry that fitted.
        met: the heads asked for that were met on the way, by number.
    """

    def __init__(self, heads: Iterable[Head] = ()) -> None:
        self.head = Head()
        self.met: dict[int, Head] = {}
        self._sought = frozenset(head.hash for head in heads)

    def along(self, rows: Iterable[Row]) -> Fault | None:
        """Go along the next entries, in the order of their numbers; return the first wrong one, or None."""
        number, last, sought = self.head.number, self.head.hash, self._sought
        for row in rows:
            own, moment, kind, subject, actor, facts, seal, before, given, person, text, salt = row
            number += 1
            wrong = None
            if own != number:
                wrong = Wrong.MISSING
            elif before != last:
                wrong = Wrong.UNCHAINED
            elif hashed(before, own, moment, kind, subject, actor, seal, facts) != given:
                wrong = Wrong.CHANGED
            elif salt is not None and sealed(Erasable(person, text or ""), salt) != seal:
                wrong = Wrong.BESIDE
            if wrong is not None:
                self.head = Head(number - 1, last)
                return Fault(own, moment, wrong, number)
            last = given
            if given in sought:
                self.met[number] = Head(number, given)
        self.head = Head(number, last)
        return None


class Standing(StrEnum):
    """How a head that was published stands to the log of today."""

    FITS = "fits"
    CUT = "cut"  # the log ends before it
    REWRITTEN = "rewritten"  # its number is there with another hash
    UNKNOWN = "unknown"  # its hash is nowhere, and its number was not told: cut, rewritten, or of another log


def standing(published: Head, walk: Walk) -> Standing:
    """Tell how a published head stands to a log that was walked to its end; number 0 means that only its hash is known.

    `walk` must have been told to look for it.
    """
    if any(one.hash == published.hash and published.number in (0, one.number) for one in walk.met.values()):
        return Standing.FITS
    if not published.number:
        return Standing.UNKNOWN
    return Standing.CUT if published.number > walk.head.number else Standing.REWRITTEN


def read_head(text: str) -> Head | None:
    """Return the head that somebody typed or pasted: `number:hash`, or the hash alone (number 0); None otherwise."""
    found = _HEAD.fullmatch("".join(text.split()).lower())
    return Head(int(found[1] or 0), found[2]) if found else None
