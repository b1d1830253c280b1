"""The end of a term in an office, and who hears of it."""

from __future__ import annotations

from datetime import datetime

from domain.calendar import WorkingCalendar
from domain.offices import By, headless
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from handlers import duty_notices, office_record
from handlers.requests.group_following import release
from handlers.requests.routing import let_go
from handlers.service import Service


async def vacate(repositories: Repositories, service: Service, seat_id: int, by: By, now: datetime) -> bool:
    """End the term; False when it had ended before.

    Whoever sat there is told when somebody else ended it. The coordinators of the territory are told when the office is
    left without a head by this, unless one of them did it; they and the head, when nobody who is left is on duty.
    """
    seat = await repositories.seats.get(seat_id)
    if seat is None or not await office_record.end(repositories, seat, by, now):
        return False
    parcels = []
    if seat.person_id is not None and seat.person_id != by.person_id:
        ids = {"about": "seat_ended", "seat": seat_id}
        parcels.append(Parcel(seat.person_id, OutboxKind.NOTICE, f"seat_ended:{seat_id}", ids))
    left = (await repositories.seats.of_offices([seat.office_id]))[seat.office_id]
    office = await repositories.offices.get(seat.office_id)
    lost = headless(left) if seat.role == "head" else not left
    if lost and office is not None and not office.closed and not by.right.startswith("coordinator:"):
        ids = {"about": "office_without_head", "office": office.id}
        parcels += [
            Parcel(person, OutboxKind.NOTICE, f"office_without_head:{office.id}:{seat_id}", ids)
            for person in await repositories.coordinators.of_territory(office.territory_id)
            if person != by.person_id
        ]
    await repositories.outbox.put(parcels, now)
    if office is not None and not office.closed:
        await duty_notices.seat_left(repositories, office, left, by.person_id, now, service)
    return True


async def dissolve(
    repositories: Repositories, service: Service, law: WorkingCalendar, office_id: int, by: By, now: datetime
) -> bool:
    """Close the office, tell those who sat there, send on what it still had; False when it was closed before."""
    seated = await office_record.close(repositories, office_id, by, now)
    if seated is None:
        return False
    await release(repositories, office_id, by, now)
    parcels = [
        Parcel(seat.person_id, OutboxKind.NOTICE, f"seat_ended:{seat.id}", {"about": "seat_ended", "seat": seat.id})
        for seat in seated
        if seat.person_id is not None and seat.person_id != by.person_id
    ]
    await repositories.outbox.put(parcels, now)
    await let_go(repositories, service, law, office_id, now)
    return True
