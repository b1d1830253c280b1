"""Notices about monthly reports, made when they leave: an office's figures, the file, the file of a correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.reports.schedule import last_day_of_comments
from handlers.report_callbacks import PAYLOAD
from handlers.report_file import document_of, issue_of, world_of
from handlers.report_record import CORRECTED, READY, SHOWN
from handlers.requests.happening import terms_in_force
from handlers.views import reports as views
from handlers.views.groups import link
from handlers.views.screen import Document, Screen

if TYPE_CHECKING:
    from handlers.notices import Notice


async def shown(notice: Notice) -> Screen | None:
    """Show an official, or the group of an office, its figures.

    Nothing when they left it, it left the group, or the report is published already.
    """
    ids, service, repositories = notice.ids, notice.service, notice.repositories
    report = await repositories.reports.get(int(ids["report"]))
    if report is None or not report.takes_comments or report.shown_on is None:
        return None
    office = await repositories.offices.get(int(ids["office"]))
    if office is None or await _office_of(notice) != office.id:
        return None
    issue = await issue_of(repositories, service, report)
    law = await service.by_law(service.today(service.clock.now()))
    terms = await terms_in_force(repositories, service, law)
    last_day = last_day_of_comments(report.shown_on, terms.calendar)
    may = views.May(office=office, own=issue.offices.get(office.id))
    way = link(notice.username, f"{PAYLOAD}{report.id}") if notice.chat_id < 0 else ""
    return views.shown(report, issue, may, last_day, world_of(service), service, notice.tr, way)


async def _office_of(notice: Notice) -> int | None:
    """Return the office of a chat: in which its person sits, or which works in the group."""
    if notice.chat_id < 0:
        group = await notice.repositories.office_groups.of_chat(notice.chat_id)
        return group.office_id if group is not None else None
    seat = (await notice.repositories.people.visitor(notice.chat_id, notice.chat_id)).seat
    return seat.office_id if seat is not None else None


async def ready(notice: Notice) -> Document | None:
    """Send the file of a report; nothing when a correction is on its way."""
    report = await notice.repositories.reports.get(int(notice.ids["report"]))
    if report is None or not report.published or report.edition != int(notice.ids["edition"]):
        return None
    caption = views.ready(report, notice.service, notice.tr)
    return await document_of(notice.repositories, notice.service, report, caption)


async def corrected(notice: Notice) -> Document | None:
    """Send the file of a correction with its reason; nothing when a later one is on its way."""
    report = await notice.repositories.reports.get(int(notice.ids["report"]))
    if report is None or report.edition != int(notice.ids["edition"]):
        return None
    issue = await issue_of(notice.repositories, notice.service, report)
    last = issue.last
    caption = views.corrected(report, last.number, last.reason, len(last.changes), notice.service, notice.tr)
    return await document_of(notice.repositories, notice.service, report, caption)


WRITERS = {SHOWN: shown, READY: ready, CORRECTED: corrected}
