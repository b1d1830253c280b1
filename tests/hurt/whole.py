"""What must be so in a town's database whenever the bot is dead: every fact is whole, and what it tells is queued.

Looked at past the product, in the file itself; the log and the rebuilt dates are worked out by the product's own rules.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from domain.clock import Clock
from domain.journal import Walk
from domain.requests.clocks import clocks_of
from domain.requests.model import stand
from domain.requests.record import events_of, subject
from domain.requests.terms import Terms
from storage.store import open_store
from tests.hurt.town import READERS
from tests.person import ZONE


def halves(database: sqlite3.Connection, subscribers: int) -> Iterator[str]:
    """Yield what is half-written: nothing when all is well."""
    if (found := database.execute("PRAGMA quick_check").fetchall()) != [("ok",)]:
        yield f"the file: {found}"
    if found := database.execute("PRAGMA foreign_key_check").fetchall():
        yield f"references: {found}"
    for claim, text in NONE.items():
        if found := database.execute(text).fetchall():
            yield f"{claim}: {found[:5]}"
    yield from _alerts(database, subscribers)
    yield from _told(database)


# Each statement finds what must not be there.
NONE = {
    "a request without its entry in the log": """
        SELECT id FROM request r WHERE 1 <> (
            SELECT COUNT(*) FROM log_entry e WHERE e.subject = 'request:' || r.id AND e.kind = 'request.filed')""",
    "an entry about a request that is not there": """
        SELECT number, subject FROM log_entry e WHERE subject LIKE 'request:%' AND NOT EXISTS (
            SELECT 1 FROM request r WHERE 'request:' || r.id = e.subject)""",
    "a request without its letter": """
        SELECT id FROM request r WHERE 1 <> (
            SELECT COUNT(*) FROM request_message m JOIN log_entry e ON e.number = m.entry
            WHERE m.request_id = r.id AND m.kind = 'letter' AND e.kind = 'request.filed'
              AND e.subject = 'request:' || r.id)""",
    "an answer that was logged and is not there, or the other way": """
        SELECT r.id FROM request r WHERE
            (SELECT COUNT(*) FROM log_entry e WHERE e.subject = 'request:' || r.id AND e.kind = 'request.answered')
         <> (SELECT COUNT(*) FROM request_message m
             WHERE m.request_id = r.id AND m.kind = 'answer' AND m.entry IS NOT NULL)""",
    "an answer that has left twice": """
        SELECT subject FROM log_entry WHERE kind = 'request.answered' GROUP BY subject HAVING COUNT(*) > 1""",
    "a seat without the entry that it was taken, or the other way": """
        SELECT r.id FROM request r WHERE (r.seat_id IS NOT NULL) <> EXISTS (
            SELECT 1 FROM log_entry e WHERE e.subject = 'request:' || r.id AND e.kind = 'request.taken')""",
    "a request that no office was sent": """
        SELECT id FROM request r WHERE NOT EXISTS (
            SELECT 1 FROM outbox o WHERE o.dedupe_key LIKE 'card:' || r.id || ':%')""",
    "a letter that is still a draft, or a draft that was sent twice": """
        SELECT r.id FROM request r WHERE 1 <> (SELECT COUNT(*) FROM request_draft d WHERE d.sent_as = r.id)""",
    "a draft's words left behind": """
        SELECT d.id FROM request_draft d JOIN request_draft_part p ON p.draft_id = d.id
        WHERE d.sent_as IS NOT NULL""",
    "words beside an entry that is not there": """
        SELECT entry FROM log_private WHERE entry NOT IN (SELECT number FROM log_entry)""",
    "a message in an impossible state": """
        SELECT id, state FROM outbox WHERE (state IN ('claimed', 'sending')) <> (owner IS NOT NULL)
            OR (state IN ('sent', 'gone', 'unknown')) <> (settled_at IS NOT NULL)
            OR (state = 'sent') > (message_id IS NOT NULL)""",
    "a message about a call that is not there": """
        SELECT id FROM outbox WHERE call_id IS NOT NULL AND call_id NOT IN (SELECT id FROM call)""",
    "an update that was handled and is still kept": """
        SELECT update_id FROM update_inbox WHERE done = 1 AND body <> ''""",
    "a post that was read and came to nothing": """
        SELECT id, title FROM post WHERE unread = 0 AND call_id IS NULL""",
    "a call that no post announces": """
        SELECT id FROM call c WHERE NOT EXISTS (SELECT 1 FROM post p WHERE p.call_id = c.id)""",
    "a call that was told and nobody has its time, or the other way": """
        SELECT c.id FROM call c WHERE (c.first_delivered_at IS NOT NULL) <> EXISTS (
            SELECT 1 FROM outbox o WHERE o.call_id = c.id AND o.state = 'sent')""",
}


def _alerts(database: sqlite3.Connection, subscribers: int) -> Iterator[str]:
    """A call is queued for everybody whom it concerns, in the unit that stores it."""
    for call, source, count in database.execute(
        """SELECT p.call_id, p.source_id,
                  (SELECT COUNT(*) FROM outbox o WHERE o.dedupe_key = 'alert:' || p.call_id || ':1')
           FROM post p WHERE p.call_id IS NOT NULL"""
    ).fetchall():
        expected = len(READERS) + (subscribers if source == "nation" else 0)
        if count != expected:
            yield f"call {call} is queued for {count} chats, not {expected}"


def _told(database: sqlite3.Connection) -> Iterator[str]:
    """What was sent about a request is remembered where it stands; what is queued is about one that is there."""
    cards = set(database.execute("SELECT chat_id, message_id FROM request_card").fetchall())
    requests = {row[0] for row in database.execute("SELECT id FROM request")}
    for number, chat, state, message, ids in database.execute(
        "SELECT id, chat_id, state, message_id, ids FROM outbox WHERE kind = 'request'"
    ).fetchall():
        told = json.loads(ids)
        if int(told["request"]) not in requests:
            yield f"message {number} is about no request"
        if state == "sent" and told.get("edits") is None and (chat, message) not in cards:
            yield f"message {number} was sent and is not remembered"


def words_of_answers(database: sqlite3.Connection) -> Counter[str]:
    """How often each answer is stored as one that has left."""
    rows = database.execute("SELECT text FROM request_message WHERE kind = 'answer' AND entry IS NOT NULL")
    return Counter(row[0] for row in rows)


async def log_and_dates(path: Path, clock: Clock, now: datetime) -> list[str]:
    """Walk along the log, and work out every request's dates anew: what differs from what is stored."""
    from bot.holidays import kazakh_calendar

    wrong: list[str] = []
    url = f"sqlite:///{path}"
    async with open_store(url, zone=ZONE, clock=clock, migrate=False) as store, store.read() as repositories:
        walk = Walk()
        while rows := await repositories.journal.after(walk.head.number, 2000):
            if (fault := walk.along(rows)) is not None:
                return [f"the log: {fault}"]
        terms = Terms(kazakh_calendar(now.astimezone(ZONE).date()), ZONE)
        for request in await repositories.request_times.following(0, 100_000, only_open=False):
            rows = await repositories.journal.of_subjects([subject(request.id)])
            clocks = clocks_of(events_of(rows), terms, now)
            assert clocks is not None
            shown = stand(clocks)
            stored = (request.outcome, request.due, request.office_due, request.answered_at, request.ended_at)
            if stored != (shown.outcome, shown.due, shown.office_due, shown.answered_at, shown.ended_at):
                wrong.append(f"request {request.id} stands as {stored}, worked out {shown}")
    return wrong
