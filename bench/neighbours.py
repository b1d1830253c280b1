"""Hard neighbours of labelled calls, made by machine: next year's round, the next round, another lot.

Each shares nearly all its words with the call it was made from and is another call. What is printed decides: a change
that leaves no trace in the text is not made.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from bench.variants import months_moved, sums_times

Item = dict[str, Any]

_YEAR = re.compile(r"(?<![\d.,/-])(20[12]\d)(?![\d%]|[.,]\d{3})|(?<=\d\d\.)(20[12]\d)(?!\d)")
_SHORT_YEAR = re.compile(r"\d[./-]\d{1,2}[./-]\d{2}(?!\d)")
_MOVED = re.compile(r"продл|сдвиг|сдвин|перенес|перенос|вместо|ұзарт|өзгер|жылжыт|емес|extend|postpon", re.IGNORECASE)
_LOT = re.compile(r"((?<!\w)[Лл][Оо][Тт]\s*(?:№\s*)?|№\s*)(\d{1,3})(?=\s*(?:-?\s*лот|[\s:.,)«—–-]))")


def neighbours(items: Sequence[Item]) -> dict[str, list[tuple[Item, Item]]]:
    """Return pairs of a call and a neighbour of it, keyed by what makes the neighbour another call."""
    ways: dict[str, Callable[[Item], Item | None]] = {
        "next year": _next_year,
        "next round": _next_round,
        "another lot": _other_lot,
    }
    calls = [item for item in items if item["gold"]["is_call"]]
    made = {name: [(item, way(copy.deepcopy(item))) for item in calls] for name, way in ways.items()}
    return {
        name: [(item, other) for item, other in pairs if other is not None and other["text"] != item["text"]]
        for name, pairs in made.items()
    }


def _next_year(item: Item) -> Item | None:
    """Move every printed year, the labels and the day of publication by a year."""
    whole = f"{item['title']}\n{item['text']}"
    gold = item["gold"]
    if not gold.get("deadline") or "02-29" in str(gold) or _SHORT_YEAR.search(whole):
        return None
    for name in ("title", "text"):
        item[name] = _YEAR.sub(lambda match: str(int(match[0]) + 1), item[name])
    for name in ("deadline", "opens"):
        if gold.get(name):
            gold[name] = _later(gold[name])
    gold["deadline_alt"] = [_later(moment) for moment in gold.get("deadline_alt", [])]
    for name in ("published", "assume_today"):
        if item.get(name):
            item[name] = _later(item[name])
    return item


def _later(moment: str) -> str:
    day = date.fromisoformat(moment[:10])
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day).isoformat() + moment[10:]


def _next_round(item: Item) -> Item | None:
    """Move everything by two months; a later word about a call may move its deadline as far and stays the same call."""
    if not item["gold"].get("deadline") or _MOVED.search(f"{item['title']}\n{item['text']}"):
        return None
    return months_moved(item, 2)


def _other_lot(item: Item) -> Item | None:
    """Give the only lot another number and another sum; the rest of the announcement stays."""
    lots = {match[2] for name in ("title", "text") for match in _LOT.finditer(item[name]) if "от" in match[1].lower()}
    if len(lots) != 1 or not item["gold"].get("amount_max"):
        return None
    (number,) = lots
    for name in ("title", "text"):
        item[name] = _LOT.sub(
            lambda match: match[1] + str(int(number) + 1) if match[2] == number else match[0], item[name]
        )
    return sums_times(item, 3)
