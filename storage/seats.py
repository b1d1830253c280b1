"""Seats: who sits in which office, from when to when. No row is deleted; erasing a person leaves the bare term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.clock import instant, micros
from domain.invitations import Invitation
from domain.offices import By, Seat, SeatRole
from storage.engine import Row, Session
from storage.statement import json_list, sql

_OF_OFFICES = sql("""
    SELECT id, office_id, role, person_id, holder, since, until FROM seat
    WHERE office_id IN {ints:offices} AND until IS NULL
    ORDER BY office_id, CASE role WHEN 'head' THEN 0 ELSE 1 END, since, id
""")
_GET = sql("SELECT id, office_id, role, person_id, holder, since, until FROM seat WHERE id = :id")
_MANY = sql("SELECT id, office_id, role, person_id, holder, since, until FROM seat WHERE id IN {ints:seats}")
_TAKE = sql("""
    INSERT INTO seat (office_id, role, person_id, holder, invitation_id, since)
    VALUES (:office, :role, :person, '', :invitation, :now) RETURNING id
""")
_NAME = sql("UPDATE seat SET holder = :holder WHERE id = :id AND until IS NULL")
_END = sql("""
    UPDATE seat SET until = :now, ended_by = :by, ended_as = :right WHERE id = :id AND until IS NULL
""")
# What a head promised to others ends with the head's own term.
_REVOKE = sql("""
    UPDATE invitation SET revoked_by = :by, revoked_as = :right, revoked_at = :now
    WHERE made_as = 'head' AND answer IS NULL AND revoked_at IS NULL
      AND office_id = (SELECT s.office_id FROM seat s WHERE s.id = :id)
      AND made_by = (SELECT s.person_id FROM seat s WHERE s.id = :id)
""")
_PEOPLE = sql("SELECT person_id FROM seat WHERE until IS NULL AND person_id IS NOT NULL ORDER BY person_id")
_ERASURE = (
    sql("UPDATE seat_duty SET deputy_id = NULL WHERE deputy_id IN (SELECT id FROM seat WHERE person_id = :person)"),
    sql("DELETE FROM seat_duty WHERE seat_id IN (SELECT id FROM seat WHERE person_id = :person)"),
    sql("""
        UPDATE seat SET until = :now, ended_as = 'self' WHERE person_id = :person AND until IS NULL
    """),
    sql("UPDATE seat SET person_id = NULL, holder = '' WHERE person_id = :person"),
    sql("UPDATE seat SET ended_by = NULL WHERE ended_by = :person"),
    sql("UPDATE office SET created_by = NULL WHERE created_by = :person"),
    sql("UPDATE office SET closed_by = NULL WHERE closed_by = :person"),
    sql("UPDATE office_change SET changed_by = NULL WHERE changed_by = :person"),
    sql("""
        UPDATE invitation SET revoked_as = 'self', revoked_at = :now
        WHERE made_by = :person AND answer IS NULL AND revoked_at IS NULL
    """),
    sql("UPDATE invitation SET made_by = NULL WHERE made_by = :person"),
    sql("UPDATE invitation SET answered_by = NULL WHERE answered_by = :person"),
    sql("UPDATE invitation SET revoked_by = NULL WHERE revoked_by = :person"),
    sql("DELETE FROM invitation_opening WHERE person_id = :person"),
    sql("UPDATE ngo_change SET person_id = NULL WHERE person_id = :person"),
    sql("UPDATE ngo_change SET changed_by = NULL WHERE changed_by = :person"),
)


async def erase_seats(session: Session, person_id: int, now: datetime) -> None:
    """Take a person out of offices and invitations: terms and moments stay, without them."""
    for statement in _ERASURE:
        await session.run(statement, **statement.pick({"person": person_id, "now": micros(now)}))


class SeatsRepository:
    """Implements `domain.ports.Seats`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_offices(self, office_ids: Sequence[int]) -> Mapping[int, Sequence[Seat]]:
        """Return who sits in each of the offices now, heads first. One trip."""
        found: dict[int, list[Seat]] = {number: [] for number in office_ids}
        for row in await self._session.all(_OF_OFFICES, offices=json_list(office_ids)):
            found[int(row[1])].append(_seat(row))
        return found

    async def get(self, seat_id: int) -> Seat | None:
        """Return the seat, ended or not. One trip."""
        row = await self._session.one(_GET, id=seat_id)
        return _seat(row) if row else None

    async def many(self, seat_ids: Sequence[int]) -> Mapping[int, Seat]:
        """Return those of the seats that there are, ended or not, by number. One trip."""
        return {int(row[0]): _seat(row) for row in await self._session.all(_MANY, seats=json_list(seat_ids))}

    async def take(self, invitation: Invitation, person_id: int, now: datetime) -> int:
        """Seat the person as the invitation says; they must hold no seat. Returns the seat's id. One trip."""
        row = await self._session.one(
            _TAKE,
            office=invitation.office_id,
            role=invitation.role,
            person=person_id,
            invitation=invitation.id,
            now=micros(now),
        )
        assert row is not None  # RETURNING of an insert
        return int(row[0])

    async def name(self, seat_id: int, holder: str) -> None:
        """Write how whoever sits there is called. One trip."""
        await self._session.run(_NAME, id=seat_id, holder=holder)

    async def end(self, seat_id: int, by: By, now: datetime) -> bool:
        """End the term, and revoke what its holder invited to as head. False when it had ended before."""
        done = {"id": seat_id, "by": by.person_id, "right": by.right, "now": micros(now)}
        if not await self._session.run(_END, **done):
            return False
        await self._session.run(_REVOKE, **done)
        return True

    async def people(self) -> Sequence[int]:
        """Return everybody who holds a seat now. One trip."""
        return [int(row[0]) for row in await self._session.all(_PEOPLE)]


def _seat(row: Row) -> Seat:
    number, office, role, person, holder, since, until = row
    return Seat(
        int(number),
        int(office),
        SeatRole(role),
        person,
        holder,
        instant(since),
        instant(until) if until is not None else None,
    )
