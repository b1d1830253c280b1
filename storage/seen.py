"""Who has seen which call, and how early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.calls.missed import Unseen
from domain.clock import instant, micros
from domain.outbox import OutboxKind
from domain.ports import STRETCH, Beside, UnseenPage
from storage.call_rows import MATCHED_COLUMNS, call_of
from storage.calls import CONCERNS_MINE, MINE, OPEN_WITHOUT_DEADLINE
from storage.engine import Session
from storage.pointers import present
from storage.seasons import HITS
from storage.statement import json_list, sql

_OPEN = sql(f"""
    INSERT INTO opened (person_id, call_id) SELECT CAST(:person AS BIGINT), id FROM call WHERE id = {present("call")}
    ON CONFLICT (person_id, call_id) DO NOTHING
""")  # noqa: S608  a piece of storage.pointers
_NEVER_SEEN = f"""
    WITH mine AS ({MINE}), told AS (
        SELECT call_id, MAX(CASE WHEN state = 'sent' THEN 1 ELSE 0 END) AS sent, MAX(id) AS last
        FROM outbox WHERE chat_id = :chat AND call_id IS NOT NULL GROUP BY call_id
    ), missed AS (
        SELECT c.id, c.closes_at, t.last
        FROM call c LEFT JOIN told t ON t.call_id = c.id
        WHERE c.closes_at > :since AND c.closes_at <= :now AND c.event <> 'cancelled' AND COALESCE(t.sent, 0) = 0
          AND {CONCERNS_MINE}
          AND NOT EXISTS (SELECT 1 FROM opened x WHERE x.person_id = :person AND x.call_id = c.id)
          AND NOT EXISTS (SELECT 1 FROM shelf x WHERE x.shelf = :shelf AND x.call_id = c.id)
    )
"""  # noqa: S608  two pieces of storage.calls
_UNSEEN = sql(f"""
    {_NEVER_SEEN}
    SELECT {MATCHED_COLUMNS}, o.kind, o.error, amount.total
    FROM (SELECT COUNT(*) AS total FROM missed) amount
    LEFT JOIN (SELECT * FROM missed ORDER BY closes_at DESC, id DESC LIMIT :limit OFFSET :offset) m ON 1 = 1
    LEFT JOIN call c ON c.id = m.id
    LEFT JOIN outbox o ON o.id = m.last
    ORDER BY m.closes_at DESC, m.id DESC
""")  # noqa: S608  written above
# Of what may open again it is enough to know whether there is any.
_BESIDE = sql(f"""
    {_NEVER_SEEN}, {HITS}
    SELECT (SELECT COUNT(*) FROM missed), (SELECT COUNT(*) FROM (SELECT 1 AS one FROM hits LIMIT 1) h)
""")  # noqa: S608  written above and in storage.seasons
_SUBSCRIBED = sql("SELECT id, created_at FROM subscription WHERE chat_id = :chat")
_SENT_AT = sql(f"""
    SELECT MIN(settled_at) FROM outbox WHERE chat_id = :chat AND call_id = {present("call")} AND state = 'sent'
""")  # noqa: S608  a piece of storage.pointers
_NOTICE = sql("SELECT hours, chats FROM notice_given WHERE call_id = :call ORDER BY hours")
_FORGET = sql("""
    DELETE FROM opened WHERE (person_id, call_id) IN (
        SELECT o.person_id, o.call_id FROM opened o JOIN call c ON c.id = o.call_id
        WHERE COALESCE(c.closes_at, c.changed_at) < :before LIMIT :most)
""")

# A chat counts once for a call: with the first message about it that went out.
_COUNT = sql("""
    INSERT INTO notice_given (call_id, hours, chats)
    SELECT call_id, hours, COUNT(*) FROM (
        SELECT o.call_id, (o.settled_at - c.first_seen_at) / 3600000000 AS hours
        FROM outbox o JOIN call c ON c.id = o.call_id
        WHERE o.id IN {ints:items} AND o.state = 'sent' AND NOT EXISTS (
            SELECT 1 FROM outbox p
            WHERE p.chat_id = o.chat_id AND p.call_id = o.call_id AND p.state = 'sent' AND p.id <> o.id
              AND (p.settled_at < o.settled_at OR (p.settled_at = o.settled_at AND p.id < o.id)))
    ) first WHERE 1 = 1
    GROUP BY call_id, hours
    ON CONFLICT (call_id, hours) DO UPDATE SET chats = notice_given.chats + excluded.chats
""")


async def count_notice(session: Session, item_ids: Sequence[int]) -> None:
    """Count the chats that have just heard of a call for the first time, in the unit of work that settles it."""
    await session.run(_COUNT, items=json_list(item_ids))


class SeenRepository:
    """Implements `domain.ports.Seen`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def open(self, person_id: int, call_id: int) -> None:
        """Note that the person opened the call; repeating changes nothing, nor does an unknown call. One trip."""
        await self._session.run(_OPEN, person=person_id, call=call_id)

    async def unseen(
        self, chat_id: int, person_id: int, shelf: str, since: datetime, now: datetime, offset: int, limit: int
    ) -> UnseenPage:
        """Return a page of the calls that closed since the instant, concern the chat, and were not seen. One trip."""
        rows = await self._session.all(
            _UNSEEN,
            chat=chat_id,
            person=person_id,
            shelf=shelf,
            since=micros(since),
            now=micros(now),
            offset=offset,
            limit=limit,
        )
        found = (
            Unseen(call_of(row[:-3]), OutboxKind(row[-3]) if row[-3] else None, row[-2])
            for row in rows
            if row[0] is not None
        )
        return UnseenPage(tuple(found), int(rows[0][-1]))

    async def beside(self, chat_id: int, person_id: int, shelf: str, since: datetime, now: datetime) -> Beside:
        """Return how many calls `unseen` would tell of, and whether any may open again by past years. One trip."""
        row = await self._session.one(
            _BESIDE,
            chat=chat_id,
            person=person_id,
            shelf=shelf,
            since=micros(since),
            now=micros(now),
            undated=micros(now - OPEN_WITHOUT_DEADLINE),
        )
        assert row is not None
        return Beside(int(row[0]), bool(row[1]))

    async def subscribed(self, chat_id: int) -> Mapping[int, datetime]:
        """Return when each of the chat's subscriptions was made. One trip."""
        return {int(row[0]): instant(row[1]) for row in await self._session.all(_SUBSCRIBED, chat=chat_id)}

    async def sent_at(self, chat_id: int, call_id: int) -> datetime | None:
        """Return when the chat was first sent the call, as far as it is remembered. One trip."""
        row = await self._session.one(_SENT_AT, chat=chat_id, call=call_id)
        return instant(row[0]) if row and row[0] is not None else None

    async def notice(self, call_id: int) -> Mapping[int, int]:
        """Return how many chats first heard of the call after how many whole hours from its being seen. One trip."""
        return {int(row[0]): int(row[1]) for row in await self._session.all(_NOTICE, call=call_id)}

    async def forget(self, before: datetime) -> int:
        """Drop what was opened of calls that closed before the instant; returns how many rows."""
        return await self._session.run(_FORGET, before=micros(before), most=STRETCH)
