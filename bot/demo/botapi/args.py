"""Parameters of a call: what a method knows, and turning what came over HTTP into values.

Telegram reads every parameter as a string, whatever the request's encoding; so do we, but where it would silently
take "abc" for 0 or drop a parameter it does not know, we refuse.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.demo.botapi.refusals import refused

Kind = Literal["text", "chat", "integer", "flag", "json", "file"]

_INTEGER = re.compile(r"-?\d{1,19}")
_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    file_name: str
    content: bytes
    content_type: str


def as_text(value: object) -> str:
    """Return a JSON value as Telegram sees a parameter: text stays, everything else is its JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def bind(known: Mapping[str, Kind], given: Mapping[str, str], uploads: Mapping[str, Upload]) -> dict[str, Any]:
    """Turn raw parameters into values: int, bool, parsed JSON, or text.

    Args:
        known: the method's parameters.
        given: what came, as text; an empty text is the same as nothing.
        uploads: the files that came, by the name of their part.

    Raises:
        Refused: an unknown parameter, a wrong value, or a file that nothing refers to.
    """
    values: dict[str, Any] = {}
    for name, text in given.items():
        kind = known.get(name)
        if kind is None:
            raise refused("unknown_parameter", name=name)
        if text != "":
            values[name] = _value(name, kind, text)
    referred = "\n".join(given.values())
    for name in uploads:
        if known.get(name) != "file" and f"attach://{name}" not in referred:
            raise refused("unknown_parameter", name=name)
    return values


def _value(name: str, kind: Kind, text: str) -> Any:
    if kind == "integer":
        if not _INTEGER.fullmatch(text):
            raise refused("bad_parameter", name=name, kind="an Integer")
        return int(text)
    if kind == "flag":
        if text.lower() not in _FLAGS:
            raise refused("bad_parameter", name=name, kind="a Boolean")
        return _FLAGS[text.lower()]
    if kind == "json":
        try:
            return json.loads(text)
        except ValueError:
            if name == "reply_markup":
                raise refused("keyboard_json") from None
            raise refused("bad_json", what=name.replace("_", " ")) from None
    return text


def only_fields(value: object, what: str, **kinds: type | tuple[type, ...]) -> dict[str, Any]:
    """Check an object of a call: it is an object, and has only these fields of these types.

    Args:
        value: what was sent.
        what: the object's name, for the refusal.
        kinds: field → type(s).

    Raises:
        Refused: not an object, an unknown field, or a field of another type.
    """
    if not isinstance(value, dict):
        raise refused("bad_field", name=what, what="the request", kind="an Object")
    fields: dict[str, Any] = {}
    for name, content in value.items():
        if name not in kinds:
            raise refused("unknown_field", name=name, what=what)
        if content is None:
            continue
        kind = kinds[name]
        allowed = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(content, allowed) or (isinstance(content, bool) and bool not in allowed):
            raise refused("bad_field", name=name, what=what, kind=" or ".join(k.__name__ for k in allowed))
        fields[name] = content
    return fields
