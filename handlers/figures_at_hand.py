"""Figures for whoever looks at them in a chat: counted once for many presses, told as of when they are.

Whoever may choose a territory and a period freely could find a hidden group by subtracting one table from another: a
topic in a district is what the topic has in the oblast without the other districts. So all that is public in a chat is
cut out of one table by territory and one by office, topic and month of the whole country and a whole year.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from domain.offices import below
from domain.ports import Repositories
from domain.requests.terms import Terms
from domain.statistics.tables import By, Key, Period
from domain.territory import REPUBLIC, TerritoryTree
from handlers.figures import Counted, Question, count, count_all
from handlers.service import Service
from handlers.views.figure_rows import nothing

KEPT = timedelta(minutes=10)
"""How long public figures are kept: many people cost no more than one."""

LATELY = timedelta(minutes=1)
"""How long those of a coordinator's territory are: its pages, groups and charts are not counted anew."""

_YEARS = 4
_TABLES = 64

BYS = (By.TERRITORY, By.OFFICE, By.TOPIC, By.MONTH)


def whole_year(year: int) -> Period:
    """Return the period of public figures: years do not overlap, so none is found by subtracting others."""
    return Period(date(year, 1, 1), date(year, 12, 31))


class FiguresAtHand:
    """The figures that were asked for lately. Nobody's right to them is asked here."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Mapping[By, Counted]] = OrderedDict()
        self._turn = asyncio.Lock()
        self._lately: OrderedDict[tuple[By, Period, str], Counted] = OrderedDict()

    async def own(self, repositories: Repositories, terms: Terms, tree: TerritoryTree, asked: Question) -> Counted:
        """Return figures that are not public. Those of one office are quickly counted and always fresh: its officials
        look what they have just done.
        """
        if asked.offices is not None:
            return await count(repositories, terms, tree, asked)
        key = (asked.by, asked.period, asked.territory_id)
        found = self._lately.get(key)
        if found is not None and timedelta() <= asked.as_of - found.table.as_of < LATELY:
            return found
        found = self._lately[key] = await count(repositories, terms, tree, asked)
        self._lately.move_to_end(key)
        while len(self._lately) > _TABLES:
            self._lately.popitem(last=False)
        return found

    async def public(
        self, repositories: Repositories, service: Service, terms: Terms, year: int
    ) -> Mapping[By, Counted]:
        """Return the public tables of the whole country; counted when they are not fresh.

        Args:
            repositories: for reading.
            service: the clock and the tree.
            terms: by the calendar in force.
            year: of filing; it has begun.
        """
        async with self._turn:  # whoever comes while it is counted waits for what is counted
            now = service.clock.now()
            kept = self._kept.get(year)
            if kept is not None and timedelta() <= now - kept[By.TERRITORY].table.as_of < KEPT:
                return kept
            asked = Question(By.TERRITORY, whole_year(year), now, public=True)
            found = await count_all(repositories, terms, service.tree, asked, BYS)
            self._kept[year] = found
            self._kept.move_to_end(year)
            while len(self._kept) > _YEARS:
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
