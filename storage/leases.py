"""Who alone does what only one process may do, until when: by the database's own clock, which all of them share."""

from __future__ import annotations

from storage.engine import Session
from storage.statement import sql

_TAKE = sql("""
    INSERT INTO lease (name, owner, until) VALUES (:name, :owner, {now} + :micros)
    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
    WHERE lease.owner = excluded.owner OR lease.until <= {now}
    RETURNING owner
""")
_GIVE_BACK = sql("DELETE FROM lease WHERE name = :name AND owner = :owner")
_HELD = sql("SELECT name FROM lease WHERE until > {now} ORDER BY name")
_FORGET = sql("DELETE FROM lease WHERE until < {now} - CAST(:micros AS BIGINT)")
REMEMBERED = 86_400.0
"""Seconds for which a lapsed lease is kept; nobody waits for it any more, it only says who was here."""


class LeasesRepository:
    """Implements `domain.ports.Leases`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def take(self, name: str, owner: str, seconds: float) -> bool:
        """Take or renew a lease; False while another owner's has not lapsed. One trip."""
        return await self._session.one(_TAKE, name=name, owner=owner, micros=round(seconds * 1_000_000)) is not None

    async def give_back(self, name: str, owner: str) -> None:
        """Give the lease back; another owner's is left alone. One trip."""
        await self._session.run(_GIVE_BACK, name=name, owner=owner)

    async def held(self) -> list[str]:
        """Return the names of the leases that somebody holds now. One trip."""
        return [str(row[0]) for row in await self._session.all(_HELD)]

    async def forget(self) -> int:
        """Drop leases that lapsed more than a day ago; returns how many. One trip."""
        return await self._session.run(_FORGET, micros=round(REMEMBERED * 1_000_000))
