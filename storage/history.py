"""How far back sources were read, and which stored calls a past one may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.calls.model import Call
from domain.clock import micros
from domain.ports import Progress
from storage.call_rows import COLUMNS, call_of
from storage.engine import Session
from storage.statement import json_list, sql

_AROUND = sql(f"""
    SELECT {COLUMNS}
    FROM call c
    WHERE c.deadline_day IN {{texts:days}}
       OR (c.deadline_day IS NULL AND c.first_seen_at >= :since AND c.first_seen_at <= :until)
    ORDER BY c.id
""")  # noqa: S608  the columns of storage.call_rows
_PROGRESS = sql("SELECT older, pages FROM backfill WHERE source_id = :source")
_NOTE = sql("""
    INSERT INTO backfill (source_id, older, pages, at) VALUES (:source, :older, :pages, :now)
    ON CONFLICT (source_id) DO UPDATE SET older = excluded.older, pages = excluded.pages, at = excluded.at
""")


class HistoryRepository:
    """Implements `domain.ports.History`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def around(self, deadlines: Sequence[date], since: datetime, until: datetime) -> Sequence[Call]:
        """Return stored calls that may be the same as a past one: with one of the deadlines, or none and seen between.

        One trip.
        """
        days = json_list(day.isoformat() for day in deadlines)
        rows = await self._session.all(_AROUND, days=days, since=micros(since), until=micros(until))
        return [call_of(row) for row in rows]

    async def progress(self, source_id: str) -> Progress | None:
        """Return how far back the source was read; None when its past was never asked for. One trip."""
        row = await self._session.one(_PROGRESS, source=source_id)
        return Progress(row[0], int(row[1])) if row else None

    async def note(self, source_id: str, progress: Progress, now: datetime) -> None:
        """Remember how far back the source was read. One trip."""
        await self._session.run(_NOTE, source=source_id, older=progress.older, pages=progress.pages, now=micros(now))
