"""Reminders of a request's dates: queued once with an entry in the log, and looked at again when they leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.calendar import WorkingCalendar
from domain.offices import Office, SeatRole
from domain.ports import Repositories
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request
from domain.requests.reminding import Nudge, disturbs, nudges, passed, works_next
from domain.requests.terms import Terms
from handlers.notices import Notice
from handlers.requests import telling
from handlers.requests.happening import clocks_in_force, happen, hours_of, terms_in_force
from handlers.service import Service
from handlers.views.dispatch import Dispatch
from handlers.views.requests import reminders as views
from handlers.views.screen import Screen

COMING, OVERDUE, LATE = "reminder", "overdue", "late"
"""What messages are about: a date comes (to the office), has passed (to head and coordinators; to the NGO)."""


async def remind(
    repositories: Repositories, service: Service, law: WorkingCalendar, request_id: int, now: datetime
) -> tuple[Request | None, bool]:
    """Queue what is to be told about the request now, and log it; nothing while its office is closed.

    Returns:
        The request as it stands then, if there is one, and whether anything was queued.
    """
    request = await repositories.requests.get(request_id)
    if request is None or not request.open:
        return request, False
    terms = await terms_in_force(repositories, service, law)
    if disturbs(now, await hours_of(repositories, request.office_id), terms):
        return request, False
    log, clocks = await clocks_in_force(repositories, terms, request_id, now)
    any_told = False
    for nudge in nudges(log, clocks, terms) if clocks is not None else ():
        told = await _tell(repositories, service, law, terms, request, nudge, now)
        request, any_told = told or request, any_told or told is not None
    return request, any_told


async def _tell(
    repositories: Repositories,
    service: Service,
    law: WorkingCalendar,
    terms: Terms,
    request: Request,
    nudge: Nudge,
    now: datetime,
) -> Request | None:
    """Queue one reminder and log it; returns the request after it, or None when nothing was queued."""
    about = OVERDUE if nudge.overdue else COMING
    official = (
        await _heads(repositories, request) if nudge.overdue else await _working(repositories, service, request, now)
    )
    others: Sequence[int] = ()
    if nudge.overdue or not official:  # with nobody in the office, its coordinators are the ones who can do something
        others = await repositories.coordinators.of_territory(request.territory_id)
    if not nudge.overdue and request.office_id is not None:
        official = [*await telling.group_of(repositories, request.office_id), *official]
    key = f"{about}:{request.id}:{nudge.day.isoformat()}"
    ids = {"due": nudge.due.isoformat(), "left": nudge.left}
    parcels = [telling.parcel(request, chat, about, key, office=request.office_id, **ids) for chat in official]
    parcels += [telling.parcel(request, chat, about, key, **ids) for chat in others if chat not in official]
    if nudge.overdue:
        await _tell_ngo(repositories, request, terms.day(now), now)
    told = await repositories.outbox.put(parcels, now)
    if not told:  # another process was faster, or nobody can be reached
        return None
    event = RequestEvent(0, request.id, EventKind.REMINDED, now, Actor.BOT, until=nudge.due)
    facts = {"left": nudge.left, "to": "heads" if nudge.overdue else "office", "told": told}
    return (await happen(repositories, service, law, event, now, facts=facts)).request


async def _tell_ngo(repositories: Repositories, request: Request, today: date, now: datetime) -> None:
    """Tell every member of the NGO, once for each reply date, that it has passed and what can be done."""
    if request.ngo_id is None or not request.overdue(today):
        return
    key = f"{LATE}:{request.id}:{request.due.isoformat()}"
    members = await repositories.organisations.members(request.ngo_id)
    await repositories.outbox.put([telling.parcel(request, member.person_id, LATE, key) for member in members], now)


async def _working(repositories: Repositories, service: Service, request: Request, now: datetime) -> Sequence[int]:
    """Return who is reminded in the office: whoever took the request and gets letters now, else all who do."""
    if request.office_id is None:
        return ()
    return await answering(repositories, service, request.office_id, request.seat_id, now)


async def answering(
    repositories: Repositories, service: Service, office_id: int, seat_id: int | None, now: datetime
) -> Sequence[int]:
    """Return who answers now for what a seat took or promised: its holder, while they sit there and get letters (they
    may be off duty, or away), else all of the office who do.
    """
    chats = await telling.recipients(repositories, service, office_id, now)
    seat = await repositories.seats.get(seat_id) if seat_id is not None else None
    if seat is None or seat.until is not None or seat.office_id != office_id:
        return chats
    return [chat for chat in chats if chat == seat.person_id] or chats


async def _heads(repositories: Repositories, request: Request) -> Sequence[int]:
    if request.office_id is None:
        return ()
    seats = (await repositories.seats.of_offices([request.office_id]))[request.office_id]
    return [seat.person_id for seat in seats if seat.role is SeatRole.HEAD and seat.person_id is not None]


async def coming(notice: Notice) -> Dispatch | None:
    """Remind that a date comes; nothing once it was answered, sent on, moved or has passed."""
    request, terms = await _still_open(notice)
    due = date.fromisoformat(notice.ids["due"])
    if request is None or due not in (request.due, request.office_due):
        return None
    hours = await hours_of(notice.repositories, request.office_id)
    at = works_next(notice.service.clock.now(), hours, terms)
    if terms.day(at) > due:
        return None
    left = terms.days_left(due, at)
    if "office" in notice.ids:
        name = await _ngo_name(notice, request)
        return held(views.coming(request, left, name, notice.tr, notice.service), at, notice)
    office = await _office(notice, request)
    return held(views.coming_to_coordinator(request, left, office, notice.tr, notice.service), at, notice)


async def overdue(notice: Notice) -> Dispatch | None:
    """Tell a head or a coordinator that a date has passed; nothing once it was answered, sent on or moved."""
    request, terms = await _still_open(notice)
    if request is None:
        return None
    now = notice.service.clock.now()
    due = passed((request.due, request.office_due), terms.day(now))
    if due is None:
        return None
    hours = await hours_of(notice.repositories, request.office_id)
    at = works_next(now, hours, terms)
    days = -min(-1, terms.days_left(due, at))
    if "office" in notice.ids:
        name = await _ngo_name(notice, request)
        return held(views.overdue_to_head(request, days, name, notice.tr, notice.service), at, notice)
    office = await _office(notice, request)
    return held(views.overdue_to_coordinator(request, days, office, notice.tr, notice.service), at, notice)


async def late(notice: Notice) -> Screen | None:
    """Tell a member of the NGO that the reply date has passed; nothing once it was answered or moved, or they left."""
    repositories, service = notice.repositories, notice.service
    request = await repositories.requests.get(int(notice.ids["request"]))
    if request is None or request.ngo_id is None or not request.overdue(service.today(service.clock.now())):
        return None
    members = {member.person_id for member in await repositories.organisations.members(request.ngo_id)}
    if notice.chat_id not in members:
        return None
    office = await _office(notice, request)
    return views.late(request, office, notice.tr, service)


async def _still_open(notice: Notice) -> tuple[Request | None, Terms]:
    """Return the request if it is open, where it was, and the reader still concerned; and the terms in force."""
    repositories, service = notice.repositories, notice.service
    law = await service.by_law(service.today(service.clock.now()))
    terms = await terms_in_force(repositories, service, law)
    request = await repositories.requests.get(int(notice.ids["request"]))
    if request is None or not request.open:
        return None, terms
    office = notice.ids.get("office")
    if office is None:
        concerned = notice.chat_id in await repositories.coordinators.of_territory(request.territory_id)
    else:
        seats = (await repositories.seats.of_offices([office]))[office]
        concerned = request.office_id == office and (
            notice.chat_id < 0 or any(seat.person_id == notice.chat_id for seat in seats)
        )
    return (request if concerned else None), terms


async def _office(notice: Notice, request: Request) -> Office | None:
    return await notice.repositories.offices.get(request.office_id) if request.office_id is not None else None


async def _ngo_name(notice: Notice, request: Request) -> str:
    known = await notice.repositories.organisations.get(request.ngo_id or 0)
    return known[0].name if known else ""


def held(screen: Screen, at: datetime, notice: Notice) -> Dispatch:
    """Return the message, held until the office works again: it may have waited for the network in the meantime."""
    return Dispatch(screen, not_before=at if at > notice.service.clock.now() else None)


WRITERS = {COMING: coming, OVERDUE: overdue, LATE: late}
