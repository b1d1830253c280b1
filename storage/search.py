"""Calls by words, looked up in what `storage.search_index` keeps.

Exact words are read from the key; a vocabulary word that shares runs of three letters with a mistyped one is measured
by `domain.spelling`. One portable text serves both engines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from domain.calls.model import Call
from domain.clock import micros
from domain.ports import STRETCH, AskedQuery, FoundPage, Store
from domain.search import DERIVED_COSTS, NEAR_COSTS, How, Meant, Query, Term
from domain.spelling import grams, mistakes
from storage.call_rows import LISTED_COLUMNS, call_of
from storage.calls import OPEN_WITHOUT_DEADLINE
from storage.engine import Session
from storage.search_index import EDITION, enter
from storage.statement import Statement, json_list, sql

LOOKED_AT = 2000
REFRESHED_AT_ONCE = 200
NEAR_LOOKED_AT = 300
NEAR_TAKEN = 8
GUESSES = 3
LAST = "\uffff"  # after every letter
DERIVED_FROM = 5  # letters of a stem whose longer relatives count too: shorter ones have too many

_UNREAD = sql(f"""
    SELECT {LISTED_COLUMNS}
    FROM call c LEFT JOIN search_call s ON s.call_id = c.id
    WHERE s.edition IS NULL OR s.edition <> :edition
    ORDER BY c.id LIMIT :limit
""")  # noqa: S608  the columns of storage.call_rows

# The words themselves, what they may be derived from, and what is derived from them; each with how many calls have it,
# counted as far as matters.
_STEMS = sql("""
    SELECT asked.n, w.stem, (SELECT COUNT(*) FROM (
        SELECT 1 AS one FROM search_entry e WHERE e.stem = w.stem LIMIT :most) few) AS calls
    FROM {rows:terms(n INTEGER, first TEXT, past TEXT)} asked
    JOIN search_word w ON w.stem >= asked.first AND w.stem < asked.past
    GROUP BY asked.n, w.stem ORDER BY asked.n, w.stem LIMIT 200
""")
_NEAR = sql("""
    SELECT near.n, w.word, w.stem, w.shown FROM (
        SELECT asked.n AS n, g.word AS word, COUNT(*) AS shared
        FROM {rows:grams(n INTEGER, gram TEXT, size INTEGER)} asked
        JOIN search_gram g ON g.gram = asked.gram AND g.size = asked.size
        GROUP BY asked.n, g.word
        ORDER BY shared DESC, g.word LIMIT :limit
    ) near JOIN search_word w ON w.word = near.word
    WHERE EXISTS (SELECT 1 FROM search_entry e WHERE e.stem = w.stem)
    ORDER BY near.n, near.shared DESC, w.word
""")


# The rarest word leads: its calls are one stretch of the key, and since all words of a call stand under the same
# `until`, the others are looked up by whole keys. Of more calls than `most` the nearest in time are looked at.
# `worth` is the weight less what the stem costs; of several stems of one word the best counts, and words are added up.
# A pair, because PostgreSQL would read and sort all calls of a common word where SQLite follows the key: LATERAL with a
# LIMIT keeps it to the key, too.
def _side(side: str, nearest: str, order: str) -> Statement:
    ahead = f"""search_entry e
            WHERE a.n = :lead AND e.stem = a.stem AND e.until {side} :now"""
    ahead_lateral = f"""LATERAL (
                SELECT e.call_id, e.until, e.dated, e.weight FROM search_entry e
                WHERE e.stem = a.stem AND e.until {side} :now ORDER BY {nearest} LIMIT :most
            ) e WHERE a.n = :lead"""  # noqa: S608  see below
    beside = """search_entry e
            WHERE a.n <> :lead AND e.stem = a.stem AND e.until = l.until AND e.call_id = l.call_id"""
    beside_lateral = """LATERAL (
                SELECT e.weight FROM search_entry e
                WHERE e.stem = a.stem AND e.until = l.until AND e.call_id = l.call_id LIMIT 1
            ) e WHERE a.n <> :lead"""
    return sql(
        sqlite=_found(ahead, beside, nearest, order), postgresql=_found(ahead_lateral, beside_lateral, nearest, order)
    )


def _found(ahead: str, beside: str, nearest: str, order: str) -> str:
    return f"""
        WITH asked AS (
            SELECT n, stem, cost FROM {{rows:stems(n INTEGER, stem TEXT, cost INTEGER)}} r
        ), near AS (
            SELECT e.call_id, e.until, e.dated, e.weight - a.cost AS worth
            FROM asked a CROSS JOIN {ahead}
            ORDER BY {nearest} LIMIT :most
        ), lead AS (
            SELECT call_id, until, dated, MAX(worth) AS worth FROM near GROUP BY call_id, until, dated
        ), others AS (
            SELECT l.call_id, a.n, MAX(e.weight - a.cost) AS worth
            FROM lead l CROSS JOIN asked a CROSS JOIN {beside}
            GROUP BY l.call_id, a.n
        ), whole AS (
            SELECT call_id, SUM(worth) AS worth FROM others GROUP BY call_id HAVING COUNT(*) = :others
        ), hits AS (
            SELECT l.call_id, l.until, l.dated, l.worth + COALESCE(w.worth, 0) AS score
            FROM lead l LEFT JOIN whole w ON w.call_id = l.call_id
            WHERE :others = 0 OR w.call_id IS NOT NULL
        ), page AS (
            SELECT call_id, until, dated, score FROM hits ORDER BY {order} LIMIT :limit OFFSET :offset
        )
        SELECT {LISTED_COLUMNS}, amount.total
        FROM (SELECT COUNT(*) AS total FROM hits) amount
        LEFT JOIN page ON 1 = 1
        LEFT JOIN call c ON c.id = page.call_id
        ORDER BY {order}
    """  # noqa: S608  two sides and their orders, written below


_OPEN = _side(">", "e.until", "score DESC, dated DESC, until, call_id")
_CLOSED = _side("<=", "e.until DESC", "score DESC, until DESC, call_id DESC")

_NEAREST = sql(f"""
    SELECT {LISTED_COLUMNS}
    FROM call c
    WHERE c.event NOT IN ('cancelled', 'result')
      AND (c.closes_at > :now OR (c.closes_at IS NULL AND c.first_seen_at > :since))
    ORDER BY CASE WHEN c.closes_at IS NULL THEN 1 ELSE 0 END, c.closes_at, c.id LIMIT :limit OFFSET :offset
""")  # noqa: S608  the columns of storage.call_rows
_ASKED = sql("""
    INSERT INTO search_query (person_id, text, asked_at) VALUES (:person, :text, :now)
    ON CONFLICT (person_id, text) DO UPDATE SET asked_at = excluded.asked_at
    RETURNING id
""")
_QUERY = sql("SELECT id, text FROM search_query WHERE id = :id AND person_id = :person")
_FORGET = sql("""
    DELETE FROM search_query WHERE id IN (SELECT id FROM search_query WHERE asked_at < :before LIMIT :most)
""")


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
        rows = await self._session.all(_STEMS, terms=json_list(_ranges(query.terms)), most=LOOKED_AT)
        met: dict[int, dict[str, int]] = {}
        calls: dict[int, int] = {}
        for number, stem, count in rows:
            if count:
                own = stem == query.terms[number].key
                met.setdefault(number, {})[stem] = 0 if own else DERIVED_COSTS
                calls[number] = calls.get(number, 0) + int(count)
        lost = {number: term for number, term in enumerate(query.terms) if number not in met}
        near = await self._near(lost) if lost else {}
        return [
            Meant(term, How.EXACT, met[number], calls=calls[number]) if number in met else near[number]
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
        known deadline after them; of closed ones the latest. Of words that thousands of calls have, the 2,000 calls
        nearest in time are looked at. Two trips.
        """
        if not meant or any(not term.keys for term in meant):
            return FoundPage((), 0, 0)
        shown, total = await self._side(_CLOSED if closed else _OPEN, meant, now, offset, limit)
        _, others = await self._side(_OPEN if closed else _CLOSED, meant, now, 0, 0)
        return FoundPage(shown, others if closed else total, total if closed else others)

    async def _side(
        self, statement: Statement, meant: Sequence[Meant], now: datetime, offset: int, limit: int
    ) -> tuple[tuple[Call, ...], int]:
        rows = await self._session.all(
            statement,
            stems=json_list(_stems(meant)),
            lead=min(range(len(meant)), key=lambda number: meant[number].calls),
            others=len(meant) - 1,
            most=LOOKED_AT,
            now=micros(now),
            offset=offset,
            limit=limit,
        )
        return tuple(call_of(row[:-1]) for row in rows if row[0] is not None), int(rows[0][-1])

    async def nearest(self, now: datetime, offset: int, limit: int) -> Sequence[Call]:
        """Return open calls of the whole country, nearest deadline first. One trip."""
        since = micros(now - OPEN_WITHOUT_DEADLINE)
        rows = await self._session.all(_NEAREST, now=micros(now), since=since, offset=offset, limit=limit)
        return [call_of(row) for row in rows]

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
        await enter(self._session, calls, OPEN_WITHOUT_DEADLINE)
        return len(calls)

    async def forget(self, before: datetime) -> int:
        """Drop searches that were made before the instant; returns how many."""
        return await self._session.run(_FORGET, before=micros(before), most=STRETCH)


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


async def searchable(store: Store) -> int:
    """Make calls searchable that were stored before searching was, or by older rules; returns how many.

    In small units of work, so that it may be stopped at any moment and goes on at the next start.

    Raises:
        StorageBusy: the database stayed locked; what was done stays.
    """
    done = 0
    while True:
        async with store.write() as repositories:
            count = await repositories.search.refresh(REFRESHED_AT_ONCE)
        done += count
        if count < REFRESHED_AT_ONCE:
            return done
