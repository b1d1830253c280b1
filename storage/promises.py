"""Promises of offices. No row is deleted; erasing its author leaves the promise without its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.clock import instant, micros
from domain.ports.promises import PromisePage
from domain.requests.promises import Promise, Verdict
from storage.engine import Row, Session
from storage.statement import sql

_COLUMNS = """p.id, p.request_id, p.entry, p.office_id, p.seat_id, p.text, p.made_at, p.first_day, p.day, p.reason,
    p.done_at, p.state, p.reminded, p.asked_at"""
_ADD = sql("""
    INSERT INTO promise (request_id, entry, office_id, seat_id, text, made_at, first_day, day, reason, state)
    VALUES (:request, :entry, :office, :seat, :text, :made_at, :day, :day, '', 'open')
    RETURNING id
""")
_GET = sql(f"SELECT {_COLUMNS} FROM promise p WHERE p.id = :id")  # noqa: S608  our own words
_OF_REQUEST = sql(f"""
    SELECT {_COLUMNS} FROM promise p WHERE p.request_id = :request ORDER BY p.id
""")  # noqa: S608  as above
# An empty page still tells the total.
_OF_OFFICE = sql(f"""
    SELECT (SELECT COUNT(*) FROM promise WHERE office_id = :office AND state = 'open'), {_COLUMNS}
    FROM (SELECT 1 AS one) alone
    LEFT JOIN (
        SELECT f.* FROM promise f WHERE f.office_id = :office AND f.state = 'open'
        ORDER BY CASE WHEN f.done_at IS NULL THEN 0 ELSE 1 END, f.day, f.id LIMIT :limit OFFSET :offset
    ) p ON 1 = 1
    ORDER BY CASE WHEN p.done_at IS NULL THEN 0 ELSE 1 END, p.day, p.id
""")  # noqa: S608  as above
_MOVE = sql("""
    UPDATE promise SET day = :day, reason = :reason, moved_at = :now, moved_entry = :entry, reminded = NULL
    WHERE id = :id AND moved_at IS NULL AND done_at IS NULL AND state = 'open'
""")
_FINISH = sql("UPDATE promise SET done_at = :now WHERE id = :id AND done_at IS NULL AND state = 'open'")
_JUDGE = sql("UPDATE promise SET state = :verdict WHERE id = :id AND state <> :verdict")
_WAITING = sql(f"""
    SELECT {_COLUMNS}, COALESCE(p.moved_at, p.made_at) FROM promise p
    WHERE p.state = 'open' AND p.id > :after AND p.day <= :until AND (p.day >= :since OR p.asked_at IS NULL)
    ORDER BY p.id LIMIT :limit
""")  # noqa: S608  as above
_REMINDED = sql("UPDATE promise SET reminded = :day WHERE id = :id AND (reminded IS NULL OR reminded < :day)")
_ASKED = sql("UPDATE promise SET asked_at = :now WHERE id = :id AND asked_at IS NULL")
_THEIRS = "(SELECT l.entry FROM log_private l WHERE l.person_id = :person)"
_ERASURE = (
    sql(f"UPDATE promise SET text = '' WHERE entry IN {_THEIRS}"),  # noqa: S608  our own words
    sql(f"UPDATE promise SET reason = '' WHERE moved_entry IN {_THEIRS}"),  # noqa: S608  as above
)


async def erase_promises(session: Session, person_id: int) -> None:
    """Take away the words of promises that a person gave, or moved; days and verdicts stay.

    Must come before what stands beside the log is erased: there it is written who did.
    """
    for statement in _ERASURE:
        await session.run(statement, person=person_id)


class PromisesRepository:
    """Implements `domain.ports.Promises`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, promise: Promise) -> int:
        """Store a promise (`id` 0); returns its number. One trip."""
        row = await self._session.one(
            _ADD,
            request=promise.request_id,
            entry=promise.entry,
            office=promise.office_id,
            seat=promise.seat_id,
            text=promise.text,
            made_at=micros(promise.made_at),
            day=promise.day.isoformat(),
        )
        assert row is not None  # RETURNING of an insert
        return int(row[0])

    async def get(self, promise_id: int) -> Promise | None:
        """Return the promise. One trip."""
        row = await self._session.one(_GET, id=promise_id)
        return _promise(row) if row else None

    async def of_request(self, request_id: int) -> Sequence[Promise]:
        """Return the promises about the request, the earliest first. One trip."""
        return [_promise(row) for row in await self._session.all(_OF_REQUEST, request=request_id)]

    async def of_office(self, office_id: int, offset: int, limit: int) -> PromisePage:
        """Return what the office has not done yet by day, then what the NGOs have not judged yet. One trip."""
        rows = await self._session.all(_OF_OFFICE, office=office_id, offset=offset, limit=limit)
        return PromisePage(tuple(_promise(row[1:]) for row in rows if row[1] is not None), int(rows[0][0]))

    async def move(self, promise_id: int, day: date, reason: str, entry: int, now: datetime) -> bool:
        """Move the promise to another day; False when it was moved before, or is done or judged. One trip."""
        moved = {"id": promise_id, "day": day.isoformat(), "reason": reason, "entry": entry, "now": micros(now)}
        return bool(await self._session.run(_MOVE, **moved))

    async def finish(self, promise_id: int, now: datetime) -> bool:
        """Note that the office says it is done; False when it said so before, or the NGO has judged. One trip."""
        return bool(await self._session.run(_FINISH, id=promise_id, now=micros(now)))

    async def judge(self, promise_id: int, verdict: Verdict) -> bool:
        """Store what the NGO says; False when it said just that before. One trip."""
        return bool(await self._session.run(_JUDGE, id=promise_id, verdict=verdict))

    async def waiting(self, since: date, until: date, after: int, limit: int) -> Sequence[tuple[Promise, datetime]]:
        """Return promises above a number that nobody has judged, in order of their numbers, each with the moment it was
        given or moved: those with a day from `since` to `until`, and earlier ones of which the NGO was not asked. One
        trip.
        """
        span = {"since": since.isoformat(), "until": until.isoformat()}
        rows = await self._session.all(_WAITING, **span, after=after, limit=limit)
        return [(_promise(row[:-1]), instant(row[-1])) for row in rows]

    async def note_reminded(self, promise_id: int, day: date) -> bool:
        """Note the reminder of the day; False when that, or a later one, was noted. One trip."""
        return bool(await self._session.run(_REMINDED, id=promise_id, day=day.isoformat()))

    async def note_asked(self, promise_id: int, now: datetime) -> bool:
        """Note that the NGO is asked; False when it was. One trip."""
        return bool(await self._session.run(_ASKED, id=promise_id, now=micros(now)))


def _promise(row: Row) -> Promise:
    number, request, entry, office, seat, text, made_at, first_day, day, reason, done_at, state, reminded, asked = row
    return Promise(
        id=int(number),
        request_id=int(request),
        entry=int(entry),
        office_id=int(office),
        seat_id=seat,
        text=text,
        made_at=instant(made_at),
        first_day=date.fromisoformat(first_day),
        day=date.fromisoformat(day),
        reason=reason,
        done_at=instant(done_at) if done_at is not None else None,
        state=Verdict(state),
        reminded=date.fromisoformat(reminded) if reminded else None,
        asked_at=instant(asked) if asked is not None else None,
    )
