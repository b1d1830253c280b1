"""What figures are computed from, read in batches: of the log only what is not private."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.clock import instant, micros
from domain.offices import Office, Seat, SeatRole
from domain.ports.statistics import Stretch
from domain.statistics.reading import ENTRIES
from storage.engine import Session
from storage.statement import json_list, sql

# A request without an entry is told too, else nobody would know how far the batch came. Entries of one request follow
# each other by number; those of several may be mixed.
_STRETCH = sql("""
    WITH batch AS (
        SELECT r.id FROM request r WHERE r.id > :after AND r.filed_at >= :since AND r.filed_at < :until
        ORDER BY r.id LIMIT :limit
    )
    SELECT b.id, e.number, e.moment, e.kind, e.subject, e.actor, e.facts
    FROM batch b LEFT JOIN log_entry e ON e.subject = 'request:' || CAST(b.id AS TEXT) AND e.number <= :head
        AND e.kind IN {texts:kinds}
    ORDER BY b.id, e.number
""")
_KINDS = json_list(ENTRIES)
_OFFICES = sql("SELECT id, territory_id, name_kk, name_ru, closed_at FROM office ORDER BY id")
_SEATS = sql("SELECT id, office_id, role, since, until FROM seat ORDER BY id")


class StatisticsRepository:
    """Implements `domain.ports.StatisticsFacts`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def stretch(self, since: datetime, until: datetime, head: int, after: int, limit: int) -> Stretch:
        """Return the entries that figures look at, up to number `head`, about the next requests above a number, filed
        from `since` on and before `until`, at most `limit` requests. One trip.
        """
        rows = await self._session.all(
            _STRETCH, since=micros(since), until=micros(until), head=head, after=after, limit=limit, kinds=_KINDS
        )
        entries = [tuple(row[1:]) for row in rows if row[1] is not None]
        return Stretch(entries, int(rows[-1][0]) if rows else None)

    async def offices(self) -> Mapping[int, Office]:
        """Return every office, closed ones too, without its topics. One trip."""
        rows = await self._session.all(_OFFICES)
        return {
            int(number): Office(int(number), territory, name_kk, name_ru, (), closed=closed is not None)
            for number, territory, name_kk, name_ru, closed in rows
        }

    async def seats(self) -> Sequence[Seat]:
        """Return every seat, ended ones too, without whoever sits or sat there. One trip."""
        return [
            Seat(
                int(number),
                int(office),
                SeatRole(role),
                None,
                "",
                instant(since),
                instant(until) if until is not None else None,
            )
            for number, office, role, since, until in await self._session.all(_SEATS)
        ]
