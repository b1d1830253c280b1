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

# The first row tells how far the batch came: its last requests may have no entry. SQLite fetches entries as they lie in
# the file, which takes a fifth less than request by request; PostgreSQL finds its own way.
_BATCH = """
    WITH batch AS MATERIALIZED (
        SELECT r.id FROM request r WHERE r.id > :after AND r.filed_at >= :since AND r.filed_at < :until
        ORDER BY r.id LIMIT :limit
    )
    SELECT 0 AS number, MAX(b.id), NULL, NULL, NULL, NULL FROM batch b
    UNION ALL
"""
_ABOUT = "e.subject = 'request:' || CAST(b.id AS TEXT) AND e.number <= :head"
_COLUMNS = "SELECT e.number, e.moment, e.kind, e.subject, e.actor, e.facts"
_STRETCH = sql(
    sqlite=f"""{_BATCH} {_COLUMNS} FROM log_entry e
    WHERE e.number IN (SELECT e.number FROM batch b JOIN log_entry e ON {_ABOUT}) AND e.kind IN {{texts:kinds}}
    ORDER BY number
    """,  # noqa: S608  our own words
    postgresql=f"""{_BATCH} {_COLUMNS} FROM batch b JOIN log_entry e ON {_ABOUT} AND e.kind IN {{texts:kinds}}
    ORDER BY number
    """,
)
_KINDS = json_list(ENTRIES)
_EVER = 2**62
# The name that held at a moment is what the first change after it replaced.
_OFFICES = sql("""
    SELECT o.id, o.territory_id,
           COALESCE((SELECT c.before FROM office_change c
                     WHERE c.office_id = o.id AND c.field = 'name_kk' AND c.at > :named
                     ORDER BY c.id LIMIT 1), o.name_kk),
           COALESCE((SELECT c.before FROM office_change c
                     WHERE c.office_id = o.id AND c.field = 'name_ru' AND c.at > :named
                     ORDER BY c.id LIMIT 1), o.name_ru),
           CASE WHEN o.closed_at <= :closed THEN 1 ELSE 0 END
    FROM office o ORDER BY o.id
""")
_SEATS = sql("SELECT id, office_id, role, since, until FROM seat ORDER BY id")


class StatisticsRepository:
    """Implements `domain.ports.StatisticsFacts`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def stretch(self, since: datetime, until: datetime, head: int, after: int, limit: int) -> Stretch:
        """Return the entries that figures look at, up to number `head`, about the next requests above a number, filed
        from `since` on and before `until`, at most `limit` requests. One trip.
        """
        (_, last, *_), *rows = await self._session.all(
            _STRETCH, since=micros(since), until=micros(until), head=head, after=after, limit=limit, kinds=_KINDS
        )
        return Stretch([tuple(row) for row in rows], None if last is None else int(last))

    async def offices(self, named: datetime | None = None, as_of: datetime | None = None) -> Mapping[int, Office]:
        """Return every office, without its topics: called as it was at the moment `named`, closed if it was `as_of`.

        Now, where they are omitted. One trip.
        """
        rows = await self._session.all(
            _OFFICES, named=_EVER if named is None else micros(named), closed=_EVER if as_of is None else micros(as_of)
        )
        return {
            int(number): Office(int(number), territory, name_kk, name_ru, (), closed=bool(closed))
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
