"""Templates of offices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.clock import micros
from domain.requests.templates import Template
from storage.engine import Session
from storage.statement import sql

_OF_OFFICE = sql("SELECT id, office_id, name, text FROM office_template WHERE office_id = :office ORDER BY name, id")
_GET = sql("SELECT id, office_id, name, text FROM office_template WHERE id = :id")
_ADD = sql("""
    INSERT INTO office_template (office_id, name, text, created_at) VALUES (:office, :name, :text, :now) RETURNING id
""")
_REMOVE = sql("DELETE FROM office_template WHERE id = :id")


class TemplatesRepository:
    """Implements `domain.ports.Templates`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_office(self, office_id: int) -> Sequence[Template]:
        """Return the templates of the office by name. One trip."""
        return [Template(*row) for row in await self._session.all(_OF_OFFICE, office=office_id)]

    async def get(self, template_id: int) -> Template | None:
        """Return the template. One trip."""
        row = await self._session.one(_GET, id=template_id)
        return Template(*row) if row else None

    async def add(self, office_id: int, name: str, text: str, now: datetime) -> int:
        """Keep a template; returns its number. One trip."""
        row = await self._session.one(_ADD, office=office_id, name=name, text=text, now=micros(now))
        assert row is not None  # RETURNING of an insert
        return int(row[0])

    async def remove(self, template_id: int) -> bool:
        """Remove a template; False when it was removed before. One trip."""
        return bool(await self._session.run(_REMOVE, id=template_id))
