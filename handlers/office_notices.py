"""Notices about seats, invitations and members, made when they leave: what is true no more is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.invitations import Reply
from domain.offices import headless
from handlers.views import inviting as invitations
from handlers.views import office_card as views
from handlers.views.screen import Screen, esc

if TYPE_CHECKING:
    from handlers.notices import Notice


async def seat_taken(notice: Notice) -> Screen | None:
    """Tell who invited that the seat is taken; nothing when the term has ended meanwhile."""
    seat = await notice.repositories.seats.get(int(notice.ids["seat"]))
    if seat is None or seat.until is not None:
        return None
    office = await notice.repositories.offices.get(seat.office_id)
    return invitations.seat_taken(office, seat, notice.tr, notice.service) if office else None


async def declined(notice: Notice) -> Screen | None:
    """Tell who invited that the invitation was declined."""
    found = await notice.repositories.invitations.get(int(notice.ids["invitation"]))
    if found is None or found.reply is not Reply.DECLINED:
        return None
    if found.office_id is not None:
        office = await notice.repositories.offices.get(found.office_id)
        return (
            invitations.refused(invitations.office_title(office, notice.tr, notice.service), notice.tr)
            if office
            else None
        )
    known = await notice.repositories.organisations.get(found.ngo_id or 0)
    return invitations.refused(esc(known[0].name, 200), notice.tr) if known else None


async def member_joined(notice: Notice) -> Screen | None:
    """Tell the members of an NGO that somebody came; nothing to who has left it or when the newcomer has."""
    found = await notice.repositories.invitations.get(int(notice.ids["invitation"]))
    if found is None or found.ngo_id is None:
        return None
    members = {one.person_id for one in await notice.repositories.organisations.members(found.ngo_id)}
    if found.answered_by not in members or (notice.chat_id not in members and notice.chat_id != found.made_by):
        return None
    known = await notice.repositories.organisations.get(found.ngo_id)
    return invitations.member_joined(known[0], found.by_coordinator, notice.tr) if known else None


async def member_removed(notice: Notice) -> Screen | None:
    """Tell somebody that another member took them out of an NGO; nothing when they are in it again."""
    ngo_id = int(notice.ids["ngo"])
    members = {one.person_id for one in await notice.repositories.organisations.members(ngo_id)}
    known = await notice.repositories.organisations.get(ngo_id)
    if known is None or notice.chat_id in members:
        return None
    return invitations.member_removed(known[0], notice.tr)


async def seat_ended(notice: Notice) -> Screen | None:
    """Tell somebody that their term was ended by another; nothing when they sit there again."""
    seat = await notice.repositories.seats.get(int(notice.ids["seat"]))
    if seat is None or seat.until is None:
        return None
    now_held = (await notice.repositories.people.visitor(notice.chat_id, notice.chat_id)).seat
    office = await notice.repositories.offices.get(seat.office_id)
    if office is None or (now_held is not None and now_held.office_id == office.id):
        return None
    return views.seat_ended(office, notice.tr, notice.service)


async def without_head(notice: Notice) -> Screen | None:
    """Tell a coordinator that an office has no head or nobody; nothing when it has one again or is closed."""
    office = await notice.repositories.offices.get(int(notice.ids["office"]))
    if office is None or office.closed:
        return None
    seats = (await notice.repositories.seats.of_offices([office.id]))[office.id]
    if not headless(seats):
        return None
    return views.without_head(office, not seats, notice.tr, notice.service)


WRITERS = {
    "seat_taken": seat_taken,
    "invitation_declined": declined,
    "member_joined": member_joined,
    "member_removed": member_removed,
    "seat_ended": seat_ended,
    "office_without_head": without_head,
}
