"""What of the figures may be shown in public: one rule for all tables of the same days of filing.

A table is not hidden for itself: a month is also what is left of its quarter, a district what is left of its oblast, in
whichever table or question these stand; and nearly all that an office has was filed in its own territory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.statistics.hiding import LEAST, hidden, hidden_in_tree, hidden_offices, hidden_times
from domain.statistics.tables import By, Key
from domain.territory import REPUBLIC, TerritoryTree

_TIMES = frozenset({By.MONTH, By.QUARTER, By.YEAR})


@dataclass(frozen=True, slots=True)
class Facts:
    """What else the public knows.

    Args:
        filed: how many requests were filed in the period in each territory of the country, without those below it.
        homes: in which territory each office is.
    """

    filed: Mapping[str, int] = field(default_factory=dict)
    homes: Mapping[int, str] = field(default_factory=dict)


class Publishing:
    """Tells which groups are hidden in the public tables of a territory.

    Args:
        tree: all territories.
        territory_id: of which territory the tables are.
        facts: what the public knows.
    """

    def __init__(self, tree: TerritoryTree, territory_id: str, facts: Facts) -> None:
        self._tree = tree
        self._territory = territory_id
        self._facts = facts
        self._sizes: dict[str, int] = {}
        for unit_id, size in facts.filed.items():
            for unit in self._line(unit_id):
                self._sizes[unit] = self._sizes.get(unit, 0) + size
        below = {unit.id: [one.id for one in tree.children(unit.id)] for unit in tree.units}
        self._units = hidden_in_tree(self._sizes, below, REPUBLIC)

    def _line(self, unit_id: str) -> tuple[str, ...]:
        if unit_id not in self._tree:
            return (REPUBLIC,)
        return (unit_id, *(above.id for above in self._tree.ancestors(unit_id)))

    @property
    def nothing(self) -> bool:
        """Tell whether the whole territory is hidden: it is small, or what is left of the one above."""
        return self._territory in self._units

    def concerns(self, by: By, key: Key) -> bool:
        """Tell whether a group stands in the tables of the territory: of offices those that are there.

        Each of them stands there with all that it received, wherever that was filed: whichever table it is in, its
        figures are the same, and nothing is found by subtracting one from the other.
        """
        if by is not By.OFFICE or self._territory == REPUBLIC:
            return True
        return isinstance(key, int) and self._territory in self._line(self._facts.homes.get(key, ""))

    def hidden(self, by: By, sizes: Mapping[Key, int], months: Mapping[str, int]) -> frozenset[Key]:
        """Return which groups of a table are hidden.

        Args:
            by: what it is given by. Figures of a seat are figures of a person: never public.
            sizes: of its groups; of offices all that they received, and all offices of the country.
            months: how many requests were filed in each month.
        """
        if by is By.SEAT:
            return frozenset(sizes)
        if by is By.TERRITORY:
            return frozenset(self._units)
        if by is By.OFFICE:
            return frozenset(self._offices({key: size for key, size in sizes.items() if not isinstance(key, str)}))
        if by in _TIMES:
            return frozenset(hidden_times(months))
        keys = sorted(sizes, key=str)
        chosen = hidden([sizes[key] for key in keys])
        return frozenset(key for place, key in enumerate(keys) if place in chosen)

    def _offices(self, sizes: Mapping[int | None, int]) -> frozenset[int | None]:
        """Return which offices of the country are hidden, given what each of them received from anywhere."""
        homes = self._facts.homes
        lines = {office: self._line("" if office is None else homes.get(office, "")) for office in sizes}
        shown = {unit.id: self._sizes.get(unit.id, 0) for unit in self._tree.units if unit.id not in self._units}
        return hidden_offices(sizes, lines, shown)


def too_few(size: int) -> bool:
    """Tell whether a whole table is of so few that even its total is hidden."""
    return size < LEAST
