"""Who coordinates which territory, now and before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.clock import micros
from domain.territory import REPUBLIC
from storage.engine import Session
from storage.statement import json_list, sql

_BOOTSTRAP = sql("""
    INSERT INTO coordinator (person_id, territory_id, since)
    SELECT p.value, CAST(:republic AS TEXT), CAST(:now AS BIGINT) FROM {ints:people} p
    WHERE NOT EXISTS (SELECT 1 FROM coordinator c WHERE c.person_id = p.value)
    RETURNING person_id
""")
_OF_TERRITORY = sql("""
    WITH RECURSIVE line AS (
        SELECT id, parent_id FROM territory WHERE id = :territory
        UNION ALL SELECT t.id, t.parent_id FROM line JOIN territory t ON t.id = line.parent_id
    )
    SELECT DISTINCT c.person_id FROM coordinator c JOIN line ON line.id = c.territory_id
    WHERE c.until IS NULL ORDER BY c.person_id
""")
_TERRITORIES = sql("""
    SELECT territory_id FROM coordinator WHERE person_id = :person AND until IS NULL ORDER BY territory_id
""")
_CURRENT = sql("""
    SELECT person_id, territory_id FROM coordinator WHERE until IS NULL ORDER BY person_id, territory_id
""")


class CoordinatorsRepository:
    """Implements `domain.ports.Coordinators`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def bootstrap(self, person_ids: Sequence[int], now: datetime) -> Sequence[int]:
        """Make the people named in the settings coordinators of the republic; returns those made now. One trip."""
        people = json_list(dict.fromkeys(person_ids))
        made = await self._session.all(_BOOTSTRAP, people=people, republic=REPUBLIC, now=micros(now))
        return sorted(int(row[0]) for row in made)

    async def of_territory(self, territory_id: str) -> Sequence[int]:
        """Return the people who coordinate the territory or anything above it. One trip."""
        return [int(row[0]) for row in await self._session.all(_OF_TERRITORY, territory=territory_id)]

    async def territories(self, person_id: int) -> Sequence[str]:
        """Return the territories that the person coordinates now. One trip."""
        return [str(row[0]) for row in await self._session.all(_TERRITORIES, person=person_id)]

    async def current(self) -> Sequence[tuple[int, str]]:
        """Return everybody who coordinates something now, with the territory. One trip."""
        return [(int(person), str(territory)) for person, territory in await self._session.all(_CURRENT)]
