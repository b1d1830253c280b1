"""Fits what each measure of a post weighs: `python -m bench.weights [MORE.jsonl …]`, on the corpora of the tests.

It prints how well each corpus is judged with the weights of all the others, and then the weights fitted on everything,
to be copied into `domain/calls/reading/weights.py`. Corpora that are not kept here are named on the command line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from math import exp, log
from pathlib import Path

from bench.reading import OWN, SHARED, Bench, Item, day, load, post
from domain.calls.reading.deadlines import read_term
from domain.calls.reading.kinds import read_measures, says_extended
from domain.calls.reading.language import read_language
from domain.calls.reading.places import read_places
from domain.calls.reading.text import prepare
from domain.calls.reading.weights import BIAS, WEIGHTS

HELD = 1.0
"""How firmly the expectations hold: the precision of the prior around each."""

Row = tuple[list[float], bool]


def rows_of(bench: Bench, items: Sequence[Item]) -> list[Row]:
    """Return each item's measures, a one for the bias last, and whether it is a call."""
    rows = []
    for item in items:
        one = post(item)
        page = prepare(one.title, one.text)
        published = day(item)
        lang, _ = read_language(page)
        term = read_term(page, published=published, calendar=bench.calendar, lang=lang, extended=says_extended(page))
        regions = read_places(page, bench.places).regions
        measures = read_measures(page, term, published=published, home=bool(regions) and regions != ("KZ",))
        rows.append(([measures[name] for name in WEIGHTS] + [1.0], item["gold"]["is_call"]))
    return rows


def fit(rows: Sequence[Row]) -> list[float]:
    """Return the likeliest weights, given the rows and the expectations; those against their expected sign are 0."""
    expected = [weight.expected for weight in WEIGHTS.values()] + [-2.0]
    kept = list(range(len(expected)))
    while True:
        weights = _newton([([row[at] for at in kept], label) for row, label in rows], [expected[at] for at in kept])
        wrong = {at for at, weight in zip(kept, weights, strict=True) if weight * expected[at] <= 0}
        if not wrong:
            found = dict(zip(kept, weights, strict=True))
            return [found.get(at, 0.0) for at in range(len(expected))]
        kept = [at for at in kept if at not in wrong]


def _newton(rows: Sequence[Row], expected: Sequence[float]) -> list[float]:
    weights = list(expected)
    size = len(weights)
    for _ in range(30):
        slope = [HELD * (mean - weight) for mean, weight in zip(expected, weights, strict=True)]
        curve = [[HELD * (one == two) for two in range(size)] for one in range(size)]
        for row, label in rows:
            chance = chance_of(row, weights)
            spread = chance * (1 - chance)
            present = [(at, value) for at, value in enumerate(row) if value]
            for at, value in present:
                slope[at] += (label - chance) * value
                line, share = curve[at], spread * value
                for other, second in present:
                    line[other] += share * second
        step = _solve(curve, slope)
        weights = [weight + move for weight, move in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights


def chance_of(row: Sequence[float], weights: Sequence[float]) -> float:
    """Return the chance that a row is a call."""
    margin = sum(value * weight for value, weight in zip(row, weights, strict=True))
    return 1 / (1 + exp(-max(-50.0, min(50.0, margin))))


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    size = len(right)
    lines = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(lines[row][at]))
        lines[at], lines[pivot] = lines[pivot], lines[at]
        for row in range(at + 1, size):
            share = lines[row][at] / lines[at][at]
            if share:
                lines[row] = [one - share * two for one, two in zip(lines[row], lines[at], strict=True)]
    found = [0.0] * size
    for at in reversed(range(size)):
        rest = sum(lines[at][other] * found[other] for other in range(at + 1, size))
        found[at] = (lines[at][size] - rest) / lines[at][at]
    return found


def judge(rows: Sequence[Row], weights: Sequence[float]) -> str:
    """Return precision, recall and mean log loss as words."""
    chances = [(chance_of(row, weights), label) for row, label in rows]
    right = sum(label for chance, label in chances if chance > 0.5)
    given = sum(chance > 0.5 for chance, _ in chances)
    loss = -sum(log(max(1e-9, chance if label else 1 - chance)) for chance, label in chances) / len(rows)
    calls = sum(label for _, label in rows)
    return f"precision {right / max(1, given):.3f}  recall {right / max(1, calls):.3f}  log loss {loss:.3f}"


def turns(path: Path) -> list[Item]:
    """Read the short texts that the tests hold."""
    told = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        {"id": str(number), "published": "2026-03-01", **turn, "gold": {"is_call": turn["kind"] != "none"}}
        for number, turn in enumerate(told)
    ]


def main() -> int:
    """Fit, print what each corpus says of the weights of the others, and the weights."""
    bench = Bench()
    paths = [*sorted(OWN.glob("corpus*.jsonl")), *([SHARED] if SHARED.is_file() else []), *map(Path, sys.argv[1:])]
    corpora: Mapping[str, list[Row]] = {
        "turns.jsonl": rows_of(bench, turns(OWN / "turns.jsonl")),
        **{path.name: rows_of(bench, load(path)) for path in paths},
    }
    for name, held_out in corpora.items():
        others = [row for other, rows in corpora.items() if other != name for row in rows]
        print(f"{name:16} with the weights of the others: {judge(held_out, fit(others))}")
    *weights, bias = fit([row for rows in corpora.values() for row in rows])
    print(f"\n{'':18} expected   kept here   fitted now")
    for (name, weight), now in zip(WEIGHTS.items(), weights, strict=True):
        print(f"{name:18} {weight.expected:8.2f} {weight.fitted:11.2f} {now:12.2f}")
    print(f"{'bias':18} {'':8} {BIAS:11.2f} {bias:12.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
