"""The working days by law, worked out once a year; the table that coordinators edit is laid over them where they are
used, so that a change counts at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

from domain.calendar import WorkingCalendar

MOST_YEARS = 8


class ByLaw:
    """Remembers the calendars of a few years: of this one, and of those that somebody looks back to.

    Args:
        work_out: works out the calendar of the years around a day; slow.
    """

    def __init__(self, work_out: Callable[[date], Awaitable[WorkingCalendar]]) -> None:
        self._work_out = work_out
        self._known: dict[int, WorkingCalendar] = {}
        self._turn = asyncio.Lock()

    async def __call__(self, today: date) -> WorkingCalendar:
        """Return the calendar around this year; worked out again when the year changes."""
        async with self._turn:
            if today.year not in self._known:
                if len(self._known) >= MOST_YEARS:
                    self._known.pop(next(iter(self._known)))
                self._known[today.year] = await self._work_out(today)
            return self._known[today.year]
