"""The working days by law, worked out once a year; the table that coordinators edit is laid over them where they are
used, so that a change counts at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

from domain.calendar import WorkingCalendar

REMEMBERED = 8
"""Years: figures of long ago ask for others than this one, and these must not drive it out each time."""


class ByLaw:
    """Remembers the calendars of the last few years asked for.

    Args:
        work_out: works out the calendar of the years around a day; slow.
    """

    def __init__(self, work_out: Callable[[date], Awaitable[WorkingCalendar]]) -> None:
        self._work_out = work_out
        self._known: dict[int, WorkingCalendar] = {}
        self._turn = asyncio.Lock()

    async def __call__(self, today: date) -> WorkingCalendar:
        """Return the calendar around the day's year; it is worked out once."""
        async with self._turn:
            found = self._known.get(today.year)
            if found is None:
                found = await self._work_out(today)
                if len(self._known) == REMEMBERED:
                    del self._known[next(iter(self._known))]
                self._known[today.year] = found
            return found
