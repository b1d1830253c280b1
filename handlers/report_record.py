"""Every step of a report together with its entry in the log and the messages that it causes: one unit of work.

Nothing else in the house changes reports (a test looks). Each step is taken by whoever comes first and by nobody else:
of two processes, or after a restart in the middle, the second finds it done.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from domain.offices import By
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from domain.reports import record as entries
from domain.reports.difference import changes
from domain.reports.model import Edition, Month, Report, ReportState, offices_in
from domain.reports.schedule import publication_day
from domain.reports.snapshot import Snapshot, read
from domain.requests.terms import Terms
from domain.statistics.tables import By as GivenBy
from handlers.requests.telling import group_of

SHOWN, READY, CORRECTED = "report_shown", "report_ready", "report_corrected"
"""Notices about reports: to an office its figures; the file; the file of a correction."""


async def draft(repositories: Repositories, month: Month, taken: Snapshot, now: datetime) -> int | None:
    """Keep a report with its first edition; None when the territory has one of the month already."""
    report = await repositories.reports.draft(taken.territory_id, month, taken.as_of, now)
    if report is None:
        return None
    head = await repositories.journal.append(entries.drafted(report, str(month), taken), now)
    await repositories.reports.add_edition(report, Edition(1, taken.digest, taken.text(), "", now), head.number)
    offices = offices_in(row.key for row in taken.rows(GivenBy.OFFICE))
    await repositories.reports.put_offices(report, offices)
    return report


async def show(repositories: Repositories, report: Report, terms: Terms, now: datetime) -> bool:
    """Show the offices in a report their figures; False when there was nothing to be done.

    The first time the day of publication is fixed. An office in which nobody sat then is shown its figures as soon as
    somebody does, as long as the report is not published. The group in which an office works is told with its people.
    """
    today = terms.day(now)
    if report.state is ReportState.DRAFTED:
        publish_on = publication_day(today, terms.calendar)
        if not await repositories.reports.show(report.id, today, publish_on):
            return False
        report = replace(report, state=ReportState.SHOWN, shown_on=today, publish_on=publish_on)
        first = True
    else:
        first = False
    waiting = [one.office_id for one in await repositories.reports.offices(report.id) if one.shown_on is None]
    seats = await repositories.seats.of_offices(waiting)
    people = {seat.person_id: office for office, held in seats.items() for seat in held if seat.person_id is not None}
    known = await repositories.people.languages(sorted(people))
    shown: list[int] = []
    parcels: list[Parcel] = []
    for office in waiting:
        reached = [person for person, where in people.items() if where == office and person in known]
        if not reached or not await repositories.reports.show_office(report.id, office, today):
            continue
        shown.append(office)
        ids = {"about": SHOWN, "report": report.id, "office": office}
        chats = [*reached, *await group_of(repositories, office)]
        parcels += [Parcel(chat, OutboxKind.NOTICE, f"{SHOWN}:{report.id}:{office}:{chat}", ids) for chat in chats]
    if not first and not shown:
        return False
    assert report.publish_on is not None  # it is shown
    await repositories.journal.append(entries.shown(report.id, shown, report.publish_on), now)
    if parcels:
        await repositories.outbox.put(parcels, now)
    return True


async def comment(repositories: Repositories, report_id: int, office_id: int, by: By, text: str, now: datetime) -> bool:
    """Keep what an office says beside its figures; empty words take it back. False when no comment is taken."""
    report = await repositories.reports.hold(report_id)  # it is published before this, or after
    offices = {one.office_id: one for one in await repositories.reports.offices(report_id)}
    if office_id not in offices or report is None or not report.takes_comments:
        return False
    again = offices[office_id].commented_at is not None
    entry = entries.commented(report_id, office_id, by, text, again=again)
    head = await repositories.journal.append(entry, now)
    return await repositories.reports.comment(report_id, office_id, text, head.number, now)


async def publish(repositories: Repositories, report: Report, now: datetime) -> int | None:
    """Publish a report; returns how many messages were queued, None when it was published before."""
    if not await repositories.reports.publish(report.id, now):
        return None
    edition = await repositories.reports.edition(report.id)
    assert edition is not None  # it was drafted with one
    await repositories.journal.append(entries.published(report, edition), now)
    return await _send(repositories, report.id, edition.number, READY, await _readers(repositories, report), now)


async def correct(
    repositories: Repositories, report: Report, taken: Snapshot, reason: str, by: By | None, now: datetime
) -> Edition | None:
    """Publish what was counted anew as the next edition, to whoever has got an earlier one.

    Args:
        repositories: of the unit of work.
        report: a published one.
        taken: counted anew, as of the same moment.
        reason: why; not empty.
        by: the coordinator and in which right; None for the operator at the command line.
        now: the moment of handling.

    Returns:
        The new edition; None when the numbers are those of the last one: there is nothing to correct.
    """
    await repositories.reports.hold(report.id)  # of two corrections the second finds the first
    before = await repositories.reports.edition(report.id)
    if before is None or not report.published or before.digest == taken.digest:
        return None
    edition = Edition(before.number + 1, taken.digest, taken.text(), reason, now)
    changed = len(changes(read(before.figures), taken))
    head = await repositories.journal.append(entries.corrected(report.id, edition, before, by, changed), now)
    await repositories.reports.add_edition(report.id, edition, head.number)
    await repositories.reports.put_offices(report.id, offices_in(row.key for row in taken.rows(GivenBy.OFFICE)))
    readers = {*await repositories.reports.holders(report.id), *await _readers(repositories, report)}
    await _send(repositories, report.id, edition.number, CORRECTED, sorted(readers), now)
    return edition


async def hand_out(repositories: Repositories, report_id: int, person_id: int) -> None:
    """Note that somebody took the file themselves: they get its corrections, too."""
    await repositories.reports.note_copies(report_id, [person_id])


async def set_subscription(repositories: Repositories, territory_id: str, person_id: int, wished: bool) -> bool:
    """Note whether somebody wishes for the monthly reports of a territory; False when nothing changes."""
    if wished:
        return await repositories.reports.subscribe(territory_id, person_id)
    return await repositories.reports.unsubscribe(territory_id, person_id)


async def _readers(repositories: Repositories, report: Report) -> Sequence[int]:
    people = await repositories.reports.readers(report.territory_id)
    known = await repositories.people.languages(people)
    return [person for person in people if person in known]


async def _send(
    repositories: Repositories, report_id: int, edition: int, about: str, people: Collection[int], now: datetime
) -> int:
    if not people:
        return 0
    ids = {"about": about, "report": report_id, "edition": edition}
    key = f"report:{report_id}:{edition}"
    queued = await repositories.outbox.put([Parcel(one, OutboxKind.NOTICE, key, ids) for one in people], now)
    await repositories.reports.note_copies(report_id, sorted(people))
    return queued
