"""Keeps what figures are counted from up to date with the log and the calendar.

Beside people's work, never in it: the log is read and judged outside of any unit of work, some requests at a time, and
then written in one short one that also notes how far it came. Whoever is stopped goes on there; of two who work at once
the slower one throws its batch away. Whatever is not kept yet, figures read from the log themselves.
"""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from domain.ports import Repositories, Store
from domain.ports.figures import KeptState
from domain.ports.figures import Progress as Reached
from domain.requests.terms import Terms
from domain.statistics.cases import SeatTerms
from domain.statistics.projection import COMPLETE, Kept, Year, kept, years_of
from domain.statistics.reading import cases_of
from domain.statistics.tables import Period
from handlers.figure_terms import figure_terms
from handlers.service import Service

BATCH = 100
"""Requests in one unit of work of the running bot: people's presses wait for the same writer."""

ALONE = 2000
"""The same when nobody waits."""

LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""After everything that was logged: what is kept is up to the last entry."""

ENTRIES_EACH = 8
"""Entries of the log that are looked through for each request of a batch."""

TermsOf = Callable[[Repositories, Period], Awaitable[Terms]]
"""Gives the terms of requests filed in a period."""


class FigureKeeper:
    """Goes on from where what is kept ends.

    Args:
        store: where the log is, and what is kept.
        zone: in which days of filing are.
        terms_of: the terms in force.
        batch: requests in one unit of work.
    """

    def __init__(self, store: Store, zone: tzinfo, terms_of: TermsOf, batch: int = BATCH) -> None:
        self._store = store
        self._zone = zone
        self._terms_of = terms_of
        self._batch = batch

    async def tick(self) -> int:
        """Do what is left to do; returns how many requests were worked out.

        Raises:
            StorageBusy: the database is locked or full; what was done so far stays.
        """
        done = 0
        async with self._store.read() as repositories:
            span = await repositories.kept_figures.span()
            if span is None:
                return done
            first, last = (moment.astimezone(self._zone).date() for moment in span)
            filed = Period(date(first.year, 1, 1), date(last.year, 12, 31))
            terms = await self._terms_of(repositories, filed)
            years = {one.year: one for one in years_of(filed, terms)}
            seats = SeatTerms(await repositories.statistics.seats())
        await self._begin(years, terms)
        while (made := await self._step(years, terms, seats)) is not None:
            done += made
        return done

    async def _begin(self, years: dict[int, Year], terms: Terms) -> None:
        """Begin years of which nothing is kept, or what another calendar judged."""
        async with self._store.read() as repositories:
            state = await repositories.kept_figures.state()
            head = state.head if state.step else (await repositories.journal.head()).number
        known = {year: mark for year, (mark, _) in state.years.items()}
        anew = {one.year: one.mark for one in years.values() if known.get(one.year) != one.mark}
        if not anew:
            return
        async with self._store.write() as repositories:
            if state.step and state.zone != str(terms.zone):  # other days of filing: nothing of it can stay
                await repositories.kept_figures.drop()
                state = KeptState(head=(await repositories.journal.head()).number)
                anew, head = {one.year: one.mark for one in years.values()}, state.head
            await repositories.kept_figures.begin(state.step, str(terms.zone), head, anew)

    async def _step(self, years: dict[int, Year], terms: Terms, seats: SeatTerms) -> int | None:
        """Do the next batch; returns of how many requests, None when nothing is left or somebody else is at it."""
        async with self._store.read() as repositories:
            state = await repositories.kept_figures.state()
            building = [
                (years[year], reached)
                for year, (mark, reached) in sorted(state.years.items())
                if reached != COMPLETE and year in years and years[year].mark == mark
            ]
            if building:
                year, reached = building[0]
                found = await repositories.statistics.stretch(year.since, year.until, COMPLETE, reached, self._batch)
                rows = _judged(found.entries, terms, seats)
                numbers: Sequence[int] = [one.number for one in rows]
                reached = COMPLETE if found.last is None else found.last
                progress = Reached(state.head, year.year, reached)
            else:
                numbers, head = await repositories.kept_figures.touched(state.head, self._batch * ENTRIES_EACH)
                if head == state.head:
                    return None
                entries = await repositories.kept_figures.entries(numbers, COMPLETE)
                rows = _judged(entries, terms, seats)
                progress = Reached(head)
        async with self._store.write() as repositories:
            first = await repositories.kept_figures.put(state.step, numbers, rows, progress)
        return len(rows) if first else None


def _judged(entries: Iterable[Sequence[Any]], terms: Terms, seats: SeatTerms) -> list[Kept]:
    with _uncollected():
        return [kept(case, terms, seats) for case in cases_of(entries, terms, LATEST)]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Turn the collector off for what makes much, awaits nothing and leaves no cycles: a sixth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def figure_keeper(service: Service, batch: int = BATCH) -> FigureKeeper:
    """Return the keeper of the running bot."""

    async def terms_of(repositories: Repositories, period: Period) -> Terms:
        return await figure_terms(repositories, service, period)

    return FigureKeeper(service.store, service.zone, terms_of, batch)


async def rebuild_figures(service: Service) -> int:
    """Drop what is kept and make it anew; returns of how many requests."""
    async with service.store.write() as repositories:
        await repositories.kept_figures.drop()
    return await figure_keeper(service, ALONE).tick()
