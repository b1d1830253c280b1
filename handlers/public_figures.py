"""Public figures for whoever asks in a chat: counted once for everybody, as parts of fixed tables (`slices`).

They are kept for a few minutes, so that many people cost no more than one, and each is told as of when they are.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.offices import below
from domain.ports import Repositories
from domain.requests.terms import Terms
from domain.statistics.hiding import LEAST
from domain.statistics.slices import hidden_groups, hidden_offices, hidden_units
from domain.statistics.tables import By, Key, Period, Row
from domain.territory import REPUBLIC, TerritoryTree
from handlers.figures import Counted, Question, count_all
from handlers.service import Service
from handlers.views.figure_rows import nothing

KEPT = timedelta(minutes=10)
_MOST = 4
"""Years that are kept."""

BYS = (By.TERRITORY, By.OFFICE, By.TOPIC, By.MONTH)


def whole_year(year: int) -> Period:
    """Return the period of public figures: years do not overlap, so none is found by subtracting others."""
    return Period(date(year, 1, 1), date(year, 12, 31))


@dataclass(slots=True)
class PublicFigures:
    """The public figures of the years that were asked for lately."""

    _kept: OrderedDict[int, Mapping[By, Counted]]

    def __init__(self) -> None:
        self._kept = OrderedDict()

    async def of_year(
        self, repositories: Repositories, service: Service, terms: Terms, year: int
    ) -> Mapping[By, Counted]:
        """Return the tables of the whole country, with what is hidden left out; counted when they are not fresh.

        Args:
            repositories: for reading.
            service: the clock and the tree.
            terms: by the calendar in force.
            year: of filing; it has begun.
        """
        now = service.clock.now()
        kept = self._kept.get(year)
        if kept is not None and timedelta() <= now - kept[By.TERRITORY].table.as_of < KEPT:
            return kept
        asked = Question(By.TERRITORY, whole_year(year), now)
        found = hidden_in(await count_all(repositories, terms, service.tree, asked, BYS), service.tree)
        self._kept[year] = found
        self._kept.move_to_end(year)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return found


def part_of(tables: Mapping[By, Counted], by: By, place: str, tree: TerritoryTree) -> Counted:
    """Return what of the tables tells about a territory.

    By office: the offices of the territory. By topic and month the whole country is told, whatever the place.

    Args:
        tables: of a whole year and the whole country.
        by: one of `BYS`.
        place: a unit of the tree.
        tree: all territories.
    """
    found, units = tables[by], tables[By.TERRITORY].table
    if by in (By.TOPIC, By.MONTH):
        place = REPUBLIC
    within = set(below(place, tree))
    totals = {row.key: row.figures for row in units.rows}
    rows = [
        row
        for row in found.table.rows
        if by in (By.TOPIC, By.MONTH)
        or (by is By.TERRITORY and row.key in within)
        or (by is By.OFFICE and _lies(row.key, found, within, place))
    ]
    total = totals.get(place, nothing(units)) if place != REPUBLIC else found.table.total
    return replace(found, table=replace(found.table, territory_id=place, total=total, rows=tuple(rows), public=True))


def _lies(key: Key, found: Counted, within: set[str], place: str) -> bool:
    office = found.offices.get(key) if isinstance(key, int) else None
    return place == REPUBLIC if office is None else office.territory_id in within


def hidden_in(tables: Mapping[By, Counted], tree: TerritoryTree) -> Mapping[By, Counted]:
    """Return the tables of the whole country without what is hidden in public."""
    sizes = {
        by: {row.key: row.figures.n for row in one.table.rows if row.figures is not None} for by, one in tables.items()
    }
    units = hidden_units({str(key): size for key, size in sizes[By.TERRITORY].items()}, tree)
    places = {number: office.territory_id for number, office in tables[By.OFFICE].offices.items()}
    hides: dict[By, frozenset[Key]] = {by: hidden_groups(sizes[by]) for by in (By.TOPIC, By.MONTH)}
    hides[By.TERRITORY] = frozenset(units)
    hides[By.OFFICE] = hidden_offices(sizes[By.OFFICE], places, units)
    told: dict[By, Counted] = {}
    for by, one in tables.items():
        total = one.table.total
        few = total is None or 0 < total.n < LEAST
        rows = tuple(Row(row.key, None if few or row.key in hides[by] else row.figures) for row in one.table.rows)
        told[by] = replace(one, table=replace(one.table, total=None if few else total, rows=rows, public=True))
    return told
