"""Nobody finds a small group by subtraction, not even knowing the rule by which groups are hidden."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statistics.hiding import LEAST, hidden, hidden_in_tree

Published = tuple[int | None, ...]
MOST = 13


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_every_hidden_small_group_might_have_another_size(count: int) -> None:
    """All divisions into groups there are, and for each publication all that would have led to it."""
    told: dict[tuple[int, Published], list[tuple[int, ...]]] = defaultdict(list)
    for sizes in product(range(MOST + 1), repeat=count):
        if LEAST <= sum(sizes) <= MOST:
            places = hidden(sizes)
            shown = tuple(None if place in places else size for place, size in enumerate(sizes))
            told[sum(sizes), shown].append(sizes)
    for (_, shown), fitting in told.items():
        for place, size in enumerate(shown):
            assert size is None or size == 0 or size >= LEAST
            if size is None:
                assert len({sizes[place] for sizes in fitting}) > 1


@given(st.lists(st.integers(0, 40), max_size=30))
def test_what_is_hidden_is_never_one_group_nor_a_small_sum(sizes: list[int]) -> None:
    places = hidden(sizes)
    assert all(size == 0 or size >= LEAST for place, size in enumerate(sizes) if place not in places)
    if places and any(place not in places and size for place, size in enumerate(sizes)):
        assert len(places) >= 2
        assert sum(sizes[place] for place in places) >= 2 * LEAST


def test_a_group_of_four_takes_the_next_smallest_with_it() -> None:
    assert hidden([30, 4, 12, 9]) == {1, 3}
    assert hidden([30, 5, 12, 9]) == frozenset()
    assert hidden([30, 0, 12]) == frozenset()


# A root with two oblasts, each with two districts; what an oblast has beside its districts was filed to itself.
TREE = {"KZ": ["a", "b"], "a": ["a1", "a2"], "b": ["b1", "b2"]}
LEAVES = ("a", "a1", "a2", "b", "b1", "b2")


def rolled_up(own: tuple[int, ...]) -> dict[str, int]:
    sizes = dict(zip(LEAVES, own, strict=True))
    sizes["a"] += sizes["a1"] + sizes["a2"]
    sizes["b"] += sizes["b1"] + sizes["b2"]
    sizes["KZ"] = sizes["a"] + sizes["b"]
    return sizes


def test_no_small_unit_of_a_tree_is_found_by_subtraction_either() -> None:
    told: dict[tuple[tuple[str, int | None], ...], list[tuple[int, ...]]] = defaultdict(list)
    for first in product(range(12), repeat=len(LEAVES) - 1):
        if sum(first) > 11:
            continue
        own = (*first, 11 - sum(first))
        sizes = rolled_up(own)
        places = hidden_in_tree(sizes, TREE, "KZ")
        told[tuple((unit, None if unit in places else size) for unit, size in sizes.items())].append(own)
    for shown, fitting in told.items():
        worlds = [rolled_up(own) for own in fitting]
        for unit, size in shown:
            assert size is None or size == 0 or size >= LEAST
            if size is None:
                assert len({world[unit] for world in worlds}) > 1
        for oblast, districts in (("a", ("a1", "a2")), ("b", ("b1", "b2"))):
            own = {world[oblast] - sum(world[one] for one in districts) for world in worlds}
            assert len(own) > 1 or own.pop() not in range(1, LEAST)


def test_below_a_hidden_unit_everything_is_hidden() -> None:
    sizes = {"KZ": 40, "a": 30, "a1": 30, "b": 4, "b1": 4} | {"c": 6, "c1": 6}
    tree = {"KZ": ["a", "b", "c"], "a": ["a1"], "b": ["b1"], "c": ["c1"]}
    assert hidden_in_tree(sizes, tree, "KZ") == {"b", "b1", "c", "c1"}
    assert hidden_in_tree({"KZ": 3, "a": 3}, {"KZ": ["a"]}, "KZ") == {"KZ", "a"}
