"""Figures counted from the log for whoever asks: in batches, so that memory does not grow with the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.journal import Head
from domain.offices import Office
from domain.ports import Repositories
from domain.requests.terms import Terms
from domain.statistics.cases import SeatTerms
from domain.statistics.reading import cases_of
from domain.statistics.tables import By, Counting, Period, Table
from domain.territory import REPUBLIC, TerritoryTree

BATCH = 500
"""Requests in memory at a time, with their entries of the log."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: figures by what, of requests filed when and where, as of when, for whom."""

    by: By
    period: Period
    as_of: datetime
    territory_id: str = REPUBLIC
    public: bool = False


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
    """Count the figures. Four trips, and one for each batch of requests.

    The log is read up to where it stands at the beginning, so that all figures tell of one state.

    Args:
        repositories: for reading.
        terms: by the calendar in force.
        tree: all territories.
        asked: what is asked; the period is right.
        batch: requests read at a time.
    """
    facts = repositories.statistics
    head = await repositories.journal.head()
    seats = SeatTerms(await facts.seats())
    counting = Counting(asked.by, asked.period, asked.as_of, terms, tree, seats, asked.territory_id)
    since = datetime.combine(asked.period.first, time(0), terms.zone)
    until = datetime.combine(asked.period.last + timedelta(days=1), time(0), terms.zone)
    after: int | None = 0
    while after is not None:
        stretch = await facts.stretch(since, until, head.number, after, batch)
        for case in cases_of(stretch.entries, terms, asked.as_of):
            counting.add(case)
        after = stretch.last
    return Counted(
        table=counting.table(public=asked.public),
        requests=counting.counted,
        head=head,
        calendar=await repositories.request_times.calendar_number(),
        offices=await facts.offices(),
        seats=seats,
    )
