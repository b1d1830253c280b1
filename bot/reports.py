"""Monthly reports by themselves: asks which are to be drafted, shown to offices and published; tables know the rest."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from domain.errors import StorageBusy
from domain.ports import Repositories
from domain.reports.model import Month, Report, ReportState
from domain.reports.schedule import due, may_publish, working
from domain.requests.terms import Terms
from handlers import report_record
from handlers.report_counting import homes, offices_of, placed_in, survey, taken, terms_of
from handlers.requests.happening import terms_in_force
from handlers.service import Service

log = logging.getLogger(__name__)


class MonthlyReports:
    """Drafts, shows and publishes what is due.

    Args:
        service: storage, clock and calendar.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._nothing: set[tuple[str, Month]] = set()  # without a request; only saves counting them again

    async def tick(self) -> int:
        """Take every step that is due; returns how many were taken."""
        return await self._draft() + await self._go_on()

    async def _draft(self) -> int:
        service = self._service
        now = service.clock.now()
        terms = await self._terms(now)
        async with service.store.read() as repositories:
            territories = {unit for _, unit in await repositories.coordinators.current() if unit in service.tree}
            wanted = due(territories, await repositories.reports.latest(), now, terms)
        months: dict[Month, list[str]] = {}
        for territory, month in wanted:
            if (territory, month) not in self._nothing:
                months.setdefault(month, []).append(territory)
        return sum([await self._draft_month(month, units, now) for month, units in months.items()])

    async def _draft_month(self, month: Month, territories: Sequence[str], now: datetime) -> int:
        service = self._service
        drafted = 0
        async with service.store.read() as repositories:
            terms = await terms_of(repositories, service, month)
            country = await survey(repositories, service, terms, month.window, month.ends(service.zone))
            placed = await placed_in(repositories, await repositories.reports.of_month(month))
            free = [office for number, office in offices_of(country).items() if number not in placed]
            where = homes(free, territories, service.tree)
            for territory in territories:
                found = await taken(repositories, service, terms, country, territory, where[territory])
                if found is None:
                    self._nothing.add((territory, month))
                    continue
                async with service.store.write() as writing:
                    number = await report_record.draft(writing, month, found, now)
                if number is not None:
                    log.info("report %d of %s, %s is drafted", number, territory, month)
                    drafted += 1
        return drafted

    async def _go_on(self) -> int:
        service = self._service
        now = service.clock.now()
        terms = await self._terms(now)
        if not working(now, terms):
            return 0
        async with service.store.read() as repositories:
            waiting = await repositories.reports.unpublished()
            wanted = [report for report in waiting if await _may_go_on(repositories, report, terms, now)]
        steps = 0
        for report in wanted:
            try:
                steps += await self._step(report, terms, now)
            except StorageBusy:
                log.warning("report %d: the database is busy; next time", report.id)
        return steps

    async def _step(self, report: Report, terms: Terms, now: datetime) -> int:
        async with self._service.store.write() as repositories:
            if not may_publish(report, now, terms):
                return int(await report_record.show(repositories, report, terms, now))
            queued = await report_record.publish(repositories, report, now)
        if queued is None:
            return 0
        log.info("report %d is published; %d messages", report.id, queued)
        return 1

    async def _terms(self, now: datetime) -> Terms:
        service = self._service
        law = await service.by_law(service.today(now))
        async with service.store.read() as repositories:
            return await terms_in_force(repositories, service, law)


async def _may_go_on(repositories: Repositories, report: Report, terms: Terms, now: datetime) -> bool:
    """Tell whether a step may be due: what only waits for its day opens nothing that others would have to wait for."""
    if report.state is ReportState.DRAFTED or may_publish(report, now, terms):
        return True
    return any(office.shown_on is None for office in await repositories.reports.offices(report.id))
