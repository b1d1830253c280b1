"""What calls are found by: an inverted table of stems, kept in the same unit of work as the call, and a vocabulary.

The vocabulary knows each word by its runs of three letters, so that a mistyped one leads to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from domain.calls.model import Call, CallEvent
from domain.clock import micros
from domain.search import words_of
from domain.spelling import grams
from storage.engine import Session
from storage.statement import json_list, sql

EDITION = 1
"""Grows when the rules of `domain.search`, `domain.spelling` or `domain.words` change: stored calls are read anew."""

_NAMES = sql("""
    SELECT DISTINCT 'place', r.territory_id, t.short_kk || ' ' || t.short_ru || ' ' || t.keys
    FROM territory_reach r
    JOIN territory own ON own.id = r.territory_id
    JOIN territory t ON t.id = r.reached_id AND (t.id = own.id OR (t.level < own.level AND t.level > 0))
    WHERE r.territory_id IN {texts:territories}
    UNION ALL
    SELECT 'sphere', id, name_kk || ' ' || name_ru || ' ' || short_kk || ' ' || short_ru
    FROM sphere WHERE id IN {texts:spheres}
""")
_DROP = sql("DELETE FROM search_entry WHERE call_id IN {ints:calls}")
_ENTER = sql("""
    INSERT INTO search_entry (stem, until, call_id, weight, dated)
    SELECT stem, until, call_id, weight, dated
    FROM {rows:rows(stem TEXT, until BIGINT, call_id BIGINT, weight INTEGER, dated INTEGER)} r
""")
_NEW_WORDS = sql("""
    INSERT INTO search_word (word, stem, shown)
    SELECT word, stem, shown FROM {rows:rows(word TEXT, stem TEXT, shown TEXT)} r WHERE 1 = 1
    ON CONFLICT (word) DO UPDATE SET stem = excluded.stem WHERE search_word.stem <> excluded.stem
    RETURNING word
""")
_NEW_GRAMS = sql("""
    INSERT INTO search_gram (gram, size, word)
    SELECT gram, size, word FROM {rows:rows(gram TEXT, size INTEGER, word TEXT)} r WHERE 1 = 1
    ON CONFLICT (gram, size, word) DO NOTHING
""")
_MARK = sql("""
    INSERT INTO search_call (call_id, edition)
    SELECT value, CAST(:edition AS INTEGER) FROM {ints:calls} c WHERE 1 = 1
    ON CONFLICT (call_id) DO UPDATE SET edition = excluded.edition
""")


async def enter(session: Session, calls: Sequence[Call], undated: timedelta) -> None:
    """Make calls findable by their words, in the unit of work that stores them. Six trips, however many calls.

    Args:
        session: the unit of work.
        calls: stored calls, as they are now.
        undated: how long a call without a deadline counts as open after it was first seen.
    """
    if not calls:
        return
    ids = json_list(call.id for call in calls)
    places, spheres = await _names(session, calls)
    entries: list[dict[str, Any]] = []
    vocabulary: dict[str, tuple[str, str]] = {}
    for call in calls:
        until = _open_until(call, undated)
        weights: dict[str, int] = {}
        for word in words_of(
            call,
            (places[unit] for unit in call.territories if unit in places),
            (spheres[sphere] for sphere in call.spheres if sphere in spheres),
        ):
            weights[word.key] = max(word.weight, weights.get(word.key, 0))
            vocabulary[word.word] = word.key, word.shown
        dated = int(call.closes_at is not None)
        entries += [
            {"stem": stem, "until": until, "call_id": call.id, "weight": weight, "dated": dated}
            for stem, weight in weights.items()
        ]
    await session.run(_DROP, calls=ids)
    await session.run(_ENTER, rows=json_list(entries))
    rows = [{"word": word, "stem": stem, "shown": shown} for word, (stem, shown) in sorted(vocabulary.items())]
    fresh = [row[0] for row in await session.all(_NEW_WORDS, rows=json_list(rows))]
    await session.run(
        _NEW_GRAMS,
        rows=json_list({"gram": gram, "size": len(word), "word": word} for word in fresh for gram in grams(word)),
    )
    await session.run(_MARK, calls=ids, edition=EDITION)


async def _names(session: Session, calls: Sequence[Call]) -> tuple[dict[str, str], dict[str, str]]:
    rows = await session.all(
        _NAMES,
        territories=json_list(sorted({unit for call in calls for unit in call.territories})),
        spheres=json_list(sorted({sphere for call in calls for sphere in call.spheres})),
    )
    places: dict[str, str] = {}
    spheres: dict[str, str] = {}
    for sort, number, names in rows:
        table = places if sort == "place" else spheres
        table[number] = f"{table.get(number, '')} {names}".replace("|", " ")
    return places, spheres


def _open_until(call: Call, undated: timedelta) -> int:
    """Return when the call stops being open, 0 when it has been called off or decided."""
    if call.event in (CallEvent.CANCELLED, CallEvent.RESULT):
        return 0
    return micros(call.closes_at or call.first_seen_at + undated)
