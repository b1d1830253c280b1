"""The end of a term in an office, and who hears of it."""

from __future__ import annotations

from datetime import datetime

from domain.offices import By, headless
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from handlers.requests.group_following import release


async def vacate(repositories: Repositories, seat_id: int, by: By, now: datetime) -> bool:
    """End the term; False when it had ended before.

    Whoever sat there is told when somebody else ended it. The coordinators of the territory are told when the office is
    left without a head by this, unless one of them did it.
    """
    seat = await repositories.seats.get(seat_id)
    if seat is None or not await repositories.seats.end(seat_id, by, now):
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
    return True


async def dissolve(repositories: Repositories, office_id: int, by: By, now: datetime) -> bool:
    """Close the office and tell those who sat there; False when it was closed before."""
    seated = (await repositories.seats.of_offices([office_id]))[office_id]
    if not await repositories.offices.close(office_id, by, now):
        return False
    await release(repositories, office_id, by, now)
    parcels = [
        Parcel(seat.person_id, OutboxKind.NOTICE, f"seat_ended:{seat.id}", {"about": "seat_ended", "seat": seat.id})
        for seat in seated
        if seat.person_id is not None and seat.person_id != by.person_id
    ]
    await repositories.outbox.put(parcels, now)
    return True
