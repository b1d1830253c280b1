"""Offices of akimats and their topics; each change is kept with who made it and in which right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.clock import micros
from domain.language import Language
from domain.offices import By, Office
from domain.ports.offices import OfficePage
from domain.requests.working_time import WorkingTime
from storage.engine import Row, Session
from storage.statement import json_list, sql

_TOPICS = """
    (SELECT {json_array}(t.topic_id) FROM office_topic t WHERE t.office_id = o.id)
"""
_GET = sql(f"""
    SELECT o.id, o.territory_id, o.name_kk, o.name_ru, o.closed_at, {_TOPICS}
    FROM office o WHERE o.id = :id
""")  # noqa: S608  our own words
_MANY = sql(f"""
    SELECT o.id, o.territory_id, o.name_kk, o.name_ru, o.closed_at, {_TOPICS}
    FROM office o WHERE o.id IN {{ints:ids}}
""")  # noqa: S608  as above
# An empty page still tells the total.
_WITHIN = sql(f"""
    WITH known AS (
        SELECT o.id FROM office o WHERE o.closed_at IS NULL AND o.territory_id IN {{texts:territories}}
    )
    SELECT (SELECT COUNT(*) FROM known), o.id, o.territory_id, o.name_kk, o.name_ru, o.closed_at, {_TOPICS}
    FROM (SELECT 1 AS one) alone
    LEFT JOIN (
        SELECT f.* FROM office f WHERE f.id IN (SELECT id FROM known)
        ORDER BY f.territory_id, f.id LIMIT :limit OFFSET :offset
    ) o ON 1 = 1
    ORDER BY o.territory_id, o.id
""")  # noqa: S608  as above
_COUNTS = sql("SELECT territory_id, COUNT(*) FROM office WHERE closed_at IS NULL GROUP BY territory_id")
_ADD = sql("""
    INSERT INTO office (territory_id, name_kk, name_ru, created_by, created_as, created_at)
    SELECT t.value, CAST(:name_kk AS TEXT), CAST(:name_ru AS TEXT), CAST(:by AS BIGINT), CAST(:right AS TEXT),
           CAST(:now AS BIGINT)
    FROM {texts:territories} t WHERE 1 = 1
    RETURNING id
""")
_ADD_TOPICS = sql("""
    INSERT INTO office_topic (office_id, topic_id)
    SELECT o.value, t.value FROM {ints:offices} o CROSS JOIN {texts:topics} t WHERE 1 = 1
    ON CONFLICT (office_id, topic_id) DO NOTHING
""")
_DROP_TOPICS = sql("DELETE FROM office_topic WHERE office_id = :id AND topic_id NOT IN {texts:topics}")
_HOURS = sql("SELECT hours FROM office WHERE id = :id")
_SET_HOURS = sql("UPDATE office SET hours = :hours WHERE id = :id")
_RENAME = {
    Language.KK: sql("UPDATE office SET name_kk = :name WHERE id = :id"),
    Language.RU: sql("UPDATE office SET name_ru = :name WHERE id = :id"),
}
_NOTE = sql("""
    INSERT INTO office_change (office_id, field, before, after, changed_by, changed_as, at)
    VALUES (:id, :field, :before, :after, :by, :right, :now)
""")
_CLOSE = sql("""
    UPDATE office SET closed_by = :by, closed_as = :right, closed_at = :now WHERE id = :id AND closed_at IS NULL
""")
_END_SEATS = sql("""
    UPDATE seat SET until = :now, ended_by = :by, ended_as = :right WHERE office_id = :id AND until IS NULL
""")
_REVOKE = sql("""
    UPDATE invitation SET revoked_by = :by, revoked_as = :right, revoked_at = :now
    WHERE office_id = :id AND answer IS NULL AND revoked_at IS NULL
""")


class OfficesRepository:
    """Implements `domain.ports.Offices`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self, territories: Sequence[str], names: tuple[str, str], topics: Sequence[str], by: By, now: datetime
    ) -> Sequence[int]:
        """Make one office with all the topics in each of the territories; returns their ids. Two trips."""
        made = await self._session.all(
            _ADD,
            territories=json_list(territories),
            name_kk=names[0],
            name_ru=names[1],
            by=by.person_id,
            right=by.right,
            now=micros(now),
        )
        ids = [int(row[0]) for row in made]
        await self._session.run(_ADD_TOPICS, offices=json_list(ids), topics=json_list(topics))
        return ids

    async def get(self, office_id: int) -> Office | None:
        """Return the office, closed or not. One trip."""
        row = await self._session.one(_GET, id=office_id)
        return _office(row) if row else None

    async def many(self, office_ids: Sequence[int]) -> Mapping[int, Office]:
        """Return those of the offices that there are, closed or not, by id. One trip."""
        rows = await self._session.all(_MANY, ids=json_list(office_ids))
        return {int(row[0]): _office(row) for row in rows}

    async def within(self, territories: Sequence[str], offset: int, limit: int) -> OfficePage:
        """Return open offices of the territories, in the order of territories. One trip."""
        rows = await self._session.all(_WITHIN, territories=json_list(territories), offset=offset, limit=limit)
        found = tuple(_office(row[1:]) for row in rows if row[1] is not None)
        return OfficePage(found, int(rows[0][0]))

    async def counts(self) -> Mapping[str, int]:
        """Return how many open offices each territory has. One trip."""
        return {str(unit): int(count) for unit, count in await self._session.all(_COUNTS)}

    async def rename(self, office: Office, language: Language, name: str, by: By, now: datetime) -> None:
        """Give the office another name in the language."""
        await self._session.run(_RENAME[language], id=office.id, name=name)
        await self._note(office.id, f"name_{language.value}", office.name(language), name, by, now)

    async def set_topics(self, office: Office, topics: Sequence[str], by: By, now: datetime) -> None:
        """Make these the office's topics."""
        await self._session.run(_DROP_TOPICS, id=office.id, topics=json_list(topics))
        await self._session.run(_ADD_TOPICS, offices=json_list([office.id]), topics=json_list(topics))
        await self._note(office.id, "topics", json_list(office.topics), json_list(sorted(topics)), by, now)

    async def hours(self, office_id: int) -> WorkingTime | None:
        """Return the office's own working time; None while it keeps the usual one. One trip."""
        row = await self._session.one(_HOURS, id=office_id)
        return WorkingTime.parse(row[0]) if row and row[0] else None

    async def set_hours(self, office_id: int, before: WorkingTime, hours: WorkingTime, by: By, now: datetime) -> None:
        """Let the office work at these hours from now on; what it received before keeps its dates."""
        await self._session.run(_SET_HOURS, id=office_id, hours=hours.text())
        await self._note(office_id, "hours", before.text(), hours.text(), by, now)

    async def close(self, office_id: int, by: By, now: datetime) -> bool:
        """Close the office: its seats end, its open invitations are revoked. False when it was closed before."""
        done = {"id": office_id, "by": by.person_id, "right": by.right, "now": micros(now)}
        if not await self._session.run(_CLOSE, **done):
            return False
        await self._session.run(_END_SEATS, **done)
        await self._session.run(_REVOKE, **done)
        return True

    async def _note(self, office_id: int, field: str, before: str, after: str, by: By, now: datetime) -> None:
        await self._session.run(
            _NOTE,
            id=office_id,
            field=field,
            before=before,
            after=after,
            by=by.person_id,
            right=by.right,
            now=micros(now),
        )


def _office(row: Row) -> Office:
    number, territory, name_kk, name_ru, closed_at, topics = row
    found = tuple(sorted(json.loads(topics))) if topics else ()
    return Office(int(number), territory, name_kk, name_ru, found, closed_at is not None)
