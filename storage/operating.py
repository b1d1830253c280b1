"""What the operator's side counts and remembers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.clock import instant, micros
from domain.operating import Fact, Needs, OperatingFigures, Waiting
from domain.outbox import Priority
from storage.engine import Session
from storage.statement import sql

_VERSION = sql("SELECT version FROM schema_version")
_SIZE = sql(
    sqlite="SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    postgresql="SELECT pg_database_size(current_database())",
)
_COUNTS = sql("""
    SELECT (SELECT MAX(number) FROM log_entry),
           (SELECT COUNT(*) FROM request WHERE outcome = 'open'),
           (SELECT COUNT(*) FROM request WHERE outcome = 'open' AND due < :today),
           (SELECT COUNT(*) FROM update_inbox WHERE done = 0)
""")
# The conditions are those of the small index that holds only waiting messages, in its order.
_PENDING = sql("""
    SELECT COUNT(*),
           (SELECT not_before FROM outbox WHERE state = 'pending' AND priority = :priority AND not_before <= :now
            ORDER BY not_before LIMIT 1)
    FROM outbox WHERE state = 'pending' AND priority = :priority
""")
_NEEDS = sql("""
    SELECT (SELECT COUNT(*) FROM source_alarm),
           (SELECT COUNT(*) FROM office o WHERE o.closed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM seat s WHERE s.office_id = o.id AND s.until IS NULL)),
           (SELECT COUNT(*) FROM request WHERE office_id IS NULL AND outcome = 'open'),
           (SELECT COUNT(*) FROM operating_fact WHERE name LIKE 'backup:%' AND value <> 'ok' AND at >= :since),
           (SELECT COUNT(*) FROM outbox WHERE repeated = 1 AND created_at >= :since),
           (SELECT SUM(CAST(value AS BIGINT)) FROM operating_fact WHERE name LIKE 'errors:%' AND at >= :since)
""")
_GET = sql("SELECT name, value, at FROM operating_fact WHERE name = :name")
_PUT = sql("""
    INSERT INTO operating_fact (name, value, at) VALUES (:name, :value, :now)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at
""")
_CLAIM = sql("""
    INSERT INTO operating_fact (name, value, at) VALUES (:name, :value, :now) ON CONFLICT (name) DO NOTHING
""")
_ADD = sql("""
    INSERT INTO operating_fact (name, value, at) VALUES (:name, CAST(CAST(:count AS BIGINT) AS TEXT), :now)
    ON CONFLICT (name) DO UPDATE
    SET value = CAST(CAST(operating_fact.value AS BIGINT) + CAST(excluded.value AS BIGINT) AS TEXT), at = excluded.at
""")
_DATED = sql("""
    SELECT name, value, at FROM operating_fact
    WHERE name >= :first AND name < :last AND at >= :since ORDER BY name
""")
_FORGET = sql("DELETE FROM operating_fact WHERE name LIKE '%:%' AND at < :before")


class OperatingRepository:
    """Implements `domain.ports.Operating`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def version(self) -> int:
        """Return the schema's version. One trip."""
        row = await self._session.one(_VERSION)
        return int(row[0]) if row else 0

    async def figures(self, now: datetime, today: date) -> OperatingFigures:
        """Count what /metrics shows, by indexes alone, whatever the size of the tables."""
        size = await self._session.one(_SIZE)
        counts = await self._session.one(_COUNTS, today=today.isoformat())
        assert size is not None and counts is not None
        outbox = {}
        for priority in Priority:
            row = await self._session.one(_PENDING, priority=int(priority), now=micros(now))
            assert row is not None
            outbox[int(priority)] = Waiting(int(row[0]), None if row[1] is None else instant(row[1]))
        log, opened, overdue, unhandled = (int(count or 0) for count in counts)
        return OperatingFigures(await self.version(), int(size[0]), log, opened, overdue, unhandled, outbox)

    async def needs(self, since: datetime) -> Needs:
        """Count what needs a person, but for what is not in the database (calendar and MCI)."""
        row = await self._session.one(_NEEDS, since=micros(since))
        assert row is not None
        return Needs(*(int(count or 0) for count in row))

    async def get(self, name: str) -> Fact | None:
        """Return what is remembered under a name, or None. One trip."""
        row = await self._session.one(_GET, name=name)
        return Fact(str(row[0]), str(row[1]), instant(row[2])) if row else None

    async def put(self, name: str, value: str, now: datetime) -> None:
        """Remember something under a name, in the place of what was there. One trip."""
        await self._session.run(_PUT, name=name, value=value, now=micros(now))

    async def claim(self, name: str, value: str, now: datetime) -> bool:
        """Remember something under a name that has nothing yet; False when another was first. One trip."""
        return bool(await self._session.run(_CLAIM, name=name, value=value, now=micros(now)))

    async def add(self, name: str, count: int, now: datetime) -> None:
        """Add to the number remembered under a name. One trip."""
        await self._session.run(_ADD, name=name, count=count, now=micros(now))

    async def dated(self, kind: str, since: datetime) -> Sequence[Fact]:
        """Return what is remembered under `kind:…` from an instant on, oldest first. One trip."""
        rows = await self._session.all(_DATED, first=f"{kind}:", last=f"{kind};", since=micros(since))
        return [Fact(str(name), str(value), instant(at)) for name, value, at in rows]

    async def forget(self, before: datetime) -> int:
        """Forget what was remembered of a day or week before an instant; returns how much."""
        return await self._session.run(_FORGET, before=micros(before))
