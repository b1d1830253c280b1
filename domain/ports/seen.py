"""Who has seen which call, and how early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.calls.missed import Unseen


@dataclass(frozen=True, slots=True)
class UnseenPage:
    """A page of calls that were not seen, and how many there are in all."""

    calls: tuple[Unseen, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What a list of open calls leads to: how many calls `Seen.unseen` tells of, and whether any may open again."""

    missed: int
    expected: bool


class Seen(Protocol):
    """Calls that were opened, sent, or missed.

    Kept are the cards somebody opened (without the time; erased with the person), and for each call how many chats
    first heard of it after how many hours (about nobody; stays). When a chat was sent a call is known as long as the
    outbox remembers, half a year after the call closed.
    """

    async def open(self, person_id: int, call_id: int) -> None:
        """Note that the person opened the call; repeating changes nothing, nor does an unknown call. One trip."""
        ...

    async def unseen(
        self, chat_id: int, person_id: int, shelf: str, since: datetime, now: datetime, offset: int, limit: int
    ) -> UnseenPage:
        """Return a page of the calls that closed since the instant, concern the chat, and were not seen.

        Latest first. They suit a subscription, paused or not, and were not sent, opened, saved or dismissed. One trip.
        """
        ...

    async def beside(self, chat_id: int, person_id: int, shelf: str, since: datetime, now: datetime) -> Beside:
        """Return what stands beside the list of open calls. One trip."""
        ...

    async def subscribed(self, chat_id: int) -> Mapping[int, datetime]:
        """Return when each of the chat's subscriptions was made, in one trip."""
        ...

    async def sent_at(self, chat_id: int, call_id: int) -> datetime | None:
        """Return when the chat was first sent the call, as far as it is remembered. One trip."""
        ...

    async def notice(self, call_id: int) -> Mapping[int, int]:
        """Return how many chats first heard of the call after how many whole hours from its being seen. One trip."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop what was opened of calls that closed before the instant, at most a `STRETCH`; returns how many rows."""
        ...
