"""Sources as their keepers see and change them; what is polled and read from them is in `storage.sources`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from domain.clock import MICROSECOND, instant, micros
from domain.source_address import key
from domain.source_alarms import Told
from domain.source_health import Condition, PollDay, Watched
from domain.sources import Source
from storage.engine import Row, Session
from storage.sources import source_row
from storage.statement import json_list, sql

_ALL = sql("""
    SELECT s.id, s.kind, s.url, s.name_kk, s.name_ru, s.territory_id, s.languages, s.interval_us, s.enabled, s.options,
           s.state, s.added_at, s.key, s.origin, s.added_by, s.paused_by, s.paused_at, s.asked_at,
           (SELECT MIN(d.day) FROM source_poll_day d WHERE d.source_id = s.id)
    FROM source s WHERE s.removed_at IS NULL AND s.key IS NOT NULL ORDER BY s.id
""")
_ONE = sql("""
    SELECT s.id, s.kind, s.url, s.name_kk, s.name_ru, s.territory_id, s.languages, s.interval_us, s.enabled, s.options,
           s.state, s.added_at, s.key, s.origin, s.added_by, s.paused_by, s.paused_at, s.asked_at,
           (SELECT MIN(d.day) FROM source_poll_day d WHERE d.source_id = s.id)
    FROM source s WHERE s.key = :key AND s.removed_at IS NULL
""")
_AT = sql("""
    SELECT s.id, s.kind, s.url, s.name_kk, s.name_ru, s.territory_id, s.languages, s.interval_us, s.enabled, s.options,
           s.state, s.added_at, s.key, s.origin, s.added_by, s.paused_by, s.paused_at, s.asked_at,
           (SELECT MIN(d.day) FROM source_poll_day d WHERE d.source_id = s.id)
    FROM source s WHERE s.address = :address AND s.removed_at IS NULL AND s.key IS NOT NULL ORDER BY s.id LIMIT 1
""")
_DAYS = sql("""
    SELECT source_id, day, polls, failures, posts, calls FROM source_poll_day
    WHERE day >= :since AND (posts > 0 OR day >= :recent) ORDER BY source_id, day
""")
_DAYS_OF = sql("""
    SELECT source_id, day, polls, failures, posts, calls FROM source_poll_day
    WHERE source_id = :id AND day >= :since AND (posts > 0 OR day >= :recent) ORDER BY day
""")
_NAMES = sql("SELECT id, name_kk, name_ru FROM source WHERE key IS NOT NULL")
_COUNT = sql("SELECT COUNT(*) FROM source WHERE origin = 'chat' AND removed_at IS NULL AND added_by = :person")
_REVIVE = sql("""
    UPDATE source
    SET kind = :kind, url = :url, name_kk = :name_kk, name_ru = :name_ru, territory_id = :territory,
        languages = :languages, interval_us = :interval, enabled = 1, options = :options, state = '{}',
        next_poll_at = 0, changed_at = :now, key = :key, origin = 'chat', address = :address, file_url = NULL,
        added_by = :person, added_at = :now, paused_by = NULL, paused_at = NULL, removed_at = NULL, asked_at = NULL
    WHERE id = :id AND removed_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM source o WHERE o.address = :address AND o.removed_at IS NULL)
""")
# Somebody who adds the same at the same moment waits for our commit at the unique index, and then changes nothing.
_ADD = sql("""
    INSERT INTO source (id, kind, url, name_kk, name_ru, territory_id, languages, interval_us, enabled, options,
                        state, next_poll_at, changed_at, key, origin, address, added_by, added_at)
    SELECT CAST(:id AS TEXT), CAST(:kind AS TEXT), CAST(:url AS TEXT), CAST(:name_kk AS TEXT),
           CAST(:name_ru AS TEXT), CAST(:territory AS TEXT), CAST(:languages AS TEXT), CAST(:interval AS BIGINT), 1,
           CAST(:options AS TEXT), '{}', 0, CAST(:now AS BIGINT), CAST(:key AS TEXT), 'chat',
           CAST(:address AS TEXT), CAST(:person AS BIGINT), CAST(:now AS BIGINT)
    WHERE NOT EXISTS (SELECT 1 FROM source o WHERE o.address = CAST(:address AS TEXT) AND o.removed_at IS NULL)
    ON CONFLICT DO NOTHING
""")
_PAUSE = sql("UPDATE source SET paused_by = :person, paused_at = :now WHERE id = :id AND paused_at IS NULL")
_RESUME = sql("""
    UPDATE source SET paused_by = NULL, paused_at = NULL, next_poll_at = 0 WHERE id = :id AND paused_at IS NOT NULL
""")
_RENAME = sql("""
    UPDATE source SET name_kk = :name_kk, name_ru = :name_ru WHERE id = :id AND origin = 'chat' AND removed_at IS NULL
""")
_REMOVE = sql("""
    UPDATE source SET removed_at = :now, changed_at = :now WHERE id = :id AND origin = 'chat' AND removed_at IS NULL
""")
_MOVE = sql("""
    UPDATE source
    SET file_url = CASE WHEN origin = 'file' THEN COALESCE(file_url, url) END, url = :url, address = :address,
        state = '{}', next_poll_at = 0
    WHERE id = :id AND removed_at IS NULL
""")
_ASK = sql("""
    UPDATE source SET asked_at = :now WHERE id = :id AND (asked_at IS NULL OR asked_at <= :not_after)
""")
_TOLD = sql("SELECT source_id, condition, told_on FROM source_alarm")
_CLAIM_DAY = sql("INSERT INTO source_bulletin (day) VALUES (:day) ON CONFLICT (day) DO NOTHING")
_TELL = sql("""
    INSERT INTO source_alarm (source_id, condition, told_on) VALUES (:id, :condition, :day)
    ON CONFLICT (source_id) DO UPDATE SET condition = excluded.condition, told_on = excluded.told_on
""")
_UNTELL = sql("DELETE FROM source_alarm WHERE source_id IN {texts:ids}")
_FORGET = (
    sql("DELETE FROM source_poll_day WHERE day < :before"),
    sql("DELETE FROM source_bulletin WHERE day < :before"),
)


class SourceRegisterRepository:
    """Implements `domain.ports.SourceRegister`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def all(self) -> Sequence[Watched]:
        """Return every source of the list, by id. One trip."""
        return [_watched(row) for row in await self._session.all(_ALL)]

    async def one(self, key: str) -> Watched | None:
        """Return the source that buttons call so, or None. One trip."""
        row = await self._session.one(_ONE, key=key)
        return _watched(row) if row else None

    async def at(self, address: str) -> Watched | None:
        """Return the source with the normalised address, or None. One trip."""
        row = await self._session.one(_AT, address=address)
        return _watched(row) if row else None

    async def days(self, since: date, recent: date, source_id: str | None = None) -> Mapping[str, Sequence[PollDay]]:
        """Return the days with new posts since `since` and all days since `recent`, by source. One trip."""
        bounds = {"since": since.isoformat(), "recent": recent.isoformat()}
        if source_id is None:
            rows = await self._session.all(_DAYS, **bounds)
        else:
            rows = await self._session.all(_DAYS_OF, id=source_id, **bounds)
        found: dict[str, list[PollDay]] = {}
        for source, day, *numbers in rows:
            found.setdefault(source, []).append(PollDay(date.fromisoformat(day), *numbers))
        return found

    async def names(self) -> Mapping[str, tuple[str, str]]:
        """Return the names of every source there ever was (people are none): calls of removed ones are still shown."""
        return {source: (name_kk, name_ru) for source, name_kk, name_ru in await self._session.all(_NAMES)}

    async def count_added(self, person_id: int) -> int:
        """Return how many sources of the list the person added. One trip."""
        row = await self._session.one(_COUNT, person=person_id)
        assert row is not None  # the statement always gives one row
        return int(row[0])

    async def add(self, source: Source, address: str, person_id: int, now: datetime) -> bool:
        """Add a source found in chat, due at once; False when one with this address is there already."""
        values = {
            "id": source.id,
            "kind": source.kind,
            "url": source.url,
            "name_kk": source.name_kk,
            "name_ru": source.name_ru,
            "territory": source.territory_id,
            "languages": json_list(source.languages),
            "interval": source.interval // MICROSECOND,
            "options": json.dumps(dict(source.options), ensure_ascii=False),
            "key": key(source.id),
            "address": address,
            "person": person_id,
            "now": micros(now),
        }
        return bool(await self._session.run(_REVIVE, **values) or await self._session.run(_ADD, **values))

    async def pause(self, source_id: str, person_id: int, now: datetime) -> None:
        """Have the source left alone; one that is paused already stays as it is."""
        await self._session.run(_PAUSE, id=source_id, person=person_id, now=micros(now))

    async def resume(self, source_id: str) -> None:
        """Have the source polled again, at once; repeating changes nothing."""
        await self._session.run(_RESUME, id=source_id)

    async def rename(self, source_id: str, name_kk: str, name_ru: str) -> None:
        """Name a source that was added in chat."""
        await self._session.run(_RENAME, id=source_id, name_kk=name_kk, name_ru=name_ru)

    async def remove(self, source_id: str, now: datetime) -> None:
        """Take a source that was added in chat off the list; its posts and calls stay."""
        await self._session.run(_REMOVE, id=source_id, now=micros(now))

    async def move(self, source_id: str, url: str, address: str) -> None:
        """Follow a source to its new address."""
        await self._session.run(_MOVE, id=source_id, url=url, address=address)

    async def ask(self, source_id: str, not_after: datetime, now: datetime) -> bool:
        """Note that somebody has the source polled now; False when somebody did so after `not_after`."""
        return bool(await self._session.run(_ASK, id=source_id, not_after=micros(not_after), now=micros(now)))

    async def told(self) -> Mapping[str, Told]:
        """Return what coordinators were told of broken sources. One trip."""
        rows = await self._session.all(_TOLD)
        return {source: Told(Condition(condition), date.fromisoformat(day)) for source, condition, day in rows}

    async def tell(self, day: date, told: Mapping[str, Told], forget: Sequence[str]) -> bool:
        """Note the day's message and what it tells; False, and nothing noted, when it was made already."""
        if not await self._session.run(_CLAIM_DAY, day=day.isoformat()):
            return False
        if forget:
            await self._session.run(_UNTELL, ids=json_list(forget))
        rows = [
            {"id": source, "condition": what.condition, "day": what.day.isoformat()} for source, what in told.items()
        ]
        await self._session.each(_TELL, rows)
        return True

    async def forget(self, before: date) -> int:
        """Drop what is known of days before the day; returns how many rows."""
        return sum([await self._session.run(statement, before=before.isoformat()) for statement in _FORGET])


def _watched(row: Row) -> Watched:
    source, state = source_row(row[:12])
    name, origin, added_by, paused_by, paused_at, asked_at, first_day = row[12:]
    return Watched(
        source=source,
        state=state,
        key=name,
        in_chat=origin == "chat",
        added_by=added_by,
        paused_by=paused_by,
        paused_at=instant(paused_at) if paused_at is not None else None,
        asked_at=instant(asked_at) if asked_at is not None else None,
        first_day=date.fromisoformat(first_day) if first_day else None,
    )
