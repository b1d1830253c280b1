"""Message entities: which may overlap, how they are sorted, and the clean-up Telegram does on every text.

Order, nesting and the characters that disappear follow TDLib's ``fix_formatted_text``; offsets count UTF-16 units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")  # may be split and merged
QUOTES = ("blockquote", "expandable_blockquote")
FIXED = ("pre", "code")  # nothing may stand inside
_PRIORITY = {"blockquote": 0, "expandable_blockquote": 0, "code": 20, "text_link": 49, "text_mention": 49} | {
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99
}  # fmt: skip

# Characters that Telegram removes: carriage returns, line and paragraph separators with the direction marks beside
# them, and the combining lines that let one message paint over another.
_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROL = re.compile("[\0-\x09\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of a text that is shown in its own way; ``offset`` and ``length`` are UTF-16 code units."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""
    user_id: int = 0
    custom_emoji_id: str = ""

    @property
    def end(self) -> int:
        """The first UTF-16 unit after it."""
        return self.offset + self.length

    def as_api(self) -> dict[str, Any]:
        """Return the MessageEntity object of the Bot API (``user`` holds the id only)."""
        entity: dict[str, Any] = {"type": self.kind, "offset": self.offset, "length": self.length}
        if self.url:
            entity["url"] = self.url
        if self.language:
            entity["language"] = self.language
        if self.custom_emoji_id:
            entity["custom_emoji_id"] = self.custom_emoji_id
        if self.user_id:
            entity["user"] = {"id": self.user_id, "is_bot": False, "first_name": ""}
        return entity


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def normalise(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Clean a text and put its entities into the form that Telegram keeps (not trimmed)."""
    fixed = _fix([entity for entity in entities if entity.length > 0])
    cleaned = _CONTROL.sub(" ", text)
    if not _REMOVED.search(cleaned):
        return (cleaned, fixed) if cleaned.strip(" \n") else ("", [])
    gone, skipped = [0], 0
    for char in cleaned:
        skipped += bool(_REMOVED.match(char))
        gone.extend([skipped] * (2 if char > "\uffff" else 1))
    moved = [
        replace(e, offset=e.offset - gone[e.offset], length=e.length - (gone[e.end] - gone[e.offset])) for e in fixed
    ]
    cleaned = _REMOVED.sub("", cleaned)
    return (cleaned, _fix([e for e in moved if e.length > 0])) if cleaned.strip(" \n") else ("", [])


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """Sort entities as Telegram does: by start, the longer first, then by kind."""
    return sorted(entities, key=_order)


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut spaces and line ends off both ends, as Telegram does before a message is kept."""
    right = text.rstrip(" \n")
    left = right.lstrip(" \n")
    cut, end = len(right) - len(left), units(left)
    kept = []
    for entity in entities:
        start, stop = max(entity.offset - cut, 0), min(entity.end - cut, end)
        if stop > start:
            kept.append(replace(entity, offset=start, length=stop - start))
    return left, sorted(kept, key=_order)


def _order(entity: Entity) -> tuple[int, int, int]:
    # A <pre> with a language sorts before one without.
    priority = 11 - bool(entity.language) if entity.kind == "pre" else _PRIORITY.get(entity.kind, 50)
    return entity.offset, -entity.length, priority


def _fix(entities: list[Entity]) -> list[Entity]:
    """Drop what may not overlap, merge and split styles so that every pair is nested or apart."""
    entities = sorted(entities, key=_order)
    quotes = _apart([e for e in entities if e.kind in QUOTES])
    solid = _apart([e for e in entities if e.kind not in STYLES and e.kind not in QUOTES])
    solid = [e for e in solid if not any(_crosses(e, quote) for quote in quotes)]
    solid = sorted([*solid, *quotes], key=_order)
    styles = [e for e in entities if e.kind in STYLES]
    return sorted([*solid, *_split(styles, solid)], key=_order) if styles else solid


def _apart(entities: Iterable[Entity]) -> list[Entity]:
    """Keep the first of any that overlap."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _crosses(entity: Entity, quote: Entity) -> bool:
    """True when the entity overlaps the quote without lying inside it."""
    return (
        entity.offset < quote.end
        and quote.offset < entity.end
        and not (quote.offset <= entity.offset and entity.end <= quote.end)
    )


def _split(styles: list[Entity], solid: list[Entity]) -> list[Entity]:
    """Cut styles at the borders of other entities (and of styles that start inside them); none inside code."""
    result: list[Entity] = []
    running: dict[str, tuple[int, int]] = {}
    queue = list(styles)

    def flush(offset: int) -> None:
        for kind in STYLES:
            if kind not in running or running[kind][0] >= offset:
                continue
            start, stop = running[kind]
            if stop <= offset:
                del running[kind]
            else:
                running[kind] = (offset, stop)
            result.append(Entity(kind, start, min(stop, offset) - start))

    def advance(end: int) -> None:
        while queue and queue[0].offset < end:
            style = queue.pop(0)
            if style.kind in running and style.offset <= running[style.kind][1]:
                start, stop = running[style.kind]
                running[style.kind] = (start, max(stop, style.end))
            else:
                flush(style.offset)
                running[style.kind] = (style.offset, style.end)
        flush(end)

    nested: list[Entity] = []
    for offset, entity in [*((e.offset, e) for e in solid), (1 << 31, None)]:
        while nested and offset >= nested[-1].end:
            before = len(result)
            advance(nested[-1].end)
            if nested.pop().kind in FIXED:
                del result[before:]
        advance(offset)
        if entity is not None:
            nested.append(entity)
    return result
