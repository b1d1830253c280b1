"""The brief that a newcomer to an office gets: what it tells, made when it leaves, as a message and as a document."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from domain.calendar import WorkingCalendar
from domain.offices import Office, Seat
from domain.ports import Repositories
from domain.requests.inbox import SOON, Heap, Line
from handlers.service import Service
from handlers.views.requests import handover as views
from handlers.views.requests.handover import Brief
from handlers.views.requests.handover_docx import MOST_ENDED, MOST_OPEN, MOST_PARTNERS, MOST_PROMISES, handover_docx
from handlers.views.screen import Document, Screen

if TYPE_CHECKING:
    from handlers.notices import Notice
    from handlers.texts import Translator

BRIEF = "handover"
PAPER = "handover_paper"


async def brief_of(
    repositories: Repositories, service: Service, law: WorkingCalendar, office: Office, seat: Seat, *, whole: bool
) -> Brief:
    """Return what the brief tells of the office now. Nine trips.

    Args:
        repositories: for looking.
        service: the clock and the zone.
        law: as for `happening.terms_in_force`.
        office: which office.
        seat: whose brief it is.
        whole: whether all that the document has room for is wanted, or what the message shows.
    """
    now = service.clock.now()
    today = service.today(now)
    calendar = law.changed(await repositories.calendar.changes())
    soon = calendar.add_working_days(today, SOON)

    async def lines(heap: Heap, limit: int) -> tuple[Line, ...]:
        return (await repositories.inbox.page(office.id, seat.id, heap, today, soon, 0, limit)).lines

    ended = MOST_ENDED if whole else views.ENDED_SHOWN
    opened = await repositories.inbox.page(
        office.id, seat.id, Heap.OPEN, today, soon, 0, MOST_OPEN if whole else views.OPEN_SHOWN
    )
    over = [*await lines(Heap.UNRATED, ended), *await lines(Heap.ENDED, ended)]
    over.sort(key=lambda line: line.request.ended_at or line.request.answered_at or line.request.filed_at, reverse=True)
    return Brief(
        office=office,
        seat=seat,
        progress=(await repositories.handovers.of_office(office.id)).get(seat.id),
        counts=opened.counts,
        opened=opened.lines,
        promises=await repositories.promises.of_office(office.id, 0, MOST_PROMISES),
        partners=await repositories.handovers.partners(office.id, MOST_PARTNERS if whole else views.PARTNERS_SHOWN),
        ended=tuple(over[:ended]),
        calendar=calendar,
        made=now.astimezone(service.zone),
    )


async def paper_of(brief: Brief, tr: Translator, service: Service) -> Document:
    """Return the brief as a document; others are answered while it is made."""
    content = await asyncio.to_thread(handover_docx, brief, tr, service)
    return Document(f"elshi-handover-{brief.office.id}.docx", content, views.paper_caption(brief, tr, service))


async def _brief(notice: Notice, *, whole: bool) -> Brief | None:
    """Return the brief for its reader; None when they sit there no more, or the office is closed."""
    repositories, service = notice.repositories, notice.service
    seat = await repositories.seats.get(int(notice.ids["seat"]))
    office = await repositories.offices.get(seat.office_id) if seat is not None else None
    if seat is None or seat.until is not None or seat.person_id != notice.chat_id or office is None or office.closed:
        return None
    law = await service.by_law(service.today(service.clock.now()))
    return await brief_of(repositories, service, law, office, seat, whole=whole)


async def brief(notice: Notice) -> Screen | None:
    """Return the message of the brief."""
    found = await _brief(notice, whole=False)
    return views.brief(found, notice.tr, notice.service) if found is not None else None


async def paper(notice: Notice) -> Document | None:
    """Return the document of the brief."""
    found = await _brief(notice, whole=True)
    return await paper_of(found, notice.tr, notice.service) if found is not None else None


WRITERS = {BRIEF: brief, PAPER: paper}
