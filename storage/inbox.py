"""The inbox of an office: its requests by reply date, and by their words and the names of their NGOs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from domain.requests.events import Rating
from domain.requests.inbox import FoundRequests, Heap, InboxPage, Line, Term, keys_of
from storage.engine import Row, Session
from storage.requests import COLUMNS, request_of
from storage.statement import Statement, json_list, sql

LAST = "\uffff"  # after every letter

_COLUMN_COUNT = COLUMNS.count(",") + 1

# What the office has. `held`: 2 by the reader's seat, 1 by another one, 0 by nobody who sits there now.
_OWN = """
    SELECT r.id, r.outcome, COALESCE(r.office_due, r.due) AS due, r.rating, r.answered_at, r.ended_at,
           CASE WHEN s.id IS NULL THEN 0 WHEN s.id = :seat THEN 2 ELSE 1 END AS held
    FROM request r LEFT JOIN seat s ON s.id = r.seat_id AND s.until IS NULL
    WHERE r.office_id = :office
"""
_FORMER = """
    SELECT f.request_id AS id, r.ngo_id
    FROM request_former f JOIN request r ON r.id = f.request_id
    WHERE f.office_id = :office AND (r.office_id IS NULL OR r.office_id <> :office)
"""
_LINE = f"""{COLUMNS}, n.name, s.holder, CASE WHEN s.id = :seat THEN 1 ELSE 0 END, r.rating,
    CASE WHEN r.office_id = :office THEN 0 ELSE 1 END"""
_BESIDE = """
    LEFT JOIN request r ON r.id = p.id
    LEFT JOIN ngo n ON n.id = r.ngo_id
    LEFT JOIN seat s ON s.id = r.seat_id AND s.until IS NULL AND s.office_id = :office
"""

_HEAPS = {
    Heap.OPEN: "outcome = 'open'",
    Heap.MINE: "outcome = 'open' AND held = 2",
    Heap.FREE: "outcome = 'open' AND held = 0",
    Heap.OVERDUE: "outcome = 'open' AND due < :today",
    Heap.SOON: "outcome = 'open' AND due >= :today AND due <= :soon",
    Heap.UNRATED: "outcome = 'answered' AND rating IS NULL",
    Heap.ENDED: "outcome <> 'open' AND (rating IS NOT NULL OR ended_at IS NOT NULL)",
}
_ORDERS = {
    Heap.UNRATED: "answered_at DESC, id DESC",
    Heap.ENDED: "COALESCE(ended_at, answered_at) DESC, id DESC",
    Heap.SENT_ON: "id DESC",
}


def _page(heap: Heap) -> Statement:
    """Return the statement of a page of a heap; an empty page still tells the counts."""
    counts = ", ".join(f"COUNT(CASE WHEN {those} THEN 1 END) AS {name}" for name, those in _HEAPS.items())
    heaps = ", ".join(f"c.{name}" for name in _HEAPS)
    those = f"own WHERE {_HEAPS[heap]}" if heap in _HEAPS else "former"
    return sql(f"""
        WITH own AS ({_OWN}), former AS ({_FORMER}), counted AS (SELECT {counts} FROM own), page AS (
            SELECT id, ROW_NUMBER() OVER (ORDER BY {_ORDERS.get(heap, "due, id")}) AS place FROM {those}
            ORDER BY place LIMIT :limit OFFSET :offset
        )
        SELECT {heaps}, (SELECT COUNT(*) FROM former), {_LINE}
        FROM counted c LEFT JOIN page p ON 1 = 1 {_BESIDE}
        ORDER BY p.place
    """)  # noqa: S608  our own words


_PAGES = {heap: _page(heap) for heap in Heap}
_NGOS = sql(f"""
    WITH former AS ({_FORMER})
    SELECT n.id, n.name FROM ngo n
    WHERE n.id IN (SELECT ngo_id FROM request WHERE office_id = :office UNION SELECT ngo_id FROM former)
""")  # noqa: S608  as above
_SEARCH = sql(f"""
    WITH own AS ({_OWN}), former AS ({_FORMER}), asked AS (
        SELECT n, stem, beginning, past FROM {{rows:terms(n INTEGER, stem TEXT, beginning TEXT, past TEXT)}} t
    ), named AS MATERIALIZED (
        SELECT n, ngo FROM {{rows:named(n INTEGER, ngo BIGINT)}} t
    ), hits AS (
        SELECT w.request_id AS id, a.n
        FROM asked a CROSS JOIN request_word w WHERE w.office_id = :office AND w.word = a.stem
        UNION
        SELECT w.request_id, a.n
        FROM asked a CROSS JOIN request_word w
        WHERE w.office_id = :office AND w.word >= a.beginning AND w.word < a.past
        UNION
        SELECT r.id, m.n FROM named m CROSS JOIN request r WHERE r.office_id = :office AND r.ngo_id = m.ngo
        UNION
        SELECT f.id, m.n FROM named m CROSS JOIN former f WHERE f.ngo_id = m.ngo
    ), whole AS (
        SELECT id FROM hits GROUP BY id HAVING COUNT(*) = :terms_count
    ), page AS (
        SELECT w.id, ROW_NUMBER() OVER (
            ORDER BY CASE WHEN o.outcome = 'open' THEN 0 ELSE 1 END, CASE WHEN o.outcome = 'open' THEN o.due END,
                     CASE WHEN o.outcome = 'open' THEN w.id ELSE -w.id END
        ) AS place
        FROM whole w LEFT JOIN own o ON o.id = w.id
        ORDER BY place LIMIT :limit OFFSET :offset
    )
    SELECT c.total, {_LINE}
    FROM (SELECT COUNT(*) AS total FROM whole) c LEFT JOIN page p ON 1 = 1 {_BESIDE}
    ORDER BY p.place
""")  # noqa: S608  as above


class InboxRepository:
    """Implements `domain.ports.Inbox`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def page(
        self, office_id: int, seat_id: int, heap: Heap, today: date, soon: date, offset: int, limit: int
    ) -> InboxPage:
        """Return a part of a heap and the counts of all. One trip."""
        rows = await self._session.all(
            _PAGES[heap],
            office=office_id,
            seat=seat_id,
            today=today.isoformat(),
            soon=soon.isoformat(),
            offset=offset,
            limit=limit,
        )
        heaps = (*_HEAPS, Heap.SENT_ON)
        counts = {one: int(rows[0][place]) for place, one in enumerate(heaps)}
        return InboxPage(tuple(_line(row[len(heaps) :]) for row in rows if row[len(heaps)] is not None), counts)

    async def search(
        self, office_id: int, seat_id: int, terms: Sequence[Term], offset: int, limit: int
    ) -> FoundRequests:
        """Return a part of the requests that have all the words. Two trips."""
        if not terms:
            return FoundRequests((), 0)
        who = {"office": office_id, "seat": seat_id}
        named = [
            {"n": number, "ngo": int(ngo)}
            for ngo, name in await self._session.all(_NGOS, office=office_id)
            for number in _met(name, terms)
        ]
        asked: list[dict[str, Any]] = [
            {
                "n": number,
                "stem": term.stem,
                "beginning": term.beginning,
                "past": term.beginning + LAST if term.beginning else "",
            }
            for number, term in enumerate(terms)
        ]
        rows = await self._session.all(
            _SEARCH,
            **who,
            terms=json_list(asked),
            named=json_list(named),
            terms_count=len(terms),
            offset=offset,
            limit=limit,
        )
        return FoundRequests(tuple(_line(row[1:]) for row in rows if row[1] is not None), int(rows[0][0]))


def _met(name: str, terms: Sequence[Term]) -> list[int]:
    """Return which of the words a name has."""
    keys = _keys_of_name(name)
    return [
        number
        for number, term in enumerate(terms)
        if term.stem in keys or (term.beginning and any(key.startswith(term.beginning) for key in keys))
    ]


@lru_cache(maxsize=4096)
def _keys_of_name(name: str) -> frozenset[str]:
    return keys_of(name)


def _line(row: Row) -> Line:
    name, holder, mine, rating, sent_on = row[_COLUMN_COUNT:]
    return Line(
        request=request_of(row[:_COLUMN_COUNT]),
        ngo=name,
        holder=holder,
        mine=bool(mine),
        rating=Rating(rating) if rating else None,
        sent_on=bool(sent_on),
    )
