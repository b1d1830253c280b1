"""NGOs, who belongs to them, and for which one somebody acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.clock import instant, micros
from domain.invitations import Invitation
from domain.offices import By
from domain.people import Ngo, Role
from domain.ports.offices import Member, NgoPage
from storage.engine import Session
from storage.statement import json_list, sql

# The NGO for which a person acts: the one they chose, else the one they joined first.
ACTING = """
    SELECT m.ngo_id FROM ngo_member m
    WHERE m.person_id = :person
    ORDER BY CASE WHEN m.ngo_id = (SELECT a.ngo_id FROM ngo_acting a WHERE a.person_id = :person) THEN 0 ELSE 1 END,
             m.joined_at, m.ngo_id LIMIT 1
"""
_GET = sql("""
    SELECT n.id, n.name, n.bin, h.territory_id FROM ngo n LEFT JOIN ngo_home h ON h.ngo_id = n.id WHERE n.id = :id
""")
_OF_PERSON = sql("""
    SELECT n.id, n.name, n.bin FROM ngo_member m JOIN ngo n ON n.id = m.ngo_id
    WHERE m.person_id = :person ORDER BY m.joined_at, n.id
""")
_MEMBERS = sql("SELECT person_id, joined_at FROM ngo_member WHERE ngo_id = :ngo ORDER BY joined_at, person_id")
_WITHIN = sql("""
    SELECT (SELECT COUNT(*) FROM ngo_home WHERE territory_id IN {texts:territories}), n.id, n.name, n.bin,
           (SELECT COUNT(*) FROM ngo_member m WHERE m.ngo_id = n.id)
    FROM (SELECT 1 AS one) alone
    LEFT JOIN (
        SELECT g.id, g.name, g.bin FROM ngo_home h JOIN ngo g ON g.id = h.ngo_id
        WHERE h.territory_id IN {texts:territories} ORDER BY g.name, g.id LIMIT :limit OFFSET :offset
    ) n ON 1 = 1
    ORDER BY n.name, n.id
""")
_SETTLE = sql(f"""
    INSERT INTO ngo_home (ngo_id, territory_id)
    SELECT n.id, CAST(:territory AS TEXT) FROM ngo n WHERE n.id = ({ACTING})
    ON CONFLICT (ngo_id) DO UPDATE SET territory_id = excluded.territory_id
""")  # noqa: S608  our own words
_JOIN = sql("""
    INSERT INTO ngo_member (person_id, ngo_id, joined_at) VALUES (:person, :ngo, :now)
    ON CONFLICT (person_id, ngo_id) DO NOTHING
""")
_ACT = sql("""
    INSERT INTO ngo_acting (person_id, ngo_id)
    SELECT m.person_id, m.ngo_id FROM ngo_member m WHERE m.person_id = :person AND m.ngo_id = :ngo
    ON CONFLICT (person_id) DO UPDATE SET ngo_id = excluded.ngo_id
""")
_ROLE = sql("""
    UPDATE person SET role = :role, onboarded_at = COALESCE(onboarded_at, CAST(:now AS BIGINT)) WHERE id = :person
""")
_SET_ROLE = sql("UPDATE person SET role = :role WHERE id = :person")
_LEAVE = sql("""
    DELETE FROM ngo_member WHERE ngo_id = :ngo AND person_id = :person
    AND EXISTS (SELECT 1 FROM ngo_member o WHERE o.ngo_id = :ngo AND o.person_id <> :person)
""")
_FORGET_ACTING = sql("DELETE FROM ngo_acting WHERE person_id = :person AND ngo_id = :ngo")
# Whoever belongs to no NGO any more looks on for themselves.
_ALONE = sql("""
    UPDATE person SET role = 'looking' WHERE id = :person AND role = 'ngo'
    AND NOT EXISTS (SELECT 1 FROM ngo_member m WHERE m.person_id = :person)
""")
_REVOKE = sql("""
    UPDATE invitation SET revoked_by = :by, revoked_as = :right, revoked_at = :now
    WHERE ngo_id = :ngo AND made_by = :person AND made_as = 'member' AND answer IS NULL AND revoked_at IS NULL
""")
_NOTE = sql("""
    INSERT INTO ngo_change (ngo_id, what, person_id, invitation_id, changed_by, changed_as, at)
    VALUES (:ngo, :what, :person, :invitation, :by, :right, :now)
""")


class OrganisationsRepository:
    """Implements `domain.ports.Organisations`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, ngo_id: int) -> tuple[Ngo, str | None] | None:
        """Return the NGO and the territory where it is at home, when that is known. One trip."""
        row = await self._session.one(_GET, id=ngo_id)
        return (Ngo(row[0], row[1], row[2]), row[3]) if row else None

    async def of_person(self, person_id: int) -> Sequence[Ngo]:
        """Return the NGOs that the person belongs to, the earliest first. One trip."""
        return [Ngo(*row) for row in await self._session.all(_OF_PERSON, person=person_id)]

    async def members(self, ngo_id: int) -> Sequence[Member]:
        """Return who belongs to the NGO, the earliest first. One trip."""
        return [Member(int(row[0]), instant(row[1])) for row in await self._session.all(_MEMBERS, ngo=ngo_id)]

    async def within(self, territories: Sequence[str], offset: int, limit: int) -> NgoPage:
        """Return NGOs at home in the territories, by name. One trip."""
        rows = await self._session.all(_WITHIN, territories=json_list(territories), offset=offset, limit=limit)
        found = tuple((Ngo(row[1], row[2], row[3]), int(row[4])) for row in rows if row[1] is not None)
        return NgoPage(found, int(rows[0][0]))

    async def settle(self, person_id: int, territory_id: str) -> None:
        """Note where the NGO for which the person acts is at home. One trip."""
        await self._session.run(_SETTLE, person=person_id, territory=territory_id)

    async def join(self, invitation: Invitation, person_id: int, now: datetime) -> None:
        """Make the person a member of the invitation's NGO, and act for it from now on."""
        ngo, moment = invitation.ngo_id, micros(now)
        await self._session.run(_ROLE, person=person_id, role=Role.NGO, now=moment)
        if await self._session.run(_JOIN, person=person_id, ngo=ngo, now=moment):
            await self._session.run(
                _NOTE,
                ngo=ngo,
                what="joined",
                person=person_id,
                invitation=invitation.id,
                by=invitation.made_by,
                right=invitation.made_as,
                now=moment,
            )
        await self._session.run(_ACT, person=person_id, ngo=ngo)

    async def leave(self, ngo_id: int, person_id: int, by: By, now: datetime) -> bool:
        """Take the person out of the NGO; False when they were no member or are the last one."""
        if not await self._session.run(_LEAVE, ngo=ngo_id, person=person_id):
            return False
        done = {"ngo": ngo_id, "person": person_id, "by": by.person_id, "right": by.right, "now": micros(now)}
        await self._session.run(_FORGET_ACTING, ngo=ngo_id, person=person_id)
        await self._session.run(_ALONE, person=person_id)
        await self._session.run(_REVOKE, **done)
        await self._session.run(_NOTE, **done, what="left", invitation=None)
        return True

    async def act_for(self, person_id: int, ngo_id: int | None) -> bool:
        """Let the person act for the NGO, or for themselves; False when they do not belong to it."""
        if ngo_id is None:
            await self._session.run(_SET_ROLE, person=person_id, role=Role.LOOKING)
            return True
        if not await self._session.run(_ACT, person=person_id, ngo=ngo_id):
            return False
        await self._session.run(_SET_ROLE, person=person_id, role=Role.NGO)
        return True
