"""Queued messages. The states and the policy are `domain.outbox`; here they are rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, time, tzinfo
from typing import Any

from domain.clock import instant, micros
from domain.outbox import (
    MAX_ATTEMPTS,
    Gone,
    OutboxItem,
    OutboxKind,
    OutboxState,
    Parcel,
    Priority,
    Retry,
    Sent,
    after_unknown,
    retry_at,
)
from domain.ports import STRETCH, Settled
from domain.subscriptions import DIGEST_AT, Cadence, next_digest
from storage.calls import OPEN_WITHOUT_DEADLINE
from storage.engine import Row, Session
from storage.people import make_unreachable
from storage.seen import count_notice
from storage.statement import Statement, json_list, sql
from storage.subscriptions import time_of_day

LINES = 6  # of a digest, about: rows looked at for each message that is claimed


# The only statements put together from parts: the parts are the whole numbers of `Priority`.
def _claim() -> Statement:
    # One short walk of the index for each priority: a single walk would read past everything that waits for tomorrow.
    # The walk is longer than the claim: the lines of a digest lie side by side and are one message.
    walks = " UNION ALL ".join(
        f"""SELECT id, chat_id, kind, priority, not_before FROM (
            SELECT id, chat_id, kind, priority, not_before FROM outbox
            WHERE state = 'pending' AND priority = {int(priority)} AND not_before <= :now
            ORDER BY not_before, id LIMIT :walk) walk{int(priority)}"""  # noqa: S608  numbers of Priority
        for priority in Priority
    )
    return sql(f"""
        WITH due AS ({walks}), message AS (
            SELECT id, chat_id, kind, priority, not_before, ROW_NUMBER() OVER (
                PARTITION BY chat_id, CASE WHEN kind = 'digest' THEN 0 ELSE id END ORDER BY priority, not_before, id
            ) AS line FROM due
        ), taken AS (
            SELECT id, chat_id, kind FROM message WHERE line = 1 ORDER BY priority, not_before, id LIMIT :limit
        ), wanted AS (
            SELECT id FROM taken
            UNION SELECT o.id FROM taken t JOIN outbox o ON o.chat_id = t.chat_id
            WHERE t.kind = 'digest' AND o.kind = 'digest' AND o.state = 'pending' AND o.not_before <= :now
        )
        UPDATE outbox SET state = 'claimed', owner = :owner
        WHERE id IN (SELECT id FROM outbox WHERE id IN (SELECT id FROM wanted) AND state = 'pending' {{skip_locked}})
        RETURNING id, chat_id, kind, call_id, revision, ids, attempts, repeated, priority, not_before
    """)  # noqa: S608  numbers of Priority


_CLAIM = _claim()
_PUT = sql("""
    INSERT INTO outbox (chat_id, kind, call_id, revision, ids, dedupe_key, priority, not_before, state, attempts,
                        repeated, created_at)
    SELECT p.chat_id, p.kind, p.call_id, p.revision, p.ids, p.dedupe_key, p.priority, p.not_before, 'pending', 0, 0,
           CAST(:now AS BIGINT)
    FROM {rows:rows(chat_id BIGINT, kind TEXT, call_id BIGINT, revision INTEGER, ids TEXT, dedupe_key TEXT,
                    priority INTEGER, not_before BIGINT)} p
    WHERE NOT EXISTS (SELECT 1 FROM unreachable u WHERE u.chat_id = p.chat_id)
    ON CONFLICT (chat_id, dedupe_key) DO NOTHING
""")
_BEGIN = sql("""
    UPDATE outbox SET state = 'sending'
    WHERE id IN {ints:ids} AND state = 'claimed' AND owner = :owner
    RETURNING id
""")
_RELEASE = sql("""
    UPDATE outbox SET state = 'pending', owner = NULL, not_before = :not_before
    WHERE id IN {ints:ids} AND state IN ('claimed', 'sending') AND owner = COALESCE(CAST(:owner AS TEXT), owner)
""")
_HASTEN = sql("""
    UPDATE outbox SET not_before = :moment
    WHERE chat_id = :chat AND kind = 'digest' AND state = 'pending' AND not_before > :moment
""")
# A message that went out went out, whatever was thought of it meanwhile; other endings are for those who hold it.
_SETTLE = sql("""
    UPDATE outbox
    SET state = r.state, owner = NULL, kind = COALESCE(r.kind, outbox.kind),
        priority = COALESCE(r.priority, outbox.priority), not_before = COALESCE(r.not_before, outbox.not_before),
        attempts = outbox.attempts + r.counted, repeated = COALESCE(r.repeated, outbox.repeated),
        message_id = COALESCE(r.message_id, outbox.message_id), error = r.error, settled_at = r.settled_at
    FROM {rows:rows(id BIGINT, state TEXT, kind TEXT, priority INTEGER, not_before BIGINT, counted INTEGER,
                    repeated INTEGER, message_id BIGINT, error TEXT, settled_at BIGINT)} r
    WHERE outbox.id = r.id AND (r.state = 'sent' OR (
        outbox.state IN ('claimed', 'sending') AND outbox.owner = COALESCE(CAST(:owner AS TEXT), outbox.owner)))
""")
_DELIVERED = sql("""
    UPDATE call SET first_delivered_at = r.at FROM {rows:rows(id BIGINT, at BIGINT)} r
    WHERE call.id = r.id AND call.first_delivered_at IS NULL
""")
_FATES = sql("""
    SELECT o.id, o.kind, o.attempts, o.repeated, c.closes_at, w.digest_at, w.cadence
    FROM outbox o LEFT JOIN call c ON c.id = o.call_id LEFT JOIN subscription s ON s.chat_id = o.chat_id
    LEFT JOIN schedule w ON w.id = s.schedule_id
    WHERE o.id IN {ints:ids}
""")
# `IN ('claimed', 'sending')` is the condition of the small index that holds only these rows.
_LEFT_CLAIMED = sql("""
    UPDATE outbox SET state = 'pending', owner = NULL
    WHERE state IN ('claimed', 'sending') AND state = 'claimed' AND owner <> :owner
""")
_LEFT_SENDING = sql("""
    SELECT id FROM outbox WHERE state IN ('claimed', 'sending') AND state = 'sending' AND owner <> :owner
""")


def _next_due() -> Statement:
    # ORDER BY … LIMIT 1 and not MIN: that would read every waiting row.
    ends = " UNION ALL ".join(
        f"""SELECT not_before FROM (
            SELECT not_before FROM outbox WHERE state = 'pending' AND priority = {int(priority)}
            ORDER BY not_before LIMIT 1) end{int(priority)}"""  # noqa: S608  numbers of Priority
        for priority in Priority
    )
    return sql(f"SELECT MIN(not_before) FROM ({ends}) ends")  # noqa: S608  numbers of Priority


_NEXT_DUE = _next_due()
_FORGET = sql("""
    DELETE FROM outbox WHERE id IN (
        SELECT o.id FROM outbox o
        WHERE o.settled_at < :before AND o.state IN ('sent', 'gone', 'unknown') AND NOT EXISTS (
            SELECT 1 FROM call c
            WHERE c.id = COALESCE((SELECT p.into_id FROM call_pointer p WHERE p.call_id = o.call_id), o.call_id)
            AND c.event NOT IN ('cancelled', 'result')
            AND (c.closes_at > :before OR (c.closes_at IS NULL AND c.first_seen_at > :since)))
        LIMIT :most)
""")
_AS_DIGEST = sql("""
    UPDATE outbox SET kind = 'digest', not_before = :now
    WHERE chat_id = :chat AND state = 'pending' AND kind IN ('alert', 'digest')
""")
_MOVE = (
    sql("UPDATE subscription SET chat_id = :new WHERE chat_id = :old"),
    sql("UPDATE subscription_key SET chat_id = :new WHERE chat_id = :old"),
    sql("""
        UPDATE outbox SET chat_id = :new WHERE chat_id = :old AND NOT EXISTS (
            SELECT 1 FROM outbox o WHERE o.chat_id = :new AND o.dedupe_key = outbox.dedupe_key)
    """),
    sql("""
        UPDATE dialogue SET chat_id = :new WHERE chat_id = :old AND NOT EXISTS (
            SELECT 1 FROM dialogue d WHERE d.chat_id = :new AND d.person_id = dialogue.person_id)
    """),
    # The new number may have been heard of first; what was set up under the old one counts. We are inside, whatever the
    # old chat said when it closed.
    sql("""
        DELETE FROM group_chat
        WHERE chat_id = :new AND EXISTS (SELECT 1 FROM group_chat o WHERE o.chat_id = :old)
    """),
    sql("""
        UPDATE group_chat SET chat_id = :new, kind = 'supergroup', state = 'active' WHERE chat_id = :old
    """),
    sql("""
        UPDATE group_admin SET chat_id = :new WHERE chat_id = :old AND NOT EXISTS (
            SELECT 1 FROM group_admin a WHERE a.chat_id = :new AND a.person_id = group_admin.person_id)
    """),
)
# What the new chat has been told already, or will be; and what was left of the old id.
_LEAVE = (
    sql("DELETE FROM outbox WHERE chat_id = :old"),
    sql("DELETE FROM dialogue WHERE chat_id = :old"),
    sql("DELETE FROM group_admin WHERE chat_id = :old"),
    sql("DELETE FROM unreachable WHERE chat_id = :old"),
)


class OutboxRepository:
    """Implements `domain.ports.Outbox`.

    Args:
        session: where statements run.
        zone: whose hours digests are in.
    """

    def __init__(self, session: Session, zone: tzinfo) -> None:
        self._session = session
        self._zone = zone

    async def put(self, parcels: Sequence[Parcel], now: datetime) -> int:
        """Queue messages, leaving out what a chat was told or is to be told already; returns how many. One trip."""
        rows = [
            {
                "chat_id": parcel.chat_id,
                "kind": parcel.kind,
                "call_id": parcel.call_id,
                "revision": parcel.revision,
                "ids": json.dumps(dict(parcel.ids), ensure_ascii=False),
                "dedupe_key": parcel.dedupe_key,
                "priority": int(parcel.priority),
                "not_before": micros(parcel.not_before or now),
            }
            for parcel in parcels
        ]
        queued = await self._session.run(_PUT, rows=json_list(rows), now=micros(now)) if rows else 0
        self._session.queued |= queued > 0
        return queued

    async def claim(self, owner: str, now: datetime, limit: int) -> Sequence[OutboxItem]:
        """Take up to `limit` due messages, most urgent first; all due digest lines of a chat are one. One trip."""
        rows = await self._session.all(_CLAIM, owner=owner, now=micros(now), limit=limit, walk=limit * LINES)
        # (priority, not_before, id): RETURNING promises no order
        return [_item(row) for row in sorted(rows, key=lambda row: (row[8], row[9], row[0]))]

    async def hasten(self, chat_id: int, moment: datetime) -> int:
        """Let lines that wait for a later digest of the chat go at the moment; earlier ones stay. One trip."""
        return await self._session.run(_HASTEN, chat=chat_id, moment=micros(moment))

    async def begin_sending(self, owner: str, item_ids: Sequence[int]) -> Sequence[int]:
        """Mark messages that the owner claimed as sending; returns the ids that are the owner's to send. One trip."""
        rows = await self._session.all(_BEGIN, owner=owner, ids=json_list(item_ids))
        return sorted(int(row[0]) for row in rows)

    async def release(self, item_ids: Sequence[int], not_before: datetime, owner: str | None = None) -> None:
        """Put claimed messages back untouched, not to be taken before an instant."""
        await self._session.run(_RELEASE, ids=json_list(item_ids), not_before=micros(not_before), owner=owner)

    async def settle(self, results: Sequence[Settled], now: datetime, owner: str | None = None) -> None:
        """Write how sendings ended: states, first delivery of calls, unreachable chats, the policy for unknown."""
        rows: list[dict[str, Any]] = []
        unknown: dict[int, str] = {}
        delivered: dict[int, int] = {}
        unreachable: set[int] = set()
        for item, outcome in ((result.item, result.outcome) for result in results):
            match outcome:
                case Sent(message_id=message_id, at=at):
                    rows.append(_ending(item.id, OutboxState.SENT, message_id=message_id, settled_at=micros(at)))
                    if item.call_id is not None:
                        delivered[item.call_id] = min(micros(at), delivered.get(item.call_id, micros(at)))
                case Retry(not_before=not_before, reason=reason, counts=counts):
                    rows.append(
                        _ending(
                            item.id,
                            OutboxState.PENDING,
                            not_before=micros(not_before),
                            counted=int(counts),
                            error=reason,
                        )
                    )
                case Gone(reason=reason, unreachable=refused):
                    rows.append(_ending(item.id, OutboxState.GONE, error=reason, settled_at=micros(now)))
                    if refused:
                        unreachable.add(item.chat_id)
                case _:
                    unknown[item.id] = outcome.reason
        if unknown:
            rows += await self._fates(unknown, now)
        if rows:
            await self._session.run(_SETTLE, rows=json_list(rows), owner=owner)
        if delivered:
            first = json_list({"id": call_id, "at": at} for call_id, at in delivered.items())
            await self._session.run(_DELIVERED, rows=first)
            await count_notice(self._session, [row["id"] for row in rows if row["state"] == OutboxState.SENT])
        if unreachable:
            await make_unreachable(self._session, sorted(unreachable), now)

    async def recover(self, owner: str, now: datetime) -> int:
        """Take over what other owners left: claimed goes back to pending, sending follows the unknown policy."""
        count = await self._session.run(_LEFT_CLAIMED, owner=owner)
        left = [int(row[0]) for row in await self._session.all(_LEFT_SENDING, owner=owner)]
        if left:
            endings = await self._fates(dict.fromkeys(left, "the sender stopped in the middle"), now)
            await self._session.run(_SETTLE, rows=json_list(endings), owner=None)
        return count + len(left)

    async def as_digest(self, chat_id: int, now: datetime) -> None:
        """Turn the chat's waiting alerts into lines of one digest that is due now. One trip."""
        await self._session.run(_AS_DIGEST, chat=chat_id, now=micros(now))

    async def next_due(self) -> datetime | None:
        """Return the earliest not-before of the pending messages, or None when nothing waits. One trip."""
        row = await self._session.one(_NEXT_DUE)
        return instant(row[0]) if row and row[0] is not None else None

    async def forget(self, before: datetime) -> int:
        """Drop messages settled before the instant whose call was closed, cancelled or gone by then; returns how many.

        One trip.
        """
        since = micros(before - OPEN_WITHOUT_DEADLINE)
        return await self._session.run(_FORGET, before=micros(before), since=since, most=STRETCH)

    async def migrate_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """Follow a group that became a supergroup: subscriptions, messages, forms and its settings move along."""
        for statement in _MOVE:
            await self._session.run(statement, old=old_chat_id, new=new_chat_id)
        for statement in _LEAVE:
            await self._session.run(statement, old=old_chat_id)

    async def _fates(self, reasons: dict[int, str], now: datetime) -> list[dict[str, Any]]:
        """Decide by `domain.outbox.after_unknown` what becomes of messages that may or may not be out.

        A second unknown end waits as after a failure, and the last attempt leaves the message `unknown` for good: a
        network that swallows every answer must not make us repeat ourselves for ever.
        """
        digests: dict[int, list[datetime]] = {}
        facts: dict[int, Row] = {}
        for row in await self._session.all(_FATES, ids=json_list(reasons)):
            facts[row[0]] = row
            digests.setdefault(row[0], []).append(self._digest(row[5], row[6], now))
        endings = []
        for number, (_, kind, attempts, repeated, closes_at, *_rest) in facts.items():
            counted = attempts + 1
            if counted >= MAX_ATTEMPTS:
                endings.append(
                    _ending(number, OutboxState.UNKNOWN, counted=1, error=reasons[number], settled_at=micros(now))
                )
                continue
            closes = None if closes_at is None else instant(closes_at)
            fate = after_unknown(OutboxKind(kind), now, closes, min(digests[number]))
            not_before = max(fate.not_before, retry_at(counted, now)) if repeated else fate.not_before
            endings.append(
                _ending(
                    number,
                    OutboxState.PENDING,
                    kind=fate.kind,
                    priority=int(fate.priority),
                    not_before=micros(not_before),
                    counted=1,
                    repeated=int(fate.repeated),
                    error=reasons[number],
                )
            )
        return endings

    def _digest(self, digest_at: int | None, cadence: str | None, now: datetime) -> datetime:
        at: time = DIGEST_AT if digest_at is None else time_of_day(digest_at)
        return next_digest(now, at, self._zone, weekly=cadence == Cadence.WEEKLY)


def _ending(number: int, state: OutboxState, *, counted: int = 0, **changes: Any) -> dict[str, Any]:
    return {"id": number, "state": state, "counted": counted} | changes


def _item(row: Row) -> OutboxItem:
    number, chat_id, kind, call_id, revision, ids, attempts, repeated = row[:8]
    return OutboxItem(
        id=number,
        chat_id=chat_id,
        kind=OutboxKind(kind),
        call_id=call_id,
        revision=revision,
        ids=json.loads(ids),
        attempts=attempts,
        repeated=bool(repeated),
    )
