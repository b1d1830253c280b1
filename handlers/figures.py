"""Figures counted from the log for whoever asks: in batches, so that memory does not grow with the log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.journal import Head
from domain.offices import Office
from domain.ports import Repositories
from domain.requests.terms import Terms
from domain.statistics.cases import Case, SeatTerms
from domain.statistics.counting import Behind, Counting, Search
from domain.statistics.placing import Placing
from domain.statistics.reading import cases_of
from domain.statistics.tables import By, Key, Period, Table
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
        offices: every office, by number.
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
    """Count several tables of the same requests in one pass. Four trips, and one for each batch of requests.

    The log is read up to where it stands at the beginning, so that all figures tell of one state.

    Args:
        repositories: for reading.
        terms: by the calendar in force.
        tree: all territories.
        asked: what is asked; the period is right. `asked.by` is not looked at.
        bys: what the tables are given by.
        batch: requests read at a time.

    Returns:
        The table of each of `bys`.
    """
    facts = repositories.statistics
    head = await repositories.journal.head()
    seats = SeatTerms(await facts.seats())
    counting = Counting(bys, asked.period, asked.as_of, terms, tree, seats, asked.territory_id, asked.offices)
    async for case in _cases(repositories, terms, asked, head, batch):
        counting.add(case)
    calendar = await repositories.request_times.calendar_number()
    offices = await facts.offices()
    return {
        by: Counted(counting.table(by, public=asked.public), counting.counted, head, calendar, offices, seats)
        for by in bys
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
    head = await repositories.journal.head()
    seats = SeatTerms(await repositories.statistics.seats())
    placing = Placing(asked.period, terms, tree, seats, asked.territory_id, asked.offices)
    search = Search(placing, asked.by, key, figure)
    found = [
        case.clocks.request_id async for case in _cases(repositories, terms, asked, head, BATCH) if search.finds(case)
    ]
    return sorted(found, reverse=True)


async def _cases(
    repositories: Repositories, terms: Terms, asked: Question, head: Head, batch: int
) -> AsyncIterator[Case]:
    """Yield the requests filed in the period as the log up to its head tells of them."""
    since = datetime.combine(asked.period.first, time(0), terms.zone)
    until = datetime.combine(asked.period.last + timedelta(days=1), time(0), terms.zone)
    after: int | None = 0
    while after is not None:
        stretch = await repositories.statistics.stretch(since, until, head.number, after, batch)
        for case in cases_of(stretch.entries, terms, asked.as_of):
            yield case
        after = stretch.last
