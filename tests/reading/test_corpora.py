"""The reader holds its scores on the corpora it grew with, on variants of them and on corpora written apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.neighbours import neighbours
from bench.reading import Bench, Scores, default_corpora
from bench.variants import variants

Corpus = list[dict[str, Any]]

HELD = {"is_call": 0.97, "kind": 0.93, "deadline": 0.97, "regions": 0.95}
MAY_DIFFER = 0.02
HELD_APART = {
    "is_call": 0.98,
    "kind": 0.98,
    "opens": 0.93,
    "deadline": 0.98,
    "amounts": 0.97,
    "regions": 0.97,
    "lang": 0.98,
    "pairs": 1.0,
}
"""What was measured on the corpora written apart, less about one item."""


@pytest.fixture(scope="module", params=["own_corpus", "shared_corpus"])
def corpus(request: pytest.FixtureRequest) -> Corpus:
    found: Corpus = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def scores(bench: Bench, corpus: Corpus) -> Scores:
    return bench.score(corpus)


def test_labels_of_the_own_corpus_are_sound(own_corpus: Corpus, bench: Bench) -> None:
    assert len({item["id"] for item in own_corpus}) == len(own_corpus) >= 120
    for item in own_corpus:
        gold = item["gold"]
        for names in (gold["regions"], gold["regions_alt"], gold["regions_parent"]):
            assert all(bench.ids(names)), item["id"]
        if not gold["is_call"]:
            assert (gold["deadline"], gold["amount_max"], gold["amount_total"]) == (None, None, None), item["id"]


@pytest.mark.parametrize("field", sorted(HELD))
def test_a_field_is_right_when_given_and_given_when_it_is_there(scores: Scores, field: str) -> None:
    tally = getattr(scores, field)
    assert tally.precision >= HELD[field], scores.mistakes
    assert tally.recall >= HELD[field], scores.mistakes


def test_sums_are_right_when_given_and_seldom_missed(scores: Scores) -> None:
    assert scores.amounts.precision >= 0.97, scores.mistakes
    assert scores.amounts.recall >= 0.93, scores.mistakes


def test_openings_are_right_when_given(scores: Scores) -> None:
    assert scores.opens.precision >= 0.95, scores.mistakes


def test_the_language_is_told(scores: Scores) -> None:
    assert scores.lang.precision >= 0.98, scores.mistakes


def test_one_call_in_two_texts_is_one_and_neighbours_stay_apart(scores: Scores) -> None:
    assert (scores.pairs.precision, scores.pairs.recall) == (1.0, 1.0), scores.mistakes


def test_scores_hold_when_dates_sums_places_and_order_change(bench: Bench, corpus: Corpus, scores: Scores) -> None:
    fallen = []
    for name, changed in variants(corpus, bench.tree).items():
        assert [item["text"] for item in changed] != [item["text"] for item in corpus], f"{name} changes nothing"
        varied = bench.score(changed, pairs=False)
        for field in (*HELD, "amounts"):
            before, after = getattr(scores, field), getattr(varied, field)
            if min(after.precision - before.precision, after.recall - before.recall) < -MAY_DIFFER:
                fallen.append((name, field, varied.mistakes))
    assert not fallen


def test_corpora_written_apart_are_read_as_well(bench: Bench, blind_corpus: Corpus) -> None:
    scores = bench.score(blind_corpus)
    for field, held in HELD_APART.items():
        tally = getattr(scores, field)
        assert min(tally.precision, tally.recall) >= held, (field, scores.mistakes)


def test_without_arguments_a_lone_clone_scores_the_corpora_of_the_tests(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    apart = [f"corpus_{letter}.jsonl" for letter in "abcefg"]
    assert [path.name for path in default_corpora()] == ["corpus.jsonl", *apart]


def test_machine_made_neighbours_of_a_call_are_other_calls(bench: Bench, corpus: Corpus) -> None:
    made = neighbours(corpus)
    assert all(len(made[name]) >= 15 for name in ("next year", "next round"))
    for name, pairs in made.items():
        assert not bench.taken_for_one(pairs), name


def test_next_year_is_read_as_well_as_this_year(bench: Bench, corpus: Corpus) -> None:
    pairs = neighbours(corpus)["next year"]
    before = bench.score([one for one, _ in pairs], pairs=False)
    after = bench.score([other for _, other in pairs], pairs=False)
    for field in (*HELD, "amounts"):
        was, now = getattr(before, field), getattr(after, field)
        assert min(now.precision - was.precision, now.recall - was.recall) >= -MAY_DIFFER, (field, after.mistakes)
