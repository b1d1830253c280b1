"""Handovers. Rows tell of seats and items, never of people: erasing somebody leaves a bare term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from domain.clock import instant, micros
from domain.requests.handover import Item, ItemKind, ItemPage, Partner, Progress
from storage.engine import Session
from storage.statement import json_list, sql

_BEGIN = sql("INSERT INTO handover (seat_id, begun_at) VALUES (:seat, :now) ON CONFLICT (seat_id) DO NOTHING")
_BEGIN_ITEMS = (
    sql("""
        INSERT INTO handover_item (seat_id, kind, item_id)
        SELECT s.id, 'request', r.id FROM seat s JOIN request r ON r.office_id = s.office_id AND r.outcome = 'open'
        WHERE s.id = :seat
    """),
    sql("""
        INSERT INTO handover_item (seat_id, kind, item_id)
        SELECT s.id, 'promise', p.id FROM seat s
        JOIN promise p ON p.office_id = s.office_id AND p.state = 'open' AND p.done_at IS NULL
        WHERE s.id = :seat
    """),
)
# What still waits: an item that is over by itself, or went to another office, needs no eyes any more.
_REQUESTS = """
    handover_item i JOIN seat s ON s.id = i.seat_id
    JOIN request r ON r.id = i.item_id AND r.office_id = s.office_id AND r.outcome = 'open'
    WHERE i.kind = 'request' AND i.confirmed_at IS NULL
"""
_PROMISES = """
    handover_item i JOIN seat s ON s.id = i.seat_id
    JOIN promise p ON p.id = i.item_id AND p.office_id = s.office_id AND p.state = 'open' AND p.done_at IS NULL
    JOIN request r ON r.id = p.request_id
    WHERE i.kind = 'promise' AND i.confirmed_at IS NULL
"""
_OF_OFFICE = sql(f"""
    SELECT h.seat_id, h.begun_at, h.done_at,
           (SELECT COUNT(*) FROM handover_item d WHERE d.seat_id = h.seat_id AND d.confirmed_at IS NOT NULL),
           (SELECT COUNT(*) FROM {_REQUESTS} AND i.seat_id = h.seat_id)
           + (SELECT COUNT(*) FROM {_PROMISES} AND i.seat_id = h.seat_id)
    FROM handover h JOIN seat t ON t.id = h.seat_id
    WHERE t.office_id = :office AND t.until IS NULL
""")  # noqa: S608  our own words
# An empty page still tells the total.
_WAITING = sql(f"""
    WITH waiting AS (
        SELECT 0 AS place, i.item_id, r.id AS request_id, COALESCE(r.office_due, r.due) AS day, r.gist AS words,
               r.ngo_id, r.topic_id
        FROM {_REQUESTS} AND i.seat_id = :seat
        UNION ALL
        SELECT 1, i.item_id, r.id, p.day, p.text, r.ngo_id, r.topic_id
        FROM {_PROMISES} AND i.seat_id = :seat
    )
    SELECT (SELECT COUNT(*) FROM waiting), w.place, w.item_id, w.request_id, w.day, w.words, n.name, w.topic_id
    FROM (SELECT 1 AS one) alone
    LEFT JOIN (
        SELECT a.* FROM waiting a ORDER BY a.place, a.day, a.item_id LIMIT :limit OFFSET :offset
    ) w ON 1 = 1
    LEFT JOIN ngo n ON n.id = w.ngo_id
    ORDER BY w.place, w.day, w.item_id
""")  # noqa: S608  as above
_CONFIRM = sql("""
    UPDATE handover_item SET confirmed_at = :now
    WHERE seat_id = :seat AND kind = :kind AND item_id IN {ints:ids} AND confirmed_at IS NULL
    RETURNING item_id
""")
_FINISH = sql("UPDATE handover SET done_at = :now WHERE seat_id = :seat AND done_at IS NULL")
_PARTNERS = sql("""
    SELECT n.name, COUNT(*), COUNT(CASE WHEN r.outcome = 'open' THEN 1 END)
    FROM request r LEFT JOIN ngo n ON n.id = r.ngo_id
    WHERE r.office_id = :office AND r.ngo_id IS NOT NULL
    GROUP BY r.ngo_id, n.name ORDER BY COUNT(*) DESC, r.ngo_id LIMIT :limit
""")
_ANY = sql("SELECT 1 FROM request WHERE office_id = :office LIMIT 1")
_UNROUTED = sql("""
    SELECT COUNT(*) FROM request
    WHERE office_id IS NULL AND outcome = 'open' AND territory_id IN {texts:territories}
      AND topic_id IN {texts:topics}
""")
_KINDS = (ItemKind.REQUEST, ItemKind.PROMISE)


class HandoversRepository:
    """Implements `domain.ports.Handovers`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def begin(self, seat_id: int, now: datetime) -> int:
        """Note what the seat's office has to answer and to keep; returns how many items there are. Three trips."""
        if not await self._session.run(_BEGIN, seat=seat_id, now=micros(now)):
            return 0
        return sum([await self._session.run(statement, seat=seat_id) for statement in _BEGIN_ITEMS])

    async def of_office(self, office_id: int) -> Mapping[int, Progress]:
        """Return how far those who sit in the office now have come, by seat. One trip."""
        return {
            int(seat): Progress(
                instant(begun_at), int(seen), int(waiting), instant(done_at) if done_at is not None else None
            )
            for seat, begun_at, done_at, seen, waiting in await self._session.all(_OF_OFFICE, office=office_id)
        }

    async def waiting(self, seat_id: int, offset: int, limit: int) -> ItemPage:
        """Return part of what is not confirmed yet: requests by reply date, then promises by day. One trip."""
        rows = await self._session.all(_WAITING, seat=seat_id, offset=offset, limit=limit)
        items = [
            Item(_KINDS[place], int(number), int(request), date.fromisoformat(day), words, ngo, topic)
            for _, place, number, request, day, words, ngo, topic in rows
            if place is not None
        ]
        return ItemPage(tuple(items), int(rows[0][0]))

    async def confirm(self, seat_id: int, kind: ItemKind, ids: Sequence[int], now: datetime) -> Sequence[int]:
        """Note that items of the seat were seen; returns those that were not confirmed before. One trip."""
        rows = await self._session.all(_CONFIRM, seat=seat_id, kind=kind, ids=json_list(ids), now=micros(now))
        return sorted(int(row[0]) for row in rows)

    async def finish(self, seat_id: int, now: datetime) -> bool:
        """Note that all is confirmed; False when that was noted before. One trip."""
        return bool(await self._session.run(_FINISH, seat=seat_id, now=micros(now)))

    async def partners(self, office_id: int, limit: int) -> Sequence[Partner]:
        """Return the NGOs with the most requests to the office. One trip."""
        rows = await self._session.all(_PARTNERS, office=office_id, limit=limit)
        return [Partner(name, int(requests), int(waiting)) for name, requests, waiting in rows]

    async def any_requests(self, office_id: int) -> bool:
        """Tell whether the office has or had any request. One trip."""
        return await self._session.one(_ANY, office=office_id) is not None

    async def unrouted(self, territories: Sequence[str], topics: Sequence[str]) -> int:
        """Return how many open requests of the territories about the topics no office has. One trip."""
        row = await self._session.one(_UNROUTED, territories=json_list(territories), topics=json_list(topics))
        return int(row[0]) if row else 0
