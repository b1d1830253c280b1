"""Scores of reading announcements: `python -m bench.reading [CORPUS.jsonl …]`, as the corpus's own description says.

Hard neighbours (next year's round, another lot) must be kept apart from the calls they were made from. Beside each
precision stands the coverage: how many calls had the field given at all. The metamorphic variants (other dates, months,
places, sums, another order of clauses) are scored beside the originals: the two must stay within 0.02.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench.neighbours import neighbours
from bench.variants import variants
from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar
from domain.calls.model import Candidate, Post
from domain.calls.reading import Gazetteer, read
from domain.calls.same import Likeness, likeness, same_call
from domain.territory import REPUBLIC, TerritoryTree
from storage.seed import load_territories

SHARED = Path("../shared/corpus/dev.jsonl")
OWN = Path(__file__).parents[1] / "tests" / "reading"
APART = frozenset(f"corpus_{letter}.jsonl" for letter in "abcefg")
"""Corpora written apart from the rules: they print sums in forms that the variants cannot change soundly."""

Item = dict[str, Any]


@dataclass
class Tally:
    """Right, given and labelled answers of one field, over true calls found."""

    right: int = 0
    given: int = 0
    labelled: int = 0
    asked: int = 0

    @property
    def precision(self) -> float:
        """Right of those given; 1 when nothing was given."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Right of those labelled; 1 when nothing was labelled."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def coverage(self) -> float:
        """Given of all true calls found."""
        return self.given / self.asked if self.asked else 1.0

    def add(self, *, given: bool, right: bool, labelled: bool) -> None:
        """Count one answer."""
        self.asked += 1
        self.given += given
        self.right += given and right
        self.labelled += labelled


@dataclass
class Scores:
    """Every figure of the corpus's description, and what went wrong."""

    is_call: Tally = field(default_factory=Tally)
    kind: Tally = field(default_factory=Tally)
    opens: Tally = field(default_factory=Tally)
    deadline: Tally = field(default_factory=Tally)
    amount_max: Tally = field(default_factory=Tally)
    amount_total: Tally = field(default_factory=Tally)
    regions: Tally = field(default_factory=Tally)
    lang: Tally = field(default_factory=Tally)
    pairs: Tally = field(default_factory=Tally)
    mistakes: list[str] = field(default_factory=list)
    milliseconds: float = 0.0
    items: int = 0

    @property
    def amounts(self) -> Tally:
        """Ceilings and totals together."""
        one, two = self.amount_max, self.amount_total
        return Tally(one.right + two.right, one.given + two.given, one.labelled + two.labelled, one.asked + two.asked)


class Bench:
    """Reads labelled items with what the real composition uses."""

    def __init__(self, calendar: WorkingCalendar | None = None) -> None:
        self.tree = TerritoryTree(load_territories())
        self.places = Gazetteer(self.tree)
        self.calendar = calendar or kazakh_calendar(date(2026, 7, 1))
        self._ids: dict[str, set[str]] = {}
        for unit in self.tree.units:
            for name in {unit.name_ru, unit.name_ru.removeprefix("город ")}:
                self._ids.setdefault(name, set()).add(unit.id)
        self._ids["Казахстан"] = {REPUBLIC}

    def ids(self, names: Iterable[str]) -> list[set[str]]:
        """Return the ids that each official Russian name may stand for."""
        return [
            self._ids.get(name) or {unit.id for unit in self.tree.units if name.lower() in unit.keys} for name in names
        ]

    def read(self, item: Item) -> Candidate:
        """Read one item as the corpus says: `assume_today` is today when it has no day of publication."""
        today = date.fromisoformat((item.get("assume_today") or item["published"])[:10])
        return read(post(item), places=self.places, calendar=self.calendar, today=today)

    def score(self, items: Sequence[Item], *, pairs: bool = True) -> Scores:
        """Score items, and all pairs of them unless told not to."""
        scores = Scores(items=len(items))
        likes: list[tuple[Item, Likeness]] = []
        spent = 0.0
        for item in items:
            began = time.process_time()
            candidate = self.read(item)
            spent += time.process_time() - began
            self._score_one(scores, item, candidate)
            if pairs:
                likes.append((item, likeness(post(item), candidate, published=day(item))))
        _score_pairs(scores, likes)
        scores.milliseconds = spent * 1000 / max(1, len(items))
        return scores

    def like(self, item: Item) -> Likeness:
        """Return what an item can be recognised by."""
        return likeness(post(item), self.read(item), published=day(item))

    def taken_for_one(self, pairs: Iterable[tuple[Item, Item]]) -> list[str]:
        """Return which pairs of different calls are taken for one, with the reason."""
        decided = [(one["id"], same_call(self.like(one), self.like(other))) for one, other in pairs]
        return [f"{name}: {sameness.score} {sameness.why}" for name, sameness in decided if sameness.same]

    def _score_one(self, scores: Scores, item: Item, got: Candidate) -> None:
        gold = item["gold"]
        wrong = []
        scores.is_call.add(given=got.is_call, right=gold["is_call"], labelled=gold["is_call"])
        if got.is_call != gold["is_call"]:
            wrong.append(f"is_call {got.is_call} {got.confidence.get('is_call')} «{got.evidence.get('is_call')}»")
        scores.lang.add(given=True, right=got.lang == item["lang"], labelled=True)
        if got.lang != item["lang"]:
            wrong.append(f"lang {got.lang}")
        if got.is_call and gold["is_call"]:
            wrong += self._score_call(scores, gold, got)
        scores.mistakes += [f"{item['id']}: {text}" for text in wrong]

    def _score_call(self, scores: Scores, gold: Item, got: Candidate) -> list[str]:
        wrong = []
        kinds = [gold["kind"], *gold.get("kind_alt", [])]
        scores.kind.add(given=True, right=got.kind in kinds, labelled=True)
        if got.kind not in kinds:
            wrong.append(f"kind {got.kind} «{got.evidence.get('kind')}», not {gold['kind']}")
        days = [text[:10] for text in (gold["deadline"], *gold.get("deadline_alt", [])) if text]
        for name, wanted in (("deadline", days), ("opens", [gold["opens"][:10]] if gold.get("opens") else [])):
            moment = getattr(got, name)
            given = moment is not None and got.sure(name)
            right = given and moment.day.isoformat() in wanted
            labelled = bool(gold.get(name))
            getattr(scores, name).add(given=given, right=right, labelled=labelled)
            if (given or labelled) and not right:
                shown = moment.isoformat() if moment else None
                wrong.append(f"{name} {shown} {got.confidence.get(name)} «{got.evidence.get(name)}», not {wanted}")
        for name in ("amount_max", "amount_total"):
            value = getattr(got, name)
            given = value is not None and got.sure(name)
            labelled = gold.get(name) is not None
            sums = [gold.get(name), *gold.get(f"{name}_alt", [])]
            right = given and value in sums and got.currency == gold["currency"]
            getattr(scores, name).add(given=given, right=right, labelled=labelled)
            if (given or labelled) and not right:
                wrong.append(f"{name} {value} {got.currency} «{got.evidence.get(name)}», not {gold.get(name)}")
        needed = self.ids(gold["regions"])
        allowed = needed + self.ids(gold.get("regions_alt", [])) + self.ids(gold.get("regions_parent", []))
        regions = got.regions if got.sure("regions") else ()
        right = all(units & set(regions) for units in needed) and all(
            any(unit in units for units in allowed) for unit in regions
        )
        scores.regions.add(given=bool(regions) or not needed, right=right, labelled=True)
        if not right:
            names = [self.tree[unit].name_ru for unit in got.regions]
            wrong.append(f"regions {names} «{got.evidence.get('regions')}», not {gold['regions']}")
        return wrong


def _score_pairs(scores: Scores, likes: Sequence[tuple[Item, Likeness]]) -> None:
    for number, (one, left) in enumerate(likes):
        for two, right in likes[number + 1 :]:
            labelled = one["dup_group"] is not None and one["dup_group"] == two["dup_group"]
            decided = same_call(left, right)
            scores.pairs.add(given=decided.same, right=labelled, labelled=labelled)
            if decided.same != labelled:
                scores.mistakes.append(
                    f"{one['id']} and {two['id']}: same {decided.same} {decided.score} {decided.why}"
                )


def post(item: Item) -> Post:
    """Return an item of the corpus as a post."""
    published = item.get("published")
    moment = datetime.fromisoformat(published) if published else None
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(hour=moment.hour or 5, tzinfo=UTC)  # a bare day: 10:00 in Kazakhstan
    return Post(item["id"], item.get("url") or "", item["title"], item["text"], moment)


def day(item: Item) -> date:
    """Return the day an item was published or is read on."""
    return date.fromisoformat((item.get("published") or item["assume_today"])[:10])


def load(path: Path) -> list[Item]:
    """Read a corpus file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def default_corpora() -> list[Path]:
    """Return the corpus beside the checkout or, in a lone clone, the corpora that the tests hold."""
    return [SHARED] if SHARED.is_file() else sorted(OWN.glob("corpus*.jsonl"))


def report(name: str, scores: Scores, *, mistakes: bool = True) -> None:
    """Print every figure of a corpus."""
    print(f"{name}: {scores.items} items, {scores.milliseconds:.2f} ms of CPU per post")
    for label in (
        "is_call",
        "kind",
        "opens",
        "deadline",
        "amount_max",
        "amount_total",
        "amounts",
        "regions",
        "lang",
        "pairs",
    ):
        tally: Tally = getattr(scores, label)
        if not tally.asked:
            continue
        shown = label if label != "pairs" else "same call"
        print(
            f"  {shown:<13} precision {tally.precision:.3f} ({tally.right}/{tally.given})  recall {tally.recall:.3f} "
            f"({tally.right}/{tally.labelled})" + (f"  coverage {tally.coverage:.3f}" if label != "pairs" else "")
        )
    if mistakes:
        for mistake in scores.mistakes:
            print(f"    {mistake}")


def main() -> int:
    """Score the corpora named on the command line and their variants; returns 1 when a variant falls behind."""
    bench = Bench()
    behind = False
    for path in [Path(name) for name in sys.argv[1:]] or default_corpora():
        if not path.is_file():
            print(f"no corpus at {path}", file=sys.stderr)
            return 2
        items = load(path)
        original = bench.score(items)
        report(path.name, original)
        for name, pairs in neighbours(items).items():
            taken = bench.taken_for_one(pairs)
            print(f"  {path.name}, {name}: {len(pairs) - len(taken)} of {len(pairs)} kept apart")
            for mistake in taken:
                print(f"    {mistake}")
            behind |= bool(taken)
        if path.name in APART:
            continue
        for name, changed in variants(items, bench.tree).items():
            # Of two texts of one call often only one can be changed soundly: pairs say nothing here.
            scores = bench.score(changed, pairs=False)
            report(f"{path.name} with {name}", scores, mistakes=False)
            for label in ("is_call", "kind", "deadline", "amounts", "regions"):
                before, after = getattr(original, label), getattr(scores, label)
                if after.precision < before.precision - 0.02 or after.recall < before.recall - 0.02:
                    behind = True
                    was, now = (f"{one.precision:.3f}/{one.recall:.3f}" for one in (before, after))
                    print(f"    ! {label} falls from {was} to {now}")
                    for mistake in scores.mistakes:
                        if f": {label[:6]}" in mistake or (label == "amounts" and ": amount" in mistake):
                            print(f"      {mistake}")
    return int(behind)


if __name__ == "__main__":
    sys.exit(main())
