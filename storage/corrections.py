"""What coordinators set or confirmed in stored calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from domain.calls.corrections import CorrectedText, Correction
from domain.calls.fields import from_text, to_text
from domain.calls.model import Post
from domain.clock import instant, micros
from storage.call_rows import LISTED_COLUMNS, call_of
from storage.engine import Row, Session
from storage.statement import json_list, sql

_ADD = sql("""
    INSERT INTO call_correction (call_id, field, said_before, says_now, words, url, territory_id, person_id, at)
    SELECT call_id, field, said_before, says_now, words, url, territory_id, person_id, at
    FROM {rows:rows(call_id BIGINT, field TEXT, said_before TEXT, says_now TEXT, words TEXT, url TEXT,
                    territory_id TEXT, person_id BIGINT, at BIGINT)} r
""")
_OF_CALL = sql("""
    SELECT call_id, field, said_before, says_now, words, url, territory_id, person_id, at
    FROM call_correction WHERE call_id = :call ORDER BY id
""")
_ALL = sql("""
    SELECT call_id, field, said_before, says_now, words, url, territory_id, person_id, at
    FROM call_correction ORDER BY id
""")
_TEXTS = sql(f"""
    SELECT {LISTED_COLUMNS}, p.source_id, p.external_id, p.url, p.title, p.text, p.published_at, p.first_seen_at
    FROM post p JOIN call c ON c.id = p.call_id
    WHERE p.call_id IN (SELECT call_id FROM call_correction)
    ORDER BY p.id
""")  # noqa: S608  the columns of storage.call_rows

# Erasure: what a person wrote stands no longer behind any field, and nothing tells who corrected.
_ERASE = (
    sql("""
        DELETE FROM call_reading
        WHERE source_id = 'people' AND call_id IN (SELECT call_id FROM submission WHERE person_id = :person)
    """),
    sql("""
        UPDATE call_correction SET words = ''
        WHERE call_id IN (SELECT call_id FROM submission WHERE person_id = :person)
    """),
    sql("UPDATE call_correction SET person_id = NULL WHERE person_id = :person"),
)


async def erase_words(session: Session, person_id: int) -> None:
    """Take the person's words and number out of what stands behind calls; before their submissions are erased."""
    for statement in _ERASE:
        await session.run(statement, person=person_id)


class CorrectionsRepository:
    """Implements `domain.ports.Corrections`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, corrections: Iterable[Correction]) -> None:
        """Write them down. One trip."""
        rows = [
            {
                "call_id": one.call_id,
                "field": one.field,
                "said_before": to_text(one.before),
                "says_now": to_text(one.after),
                "words": one.words,
                "url": one.url,
                "territory_id": one.territory_id,
                "person_id": one.person_id,
                "at": micros(one.at),
            }
            for one in corrections
        ]
        await self._session.run(_ADD, rows=json_list(rows))

    async def of_call(self, call_id: int) -> Sequence[Correction]:
        """Return the corrections of a call, oldest first. One trip."""
        return [_correction(row) for row in await self._session.all(_OF_CALL, call=call_id)]

    async def texts(self) -> Sequence[CorrectedText]:
        """Return every text of every corrected call, with the call's corrections. Two trips."""
        of_call: defaultdict[int, list[Correction]] = defaultdict(list)
        for one in map(_correction, await self._session.all(_ALL)):
            of_call[one.call_id].append(one)
        found = []
        for row in await self._session.all(_TEXTS):
            call = call_of(row[:-7])
            source_id, external_id, url, title, text, published, seen = row[-7:]
            post = Post(external_id, url, title, text, instant(published) if published is not None else None)
            found.append(CorrectedText(call, post, source_id, instant(seen), tuple(of_call[call.id])))
        return found


def _correction(row: Row) -> Correction:
    call_id, field, before, after, words, url, territory_id, person_id, at = row
    return Correction(
        call_id,
        field,
        from_text(field, before),
        from_text(field, after),
        words,
        url,
        territory_id,
        person_id,
        instant(at),
    )
