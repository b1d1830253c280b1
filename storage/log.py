"""The append-only log and what stands beside it. Its entries are refused any change by triggers (see the migration)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from domain.clock import micros
from domain.journal import Erasable, Head, NewEntry, Row, hashed, sealed, written
from storage.engine import Session, Undecodable
from storage.statement import json_list, sql, storable

SALT_BYTES = 16

# One writer at a time, so that numbers follow without gaps. On SQLite every unit of work is alone already; on
# PostgreSQL others wait here until we commit, and may go on reading.
_ALONE = sql(sqlite="SELECT 1", postgresql="LOCK TABLE log_entry IN EXCLUSIVE MODE")
_HEAD = sql("SELECT number, hash FROM log_entry ORDER BY number DESC LIMIT 1")
_HEAD_BEFORE = sql("SELECT number, hash FROM log_entry WHERE moment < :before ORDER BY number DESC LIMIT 1")
_APPEND = sql("""
    INSERT INTO log_entry (number, moment, kind, subject, actor, facts, seal, before, hash)
    VALUES (:number, :moment, :kind, :subject, :actor, :facts, :seal, :before, :hash)
""")
_BESIDE = sql("INSERT INTO log_private (entry, person_id, text, salt) VALUES (:entry, :person, :text, :salt)")
_AFTER = sql("""
    SELECT e.number, e.moment, e.kind, e.subject, e.actor, e.facts, e.seal, e.before, e.hash,
           p.person_id, p.text, p.salt
    FROM log_entry e LEFT JOIN log_private p ON p.entry = e.number
    WHERE e.number > :number ORDER BY e.number LIMIT :count
""")
_OF_SUBJECTS = sql("""
    SELECT e.number, e.moment, e.kind, e.subject, e.actor, e.facts, e.seal, e.before, e.hash,
           p.person_id, p.text, p.salt
    FROM log_entry e LEFT JOIN log_private p ON p.entry = e.number
    WHERE e.subject IN {texts:subjects} ORDER BY e.number
""")
# The same where a text may be none, which only SQLite lets happen: hexadecimal digits, to be made legible.
_AFTER_BYTES = sql(
    sqlite="""
    SELECT e.number, hex(e.moment), hex(e.kind), hex(e.subject), hex(e.actor), hex(e.facts), hex(e.seal),
           hex(e.before), hex(e.hash), p.person_id, hex(p.text), hex(p.salt), p.entry
    FROM log_entry e LEFT JOIN log_private p ON p.entry = e.number
    WHERE e.number > :number ORDER BY e.number LIMIT :count
"""
)
_PUBLISHED = sql("SELECT number, hash FROM log_head ORDER BY number")
# Of two processes that publish at once the second waits for our commit on PostgreSQL, and then changes nothing.
_PUBLISH = sql("""
    INSERT INTO log_head (day, number, hash)
    SELECT CAST(:day AS TEXT), CAST(:number AS BIGINT), CAST(:hash AS TEXT)
    WHERE NOT EXISTS (SELECT 1 FROM log_head h WHERE h.day = CAST(:day AS TEXT) OR h.number >= CAST(:number AS BIGINT))
    ON CONFLICT DO NOTHING
""")
_ERASE = sql("DELETE FROM log_private WHERE person_id = :person")


async def erase_beside(session: Session, person_id: int) -> None:
    """Erase the person and their words beside the log, with the salts; the entries and their chain stay."""
    await session.run(_ERASE, person=person_id)


class LogRepository:
    """Implements `domain.ports.Journal`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def append(self, entry: NewEntry, now: datetime) -> Head:
        """Write an entry at the end and return where the log now stands. Four trips at most.

        Everything of it is in the caller's unit of work: after a crash there is all of it or nothing.
        """
        await self._session.all(_ALONE)
        last = await self.head()
        beside, salt, seal = entry.beside, "", ""
        if beside is not None:
            beside = Erasable(beside.person_id, storable(beside.text))  # sealed as it will be read again
            salt = secrets.token_hex(SALT_BYTES)
            seal = sealed(beside, salt)
        values: dict[str, Any] = {
            "before": last.hash,
            "number": last.number + 1,
            "moment": micros(now),
            "kind": entry.kind,
            "subject": entry.subject,
            "actor": entry.actor,
            "seal": seal,
            "facts": written(entry.facts),
        }
        head = Head(last.number + 1, hashed(**values))
        await self._session.run(_APPEND, **values, hash=head.hash)
        if beside is not None:
            await self._session.run(_BESIDE, entry=head.number, person=beside.person_id, text=beside.text, salt=salt)
        return head

    async def head(self, before: datetime | None = None) -> Head:
        """Return the last entry, or the last one made before a moment. One trip."""
        if before is None:
            row = await self._session.one(_HEAD)
        else:
            row = await self._session.one(_HEAD_BEFORE, before=micros(before))
        return Head(int(row[0]), str(row[1])) if row else Head()

    async def after(self, number: int, count: int) -> Sequence[Row]:
        """Return the next entries after a number, with what stands beside them, at most so many. One trip."""
        try:
            return cast("Sequence[Row]", await self._session.all(_AFTER, number=number, count=count))
        except Undecodable:
            return [_legible(row) for row in await self._session.all(_AFTER_BYTES, number=number, count=count)]

    async def of_subjects(self, subjects: Sequence[str]) -> Sequence[Row]:
        """Return the entries about the subjects, in the log's order, with what stands beside them. One trip."""
        return cast("Sequence[Row]", await self._session.all(_OF_SUBJECTS, subjects=json_list(subjects)))

    async def published(self) -> Sequence[Head]:
        """Return every head that was published, by number. One trip."""
        return [Head(int(number), str(found)) for number, found in await self._session.all(_PUBLISHED)]

    async def publish(self, day: date, head: Head) -> bool:
        """Note that the head is what the day begins with; False when the day has one, or when nothing is new in it."""
        return bool(await self._session.run(_PUBLISH, day=day.isoformat(), number=head.number, hash=head.hash))


def _legible(row: Sequence[Any]) -> Row:
    """Return the entry with a mark in the place of every byte that is no text: its hash will not fit then."""
    number, moment, *hexes, person, text, salt, beside = row
    kind, subject, actor, facts, seal, before, given = map(_text, hexes)
    words = (_text(text), _text(salt)) if beside is not None else (None, None)
    shown = _text(moment)
    return (
        number,
        int(shown) if shown.isdecimal() else 0,
        kind,
        subject,
        actor,
        facts,
        seal,
        before,
        given,
        person,
        *words,
    )


def _text(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-8", "replace")
