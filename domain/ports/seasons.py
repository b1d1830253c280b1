"""When calls may open again, and who wishes to be reminded of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.calls.forecast import Forecast, Opening, Series
from domain.calls.model import Call


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A guess as one chat sees it: `call` is the last of the series, `watched` whether the chat is to be reminded."""

    call: Call
    forecast: Forecast
    watched: bool


@dataclass(frozen=True, slots=True)
class ForeseenPage:
    """A page of guesses, and how many there are in all."""

    found: tuple[Foreseen, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Sorted:
    """How far calls were sorted into series: by which edition of the rules, on which day, up to which change."""

    edition: int
    day: date
    upto: datetime


class Seasons(Protocol):
    """Guesses worked out from stored calls (disposable), and wishes to be reminded (not)."""

    async def sorted(self) -> Sorted | None:
        """Return how far calls were sorted; None when they never were. One trip."""
        ...

    async def note_sorted(self, state: Sorted) -> None:
        """Remember how far calls were sorted. One trip."""
        ...

    async def openings(self, after: int, limit: int, today: date) -> tuple[Sequence[Opening], Sequence[int]]:
        """Return the openings of so many calls whose ids follow, and the ids of all that were looked at, in order.

        A call whose organiser or day is not known has no opening. One trip.
        """
        ...

    async def changed(self, since: datetime, today: date) -> tuple[Sequence[Opening], Mapping[int, datetime]]:
        """Return the openings of all calls that may be of one series with calls changed since then, before or now.

        Beside them the changed calls, with or without an opening, and when each changed. Two trips.
        """
        ...

    async def put(self, found: Sequence[tuple[Series, Forecast | None]], others: Sequence[int] = ()) -> None:
        """Store series with their guesses in the place of what was known of their calls, and of the others. Four trips.

        Args:
            found: series, each whole.
            others: calls that belong to no series.
        """
        ...

    async def of_call(self, call_id: int, chat_id: int) -> Foreseen | None:
        """Return the guess of the series that the call belongs to, or None. One trip."""
        ...

    async def page(self, chat_id: int, shelf: str, now: datetime, offset: int, limit: int) -> ForeseenPage:
        """Return the guesses that concern the chat's subscriptions, soonest first. One trip.

        Without those whose last call is still open or was dismissed.
        """
        ...

    async def watch(self, call_id: int, chat_id: int, now: datetime) -> None:
        """Wish to be reminded of the call's series; repeating changes nothing. One trip."""
        ...

    async def unwatch(self, call_id: int, chat_id: int) -> None:
        """Take the wish back; repeating changes nothing. One trip."""
        ...

    async def watched(self, chat_id: int) -> int:
        """Return of how many series the chat wishes to be reminded. One trip."""
        ...

    async def queue_due(self, now: datetime) -> int:
        """Queue the reminders that are due; returns how many. Set-based; one for each chat, series and year. One trip.

        Due: its hour has come and the expected day has not passed; who wished for it later than that was told so then.
        """
        ...
