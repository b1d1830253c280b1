"""A text that is longer than one message: cut so that nothing is lost."""

from __future__ import annotations

from functools import lru_cache

FIRST = 1_600
"""Characters of a letter that stand on its card, beside all that the card tells."""

NEXT = 3_600
"""Characters of each further message."""

BYTES = 2
"""Bytes of a character that a part has room for: those of a Cyrillic letter."""

_NICE = ("\n\n", "\n", ". ", " ")
_ESCAPED = {"&": 5, "<": 4, ">": 4}


@lru_cache(maxsize=64)
def parts(text: str, first: int = FIRST, later: int = NEXT) -> tuple[str, ...]:
    """Return the text in parts of at most so many characters, cut between paragraphs, lines or words where that can be.

    A text without a place to cut is cut in the middle. Characters that Telegram takes in more bytes than a letter, or
    that are escaped, count for more. An empty text has one empty part.
    """
    found: list[str] = []
    rest, room = text.strip(), first
    while (whole := _fits(rest, room)) < len(rest):
        at = _cut(rest, whole)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
        room = later
    return (*found, rest)


def _fits(text: str, room: int) -> int:
    """Return how many characters of the text have room."""
    left = room * BYTES
    for place, char in enumerate(text[:room]):
        left -= _ESCAPED.get(char) or len(char.encode("utf-8", "replace"))
        if left < 0:
            return place
    return min(len(text), room)


def _cut(text: str, room: int) -> int:
    for mark in _NICE:
        at = text.rfind(mark, 0, room)
        if at > room // 2:
            return at + len(mark)
    return room
