"""A text that is longer than one message: cut so that nothing is lost."""

from __future__ import annotations

FIRST = 2_400
"""Characters of a letter that stand on its card, beside all that the card tells."""

NEXT = 3_600
"""Characters of each further message."""

_NICE = ("\n\n", "\n", ". ", " ")


def parts(text: str, first: int = FIRST, later: int = NEXT) -> tuple[str, ...]:
    """Return the text in parts of at most so many characters, cut between paragraphs, lines or words where that can be.

    A text without a place to cut is cut in the middle. An empty text has one empty part.
    """
    found: list[str] = []
    rest, room = text.strip(), first
    while len(rest) > room:
        at = _cut(rest, room)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
        room = later
    return (*found, rest)


def _cut(text: str, room: int) -> int:
    for mark in _NICE:
        at = text.rfind(mark, 0, room)
        if at > room // 2:
            return at + len(mark)
    return room
