"""Updates from Telegram, kept until handled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.clock import micros
from domain.errors import AlreadyHandled
from domain.ports import STRETCH
from storage.engine import Session
from storage.statement import json_list, sql

_KEEP = sql("""
    INSERT INTO update_inbox (update_id, body, kept_at, done) VALUES (:id, :body, :now, 0)
    ON CONFLICT (update_id) DO NOTHING
""")
_KNOWN = sql("SELECT update_id FROM update_inbox WHERE update_id IN {ints:ids}")
_UNHANDLED = sql("SELECT update_id, body FROM update_inbox WHERE done = 0 ORDER BY update_id")
# What a person wrote is not needed here once it was handled.
_DONE = sql("UPDATE update_inbox SET done = 1, body = '' WHERE update_id IN {ints:ids} AND done = 0")
_HANDLE = sql("""
    INSERT INTO update_inbox (update_id, body, kept_at, done) VALUES (:id, '', :now, 1)
    ON CONFLICT (update_id) DO UPDATE SET done = 1, body = '' WHERE update_inbox.done = 0
""")
_FORGET = sql("""
    DELETE FROM update_inbox WHERE update_id IN (
        SELECT update_id FROM update_inbox WHERE done = 1 AND kept_at < :before LIMIT :most)
""")


async def handle_once(session: Session, update_id: int, now: datetime) -> None:
    """Mark the update as handled, whether it was kept before or not.

    Raises:
        AlreadyHandled: it is marked already.
    """
    if not await session.run(_HANDLE, id=update_id, now=micros(now)):
        raise AlreadyHandled(update_id)


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

    async def forget(self, before: datetime) -> int:
        """Drop handled updates kept before the instant; returns how many."""
        return await self._session.run(_FORGET, before=micros(before), most=STRETCH)
