"""`elshi cases`: what coordinators corrected becomes labelled texts that the reading is tested with."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from domain.calls.corrections import CorrectedText, Correction
from domain.submissions import PEOPLE
from domain.territory import REPUBLIC, TerritoryTree

COUNTRY = "Казахстан"
"""What labels call the whole country."""

# Fields of a call and what labels call them. A title is not read, an event is not corrected.
_LABELS: Mapping[str, str] = {
    "kind": "kind",
    "organiser": "organiser",
    "applicants": "applicants",
    "amount_max": "amount_max",
    "amount_total": "amount_total",
    "currency": "currency",
    "regions": "regions",
    "spheres": "topics",
    "opens": "opens",
    "deadline": "deadline",
}


def cases(texts: Sequence[CorrectedText], tree: TerritoryTree, zone: tzinfo) -> list[dict[str, Any]]:
    """Return a labelled line for each text in which a coordinator corrected or confirmed something.

    A line is one of the corpus; beside `gold`, `confirmed` names the labels that a person vouches for and
    `unconfirmed` those that stand as they were read. A field is vouched for in the text that it had been read from;
    one that had been read nowhere, in the call's first text. Of what people sent through the bot only the published
    words are taken.
    """
    found = []
    first = {text.call.id: number for number, text in reversed(list(enumerate(texts)))}
    of_call = [text.call.id for text in texts]
    for number, text in enumerate(texts):
        words = _published_words(text)
        confirmed = _confirmed(text, is_first=first[text.call.id] == number)
        if words is None or not confirmed:
            continue
        together = of_call.count(text.call.id) > 1
        found.append(
            {
                "id": _id(text),
                "url": text.post.url,
                "lang": _language(text),
                "title": text.post.title,
                "text": words,
                "published": _local(text.post.published, zone),
                "assume_today": text.seen_at.astimezone(zone).date().isoformat(),
                "gold": _gold(text, tree),
                "dup_group": _id(texts[first[text.call.id]]) if together else None,
                "confirmed": confirmed,
                "unconfirmed": [label for label in _LABELS.values() if label not in confirmed],
            }
        )
    return found


def _published_words(text: CorrectedText) -> str | None:
    """Return the words that everybody may read; None when there are none."""
    if text.source_id != PEOPLE.id:
        return text.post.text or None
    shown = (one for one in text.call.texts if one.source_id == PEOPLE.id and one.url == text.post.url)
    return next((one.summary for one in shown if one.summary), None)


def _confirmed(text: CorrectedText, *, is_first: bool) -> list[str]:
    latest: dict[str, Correction] = {one.field: one for one in text.corrections}
    return [
        label
        for name, label in _LABELS.items()
        if (one := latest.get(name)) and (one.url == text.post.url if one.words or one.url else is_first)
    ]


def _id(text: CorrectedText) -> str:
    """Return the same id for the same post, whatever database it is in."""
    name = f"{text.source_id}\0{text.post.external_id}"
    return f"corrected-{hashlib.blake2s(name.encode(), digest_size=6).hexdigest()}"


def _language(text: CorrectedText) -> str:
    same = (one.lang for one in text.call.texts if one.url == text.post.url and one.source_id == text.source_id)
    return next(same, text.call.texts[0].lang)


def _local(moment: datetime | None, zone: tzinfo) -> str | None:
    return moment.astimezone(zone).isoformat(timespec="minutes") if moment else None


def _gold(text: CorrectedText, tree: TerritoryTree) -> dict[str, Any]:
    call = text.call
    return {
        "is_call": True,
        "kind": call.kind.value,
        "kind_alt": [],
        "deadline": call.deadline.isoformat() if call.deadline else None,
        "deadline_alt": [],
        "opens": call.opens.isoformat() if call.opens else None,
        "amount_max": call.amount_max,
        "amount_total": call.amount_total,
        "currency": call.currency,
        "regions": [_name(unit, tree) for unit in call.territories],
        "regions_parent": [],
        "regions_alt": [],
        "topics": list(call.spheres),
        "organiser": call.organiser,
        "applicants": [who.value for who in call.applicants],
    }


def _name(unit_id: str, tree: TerritoryTree) -> str:
    unit = tree.get(unit_id)
    return COUNTRY if unit_id == REPUBLIC else unit.name_ru if unit else unit_id


class BadFile(Exception):
    """The file of cases holds something that is no case; it is left alone."""


def added(known: str, fresh: Iterable[Mapping[str, Any]]) -> tuple[str, int, int]:
    """Return the file's text with the fresh cases, and how many are new and how many were changed.

    A case whose id is there already takes the place of its line; every other line stays as it is.

    Raises:
        BadFile: a line is no JSON object with an id.
    """
    lines = known.splitlines()
    places: dict[str, int] = {}
    for number, line in enumerate(lines):
        if line.strip():
            try:
                places[json.loads(line)["id"]] = number
            except (ValueError, TypeError, KeyError) as problem:
                raise BadFile(f"line {number + 1} is no case") from problem
    new = changed = 0
    for case in fresh:
        line = json.dumps(case, ensure_ascii=False)
        place = places.get(case["id"])
        if place is None:
            places[case["id"]] = len(lines)
            lines.append(line)
            new += 1
        elif lines[place] != line:
            lines[place] = line
            changed += 1
    return "".join(f"{line}\n" for line in lines), new, changed


def write_cases(found: Sequence[Mapping[str, Any]], output: Path | None) -> int:
    """Write cases to standard output, or add them to a file; tells on standard error what was done.

    Returns:
        0, or 2 when the file cannot be read or written: it is then as it was.
    """
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        for case in found:
            sys.stdout.write(json.dumps(case, ensure_ascii=False) + "\n")
        return 0
    try:
        known = output.read_text("utf-8") if output.exists() else ""
        text, new, changed = added(known, found)
        if text != known:
            # Whole or not at all: an interrupted run must not leave half a file.
            beside = output.with_name(f"{output.name}.new")
            beside.write_text(text, "utf-8")
            beside.replace(output)
    except (OSError, UnicodeDecodeError, BadFile) as problem:
        sys.stderr.write(f"{output}: {getattr(problem, 'strerror', None) or problem}\n")
        return 2
    sys.stderr.write(f"{output}: {new} new, {changed} changed, {len(found) - new - changed} as before\n")
    return 0
