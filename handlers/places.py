"""Finding a district, city or oblast by what somebody typed, in either language or in Latin letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from domain.territory import Territory, TerritoryTree

SHOWN = 8
"""More matches than this are not a choice: the person is asked for more letters."""

LEAST_LETTERS = 2

# Kazakh letters typed on a Russian keyboard; ы and и because «Есил» and «Есыл» are both met.
_FORGIVEN = str.maketrans("әғқңөұүһіыэ", "агкноуухиие", "ъьʼ’'`")


def fold(text: str) -> str:
    """Return the text as it is compared: lower case, ё as е, Kazakh letters as Russian ones, words by one space."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_FORGIVEN))
    # й and ё lose their mark here too, on both sides of the comparison.
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", letters.translate(_FORGIVEN)))


@lru_cache(maxsize=4)
def _index(tree: TerritoryTree) -> tuple[tuple[Territory, tuple[str, ...]], ...]:
    """Return every unit a person may choose below the republic, with its spellings, folded."""
    found = []
    for unit in tree.units:
        if unit.level and unit.selectable:
            spellings = (unit.name_kk, unit.name_ru, unit.name_en, unit.short_kk, unit.short_ru, *unit.keys)
            found.append((unit, tuple(sorted({fold(word) for word in spellings}))))
    return tuple(found)


def find(tree: TerritoryTree, typed: str, within: str | None = None) -> tuple[Territory, ...]:
    """Return the units whose name, or a word in it, begins with what was typed; exact names first.

    Args:
        tree: all units.
        typed: what the person wrote.
        within: an oblast whose own units are enough when some of them fit.
    """
    wanted = fold(typed)
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
