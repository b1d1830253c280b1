"""Why texts belong to calls, pairs in doubt, and what coordinators decided about both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.calls.duplicates import AttachedText, Attachment, Bound, Doubt, Verdict
from domain.calls.model import Call
from domain.language import Language


@dataclass(frozen=True, slots=True)
class DoubtPage:
    """A page of pairs in doubt, and how many there are in all."""

    items: tuple[Doubt, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Joining:
    """What comes of taking two calls for one: the one that stays, the one that goes, and what they become together.

    `alert` tells whether chats may hear of it that only both together concern.
    """

    survivor: Call
    absorbed: Call
    united: Call
    alert: bool


@dataclass(frozen=True, slots=True)
class Parting:
    """What comes of taking texts out of a call.

    `whole` is the call as it was, `rest` as it remains; `apart` the call that the texts make, with the number it takes
    up again or 0, or None when they tell of no call. `languages` are those whose readers saw these texts; `alert` tells
    whether people may hear of the new call; `likeness` what the first remaining text is recognised by.
    """

    whole: Call
    rest: Call
    apart: Call | None
    leaving: tuple[AttachedText, ...]
    languages: tuple[Language, ...]
    alert: bool


class Duplicates(Protocol):
    """Why texts belong to calls, pairs in doubt, and what coordinators decided."""

    async def attach(self, post_id: int, why: Attachment, now: datetime) -> None:
        """Keep why a text belongs to its call; replaces what was noted before. One trip."""
        ...

    async def renew(self, post_id: int, likeness: str, deadline: date | None) -> None:
        """Keep what a text that is read again is recognised by now. One trip."""
        ...

    async def bound(
        self, post_id: int, fingerprint: str, days: Sequence[date], call_ids: Sequence[int], since: datetime
    ) -> Bound:
        """Return what coordinators decided that binds a text. One trip.

        Args:
            post_id: the text as it was kept, 0 when it is new.
            fingerprint: its words.
            days: the deadlines it prints.
            call_ids: calls it may be about.
            since: calls first seen before that, and closed, are not meant.
        """
        ...

    async def doubt(self, pairs: Sequence[Doubt], now: datetime) -> None:
        """Queue pairs for a coordinator, those left out that were decided or are queued already. One trip."""
        ...

    async def doubts(self, territories: Sequence[str], now: datetime, offset: int, limit: int) -> DoubtPage:
        """Return pairs of open calls that lie in these territories with all of theirs, most alike first. One trip."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop pairs that nobody decided about since the instant; returns how many. What was decided stays for ever."""
        ...

    async def pair(self, one: int, two: int) -> Doubt | None:
        """Return the pair when it is in doubt. One trip."""
        ...

    async def verdict(self, one: int, two: int) -> Verdict | None:
        """Return what was decided last about two calls, or about calls that went into them. One trip."""
        ...

    async def where(self, call_id: int) -> int | None:
        """Return the number under which a call stands now, None when there never was such a call. One trip."""
        ...

    async def count_texts(self, call_id: int) -> int:
        """Return how many texts a call has. One trip."""
        ...

    async def home(self, post_id: int) -> int | None:
        """Return the call that a text belongs to, or None. One trip."""
        ...

    async def texts(self, call_id: int) -> Sequence[AttachedText]:
        """Return the texts of a call as they were kept, oldest first. Two trips."""
        ...

    async def lock(self, call_ids: Sequence[int]) -> None:
        """Keep other units of work from these calls until this one ends. One trip."""
        ...

    async def two(self, one: int, two: int, person_id: int, territory_id: str, now: datetime) -> None:
        """Remember that they are two calls: the pair is not asked about again."""
        ...

    async def join(self, joining: Joining, person_id: int, territory_id: str, now: datetime) -> int:
        """Make one call of two; returns how many alerts were queued, for chats that only both together concern.

        Everything that names the absorbed call names the survivor then, and its number leads there. Whoever was told of
        either counts as told of the survivor.
        """
        ...

    async def part(self, parting: Parting, person_id: int, territory_id: str, now: datetime) -> tuple[int | None, int]:
        """Make two calls of one; returns the number of the call that came out (None: none), and the alerts queued.

        What was saved stays with the old call. Whoever was told of it in these words counts as told of the new one.
        """
        ...
