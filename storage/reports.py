"""Monthly reports. An edition is never changed; erasing a person takes their words out, the facts of time stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from domain.clock import instant, micros
from domain.ports.reports import ReportPage
from domain.reports.model import Edition, Month, OfficeIn, Report, ReportState
from storage.engine import Row, Session
from storage.statement import json_list, sql

_COLUMNS = """r.id, r.territory_id, r.month, r.state, r.as_of, r.shown_on, r.publish_on, r.published_at,
    (SELECT COALESCE(MAX(e.number), 0) FROM report_edition e WHERE e.report_id = r.id)"""
_LATEST = sql("SELECT territory_id, MAX(month) FROM report GROUP BY territory_id")
_DRAFT = sql("""
    INSERT INTO report (territory_id, month, state, as_of, drafted_at)
    VALUES (:territory, :month, 'drafted', :as_of, :now)
    ON CONFLICT (territory_id, month) DO NOTHING RETURNING id
""")
_HOLD = sql("UPDATE report SET state = state WHERE id = :report")  # others wait for us
_ADD_EDITION = sql("""
    INSERT INTO report_edition (report_id, number, digest, figures, reason, entry, made_at)
    VALUES (:report, :number, :digest, :figures, :reason, :entry, :made_at)
    ON CONFLICT (report_id, number) DO NOTHING
""")
_PUT_OFFICES = sql("""
    INSERT INTO report_office (report_id, office_id, comment)
    SELECT CAST(:report AS BIGINT), value, '' FROM {ints:offices} offices WHERE 1 = 1
    ON CONFLICT (report_id, office_id) DO NOTHING
""")
_SHOW = sql("""
    UPDATE report SET state = 'shown', shown_on = :shown_on, publish_on = :publish_on
    WHERE id = :report AND state = 'drafted'
""")
_SHOW_OFFICE = sql("""
    UPDATE report_office SET shown_on = :shown_on
    WHERE report_id = :report AND office_id = :office AND shown_on IS NULL
""")
_PUBLISH = sql("UPDATE report SET state = 'published', published_at = :now WHERE id = :report AND state = 'shown'")
_COMMENT = sql("""
    UPDATE report_office SET comment = CAST(:text AS TEXT), entry = :entry,
        commented_at = CASE WHEN CAST(:text AS TEXT) = '' THEN NULL ELSE CAST(:now AS BIGINT) END
    WHERE report_id = :report AND office_id = :office
      AND EXISTS (SELECT 1 FROM report r WHERE r.id = :report AND r.state = 'shown')
""")
_UNPUBLISHED = sql(f"""
    SELECT {_COLUMNS} FROM report r WHERE r.state <> 'published' ORDER BY r.id
""")  # noqa: S608  our own words
_GET = sql(f"SELECT {_COLUMNS} FROM report r WHERE r.id = :report")  # noqa: S608  as above
_EDITION = sql("""
    SELECT number, digest, figures, reason, made_at FROM report_edition
    WHERE report_id = :report AND (number = :number OR :number = 0) ORDER BY number DESC LIMIT 1
""")
_EDITIONS = sql("""
    SELECT number, digest, figures, reason, made_at FROM report_edition WHERE report_id = :report ORDER BY number
""")
_OFFICES = sql("""
    SELECT office_id, shown_on, comment, commented_at FROM report_office WHERE report_id = :report ORDER BY office_id
""")
_TERRITORIES = sql("SELECT DISTINCT territory_id FROM report ORDER BY territory_id")
# An empty page still tells the total.
_OF_TERRITORY = sql(f"""
    SELECT (SELECT COUNT(*) FROM report WHERE territory_id = :territory), {_COLUMNS}
    FROM (SELECT 1 AS one) alone
    LEFT JOIN (
        SELECT f.* FROM report f WHERE f.territory_id = :territory ORDER BY f.month DESC LIMIT :limit OFFSET :offset
    ) r ON 1 = 1
    ORDER BY r.month DESC
""")  # noqa: S608  as above
_WAITING_FOR = sql(f"""
    SELECT {_COLUMNS} FROM report_office o JOIN report r ON r.id = o.report_id
    WHERE o.office_id = :office AND r.state = 'shown' ORDER BY r.month DESC, r.id
""")  # noqa: S608  as above
_OF_MONTH = sql(f"""
    SELECT {_COLUMNS} FROM report r WHERE r.month = :month ORDER BY r.id
""")  # noqa: S608  as above
_PUBLISHED = sql(f"""
    SELECT {_COLUMNS} FROM report r WHERE r.state = 'published' ORDER BY r.territory_id, r.month DESC
""")  # noqa: S608  as above
_SUBSCRIBE = sql("""
    INSERT INTO report_reader (territory_id, person_id) VALUES (:territory, :person)
    ON CONFLICT (territory_id, person_id) DO NOTHING
""")
_UNSUBSCRIBE = sql("DELETE FROM report_reader WHERE territory_id = :territory AND person_id = :person")
_SUBSCRIPTIONS = sql("SELECT territory_id FROM report_reader WHERE person_id = :person ORDER BY territory_id")
_READERS = sql("SELECT person_id FROM report_reader WHERE territory_id = :territory ORDER BY person_id")
_NOTE_COPIES = sql("""
    INSERT INTO report_copy (report_id, person_id)
    SELECT CAST(:report AS BIGINT), value FROM {ints:people} people WHERE 1 = 1
    ON CONFLICT (report_id, person_id) DO NOTHING
""")
_HOLDERS = sql("SELECT person_id FROM report_copy WHERE report_id = :report ORDER BY person_id")
_THEIRS = "(SELECT l.entry FROM log_private l WHERE l.person_id = :person)"
_ERASURE = (
    sql(f"UPDATE report_office SET comment = '' WHERE entry IN {_THEIRS}"),  # noqa: S608  our own words
    sql(f"UPDATE report_edition SET reason = '' WHERE number > 1 AND entry IN {_THEIRS}"),  # noqa: S608  as above
    sql("DELETE FROM report_reader WHERE person_id = :person"),
    sql("DELETE FROM report_copy WHERE person_id = :person"),
)


async def erase_reports(session: Session, person_id: int) -> None:
    """Take away the words that a person wrote beside figures, and what they wish for.

    Must come before what stands beside the log is erased: there it is written who did.
    """
    for statement in _ERASURE:
        await session.run(statement, person=person_id)


class ReportsRepository:
    """Implements `domain.ports.Reports`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def latest(self) -> Mapping[str, Month]:
        """Return the last month of which a territory has a report, by territory. One trip."""
        return {str(unit): Month.read(month) for unit, month in await self._session.all(_LATEST)}

    async def draft(self, territory_id: str, month: Month, as_of: datetime, now: datetime) -> int | None:
        """Note a report; returns its number, or None when the territory has one of the month. One trip."""
        row = await self._session.one(
            _DRAFT, territory=territory_id, month=str(month), as_of=micros(as_of), now=micros(now)
        )
        return int(row[0]) if row else None

    async def hold(self, report_id: int) -> Report | None:
        """Return the report and let nobody else change it until this unit of work ends. Two trips."""
        await self._session.run(_HOLD, report=report_id)
        return await self.get(report_id)

    async def add_edition(self, report_id: int, edition: Edition, entry: int) -> bool:
        """Add an edition; False when there is one of that number. One trip."""
        return bool(
            await self._session.run(
                _ADD_EDITION,
                report=report_id,
                number=edition.number,
                digest=edition.digest,
                figures=edition.figures,
                reason=edition.reason,
                entry=entry,
                made_at=micros(edition.made_at),
            )
        )

    async def put_offices(self, report_id: int, office_ids: Sequence[int]) -> None:
        """Note offices whose figures are in the report; those that are there already stay as they are. One trip."""
        await self._session.run(_PUT_OFFICES, report=report_id, offices=json_list(office_ids))

    async def show(self, report_id: int, shown_on: date, publish_on: date) -> bool:
        """Note that a drafted report is shown to offices; False when it was before. One trip."""
        days = {"shown_on": shown_on.isoformat(), "publish_on": publish_on.isoformat()}
        return bool(await self._session.run(_SHOW, report=report_id, **days))

    async def show_office(self, report_id: int, office_id: int, shown_on: date) -> bool:
        """Note that an office was shown its figures; False when it was before. One trip."""
        return bool(
            await self._session.run(_SHOW_OFFICE, report=report_id, office=office_id, shown_on=shown_on.isoformat())
        )

    async def publish(self, report_id: int, now: datetime) -> bool:
        """Note that a shown report is published; False when it was before. One trip."""
        return bool(await self._session.run(_PUBLISH, report=report_id, now=micros(now)))

    async def comment(self, report_id: int, office_id: int, text: str, entry: int, now: datetime) -> bool:
        """Write what an office says, or take it back with no text; False when the report takes none or the office is
        not in it. One trip.
        """
        said = {"text": text, "entry": entry, "now": micros(now)}
        return bool(await self._session.run(_COMMENT, report=report_id, office=office_id, **said))

    async def unpublished(self) -> Sequence[Report]:
        """Return the reports that are not published yet, by number. One trip."""
        return [_report(row) for row in await self._session.all(_UNPUBLISHED)]

    async def get(self, report_id: int) -> Report | None:
        """Return the report. One trip."""
        row = await self._session.one(_GET, report=report_id)
        return _report(row) if row else None

    async def edition(self, report_id: int, number: int | None = None) -> Edition | None:
        """Return an edition; the last one when no number is given. One trip."""
        row = await self._session.one(_EDITION, report=report_id, number=number or 0)
        return _edition(row) if row else None

    async def editions(self, report_id: int) -> Sequence[Edition]:
        """Return every edition, the first one first. One trip."""
        return [_edition(row) for row in await self._session.all(_EDITIONS, report=report_id)]

    async def offices(self, report_id: int) -> Sequence[OfficeIn]:
        """Return the offices in the report, by number. One trip."""
        return [_office(row) for row in await self._session.all(_OFFICES, report=report_id)]

    async def territories(self) -> Sequence[str]:
        """Return the territories that have a report. One trip."""
        return [str(row[0]) for row in await self._session.all(_TERRITORIES)]

    async def of_territory(self, territory_id: str, offset: int, limit: int) -> ReportPage:
        """Return reports of a territory, the latest month first, unpublished ones too. One trip."""
        rows = await self._session.all(_OF_TERRITORY, territory=territory_id, offset=offset, limit=limit)
        return ReportPage(tuple(_report(row[1:]) for row in rows if row[1] is not None), int(rows[0][0]))

    async def waiting_for(self, office_id: int) -> Sequence[Report]:
        """Return the reports that take a comment of the office, the latest month first. One trip."""
        return [_report(row) for row in await self._session.all(_WAITING_FOR, office=office_id)]

    async def of_month(self, month: Month) -> Sequence[Report]:
        """Return the reports of a month, by number. One trip."""
        return [_report(row) for row in await self._session.all(_OF_MONTH, month=str(month))]

    async def published(self) -> Sequence[Report]:
        """Return every published report: territories by id, the latest month first. One trip."""
        return [_report(row) for row in await self._session.all(_PUBLISHED)]

    async def subscribe(self, territory_id: str, person_id: int) -> bool:
        """Note that somebody wishes for the reports of a territory; False when they did before. One trip."""
        return bool(await self._session.run(_SUBSCRIBE, territory=territory_id, person=person_id))

    async def unsubscribe(self, territory_id: str, person_id: int) -> bool:
        """Note that they wish for them no more; False when they did not. One trip."""
        return bool(await self._session.run(_UNSUBSCRIBE, territory=territory_id, person=person_id))

    async def subscriptions(self, person_id: int) -> Sequence[str]:
        """Return the territories whose reports somebody wishes for. One trip."""
        return [str(row[0]) for row in await self._session.all(_SUBSCRIPTIONS, person=person_id)]

    async def readers(self, territory_id: str) -> Sequence[int]:
        """Return who wishes for the reports of a territory. One trip."""
        return [int(row[0]) for row in await self._session.all(_READERS, territory=territory_id)]

    async def note_copies(self, report_id: int, people: Sequence[int]) -> None:
        """Note who has got the report. One trip."""
        await self._session.run(_NOTE_COPIES, report=report_id, people=json_list(people))

    async def holders(self, report_id: int) -> Sequence[int]:
        """Return who has got the report. One trip."""
        return [int(row[0]) for row in await self._session.all(_HOLDERS, report=report_id)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _report(row: Row) -> Report:
    number, territory, month, state, as_of, shown_on, publish_on, published_at, edition = row
    return Report(
        id=int(number),
        territory_id=territory,
        month=Month.read(month),
        state=ReportState(state),
        as_of=instant(as_of),
        shown_on=_day(shown_on),
        publish_on=_day(publish_on),
        published_at=instant(published_at) if published_at is not None else None,
        edition=int(edition),
    )


def _edition(row: Row) -> Edition:
    number, digest, figures, reason, made_at = row
    return Edition(int(number), digest, figures, reason, instant(made_at))


def _office(row: Row) -> OfficeIn:
    number, shown_on, comment, commented_at = row
    at = instant(commented_at) if commented_at is not None else None
    return OfficeIn(int(number), _day(shown_on), comment, at)
