"""What must not be found in a database file, whatever was done to the bot, as statements."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

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

HOLD = {
    claim: NONE[claim]
    for claim in (
        "a request without its entry in the log",
        "an entry about a request that is not there",
        "an answer that was logged and is not there, or the other way",
        "words beside an entry that is not there",
        "a message in an impossible state",
        "a message about a call that is not there",
        "an update that was handled and is still kept",
    )
}
"""The claims about a town that hold of any: there every letter has an office, and one answer at most."""


def in_file(path: Path) -> Iterator[str]:
    """Yield what is half-written."""
    with closing(sqlite3.connect(path)) as database:
        if found := database.execute("PRAGMA foreign_key_check").fetchall():
            yield f"references: {found}"
        for claim, text in HOLD.items():
            if found := database.execute(text).fetchall():
                yield f"{claim}: {found[:5]}"
        requests = {row[0] for row in database.execute("SELECT id FROM request")}
        for number, ids in database.execute("SELECT id, ids FROM outbox WHERE kind = 'request'"):
            if int(json.loads(ids)["request"]) not in requests:
                yield f"message {number} is about no request"
