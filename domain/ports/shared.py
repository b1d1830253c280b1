"""What several machines remember together, outside of the database. It may be lost at any time: nothing but this is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Forms(Protocol):
    """What people typed into forms that are still open."""

    async def put(self, chat_id: int, person_id: int, text: str) -> str | None:
        """Keep a text and return its place; None when the memory cannot be reached. A kept text is never changed."""
        ...

    async def get(self, place: str) -> str | None:
        """Return the text of a place; None when it was lost.

        Raises:
            StorageBusy: the memory cannot be reached: nobody knows whether it was lost.
        """
        ...

    async def fade(self, chat_id: int, person_id: int) -> None:
        """Forget the form soon: it was closed, unless the unit of work that closes it fails."""
        ...

    async def drop(self, person_id: int, chats: Sequence[int]) -> None:
        """Forget a person's forms in the chats now.

        Raises:
            StorageBusy: the memory cannot be reached.
        """
        ...


@dataclass(frozen=True, slots=True)
class Lately:
    """What was sent within the last minute: (chat, seconds ago), the longest ago first; and how long all is held."""

    sent: Sequence[tuple[int, float]] = ()
    held: float = 0.0


class Counters(Protocol):
    """What the bot has sent lately, whichever machine sent it. Out of reach it is silent: the limits hold locally."""

    async def sent(self, chat_id: int) -> None:
        """Count a message to a chat."""
        ...

    async def hold(self, seconds: float) -> None:
        """Note that Telegram wants nothing for so many seconds."""
        ...

    async def lately(self) -> Lately:
        """Return what was counted; nothing when the memory cannot be reached."""
        ...
