"""A report as it is handed out: read from storage, rendered once for all its readers."""

from __future__ import annotations

from functools import lru_cache

from domain.ports import Repositories
from domain.reports.difference import changes
from domain.reports.model import Report
from domain.reports.snapshot import read
from handlers.service import Service
from handlers.views.report_issue import EditionTold, Issue, World
from handlers.views.screen import Document


def world_of(service: Service) -> World:
    """Return what names in a report come from."""
    return World(service.tree, {topic.id: topic for topic in service.topics}, service.zone)


async def issue_of(repositories: Repositories, service: Service, report: Report) -> Issue:
    """Return the report with its last edition's numbers, exactly as they were counted. Two trips.

    Raises:
        LookupError: it has no edition.
    """
    editions = await repositories.reports.editions(report.id)
    if not editions:
        raise LookupError(f"report {report.id} has no edition")
    offices = await repositories.reports.offices(report.id)
    told: list[EditionTold] = []
    before = None
    for edition in editions:
        taken = read(edition.figures)
        told.append(
            EditionTold(
                number=edition.number,
                made_at=edition.made_at,
                digest=edition.digest,
                reason=edition.reason,
                changes=changes(before, taken) if before is not None else (),
                before=told[-1].digest if told else "",
            )
        )
        before = taken
    assert before is not None  # there is an edition
    return Issue(
        taken=before,
        editions=told,
        month=report.month,
        number=report.id,
        published_on=service.today(report.published_at) if report.published_at else None,
        publish_on=report.publish_on,
        offices={one.office_id: one for one in offices},
    )


async def document_of(repositories: Repositories, service: Service, report: Report, caption: str = "") -> Document:
    """Return the file of a report for a chat; `caption` is Telegram's HTML."""
    issue = await issue_of(repositories, service, report)
    return Document(f"{issue.name}.html", _rendered(_Once(issue, service)), caption)


class _Once:
    """An issue that is the same to a cache when its words and numbers are."""

    def __init__(self, issue: Issue, service: Service) -> None:
        self.issue = issue
        self.service = service
        said = tuple((one.office_id, one.comment, one.shown_on) for one in issue.offices.values())
        self._key = (
            issue.number,
            issue.last.digest,
            issue.last.number,
            issue.published_on,
            said,
            tuple(one.reason for one in issue.editions),
        )

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and other._key == self._key


@lru_cache(maxsize=2)
def _rendered(once: _Once) -> bytes:
    from handlers.views.report_page import page  # a report is made once a month: its sections wait on the disk

    return page(once.issue, world_of(once.service), once.service.texts).encode()
