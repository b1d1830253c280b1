"""What Telegram marks in a text by itself: commands, mentions, hashtags, addresses, e-mails and phone numbers."""

from __future__ import annotations

import re

from bot.demo.botapi.entities import QUOTES, STYLES, Entity, in_order, units

_FOUND = (
    ("url", re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]»']|\bt\.me/\w+")),
    ("email", re.compile(r"(?i)\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+\b")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d{1,3}[ \u00a0-]?\(?\d{3}\)?(?:[ \u00a0-]?\d){7}(?!\w)")),
)


def add_detected(text: str, entities: list[Entity]) -> list[Entity]:
    """Return the entities together with those found in the text, which never overlap marked links or code."""
    taken = [entity for entity in entities if entity.kind not in STYLES and entity.kind not in QUOTES]
    found: list[Entity] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            new = Entity(kind, units(text[: match.start()]), units(match[0]))
            if not any(new.offset < other.end and other.offset < new.end for other in (*taken, *found)):
                found.append(new)
    return in_order([*entities, *found]) if found else entities
