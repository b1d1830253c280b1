"""Which groups are not shown in public: those under 5, and others with them, so that none is found by subtraction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

LEAST = 5
"""The smallest group that is shown in public."""


def hidden(sizes: Sequence[int]) -> frozenset[int]:
    """Return the places of the groups that are hidden where their total is known; nothing for empty groups.

    When any group is under 5, at least two are hidden and together they are at least 10: what is left of the total
    then fits more than one division, also for somebody who knows this rule. Where the others are not enough, all are.
    """
    order = sorted((place for place, size in enumerate(sizes) if size), key=lambda place: (sizes[place], place))
    taken = [place for place in order if sizes[place] < LEAST]
    if not taken:
        return frozenset()
    for place in order[len(taken) :]:
        if len(taken) >= 2 and sum(sizes[one] for one in taken) >= 2 * LEAST:
            break
        taken.append(place)
    return frozenset(taken)


def hidden_in_tree(sizes: Mapping[str, int], children: Mapping[str, Sequence[str]], root: str) -> frozenset[str]:
    """Return which units of a tree are hidden where each unit's size holds those below it.

    What a unit has beside those below it is a group too: it would be found by subtraction. Below a hidden unit
    everything is hidden.

    Args:
        sizes: of every unit that has any.
        children: the units directly below each.
        root: where the tree begins; hidden itself when it is under 5.
    """
    found: set[str] = set()
    if 0 < sizes.get(root, 0) < LEAST:
        found.add(root)
    waiting = [root]
    while waiting:
        unit = waiting.pop()
        below = [one for one in children.get(unit, ()) if sizes.get(one)]
        waiting += below
        if unit in found:
            found.update(below)
            continue
        own = sizes.get(unit, 0) - sum(sizes[one] for one in below)
        chosen = hidden([*(sizes[one] for one in below), own])
        found.update(one for place, one in enumerate(below) if place in chosen)
    return frozenset(found)


def hidden_times(months: Mapping[str, int]) -> frozenset[str]:
    """Return which months, quarters and years are hidden, whichever of them are shown: a month is also what is left of
    its quarter.

    Args:
        months: how many requests were filed in each (`2026-03`).
    """
    sizes: Counter[str] = Counter()
    below: defaultdict[str, list[str]] = defaultdict(list)
    for month, size in sorted(months.items()):
        year = month[:4]
        line = ("", year, f"{year}-Q{(int(month[5:]) + 2) // 3}", month)
        for above, unit in pairwise(line):
            if unit not in below[above]:
                below[above].append(unit)
        sizes.update(dict.fromkeys(line, size))
    return hidden_in_tree(sizes, below, "")


def hidden_offices(
    sizes: Mapping[int | None, int], lines: Mapping[int | None, Sequence[str]], units: Mapping[str, int]
) -> frozenset[int | None]:
    """Return which offices are hidden where the numbers of requests of the territories are known, too.

    What a territory has beside what its offices received, or they beside what was filed there, is a group as well.

    Args:
        sizes: what each office received; None: what no office did.
        lines: of each the territory where it is and those above it, the innermost first.
        units: how many requests were filed in each territory that is shown, with all that lies in it. Offices of others
            are hidden.
    """
    found = {office for office in sizes if any(unit not in units for unit in lines[office])}
    inside: defaultdict[str, list[int | None]] = defaultdict(list)
    depth: dict[str, int] = {}
    for office, line in lines.items():
        for place, unit in enumerate(reversed(line)):
            inside[unit].append(office)
            depth[unit] = place
    smallest = sorted(sizes, key=lambda one: (sizes[one], one is None, one or 0))
    leaving: list[str] = []
    for unit in sorted(units.keys() & inside.keys(), key=lambda one: (-depth[one], one)):  # the innermost first
        there = set(inside[unit])
        offices = [one for one in smallest if one in there]
        beside = abs(units[unit] - sum(sizes[one] for one in offices))
        taken = [sizes[one] for one in offices if one in found or sizes[one] < LEAST]
        taken += [beside] if 0 < beside < LEAST else []
        if not taken:
            continue
        if 0 < beside < LEAST:
            leaving.append(unit)
        found.update(one for one in offices if sizes[one] < LEAST)
        for one in offices:
            if len(taken) >= 2 and sum(taken) >= 2 * LEAST:
                break
            if one not in found:
                found.add(one)
                taken.append(sizes[one])
    for unit in leaving:
        # All offices together are known; were all hidden ones there, so would be what is left beside them.
        outside = [one for one in smallest if one not in inside[unit]]
        if outside and found.isdisjoint(outside):
            found.add(outside[0])
    return frozenset(found)
