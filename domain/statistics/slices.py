"""What of figures anybody may see who asks again and again: parts of a few fixed tables, hidden once for all of them.

Whoever may choose a territory and a period freely could find a hidden group by subtracting one table from another: a
topic in a district is what the topic has in the oblast without the other districts. So all that is public in a chat is
cut out of one table by territory and one by office, topic and month of the whole country and a whole year.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.statistics.hiding import hidden, hidden_in_tree
from domain.territory import REPUBLIC, TerritoryTree


def hidden_units(sizes: Mapping[str, int], tree: TerritoryTree) -> frozenset[str]:
    """Return the units that are hidden wherever they are shown.

    Args:
        sizes: requests of each unit that has any, with those of the units below it.
        tree: all territories.
    """
    below = {unit.id: [one.id for one in tree.children(unit.id)] for unit in tree.units}
    return hidden_in_tree(sizes, below, REPUBLIC)


def hidden_groups(sizes: Mapping[str | int | None, int]) -> frozenset[str | int | None]:
    """Return the groups that are hidden in a table of the whole country."""
    keys = sorted(sizes, key=lambda key: (key is None, str(key)))
    chosen = hidden([sizes[key] for key in keys])
    return frozenset(key for place, key in enumerate(keys) if place in chosen)


def hidden_offices(
    sizes: Mapping[str | int | None, int], places: Mapping[int, str], units: frozenset[str]
) -> frozenset[str | int | None]:
    """Return the offices that are hidden wherever they are shown.

    Nearly all that an office has was filed in its own territory, whose number is public: so its offices together must
    not tell one of them, nor those of the country.

    Args:
        sizes: parts of each office that has any; under None what no office received.
        places: the territory of each office.
        units: the units that are hidden: their offices are, too.
    """
    found = set(hidden_groups(sizes))
    of_unit: dict[str, dict[str | int | None, int]] = {}
    for key, size in sizes.items():
        place = places.get(key, "") if isinstance(key, int) else ""
        of_unit.setdefault(place, {})[key] = size
    for place, group in of_unit.items():
        found |= set(group) if place in units else hidden_groups(group)
    return frozenset(found)
