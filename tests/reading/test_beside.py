"""Sentences about something else, set before or after an announcement, change neither its term nor its sums."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from bench.reading import Bench
from domain.calls.model import Candidate
from tests.reading.cases import cases

CORPORA = sorted(Path(__file__).parent.glob("corpus*.jsonl"))
SENTENCES = {
    lang: [line[1] for line in lines] for lang, lines in groupby(cases("beside.csv"), key=lambda line: line[0])
}
MAY_CHANGE = 0.004
"""Some sentences change what kind of announcement a post is, and with it whose the money is."""


def told(got: Candidate) -> tuple[object, ...]:
    """Return what people are shown of a call's term and money, with the day alone of its deadline."""
    return (
        got.deadline.day if got.deadline and got.sure("deadline") else None,
        got.amount_max if got.sure("amount_max") else None,
        got.amount_total if got.sure("amount_total") else None,
        got.award_mci if got.sure("award_mci") else None,
    )


@pytest.mark.parametrize("lang", sorted(SENTENCES))
def test_what_is_said_beside_a_call_changes_nothing(bench: Bench, lang: str) -> None:
    items: list[dict[str, Any]] = [
        json.loads(line) for path in CORPORA for line in path.read_text("utf-8").splitlines()
    ]
    calls = [item for item in items if item["gold"]["is_call"] and item["lang"] == lang][::3]
    changed, tried = [], 0
    for item in calls:
        alone = told(bench.read(item))
        for number, sentence in enumerate(SENTENCES[lang]):
            parts = (item["text"], sentence) if number % 2 else (sentence, item["text"])
            tried += 1
            if told(bench.read({**item, "text": "\n\n".join(parts)})) != alone:
                changed.append((item["id"], sentence))
    assert tried > 100
    assert len(changed) <= tried * MAY_CHANGE, changed
