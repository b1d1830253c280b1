"""A call's likeness as text, so that storage can keep what a call is recognised by without reading its posts again."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, replace
from datetime import date, timedelta
from enum import Enum
from functools import cache, lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from domain.calls.model import Call, CallEvent, Candidate
from domain.calls.same import Likeness, likeness_of

MOST_DAYS = 20
"""Days looked at for one text."""

BACKLOG = timedelta(days=60)
"""How far back a call without a deadline may be the same as a new text."""


def likeness_to_json(one: Likeness) -> str:
    """Return the likeness as JSON text."""
    values = {item.name: _plain(getattr(one, item.name)) for item in fields(one)}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def likeness_from_json(text: str) -> Likeness | None:
    """Read what `likeness_to_json` wrote; None when it is no such text or lacks what every likeness has."""
    values = _parsed(text)
    return Likeness(**values) if _needed() <= values.keys() else None


def stored_likeness(call: Call) -> Likeness:
    """Return what a stored call can be recognised by.

    What an older version did not keep is read from the call again; a deadline that was moved or corrected since counts
    as well as the one that was first announced.
    """
    values = _parsed(call.likeness)
    if len(values) < len(_kinds()):
        own = likeness_of(call)
        values = {name: values.get(name, getattr(own, name)) for name in _kinds()}
    like = Likeness(**values)
    deadline = call.deadline.day if call.deadline else like.deadline
    if deadline != like.deadline:
        days = like.days | {day for day in (deadline, like.deadline) if day}
        like = replace(like, deadline=deadline, at=None, days=days)
    return replace(like, event=call.event) if call.event is CallEvent.EXTENDED else like


# The neighbours of one text are mostly those of the last one; what they are made of is immutable, so it is shared.
@lru_cache(512)
def _parsed(text: str) -> dict[str, Any]:
    """Return the fields that a text holds, {} when it is none of ours."""
    try:
        stored = json.loads(text)
        return {name: _rich(kind, stored[name]) for name, kind in _kinds().items() if name in stored}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


@cache
def _needed() -> frozenset[str]:
    return frozenset(item.name for item in fields(Likeness) if item.default is MISSING)


@cache
def _kinds() -> dict[str, Any]:
    return get_type_hints(Likeness)


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | tuple):
        items = [_plain(item) for item in value]
        return sorted(items) if isinstance(value, frozenset) else items
    return value.isoformat() if isinstance(value, date) else value


def _rich(kind: Any, value: Any) -> Any:
    """Return the stored value as the type that the field declares."""
    inner = get_args(kind)
    if isinstance(kind, UnionType):
        return None if value is None else _rich(inner[0], value)
    if get_origin(kind) is frozenset:
        return frozenset(_rich(inner[0], item) for item in value)
    if get_origin(kind) is tuple:
        return tuple(_rich(inner[0], item) for item in value)
    if kind is date:
        return date.fromisoformat(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value


def days_to_look_at(candidate: Candidate, like: Likeness) -> list[date]:
    """Return the days of which one may be the stored call's last: its own reading may have taken another of them."""
    read = {moment.day for moment in (*candidate.deadlines, candidate.deadline) if moment}
    since = like.published or date.min
    return sorted(read | {day for day in like.days if day >= since})[:MOST_DAYS]


def any_deadline(candidate: Candidate) -> bool:
    """Tell whether a text is to be compared with calls of whatever deadline.

    Later news about a call need not repeat its last day, and of an announcement it may have been left out or missed.
    """
    return (
        candidate.event not in (CallEvent.OPENED, CallEvent.NONE)
        or candidate.deadline is None
        or (not candidate.sure("deadline"))
    )
