"""Which groups are not shown in public: those under 5, and others with them, so that none is found by subtraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
