"""Figures of a year with 250,000 requests, two million entries of the log: `python -m bench stats`.

- The year's table by office, from what is kept, beside the same aggregates as bare SQL over the same rows.
- Making anew all that is kept, beside one bare pass of reading and hashing the same log. Both are processor's seconds:
  neither waits for anything.
- Clocks and figures without any database: two tables beside one pass of the clocks over the same events.
"""

from __future__ import annotations

import asyncio
import gc
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.bare_figures import by_office
from bench.clocks import LAST, best, log_of
from bench.figure_log import AS_OF, YEAR, ZONE, made
from bench.figures import Figure, report
from bench.verify import hash_all
from bot.holidays import kazakh_calendar
from bot.keep_figures import ALONE, FigureKeeper
from domain.clock import micros
from domain.ports import Repositories
from domain.requests.clocks import clocks_of_all
from domain.requests.events import RequestEvent
from domain.requests.terms import Terms
from domain.statistics.cases import Case
from domain.statistics.counting import Counting
from domain.statistics.placing import Placing
from domain.statistics.tables import By, Period, Table
from domain.territory import TerritoryTree
from handlers.figures import Question, count
from storage.seed import load_territories
from storage.store import SqlStore, open_store

REQUESTS, EVENTS = 250_000, 8
OVER_SQL = 1.5
OVER_PASS = 3.0

IN_MEMORY = 25_000
OVER_CLOCKS = 2.2
BOTH_YEARS = Period(date(2025, 1, 1), date(2026, 12, 31))
ROUNDS = 3


def tables(log: Sequence[RequestEvent], terms: Terms, tree: TerritoryTree, units: Sequence[str]) -> list[Table]:
    """Return the tables by office and by territory."""
    counting = Counting((By.OFFICE, By.TERRITORY), Placing(BOTH_YEARS, LAST, terms, tree))
    for number, clocks in clocks_of_all(log, terms, LAST).items():
        counting.add(Case(units[number % len(units)], "other", clocks))
    return [counting.table(by) for by in (By.OFFICE, By.TERRITORY)]


def in_memory(terms: Terms, tree: TerritoryTree) -> Figure:
    """Measure clocks and figures without a database."""
    log = log_of(IN_MEMORY, EVENTS)
    units = [unit.id for unit in tree.units if unit.level == 2]
    took = best(lambda: tables(log, terms, tree, units))
    floor = best(lambda: clocks_of_all(log, terms, LAST))
    return Figure(f"two tables of {IN_MEMORY} requests (floor: their clocks alone)", took, floor, "s", OVER_CLOCKS)


def grown() -> int:
    """Return the most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def kept(path: Path, terms: Terms, tree: TerritoryTree) -> list[Figure]:
    """Measure what is kept: making it, and asking it."""

    async def terms_of(_repositories: Repositories, _period: Period) -> Terms:
        return terms

    async with open_store(str(path), zone=ZONE) as store:
        gc.freeze()  # as `elshi rebuild` does
        before, start = grown(), time.process_time()
        requests = await FigureKeeper(store, ZONE, terms_of, ALONE).tick()
        rebuilt = time.process_time() - start
        print(f"     {requests} requests kept; memory grew by {grown() - before} MB", flush=True)
        asked = Question(By.OFFICE, Period(*YEAR), AS_OF)
        before = grown()
        times = [await _asked(store, terms, tree, asked) for _ in range(ROUNDS)]
        print(f"     a table by office: memory grew by {grown() - before} MB", flush=True)
        plain, floor = _bare(path, terms)
        found = times[0][1]
        assert found.total is not None
        ours = {row.key: (row.figures.n, row.figures.answer) for row in found.rows if row.figures is not None}
        for key, (n, answer) in {**ours, "total": (found.total.n, found.total.answer)}.items():
            expected = tuple(
                None if one is None or one.over else round(one.seconds * 1e6)
                for one in (answer.median, answer.ninetieth)
            )
            assert plain[key] == (n, *expected)
    with closing(sqlite3.connect(path)) as database:
        start = time.process_time()
        hash_all(database)
        passed = time.process_time() - start
    return [
        Figure("the year's table by office (floor: bare SQL over the kept rows)", min(times)[0], floor, "s", OVER_SQL),
        Figure("keeping all anew (floor: reading and hashing the log once)", rebuilt, passed, "s", OVER_PASS),
    ]


async def _asked(store: SqlStore, terms: Terms, tree: TerritoryTree, asked: Question) -> tuple[float, Table]:
    start = time.process_time()
    async with store.read() as repositories:
        found = await count(repositories, terms, tree, asked)
    return time.process_time() - start, found.table


def _bare(path: Path, terms: Terms) -> tuple[dict[object, tuple[object, ...]], float]:
    first, last = YEAR
    asked = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "today": terms.day(AS_OF).isoformat(),
        "as_of": micros(AS_OF),
    }
    with closing(sqlite3.connect(path)) as database:
        return by_office(database, asked), best(lambda: by_office(database, asked))


def main() -> int:
    """Print the figures; the exit code tells whether they hold."""
    terms = Terms(kazakh_calendar(date(2026, 7, 1)), ZoneInfo("Asia/Almaty"))
    tree = TerritoryTree(load_territories())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.db"
        entries = asyncio.run(made(path, REQUESTS, EVENTS))
        print(f"     {REQUESTS} requests, {entries} entries, {path.stat().st_size >> 20} MB", flush=True)
        figures = asyncio.run(kept(path, terms, tree))
    return report([*figures, in_memory(terms, tree)])


if __name__ == "__main__":
    sys.exit(main())
