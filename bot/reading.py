"""Reading one announcement that somebody sent, by the rules that read sources."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import tzinfo

from domain.calendar import WorkingCalendar
from domain.calls.model import Candidate, Post
from domain.calls.reading import read
from domain.calls.reading.gazetteer import Gazetteer
from domain.calls.same import Likeness, likeness
from domain.clock import Clock


class PostReader:
    """Implements `domain.ports.Reader`, in a thread: nobody else waits for a long text.

    Args:
        clock: the product's clock.
        zone: the zone in which days are meant.
        places: the names of territories.
        calendar: returns the working days around this year.
    """

    def __init__(
        self, clock: Clock, zone: tzinfo, places: Gazetteer, calendar: Callable[[], Awaitable[WorkingCalendar]]
    ) -> None:
        self._clock = clock
        self._zone = zone
        self._places = places
        self._calendar = calendar

    async def read(self, post: Post) -> tuple[Candidate, Likeness]:
        """Return what the post says, and what it can be recognised by."""
        return await asyncio.to_thread(self._read, post, await self._calendar())

    def _read(self, post: Post, calendar: WorkingCalendar) -> tuple[Candidate, Likeness]:
        today = self._clock.now().astimezone(self._zone).date()
        candidate = read(post, places=self._places, calendar=calendar, today=today)
        published = post.published.astimezone(self._zone).date() if post.published else today
        return candidate, likeness(post, candidate, published=published)
