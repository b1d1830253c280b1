"""Later news about known calls: who hears of a new revision, by two statements, and what each revision said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from domain.calls.model import CallEvent, LocalMoment
from domain.calls.news import Revision, nearest, update_turn
from domain.clock import instant, micros
from domain.outbox import URGENT_WITHIN, Priority
from domain.subscriptions import Cadence
from storage import matching
from storage.engine import Row, Session
from storage.statement import json_list, sql
from storage.subscriptions import time_of_day

# Called by `CallsRepository` with every call that it writes. The moment stays that of the revision's first writing.
KEEP_REVISION = sql("""
    INSERT INTO call_revision (call_id, revision, event, deadline, closes_at, at)
    SELECT id, revision, event, deadline, closes_at, CAST(:now AS BIGINT) FROM call WHERE id = :call
    ON CONFLICT (call_id, revision) DO UPDATE
    SET event = excluded.event, deadline = excluded.deadline, closes_at = excluded.closes_at
""")
_SCHEDULES = sql("SELECT id, cadence, digest_at FROM schedule")
_LATEST = sql("""
    SELECT event, closes_at FROM call_revision WHERE call_id = :call AND revision <= :revision
    ORDER BY revision DESC LIMIT 2
""")
# A claimed row has not left yet: its sender asks once more before sending, and does not get it then.
_REPLACE = sql("""
    UPDATE outbox SET state = 'gone', owner = NULL, error = 'replaced by a later revision', settled_at = :now
    WHERE call_id = :call AND revision < :revision AND kind IN ('alert', 'digest', 'update')
      AND state IN ('pending', 'claimed')
""")
# Told: it was sent, or may be out ("repeated" marks what went back to the queue after an unknown end). `since` is the
# last revision that a reader knew: the one told last, or the one that stood when the call was saved.
# A group is not silenced by what the administrator who set it up put away in private.
# `moment` is doubled, plus one for a line of a digest, as in storage.matching. Saved calls are told of without any
# subscription; others only where one is active: who paused all of them is not to be written to.
_TELL = sql("""
    INSERT INTO outbox (chat_id, kind, call_id, revision, ids, dedupe_key, priority, not_before, state, attempts,
                        repeated, created_at)
    WITH told AS (
        SELECT chat_id, MAX(revision) AS since FROM outbox
        WHERE call_id = :call AND revision < :revision AND kind IN ('alert', 'digest', 'update')
          AND (state IN ('sent', 'unknown', 'sending') OR repeated = 1)
        GROUP BY chat_id
    ), keeper AS (
        SELECT person_id AS chat_id, at FROM shelf
        WHERE call_id = :call AND state = 'saved' AND person_id IS NOT NULL
        UNION ALL
        SELECT m.person_id, s.at FROM shelf s JOIN ngo_member m ON m.ngo_id = s.ngo_id
        WHERE s.call_id = :call AND s.state = 'saved'
    ), saved AS (
        SELECT k.chat_id, MAX(COALESCE(
            (SELECT MAX(v.revision) FROM call_revision v
             WHERE v.call_id = :call AND v.revision < :revision AND v.at <= k.at),
            (SELECT MIN(v.revision) FROM call_revision v WHERE v.call_id = :call))) AS since
        FROM keeper k GROUP BY k.chat_id
    ), dismissed AS (
        SELECT person_id FROM shelf WHERE call_id = :call AND state = 'dismissed' AND person_id IS NOT NULL
        UNION SELECT m.person_id FROM shelf d JOIN ngo_member m ON m.ngo_id = d.ngo_id
        WHERE d.call_id = :call AND d.state = 'dismissed'
    ), silent AS (
        SELECT person_id AS chat_id FROM dismissed
        UNION SELECT s.chat_id FROM dismissed d JOIN subscription s ON s.person_id = d.person_id WHERE s.chat_id > 0
    ), reader AS (
        SELECT r.chat_id, MAX(r.since) AS since, MAX(r.saved) AS saved
        FROM (SELECT chat_id, since, 0 AS saved FROM told UNION ALL SELECT chat_id, since, 1 FROM saved) r
        WHERE r.chat_id NOT IN (SELECT chat_id FROM silent)
          AND NOT EXISTS (SELECT 1 FROM unreachable u WHERE u.chat_id = r.chat_id)
        GROUP BY r.chat_id
    ), turn AS (
        SELECT s.chat_id, MIN(t.moment) AS moment
        FROM reader r JOIN subscription s ON s.chat_id = r.chat_id
        JOIN {rows:turns(schedule BIGINT, moment BIGINT)} t ON t.schedule = s.schedule_id
        WHERE s.paused = 0 GROUP BY s.chat_id
    )
    SELECT r.chat_id, CASE WHEN t.moment % 2 = 1 THEN 'digest' ELSE 'update' END, CAST(:call AS BIGINT),
           CAST(:revision AS INTEGER), '{"since": ' || CAST(r.since AS TEXT) || '}', CAST(:key AS TEXT),
           CAST(:priority AS INTEGER), COALESCE(t.moment / 2, CAST(:now AS BIGINT)), 'pending', 0, 0,
           CAST(:now AS BIGINT)
    FROM reader r LEFT JOIN turn t ON t.chat_id = r.chat_id
    WHERE t.chat_id IS NOT NULL OR r.saved = 1
    ON CONFLICT (chat_id, dedupe_key) DO NOTHING
""")
_REVISIONS = sql("""
    SELECT v.call_id, v.revision, v.event, v.deadline, v.closes_at, v.at
    FROM {rows:wanted(call_id BIGINT, revision INTEGER)} w
    JOIN call_revision v ON v.call_id = w.call_id AND v.revision = w.revision
    ORDER BY v.call_id, v.revision
""")


class NewsRepository:
    """Implements `domain.ports.News`.

    Args:
        session: where statements run.
        zone: whose hours digests are in.
    """

    def __init__(self, session: Session, zone: tzinfo) -> None:
        self._session = session
        self._zone = zone

    async def tell(self, call_id: int, revision: int, now: datetime) -> int:
        """Queue a new revision: an update for those who know the call, an alert for the others while it is open.

        Four or five trips: people share a few schedules, so the moment of each is worked out by the pure rule.
        """
        await self._session.run(_REPLACE, call=call_id, revision=revision, now=micros(now))
        latest = await self._session.all(_LATEST, call=call_id, revision=revision)
        closings = [None if row[1] is None else instant(row[1]) for row in latest]
        near = nearest(closings, now)
        rows = []
        for number, cadence, digest_at in await self._session.all(_SCHEDULES):
            turn = update_turn(Cadence(cadence), time_of_day(digest_at), near, now, self._zone)
            rows.append({"schedule": number, "moment": 2 * micros(turn.moment) + int(turn.line)})
        urgent = near is not None and near - now <= URGENT_WITHIN
        told = await self._session.run(
            _TELL,
            call=call_id,
            revision=revision,
            key=f"alert:{call_id}:{revision}",
            turns=json_list(rows),
            priority=int(Priority.URGENT if urgent else Priority.NORMAL),
            now=micros(now),
        )
        over = not latest or latest[0][0] in (CallEvent.CANCELLED, CallEvent.RESULT)
        if over or (closings[0] is not None and closings[0] <= now):
            return told
        return told + await matching.match(self._session, self._zone, call_id, revision, now)

    async def revisions(self, pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], Revision]:
        """Return what calls said at revisions, by (call, revision); unknown ones are left out. One trip."""
        if not pairs:
            return {}
        wanted = json_list({"call_id": call_id, "revision": revision} for call_id, revision in pairs)
        found = [_revision(row) for row in await self._session.all(_REVISIONS, wanted=wanted)]
        return {(one.call_id, one.revision): one for one in found}


def _revision(row: Row) -> Revision:
    call_id, revision, event, deadline, closes_at, at = row
    return Revision(
        call_id=call_id,
        revision=revision,
        event=CallEvent(event),
        deadline=LocalMoment.parse(deadline) if deadline else None,
        closes_at=None if closes_at is None else instant(closes_at),
        at=instant(at),
    )
