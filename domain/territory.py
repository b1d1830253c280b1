"""The territorial tree of Kazakhstan: republic, oblasts and big cities, districts and cities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.language import Language

REPUBLIC = "KZ"


@dataclass(frozen=True, slots=True)
class Territory:
    """One unit. `id` is stable (the KATO code where one is known, else `x-…`); `level` is 0, 1 or 2."""

    id: str
    parent_id: str | None
    level: int
    kind: str  # republic, oblast, city, district
    kato: str | None
    name_kk: str
    name_ru: str
    name_en: str
    short_kk: str
    short_ru: str
    keys: tuple[str, ...]  # lower-case spellings people type or print, in any script
    selectable: bool = True  # False: not offered to a person (Байқоңыр is leased to Russia)

    def name(self, lang: Language) -> str:
        """Return the official name in the language."""
        return self.name_kk if lang is Language.KK else self.name_ru

    def short(self, lang: Language) -> str:
        """Return the short name in the language, for buttons."""
        return self.short_kk if lang is Language.KK else self.short_ru


class TerritoryTree:
    """All units, in the order of the editable file they come from.

    Args:
        units: every unit; parents may come in any order.

    Raises:
        ValueError: a parent is missing, an id comes twice, or there is no republic.
    """

    def __init__(self, units: Iterable[Territory]) -> None:
        self.units = tuple(units)
        self._by_id = {unit.id: unit for unit in self.units}
        if len(self._by_id) != len(self.units):
            raise ValueError("a territory id comes twice")
        if REPUBLIC not in self._by_id:
            raise ValueError("the territories have no republic")
        self._children: dict[str, list[Territory]] = {}
        for unit in self.units:
            if unit.parent_id is None:
                continue
            if unit.parent_id not in self._by_id:
                raise ValueError(f"territory {unit.id} has an unknown parent {unit.parent_id}")
            self._children.setdefault(unit.parent_id, []).append(unit)

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self._by_id

    def __getitem__(self, unit_id: str) -> Territory:
        return self._by_id[unit_id]

    def get(self, unit_id: str) -> Territory | None:
        """Return the unit, or None when there is no such id."""
        return self._by_id.get(unit_id)

    def children(self, unit_id: str) -> tuple[Territory, ...]:
        """Return the units directly below."""
        return tuple(self._children.get(unit_id, ()))

    def ancestors(self, unit_id: str) -> tuple[Territory, ...]:
        """Return the units above, nearest first, ending with the republic."""
        found = []
        parent = self._by_id[unit_id].parent_id
        while parent is not None:
            unit = self._by_id[parent]
            found.append(unit)
            parent = unit.parent_id
        return tuple(found)

    def on_one_line(self, one: str, other: str) -> bool:
        """Tell whether one unit is, lies in, or contains the other: then a call in one concerns the other."""
        return (
            one == other
            or any(unit.id == other for unit in self.ancestors(one))
            or any(unit.id == one for unit in self.ancestors(other))
        )
