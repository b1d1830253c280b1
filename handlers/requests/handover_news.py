"""What follows for requests when somebody leaves a seat or comes into one, and who is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.calendar import WorkingCalendar
from domain.clock import instant, micros
from domain.offices import Office, Seat, below, rights
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.handover import next_morning
from handlers import office_record
from handlers.requests.handover_brief import BRIEF, PAPER
from handlers.requests.happening import happen
from handlers.service import Service
from handlers.views.requests import handover as views
from handlers.views.screen import Screen

if TYPE_CHECKING:
    from handlers.notices import Notice

CHANGED = "office_changed"
STAFFED = "office_staffed"
MOST_TOLD = 60
"""Of an NGO's requests those that are looked through; open ones come first."""


async def arrived(repositories: Repositories, service: Service, office: Office, seat_id: int, now: datetime) -> None:
    """Begin the handover to whoever was just seated: their brief is queued, if there is anything to tell.

    When nobody sat there before, NGOs that wait for the office are told, and the coordinators hear how many letters of
    its territory and topics have no office yet.
    """
    seat = await repositories.seats.get(seat_id)
    assert seat is not None and seat.person_id is not None  # just seated
    items = await office_record.begin_handover(repositories, seat, now)
    open_promises = (await repositories.promises.of_office(office.id, 0, 1)).total
    if items or open_promises or await repositories.handovers.any_requests(office.id):
        parcels = [
            Parcel(seat.person_id, OutboxKind.NOTICE, f"{about}:{seat_id}", {"about": about, "seat": seat_id})
            for about in (BRIEF, PAPER)
        ]
        await repositories.outbox.put(parcels, now)
    if len((await repositories.seats.of_offices([office.id]))[office.id]) > 1:
        return
    waiting = await repositories.routing.open_of(office.id)
    await _tell_ngos(repositories, service, office.id, (one.ngo_id for one in waiting), now)
    if await repositories.handovers.unrouted(below(office.territory_id, service.tree), office.topics):
        ids = {"about": STAFFED, "office": office.id}
        await repositories.outbox.put(
            [
                Parcel(person, OutboxKind.NOTICE, f"{STAFFED}:{office.id}:{seat_id}", ids)
                for person in await repositories.coordinators.of_territory(office.territory_id)
            ],
            now,
        )


async def departed(
    repositories: Repositories,
    service: Service,
    law: WorkingCalendar,
    seat: Seat,
    left: Sequence[Seat],
    now: datetime,
) -> None:
    """Let the office have what the seat had taken; the NGOs whose requests these are hear of it.

    Args:
        repositories: of the unit of work in which the term ended.
        service: everything else.
        law: as for `happening.happen`.
        seat: whose term has ended.
        left: who sits in the office still; when nobody does, every NGO that waits for it is told.
        now: the moment of handling.
    """
    waiting = await repositories.routing.open_of(seat.office_id)
    taken = [request for request in waiting if request.seat_id == seat.id]
    for request in taken:
        event = RequestEvent(0, request.id, EventKind.FREED, now, Actor.BOT, office_id=seat.office_id)
        await happen(repositories, service, law, event, now, facts={"seat": seat.id, "left": True})
    concerned = taken if left else waiting
    await _tell_ngos(repositories, service, seat.office_id, (one.ngo_id for one in concerned), now, left=seat.id)


async def _tell_ngos(
    repositories: Repositories,
    service: Service,
    office_id: int,
    ngos: Iterable[int | None],
    now: datetime,
    *,
    left: int | None = None,
) -> None:
    """Queue one message to each NGO; what changes again on the same day is told on the next morning.

    `left` is the seat whose term has ended, when that is what they are told.
    """
    today, morning = service.today(now), next_morning(now, service.zone)
    for ngo_id in sorted({ngo for ngo in ngos if ngo is not None}):
        members = [member.person_id for member in await repositories.organisations.members(ngo_id)]
        ids = {"about": CHANGED, "office": office_id, "ngo": ngo_id, "at": micros(now), "left": left}

        def parcels(
            day: date, not_before: datetime | None, told: Sequence[int] = members, ids: dict[str, object] = ids
        ) -> list[Parcel]:
            key = f"{CHANGED}:{ids['office']}:{ids['ngo']}:{day.isoformat()}"
            return [Parcel(person, OutboxKind.NOTICE, key, ids, not_before=not_before) for person in told]

        if not await repositories.outbox.put(parcels(today, None), now):
            await repositories.outbox.put(parcels(morning.date(), morning), now)


async def changed(notice: Notice) -> Screen | None:
    """Tell a member of an NGO how the office stands that has its requests; nothing when it has none of them any more,
    the reader is no member any more, or whoever left sits there again in another role.
    """
    repositories = notice.repositories
    office = await repositories.offices.get(int(notice.ids["office"]))
    ngo_id = int(notice.ids["ngo"])
    members = {member.person_id for member in await repositories.organisations.members(ngo_id)}
    if office is None or office.closed or notice.chat_id not in members:
        return None
    found = await repositories.requests.of_ngo(ngo_id, 0, MOST_TOLD)
    waiting = [one for one in found.items if one.open and one.office_id == office.id]
    if not waiting:
        return None
    seats = (await repositories.seats.of_offices([office.id]))[office.id]
    gone = await repositories.seats.get(int(notice.ids.get("left") or 0))
    if gone is not None and gone.person_id is not None and any(seat.person_id == gone.person_id for seat in seats):
        return None
    came = any(seat.since >= instant(int(notice.ids["at"])) for seat in seats)
    return views.office_changed(office, waiting, notice.tr, notice.service, empty=not seats, came=came)


async def staffed(notice: Notice) -> Screen | None:
    """Tell a coordinator that letters without an office have one to go to; nothing when there are none any more."""
    repositories, service = notice.repositories, notice.service
    office = await repositories.offices.get(int(notice.ids["office"]))
    if office is None or office.closed or not (await repositories.seats.of_offices([office.id]))[office.id]:
        return None
    reader = await repositories.people.visitor(notice.chat_id, notice.chat_id)
    if not rights(notice.chat_id, reader.coordinates, reader.seat, office, service.tree).manages:
        return None
    count = await repositories.handovers.unrouted(below(office.territory_id, service.tree), office.topics)
    return views.staffed(office, count, notice.tr, service) if count else None


WRITERS = {CHANGED: changed, STAFFED: staffed}
