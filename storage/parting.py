"""Two calls out of one: texts that a coordinator took out become a call of their own, or the one they were before.

Whoever was told of the old call in these words has been told of the new one; everybody else whom the new call concerns
hears of it once. What still waits for the old call is worked out anew: the other one may have been what concerned.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo

from domain.clock import micros
from domain.ports.duplicates import Parting
from storage import matching
from storage.calls import CallsRepository
from storage.engine import Session
from storage.joining import alert_key, last
from storage.statement import json_list, sql

# Only what must not be empty: the rest is written by `CallsRepository.replace`.
_AGAIN = sql("""
    INSERT INTO call (id, revision, kind, event, texts, territories, spheres, first_seen_at, likeness, changed_at)
    VALUES (:id, :revision, :kind, :event, '[]', '[]', '[]', :seen, '', :now)
""")
_NO_POINTER = sql("DELETE FROM call_pointer WHERE call_id = :call RETURNING revision")
_WENT_THROUGH = sql("""
    WITH RECURSIVE through AS (
        SELECT call_id FROM call_pointer WHERE via_id = :call
        UNION SELECT p.call_id FROM call_pointer p JOIN through t ON p.via_id = t.call_id
    )
    UPDATE call_pointer SET into_id = :call WHERE call_id IN (SELECT call_id FROM through)
""")
_LEAVE = sql("UPDATE post SET call_id = :call WHERE id IN {ints:posts}")
# A decision: the words of these texts lead to the new call from now on. What came with another call is its own again.
_DECIDED = sql("""
    INSERT INTO post_attachment (post_id, basis, score, why, likeness, deadline_day, at)
    SELECT value, 'decided', 100, '[]', '', NULL, CAST(:now AS BIGINT) FROM {ints:posts} p WHERE 1 = 1
    ON CONFLICT (post_id) DO UPDATE
    SET basis = 'decided', score = 100, why = '[]', at = excluded.at,
        from_id = CASE WHEN post_attachment.from_id IN {ints:kept} THEN post_attachment.from_id END
""")
_UNATTACHED = sql("DELETE FROM post_attachment WHERE post_id IN {ints:posts}")
_KEEP_APART = sql("""
    INSERT INTO post_apart (post_id, call_id, at)
    SELECT id, CAST(:call AS BIGINT), CAST(:now AS BIGINT) FROM post WHERE id IN {ints:posts}
    ON CONFLICT (post_id, call_id) DO NOTHING
""")
_THROUGH = sql("SELECT call_id FROM call_pointer WHERE into_id = :call")
_STAYING = sql("SELECT id FROM post WHERE call_id = :call")
_SUBMISSIONS = sql("""
    UPDATE submission SET call_id = :new
    WHERE call_id = :old AND EXISTS (
        SELECT 1 FROM post p WHERE p.id IN {ints:posts} AND p.source_id = 'people'
          AND p.external_id = 'submission-' || submission.id)
""")

# Whose language shows these texts and who was told since they stand on the card; kk is what letters fall back on.
_HEARD = """
    SELECT o.chat_id, o.priority, o.not_before, o.attempts, o.message_id, o.created_at, o.settled_at,
           ROW_NUMBER() OVER (PARTITION BY o.chat_id ORDER BY o.id DESC) AS place
    FROM outbox o
    WHERE o.call_id = :old AND o.kind IN ('alert', 'digest', 'update')
      AND (o.state IN ('sent', 'unknown', 'sending') OR o.repeated = 1)
      AND COALESCE(o.settled_at, :now) >= :since
      AND COALESCE((SELECT p.language FROM person p WHERE p.id = o.chat_id),
                   (SELECT MIN(s.language) FROM subscription s WHERE s.chat_id = o.chat_id), 'kk') IN {texts:languages}
"""
_COUNTS_AS_TOLD = sql(f"""
    INSERT INTO outbox (chat_id, kind, call_id, revision, ids, dedupe_key, priority, not_before, state, attempts,
                        repeated, message_id, created_at, settled_at)
    SELECT h.chat_id, 'alert', CAST(:new AS BIGINT), CAST(:revision AS INTEGER), '{{}}', CAST(:key AS TEXT), h.priority,
           h.not_before, 'sent', h.attempts, 0, h.message_id, h.created_at, COALESCE(h.settled_at, :now)
    FROM ({_HEARD}) h
    WHERE h.place = 1 AND NOT EXISTS (
        SELECT 1 FROM outbox x WHERE x.chat_id = h.chat_id AND x.call_id = :new AND x.state IN ('sent', 'unknown'))
    ON CONFLICT (chat_id, dedupe_key) DO UPDATE
    SET state = 'sent', error = NULL, owner = NULL, message_id = excluded.message_id,
        settled_at = excluded.settled_at
""")  # noqa: S608  written above
# What waited for the new call when it went into the old one, and was dropped for that, waits again.
_WAIT_AGAIN = sql("""
    UPDATE outbox SET state = 'pending', error = NULL, settled_at = NULL
    WHERE call_id = :new AND dedupe_key = :key AND state = 'gone' AND error = 'joined'
      AND kind IN ('alert', 'digest') AND ids = '{}'
""")
_TAKE_BACK_TOLD = sql("""
    DELETE FROM outbox
    WHERE id > :last AND call_id = :new AND state = 'pending' AND EXISTS (
        SELECT 1 FROM outbox o WHERE o.chat_id = outbox.chat_id AND o.call_id = :new AND o.id <= :last
          AND o.state IN ('sent', 'unknown', 'sending'))
""")
_TAKE_WAITING = sql("""
    DELETE FROM outbox
    WHERE call_id = :old AND dedupe_key = :key AND state IN ('pending', 'claimed') AND repeated = 0
      AND kind IN ('alert', 'digest') AND ids = '{}'
    RETURNING chat_id
""")
_TAKE_BACK_OTHERS = sql("""
    DELETE FROM outbox
    WHERE id > :last AND call_id = :old AND state = 'pending' AND chat_id NOT IN {ints:waiting}
""")


async def part(session: Session, zone: tzinfo, out: Parting, now: datetime) -> tuple[int | None, int]:
    """Take texts out of a call, within a unit of work.

    Args:
        session: the unit of work.
        zone: local time.
        out: what leaves, what remains, and what comes of it.
        now: the current instant.

    Returns:
        The number of the new call, None when the texts tell of none, and how many alerts of it were queued.
    """
    old, moment = out.whole.id, micros(now)
    posts = json_list(text.post_id for text in out.leaving)
    calls = CallsRepository(session, zone)
    waiting = [int(row[0]) for row in await session.all(_TAKE_WAITING, old=old, key=alert_key(old, out.rest.revision))]
    number, revision = await _store(session, calls, out, now)
    await session.run(_LEAVE, call=number, posts=posts)
    await session.run(_KEEP_APART, call=old, posts=posts, now=moment)
    staying = [int(row[0]) for row in await session.all(_STAYING, call=old)]
    await calls.replace(out.rest, staying[0], now)
    if number is None:
        await session.run(_UNATTACHED, posts=posts)
    else:
        kept = [int(row[0]) for row in await session.all(_THROUGH, call=number)]
        await session.run(_DECIDED, posts=posts, now=moment, kept=json_list(kept))
        await session.run(_KEEP_APART, call=number, posts=json_list(staying), now=moment)
        await session.run(_SUBMISSIONS, new=number, old=old, posts=posts)
    await _wait_anew(session, zone, out, waiting, now)
    if number is None:
        return None, 0
    return number, await _tell(session, zone, out, number, revision, now)


async def _store(session: Session, calls: CallsRepository, out: Parting, now: datetime) -> tuple[int | None, int]:
    """Store the call that comes out: a new one, or the one that it was, under its old number and revision."""
    if out.apart is None:
        return None, 0
    apart, first = out.apart, out.leaving[0].post_id
    if not apart.id:
        return await calls.add(apart, first, now), apart.revision
    row = await session.one(_NO_POINTER, call=apart.id)
    apart = replace(apart, revision=int(row[0]) if row else apart.revision)
    await session.run(
        _AGAIN,
        id=apart.id,
        revision=apart.revision,
        kind=apart.kind,
        event=apart.event,
        seen=micros(apart.first_seen_at),
        now=micros(now),
    )
    await session.run(_WENT_THROUGH, call=apart.id)
    await calls.replace(apart, first, now)
    return apart.id, apart.revision


async def _wait_anew(session: Session, zone: tzinfo, out: Parting, waiting: list[int], now: datetime) -> None:
    """Queue the old call again for those who waited for it and whom it still concerns."""
    if not waiting:
        return
    newest = await last(session)
    await matching.match(session, zone, out.whole.id, out.rest.revision, now)
    await session.run(_TAKE_BACK_OTHERS, last=newest, old=out.whole.id, waiting=json_list(waiting))


async def _tell(session: Session, zone: tzinfo, out: Parting, number: int, revision: int, now: datetime) -> int:
    key = alert_key(number, revision)
    await session.run(
        _COUNTS_AS_TOLD,
        old=out.whole.id,
        new=number,
        revision=revision,
        key=key,
        since=micros(min(text.since for text in out.leaving)),
        languages=json_list(out.languages),
        now=micros(now),
    )
    if not out.alert:
        return 0
    again = await session.run(_WAIT_AGAIN, new=number, key=key)
    newest = await last(session)
    queued = await matching.match(session, zone, number, revision, now)
    return again + queued - await session.run(_TAKE_BACK_TOLD, last=newest, new=number)
