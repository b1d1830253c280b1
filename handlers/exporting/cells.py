"""What a table of an export is made of, whatever format it is written in: columns with kinds, and safe text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto

LONGEST = 32_767
"""UTF-16 units that a cell of Excel holds ("Excel specifications and limits")."""


class Kind(Enum):
    """What a column holds; None is an empty cell in each."""

    TEXT = auto()
    CODE = auto()  # a stable English word, for people in their language (`Column.words`)
    NUMBER = auto()  # whole
    DAYS = auto()  # a length of time as a number of days
    SHARE = auto()  # from 0 to 1
    DATE = auto()
    MOMENT = auto()  # aware, already in the zone of the file
    FLAG = auto()  # True, or False where "no" is worth saying
    ANY = auto()  # a `Cell` that brings its own kind


Value = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with its kind, for tables in which one column holds several."""

    kind: Kind
    value: Value


Row = Sequence[Value | Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Args:
        key: its stable English name: JSON keys, and the heading where data are for programs.
        title: its heading for people, in the language of the file.
        kind: what it holds.
        words: of a CODE, or of a FLAG ("yes", "no"): what people read.
        alarm: whether anything in it but nothing and "no" is bad news, and is shown so.
        wide: whether it holds long text.
    """

    key: str
    title: str
    kind: Kind
    words: Mapping[str, str] = field(default_factory=dict)
    alarm: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written. `name` is its stable English name, `title` is for people and at most 28 characters."""

    name: str
    title: str
    columns: tuple[Column, ...]


# Breaks of any kind become one space; controls, what cannot stand in XML 1.0, and what changes the direction of the
# text around it are left out. The joiner of family emoji and the marks of other scripts stay.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_HALF = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return typed text as it can stand in a cell: on one line, without controls, no longer than a cell may be."""
    if not text.isprintable():
        text = _HALF.sub("\ufffd", _UNFIT.sub("", _BREAKS.sub(" ", text))).strip()
    if len(text) > LONGEST // 2 and len(text.encode("utf-16-le")) > 2 * LONGEST:
        kept = text.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore")
        text = kept + "…"
    return text


def shown(column: Column, value: Value) -> str:
    """Return what people read of a text, a code or a flag; plain text."""
    if value is True or value is False:
        return column.words.get("yes" if value else "no", "")
    text = str(value)
    return column.words.get(text, text) if column.kind is Kind.CODE else text
