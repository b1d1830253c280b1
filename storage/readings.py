"""The words that the fields of calls were read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.calls.fields import from_text, to_text
from domain.calls.model import Call
from domain.calls.readings import Reading, news_to, standing
from storage.engine import Session
from storage.statement import json_list, sql

_OF_CALL = sql("SELECT field, value, words, sure, source_id, url FROM call_reading WHERE call_id = :call")
_FORGET = sql("DELETE FROM call_reading WHERE call_id = :call")
_PUT = sql("""
    INSERT INTO call_reading (call_id, field, value, words, sure, source_id, url)
    SELECT CAST(:call AS BIGINT), field, value, words, sure, source_id, url
    FROM {rows:rows(field TEXT, value TEXT, words TEXT, sure SMALLINT, source_id TEXT, url TEXT)} r WHERE 1 = 1
    ON CONFLICT (call_id, field) DO UPDATE
    SET value = excluded.value, words = excluded.words, sure = excluded.sure, source_id = excluded.source_id,
        url = excluded.url
""")


class ReadingsRepository:
    """Implements `domain.ports.Readings`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def keep(self, call: Call, fresh: Sequence[Reading]) -> Sequence[Reading]:
        """Keep what one more text says, where it wins (`domain.calls.readings.standing`). Two trips.

        Returns what is kept now and says something else than what had been read before.
        """
        known = await self.of_call(call.id)
        taken = standing(known, fresh, call)
        rows = [
            {
                "field": one.field,
                "value": to_text(one.value),
                "words": one.words,
                "sure": round(one.sure * 100),
                "source_id": one.source_id,
                "url": one.url,
            }
            for one in taken
        ]
        if rows:
            await self._session.run(_PUT, call=call.id, rows=json_list(rows))
        return news_to(known, taken)

    async def forget(self, call_id: int) -> None:
        """Drop the readings of a call, to keep those of the texts that it is left with. One trip."""
        await self._session.run(_FORGET, call=call_id)

    async def of_call(self, call_id: int) -> Mapping[str, Reading]:
        """Return the readings of a call by field. One trip."""
        return {
            field: Reading(field, from_text(field, value), words, sure / 100, source_id, url)
            for field, value, words, sure, source_id, url in await self._session.all(_OF_CALL, call=call_id)
        }
