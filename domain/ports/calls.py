"""Stored calls, and what people did with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.calls.model import Call
from domain.subscriptions import Subscription


@dataclass(frozen=True, slots=True)
class ShelvedCall:
    """A call as one person sees it."""

    call: Call
    saved: bool
    dismissed: bool


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of a list, and how many there are in all."""

    calls: tuple[Call, ...]
    total: int


class Calls(Protocol):
    """Stored calls and what people did with them. A shelf is `ngo:12` or `person:345` (Visitor.shelf)."""

    async def get(self, call_id: int, shelf: str | None = None) -> ShelvedCall | None:
        """Return a call and its place on the shelf, in one trip; None when there is no such call."""
        ...

    async def many(self, call_ids: Sequence[int]) -> Mapping[int, Call]:
        """Return the calls by id, in one trip; unknown ids are left out."""
        ...

    async def open_for(self, chat_id: int, shelf: str, now: datetime, offset: int, limit: int) -> CallPage:
        """Return the open calls that the chat's subscriptions match, nearest deadline first, without dismissed ones.

        Open: not cancelled, without a result, not past its deadline; without a deadline, first seen within 60 days.
        One trip.
        """
        ...

    async def count_suiting(self, subscription: Subscription, since: datetime) -> int:
        """Return how many calls first seen since the instant suit the subscription, stored or not, paused or not.

        Whatever has become of them: it tells what a year's quarter would have brought. One trip.
        """
        ...

    async def saved(self, shelf: str, now: datetime, offset: int, limit: int) -> CallPage:
        """Return what was saved: open by nearest deadline, then closed ones, latest first. One trip."""
        ...

    async def save(self, shelf: str, call_id: int, person_id: int, now: datetime) -> None:
        """Save a call; repeating changes nothing; undoes a dismissal. Raises NoSuchCall."""
        ...

    async def unsave(self, shelf: str, call_id: int) -> None:
        """Take a call off the shelf; repeating changes nothing."""
        ...

    async def dismiss(self, shelf: str, call_id: int, person_id: int, now: datetime) -> None:
        """Mark "not for us"; repeating changes nothing; takes it off the saved ones. Raises NoSuchCall.

        What waits to be sent about the call in the own chats of the shelf's people becomes gone ("dismissed").
        """
        ...

    async def undismiss(self, shelf: str, call_id: int) -> None:
        """Take "not for us" back."""
        ...

    async def neighbours(
        self, deadlines: Sequence[date], since: datetime, *, any_deadline: bool = False, places: Iterable[str] = ()
    ) -> Sequence[Call]:
        """Return stored calls that may be the same as a new one: same deadline day, or none and seen since.

        `any_deadline` adds all that were seen since: an extension or a cancellation need not print the old deadline.
        `places` keeps of these only calls of the places, of what lies in them and of what they lie in.
        """
        ...

    async def add(self, call: Call, post_id: int, now: datetime) -> int:
        """Store a new call with its territories and spheres; returns its id."""
        ...

    async def replace(self, call: Call, post_id: int | None, now: datetime) -> None:
        """Store a call's changed fields, revision included, and link the post that changed it, if one did."""
        ...

    async def match(self, call_id: int, revision: int, now: datetime) -> int:
        """Queue an alert for every chat the call concerns (see domain.calls.matching); returns how many were queued.

        One alert per chat, call and revision, however many subscriptions match; people who dismissed the call or who
        are unreachable get none. Set-based: one statement.
        """
        ...
