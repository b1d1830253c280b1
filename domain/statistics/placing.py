"""Where a request belongs: in which groups it is counted, and by whose clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.requests.clocks import Reckoning, RequestClocks
from domain.requests.terms import Terms
from domain.statistics.cases import Case, Fate, SeatTerms, Sight, Trace, part_trace, seen, whole_trace
from domain.statistics.tables import PARTS, By, Key, Period
from domain.territory import REPUBLIC, TerritoryTree


@dataclass(frozen=True, slots=True)
class Placed:
    """A request that is asked about.

    Args:
        case: the request.
        filed: the local day of its filing.
        line: the territory it was filed to and those above it, up to the one asked about.
        whole: what the NGO's clock tells.
        parts: what the clock tells of each office's part that is asked about.
        promises: those that are asked about.
    """

    case: Case
    filed: date
    line: tuple[str, ...]
    whole: Sight
    parts: tuple[tuple[Trace, Sight], ...]
    promises: tuple[Fate, ...]


class Placing:
    """Finds the places of requests.

    Args:
        period: days of filing; requests filed on other days have no place.
        as_of: as of when the requests' clocks were read.
        terms: the rules and the calendar.
        tree: all territories; a unit that is not in it counts for the republic.
        seats: who sat where; needed by seat only.
        territory_id: of which territory, with all that lies in it.
        offices: only the parts of these offices, by their own clocks, in every group; None: all requests.
    """

    def __init__(
        self,
        period: Period,
        as_of: datetime,
        terms: Terms,
        tree: TerritoryTree,
        seats: SeatTerms | None = None,
        territory_id: str = REPUBLIC,
        offices: frozenset[int] | None = None,
    ) -> None:
        self.period = period
        self.as_of = as_of
        self.tree = tree
        self.territory_id = territory_id
        self.today = terms.day(as_of)
        self._terms = terms
        self._seats = seats or SeatTerms(())
        self._offices = offices
        self._lines = {unit.id: (unit.id, *(one.id for one in tree.ancestors(unit.id))) for unit in tree.units}

    def place(self, case: Case) -> Placed | None:
        """Return what a request adds; None when it is not asked about."""
        filed = self._terms.day(case.clocks.whole.received)
        line = self.line(case.territory_id)
        if not self.period.first <= filed <= self.period.last or not line:
            return None
        asked, clocks = self._offices, case.clocks
        trace = whole_trace(clocks, self._terms)
        whole = (trace, self._seen(trace))
        parts = tuple(
            whole if part is clocks.whole else self._part(clocks, part)  # never sent on: one clock for both
            for part in clocks.parts
            if asked is None or part.office_id in asked
        )
        promises = tuple(fate for fate in case.promises if asked is None or fate.office_id in asked)
        if asked is not None and not parts and not promises:
            return None
        return Placed(case, filed, line, whole[1], parts, promises)

    def _part(self, clocks: RequestClocks, part: Reckoning) -> tuple[Trace, Sight]:
        trace = part_trace(clocks, part, self._terms)
        return trace, self._seen(trace)

    def _seen(self, trace: Trace) -> Sight:
        return seen(trace, self.as_of, self.today)

    def line(self, territory_id: str) -> tuple[str, ...]:
        """Return a territory and those above it up to the one asked about; nothing when it does not lie in that."""
        line = self._lines.get(territory_id, (REPUBLIC,))
        return line[: line.index(self.territory_id) + 1] if self.territory_id in line else ()

    def below(self, territory_id: str) -> list[str]:
        """Return a territory and all that lies in it."""
        return [unit for unit, line in self._lines.items() if territory_id in line]

    def all(self, placed: Placed) -> Sequence[Sight]:
        """Return what a request adds to the total: itself, or the parts of the offices asked about."""
        return (placed.whole,) if self._offices is None else [sight for _, sight in placed.parts]

    def sights(self, placed: Placed, by: By) -> Iterator[tuple[Key, Sight]]:
        """Yield the groups in which a request is counted, with what it adds to each."""
        if by in PARTS:
            for trace, sight in placed.parts:
                office = by is By.OFFICE
                yield (trace.office_id if office else self._seats.of_part(placed.case, trace, self._terms)), sight
            if not placed.parts and self._offices is None:
                yield None, placed.whole
            return
        for key in keys(by, placed.filed, placed.line, placed.case.topic_id):
            for sight in self.all(placed):
                yield key, sight

    def fates(self, placed: Placed, by: By) -> Iterator[tuple[Key, Fate]]:
        """Yield the groups in which its promises are counted."""
        for fate in placed.promises:
            if by in PARTS:
                yield (fate.office_id if by is By.OFFICE else fate.seat_id), fate
                continue
            for key in keys(by, placed.filed, placed.line, placed.case.topic_id):
                yield key, fate


def keys(by: By, filed: date, line: tuple[str, ...], topic_id: str) -> tuple[str, ...]:
    """Return the groups of a request: by territory, topic or time of filing."""
    match by:
        case By.TERRITORY:
            return line
        case By.TOPIC:
            return (topic_id,)
        case By.MONTH:
            return (f"{filed:%Y-%m}",)
        case By.QUARTER:
            return (f"{filed.year}-Q{(filed.month + 2) // 3}",)
        case _:
            return (f"{filed.year}",)
