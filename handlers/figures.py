"""Figures for whoever asks: from what is kept of each request, and from the log where that is not up to date.

What is kept is only a shortcut. Looking never writes: what is missing is read from the log in batches, so that memory
does not grow with it (docs/decisions/0028-figures-projection.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.clock import MICROSECOND
from domain.journal import Head
from domain.offices import Office
from domain.ports import Repositories
from domain.ports.figures import Wanted
from domain.requests.terms import Terms
from domain.statistics.cases import Case, SeatTerms
from domain.statistics.counting import Behind, Counting, Search
from domain.statistics.placing import Placing
from domain.statistics.projection import years_of
from domain.statistics.publishing import Facts, Publishing
from domain.statistics.reading import cases_of
from domain.statistics.tables import TOTAL, By, Key, Period, Table, period_of
from domain.territory import REPUBLIC, TerritoryTree

BATCH = 500
"""Requests in memory at a time, with their entries of the log."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: figures by what, of requests filed when and where, as of when, for whom.

    With `offices` only the parts of these offices are counted, by their own clocks, in every group and in the total;
    a request that one of them had twice is two parts.
    """

    by: By
    period: Period
    as_of: datetime
    territory_id: str = REPUBLIC
    public: bool = False
    offices: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The answer, with what it rests on.

    Args:
        table: the figures.
        requests: how many requests were counted, hidden ones too.
        head: where the log stood.
        calendar: the number of the last change of the calendar's table; 0 when there was none.
        offices: every office, by number: as it was called at the end of the period, or at the as-of moment if that was
            earlier; closed if it was so at that moment.
        seats: who sat where.
    """

    table: Table
    requests: int
    head: Head
    calendar: int
    offices: Mapping[int, Office]
    seats: SeatTerms


async def count(
    repositories: Repositories, terms: Terms, tree: TerritoryTree, asked: Question, *, batch: int = BATCH
) -> Counted:
    """Count the figures by what is asked (see `count_all`)."""
    return (await count_all(repositories, terms, tree, asked, (asked.by,), batch=batch))[asked.by]


async def count_all(
    repositories: Repositories,
    terms: Terms,
    tree: TerritoryTree,
    asked: Question,
    bys: Sequence[By],
    *,
    batch: int = BATCH,
) -> Mapping[By, Counted]:
    """Count several tables of the same requests. Five trips, and one for each batch of requests read from the log.

    All figures tell of one state: the log up to the head that is named with them.

    Args:
        repositories: for reading.
        terms: by the calendar in force.
        tree: all territories.
        asked: what is asked; the period is right. `asked.by` is not looked at.
        bys: what the tables are given by.
        batch: requests read from the log at a time.

    Returns:
        The table of each of `bys`.
    """
    seats = SeatTerms(await repositories.statistics.seats())
    placing = _placing(terms, tree, asked, seats)
    # In public an office stands with all that it received in whichever territory's table it is.
    everywhere = _placing(terms, tree, replace(asked, territory_id=REPUBLIC), seats) if asked.public else None
    counting = Counting(bys, placing, everywhere)
    wanted = _wanted(terms, asked, placing, asked.territory_id)
    summed = await repositories.kept_figures.sums(wanted, bys, everywhere=asked.public)
    for group in summed.groups:
        counting.add_sums(group.by, group.key, group.requests, group.sums)
    async for case in _cases(repositories, terms, asked.as_of, summed.others, summed.head, batch):
        counting.add(case)
    calendar = await repositories.request_times.calendar_number()
    ends = min(wanted.years[-1].until - MICROSECOND, asked.as_of)
    offices = await repositories.statistics.offices(ends, asked.as_of)
    public = None
    if asked.public:
        filed = await repositories.kept_figures.filed(wanted.years[0].since, ends + MICROSECOND)
        homes = {number: office.territory_id for number, office in offices.items()}
        public = Publishing(tree, asked.territory_id, Facts(filed, homes))
    # The quantiles of many requests take a second: meanwhile others are answered.
    tables = [await asyncio.to_thread(counting.table, by, public) for by in bys]
    return {
        by: Counted(table, counting.counted, summed.head, calendar, offices, seats)
        for by, table in zip(bys, tables, strict=True)
    }


async def behind(
    repositories: Repositories, terms: Terms, tree: TerritoryTree, asked: Question, key: Key, figure: Behind
) -> Sequence[int]:
    """Return the numbers of the requests behind a figure of a group, newest first.

    They are as many as the figure says, unless an office had one of them twice.

    Args:
        repositories: for reading.
        terms: by the calendar in force.
        tree: all territories.
        asked: what the figures were asked by. Public figures have no list behind them: then it is empty.
        key: the group, or `TOTAL`.
        figure: which figure of it.
    """
    if asked.public:
        return ()
    seats = SeatTerms(await repositories.statistics.seats())
    placing = _placing(terms, tree, asked, seats)
    search = Search(placing, asked.by, key, figure)
    whole, by, unit = asked, asked.by if key != TOTAL and asked.by in _IN_ROWS else None, asked.territory_id
    if key != TOTAL and asked.by is By.TERRITORY:
        unit = str(key)
        if asked.territory_id not in placing.line(unit):
            return ()
    elif key != TOTAL and by is None:
        within = period_of(str(key), asked.period)
        if within is None:
            return ()
        whole = replace(asked, period=within)
    found = await repositories.kept_figures.behind(_wanted(terms, whole, placing, unit), by, key, figure)
    cases = _cases(repositories, terms, asked.as_of, found.others, found.head, BATCH)
    others = [case.clocks.request_id async for case in cases if search.finds(case)]
    return sorted({*found.numbers, *others}, reverse=True)


_IN_ROWS = frozenset({By.TOPIC, By.OFFICE, By.SEAT})
"""Groups that kept rows name themselves; the others are a territory or a part of the period."""


def _placing(terms: Terms, tree: TerritoryTree, asked: Question, seats: SeatTerms) -> Placing:
    return Placing(asked.period, asked.as_of, terms, tree, seats, asked.territory_id, asked.offices)


def _wanted(terms: Terms, asked: Question, placing: Placing, unit: str) -> Wanted:
    return Wanted(
        years=list(years_of(asked.period, terms)),
        as_of=asked.as_of,
        today=terms.day(asked.as_of),
        units=None if unit == REPUBLIC else placing.below(unit),
        offices=asked.offices,
    )


async def _cases(
    repositories: Repositories, terms: Terms, as_of: datetime, numbers: Sequence[int], head: Head, batch: int
) -> AsyncIterator[Case]:
    """Yield requests as the log up to its head tells of them."""
    for first in range(0, len(numbers), batch):
        entries = await repositories.kept_figures.entries(numbers[first : first + batch], head.number)
        for case in cases_of(entries, terms, as_of):
            yield case
