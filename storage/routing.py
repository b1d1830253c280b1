"""Where requests can go: open offices with who is on duty there; and the requests that found none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from domain.offices import Office
from domain.ports.requests import RequestPage
from domain.requests.model import Request
from domain.requests.routing import Choice, Desk
from storage.engine import Session
from storage.requests import COLUMNS, request_of
from storage.statement import json_list, sql

# Whoever blocked the bot reads nothing: an office where nobody else is on duty is not staffed.
_ON_DUTY = """
    (SELECT COUNT(*) FROM seat s LEFT JOIN seat_duty d ON d.seat_id = s.id
     WHERE s.office_id = o.id AND s.until IS NULL AND s.person_id IS NOT NULL AND COALESCE(d.off, 0) = 0
       AND (d.absent_from IS NULL OR :today < d.absent_from OR :today > d.absent_until)
       AND NOT EXISTS (SELECT 1 FROM unreachable u WHERE u.chat_id = s.person_id))
"""
_TOPICS = "(SELECT {json_array}(t.topic_id) FROM office_topic t WHERE t.office_id = o.id)"
_DESKS = sql(f"""
    SELECT o.id, o.territory_id, {_TOPICS}, {_ON_DUTY}
    FROM office o WHERE o.closed_at IS NULL AND o.territory_id IN {{texts:territories}}
    ORDER BY o.id
""")  # noqa: S608  our own words
_CHOICES = sql(f"""
    SELECT o.id, o.territory_id, o.name_kk, o.name_ru, {_TOPICS}, {_ON_DUTY},
           (SELECT COUNT(*) FROM seat h WHERE h.office_id = o.id AND h.until IS NULL AND h.person_id IS NOT NULL)
    FROM office o WHERE o.closed_at IS NULL
    ORDER BY o.id
""")  # noqa: S608  as above
_OPEN_OF = sql(f"""
    SELECT {COLUMNS} FROM request r WHERE r.office_id = :office AND r.outcome = 'open' ORDER BY r.id
""")  # noqa: S608  as above
# Of no office, or of one where nobody sits any more. An empty page still tells the total.
_ASTRAY = sql(f"""
    WITH known AS (
        SELECT q.id FROM request q
        WHERE q.outcome = 'open' AND q.territory_id IN {{texts:territories}}
          AND NOT EXISTS (SELECT 1 FROM seat s WHERE s.office_id = q.office_id AND s.until IS NULL
                          AND s.person_id IS NOT NULL)
    )
    SELECT (SELECT COUNT(*) FROM known), {COLUMNS}
    FROM (SELECT 1 AS one) alone
    LEFT JOIN (
        SELECT f.* FROM request f WHERE f.id IN (SELECT id FROM known) ORDER BY f.id LIMIT :limit OFFSET :offset
    ) r ON 1 = 1
    ORDER BY r.id
""")  # noqa: S608  as above


class RoutingRepository:
    """Implements `domain.ports.Routing`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def desks(self, territories: Sequence[str], today: date) -> Sequence[Desk]:
        """Return the open offices of the territories, with who is on duty there. One trip."""
        rows = await self._session.all(_DESKS, today=today.isoformat(), territories=json_list(territories))
        return [Desk(int(number), place, _topics(topics), int(count)) for number, place, topics, count in rows]

    async def choices(self, today: date) -> Sequence[Choice]:
        """Return every open office that somebody may send a request to, with who is there. One trip."""
        return [
            Choice(Office(int(number), place, kk, ru, tuple(sorted(_topics(topics)))), int(on_duty), int(seated))
            for number, place, kk, ru, topics, on_duty, seated in await self._session.all(
                _CHOICES, today=today.isoformat()
            )
        ]

    async def open_of(self, office_id: int) -> Sequence[Request]:
        """Return the open requests that the office has, the oldest first. One trip."""
        return [request_of(row) for row in await self._session.all(_OPEN_OF, office=office_id)]

    async def astray(self, territories: Sequence[str], offset: int, limit: int) -> RequestPage:
        """Return open requests of the territories that nobody of an office reads, the oldest first. One trip."""
        rows = await self._session.all(_ASTRAY, territories=json_list(territories), offset=offset, limit=limit)
        return RequestPage(tuple(request_of(row[1:]) for row in rows if row[1] is not None), int(rows[0][0]))


def _topics(found: str | None) -> frozenset[str]:
    return frozenset(json.loads(found) if found else ())
