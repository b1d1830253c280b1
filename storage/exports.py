"""Exports that people ask for in chat: a queue with leases, and what became of each."""

from __future__ import annotations

from datetime import date, datetime

from domain.clock import instant, micros
from domain.exports import LEASE, ExportJob, ExportState, Format, Level, Wanted
from domain.language import Language
from storage.engine import Row, Session
from storage.statement import sql

_COLUMNS = """
    id, person_id, message_id, level, format, language, first_day, last_day, territory_id, office_id, asked_at, state,
    attempts, repeated, requests, ended_at
"""
_UNFINISHED = "state IN ('waiting', 'running', 'sending')"

_ASK = sql(f"""
    INSERT INTO export_job (person_id, message_id, level, format, language, first_day, last_day, territory_id,
                            office_id, asked_at, not_before, state)
    VALUES (:person, :message, :level, :format, :language, :first, :last, :territory, :office, :now, :now, 'waiting')
    ON CONFLICT (person_id) WHERE {_UNFINISHED} DO NOTHING
    RETURNING id
""")  # noqa: S608  our own words
_ASKED_SINCE = sql("SELECT COUNT(*) FROM export_job WHERE person_id = :person AND asked_at >= :since")
_GET = sql(f"SELECT {_COLUMNS} FROM export_job WHERE id = :id")  # noqa: S608  as above
_OF_PERSON = sql(f"SELECT {_COLUMNS} FROM export_job WHERE person_id = :person AND {_UNFINISHED}")  # noqa: S608  as above
_AHEAD = sql(f"SELECT COUNT(*) FROM export_job WHERE id < :id AND {_UNFINISHED}")  # noqa: S608  as above
_CLAIM = sql(f"""
    UPDATE export_job
    SET repeated = CASE WHEN state = 'sending' THEN 1 ELSE repeated END, state = 'running', owner = :owner,
        lease_until = :until, attempts = attempts + 1
    WHERE id = (
        SELECT id FROM export_job
        WHERE (state = 'waiting' AND not_before <= :now)
           OR (state IN ('running', 'sending') AND lease_until <= :now)
        ORDER BY id LIMIT 1 {{skip_locked}}
    )
    RETURNING {_COLUMNS}
""")  # noqa: S608  as above
_RENEW = sql("""
    UPDATE export_job SET lease_until = :until WHERE id = :id AND owner = :owner AND state IN ('running', 'sending')
""")
_BEGIN_SENDING = sql("""
    UPDATE export_job SET state = 'sending', lease_until = :until
    WHERE id = :id AND owner = :owner AND state = 'running'
""")
_PUT_BACK = sql("""
    UPDATE export_job
    SET state = 'waiting', owner = NULL, lease_until = NULL, not_before = :at, repeated = :repeated,
        attempts = attempts - :uncounted
    WHERE id = :id AND owner = :owner AND state IN ('running', 'sending')
""")
_FINISH = sql("""
    UPDATE export_job
    SET state = :state, owner = NULL, lease_until = NULL, ended_at = :now, requests = :requests
    WHERE id = :id AND owner = :owner AND state IN ('running', 'sending')
""")
_CANCEL = sql("""
    UPDATE export_job SET state = 'cancelled', owner = NULL, lease_until = NULL, ended_at = :now
    WHERE id = :id AND person_id = :person AND state IN ('waiting', 'running')
""")
_FORGET = sql("DELETE FROM export_job WHERE ended_at < :before")
_ERASE = (
    sql(f"""
        UPDATE export_job SET state = 'cancelled', owner = NULL, lease_until = NULL, ended_at = :now
        WHERE person_id = :person AND {_UNFINISHED}
    """),  # noqa: S608  as above
    sql("UPDATE export_job SET person_id = NULL, message_id = NULL WHERE person_id = :person"),
)


async def erase_exports(session: Session, person_id: int, now: datetime) -> None:
    """Stop the person's export; that somebody took figures out stays, without saying who."""
    await session.run(_ERASE[0], person=person_id, now=micros(now))
    await session.run(_ERASE[1], person=person_id)


class ExportsRepository:
    """Implements `domain.ports.Exports`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def ask(self, person_id: int, message_id: int | None, wanted: Wanted, now: datetime) -> int | None:
        """Queue an export; None when one of the person's is not finished yet. One trip."""
        row = await self._session.one(
            _ASK,
            person=person_id,
            message=message_id,
            level=wanted.level,
            format=wanted.format,
            language=wanted.language,
            first=wanted.first.isoformat(),
            last=wanted.last.isoformat(),
            territory=wanted.territory_id,
            office=wanted.office_id,
            now=micros(now),
        )
        return int(row[0]) if row else None

    async def asked_since(self, person_id: int, since: datetime) -> int:
        """Return how many exports the person has asked for since a moment. One trip."""
        row = await self._session.one(_ASKED_SINCE, person=person_id, since=micros(since))
        return int(row[0]) if row else 0

    async def get(self, job_id: int) -> ExportJob | None:
        """Return an export. One trip."""
        row = await self._session.one(_GET, id=job_id)
        return _job(row) if row else None

    async def unfinished(self, person_id: int) -> ExportJob | None:
        """Return the person's export that is not finished yet, if any. One trip."""
        row = await self._session.one(_OF_PERSON, person=person_id)
        return _job(row) if row else None

    async def ahead(self, job_id: int) -> int:
        """Return how many exports were asked for earlier and are not finished. One trip."""
        row = await self._session.one(_AHEAD, id=job_id)
        return int(row[0]) if row else 0

    async def claim(self, owner: str, now: datetime) -> ExportJob | None:
        """Take the next export that waits, or that somebody began and left; None when there is none. One trip."""
        row = await self._session.one(_CLAIM, owner=owner, now=micros(now), until=micros(now + LEASE))
        return _job(row) if row else None

    async def renew(self, job_id: int, owner: str, now: datetime) -> bool:
        """Hold the export on; False when it is not the owner's to make any more. One trip."""
        return bool(await self._session.run(_RENEW, id=job_id, owner=owner, until=micros(now + LEASE)))

    async def begin_sending(self, job_id: int, owner: str, now: datetime) -> bool:
        """Note that the file is about to leave; False when it is not the owner's any more. One trip."""
        return bool(await self._session.run(_BEGIN_SENDING, id=job_id, owner=owner, until=micros(now + LEASE)))

    async def put_back(self, job_id: int, owner: str, not_before: datetime, *, repeated: bool, counts: bool) -> bool:
        """Queue the export again, not before a moment. One trip."""
        return bool(
            await self._session.run(
                _PUT_BACK,
                id=job_id,
                owner=owner,
                at=micros(not_before),
                repeated=int(repeated),
                uncounted=0 if counts else 1,
            )
        )

    async def finish(
        self, job_id: int, owner: str, state: ExportState, now: datetime, requests: int | None = None
    ) -> bool:
        """Note how it ended; False when it was not the owner's any more. One trip."""
        ended = await self._session.run(
            _FINISH, id=job_id, owner=owner, state=state, now=micros(now), requests=requests
        )
        return bool(ended)

    async def cancel(self, job_id: int, person_id: int, now: datetime) -> bool:
        """Cancel the person's export that has not left yet; False when there is none. One trip."""
        return bool(await self._session.run(_CANCEL, id=job_id, person=person_id, now=micros(now)))

    async def forget(self, before: datetime) -> int:
        """Forget exports that ended before a moment; returns how many. One trip."""
        return await self._session.run(_FORGET, before=micros(before))


def _job(row: Row) -> ExportJob:
    number, person, message, level, form, language, first, last, territory, office, asked, state = row[:12]
    attempts, repeated, requests, ended = row[12:]
    wanted = Wanted(
        Level(level),
        Format(form),
        Language(language),
        date.fromisoformat(first),
        date.fromisoformat(last),
        territory,
        int(office) if office is not None else None,
    )
    return ExportJob(
        id=int(number),
        person_id=int(person) if person is not None else None,
        message_id=int(message) if message is not None else None,
        wanted=wanted,
        asked_at=instant(asked),
        state=ExportState(state),
        attempts=int(attempts),
        repeated=bool(repeated),
        requests=int(requests) if requests is not None else None,
        ended_at=instant(ended) if ended is not None else None,
    )
