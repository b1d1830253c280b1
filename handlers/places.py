"""Finding a district, city or oblast by what somebody typed, in either language or in Latin letters."""

from __future__ import annotations

import re
from functools import lru_cache

from domain.territory import REPUBLIC, Territory, TerritoryTree
from domain.words import fold

SHOWN = 8
"""More matches than this are not a choice: the person is asked for more letters."""

LEAST_LETTERS = 2

_WORDS_TRIED = 6

_WHOLE_COUNTRY = ("бүкіл қазақстан", "бүкіл ел", "весь казахстан", "вся страна", "вся республика", "қазақстан")


def _spellings(unit: Territory) -> frozenset[str]:
    names = (unit.name_kk, unit.name_ru, unit.name_en, unit.short_kk, unit.short_ru, *unit.keys)
    return frozenset(fold(word) for word in names)


@lru_cache(maxsize=4)
def _index(tree: TerritoryTree) -> tuple[tuple[Territory, frozenset[str]], ...]:
    """Return every unit a person may choose below the republic, with its spellings, folded."""
    return tuple((unit, _spellings(unit)) for unit in tree.units if unit.level and unit.selectable)


@lru_cache(maxsize=4)
def _not_offered(tree: TerritoryTree) -> frozenset[str]:
    """Return the folded spellings of the units that nobody may choose."""
    return frozenset().union(*(_spellings(unit) for unit in tree.units if not unit.selectable))


@lru_cache(maxsize=4)
def _country(tree: TerritoryTree) -> frozenset[str]:
    return _spellings(tree[REPUBLIC]) | {fold(words) for words in _WHOLE_COUNTRY}


def find(tree: TerritoryTree, typed: str, within: str | None = None) -> tuple[Territory, ...]:
    """Return the units whose name, or a word in it, begins with what was typed; exact names first.

    People also write a whole address: when it is unknown as it stands, its known part is taken, and of «oblast,
    district» the district.

    Args:
        tree: all units.
        typed: what the person wrote.
        within: an oblast whose own units are enough when some of them fit.
    """
    if fold(typed) in _country(tree):
        return (tree[REPUBLIC],)
    if found := _find(tree, fold(typed), within):
        return found
    known = [units for part in _parts(typed) if (units := _find(tree, part, within))]
    if not known:
        return ()
    ids = {unit.id for units in known for unit in units}
    narrower = {
        unit.id: unit for units in known for unit in units if any(above.id in ids for above in tree.ancestors(unit.id))
    }
    return tuple(narrower.values()) or known[0]


def is_name(tree: TerritoryTree, typed: str, unit: Territory) -> bool:
    """Tell whether what was typed names the unit in full, and not also a place that cannot be chosen."""
    names = _country(tree) if unit.id == REPUBLIC else _spellings(unit)
    return any(part in names and part not in _not_offered(tree) for part in (fold(typed), *_parts(typed)))


def _parts(typed: str) -> tuple[str, ...]:
    """Return the folded parts between commas; of one without commas its beginnings of two words and more."""
    parts = [fold(part) for part in re.split("[,;\n]", typed)]
    if len(parts) > 1:
        return tuple(parts)
    words = parts[0].split()[:_WORDS_TRIED]
    return tuple(" ".join(words[:count]) for count in range(len(words) - 1, 1, -1))


def _find(tree: TerritoryTree, wanted: str, within: str | None) -> tuple[Territory, ...]:
    if len(wanted) < LEAST_LETTERS:
        return ()
    exact, others = [], []
    for unit, spellings in _index(tree):
        if wanted in spellings:
            exact.append(unit)
        elif any(f" {spelling}".find(f" {wanted}") >= 0 for spelling in spellings):
            others.append(unit)
    found = (*exact, *others)
    inside = tuple(unit for unit in found if within in (unit.id, unit.parent_id))
    return inside or found
