"""Who is told of changes of duty, and what: made when it leaves, so that what is true no more is not told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from domain.clock import micros
from domain.duty import FURTHEST_AHEAD, PRESENT, addressees, first_bare
from domain.offices import Office, Seat, SeatRole
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from handlers.service import Service
from handlers.views import duty as views
from handlers.views.duty import Staff
from handlers.views.screen import TEXT_LIMIT, Screen, paragraphs

if TYPE_CHECKING:
    from handlers.notices import Notice

MORNING = time(9)
"""When coordinators hear of a day on which nobody is on duty."""


async def tell(
    repositories: Repositories,
    before: Staff,
    after: Staff,
    seat: Seat,
    actor: int,
    now: datetime,
    service: Service,
) -> None:
    """Queue what a change of duty means for others: the officer whom the head set, who stands in, an empty office.

    Args:
        repositories: of the unit of work of the change.
        before: the office's people as they were.
        after: as they are now.
        seat: whose duty has changed.
        actor: who changed it and sees it on the screen.
        now: the moment of handling.
        service: the zone.
    """
    parcels = []
    if seat.person_id is not None and seat.person_id != actor:
        ids = {"about": "duty_set", "seat": seat.id}
        parcels.append(Parcel(seat.person_id, OutboxKind.NOTICE, f"duty_set:{seat.id}:{micros(now)}", ids))
    away = after.roster.get(seat.id, PRESENT).coming(after.today)
    deputy = after.by_id.get(away.deputy or 0) if away else None
    if away is not None and deputy is not None and deputy.person_id not in (None, actor):
        ids = {"about": "standing_in", "seat": seat.id, "deputy": deputy.id}
        key = f"standing_in:{seat.id}:{deputy.id}:{away.first}:{away.last}"
        parcels.append(Parcel(deputy.person_id or 0, OutboxKind.NOTICE, key, ids))
    if after.bare is not None and (before.bare is None or after.bare < before.bare):
        parcels += await _bare(repositories, after.office, after.seats, after.bare, actor, service, now)
    await repositories.outbox.put(parcels, now)


async def seat_left(
    repositories: Repositories, office: Office, seats: Sequence[Seat], actor: int, now: datetime, service: Service
) -> None:
    """Queue that nobody of those who still sit in the office is on duty, if it is so once somebody has left.

    Args:
        repositories: of the unit of work in which the term ended.
        office: where.
        seats: who sits there still.
        actor: who ended the term.
        now: the moment of handling.
        service: the zone.
    """
    today = service.today(now)
    roster = await repositories.duty.of_office(office.id)
    if seats and first_bare(seats, roster, today, today) is not None:
        await repositories.outbox.put(await _bare(repositories, office, seats, today, actor, service, now), now)


async def _bare(
    repositories: Repositories,
    office: Office,
    seats: Sequence[Seat],
    day: date,
    actor: int,
    service: Service,
    now: datetime,
) -> list[Parcel]:
    """Return the word that nobody is on duty: to the head at once, to coordinators on the morning of that day."""
    ids = {"about": "office_bare", "office": office.id, "day": day.isoformat()}
    key = f"office_bare:{office.id}:{day}"
    heads = {seat.person_id for seat in seats if seat.role is SeatRole.HEAD and seat.person_id is not None}
    morning = datetime.combine(day, MORNING, service.zone) if day > service.today(now) else None
    told = [Parcel(person, OutboxKind.NOTICE, key, ids) for person in sorted(heads - {actor})]
    told += [
        Parcel(person, OutboxKind.NOTICE, key, ids, not_before=morning)
        for person in await repositories.coordinators.of_territory(office.territory_id)
        if person not in {actor, *heads}
    ]
    return told


async def _staff(notice: Notice, office_id: int, own: int = 0) -> Staff | None:
    office = await notice.repositories.offices.get(office_id)
    if office is None or office.closed:
        return None
    seats = (await notice.repositories.seats.of_offices([office.id]))[office.id]
    roster = await notice.repositories.duty.of_office(office.id)
    today = notice.service.today(notice.service.clock.now())
    bare = first_bare(seats, roster, today, today + timedelta(days=FURTHEST_AHEAD))
    return Staff(office, seats, roster, own, today, bare)


async def duty_set(notice: Notice) -> Screen | None:
    """Tell an officer how the head has set their duty; nothing to somebody who sits there no more."""
    seat = await notice.repositories.seats.get(int(notice.ids["seat"]))
    if seat is None or seat.until is not None or seat.person_id != notice.chat_id:
        return None
    staff = await _staff(notice, seat.office_id, seat.id)
    return views.set_by_head(staff, seat, notice.tr, notice.service) if staff else None


async def standing_in(notice: Notice) -> Screen | None:
    """Tell somebody that they stand in; nothing when they do no more, or the absence is over."""
    seat = await notice.repositories.seats.get(int(notice.ids["seat"]))
    staff = await _staff(notice, seat.office_id) if seat is not None else None
    if seat is None or staff is None or seat.id not in staff.by_id:
        return None
    away = staff.roster.get(seat.id, PRESENT).coming(staff.today)
    deputy = staff.by_id.get(away.deputy or 0) if away else None
    if away is None or deputy is None or deputy.person_id != notice.chat_id:
        return None
    return views.standing_in(staff.office, seat, away, staff.today, notice.tr, notice.service)


async def office_bare(notice: Notice) -> Screen | None:
    """Tell that nobody is on duty on a day; nothing when somebody is again, or nobody sits there at all any more."""
    staff = await _staff(notice, int(notice.ids["office"]))
    if staff is None or not staff.seats:
        return None
    day = max(date.fromisoformat(str(notice.ids["day"])), staff.today)
    if first_bare(staff.seats, staff.roster, day, day) is None:
        return None
    return views.bare(staff.office, day, staff.today, notice.tr, notice.service)


async def marked(notice: Notice, screen: Screen, office_id: int) -> Screen:
    """Return a card for an official, with the colleagues for whom its reader stands in on top. Two trips."""
    seats = (await notice.repositories.seats.of_offices([office_id]))[office_id]
    roster = await notice.repositories.duty.of_office(office_id)
    today = notice.service.today(notice.service.clock.now())
    by_id = {seat.id: seat for seat in seats}
    own = [one for one in addressees(seats, roster, today) if one.person_id == notice.chat_id]
    absent = [
        (by_id[number], away)
        for one in own
        for number in one.instead_of
        if (away := roster.get(number, PRESENT).away(today)) is not None
    ]
    if not absent:
        return screen
    text = paragraphs(views.mark(absent, today, notice.tr), screen.text)
    return Screen(text, screen.rows) if len(text) <= TEXT_LIMIT else screen


WRITERS = {"duty_set": duty_set, "standing_in": standing_in, "office_bare": office_bare}
