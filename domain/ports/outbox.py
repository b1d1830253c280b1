"""Queued messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.outbox import OutboxItem, Outcome, Parcel


@dataclass(frozen=True, slots=True)
class Settled:
    """How one sending ended."""

    item: OutboxItem
    outcome: Outcome


class Outbox(Protocol):
    """Queued messages. See domain.outbox for the states and the policy."""

    async def put(self, parcels: Sequence[Parcel], now: datetime) -> int:
        """Queue messages, leaving out what a chat was told or is to be told already; returns how many were queued.

        Chats that cannot be reached get nothing. One trip.
        """
        ...

    async def hasten(self, chat_id: int, moment: datetime) -> int:
        """Let lines that wait for a later digest of the chat go at the moment; earlier ones stay. Returns how many."""
        ...

    async def claim(self, owner: str, now: datetime, limit: int) -> Sequence[OutboxItem]:
        """Take up to `limit` due messages, most urgent first; all due digest lines of a chat are one."""
        ...

    async def begin_sending(self, owner: str, item_ids: Sequence[int]) -> Sequence[int]:
        """Mark messages that the owner claimed as sending; returns the ids that are the owner's to send.

        Committed just before the requests leave. What was erased or taken over meanwhile is not returned.
        """
        ...

    async def release(self, item_ids: Sequence[int], not_before: datetime, owner: str | None = None) -> None:
        """Put claimed messages back untouched (their chat is held); given an owner, only what is the owner's."""
        ...

    async def settle(self, results: Sequence[Settled], now: datetime, owner: str | None = None) -> None:
        """Write how sendings ended: states, first delivery of calls, unreachable chats, the policy for unknown.

        Given an owner, what another one has taken over meanwhile is left to that one; that it went out counts anyway.
        """
        ...

    async def recover(self, owner: str, now: datetime) -> int:
        """Take over what other owners left: claimed goes back to pending, sending follows the unknown policy."""
        ...

    async def as_digest(self, chat_id: int, now: datetime) -> None:
        """Turn the chat's waiting alerts into lines of one digest that is due now: they were held for long."""
        ...

    async def next_due(self) -> datetime | None:
        """Return the earliest not-before of the pending messages, or None when nothing waits."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop messages settled before the instant whose call was closed, cancelled or gone by then; returns how many.

        At most a `STRETCH` of them. Rows of open calls stay, for they are the memory that nobody is told twice.
        """
        ...

    async def migrate_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """Follow a group that became a supergroup: all that is known of it moves to the new id."""
        ...
