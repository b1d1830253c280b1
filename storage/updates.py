"""Updates from Telegram, kept until handled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.clock import micros
from domain.errors import AlreadyHandled
from domain.ports import STRETCH
from domain.ports.leases import REPLICA
from storage.engine import First, Row, Session
from storage.statement import json_list, sql

_KEEP = sql("""
    INSERT INTO update_inbox (update_id, body, kept_at, done) VALUES (:id, :body, :now, 0)
    ON CONFLICT (update_id) DO NOTHING
""")
_KNOWN = sql("SELECT update_id FROM update_inbox WHERE update_id IN {ints:ids}")
_UNHANDLED = sql("SELECT update_id, body FROM update_inbox WHERE done = 0 ORDER BY update_id")
# What a person wrote is not needed here once it was handled, nor who it was.
_DONE = sql("""
    UPDATE update_inbox SET done = 1, body = '', line = NULL, owner = NULL
    WHERE update_id IN {ints:ids} AND (done = 0 OR owner IS NOT NULL)
""")
_ACCEPT = sql("""
    INSERT INTO update_inbox (update_id, body, kept_at, done, line)
    SELECT r.id, r.body, CAST(:now AS BIGINT), 0, r.line FROM {rows:rows(id BIGINT, body TEXT, line BIGINT)} r
    WHERE 1 = 1
    ON CONFLICT (update_id) DO NOTHING
""")
# In a person's line nothing overtakes: neither what another process handles nor what waits for a process.
_CLAIM = sql("""
    UPDATE update_inbox SET owner = :owner
    WHERE update_id IN {ints:ids} AND done = 0 AND owner IS NULL AND NOT EXISTS (
        SELECT 1 FROM update_inbox e
        WHERE e.line = update_inbox.line AND e.update_id < update_inbox.update_id AND (
            e.owner <> :owner OR (e.owner IS NULL AND e.update_id NOT IN {ints:ids})))
    RETURNING update_id, body
""")
# The oldest that nobody handles. Of a line all are taken or none: what holds up one holds up those behind it.
_TAKE = sql("""
    UPDATE update_inbox SET owner = :owner
    WHERE update_id IN (SELECT update_id FROM update_inbox WHERE done = 0 AND owner IS NULL
                        ORDER BY update_id LIMIT :limit)
    AND owner IS NULL AND NOT EXISTS (
        SELECT 1 FROM update_inbox e
        WHERE e.line = update_inbox.line AND e.update_id < update_inbox.update_id AND e.owner <> :owner)
    RETURNING update_id, body
""")
_LEFT = sql("""
    UPDATE update_inbox SET owner = NULL, line = CASE WHEN done = 1 THEN NULL ELSE line END
    WHERE owner IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM lease WHERE lease.name = CAST(:replica AS TEXT) || update_inbox.owner AND lease.until > {now})
""")
_GIVE_BACK = sql("""
    UPDATE update_inbox SET owner = NULL, line = CASE WHEN done = 1 THEN NULL ELSE line END WHERE owner = :owner
""")
_HANDLE = sql("""
    INSERT INTO update_inbox (update_id, body, kept_at, done) VALUES (:id, '', :now, 1)
    ON CONFLICT (update_id) DO UPDATE SET done = 1, body = '' WHERE update_inbox.done = 0
""")
_FORGET = sql("""
    DELETE FROM update_inbox WHERE update_id IN (
        SELECT update_id FROM update_inbox WHERE done = 1 AND kept_at < :before LIMIT :most)
""")


def handled_once(update_id: int, now: datetime) -> First:
    """Return what marks the update as handled, whether it was kept before or not, and refuses when it is already."""
    return First(_HANDLE, {"id": update_id, "now": micros(now)}, AlreadyHandled(update_id))


class UpdatesRepository:
    """Implements `domain.ports.Updates`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def keep(self, updates: Sequence[tuple[int, str]], now: datetime) -> None:
        """Store (update_id, JSON) pairs; ones already known are ignored. One trip."""
        moment = micros(now)
        await self._session.each(_KEEP, [{"id": number, "body": body, "now": moment} for number, body in updates])

    async def known(self, update_ids: Sequence[int]) -> set[int]:
        """Return which of the updates are kept here already, handled or not. One trip."""
        return {int(row[0]) for row in await self._session.all(_KNOWN, ids=json_list(update_ids))}

    async def unhandled(self) -> Sequence[tuple[int, str]]:
        """Return what was kept and not yet handled, oldest first."""
        return [(int(number), str(body)) for number, body in await self._session.all(_UNHANDLED)]

    async def done(self, update_ids: Sequence[int]) -> None:
        """Mark updates handled."""
        await self._session.run(_DONE, ids=json_list(update_ids))

    async def accept(
        self, updates: Sequence[tuple[int, str, int | None]], owner: str, now: datetime, room: int
    ) -> Sequence[tuple[int, str]]:
        """Store (update_id, JSON, line) and return those that are the owner's to handle now. Two trips."""
        rows = json_list({"id": number, "body": body, "line": line} for number, body, line in updates)
        await self._session.run(_ACCEPT, rows=rows, now=micros(now))
        return _bodies(
            await self._session.all(_CLAIM, ids=json_list(sorted(row[0] for row in updates)[:room]), owner=owner)
        )

    async def take(self, owner: str, limit: int) -> Sequence[tuple[int, str]]:
        """Take what nobody handles, and what was left by owners whose replica's lease has lapsed. Two trips."""
        await self._session.run(_LEFT, replica=REPLICA)
        return _bodies(await self._session.all(_TAKE, owner=owner, limit=limit))

    async def give_back(self, owner: str) -> None:
        """Leave to others what the owner has not handled. One trip."""
        await self._session.run(_GIVE_BACK, owner=owner)

    async def forget(self, before: datetime) -> int:
        """Drop handled updates kept before the instant; returns how many."""
        return await self._session.run(_FORGET, before=micros(before), most=STRETCH)


def _bodies(rows: Sequence[Row]) -> Sequence[tuple[int, str]]:
    """Return (update_id, JSON), oldest first: RETURNING promises no order."""
    return sorted((int(number), str(body)) for number, body in rows)
