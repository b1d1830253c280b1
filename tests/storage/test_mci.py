"""The monthly calculation index: a table that an operator edits, and sums told only for years it knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.mci import MciTable
from storage.seed import load_mci


@pytest.mark.parametrize(
    ("units", "year", "tenge"),
    [(1, 2023, 3_450), (500, 2024, 1_846_000), (3_000, 2025, 11_796_000), (2_000, 2026, 8_650_000)],
)
def test_an_award_in_indices_is_told_in_tenge_of_its_year(units: int, year: int, tenge: int) -> None:
    assert load_mci().in_tenge(units, year) == tenge


@pytest.mark.parametrize("year", [2022, 2027, 0])
def test_a_year_that_is_not_in_the_table_is_never_guessed(year: int) -> None:
    assert MciTable({2023: 3_450, 2026: 4_325}).in_tenge(100, year) is None


def test_an_added_year_counts_at_once(tmp_path: Path) -> None:
    (tmp_path / "mci.csv").write_text("year,tenge\n2027,4600\n", "utf-8")
    assert load_mci(tmp_path).in_tenge(10, 2027) == 46_000


@pytest.mark.parametrize("rows", ["2026,0\n", "2026,-1\n", "2026,1\n2026,2\n", "2026\n", "2026,four\n", "x,1\n"])
def test_a_broken_table_is_refused(tmp_path: Path, rows: str) -> None:
    (tmp_path / "mci.csv").write_text("year,tenge\n" + rows, "utf-8")
    with pytest.raises(ValueError):
        load_mci(tmp_path)
