"""Why something is done with a request, as an official typed it."""

from __future__ import annotations

from handlers.views.screen import one_line

LIMIT = 500
_LETTERS = 8
_WORDS = 2


def reason_of(text: str) -> str | None:
    """Return the reason on one line; None for a command, or when it is too short or too long to be one."""
    reason = one_line(text)
    letters = sum(char.isalpha() for char in reason)
    enough = letters >= _LETTERS and len(reason.split()) >= _WORDS
    return reason if enough and len(reason) <= LIMIT and not reason.startswith("/") else None
