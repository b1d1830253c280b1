"""Offices beside their territories: no small one is what is left of a total that stands in the same report."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from domain.reports.hiding import hidden_offices
from domain.statistics.hiding import LEAST

SIZES = st.dictionaries(st.integers(1, 30), st.integers(1, 30), max_size=12)


def test_the_only_small_office_of_a_district_takes_another_of_that_district_with_it() -> None:
    sizes, units = {1: 60, 2: 26, 3: 2, 4: 10}, {1: "a", 2: "a", 3: "a", 4: "b"}
    assert hidden_offices(sizes, units) == {2, 3}, "not the smaller one of the other district"


@given(SIZES, st.data())
def test_what_is_left_of_every_total_is_two_offices_and_ten_requests_or_all(
    sizes: dict[int, int], data: st.DataObject
) -> None:
    units = {number: data.draw(st.sampled_from("abc")) for number in sizes}
    found = hidden_offices(sizes, units)
    assert {number for number, size in sizes.items() if size < LEAST} <= found
    groups: dict[str, set[int]] = defaultdict(set)
    for number, unit in units.items():
        groups[unit].add(number)
    for offices in (set(sizes), *groups.values()):
        small = any(sizes[number] < LEAST for number in offices)
        left = offices & found
        if small and left != offices:
            assert len(left) >= 2 and sum(sizes[number] for number in left) >= 2 * LEAST
    if found and found != set(sizes):
        assert len(found) >= 2 and sum(sizes[number] for number in found) >= 2 * LEAST
