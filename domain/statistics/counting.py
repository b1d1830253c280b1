"""Counts requests into tables, and finds those that are behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from enum import StrEnum

from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.requests.terms import Terms
from domain.statistics.cases import Case, SeatTerms, Sight
from domain.statistics.figures import Tally
from domain.statistics.hiding import LEAST, hidden, hidden_in_tree
from domain.statistics.placing import Placing
from domain.statistics.tables import TOTAL, By, Key, Period, Row, Table
from domain.territory import REPUBLIC, TerritoryTree


class Behind(StrEnum):
    """Of which figure the requests are wanted."""

    ALL = "all"
    ANSWERED = "answered"
    OPEN = "open"
    CLOSED_UNANSWERED = "closed_unanswered"
    WITHDRAWN = "withdrawn"
    REDIRECTED = "redirected"
    EXTENDED = "extended"
    REOPENED = "reopened"
    OVERDUE = "overdue"
    LATE = "late"  # the first term is over, and it was not answered in time
    SOLVED = "solved"
    FORMAL = "formal"
    UNRATED = "unrated"


_BEHIND: Mapping[Behind, Callable[[Sight], bool]] = {
    Behind.ALL: lambda one: True,
    Behind.ANSWERED: lambda one: one.outcome is Outcome.ANSWERED,
    Behind.OPEN: lambda one: one.outcome is Outcome.OPEN,
    Behind.CLOSED_UNANSWERED: lambda one: one.outcome is Outcome.CLOSED_UNANSWERED,
    Behind.WITHDRAWN: lambda one: one.outcome is Outcome.WITHDRAWN,
    Behind.REDIRECTED: lambda one: one.redirected,
    Behind.EXTENDED: lambda one: one.extended,
    Behind.REOPENED: lambda one: one.reopened,
    Behind.OVERDUE: lambda one: one.overdue,
    Behind.LATE: lambda one: one.in_time is False,
    Behind.SOLVED: lambda one: one.answered and one.rating is Rating.SOLVED,
    Behind.FORMAL: lambda one: one.answered and one.rating is Rating.FORMAL,
    Behind.UNRATED: lambda one: one.answered and one.rating is None,
}


class Counting:
    """Counts requests into tables, one after the other, in any order.

    Args:
        bys: what the figures are given by: a table for each.
        period: days of filing; requests filed on other days are passed over.
        as_of: as of when the requests' clocks were read.
        terms: the rules and the calendar.
        tree: all territories; a unit that is not in it counts for the republic.
        seats: who sat where; needed by seat only.
        territory_id: of which territory, with all that lies in it.
        offices: only the parts of these offices, by their own clocks; None: all requests.
    """

    def __init__(
        self,
        bys: Collection[By],
        period: Period,
        as_of: datetime,
        terms: Terms,
        tree: TerritoryTree,
        seats: SeatTerms | None = None,
        territory_id: str = REPUBLIC,
        offices: frozenset[int] | None = None,
    ) -> None:
        self._placing = Placing(period, terms, tree, seats, territory_id, offices)
        self._period = period
        self._as_of = as_of
        self._tree = tree
        self._territory = territory_id
        self._today = terms.day(as_of)
        self._requests = 0
        self._total = Tally(self._today)
        self._tallies: dict[By, dict[Key, Tally]] = {by: {} for by in bys}

    @property
    def counted(self) -> int:
        """Return how many requests were counted."""
        return self._requests

    def add(self, case: Case) -> None:
        """Count a request."""
        placed = self._placing.place(case)
        if placed is None:
            return
        self._requests += 1
        for sight in self._placing.all(placed):
            self._total.add(sight)
        self._total.add_promises(placed.promises)
        for by in self._tallies:
            for key, sight in self._placing.sights(placed, by):
                self._tally(by, key).add(sight)
            for key, fate in self._placing.fates(placed, by):
                self._tally(by, key).add_promises((fate,))

    def _tally(self, by: By, key: Key) -> Tally:
        group = self._tallies[by]
        found = group.get(key)
        if found is None:
            found = group[key] = Tally(self._today)
        return found

    def table(self, by: By, *, public: bool = False) -> Table:
        """Return a table of what was counted; groups in the order of territories, else of their keys."""
        tallies = self._tallies[by]
        sizes = {key: tally.n for key, tally in tallies.items()}
        hides = self._hidden(by, sizes) if public else frozenset()
        no_total = public and self._total.n < LEAST
        rows = tuple(
            Row(key, None if key in hides or no_total else tallies[key].figures()) for key in self._order(by, sizes)
        )
        total = None if no_total else self._total.figures()
        return Table(by, self._as_of, self._period, self._territory, total, rows, public)

    def _order(self, by: By, sizes: Mapping[Key, int]) -> list[Key]:
        if by is By.TERRITORY:
            return [unit.id for unit in self._tree.units if unit.id in sizes]
        return sorted(sizes, key=lambda key: (key is None, key if isinstance(key, int) else 0, str(key)))

    def _hidden(self, by: By, sizes: Mapping[Key, int]) -> frozenset[Key]:
        if by is By.TERRITORY:
            below = {unit.id: [one.id for one in self._tree.children(unit.id)] for unit in self._tree.units}
            units = {str(key): size for key, size in sizes.items()}
            return frozenset(hidden_in_tree(units, below, self._territory))
        ordered = self._order(by, sizes)
        chosen = hidden([sizes[key] for key in ordered])
        return frozenset(key for place, key in enumerate(ordered) if place in chosen or not sizes[key])


class Search:
    """Finds the requests behind a figure of a group.

    Args:
        placing: where requests belong.
        by: what the figures are given by.
        key: the group, or `TOTAL`.
        figure: which figure of it.
    """

    def __init__(self, placing: Placing, by: By, key: Key, figure: Behind) -> None:
        self._placing = placing
        self._by = by
        self._key = key
        self._wanted = _BEHIND[figure]

    def finds(self, case: Case) -> bool:
        """Tell whether a request is behind the figure."""
        placed = self._placing.place(case)
        if placed is None:
            return False
        if self._key == TOTAL:
            return any(map(self._wanted, self._placing.all(placed)))
        return any(key == self._key and self._wanted(sight) for key, sight in self._placing.sights(placed, self._by))
