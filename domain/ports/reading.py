"""Reading an announcement somewhere else than where people are answered: it takes long."""

from __future__ import annotations

from typing import Protocol

from domain.calls.model import Candidate, Post
from domain.calls.same import Likeness


class Reader(Protocol):
    """Reads announcements."""

    async def read(self, post: Post) -> tuple[Candidate, Likeness]:
        """Return what the post says, and what it can be recognised by."""
        ...
