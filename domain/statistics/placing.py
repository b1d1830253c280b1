"""Where a request belongs: in which groups it is counted, and by whose clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.requests.terms import Terms
from domain.statistics.cases import Case, Fate, SeatTerms, Sight, part_sight, whole_sight
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
        parts: of each office's part that is asked about: the office, its seat, what its clock tells.
        promises: those that are asked about.
    """

    case: Case
    filed: date
    line: tuple[str, ...]
    whole: Sight
    parts: tuple[tuple[int | None, int | None, Sight], ...]
    promises: tuple[Fate, ...]


class Placing:
    """Finds the places of requests.

    Args:
        period: days of filing; requests filed on other days have no place.
        terms: the rules and the calendar.
        tree: all territories; a unit that is not in it counts for the republic.
        seats: who sat where; needed by seat only.
        territory_id: of which territory, with all that lies in it.
        offices: only the parts of these offices, by their own clocks, in every group; None: all requests.
    """

    def __init__(
        self,
        period: Period,
        terms: Terms,
        tree: TerritoryTree,
        seats: SeatTerms | None = None,
        territory_id: str = REPUBLIC,
        offices: frozenset[int] | None = None,
    ) -> None:
        self._period = period
        self._terms = terms
        self._seats = seats or SeatTerms(())
        self._territory = territory_id
        self._offices = offices
        self._lines = {unit.id: (unit.id, *(one.id for one in tree.ancestors(unit.id))) for unit in tree.units}

    def place(self, case: Case) -> Placed | None:
        """Return what a request adds; None when it is not asked about."""
        filed = self._terms.day(case.clocks.whole.received)
        line = self._lines.get(case.territory_id, (REPUBLIC,))
        if not self._period.first <= filed <= self._period.last or self._territory not in line:
            return None
        asked = self._offices
        parts = tuple(
            (part.office_id, self._seats.of_part(case, part, self._terms), part_sight(case.clocks, part, self._terms))
            for part in case.clocks.parts
            if asked is None or part.office_id in asked
        )
        if asked is not None and not parts:
            return None
        promises = tuple(fate for fate in case.promises if asked is None or fate.office_id in asked)
        line = line[: line.index(self._territory) + 1]
        return Placed(case, filed, line, whole_sight(case.clocks, self._terms), parts, promises)

    def all(self, placed: Placed) -> Iterable[Sight]:
        """Return what a request adds to the total: itself, or the parts of the offices asked about."""
        return (placed.whole,) if self._offices is None else (sight for _, _, sight in placed.parts)

    def sights(self, placed: Placed, by: By) -> Iterator[tuple[Key, Sight]]:
        """Yield the groups in which a request is counted, with what it adds to each."""
        if by in PARTS:
            for office_id, seat_id, sight in placed.parts:
                yield (office_id if by is By.OFFICE else seat_id), sight
            if not placed.parts:
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
