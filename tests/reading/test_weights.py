"""The weights of the evidence hold on texts that they were not fitted on."""

from __future__ import annotations

import pytest

from bench.reading import OWN, Bench, load
from bench.weights import Row, chance_of, fit, rows_of, turns

NAMES = ("turns.jsonl", "corpus.jsonl", "corpus_a.jsonl", "corpus_b.jsonl")


@pytest.fixture(scope="module")
def corpora(bench: Bench) -> dict[str, list[Row]]:
    return {name: rows_of(bench, turns(OWN / name) if name == "turns.jsonl" else load(OWN / name)) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_corpus_is_judged_well_with_weights_fitted_on_the_others(corpora: dict[str, list[Row]], name: str) -> None:
    weights = fit([row for other in NAMES if other != name for row in corpora[other]])
    taken = [label for row, label in corpora[name] if chance_of(row, weights) > 0.5]
    calls = sum(label for _, label in corpora[name])
    assert sum(taken) / len(taken) >= 0.95
    assert sum(taken) / calls >= 0.97
