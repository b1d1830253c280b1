"""NGOs that joined another's request, and requests that may be joined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.clock import micros
from domain.ports.requests import RequestPage
from domain.requests.cosigning import Joined
from storage.engine import Session
from storage.requests import COLUMNS, request_of
from storage.statement import json_list, sql

_OF_REQUEST = sql("""
    SELECT o.files, c.ngo_id FROM (SELECT 1 AS one) alone
    LEFT JOIN request_sharing o ON o.request_id = :request
    LEFT JOIN request_cosigner c ON c.request_id = :request
    ORDER BY c.at, c.ngo_id
""")
_SHARE = sql("""
    INSERT INTO request_sharing (request_id, files, person_id, at) VALUES (:request, :files, :person, :now)
    ON CONFLICT (request_id) DO UPDATE SET files = excluded.files, person_id = excluded.person_id
""")
_UNSHARE = sql("DELETE FROM request_sharing WHERE request_id = :request")
_JOIN = sql("""
    INSERT INTO request_cosigner (request_id, ngo_id, person_id, at) VALUES (:request, :ngo, :person, :now)
    ON CONFLICT (request_id, ngo_id) DO NOTHING
""")
_LEAVE = sql("DELETE FROM request_cosigner WHERE request_id = :request AND ngo_id = :ngo")
# An empty page still tells the total.
_JOINED = sql(f"""
    SELECT (SELECT COUNT(*) FROM request_cosigner WHERE ngo_id = :ngo), {COLUMNS}
    FROM (SELECT 1 AS one) alone
    LEFT JOIN (
        SELECT q.*, c.at AS joined_at FROM request_cosigner c JOIN request q ON q.id = c.request_id
        WHERE c.ngo_id = :ngo ORDER BY c.at DESC, q.id DESC LIMIT :limit OFFSET :offset
    ) r ON 1 = 1
    ORDER BY r.joined_at DESC, r.id DESC
""")  # noqa: S608  our own words
_MAY = """
    FROM request_sharing o JOIN request q ON q.id = o.request_id
    WHERE q.outcome = 'open' AND q.ngo_id <> :ngo AND q.territory_id IN {texts:territories}
      AND NOT EXISTS (SELECT 1 FROM request_cosigner c WHERE c.request_id = q.id AND c.ngo_id = :ngo)
"""
_OFFERED = sql(f"""
    SELECT (SELECT COUNT(*) {_MAY}), {COLUMNS}
    FROM (SELECT 1 AS one) alone
    LEFT JOIN (SELECT q.* {_MAY} ORDER BY q.due, q.id LIMIT :limit OFFSET :offset) r ON 1 = 1
    ORDER BY r.due, r.id
""")  # noqa: S608  as above

_ERASURE = (
    sql("UPDATE request_sharing SET person_id = NULL WHERE person_id = :person"),
    sql("UPDATE request_cosigner SET person_id = NULL WHERE person_id = :person"),
)


async def erase_cosigners(session: Session, person_id: int) -> None:
    """Take a person out of what their NGO joined or let others join; the NGO stays as long as it has members."""
    for statement in _ERASURE:
        await session.run(statement, person=person_id)


class CosignersRepository:
    """Implements `domain.ports.Cosigners`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_request(self, request_id: int) -> Joined:
        """Return who joined the request, and whether others may. One trip."""
        rows = await self._session.all(_OF_REQUEST, request=request_id)
        files = rows[0][0]
        return Joined(tuple(int(row[1]) for row in rows if row[1] is not None), files is not None, bool(files))

    async def share(self, request_id: int, files: bool, person_id: int, now: datetime) -> None:
        """Let other NGOs join from now on; `files` tells whether they may open its files. One trip."""
        await self._session.run(_SHARE, request=request_id, files=int(files), person=person_id, now=micros(now))

    async def unshare(self, request_id: int) -> None:
        """Let no more NGOs join; those who did stay, without the files. One trip."""
        await self._session.run(_UNSHARE, request=request_id)

    async def join(self, request_id: int, ngo_id: int, person_id: int, now: datetime) -> bool:
        """Note that the NGO joined; False when it had. One trip."""
        return bool(await self._session.run(_JOIN, request=request_id, ngo=ngo_id, person=person_id, now=micros(now)))

    async def leave(self, request_id: int, ngo_id: int) -> bool:
        """Note that the NGO left; False when it had not joined. One trip."""
        return bool(await self._session.run(_LEAVE, request=request_id, ngo=ngo_id))

    async def joined(self, ngo_id: int, offset: int, limit: int) -> RequestPage:
        """Return the requests of others that the NGO joined, the latest first. One trip."""
        rows = await self._session.all(_JOINED, ngo=ngo_id, offset=offset, limit=limit)
        return RequestPage(tuple(request_of(row[1:]) for row in rows if row[1] is not None), int(rows[0][0]))

    async def offered(self, ngo_id: int, territories: Sequence[str], offset: int, limit: int) -> RequestPage:
        """Return open requests of others in the territories that the NGO may join, by reply date. One trip."""
        places = json_list(territories)
        rows = await self._session.all(_OFFERED, ngo=ngo_id, territories=places, offset=offset, limit=limit)
        return RequestPage(tuple(request_of(row[1:]) for row in rows if row[1] is not None), int(rows[0][0]))
