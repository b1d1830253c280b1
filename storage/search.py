"""Calls by words: an inverted table of stems, kept in the same unit of work as the call, and a vocabulary for mistakes.

Exact words are read from the key; a vocabulary word that shares runs of three letters with a mistyped one is measured
by `domain.spelling`. One portable text serves both engines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from domain.calls.model import Call, CallEvent
from domain.clock import micros
from domain.ports import AskedQuery, FoundPage
from domain.search import DERIVED_COSTS, NEAR_COSTS, How, Meant, Query, Term, words_of
from domain.spelling import distance, grams, mistakes
from storage.decoding import OPEN_WITHOUT_DEADLINE, call_of
from storage.engine import Session
from storage.statement import json_list, sql

EDITION = 1
"""Grows when the rules of `domain.search`, `domain.spelling` or `domain.words` change: stored calls are read anew."""

NEAR_LOOKED_AT = 300
NEAR_TAKEN = 8
GUESSES = 3
LAST = "\uffff"  # after every letter
DERIVED_FROM = 5  # letters of a stem whose longer relatives count too: shorter ones have too many

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
_UNREAD = sql("""
    SELECT c.id, c.revision, c.kind, c.event, c.texts, c.territories, c.spheres, c.opens, c.deadline, c.closes_at,
           c.amount_max, c.amount_total, c.currency, c.organiser, c.published_at, c.first_seen_at,
           c.first_delivered_at, ''
    FROM call c LEFT JOIN search_call s ON s.call_id = c.id
    WHERE s.edition IS NULL OR s.edition <> :edition
    ORDER BY c.id LIMIT :limit
""")

# The words themselves, what they may be derived from, and what is derived from them.
_STEMS = sql("""
    SELECT asked.n, w.stem, MIN(w.shown)
    FROM {rows:terms(n INTEGER, first TEXT, past TEXT)} asked
    JOIN search_word w ON w.stem >= asked.first AND w.stem < asked.past
    GROUP BY asked.n, w.stem ORDER BY asked.n, w.stem LIMIT 400
""")
_NEAR = sql("""
    SELECT near.n, w.word, w.stem, w.shown FROM (
        SELECT asked.n AS n, g.word AS word, COUNT(*) AS shared
        FROM {rows:grams(n INTEGER, gram TEXT, size INTEGER)} asked
        JOIN search_gram g ON g.gram = asked.gram AND g.size = asked.size
        GROUP BY asked.n, g.word
        ORDER BY shared DESC, g.word LIMIT :limit
    ) near JOIN search_word w ON w.word = near.word
    ORDER BY near.n, near.shared DESC, w.word
""")

# `worth` is the weight less what the stem costs; of several stems of one word the best counts, and words are added up.
# A call counts only with every word.
_HITS = """
    WITH asked AS (
        SELECT n, stem, cost FROM {rows:stems(n INTEGER, stem TEXT, cost INTEGER)} r
    ), found AS (
        SELECT e.call_id, e.until, e.dated, a.n, MAX(e.weight - a.cost) AS worth
        FROM asked a CROSS JOIN search_entry e
        WHERE e.stem = a.stem
        GROUP BY e.call_id, e.until, e.dated, a.n
    ), hits AS (
        SELECT call_id, until, dated, SUM(worth) AS score FROM found
        GROUP BY call_id, until, dated HAVING COUNT(*) = :terms
    )
"""
_PAGE = """
    SELECT c.id, c.revision, c.kind, c.event, c.texts, c.territories, c.spheres, c.opens, c.deadline, c.closes_at,
           c.amount_max, c.amount_total, c.currency, c.organiser, c.published_at, c.first_seen_at,
           c.first_delivered_at, '', amount.opened, amount.closed
    FROM (SELECT COALESCE(SUM(CASE WHEN until > :now THEN 1 ELSE 0 END), 0) AS opened,
                 COALESCE(SUM(CASE WHEN until > :now THEN 0 ELSE 1 END), 0) AS closed FROM hits) amount
    LEFT JOIN page ON 1 = 1
    LEFT JOIN call c ON c.id = page.call_id
"""
_OPEN = sql(
    _HITS
    + """, page AS (
        SELECT call_id, until, dated, score FROM hits WHERE until > :now
        ORDER BY score DESC, dated DESC, until, call_id LIMIT :limit OFFSET :offset
    )"""
    + _PAGE
    + "ORDER BY page.score DESC, page.dated DESC, page.until, page.call_id"
)
_CLOSED = sql(
    _HITS
    + """, page AS (
        SELECT call_id, until, dated, score FROM hits WHERE until <= :now
        ORDER BY score DESC, until DESC, call_id DESC LIMIT :limit OFFSET :offset
    )"""
    + _PAGE
    + "ORDER BY page.score DESC, page.until DESC, page.call_id DESC"
)
_ALONE = sql("""
    SELECT a.n, COUNT(DISTINCT e.call_id)
    FROM {rows:stems(n INTEGER, stem TEXT, cost INTEGER)} a JOIN search_entry e ON e.stem = a.stem
    GROUP BY a.n
""")

_ASKED = sql("""
    INSERT INTO search_query (person_id, text, asked_at) VALUES (:person, :text, :now)
    ON CONFLICT (person_id, text) DO UPDATE SET asked_at = excluded.asked_at
    RETURNING id
""")
_QUERY = sql("SELECT id, text FROM search_query WHERE id = :id AND person_id = :person")
_FORGET = sql("DELETE FROM search_query WHERE asked_at < :before")


class SearchRepository:
    """Implements `domain.ports.Search`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def understand(self, query: Query) -> Sequence[Meant]:
        """Tell what each word of the query stands for among the words of all calls. Two trips at most.

        A word that is met as it stands is taken as it stands, with its family; only one that is met nowhere is looked
        for among the near ones.
        """
        if not query.terms:
            return ()
        rows = await self._session.all(_STEMS, terms=json_list(_ranges(query.terms)))
        met: dict[int, dict[str, int]] = {}
        for number, stem, _shown in rows:
            own = stem == query.terms[number].key
            met.setdefault(number, {})[stem] = 0 if own else DERIVED_COSTS
        lost = [number for number in range(len(query.terms)) if number not in met]
        near = await self._near({number: query.terms[number] for number in lost}) if lost else {}
        return [
            Meant(term, How.EXACT, met[number]) if number in met else near[number]
            for number, term in enumerate(query.terms)
        ]

    async def _near(self, terms: dict[int, Term]) -> dict[int, Meant]:
        asked = [
            {"n": number, "gram": gram, "size": size}
            for number, term in terms.items()
            for gram in grams(term.word)
            for size in range(max(2, len(term.word) - 5), len(term.word) + 3)
        ]
        rows = await self._session.all(_NEAR, grams=json_list(asked), limit=NEAR_LOOKED_AT * len(terms))
        found: dict[int, list[tuple[int, str, str]]] = {number: [] for number in terms}
        for number, word, stem, shown in rows:
            typed = terms[number]
            # One more than is forgiven is worth a question.
            away = mistakes(typed.word, word, typed.edits + 1)
            if away <= typed.edits + 1 and away < len(typed.word) / 2:
                found[number].append((away, stem, shown))
        return {number: _nearest(terms[number], sorted(found[number])) for number in terms}

    async def page(self, meant: Sequence[Meant], now: datetime, offset: int, limit: int, *, closed: bool) -> FoundPage:
        """Return the calls that have all the words of the query.

        The rule of ranking: open calls by themselves, closed ones by themselves. First those whose words fit best: a
        word in the title weighs 4, in the organiser, kind, place or sphere 2, one less when only a word of its family
        or one that was meant is there; the words of a query add up. Among equals the nearest deadline, calls without a
        known deadline after them; of closed ones the latest. One trip; a second one when no call has all the words.
        """
        if not meant or any(not term.keys for term in meant):
            return FoundPage((), 0, 0, tuple(meant), await self._alone(meant) if len(meant) > 1 else ())
        rows = await self._session.all(
            _CLOSED if closed else _OPEN,
            stems=json_list(_stems(meant)),
            terms=len(meant),
            now=micros(now),
            offset=offset,
            limit=limit,
        )
        calls = tuple(call_of(row[:-2]) for row in rows if row[0] is not None)
        opened, over = int(rows[0][-2]), int(rows[0][-1])
        alone = await self._alone(meant) if not opened and not over and len(meant) > 1 else ()
        return FoundPage(calls, opened, over, tuple(meant), alone)

    async def _alone(self, meant: Sequence[Meant]) -> tuple[int, ...]:
        counted = {int(n): int(calls) for n, calls in await self._session.all(_ALONE, stems=json_list(_stems(meant)))}
        return tuple(counted.get(number, 0) for number in range(len(meant)))

    async def asked(self, person_id: int, text: str, now: datetime) -> int:
        """Keep what the person searched for; returns its number, the same one for the same words. One trip."""
        row = await self._session.one(_ASKED, person=person_id, text=text, now=micros(now))
        assert row is not None
        return int(row[0])

    async def query(self, person_id: int, query_id: int) -> AskedQuery | None:
        """Return a search of the person's own; None when it is forgotten or another's. One trip."""
        row = await self._session.one(_QUERY, person=person_id, id=query_id)
        return AskedQuery(int(row[0]), row[1]) if row else None

    async def refresh(self, limit: int) -> int:
        """Make up to `limit` stored calls searchable that are not yet, or by older rules; returns how many were."""
        calls = [call_of(row) for row in await self._session.all(_UNREAD, edition=EDITION, limit=limit)]
        await enter(self._session, calls)
        return len(calls)

    async def forget(self, before: datetime) -> int:
        """Drop searches that were made before the instant; returns how many."""
        return await self._session.run(_FORGET, before=micros(before))


def _ranges(terms: Sequence[Term]) -> list[dict[str, Any]]:
    """Return the stretches of stems that count as each term: itself, shorter relatives, and longer ones."""
    rows = []
    for number, term in enumerate(terms):
        past = term.key + (LAST if len(term.key) >= DERIVED_FROM else "\u0001")
        rows.append({"n": number, "first": term.key, "past": past})
        rows += [{"n": number, "first": stem, "past": stem + "\u0001"} for stem in term.family]
    return rows


def _stems(meant: Iterable[Meant]) -> list[dict[str, Any]]:
    return [
        {"n": number, "stem": stem, "cost": cost}
        for number, term in enumerate(meant)
        for stem, cost in term.keys.items()
    ]


def _nearest(term: Term, found: Sequence[tuple[int, str, str]]) -> Meant:
    """Decide what a word that is met nowhere stands for: the nearest words within what is forgiven, or nothing."""
    shown = tuple(dict.fromkeys(word for _, _, word in found))[:GUESSES]
    if not found or found[0][0] > term.edits:
        return Meant(term, How.NOWHERE, {}, shown)
    best = found[0][0]
    taken = [(stem, word) for away, stem, word in found if away == best][:NEAR_TAKEN]
    return Meant(
        term,
        How.NEAR,
        dict.fromkeys((stem for stem, _ in taken), NEAR_COSTS),
        tuple(dict.fromkeys(word for _, word in taken))[:GUESSES],
    )


async def enter(session: Session, calls: Sequence[Call]) -> None:
    """Make calls findable by their words, in the unit of work that stores them. Six trips, however many calls."""
    if not calls:
        return
    ids = json_list(call.id for call in calls)
    places, spheres = await _names(session, calls)
    entries: list[dict[str, Any]] = []
    vocabulary: dict[str, tuple[str, str]] = {}
    for call in calls:
        until = _open_until(call)
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


def _open_until(call: Call) -> int:
    """Return when the call stops being open, 0 when it has been called off or decided."""
    if call.event in (CallEvent.CANCELLED, CallEvent.RESULT):
        return 0
    return micros(call.closes_at or call.first_seen_at + OPEN_WITHOUT_DEADLINE)
