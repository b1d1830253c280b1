"""What a source states in fields of its own outweighs what was read from its words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.calls.model import CALL_KINDS, CallEvent, CallKind, Candidate, LocalMoment, Stated

_FIELDS = ("opens", "deadline", "amount_max", "amount_total", "regions", "organiser", "lang")
_MEETINGS = frozenset({CallKind.TRAINING, CallKind.VOLUNTEERING})
_OPEN = frozenset({CallEvent.OPENED, CallEvent.EXTENDED})


def prefer_stated(candidate: Candidate, stated: Stated | None) -> Candidate:
    """Return the candidate with each stated field in place of the read one: confidence 1, and the field as evidence.

    A stated event (opened, cancelled …) decides whether this is an open call; without one the words do.
    """
    if stated is None:
        return candidate
    changes: dict[str, Any] = {name: value for name in _FIELDS if (value := getattr(stated, name)) not in (None, ())}
    if stated.kind is not None and (stated.event is not None or candidate.is_call):
        changes["kind"] = stated.kind
    if stated.kind is CallKind.EVENT:
        _yield_to_words(candidate, changes)
    if stated.event is not None:
        changes["event"] = stated.event
        changes["is_call"] = stated.event in _OPEN and changes.get("kind", candidate.kind) in CALL_KINDS
    if not changes:
        return candidate
    printed = dict(stated.printed)
    evidence = {name: printed.get(name) or _as_words(name, value) for name, value in changes.items()}
    if "is_call" in evidence:
        evidence["is_call"] = evidence["event"]
    if "deadline" in changes:
        changes["deadlines"] = (changes["deadline"],)
    if stated.currency is not None and ("amount_max" in changes or "amount_total" in changes):
        changes["currency"] = stated.currency
    return replace(
        candidate,
        **changes,
        confidence={**candidate.confidence, **dict.fromkeys(evidence, 1.0)},
        evidence={**candidate.evidence, **evidence},
    )


def _yield_to_words(candidate: Candidate, changes: dict[str, Any]) -> None:
    """Leave out what a calendar of events states too broadly: its trainings, and a registration that ends earlier."""
    if candidate.kind in _MEETINGS and candidate.sure("kind"):
        changes.pop("kind", None)
    known, said = candidate.deadline, changes.get("deadline")
    if known is not None and said is not None and candidate.sure("deadline") and known.day <= said.day:
        changes.pop("deadline")


def _as_words(name: str, value: object) -> str:
    if isinstance(value, LocalMoment):
        return f"{name}: {value.isoformat().replace('T', ' ')}"
    return f"{name}: {', '.join(value) if isinstance(value, tuple) else value}"
