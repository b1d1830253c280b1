"""Templates of an office: answers that it writes again and again, with a few words to be put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MOST = 30
"""Templates of one office."""

NAME_LIMIT = 40
TEXT_LIMIT = 3_000

FIELDS = ("ngo", "number", "date")
"""What is put in where a template says `{ngo}`, `{number}`, `{date}`."""

_FIELD = re.compile(r"\{(" + "|".join(FIELDS) + r")\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text that an office answers with. Both words are foreign: its officials wrote them."""

    id: int
    office_id: int
    name: str
    text: str


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with the values put in; other braces stay as they are, and values are not looked through."""
    return _FIELD.sub(lambda found: values[found[1]], text)
