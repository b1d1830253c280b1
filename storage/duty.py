"""Who is on duty. A row is of a seat; it goes with the person when they erase their data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from domain.clock import micros
from domain.duty import Absence, Attendance
from storage.engine import Session
from storage.statement import sql

_OF_OFFICE = sql("""
    SELECT s.id, d.off, d.absent_from, d.absent_until, d.deputy_id, u.chat_id
    FROM seat s LEFT JOIN seat_duty d ON d.seat_id = s.id LEFT JOIN unreachable u ON u.chat_id = s.person_id
    WHERE s.office_id = :office AND s.until IS NULL
""")
_PUT = sql("""
    INSERT INTO seat_duty (seat_id, off, absent_from, absent_until, deputy_id, changed_at)
    VALUES (:seat, :off, :first, :last, :deputy, :now)
    ON CONFLICT (seat_id) DO UPDATE SET off = excluded.off, absent_from = excluded.absent_from,
        absent_until = excluded.absent_until, deputy_id = excluded.deputy_id, changed_at = excluded.changed_at
""")


class DutyRepository:
    """Implements `domain.ports.Duty`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_office(self, office_id: int) -> Mapping[int, Attendance]:
        """Return the attendance of every seat held in the office now. One trip."""
        found = {}
        for seat, off, first, last, deputy, unreachable in await self._session.all(_OF_OFFICE, office=office_id):
            absence = Absence(date.fromisoformat(first), date.fromisoformat(last), deputy) if first else None
            found[int(seat)] = Attendance(bool(off), absence, unreachable is None)
        return found

    async def put(self, seat_id: int, attendance: Attendance, now: datetime) -> None:
        """Store whether the holder is off duty or away; `reachable` is not ours to store. One trip."""
        absence = attendance.absence
        await self._session.run(
            _PUT,
            seat=seat_id,
            off=int(attendance.off),
            first=absence.first.isoformat() if absence else None,
            last=absence.last.isoformat() if absence else None,
            deputy=absence.deputy if absence else None,
            now=micros(now),
        )
