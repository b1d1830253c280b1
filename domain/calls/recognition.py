"""A call's likeness as text, so that storage can keep what a call is recognised by without reading its posts again."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, timedelta
from enum import Enum
from functools import cache, lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from domain.calls.same import Likeness

BACKLOG = timedelta(days=60)
"""How far back a call without a deadline may be the same as a new text."""


def likeness_to_json(one: Likeness) -> str:
    """Return the likeness as JSON text."""
    values = {item.name: _plain(getattr(one, item.name)) for item in fields(one)}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


# The neighbours of one text are mostly those of the last one; what they are made of is immutable, so it is shared.
@lru_cache(512)
def likeness_from_json(text: str) -> Likeness | None:
    """Read what `likeness_to_json` wrote; None when it is of another version or no such text."""
    try:
        stored = json.loads(text)
        return Likeness(**{name: _rich(kind, stored[name]) for name, kind in _kinds().items()})
    except (ValueError, KeyError, TypeError):
        return None


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
