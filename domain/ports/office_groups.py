"""Groups of offices and the topics in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.office_groups import GroupLink, OfficeGroup, RequestTopic
from domain.offices import By


class OfficeGroups(Protocol):
    """Which group is which office's, the links that bind them, and the topics of requests."""

    async def of_office(self, office_id: int) -> OfficeGroup | None:
        """Return the office's group. One trip."""
        ...

    async def of_chat(self, chat_id: int) -> OfficeGroup | None:
        """Return whose group the chat is. One trip."""
        ...

    async def bind(self, group: OfficeGroup) -> bool:
        """Make the chat the office's group; False when either has another one already. One trip."""
        ...

    async def unbind(self, office_id: int) -> OfficeGroup | None:
        """Let the office's group go, with what was known of topics in it; returns what it was."""
        ...

    async def let_topics(self, chat_id: int, topics: bool) -> None:
        """Note whether the bot may make topics there. One trip."""
        ...

    async def add_link(self, token_hash: str, office_id: int, by: By, now: datetime, expires_at: datetime) -> int:
        """Keep a link; the office's earlier ones stop working. Returns its number."""
        ...

    async def link(self, token_hash: str) -> GroupLink | None:
        """Return the link whose token has the hash. One trip."""
        ...

    async def use_link(self, link_id: int, now: datetime) -> bool:
        """Use the link up; False when it was used before, or has lapsed. One trip."""
        ...

    async def waiting(self, office_id: int, limit: int) -> Sequence[int]:
        """Return open requests that the office has, by reply date. One trip."""
        ...

    async def topic(self, chat_id: int, request_id: int) -> RequestTopic | None:
        """Return the request's topic in the chat. One trip."""
        ...

    async def topic_at(self, chat_id: int, topic_id: int) -> RequestTopic | None:
        """Return which request's topic it is. One trip."""
        ...

    async def topics_of(self, request_id: int) -> Sequence[RequestTopic]:
        """Return the request's topics in groups of all offices that had it. One trip."""
        ...

    async def put_topic(self, topic: RequestTopic, now: datetime) -> None:
        """Note the request's topic, or that it is closed or open now. One trip."""
        ...

    async def drop_topic(self, chat_id: int, topic_id: int) -> None:
        """Forget a topic that is gone, with our cards that stood in it."""
        ...

    async def move(self, old_chat_id: int, new_chat_id: int) -> OfficeGroup | None:
        """Follow a group that became a supergroup: it numbers its messages anew, so that nothing of ours there can be
        found by its number any more, and cards that wait would come twice. Returns the group as it is now; None when
        the old chat was no office's, or has moved already.
        """
        ...

    async def hasten(self, chat_id: int, now: datetime) -> None:
        """Let what waits for the chat about requests go at once. One trip."""
        ...
