"""Whether the reading gives what coordinators vouched for: only the labels that a case names as confirmed count."""

from __future__ import annotations

from datetime import date
from typing import Any

from bench.reading import Bench, Item
from domain.calls.model import Candidate, LocalMoment


def missed(item: Item, bench: Bench) -> list[str]:
    """Return what the reading of a case gets wrong, in words; nothing when all that is confirmed is right."""
    got, gold = bench.read(item), item["gold"]
    given = {label: _given(label, got) for label in item["confirmed"]}
    wrong = []
    for label, value in given.items():
        if not _right(label, value, gold, bench):
            wrong.append(f"{item['id']}: {label} {value}, not {gold[label]}")
    return wrong if got.is_call else [f"{item['id']}: read as no call", *wrong]


def _given(label: str, got: Candidate) -> Any:
    """Return the value as people would be shown it: None, or nothing, when it was not read surely."""
    name = {"topics": "spheres"}.get(label, label)
    if label == "currency":
        return got.currency if got.sure("amount_max") or got.sure("amount_total") else None
    value = getattr(got, name)
    if label == "kind":
        return value.value
    if not got.sure(name):
        return [] if isinstance(value, tuple) else None
    if isinstance(value, LocalMoment):
        return value.isoformat()
    return [str(one) for one in value] if isinstance(value, tuple) else value


def _right(label: str, value: Any, gold: Item, bench: Bench) -> bool:
    wanted = gold[label]
    match label:
        case "regions":
            units = bench.ids(wanted)
            return all(one & set(value) for one in units) and all(any(unit in one for one in units) for unit in value)
        case "topics" | "applicants":
            return set(value) == set(wanted)
        case "organiser":
            return (value or "").casefold() == (wanted or "").casefold()
        case "deadline" | "opens" if wanted and value and len(wanted) == len(date.max.isoformat()):
            return bool(value[: len(wanted)] == wanted)  # a person who named the day alone did not deny the hour
    return bool(value == wanted)
