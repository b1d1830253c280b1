"""Public figures in a chat: whoever asks for every place and way finds no group under 5 by subtraction."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from domain.offices import Office
from domain.statistics.figures import Figures
from domain.statistics.hiding import LEAST
from domain.statistics.publishing import Facts, Publishing
from domain.statistics.tables import By, Key
from domain.territory import TerritoryTree
from handlers.figures import Counted
from handlers.figures_at_hand import BYS, part_of
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


def tables(sizes: Mapping[str, int]) -> dict[By, Counted]:
    """The country as it is counted for the public: an office in each unit that has requests."""
    units = rolled_up(sizes)
    offices = {number: Office(number, place, "Бөлім", "Отдел", ()) for number, place in enumerate(sizes, start=1)}
    groups: dict[By, dict[Key, Figures | None]] = {
        By.TERRITORY: {unit.id: figures(units[unit.id]) for unit in TREE.units if unit.id in units},
        By.OFFICE: {number: figures(sizes[office.territory_id]) for number, office in offices.items()},
        By.TOPIC: {"youth": figures(units["KZ"])},
        By.MONTH: {"2026-03": figures(units["KZ"])},
    }
    public = Publishing(TREE, "KZ", Facts(sizes, {number: office.territory_id for number, office in offices.items()}))
    total = None if public.nothing else figures(units["KZ"])
    for by, group in groups.items():
        counts = {key: one.n for key, one in group.items() if one is not None}
        hides = public.hidden(by, counts, {"2026-03": units["KZ"]})
        groups[by] = {key: None if public.nothing or key in hides else one for key, one in group.items()}
    return {by: counted(by, groups[by], total, offices=offices, public=True) for by in BYS}


@given(own)
def test_whatever_place_one_asks_from_a_group_shows_the_same_figures_or_is_hidden(sizes: dict[str, int]) -> None:
    found = tables(sizes)
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
