"""One-time invitations. The first answer has it: what takes an invitation asks whether it is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.clock import instant, micros
from domain.invitations import Invitation, Reply
from domain.offices import By, SeatRole
from storage.engine import Row, Session
from storage.statement import sql

_COLUMNS = """i.id, i.office_id, i.role, i.ngo_id, i.made_by, i.made_as, i.made_at, i.expires_at, i.answer,
           i.answered_by, i.answered_at, i.revoked_at"""
_ADD = sql("""
    INSERT INTO invitation (token_hash, office_id, role, ngo_id, made_by, made_as, made_at, expires_at)
    VALUES (:hash, :office, :role, :ngo, :by, :right, :now, :expires) RETURNING id
""")
_GET = sql(f"SELECT {_COLUMNS} FROM invitation i WHERE i.id = :id")  # noqa: S608  our own words
_OF_TOKEN = sql(f"SELECT {_COLUMNS} FROM invitation i WHERE i.token_hash = :hash")  # noqa: S608  as above
_OPEN = "i.answer IS NULL AND i.revoked_at IS NULL AND i.expires_at > :now"
_INTO_OFFICE = sql(f"""
    SELECT {_COLUMNS} FROM invitation i WHERE i.office_id = :id AND {_OPEN} ORDER BY i.id DESC
""")  # noqa: S608  as above
_INTO_NGO = sql(f"""
    SELECT {_COLUMNS} FROM invitation i WHERE i.ngo_id = :id AND {_OPEN} ORDER BY i.id DESC
""")  # noqa: S608  as above
_OPEN_OF = sql(f"""
    SELECT {_COLUMNS} FROM invitation i WHERE i.made_by = :person AND {_OPEN} ORDER BY i.id
""")  # noqa: S608  as above
_NOTE_OPENING = sql("""
    INSERT INTO invitation_opening (invitation_id, person_id, at) VALUES (:id, :person, :now)
    ON CONFLICT (invitation_id, person_id) DO UPDATE SET at = excluded.at
""")
_WAS_OPENED = sql("SELECT at FROM invitation_opening WHERE invitation_id = :id AND person_id = :person")
_OPENED_LAST = sql(f"""
    SELECT {_COLUMNS} FROM invitation_opening o JOIN invitation i ON i.id = o.invitation_id
    WHERE o.person_id = :person AND {_OPEN} ORDER BY o.at DESC, i.id DESC LIMIT 1
""")  # noqa: S608  as above
_ANSWER = sql("""
    UPDATE invitation SET answer = :answer, answered_by = :person, answered_at = :now
    WHERE id = :id AND answer IS NULL AND revoked_at IS NULL AND expires_at > :now
""")
_REVOKE = sql("""
    UPDATE invitation SET revoked_by = :by, revoked_as = :right, revoked_at = :now
    WHERE id = :id AND answer IS NULL AND revoked_at IS NULL
""")
_FORGET = sql("""
    DELETE FROM invitation_opening WHERE invitation_id IN (
        SELECT i.id FROM invitation i
        WHERE i.answer IS NOT NULL OR i.revoked_at IS NOT NULL OR i.expires_at <= :now)
""")


class InvitationsRepository:
    """Implements `domain.ports.Invitations`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self,
        token_hash: str,
        office_id: int | None,
        role: SeatRole | None,
        ngo_id: int | None,
        by: By,
        now: datetime,
        expires_at: datetime,
    ) -> int:
        """Keep an invitation; returns its id. One trip."""
        row = await self._session.one(
            _ADD,
            hash=token_hash,
            office=office_id,
            role=role,
            ngo=ngo_id,
            by=by.person_id,
            right=by.right,
            now=micros(now),
            expires=micros(expires_at),
        )
        assert row is not None  # RETURNING of an insert
        return int(row[0])

    async def get(self, invitation_id: int) -> Invitation | None:
        """Return the invitation. One trip."""
        row = await self._session.one(_GET, id=invitation_id)
        return _invitation(row) if row else None

    async def of_token(self, token_hash: str) -> Invitation | None:
        """Return the invitation whose token has the hash. One trip."""
        row = await self._session.one(_OF_TOKEN, hash=token_hash)
        return _invitation(row) if row else None

    async def waiting(self, office_id: int | None, ngo_id: int | None, now: datetime) -> Sequence[Invitation]:
        """Return the invitations into the office or NGO that can still be accepted, newest first. One trip."""
        statement, number = (_INTO_NGO, ngo_id) if office_id is None else (_INTO_OFFICE, office_id)
        return [_invitation(row) for row in await self._session.all(statement, id=number, now=micros(now))]

    async def note_opening(self, invitation_id: int, person_id: int, now: datetime) -> None:
        """Remember that the person came by the link itself. One trip."""
        await self._session.run(_NOTE_OPENING, id=invitation_id, person=person_id, now=micros(now))

    async def was_opened(self, invitation_id: int, person_id: int) -> bool:
        """Tell whether the person came by the link itself. One trip."""
        return await self._session.one(_WAS_OPENED, id=invitation_id, person=person_id) is not None

    async def opened_last(self, person_id: int, now: datetime) -> Invitation | None:
        """Return the invitation that the person opened last, when it can still be accepted. One trip."""
        row = await self._session.one(_OPENED_LAST, person=person_id, now=micros(now))
        return _invitation(row) if row else None

    async def open_of(self, person_id: int, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that the person made and that can still be accepted, oldest first. One trip."""
        return [_invitation(row) for row in await self._session.all(_OPEN_OF, person=person_id, now=micros(now))]

    async def answer(self, invitation_id: int, person_id: int, reply: Reply, now: datetime) -> bool:
        """Write the answer; False when it was answered or revoked before, or has expired. One trip."""
        changed = await self._session.run(_ANSWER, id=invitation_id, person=person_id, answer=reply, now=micros(now))
        return changed > 0

    async def revoke(self, invitation_id: int, by: By, now: datetime) -> bool:
        """Take the invitation back; False when it was answered or revoked before. One trip."""
        changed = await self._session.run(_REVOKE, id=invitation_id, by=by.person_id, right=by.right, now=micros(now))
        return changed > 0

    async def forget(self, now: datetime) -> int:
        """Forget who opened what cannot be accepted any more; returns how many openings. One trip."""
        return await self._session.run(_FORGET, now=micros(now))


def _invitation(row: Row) -> Invitation:
    number, office, role, ngo, made_by, made_as, made_at, expires_at, reply, answered_by, answered_at, revoked_at = row
    return Invitation(
        id=int(number),
        office_id=office,
        role=SeatRole(role) if role else None,
        ngo_id=ngo,
        made_by=made_by,
        made_as=made_as,
        made_at=instant(made_at),
        expires_at=instant(expires_at),
        reply=Reply(reply) if reply else None,
        answered_by=answered_by,
        answered_at=instant(answered_at) if answered_at is not None else None,
        revoked_at=instant(revoked_at) if revoked_at is not None else None,
    )
