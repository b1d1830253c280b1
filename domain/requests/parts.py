"""A text that is longer than one message: cut so that nothing is lost and each part fits where it goes."""

from __future__ import annotations

from functools import lru_cache

FIRST = 1_600
"""Length of what stands of a letter on its card, beside all that the card tells."""

NEXT = 3_600
"""Length of a further message with little beside it."""

PIECE = 2_800
"""Length of a part with a title, a signature and a question beside it."""

BYTES = 2
"""Bytes of HTML that count as one: Telegram takes 4,096 units of UTF-16 and 8 KB of HTML at most."""

_NICE = ("\n\n", "\n", ". ", " ")
_ESCAPED = {"&": 5, "<": 4, ">": 4}


def length(text: str) -> int:
    """Return how long the text is for Telegram: in units of UTF-16, or in pairs of bytes when these are more."""
    units, octets = 0, 0
    for char in text:
        units += _units(char)
        octets += _octets(char)
    return max(units, -(-octets // BYTES))


@lru_cache(maxsize=64)
def parts(text: str, first: int = FIRST, later: int = NEXT) -> tuple[str, ...]:
    """Return the text in parts of at most such a `length`, cut between paragraphs, lines or words where that can be.

    A text without a place to cut is cut in the middle. An empty text has one empty part.
    """
    found: list[str] = []
    rest, room = text.strip(), first
    while (whole := _fits(rest, room)) < len(rest):
        at = _cut(rest, whole)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
        room = later
    return (*found, rest)


def _units(char: str) -> int:
    return 2 if ord(char) > 0xFFFF else 1


def _octets(char: str) -> int:
    return _ESCAPED.get(char) or len(char.encode("utf-8", "replace"))


def _fits(text: str, room: int) -> int:
    """Return how many characters of the text have room."""
    units, octets = room, room * BYTES
    for place, char in enumerate(text[:room]):
        units -= _units(char)
        octets -= _octets(char)
        if min(units, octets) < 0:
            return place
    return min(len(text), room)


def _cut(text: str, room: int) -> int:
    """Return where to cut a text of which so much has room; what is cut at may stand just behind."""
    for mark in _NICE:
        at = text.rfind(mark, 0, room + 1)
        if at > room // 2:
            return min(at + len(mark), room)
    return room
