"""A call's words as storage keeps them, and the patterns that find phrases in them on both engines.

The stems stand in order in a JSON list, `["вод", "питьев"]`. So a phrase of several words is one LIKE pattern,
`%"вод"%"питьев"%`, and a stem is never found inside another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from domain.calls.matching import words_of
from domain.words import stems
from storage.engine import Session
from storage.statement import json_list, sql

CHUNK = 200

_WORDLESS = sql("""
    SELECT c.id, c.texts, c.organiser, p.title, p.text
    FROM (SELECT id, texts, organiser FROM call WHERE words IS NULL ORDER BY id LIMIT :limit) c
    LEFT JOIN post p ON p.call_id = c.id
""")
_SET = sql("UPDATE call SET words = r.words FROM {rows:rows(id BIGINT, words TEXT)} r WHERE call.id = r.id")


def kept(words: Iterable[str]) -> str:
    """Return the stems as the column `call.words` holds them."""
    return json_list(sorted(words))


def known(stored: str | None) -> frozenset[str]:
    """Read what `kept` wrote."""
    return frozenset(json.loads(stored)) if stored else frozenset()


def patterns(phrases: Iterable[str]) -> list[str]:
    """Return a LIKE pattern for each phrase; one without words that say something has none.

    Stems hold letters and digits only (a test of `domain.words` sees to it), so nothing in them needs escaping.
    """
    found = (sorted(stems(phrase)) for phrase in phrases)
    return ["%" + "%".join(f'"{word}"' for word in words) + "%" for words in found if words]


def longest_first(pattern: str) -> list[str]:
    """Return the stems of a pattern, the longest first: a call without it is told from the others at once."""
    return sorted((word for word in pattern.replace("%", "").split('"') if word), key=len, reverse=True)


async def put_words(session: Session) -> int:
    """Work out the words of some calls that a program without words stored; returns how many, 0 when none is left."""
    texts: dict[int, list[str | None]] = {}
    for number, stored, organiser, title, text in await session.all(_WORDLESS, limit=CHUNK):
        titles = _titles(json.loads(stored))
        texts.setdefault(number, [organiser, *titles]).extend((title, text))
    rows = [{"id": number, "words": kept(words_of(*parts))} for number, parts in texts.items()]
    if rows:
        await session.run(_SET, rows=json_list(rows))
    return len(rows)


def _titles(texts: Sequence[dict[str, Any]]) -> list[str]:
    return [str(text["title"]) for text in texts]
