"""Figures of invented logs, by the product's own way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from domain.requests.clocks import clocks_of
from domain.requests.terms import Terms
from domain.statistics.cases import Case, SeatTerms
from domain.statistics.counting import Counting
from domain.statistics.figures import Figures
from domain.statistics.placing import Placing
from domain.statistics.tables import By, Key, Period, Table
from domain.territory import TerritoryTree
from storage.seed import load_territories
from tests.statistics.logs import AS_OF, Log

TREE = TerritoryTree(load_territories())
SARQAN = "334800000"
ALL = Period(date(2026, 1, 1), date(2026, 12, 31))


def case(log: Log, terms: Terms, as_of: datetime = AS_OF, territory: str = SARQAN, topic: str = "other") -> Case:
    clocks = clocks_of(log, terms, as_of)
    assert clocks is not None
    return Case(territory, topic, clocks)


def table(
    cases: Iterable[Case], terms: Terms, by: By = By.OFFICE, as_of: datetime = AS_OF, seats: SeatTerms | None = None
) -> Table:
    counting = Counting((by,), Placing(ALL, as_of, terms, TREE, seats))
    for one in cases:
        counting.add(one)
    return counting.table(by)


def groups(found: Table) -> dict[Key, Figures]:
    return {row.key: row.figures for row in found.rows if row.figures is not None}


def counted(logs: Iterable[Log], terms: Terms, by: By = By.OFFICE) -> dict[Key, Figures]:
    """Figures by group; `total` is each request once."""
    found = table((case(log, terms) for log in logs), terms, by)
    assert found.total is not None
    return {**groups(found), "total": found.total}
