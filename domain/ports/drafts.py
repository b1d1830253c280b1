"""What is asked of storage about letters that are being written, and about what was filed lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.requests.draft import DraftPart, RequestDraft
from domain.requests.limits import Filed, Letter


class RequestDrafts(Protocol):
    """Letters that are being written: one open one for each person and NGO."""

    async def begin(self, draft: RequestDraft, now: datetime) -> int:
        """Store a new letter instead of the open one that the person has for the NGO; returns its number."""
        ...

    async def of_person(self, person_id: int, ngo_id: int) -> RequestDraft | None:
        """Return the open letter that the person writes for the NGO. Three trips."""
        ...

    async def get(self, draft_id: int) -> RequestDraft | None:
        """Return the letter, sent or not. Three trips."""
        ...

    async def hold(self, draft_id: int, now: datetime) -> bool:
        """Keep others from sending the letter within this unit of work; False when it was sent, or is gone."""
        ...

    async def put(self, draft: RequestDraft, now: datetime) -> None:
        """Store where the letter goes and what it is about; its revision grows."""
        ...

    async def add(self, draft_id: int, part: DraftPart, now: datetime) -> None:
        """Add a message to the letter; one that is there already is left as it is. The letter's revision grows."""
        ...

    async def at(self, chat_id: int, message_id: int) -> RequestDraft | None:
        """Return the open letter that the message is a part of."""
        ...

    async def edit(self, draft_id: int, part: DraftPart, now: datetime) -> None:
        """Let a message of the letter say and carry this from now on; the letter's revision grows."""
        ...

    async def take_out(self, draft_id: int, parts: Sequence[DraftPart], now: datetime) -> None:
        """Take messages out of the letter; its revision grows."""
        ...

    async def refused(self, draft_id: int, album: str) -> bool:
        """Note that a file of the album was not taken; False when it was noted before."""
        ...

    async def sent(self, draft_id: int, request_id: int, now: datetime) -> None:
        """Note which request the letter became; its messages are the request's now."""
        ...

    async def drop(self, draft_id: int) -> None:
        """Delete the letter, unless it was sent."""
        ...

    async def forget(self, before: datetime) -> int:
        """Delete letters that nobody has touched since the instant; returns how many."""
        ...

    async def filed(self, ngo_id: int, person_id: int, since: datetime) -> tuple[Sequence[Filed], int]:
        """Return what the NGO or the person filed since the instant, and how many of the NGO's requests are open."""
        ...

    async def letters(self, ngo_id: int, since: datetime) -> Sequence[Letter]:
        """Return the letters that the NGO filed since the instant. Two trips."""
        ...
