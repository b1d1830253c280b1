"""Who may apply is told from where the organiser sits, where all meet, who took part last year, what is in quotes."""

from __future__ import annotations

import pytest

from bench.reading import Bench
from domain.calls.reading.places import read_places
from domain.calls.reading.text import prepare
from tests.reading.cases import cases


@pytest.mark.parametrize(("title", "text", "open_to"), cases("open_to.csv"))
def test_a_call_is_open_to_those_it_is_meant_for(bench: Bench, title: str, text: str, open_to: str) -> None:
    got = read_places(prepare(title, text), bench.places)
    wanted = bench.ids(open_to.split("; "))
    assert all(units & set(got.regions) for units in wanted), (got, open_to)
    assert all(any(unit in units for units in wanted) for unit in got.regions), (got, open_to)
    assert got.words in " ".join(f"{title} {text}".split()), "people are shown the words as printed"
