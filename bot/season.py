"""The season: sorts calls into yearly series, keeps the guesses up to date, and queues what somebody is reminded of.

The tables are worked out anew once a day, for a guess ages with the day, and after a change of the rules; in between
only the series whose calls changed. So a guess disappears within seconds of the real announcement.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo

from domain.calls.forecast import EDITION, Forecast, Opening, Series, forecast, series
from domain.calls.reminders import REMIND_AT
from domain.clock import Clock
from domain.ports import Sorted, Store

log = logging.getLogger(__name__)

AT_A_TIME = 2000
"""Calls read or written in one trip: people's presses wait for the same writer."""
OVERLAP = timedelta(minutes=1)
"""A change may be committed a little later than the moment it bears; what is looked at twice does no harm."""


class Season:
    """Keeps guesses and their reminders.

    Args:
        store: storage.
        clock: the product's clock.
        zone: local time.
        on_queued: called after reminders were queued, so that the sender looks at once.
    """

    def __init__(self, store: Store, clock: Clock, zone: tzinfo, on_queued: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._on_queued = on_queued
        self._asked: object = None
        self._known: Mapping[int, datetime] = {}  # what the last look saw change: the overlap shows it again

    async def tick(self) -> None:
        """Sort what changed, or everything when the day or the rules are new; then queue what is due."""
        now = self._clock.now()
        today = now.astimezone(self._zone).date()
        async with self._store.read() as repositories:
            state = await repositories.seasons.sorted()
        if state is None or (state.edition, state.day) != (EDITION, today) or state.upto > now:
            fresh = await self._all(now, today)
        else:
            fresh = await self._changed(state, now, today)
        morning = (today, now.astimezone(self._zone).time() >= REMIND_AT)
        if not fresh and morning == self._asked:
            return
        async with self._store.write() as repositories:
            queued = await repositories.seasons.queue_due(now)
        self._asked = morning
        if queued:
            log.info("%d reminders of expected calls", queued)
            self._on_queued()

    async def _all(self, now: datetime, today: date) -> bool:
        openings: list[Opening] = []
        others: list[int] = []
        after = 0
        async with self._store.read() as repositories:
            while True:
                found, looked_at = await repositories.seasons.openings(after, AT_A_TIME, today)
                if not looked_at:
                    break
                after = looked_at[-1]
                openings += found
                others += {*looked_at}.difference(one.call_id for one in found)
        guesses = await asyncio.to_thread(guess, openings, today)
        for start in range(0, len(others), AT_A_TIME):
            async with self._store.write() as repositories:
                await repositories.seasons.put((), others[start : start + AT_A_TIME])
        for chunk in _chunks(guesses):
            async with self._store.write() as repositories:
                await repositories.seasons.put(chunk)
        async with self._store.write() as repositories:
            await repositories.seasons.note_sorted(Sorted(EDITION, today, now))
        log.info("%d calls sorted into %d series", len(openings), len(guesses))
        return True

    async def _changed(self, state: Sorted, now: datetime, today: date) -> bool:
        async with self._store.read() as repositories:
            openings, changed = await repositories.seasons.changed(state.upto - OVERLAP, today)
        if changed.items() <= self._known.items():
            return False
        if len(changed) > AT_A_TIME:  # a table was brought in: in portions, as at night
            await self._all(now, today)
        else:
            guesses = await asyncio.to_thread(guess, openings, today)
            async with self._store.write() as repositories:
                await repositories.seasons.put(guesses, [*changed])
                await repositories.seasons.note_sorted(Sorted(EDITION, today, now))
        self._known = changed
        return True


Guesses = Sequence[tuple[Series, Forecast | None]]


def guess(openings: Sequence[Opening], today: date) -> Guesses:
    """Return the series of the openings, each with its guess."""
    return [(one, forecast(one.openings, today)) for one in series(openings)]


def _chunks(guesses: Guesses) -> Iterator[Guesses]:
    """Yield the series in portions of so many calls, each series whole."""
    chunk: list[tuple[Series, Forecast | None]] = []
    calls = 0
    for one in guesses:
        chunk.append(one)
        calls += len(one[0].calls)
        if calls >= AT_A_TIME:
            yield chunk
            chunk, calls = [], 0
    if chunk:
        yield chunk
