"""The morning digest of an official: what is overdue, due today and soon, and what nobody has taken."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.duty import working
from domain.offices import SeatRole
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from domain.requests.reminding import disturbs, horizon
from handlers.requests.happening import hours_of, terms_in_force
from handlers.views.requests import morning as views
from handlers.views.screen import Screen

if TYPE_CHECKING:
    from handlers.notices import Notice

ABOUT = "morning"
MOST = 6
"""Requests that a digest names; the others are in the list."""


async def queue(repositories: Repositories, office_id: int, today: date, now: datetime) -> int:
    """Queue today's digest for every official and head of the office who is on duty; returns how many."""
    seats = (await repositories.seats.of_offices([office_id]))[office_id]
    roster = await repositories.duty.of_office(office_id)
    chats = [seat.person_id for seat in seats if seat.person_id is not None and working(seat, roster, today)]
    ids = {"about": ABOUT, "office": office_id, "day": today.isoformat()}
    key = f"{ABOUT}:{today.isoformat()}"
    return await repositories.outbox.put([Parcel(chat, OutboxKind.NOTICE, key, ids) for chat in chats], now)


async def write(notice: Notice) -> Screen | None:
    """Return the digest as things stand when it leaves; None when there is nothing, the day is over or off, the office
    has closed for today, or the reader sits there no more.
    """
    repositories, service = notice.repositories, notice.service
    now = service.clock.now()
    today = service.today(now)
    office_id = int(notice.ids["office"])
    seats = (await repositories.seats.of_offices([office_id]))[office_id]
    seat = next((one for one in seats if one.person_id == notice.chat_id), None)
    if seat is None or notice.ids["day"] != today.isoformat():
        return None
    terms = await terms_in_force(repositories, service, await service.by_law(today))
    if disturbs(now, await hours_of(repositories, office_id), terms):
        return None
    whose = None if seat.role is SeatRole.HEAD else seat.id
    load = await repositories.request_times.workload(office_id, whose, today, horizon(terms, today), MOST)
    return None if load.empty else views.digest(load, today, notice.tr, whole=whose is None)
