"""One call out of two: everything that names the absorbed one names the survivor, and nobody is told anything twice.

Rows of the outbox are what chats remember of a call. What was sent of the absorbed call stays under its number, for it
may become a call of its own again; the survivor gets a copy, so that later news reaches those readers as an update.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from domain.clock import micros
from domain.ports.duplicates import Joining
from storage import matching
from storage.calls import CallsRepository
from storage.engine import Session
from storage.statement import json_list, sql

HOUR = 3_600_000_000  # microseconds

_REMEMBER = sql("""
    INSERT INTO call_verdict (one_id, two_id, same, decided_by, decided_as, at)
    VALUES (:low, :high, :same, :person, :territory, :now)
""")
_DECIDED = sql("DELETE FROM call_doubt WHERE one_id = :low AND two_id = :high")

# --- whom a call concerns ---------------------------------------------------------------------------------------------

_LAST = sql("SELECT COALESCE(MAX(id), 0) FROM outbox")
_TAKE_BACK = sql("""
    DELETE FROM outbox WHERE id > :last AND call_id = :call AND state = 'pending' RETURNING chat_id
""")
# Whom either call concerned by itself has heard of it, or had no reason to: alone those hear now whom neither reached.
_TAKE_BACK_KNOWN = sql("""
    DELETE FROM outbox
    WHERE id > :last AND call_id = :one AND state = 'pending'
      AND (chat_id IN {ints:known} OR EXISTS (
          SELECT 1 FROM outbox o WHERE o.chat_id = outbox.chat_id AND o.id <= :last AND o.call_id IN (:one, :two)
            AND o.kind IN ('alert', 'digest', 'update')))
""")

# --- what waits and what was told; `told` is what was sent or may be out ----------------------------------------------

_RENUMBER = sql("""
    UPDATE outbox SET revision = :revision, dedupe_key = :key WHERE call_id = :one AND dedupe_key = :before
""")
_MERGED_ALERTS = (
    # Who was told of the survivor needs no alert of the other one.
    sql("""
        UPDATE outbox SET state = 'gone', owner = NULL, error = 'joined', settled_at = :now
        WHERE call_id = :two AND kind IN ('alert', 'digest', 'update') AND state IN ('pending', 'claimed')
          AND chat_id IN (SELECT o.chat_id FROM outbox o
                          WHERE o.call_id = :one AND o.kind IN ('alert', 'digest', 'update')
                            AND (o.state IN ('sent', 'unknown', 'sending') OR o.repeated = 1))
    """),
    # Who was told of the other one needs no alert of the survivor.
    sql("""
        DELETE FROM outbox
        WHERE call_id = :one AND dedupe_key = :key AND kind IN ('alert', 'digest') AND ids = '{}' AND repeated = 0
          AND state IN ('pending', 'claimed', 'gone')
          AND chat_id IN (SELECT o.chat_id FROM outbox o
                          WHERE o.call_id = :two AND o.kind IN ('alert', 'digest', 'update')
                            AND (o.state IN ('sent', 'unknown', 'sending') OR o.repeated = 1))
    """),
    # What still waits, or is on its way this very moment, tells of the survivor. A claimed row has not left yet.
    sql("""
        UPDATE outbox
        SET call_id = :one, revision = :revision, dedupe_key = :key, ids = '{}',
            kind = CASE WHEN kind = 'update' THEN 'alert' ELSE kind END,
            state = CASE WHEN state = 'claimed' THEN 'pending' ELSE state END,
            owner = CASE WHEN state = 'claimed' THEN NULL ELSE owner END
        WHERE call_id = :two AND kind IN ('alert', 'digest', 'update') AND state IN ('pending', 'claimed', 'sending')
          AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.chat_id = outbox.chat_id AND x.dedupe_key = :key)
          AND id = (SELECT MAX(y.id) FROM outbox y
                    WHERE y.chat_id = outbox.chat_id AND y.call_id = :two AND y.kind IN ('alert', 'digest', 'update')
                      AND y.state IN ('pending', 'claimed', 'sending'))
    """),
    sql("""
        UPDATE outbox SET state = 'gone', owner = NULL, error = 'joined', settled_at = :now
        WHERE call_id = :two AND kind IN ('alert', 'digest', 'update') AND state IN ('pending', 'claimed')
    """),
    sql("""
        INSERT INTO outbox (chat_id, kind, call_id, revision, ids, dedupe_key, priority, not_before, state, attempts,
                            repeated, message_id, created_at, settled_at)
        SELECT t.chat_id, 'alert', CAST(:one AS BIGINT), CAST(:revision AS INTEGER), '{}', CAST(:key AS TEXT),
               t.priority, t.not_before, t.state, t.attempts, 0, t.message_id, t.created_at, t.settled_at
        FROM (SELECT chat_id, priority, not_before, state, attempts, message_id, created_at, settled_at,
                     ROW_NUMBER() OVER (PARTITION BY chat_id ORDER BY revision DESC, id DESC) AS place
              FROM outbox
              WHERE call_id = :two AND kind IN ('alert', 'digest', 'update') AND state IN ('sent', 'unknown')) t
        WHERE t.place = 1 AND NOT EXISTS (
            SELECT 1 FROM outbox o WHERE o.chat_id = t.chat_id AND o.call_id = :one
              AND o.kind IN ('alert', 'digest', 'update') AND o.state IN ('sent', 'unknown', 'sending'))
        ON CONFLICT (chat_id, dedupe_key) DO NOTHING
    """),
)
# A day brings one reminder of a call at most (storage.reminders): keys are those of the survivor's days.
_MERGED_REMINDERS = (
    sql("""
        UPDATE outbox SET state = 'gone', owner = NULL, error = 'joined', settled_at = :now
        WHERE call_id = :one AND kind = 'reminder' AND state IN ('pending', 'claimed') AND EXISTS (
            SELECT 1 FROM outbox o WHERE o.chat_id = outbox.chat_id AND o.call_id = :two AND o.state = 'sent'
              AND REPLACE(o.dedupe_key, :was, :becomes) = outbox.dedupe_key)
    """),
    sql("""
        UPDATE outbox
        SET call_id = :one, dedupe_key = REPLACE(dedupe_key, :was, :becomes),
            state = CASE WHEN state = 'claimed' THEN 'pending' ELSE state END,
            owner = CASE WHEN state = 'claimed' THEN NULL ELSE owner END
        WHERE call_id = :two AND kind = 'reminder' AND state IN ('pending', 'claimed', 'sending')
          AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.chat_id = outbox.chat_id
                            AND x.dedupe_key = REPLACE(outbox.dedupe_key, :was, :becomes))
    """),
    sql("""
        UPDATE outbox SET state = 'gone', owner = NULL, error = 'joined', settled_at = :now
        WHERE call_id = :two AND kind = 'reminder' AND state IN ('pending', 'claimed')
    """),
    sql("""
        INSERT INTO outbox (chat_id, kind, call_id, revision, ids, dedupe_key, priority, not_before, state, attempts,
                            repeated, message_id, created_at, settled_at)
        SELECT chat_id, kind, CAST(:one AS BIGINT), revision, ids, REPLACE(dedupe_key, :was, :becomes), priority,
               not_before, state, attempts, 0, message_id, created_at, settled_at
        FROM outbox WHERE call_id = :two AND kind = 'reminder' AND state IN ('sent', 'unknown')
        ON CONFLICT (chat_id, dedupe_key) DO NOTHING
    """),
)

# --- shelves: a saved call is kept, for a missed deadline costs more than a call seen once more ----------------------

_SHELVES = (
    sql("""
        UPDATE shelf
        SET state = 'saved', pressed_by = b.pressed_by, at = b.at, remind = b.remind,
            remind_changed_at = b.remind_changed_at
        FROM shelf b
        WHERE shelf.call_id = :one AND b.call_id = :two AND b.shelf = shelf.shelf
          AND shelf.state = 'dismissed' AND b.state = 'saved'
    """),
    sql("""
        UPDATE shelf
        SET at = CASE WHEN b.at < shelf.at THEN b.at ELSE shelf.at END,
            remind_changed_at = CASE WHEN shelf.remind IS NULL THEN b.remind_changed_at
                                     ELSE shelf.remind_changed_at END,
            remind = COALESCE(shelf.remind, b.remind)
        FROM shelf b
        WHERE shelf.call_id = :one AND b.call_id = :two AND b.shelf = shelf.shelf
          AND shelf.state = 'saved' AND b.state = 'saved'
    """),
    sql("""
        DELETE FROM shelf
        WHERE call_id = :two AND EXISTS (SELECT 1 FROM shelf a WHERE a.shelf = shelf.shelf AND a.call_id = :one)
    """),
    sql("UPDATE shelf SET call_id = :one WHERE call_id = :two"),
    # Put away under the other number: what waits under this one is not wanted either.
    sql("""
        UPDATE outbox SET state = 'gone', owner = NULL, error = 'dismissed', settled_at = :now
        WHERE call_id = :one AND kind IN ('alert', 'digest') AND state IN ('pending', 'claimed')
          AND chat_id IN (SELECT person_id FROM shelf
                          WHERE call_id = :one AND state = 'dismissed' AND person_id IS NOT NULL
                          UNION SELECT m.person_id FROM shelf d JOIN ngo_member m ON m.ngo_id = d.ngo_id
                          WHERE d.call_id = :one AND d.state = 'dismissed')
    """),
)

# --- how early people heard: a chat that heard of both heard first of one --------------------------------------------

_BOTH = sql("""
    SELECT c.id, (f.second - c.first_seen_at) / 3600000000, COUNT(*)
    FROM (SELECT a.chat_id, CASE WHEN a.at > b.at THEN a.at ELSE b.at END AS second,
                 CASE WHEN a.at > b.at THEN CAST(:one AS BIGINT) ELSE CAST(:two AS BIGINT) END AS later
          FROM (SELECT chat_id, MIN(settled_at) AS at FROM outbox
                WHERE call_id = :one AND state = 'sent' GROUP BY chat_id) a
          JOIN (SELECT chat_id, MIN(settled_at) AS at FROM outbox
                WHERE call_id = :two AND state = 'sent' GROUP BY chat_id) b ON b.chat_id = a.chat_id) f
    JOIN call c ON c.id = f.later
    GROUP BY c.id, (f.second - c.first_seen_at) / 3600000000
""")
_NOTICE = sql("""
    SELECT n.call_id, n.hours, n.chats FROM notice_given n WHERE n.call_id IN (:one, :two)
""")
_DROP_NOTICE = sql("DELETE FROM notice_given WHERE call_id IN (:one, :two)")
_PUT_NOTICE = sql("INSERT INTO notice_given (call_id, hours, chats) VALUES (:call, :hours, :chats)")

# --- everything else that names the absorbed call --------------------------------------------------------------------

_FOLLOW = (
    # The survivor's own texts are recognised by themselves from now on: its facts may become those of the other one.
    sql("""
        INSERT INTO post_attachment (post_id, basis, score, why, likeness, deadline_day, at)
        SELECT p.id, 'first', 100, '[]', c.likeness, c.deadline_day, p.first_seen_at
        FROM post p JOIN call c ON c.id = p.call_id WHERE p.call_id = :one
        ON CONFLICT (post_id) DO NOTHING
    """),
    sql("""
        INSERT INTO opened (person_id, call_id)
        SELECT person_id, CAST(:one AS BIGINT) FROM opened WHERE call_id = :two
        ON CONFLICT (person_id, call_id) DO NOTHING
    """),
    sql("DELETE FROM opened WHERE call_id = :two"),
    sql("UPDATE submission SET call_id = :one WHERE call_id = :two"),
    sql("UPDATE submission SET known = :one WHERE known = :two"),
    sql("UPDATE request SET call_id = :one WHERE call_id = :two"),
    sql("UPDATE request_draft SET call_id = :one WHERE call_id = :two"),
    # Why the other call's texts are here is that somebody said so; what each is recognised by stays its own.
    sql("""
        INSERT INTO post_attachment (post_id, basis, score, why, likeness, deadline_day, from_id, at)
        SELECT p.id, 'decided', 100, '[]', c.likeness, c.deadline_day, c.id, CAST(:now AS BIGINT)
        FROM post p JOIN call c ON c.id = p.call_id WHERE p.call_id = :two
        ON CONFLICT (post_id) DO UPDATE
        SET basis = 'decided', score = 100, why = '[]', at = excluded.at,
            from_id = COALESCE(post_attachment.from_id, excluded.from_id),
            likeness = CASE WHEN post_attachment.likeness = '' THEN excluded.likeness
                            ELSE post_attachment.likeness END,
            deadline_day = COALESCE(post_attachment.deadline_day, excluded.deadline_day)
    """),
    sql("UPDATE post SET call_id = :one WHERE call_id = :two"),
    sql("""
        DELETE FROM post_apart
        WHERE call_id IN (:one, :two) AND post_id IN (SELECT id FROM post WHERE call_id = :one)
    """),
    sql("""
        INSERT INTO call_doubt (one_id, two_id, score, why, at)
        SELECT CASE WHEN o.other < :one THEN o.other ELSE CAST(:one AS BIGINT) END,
               CASE WHEN o.other < :one THEN CAST(:one AS BIGINT) ELSE o.other END, o.score, o.why, o.at
        FROM (SELECT CASE WHEN one_id = :two THEN two_id ELSE one_id END AS other, score, why, at
              FROM call_doubt WHERE one_id = :two OR two_id = :two) o
        WHERE o.other <> :one
        ON CONFLICT (one_id, two_id) DO NOTHING
    """),
    sql("DELETE FROM call_doubt WHERE one_id = :two OR two_id = :two"),
    sql("UPDATE call_pointer SET into_id = :one WHERE into_id = :two"),
    sql("""
        INSERT INTO call_pointer (call_id, via_id, into_id, revision, at)
        SELECT id, CAST(:one AS BIGINT), CAST(:one AS BIGINT), revision, CAST(:now AS BIGINT)
        FROM call WHERE id = :two
    """),
    # The words that a field of the survivor was read from stay; where there are none, the other call's stand.
    sql("""
        INSERT INTO call_reading (call_id, field, value, words, sure, source_id, url)
        SELECT CAST(:one AS BIGINT), field, value, words, sure, source_id, url FROM call_reading WHERE call_id = :two
        ON CONFLICT (call_id, field) DO NOTHING
    """),
    sql("DELETE FROM call_reading WHERE call_id = :two"),
    sql("UPDATE call_correction SET call_id = :one WHERE call_id = :two"),
    # Seasons are worked out anew for a call that has changed; what somebody wished for goes on.
    sql("""
        INSERT INTO season_watch (chat_id, call_id, made_at)
        SELECT chat_id, CAST(:one AS BIGINT), made_at FROM season_watch WHERE call_id = :two
        ON CONFLICT (chat_id, call_id) DO NOTHING
    """),
    sql("DELETE FROM season_watch WHERE call_id = :two"),
    sql("DELETE FROM season WHERE call_id = :two"),
    sql("DELETE FROM opening WHERE call_id = :two"),
    sql("DELETE FROM search_entry WHERE call_id = :two"),
    sql("DELETE FROM search_call WHERE call_id = :two"),
    sql("DELETE FROM call_revision WHERE call_id = :two"),
    sql("DELETE FROM call_territory WHERE call_id = :two"),
    sql("DELETE FROM call_sphere WHERE call_id = :two"),
    sql("DELETE FROM call WHERE id = :two"),
)
_FIRST_DELIVERED = sql("UPDATE call SET first_delivered_at = :at WHERE id = :one")
_A_TEXT = sql("SELECT MIN(id) FROM post WHERE call_id = :call")


async def remember(
    session: Session, one: int, two: int, person_id: int, territory_id: str, now: datetime, *, same: bool
) -> None:
    """Keep what a coordinator said of a pair, and take it out of the queue. Two trips."""
    low, high = min(one, two), max(one, two)
    await session.run(
        _REMEMBER, low=low, high=high, same=int(same), person=person_id, territory=territory_id, now=micros(now)
    )
    await session.run(_DECIDED, low=low, high=high)


async def last(session: Session) -> int:
    """Return the number of the newest row of the outbox: what comes after it was queued by this unit of work."""
    row = await session.one(_LAST)
    return int(row[0]) if row else 0


async def concerned(session: Session, zone: tzinfo, call_id: int, revision: int, now: datetime) -> Sequence[int]:
    """Return the chats that the call concerns and that have no word of this revision; queues nothing. Three trips."""
    newest = await last(session)
    await matching.match(session, zone, call_id, revision, now)
    return [int(row[0]) for row in await session.all(_TAKE_BACK, last=newest, call=call_id)]


async def join(session: Session, zone: tzinfo, both: Joining, now: datetime) -> int:
    """Make one call of two stored ones, within a unit of work; returns how many alerts were queued."""
    one, two, united, moment = both.survivor.id, both.absorbed.id, both.united, micros(now)
    known: list[int] = []
    if both.alert:
        for call in (both.survivor, both.absorbed):
            known += await concerned(session, zone, call.id, call.revision, now)
    await _notice(session, both)  # before the outbox counts what was told of one as told of the other
    await _outbox(session, both, moment)
    for statement in _SHELVES:
        await session.run(statement, **statement.pick({"one": one, "two": two, "now": moment}))
    for statement in _FOLLOW:
        await session.run(statement, **statement.pick({"one": one, "two": two, "now": moment}))
    row = await session.one(_A_TEXT, call=one)
    await CallsRepository(session, zone).replace(united, int(row[0] or 0) if row else 0, now)
    if united.first_delivered_at is not None:
        await session.run(_FIRST_DELIVERED, one=one, at=micros(united.first_delivered_at))
    if not both.alert:
        return 0
    newest = await last(session)
    queued = await matching.match(session, zone, one, united.revision, now)
    return queued - await session.run(_TAKE_BACK_KNOWN, last=newest, one=one, two=two, known=json_list(known))


async def _outbox(session: Session, both: Joining, moment: int) -> None:
    one, two, revision = both.survivor.id, both.absorbed.id, both.united.revision
    key = alert_key(one, revision)
    if revision != both.survivor.revision:
        before = alert_key(one, both.survivor.revision)
        await session.run(_RENUMBER, one=one, revision=revision, key=key, before=before)
    given = {
        "one": one,
        "two": two,
        "key": key,
        "revision": revision,
        "now": moment,
        "was": f"remind:{two}:",
        "becomes": f"remind:{one}:",
    }
    for statement in (*_MERGED_ALERTS, *_MERGED_REMINDERS):
        await session.run(statement, **statement.pick(given))


async def _notice(session: Session, both: Joining) -> None:
    """Count the chats of both anew, by the hours since either was first seen."""
    one, two = both.survivor.id, both.absorbed.id
    seen = {call.id: micros(call.first_seen_at) for call in (both.survivor, both.absorbed)}
    first = micros(both.united.first_seen_at)
    chats: dict[int, int] = {}
    twice = {(row[0], row[1]): int(row[2]) for row in await session.all(_BOTH, one=one, two=two)}
    for call_id, hours, count in await session.all(_NOTICE, one=one, two=two):
        once = max(0, count - twice.get((call_id, hours), 0))
        later = hours + (seen[call_id] - first) // HOUR
        chats[later] = chats.get(later, 0) + once
    await session.run(_DROP_NOTICE, one=one, two=two)
    rows = [{"call": one, "hours": hours, "chats": count} for hours, count in chats.items() if count]
    await session.each(_PUT_NOTICE, rows)


def alert_key(call_id: int, revision: int) -> str:
    """Return what a chat is told only once under: the key that storage.matching writes."""
    return f"alert:{call_id}:{revision}"
