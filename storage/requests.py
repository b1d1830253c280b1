"""Requests as they stand. Nothing is deleted; erasing a person or an NGO takes their words and names away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.clock import instant, micros
from domain.language import Language
from domain.ports.requests import NewRequest, RequestPage
from domain.requests.clocks import Outcome
from domain.requests.model import Request, Route, Stand
from storage.engine import Row, Session
from storage.request_words import bring_words
from storage.statement import json_list, sql

COLUMNS = """r.id, r.ngo_id, r.author_id, r.territory_id, r.topic_id, r.call_id, r.language, r.gist, r.filed_at,
    r.route, r.office_id, r.seat_id, r.outcome, r.due, r.office_due, r.answered_at, r.ended_at, r.e_otinish,
    r.escalated, r.revision"""
_ADD = sql("""
    INSERT INTO request (ngo_id, author_id, territory_id, topic_id, call_id, language, gist, filed_at, route, office_id,
                         due, office_due, e_otinish, escalated, outcome, revision)
    VALUES (:ngo, :author, :territory, :topic, :call, :language, :gist, :filed_at, :route, :office, :due, :office_due,
            :e_otinish, 0, 'open', 1)
    RETURNING id
""")
_MANY = sql(f"SELECT {COLUMNS} FROM request r WHERE r.id IN {{ints:ids}}")  # noqa: S608  our own words
# An empty page still tells the total.
_OF_NGO = sql(f"""
    SELECT (SELECT COUNT(*) FROM request WHERE ngo_id = :ngo), {COLUMNS}
    FROM (SELECT 1 AS one) alone
    LEFT JOIN (
        SELECT q.*, CASE WHEN q.outcome = 'open' THEN q.due ELSE '9999-12-31' END AS place
        FROM request q WHERE q.ngo_id = :ngo
        ORDER BY place, CASE WHEN q.outcome = 'open' THEN q.id ELSE -q.id END LIMIT :limit OFFSET :offset
    ) r ON 1 = 1
    ORDER BY r.place, CASE WHEN r.outcome = 'open' THEN r.id ELSE -r.id END
""")  # noqa: S608  as above
_OPEN_IN = sql("SELECT COUNT(*) FROM request WHERE office_id = :office AND outcome = 'open'")
_OPEN = sql("SELECT id FROM request WHERE outcome = 'open' AND id > :after ORDER BY id LIMIT :limit")
# Whoever else means to change it waits here until we commit and then sees what we left: on PostgreSQL there may be
# several processes. SQLite knows no other name of the table in RETURNING.
_HOLD = sql(f"""
    UPDATE request SET revision = revision WHERE id = :id RETURNING {COLUMNS.replace("r.", "")}
""")  # noqa: S608  as above
_STAND = sql("""
    UPDATE request SET outcome = :outcome, due = :due, office_due = :office_due, answered_at = :answered_at,
                       ended_at = :ended_at, rating = :rating, revision = revision + 1
    WHERE id = :id
""")
# Whoever sends a request on still reads it.
_LEAVE = sql("""
    INSERT INTO request_former (office_id, request_id) SELECT r.office_id, r.id FROM request r
    WHERE r.id = :id AND r.office_id IS NOT NULL
      AND (CAST(:office AS BIGINT) IS NULL OR r.office_id <> CAST(:office AS BIGINT))
    ON CONFLICT (office_id, request_id) DO NOTHING
""")
_PLACE = sql("UPDATE request SET office_id = :office, seat_id = :seat, route = :route WHERE id = :id")
_SEAT = sql("""
    UPDATE request SET seat_id = :seat
    WHERE id = :id AND (seat_id IS NULL OR seat_id = :seat OR CAST(:seat AS BIGINT) IS NULL)
""")
_E_OTINISH = sql("UPDATE request SET e_otinish = :number, revision = revision + 1 WHERE id = :id")
_ESCALATE = sql("UPDATE request SET escalated = 1 WHERE id = :id")


class RequestsRepository:
    """Implements `domain.ports.Requests`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, new: NewRequest) -> int:
        """Store a request; returns its number. One trip."""
        row = await self._session.one(
            _ADD,
            ngo=new.ngo_id,
            author=new.author_id,
            territory=new.territory_id,
            topic=new.topic_id,
            call=new.call_id,
            language=new.language,
            gist=new.gist,
            filed_at=micros(new.filed_at),
            route=new.route,
            office=new.office_id,
            due=new.due.isoformat(),
            office_due=new.office_due.isoformat() if new.office_due else None,
            e_otinish=new.e_otinish,
        )
        assert row is not None  # RETURNING of an insert
        return int(row[0])

    async def get(self, request_id: int) -> Request | None:
        """Return the request. One trip."""
        return (await self.many([request_id])).get(request_id)

    async def hold(self, request_id: int) -> Request | None:
        """Return the request, unchanged by others until the unit of work ends. One trip."""
        row = await self._session.one(_HOLD, id=request_id)
        return request_of(row) if row else None

    async def many(self, request_ids: Sequence[int]) -> Mapping[int, Request]:
        """Return those of the requests that there are, by number. One trip."""
        rows = await self._session.all(_MANY, ids=json_list(request_ids))
        return {int(row[0]): request_of(row) for row in rows}

    async def of_ngo(self, ngo_id: int, offset: int, limit: int) -> RequestPage:
        """Return the NGO's requests: open ones first by reply date, then the others, the latest first. One trip."""
        rows = await self._session.all(_OF_NGO, ngo=ngo_id, offset=offset, limit=limit)
        return RequestPage(tuple(request_of(row[1:]) for row in rows if row[1] is not None), int(rows[0][0]))

    async def open_in(self, office_id: int) -> int:
        """Return how many requests the office has to answer. One trip."""
        row = await self._session.one(_OPEN_IN, office=office_id)
        return int(row[0]) if row else 0

    async def open_ids(self, after: int, limit: int) -> Sequence[int]:
        """Return numbers of open requests above a number, in order. One trip."""
        return [int(row[0]) for row in await self._session.all(_OPEN, after=after, limit=limit)]

    async def put_stand(self, request_id: int, stand: Stand) -> None:
        """Store how the request stands now; its revision grows. One trip."""
        await self._session.run(
            _STAND,
            id=request_id,
            outcome=stand.outcome,
            due=stand.due.isoformat(),
            office_due=stand.office_due.isoformat() if stand.office_due else None,
            answered_at=micros(stand.answered_at) if stand.answered_at else None,
            ended_at=micros(stand.ended_at) if stand.ended_at else None,
            rating=stand.rating,
        )

    async def put_place(self, request_id: int, office_id: int | None, seat_id: int | None, route: Route) -> None:
        """Store who has the request, and that the office which had it so far had it.

        Three trips, and one for each message.
        """
        await self._session.run(_LEAVE, id=request_id, office=office_id)
        await self._session.run(_PLACE, id=request_id, office=office_id, seat=seat_id, route=route)
        await bring_words(self._session, request_id)

    async def put_seat(self, request_id: int, seat_id: int | None) -> bool:
        """Store which seat took the request; False when another has it. None frees it. One trip."""
        return bool(await self._session.run(_SEAT, id=request_id, seat=seat_id))

    async def put_e_otinish(self, request_id: int, number: str) -> None:
        """Store the number of the appeal in e-Otinish. One trip."""
        await self._session.run(_E_OTINISH, id=request_id, number=number)

    async def escalate(self, request_id: int) -> None:
        """Note that the NGO took it to the head and the coordinators. One trip."""
        await self._session.run(_ESCALATE, id=request_id)


def request_of(row: Row) -> Request:
    """Return the request that a row of `COLUMNS` tells of."""
    number, ngo, author, territory, topic, call, language, gist, filed_at, route, office, seat = row[:12]
    outcome, due, office_due, answered_at, ended_at, e_otinish, escalated, revision = row[12:20]
    return Request(
        id=int(number),
        ngo_id=ngo,
        author_id=author,
        territory_id=territory,
        topic_id=topic,
        call_id=call,
        language=Language(language),
        gist=gist,
        filed_at=instant(filed_at),
        route=Route(route),
        office_id=office,
        seat_id=seat,
        outcome=Outcome(outcome),
        due=date.fromisoformat(due),
        office_due=date.fromisoformat(office_due) if office_due else None,
        answered_at=instant(answered_at) if answered_at is not None else None,
        ended_at=instant(ended_at) if ended_at is not None else None,
        e_otinish=e_otinish,
        escalated=bool(escalated),
        revision=int(revision),
    )
