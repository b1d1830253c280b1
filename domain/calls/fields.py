"""The fields of a call that are read from its texts: their values, and those values as text for storage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.calls.model import Applicant, Call, CallEvent, CallKind, Candidate, LocalMoment

READ = (
    "kind",
    "event",
    "organiser",
    "applicants",
    "ages",
    "amount_max",
    "amount_total",
    "award_mci",
    "regions",
    "spheres",
    "opens",
    "deadline",
)
"""Names of fields as a candidate's confidence has them, in the order in which people are shown them."""

_SUMS = ("amount_max", "amount_total")
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "deadline": ("deadline", "closes_at"),
    # Whoever sets the sum for one, or says that there is none, speaks of the ceiling in MCI as well.
    "amount_max": ("amount_max", "award_mci", "currency"),
    "amount_total": ("amount_total", "currency"),
    "regions": ("territories",),
}
"""What goes with a field in a call, where that is not the attribute of its name alone."""


def value(of: Call | Candidate, name: str) -> Any:
    """Return the field's value: None, () or a pair of None when there is none; a sum comes with its currency."""
    if name == "regions":
        return of.territories if isinstance(of, Call) else of.regions
    if name == "title":
        return of.texts[0].title if isinstance(of, Call) else None
    if name in _SUMS:
        amount = getattr(of, name)
        return None if amount is None else (amount, of.currency)
    return getattr(of, name)


def is_there(found: Any) -> bool:
    """Tell whether `value` returned something that says anything."""
    return found not in (None, (), (None, None))


def to_text(found: Any) -> str:
    """Return a value as JSON text."""
    return json.dumps(found, ensure_ascii=False, default=lambda moment: moment.isoformat())


def from_text(name: str, text: str) -> Any:
    """Read what `to_text` wrote of the field.

    Raises:
        ValueError: the text is no value of the field.
    """
    stored = json.loads(text)
    match name:
        case "kind":
            return CallKind(stored)
        case "event":
            return CallEvent(stored)
        case "opens" | "deadline":
            return None if stored is None else LocalMoment.parse(stored)
        case "applicants":
            return tuple(Applicant(one) for one in stored)
        case "ages" | "regions" | "spheres" | "amount_max" | "amount_total":
            return None if stored is None else tuple(stored)
    return stored


def copied(giver: Call, taker: Call, name: str) -> Call:
    """Return the taker with the giver's value of the field; of a title, in the languages that both have."""
    if name == "title":
        known = {text.lang: text.title for text in giver.texts}
        return replace(
            taker, texts=tuple(replace(text, title=known.get(text.lang, text.title)) for text in taker.texts)
        )
    return replace(taker, **{one: getattr(giver, one) for one in _BESIDE.get(name, (name,))})
