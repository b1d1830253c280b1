"""Public figures in a chat: whoever asks for every place and way finds no group under 5 by subtraction."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from domain.offices import Office
from domain.statistics.figures import Figures
from domain.statistics.hiding import LEAST
from domain.statistics.slices import hidden_groups, hidden_offices, hidden_units
from domain.statistics.tables import By, Key
from domain.territory import TerritoryTree
from handlers.figures import Counted
from handlers.public_figures import BYS, hidden_in, part_of
from storage.seed import load_territories
from tests.figure_samples import counted, figures

TREE = TerritoryTree(load_territories())
OBLASTS = [unit.id for unit in TREE.children("KZ")][:3]
DISTRICTS = {oblast: [unit.id for unit in TREE.children(oblast)][:3] for oblast in OBLASTS}
LEAVES = [district for found in DISTRICTS.values() for district in found]

own = st.dictionaries(st.sampled_from([*LEAVES, *OBLASTS, "KZ"]), st.integers(1, 14), min_size=1)


def rolled_up(sizes: Mapping[str, int]) -> dict[str, int]:
    """Of each unit its own requests and those of the units below it."""
    found: dict[str, int] = {}
    for unit, size in sizes.items():
        for one in (unit, *(above.id for above in TREE.ancestors(unit))):
            found[one] = found.get(one, 0) + size
    return found


@given(own)
def test_no_unit_and_no_rest_under_five_is_shown_and_nothing_below_a_hidden_one(sizes: dict[str, int]) -> None:
    units = rolled_up(sizes)
    hides = hidden_units(units, TREE)
    for unit, size in units.items():
        assert unit in hides or size >= LEAST
        above = TREE[unit].parent_id
        assert unit in hides or above not in hides
        below = [one.id for one in TREE.children(unit) if one.id in units]
        shown = [one for one in below if one not in hides]
        rest = size - sum(units[one] for one in shown)
        if unit not in hides and rest:  # what is left of the total fits more than one division
            assert rest >= LEAST


@given(own, st.data())
def test_of_the_offices_of_a_territory_never_one_alone_is_hidden_beside_others(
    sizes: dict[str, int], data: st.DataObject
) -> None:
    places: dict[int, str] = {}
    parts: dict[str | int | None, int] = {}
    for place in sizes:
        for size in data.draw(st.lists(st.integers(1, 14), max_size=4)):
            number = len(places) + 1
            places[number] = place
            parts[number] = size
    units = hidden_units(rolled_up(sizes), TREE)
    hides = hidden_offices(parts, places, units)
    assert all(number in hides or size >= LEAST for number, size in parts.items())
    assert hidden_groups(parts) <= hides
    for place in sizes:
        here = [number for number, where in places.items() if where == place]
        gone = [number for number in here if number in hides]
        assert place not in units or len(gone) == len(here)
        small = [number for number in here if parts[number] < LEAST]
        if small and len(here) > 1:
            assert len(gone) >= 2


def tables(sizes: Mapping[str, int]) -> dict[By, Counted]:
    """The country as it was counted for nobody in particular: an office in each unit that has requests."""
    units = rolled_up(sizes)
    offices = {number: Office(number, place, "Бөлім", "Отдел", ()) for number, place in enumerate(sizes, start=1)}
    groups: dict[By, dict[Key, Figures | None]] = {
        By.TERRITORY: {unit.id: figures(units[unit.id]) for unit in TREE.units if unit.id in units},
        By.OFFICE: {number: figures(sizes[office.territory_id]) for number, office in offices.items()},
        By.TOPIC: {"youth": figures(units["KZ"])},
        By.MONTH: {"2026-03": figures(units["KZ"])},
    }
    total = figures(units["KZ"])
    return {by: counted(by, groups[by], total, offices=offices) for by in BYS}


@given(own)
def test_whatever_place_one_asks_from_a_group_shows_the_same_figures_or_is_hidden(sizes: dict[str, int]) -> None:
    found = hidden_in(tables(sizes), TREE)
    seen: dict[tuple[By, Key], set[int | None]] = {}
    for place in ("KZ", *OBLASTS, *LEAVES):
        for by in BYS:
            table = part_of(found, by, place, TREE).table
            assert table.public
            if by in (By.TERRITORY, By.OFFICE):
                seen.setdefault((By.TERRITORY, place), set()).add(table.total.n if table.total is not None else None)
            for row in table.rows:
                size = row.figures.n if row.figures is not None else None
                assert size is None or size >= LEAST
                seen.setdefault((by, row.key), set()).add(size)
    assert all(len(values) == 1 for values in seen.values())
