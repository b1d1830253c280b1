"""The times of calls, as timeliness is counted from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from domain.calls.timeliness import Sighting
from domain.clock import instant, micros
from domain.submissions import PEOPLE
from storage.engine import Row, Session
from storage.statement import sql

# The first day of a source's ledger tells since when it is watched; the ledger is kept for a year.
_SIGHTINGS = sql("""
    SELECT c.id, p.source_id, c.organiser, c.territories, p.published_at, p.first_seen_at, c.first_delivered_at,
           c.closes_at, (SELECT MIN(d.day) FROM source_poll_day d WHERE d.source_id = p.source_id)
    FROM call c JOIN post p ON p.call_id = c.id
    WHERE c.first_seen_at >= :since AND c.first_seen_at < :until AND p.first_seen_at < :until
    ORDER BY c.id, p.id
""")


class TimelinessRepository:
    """Implements `domain.ports.TimelinessFacts`.

    Args:
        session: where statements run.
        zone: whose days the sources' ledger is in.
    """

    def __init__(self, session: Session, zone: tzinfo) -> None:
        self._session = session
        self._zone = zone

    async def sightings(self, since: datetime, until: datetime) -> Sequence[Sighting]:
        """Return the posts of calls first seen from `since` until before `until`. One trip."""
        rows = await self._session.all(_SIGHTINGS, since=micros(since), until=micros(until))
        return [self._sighting(row) for row in rows]

    def _sighting(self, row: Row) -> Sighting:
        call_id, source_id, organiser, territories, published, seen, delivered, closes_at, first_day = row
        published_at = _instant(published)
        return Sighting(
            call_id=call_id,
            source_id=source_id,
            organiser=organiser,
            territories=tuple(json.loads(territories)),
            published=published_at,
            seen=instant(seen),
            watched=source_id == PEOPLE.id or self._watched(first_day, published_at or instant(seen)),
            delivered=_instant(delivered),
            closes_at=_instant(closes_at),
        )

    def _watched(self, first_day: str | None, published: datetime) -> bool:
        """Tell whether a source was watched when it published; on its first day nobody knows the hour."""
        return first_day is not None and published.astimezone(self._zone).date() > date.fromisoformat(first_day)


def _instant(microseconds: Any) -> datetime | None:
    return None if microseconds is None else instant(microseconds)
