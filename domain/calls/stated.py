"""What a source states, as text: for storage, for the way out of the reading process, for recognising a change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from domain.calls.model import CallEvent, CallKind, LocalMoment, Stated

_MOMENTS = ("opens", "deadline")
_BLANK = Stated()


def stated_to_json(stated: Stated) -> str:
    """Return what is stated as a JSON object; what is not stated is left out."""
    values = {
        item.name: _plain(value)
        for item in fields(stated)
        if (value := getattr(stated, item.name)) != getattr(_BLANK, item.name)
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, LocalMoment) else value


def stated_from_json(text: str) -> Stated:
    """Read what `stated_to_json` wrote; fields that this version does not know are left out.

    Raises:
        ValueError: the text is not such an object.
    """
    stored = json.loads(text)
    if not isinstance(stored, Mapping):
        raise ValueError("what a source states is a JSON object")
    names = {item.name for item in fields(Stated)}
    values: dict[str, Any] = {name: value for name, value in stored.items() if name in names}
    for name in _MOMENTS:
        if values.get(name):
            values[name] = LocalMoment.parse(values[name])
    if values.get("kind"):
        values["kind"] = CallKind(values["kind"])
    if values.get("event"):
        values["event"] = CallEvent(values["event"])
    values["regions"] = tuple(values.get("regions", ()))
    values["printed"] = tuple((name, words) for name, words in values.get("printed", ()))
    return Stated(**values)


def what_is_stated(stated: Stated) -> str:
    """Return what stays equal while a source states the same; how it prints that does not count."""
    return "\x1f".join(
        f"{item.name}={_plain(value)}"
        for item in fields(stated)
        if item.name != "printed" and (value := getattr(stated, item.name)) != getattr(_BLANK, item.name)
    )
