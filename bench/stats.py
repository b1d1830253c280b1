"""Figures of 25,000 requests with 8 events each, in memory: `python -m bench stats`.

The log is that of `bench.clocks`: filed at any hour of two years among two hundred offices. Ours goes from events to
the year's tables by office and by territory: clocks, what each adds to the figures, quantiles and intervals. The floor
of the same run is one pass of the clocks over the same events, without any figure.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bench.clocks import LAST, best, log_of
from bench.figures import Figure, report
from bot.holidays import kazakh_calendar
from domain.requests.clocks import clocks_of_all
from domain.requests.events import RequestEvent
from domain.requests.terms import Terms
from domain.statistics.cases import Case
from domain.statistics.counting import Counting
from domain.statistics.tables import By, Period, Table
from domain.territory import TerritoryTree
from storage.seed import load_territories

REQUESTS = 25_000
EVENTS = 8
OVER_CLOCKS = 2.2
BOTH_YEARS = Period(date(2025, 1, 1), date(2026, 12, 31))


def tables(log: Sequence[RequestEvent], terms: Terms, tree: TerritoryTree, units: Sequence[str]) -> list[Table]:
    """Return the tables by office and by territory."""
    counting = Counting((By.OFFICE, By.TERRITORY), BOTH_YEARS, LAST, terms, tree)
    for number, clocks in clocks_of_all(log, terms, LAST).items():
        counting.add(Case(units[number % len(units)], "other", clocks))
    return [counting.table(by) for by in (By.OFFICE, By.TERRITORY)]


def main() -> int:
    """Print the figures; the exit code tells whether they hold."""
    log = log_of(REQUESTS, EVENTS)
    terms = Terms(kazakh_calendar(date(2026, 7, 1)), ZoneInfo("Asia/Almaty"))
    tree = TerritoryTree(load_territories())
    units = [unit.id for unit in tree.units if unit.level == 2]
    by_office, by_territory = tables(log, terms, tree, units)
    told = f"{len(log)} events, {len(by_office.rows)} offices, {len(by_territory.rows)} territories"
    print(f"     {told}", flush=True)
    took = best(lambda: tables(log, terms, tree, units))
    floor = best(lambda: clocks_of_all(log, terms, LAST))
    claim = f"two tables of {REQUESTS} requests (floor: their clocks alone)"
    return report([Figure(claim, took, floor, "s", OVER_CLOCKS)])


if __name__ == "__main__":
    sys.exit(main())
