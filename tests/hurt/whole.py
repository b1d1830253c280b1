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
from tests.hurt.claims import NONE
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
