"""A feed of thousands of entries, cut into portions before anything slow looks at it: newest first, in linear time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapers.posts import digest

# What hides the name of an entry inside text comes first, so that it is stepped over.
_MARKS = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(item|entry)(?=[\s>/])|</(item|entry)\s*>", re.DOTALL)
_DATE = re.compile(r"<(?:pubDate|published|updated|dc:date|date|issued)(?:\s[^>]*)?>\s*([^<]{4,60})<")
_NAME = re.compile(r"<(?:guid|id|link)(?:\s[^>]*)?>\s*(?:<!\[CDATA\[)?([^<\]]{1,500})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One raw entry, when it says it was published, and what it is called."""

    raw: str
    at: float | None
    name: str


@dataclass(frozen=True, slots=True)
class Long:
    """The entries of a feed, and what stands before the first and after the last one."""

    head: str
    entries: tuple[Entry, ...]
    tail: str

    def portion(self, start: int, size: int) -> str:
        """Return a feed that holds only some of the entries."""
        return self.head + "".join(entry.raw for entry in self.entries[start : start + size]) + self.tail


def cut(text: str) -> Long:
    """Cut a repaired XML feed into its entries, newest first."""
    entries: list[Entry] = []
    begun, first, last = -1, len(text), 0
    for mark in _MARKS.finditer(text):
        if mark[1] and begun < 0:
            begun = mark.start()
        elif mark[2] and begun >= 0:
            raw = text[begun : mark.end()]
            entries.append(Entry(raw, _instant(_DATE.search(raw)), _name(raw)))
            first, last, begun = min(first, begun), mark.end(), -1
    return Long(text[:first], tuple(newest_first(entries)), text[last:])


def newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by date, undated ones last; in the feed's own order when most bear no date."""
    if 2 * sum(entry.at is not None for entry in entries) < len(entries):
        return list(entries)
    return sorted(entries, key=lambda entry: (entry.at is None, -(entry.at or 0.0)))


def ahead_of(entries: Sequence[Entry], name: str) -> int:
    """Return how many entries come before the one of that name; -1 when it is gone."""
    return next((number for number, entry in enumerate(entries) if entry.name == name), -1)


def _name(raw: str) -> str:
    found = _NAME.search(raw)
    return digest(found[1].strip() if found else raw)[:16]


def _instant(found: re.Match[str] | None) -> float | None:
    return instant_of(found[1].strip()) if found else None


def instant_of(text: str) -> float | None:
    """Return seconds since 1970 of a date as feeds write it (RFC 822 or ISO 8601), or None."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).timestamp()
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
