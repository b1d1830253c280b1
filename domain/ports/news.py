"""Later news about known calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.calls.news import Revision


class News(Protocol):
    """What each revision of a call said, and telling a new one to those who knew an earlier one."""

    async def tell(self, call_id: int, revision: int, now: datetime) -> int:
        """Queue a new revision: an update for all who were told of the call or saved it, an alert for the others it
        concerns while it is open; returns how many were queued.

        Once per chat and revision, never to those who dismissed it or cannot be reached. What still waits to tell an
        older revision is replaced.
        """
        ...

    async def revisions(self, pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], Revision]:
        """Return what calls said at revisions, by (call, revision); unknown ones are left out. One trip."""
        ...
