"""The editable table of days off and worked days: every change is kept, the last one of a day holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.calendar_table import DayState, StoredChange
from domain.clock import micros
from domain.days_off import CalendarChange
from storage.engine import Row, Session
from storage.statement import sql

_CHANGES = sql("""
    SELECT c.number, c.day, c.state, c.reason, c.territory_id FROM calendar_change c
    WHERE c.day >= :since AND c.state <> 'usual'
      AND c.number = (SELECT MAX(l.number) FROM calendar_change l WHERE l.day = c.day)
    ORDER BY c.day
""")
_LATEST = sql("""
    SELECT number, day, state, reason, territory_id FROM calendar_change
    WHERE day = :day ORDER BY number DESC LIMIT 1
""")
_PUT = sql("""
    INSERT INTO calendar_change (number, day, state, reason, person_id, territory_id, changed_at)
    VALUES (:number, :day, :state, :reason, :person, :territory, :now)
""")


class CalendarTableRepository:
    """Implements `domain.ports.CalendarTable`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def changes(self) -> Sequence[CalendarChange]:
        """Return the last word about each day that the table has one of. One trip."""
        return [one.as_change() for one in await self.stored(date.min)]

    async def stored(self, since: date) -> Sequence[StoredChange]:
        """Return the last word about each day from `since` on that differs from the law's calendar. One trip."""
        return [_change(row) for row in await self._session.all(_CHANGES, since=since.isoformat())]

    async def latest(self, day: date) -> StoredChange | None:
        """Return the last change of the day, a taken back one too; None when there never was one. One trip."""
        row = await self._session.one(_LATEST, day=day.isoformat())
        return _change(row) if row else None

    async def put(self, change: StoredChange, person_id: int, now: datetime) -> None:
        """Add a change; its number is that of its entry in the log."""
        await self._session.run(
            _PUT,
            number=change.number,
            day=change.day.isoformat(),
            state=change.state,
            reason=change.reason,
            person=person_id,
            territory=change.territory_id,
            now=micros(now),
        )


def _change(row: Row) -> StoredChange:
    number, day, state, reason, territory = row
    return StoredChange(int(number), date.fromisoformat(day), DayState(state), reason, territory)
