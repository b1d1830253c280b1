"""Whom a call reaches, as one statement: the set-based twin of `domain.calls.matching` (a property test compares them).

It begins with the call's few territories, walks `subscription_key` by its prefix, and so costs what it finds.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from domain.clock import MICROSECOND, micros
from domain.outbox import URGENT_WITHIN
from storage.engine import Session
from storage.statement import sql

_DAY = timedelta(days=1) // MICROSECOND

# `moment` is that of `send_at`, doubled, plus one for a digest: its minimum over the chat's subscriptions is the
# earliest moment, and at the same moment a card of its own goes before a line of a digest.
# A call without spheres looks under every sphere instead of none, so that the walk always has a full prefix.
# A group is not silenced by what the administrator who set it up does not want to see in private.
# A phrase is looked up by its two longest words, and compared as a whole only where both are there and it has `more`.
# CROSS JOIN keeps SQLite to the order written here, from the few to the many; PostgreSQL finds its own.
_MATCH = sql("""
    INSERT INTO outbox (chat_id, kind, call_id, revision, ids, dedupe_key, priority, not_before, state, attempts,
                        repeated, created_at)
    WITH news AS (
        SELECT kind, CASE WHEN COALESCE(currency, 'KZT') = 'KZT' THEN amount_max END AS amount_max, closes_at, words,
               CAST(:now AS BIGINT) AS now, CAST(:clock AS BIGINT) AS clock,
               CAST(:midnight AS BIGINT) AS midnight, CAST(:monday AS BIGINT) AS monday, CAST(:day AS BIGINT) AS day,
               CAST(:urgent AS BIGINT) AS enough,
               CASE WHEN closes_at - CAST(:now AS BIGINT) <= CAST(:urgent AS BIGINT) THEN 1 ELSE 0 END AS urgent
        FROM call WHERE id = :call
    ), said AS (
        SELECT value FROM {each:(SELECT words FROM news)} e
    ), place AS (
        SELECT DISTINCT r.reached_id AS territory_id
        FROM call_territory t JOIN territory_reach r ON r.territory_id = t.territory_id WHERE t.call_id = :call
    ), topic AS (
        SELECT '*' AS sphere_id
        UNION SELECT sphere_id FROM call_sphere WHERE call_id = :call
        UNION SELECT id FROM sphere WHERE NOT EXISTS (SELECT 1 FROM call_sphere WHERE call_id = :call)
    ), dismissed AS (
        SELECT person_id FROM shelf WHERE call_id = :call AND state = 'dismissed' AND person_id IS NOT NULL
        UNION SELECT m.person_id FROM shelf d JOIN ngo_member m ON m.ngo_id = d.ngo_id
        WHERE d.call_id = :call AND d.state = 'dismissed'
    ), silent AS (
        SELECT person_id AS chat_id FROM dismissed
        UNION SELECT s.chat_id FROM dismissed d JOIN subscription s ON s.person_id = d.person_id WHERE s.chat_id > 0
    ), timed AS (
        SELECT id, quiet_from, quiet_until, CASE cadence
            WHEN 'daily' THEN n.midnight + digest_at + CASE WHEN digest_at <= n.clock THEN n.day ELSE 0 END
            WHEN 'weekly' THEN n.monday + digest_at + CASE WHEN n.monday + digest_at <= n.now THEN 7 * n.day ELSE 0 END
            END AS digest
        FROM news n CROSS JOIN schedule
    ), due AS MATERIALIZED (
        SELECT w.id, CASE
            WHEN w.digest IS NOT NULL AND (n.closes_at IS NULL OR w.digest + n.enough <= n.closes_at)
                THEN 2 * w.digest + 1
            WHEN (w.quiet_from < w.quiet_until AND w.quiet_from <= n.clock AND n.clock < w.quiet_until
                  OR w.quiet_from > w.quiet_until AND (n.clock >= w.quiet_from OR n.clock < w.quiet_until))
                 AND (n.closes_at IS NULL OR n.closes_at >
                      n.midnight + w.quiet_until + CASE WHEN n.clock < w.quiet_until THEN 0 ELSE n.day END)
                THEN 2 * (n.midnight + w.quiet_until + CASE WHEN n.clock < w.quiet_until THEN 0 ELSE n.day END)
            ELSE 2 * n.now END AS moment
        FROM news n CROSS JOIN timed w
    ), chosen AS (
        SELECT k.chat_id, MIN(due.moment) AS moment
        FROM news n CROSS JOIN place CROSS JOIN topic CROSS JOIN subscription_key k CROSS JOIN due
        WHERE k.territory_id = place.territory_id AND k.sphere_id = topic.sphere_id AND due.id = k.schedule_id
          AND (k.kinds = '' OR k.kinds LIKE '%,' || n.kind || ',%')
          AND (n.amount_max IS NULL OR n.amount_max >= k.min_amount)
          AND (k.worded = 0
               OR ((k.worded = 2
                    OR NOT EXISTS (SELECT 1 FROM subscription_word w
                                   WHERE w.subscription_id = k.subscription_id AND w.wanted = 0
                                     AND w.stem IN (SELECT value FROM said)
                                     AND (w.second = '' OR w.second IN (SELECT value FROM said))
                                     AND (w.more = 0 OR n.words LIKE w.pattern)))
                   AND (k.worded = 1
                        OR EXISTS (SELECT 1 FROM subscription_word w
                                   WHERE w.subscription_id = k.subscription_id AND w.wanted = 1
                                     AND w.stem IN (SELECT value FROM said)
                                     AND (w.second = '' OR w.second IN (SELECT value FROM said))
                                     AND (w.more = 0 OR n.words LIKE w.pattern)))))
          AND k.chat_id NOT IN (SELECT chat_id FROM silent)
          AND NOT EXISTS (SELECT 1 FROM unreachable u WHERE u.chat_id = k.chat_id)
        GROUP BY k.chat_id
    )
    SELECT chat_id, CASE WHEN moment % 2 = 1 THEN 'digest' ELSE 'alert' END, CAST(:call AS BIGINT),
           CAST(:revision AS INTEGER), '{}', CAST(:key AS TEXT),
           CASE WHEN (SELECT urgent FROM news) = 1 THEN 10 ELSE 50 END, moment / 2, 'pending', 0, 0,
           CAST(:now AS BIGINT)
    FROM chosen WHERE 1 = 1
    ON CONFLICT (chat_id, dedupe_key) DO NOTHING
""")


async def match(session: Session, zone: tzinfo, call_id: int, revision: int, now: datetime) -> int:
    """Queue the call for every chat it concerns; returns how many were queued.

    Args:
        session: a unit of work.
        zone: local time; its offset at `now` is used (Kazakhstan's has been UTC+5 without changes since 2024).
        call_id: the stored call.
        revision: what the alert is about; a chat hears of each once.
        now: the current instant.
    """
    offset = now.astimezone(zone).utcoffset() or timedelta()
    local = micros(now) + offset // MICROSECOND
    clock = local % _DAY
    midnight = micros(now) - clock
    to_monday = -(local // _DAY + 3) % 7  # 1970-01-01 was a Thursday
    return await session.run(
        _MATCH,
        call=call_id,
        revision=revision,
        key=f"alert:{call_id}:{revision}",
        now=micros(now),
        urgent=URGENT_WITHIN // MICROSECOND,
        day=_DAY,
        clock=clock,
        midnight=midnight,
        monday=midnight + to_monday * _DAY,
    )
