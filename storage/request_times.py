"""Dates of requests, many at once. A stored date is worked out from the log: it is only ever replaced as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.clock import micros
from domain.ports.request_times import Nearing, StandNow, WorkLoad
from domain.requests.model import Request
from domain.requests.working_time import WorkingTime
from storage.engine import Session
from storage.requests import COLUMNS, request_of
from storage.statement import json_list, sql

# The nearest date: that of the NGO, or of the office which has the request.
_NEAREST = "CASE WHEN r.office_due < r.due THEN r.office_due ELSE r.due END"

_NEARING = sql("""
    SELECT r.id, r.revision, o.hours FROM request r LEFT JOIN office o ON o.id = r.office_id
    WHERE r.outcome = 'open' AND r.id > :after AND (r.due <= :until OR r.office_due <= :until)
    ORDER BY r.id LIMIT :limit
""")
_FOLLOWING = sql(f"""
    SELECT {COLUMNS} FROM request r
    WHERE r.id > :after AND (r.outcome = 'open' OR CAST(:only_open AS INTEGER) = 0) ORDER BY r.id LIMIT :limit
""")  # noqa: S608  our own words
_SPANNING = sql("""
    SELECT r.id FROM request r
    WHERE r.outcome = 'open' AND r.id > :after AND r.filed_at < :ends AND (r.due >= :day OR r.office_due >= :day)
    ORDER BY r.id LIMIT :limit
""")
# Whatever happened to a request meanwhile has made its revision grow: that has worked its dates out by itself.
_PUT_STANDS = sql("""
    UPDATE request SET outcome = g.outcome, due = g.due, office_due = g.office_due, answered_at = g.answered_at,
                       ended_at = g.ended_at, revision = request.revision + 1
    FROM {rows:stands(id BIGINT, revision BIGINT, outcome TEXT, due TEXT, office_due TEXT, answered_at BIGINT,
                      ended_at BIGINT)} g
    WHERE request.id = g.id AND request.revision = g.revision
    RETURNING request.id
""")
_OFFICES = sql("""
    SELECT o.id, o.hours FROM office o
    WHERE EXISTS (SELECT 1 FROM request r WHERE r.office_id = o.id AND r.outcome = 'open' AND r.filed_at < :before)
    ORDER BY o.id
""")
_THEIRS = """
    r.office_id = :office AND r.outcome = 'open'
    AND (CAST(:seat AS BIGINT) IS NULL OR r.seat_id IS NULL OR r.seat_id = :seat)
"""
_COUNTS = sql(f"""
    SELECT COUNT(CASE WHEN {_NEAREST} < :today THEN 1 END), COUNT(CASE WHEN {_NEAREST} = :today THEN 1 END),
           COUNT(CASE WHEN {_NEAREST} > :today AND {_NEAREST} <= :soon THEN 1 END),
           COUNT(CASE WHEN r.seat_id IS NULL THEN 1 END)
    FROM request r WHERE {_THEIRS}
""")  # noqa: S608  as above
_FIRST = sql(f"""
    SELECT {COLUMNS} FROM request r WHERE {_THEIRS} AND {_NEAREST} <= :soon
    ORDER BY {_NEAREST}, r.id LIMIT :most
""")  # noqa: S608  as above
_CHECKED = sql("SELECT mark, reached FROM stand_check WHERE one = 1")
_NOTE = sql("""
    INSERT INTO stand_check (one, mark, reached) VALUES (1, :mark, :reached)
    ON CONFLICT (one) DO UPDATE SET mark = excluded.mark, reached = excluded.reached
""")
_CALENDAR = sql("SELECT COALESCE(MAX(number), 0) FROM calendar_change")


class RequestTimesRepository:
    """Implements `domain.ports.RequestTimes`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def nearing(self, until: date, after: int, limit: int) -> Sequence[Nearing]:
        """Return open requests above a number with a date up to `until`, in order of their numbers. One trip."""
        rows = await self._session.all(_NEARING, until=until.isoformat(), after=after, limit=limit)
        return [Nearing(int(number), int(revision), _hours(hours)) for number, revision, hours in rows]

    async def following(self, after: int, limit: int, *, only_open: bool) -> Sequence[Request]:
        """Return requests above a number, in order of their numbers. One trip."""
        rows = await self._session.all(_FOLLOWING, after=after, limit=limit, only_open=int(only_open))
        return [request_of(row) for row in rows]

    async def spanning(self, day: date, ends: datetime, after: int, limit: int) -> Sequence[int]:
        """Return numbers of open requests above a number whose term holds the day, in order. One trip."""
        rows = await self._session.all(_SPANNING, day=day.isoformat(), ends=micros(ends), after=after, limit=limit)
        return [int(row[0]) for row in rows]

    async def put_stands(self, stands: Sequence[StandNow]) -> Sequence[int]:
        """Store how many requests stand; returns the numbers of those that were still at that revision. One trip."""
        rows = [
            {
                "id": one.id,
                "revision": one.revision,
                "outcome": one.stand.outcome,
                "due": one.stand.due.isoformat(),
                "office_due": one.stand.office_due.isoformat() if one.stand.office_due else None,
                "answered_at": micros(one.stand.answered_at) if one.stand.answered_at else None,
                "ended_at": micros(one.stand.ended_at) if one.stand.ended_at else None,
            }
            for one in stands
        ]
        if not rows:
            return []
        return sorted(int(row[0]) for row in await self._session.all(_PUT_STANDS, stands=json_list(rows)))

    async def offices(self, before: datetime) -> Sequence[tuple[int, WorkingTime | None]]:
        """Return offices with open requests filed before a moment, each with its own working time, if any. One trip."""
        rows = await self._session.all(_OFFICES, before=micros(before))
        return [(int(number), _hours(hours)) for number, hours in rows]

    async def workload(self, office_id: int, seat_id: int | None, today: date, soon: date, most: int) -> WorkLoad:
        """Return what an office has before it; with a seat what that seat took and what nobody took. Two trips."""
        whose = {"office": office_id, "seat": seat_id, "soon": soon.isoformat()}
        counts = await self._session.one(_COUNTS, **whose, today=today.isoformat())
        assert counts is not None  # an aggregate always gives one row
        rows = await self._session.all(_FIRST, **whose, most=most)
        overdue, due_today, near, untaken = (int(count) for count in counts)
        return WorkLoad(overdue, due_today, near, untaken, tuple(request_of(row) for row in rows))

    async def checked(self) -> tuple[str, int | None]:
        """Return for what the dates were last worked out anew, and the number reached; None when all are. One trip."""
        row = await self._session.one(_CHECKED)
        return (str(row[0]), row[1]) if row else ("", None)

    async def note_checked(self, mark: str, reached: int | None) -> None:
        """Note for what the dates are worked out anew, and the number reached; None when all are. One trip."""
        await self._session.run(_NOTE, mark=mark, reached=reached)

    async def calendar_number(self) -> int:
        """Return the number of the last change of the calendar's table; 0 when there was none. One trip."""
        row = await self._session.one(_CALENDAR)
        return int(row[0]) if row else 0


def _hours(stored: str | None) -> WorkingTime | None:
    return WorkingTime.parse(stored) if stored else None
