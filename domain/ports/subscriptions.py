"""Who wants to hear of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Protocol

from domain.subscriptions import Subscription


class Subscriptions(Protocol):
    """Who wants to hear of what."""

    async def of_chat(self, chat_id: int) -> Sequence[Subscription]:
        """Return the chat's subscriptions, oldest first."""
        ...

    async def put(self, subscription: Subscription, now: datetime) -> int:
        """Store a new subscription (id 0) or replace one; returns its id."""
        ...

    async def remove(self, chat_id: int, subscription_id: int) -> None:
        """Remove a subscription of the chat."""
        ...

    async def quiet_hours(self, chat_ids: Sequence[int]) -> Mapping[int, tuple[time, time]]:
        """Return the quiet hours (from, until; local) of each chat's first active subscription, in one trip.

        A chat whose subscriptions are all paused, or that has none, is left out: it is not to be written to.
        """
        ...
