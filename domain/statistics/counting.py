"""Counts requests into tables, and finds those that are behind a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum

from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.statistics.cases import Case, Sight
from domain.statistics.figures import Figures, Sums, Tally
from domain.statistics.placing import Placed, Placing
from domain.statistics.placing import keys as placed_keys
from domain.statistics.publishing import Publishing, too_few
from domain.statistics.tables import TOTAL, By, Key, Row, Table


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
        placing: which requests, and where they belong.
        offices: the same for the table by office, when that tells of other requests.
    """

    def __init__(self, bys: Collection[By], placing: Placing, offices: Placing | None = None) -> None:
        self._placing = placing
        self._offices = offices
        self._tree = placing.tree
        self._today = placing.today
        self._requests = 0
        self._total = Tally(self._today)
        self._all: Figures | None = None
        self._months: Counter[str] = Counter()
        self._tallies: dict[By, dict[Key, Tally]] = {by: {} for by in bys}

    @property
    def counted(self) -> int:
        """Return how many requests were counted."""
        return self._requests

    def add(self, case: Case) -> None:
        """Count a request; not once a table was asked for."""
        if self._offices is not None and By.OFFICE in self._tallies:
            wide = self._offices.place(case)
            if wide is not None:
                self._count(wide, self._offices, By.OFFICE)
        placed = self._placing.place(case)
        if placed is None:
            return
        sights = self._placing.all(placed)
        self._requests += bool(sights)
        self._months[f"{placed.filed:%Y-%m}"] += len(sights)
        for sight in sights:
            self._total.add(sight)
        self._total.add_promises(placed.promises)
        for by in self._tallies:
            if self._offices is None or by is not By.OFFICE:
                self._count(placed, self._placing, by)

    def _count(self, placed: Placed, placing: Placing, by: By) -> None:
        for key, sight in placing.sights(placed, by):
            self._tally(by, key).add(sight)
        for key, fate in placing.fates(placed, by):
            self._tally(by, key).add_promises((fate,))

    def add_sums(self, by: By, key: str | int | None, requests: int, sums: Sums) -> None:
        """Count requests that were counted elsewhere, as of the same moment.

        Args:
            by: month, territory (the one filed to), topic, office or seat. Months make the total, quarters and years.
            key: the group.
            requests: how many requests they are; parts of the same one count once.
            sums: what was counted of it.
        """
        keys: dict[By, Sequence[Key]] = {by: (key,)}
        if by is By.MONTH:
            self._requests += requests
            self._total.add_sums(sums)
            self._months[str(key)] += sums.n
            first = date.fromisoformat(f"{key}-01")
            keys |= {coarser: placed_keys(coarser, first, (), "") for coarser in (By.QUARTER, By.YEAR)}
        elif by is By.TERRITORY:
            keys = {by: self._placing.line(str(key))}
        for one in keys.keys() & self._tallies.keys():
            for group in keys[one]:
                self._tally(one, group).add_sums(sums)

    def _tally(self, by: By, key: Key) -> Tally:
        group = self._tallies[by]
        found = group.get(key)
        if found is None:
            found = group[key] = Tally(self._today)
        return found

    def table(self, by: By, public: Publishing | None = None) -> Table:
        """Return a table of what was counted; groups in the order of territories, else of their keys.

        Args:
            by: one of those that are counted.
            public: what may be shown, when it is for the public.
        """
        tallies = self._tallies[by]
        sizes = {key: tally.n for key, tally in tallies.items()}
        shown = sizes if public is None else {key: size for key, size in sizes.items() if public.concerns(by, key)}
        nothing = public is not None and (public.nothing or too_few(self._total.n))
        hides = public.hidden(by, sizes, self._months) if public is not None else frozenset()
        rows = tuple(
            Row(key, None if nothing or key in hides else tallies[key].figures()) for key in self._order(by, shown)
        )
        if self._all is None and not nothing:
            self._all = self._total.figures()  # of a large total it takes long, and each table has it
        total = None if nothing else self._all
        placing = self._placing
        return Table(by, placing.as_of, placing.period, placing.territory_id, total, rows, public is not None)

    def _order(self, by: By, sizes: Mapping[Key, int]) -> list[Key]:
        if by is By.TERRITORY:
            return [unit.id for unit in self._tree.units if unit.id in sizes]
        return sorted(sizes, key=lambda key: (key is None, key if isinstance(key, int) else 0, str(key)))


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
