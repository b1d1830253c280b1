"""Groups and channels, and who administers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.groups import GroupChat
from domain.language import Language


class Groups(Protocol):
    """Groups and channels, and who administers them."""

    async def get(self, chat_id: int) -> GroupChat | None:
        """Return the chat, or None when the bot was never in it."""
        ...

    async def many(self, chat_ids: Sequence[int]) -> Mapping[int, GroupChat]:
        """Return the chats that are known, in one trip; people's ids among them find nothing."""
        ...

    async def of_admin(self, person_id: int) -> Sequence[GroupChat]:
        """Return the chats that the person was an administrator of when last looked at, by title."""
        ...

    async def put(self, chat: GroupChat, now: datetime) -> None:
        """Store the chat as it is now."""
        ...

    async def set_language(self, chat_id: int, language: Language, now: datetime) -> None:
        """Set the chat's language; its subscriptions' alerts follow it."""
        ...

    async def note_admin(self, chat_id: int, person_id: int, now: datetime) -> None:
        """Remember that the person administers the chat."""
        ...

    async def forget_admin(self, chat_id: int, person_id: int) -> None:
        """Forget it: they were demoted or left; somebody else is then told when something is wrong."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop chats that removed the bot before the instant, with their subscriptions; returns how many."""
        ...

    async def keeper(self, chat_id: int) -> int | None:
        """Return who hears when something is wrong: whoever set the chat up, else the longest known administrator."""
        ...
