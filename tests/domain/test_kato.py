"""Codes of administrative units, also from before the reforms, and the territories of today."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.kato import KatoCodes
from domain.territory import TerritoryTree
from storage.seed import load_old_kato, load_territories

TREE = TerritoryTree(load_territories())
CODES = KatoCodes(TREE, load_old_kato())


@pytest.mark.parametrize(
    ("code", "units"),
    [
        ("100000000", ("100000000",)),
        ("101010000", ("101000000",)),
        ("632810000", ("101000000",)),
        ("633420100", ("103600000",)),
        ("636430100", ("104600000",)),
        ("351810000", ("621000000",)),
        ("354430100", ("623600000",)),
        ("196430100", ("333600000",)),
        ("191010000", ("191000000", "331000000")),
        ("191610000", ("191000000",)),
        ("512610000", ("611000000",)),
        ("511010000", ("790000000",)),
        ("711310000", ("711310000",)),
        ("751110000", ("751110000",)),
        ("630000000", ("630000000",)),
        ("639912300", ("630000000",)),
        ("000000000", ()),
        ("990000000", ()),
        ("63281000", ()),
        ("٦٣٢٨١٠٠٠٠", ()),
        ("", ()),
        ("KZ", ()),
    ],
)
def test_a_code_names_the_units_that_its_area_lies_in_today(code: str, units: tuple[str, ...]) -> None:
    assert CODES.territories([code]) == units


def test_codes_are_named_once_and_not_without_end() -> None:
    assert CODES.territories(["632810000", "101000000", "x"]) == ("101000000",)
    assert len(CODES.territories(["x"] * 1000 + ["632810000"])) == 0


def test_every_old_code_leads_to_a_unit_that_exists() -> None:
    old = load_old_kato()
    assert all(unit in TREE for units in old.values() for unit in units)
    reused = {code for code in old if code in TREE}
    assert reused == {"191000000"}, "the code of Taldyqorgan was given to Qonaev"


def test_every_unit_of_the_three_new_oblasts_that_was_one_before_has_its_old_code() -> None:
    reached = {unit for units in load_old_kato().values() for unit in units}
    born = {unit.id for oblast in ("100000000", "330000000", "620000000") for unit in TREE.children(oblast)}
    assert {TREE[unit].name_ru for unit in born - reached if TREE[unit].kato} == {"район Ақсуат"}


@given(st.lists(st.text(max_size=12) | st.text("0123456789", min_size=9, max_size=9), max_size=60))
def test_any_codes_name_units_that_exist_each_once(codes: list[str]) -> None:
    found = CODES.territories(codes)
    assert len(found) == len(set(found))
    assert all(unit in TREE for unit in found)
