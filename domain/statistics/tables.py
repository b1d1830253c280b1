"""Figures by office, seat, territory, topic or time of filing, and what of them may be shown in public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.requests.terms import Terms
from domain.statistics.cases import Case, SeatTerms, part_sight, whole_sight
from domain.statistics.figures import Figures, Tally
from domain.statistics.hiding import LEAST, hidden, hidden_in_tree
from domain.territory import REPUBLIC, TerritoryTree


class By(StrEnum):
    """What figures are given by. An office's and a seat's are those of its own clock, all others of the NGO's."""

    OFFICE = "office"
    SEAT = "seat"
    TERRITORY = "territory"
    TOPIC = "topic"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


Key = str | int | None
"""What names a group: an office's or a seat's number (None: no office received it, nobody sat there then), a
territory's or topic's id, or `2026-03`, `2026-Q1`, `2026`.
"""

PARTS = frozenset({By.OFFICE, By.SEAT})
"""What counts offices' parts: a request that two offices had is two of them."""


class WrongPeriod(StrEnum):
    """Why there can be no figures of a period."""

    REVERSED = "reversed"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of filing, both ends included."""

    first: date
    last: date

    def wrong(self, as_of: date) -> WrongPeriod | None:
        """Return why there can be no figures as of a day, or None."""
        if self.last < self.first:
            return WrongPeriod.REVERSED
        return WrongPeriod.FUTURE if self.first > as_of else None


@dataclass(frozen=True, slots=True)
class Row:
    """A group. `figures` is None where it is hidden in public."""

    key: Key
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Table:
    """Figures as of a moment.

    Args:
        by: what they are given by.
        as_of: up to when the log was read.
        period: days of filing.
        territory_id: of which territory, with all that lies in it.
        total: each request once, by the NGO's clock; None where it is hidden in public.
        rows: the groups that have any.
        public: whether groups under 5 are hidden.
    """

    by: By
    as_of: datetime
    period: Period
    territory_id: str
    total: Figures | None
    rows: tuple[Row, ...]
    public: bool = False


class Counting:
    """Counts requests into a table, one after the other, in any order.

    Args:
        by: what the figures are given by.
        period: days of filing; requests filed on other days are passed over.
        as_of: as of when the requests' clocks were read.
        terms: the rules and the calendar.
        tree: all territories; a unit that is not in it counts for the republic.
        seats: who sat where; needed by seat only.
        territory_id: of which territory, with all that lies in it.
    """

    def __init__(
        self,
        by: By,
        period: Period,
        as_of: datetime,
        terms: Terms,
        tree: TerritoryTree,
        seats: SeatTerms | None = None,
        territory_id: str = REPUBLIC,
    ) -> None:
        self._by = by
        self._period = period
        self._as_of = as_of
        self._terms = terms
        self._tree = tree
        self._seats = seats or SeatTerms(())
        self._territory = territory_id
        self._lines = {unit.id: (unit.id, *(one.id for one in tree.ancestors(unit.id))) for unit in tree.units}
        self._today = terms.day(as_of)
        self._total = Tally(self._today)
        self._tallies: dict[Key, Tally] = {}

    @property
    def counted(self) -> int:
        """Return how many requests were counted."""
        return self._total.n

    def add(self, case: Case) -> None:
        """Count a request."""
        filed = self._terms.day(case.clocks.whole.received)
        line = self._lines.get(case.territory_id, (REPUBLIC,))
        if not self._period.first <= filed <= self._period.last or self._territory not in line:
            return
        sight = whole_sight(case.clocks, self._terms)
        self._total.add(sight)
        self._total.add_promises(case.promises)
        if self._by in PARTS:
            self._add_parts(case)
            if not case.clocks.parts:
                self._tally(None).add(sight)
            return
        for key in self._keys(case, filed, line):
            tally = self._tally(key)
            tally.add(sight)
            tally.add_promises(case.promises)

    def _keys(self, case: Case, filed: date, line: tuple[str, ...]) -> Iterable[Key]:
        match self._by:
            case By.TERRITORY:
                return line[: line.index(self._territory) + 1]
            case By.TOPIC:
                return (case.topic_id,)
            case By.MONTH:
                return (f"{filed:%Y-%m}",)
            case By.QUARTER:
                return (f"{filed.year}-Q{(filed.month + 2) // 3}",)
            case _:
                return (f"{filed.year}",)

    def _add_parts(self, case: Case) -> None:
        for part in case.clocks.parts:
            key: Key = part.office_id
            if self._by is By.SEAT:
                key = self._seats.of_part(case, part, self._terms)
            self._tally(key).add(part_sight(case.clocks, part, self._terms))
        for fate in case.promises:
            self._tally(fate.office_id if self._by is By.OFFICE else fate.seat_id).add_promises((fate,))

    def _tally(self, key: Key) -> Tally:
        found = self._tallies.get(key)
        if found is None:
            found = self._tallies[key] = Tally(self._today)
        return found

    def table(self, *, public: bool = False) -> Table:
        """Return the table of what was counted; groups in the order of territories, else of their keys."""
        sizes = {key: tally.n for key, tally in self._tallies.items()}
        hides = self._hidden(sizes) if public else frozenset()
        no_total = public and self._total.n < LEAST
        rows = tuple(
            Row(key, None if key in hides or no_total else self._tallies[key].figures()) for key in self._order(sizes)
        )
        total = None if no_total else self._total.figures()
        return Table(self._by, self._as_of, self._period, self._territory, total, rows, public)

    def _order(self, sizes: Mapping[Key, int]) -> list[Key]:
        if self._by is By.TERRITORY:
            return [unit.id for unit in self._tree.units if unit.id in sizes]
        return sorted(sizes, key=lambda key: (key is None, key if isinstance(key, int) else 0, str(key)))

    def _hidden(self, sizes: Mapping[Key, int]) -> frozenset[Key]:
        if self._by is By.TERRITORY:
            below = {unit.id: [one.id for one in self._tree.children(unit.id)] for unit in self._tree.units}
            units = {str(key): size for key, size in sizes.items()}
            return frozenset(hidden_in_tree(units, below, self._territory))
        keys = self._order(sizes)
        chosen = hidden([sizes[key] for key in keys])
        return frozenset(key for place, key in enumerate(keys) if place in chosen or not sizes[key])
