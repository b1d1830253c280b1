"""Which offices of a report are hidden, where the totals of their territories stand in the same report."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from domain.statistics.hiding import LEAST, hidden


def hidden_offices(sizes: Mapping[int, int], units: Mapping[int, Hashable]) -> frozenset[int]:
    """Return the offices that are hidden: those under 5 and others with them, in each territory and in all.

    Beside the table of offices stands that of territories, so a small office must not be what is left of its
    territory either. What is hidden is never one office alone, and together at least 10, as long as there are others.

    Args:
        sizes: how many requests each office received.
        units: in which territory each office is.
    """
    found: set[int] = set()
    for unit in set(units.values()):
        offices = sorted(number for number in sizes if units[number] == unit)
        found.update(offices[place] for place in hidden([sizes[number] for number in offices]))
    if not found:
        return frozenset()
    for number in sorted(sizes, key=lambda one: (sizes[one], one)):
        if len(found) >= 2 and sum(sizes[one] for one in found) >= 2 * LEAST:
            break
        found.add(number)
    return frozenset(found)
