"""What is asked of storage about monthly reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.reports.model import Edition, Month, OfficeIn, Report


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Part of a list of reports, and how many there are in all."""

    items: tuple[Report, ...]
    total: int


class Reports(Protocol):
    """Monthly reports, their editions, what offices say to them, and who wishes for them."""

    async def latest(self) -> Mapping[str, Month]:
        """Return the last month of which a territory has a report, by territory. One trip."""
        ...

    async def draft(self, territory_id: str, month: Month, as_of: datetime, now: datetime) -> int | None:
        """Note a report; returns its number, or None when the territory has one of the month. One trip."""
        ...

    async def hold(self, report_id: int) -> Report | None:
        """Return the report and let nobody else change it until this unit of work ends. Two trips."""
        ...

    async def add_edition(self, report_id: int, edition: Edition, entry: int) -> bool:
        """Add an edition; False when there is one of that number. One trip."""
        ...

    async def put_offices(self, report_id: int, office_ids: Sequence[int]) -> None:
        """Note offices whose figures are in the report; those that are there already stay as they are. One trip."""
        ...

    async def show(self, report_id: int, shown_on: date, publish_on: date) -> bool:
        """Note that a drafted report is shown to offices; False when it was before. One trip."""
        ...

    async def show_office(self, report_id: int, office_id: int, shown_on: date) -> bool:
        """Note that an office was shown its figures; False when it was before. One trip."""
        ...

    async def publish(self, report_id: int, now: datetime) -> bool:
        """Note that a shown report is published; False when it was before. One trip."""
        ...

    async def comment(self, report_id: int, office_id: int, text: str, entry: int, now: datetime) -> bool:
        """Write what an office says; False when the report takes none or the office is not in it. One trip."""
        ...

    async def unpublished(self) -> Sequence[Report]:
        """Return the reports that are not published yet, by number. One trip."""
        ...

    async def get(self, report_id: int) -> Report | None:
        """Return the report. One trip."""
        ...

    async def edition(self, report_id: int, number: int | None = None) -> Edition | None:
        """Return an edition; the last one when no number is given. One trip."""
        ...

    async def editions(self, report_id: int) -> Sequence[Edition]:
        """Return every edition, the first one first. One trip."""
        ...

    async def offices(self, report_id: int) -> Sequence[OfficeIn]:
        """Return the offices in the report, by number. One trip."""
        ...

    async def territories(self) -> Sequence[str]:
        """Return the territories that have a report. One trip."""
        ...

    async def of_territory(self, territory_id: str, offset: int, limit: int) -> ReportPage:
        """Return reports of a territory, the latest month first, unpublished ones too. One trip."""
        ...

    async def waiting_for(self, office_id: int) -> Sequence[Report]:
        """Return the reports that take a comment of the office, the latest month first. One trip."""
        ...

    async def of_month(self, month: Month) -> Sequence[Report]:
        """Return the reports of a month, by number. One trip."""
        ...

    async def published(self) -> Sequence[Report]:
        """Return every published report: territories by id, the latest month first. One trip."""
        ...

    async def subscribe(self, territory_id: str, person_id: int) -> bool:
        """Note that somebody wishes for the reports of a territory; False when they did before. One trip."""
        ...

    async def unsubscribe(self, territory_id: str, person_id: int) -> bool:
        """Note that they wish for them no more; False when they did not. One trip."""
        ...

    async def subscriptions(self, person_id: int) -> Sequence[str]:
        """Return the territories whose reports somebody wishes for. One trip."""
        ...

    async def readers(self, territory_id: str) -> Sequence[int]:
        """Return who wishes for the reports of a territory. One trip."""
        ...

    async def note_copies(self, report_id: int, people: Sequence[int]) -> None:
        """Note who has got the report. One trip."""
        ...

    async def holders(self, report_id: int) -> Sequence[int]:
        """Return who has got the report. One trip."""
        ...
