"""Evidence is the words as printed: whoever asks "where from?" finds them in the post."""

from __future__ import annotations

from typing import Any

import pytest

from bench.reading import Bench, post

Corpus = list[dict[str, Any]]


def strangers(bench: Bench, corpus: Corpus) -> list[tuple[str, str, str]]:
    """Return the evidence that stands in neither the title nor the text of its post, spaces apart."""
    strange = []
    for item in corpus:
        announced = post(item)
        printed = " ".join(announced.title.split()), " ".join(announced.text.split())
        for field, words in bench.read(item).evidence.items():
            if not any(" ".join(words.split()) in part for part in printed):
                strange.append((item["id"], field, words))
    return strange


@pytest.mark.parametrize("name", ["own_corpus", "shared_corpus"])
def test_every_evidence_stands_in_the_title_or_the_text(
    request: pytest.FixtureRequest, bench: Bench, name: str
) -> None:
    assert not strangers(bench, request.getfixturevalue(name))


def test_in_corpora_written_apart_too(bench: Bench, blind_corpus: Corpus) -> None:
    assert not strangers(bench, blind_corpus)
