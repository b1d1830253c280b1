"""What an official writes leaves a little later: until then it can be undone, and nobody has seen it."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.requests.model import RequestMessage

UNDO = timedelta(seconds=10)
"""How long an answer waits before it leaves (PRODUCT, section 2: a short undo)."""

LONGEST = 20_000
"""Characters of one answer at most: five messages of the longest kind."""

_PIECE = 3_500
_TOGETHER = timedelta(seconds=3)


def leaves_at(now: datetime) -> datetime:
    """Return when what was just received leaves. Its moment for the clocks is when it was written, however late."""
    return now + UNDO


def continues(before: RequestMessage, text: str, sent_at: datetime) -> bool:
    """Tell whether a text goes on with one that waits to leave.

    A phone cuts a text of more than 4,096 characters into several messages, of which only the first one is a reply:
    the others follow at once, and nobody types a message of their own within that time.
    """
    follows = timedelta() <= sent_at - before.sent_at <= _TOGETHER
    return follows and not before.files and len(before.text) >= _PIECE and len(before.text) + len(text) <= LONGEST
