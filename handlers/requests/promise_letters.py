"""Who is told of a promise: parcels in the unit of work of the fact, and what they say when they leave."""

from __future__ import annotations

from datetime import date, datetime

from domain.errors import NoSuchRequest
from domain.offices import SeatRole
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.events import Actor
from domain.requests.model import Request
from domain.requests.promises import Promise, Verdict
from domain.requests.reminding import works_next
from handlers.notices import Notice
from handlers.requests import telling
from handlers.requests.happening import hours_of, terms_in_force
from handlers.requests.reminding import answering, held
from handlers.service import Service
from handlers.views.dispatch import Dispatch
from handlers.views.requests import promises as views
from handlers.views.screen import Screen

DUE = "promise_due"  # to the office: its day comes, or has passed
ASK = "promise_ask"  # to the NGO: was it kept?
MOVED = "promise_moved"  # to the NGO
JUDGED = "promise_judged"  # to the office: what the NGO says


async def promise_given(repositories: Repositories, visitor: Visitor, promise_id: int) -> tuple[Promise, Actor]:
    """Return a promise of the visitor's office, whoever sat there then, and as what the visitor acts.

    Raises:
        NoSuchRequest: there is no such promise, or it is another office's: a forged number tells nothing.
    """
    promise = await repositories.promises.get(promise_id)
    seat = visitor.seat
    if promise is None or seat is None or seat.office_id != promise.office_id:
        raise NoSuchRequest(promise_id)
    return promise, Actor.HEAD if seat.role is SeatRole.HEAD else Actor.OFFICER


async def promise_got(repositories: Repositories, visitor: Visitor, promise_id: int) -> tuple[Promise, Request]:
    """Return a promise that was given to an NGO of the visitor's.

    Raises:
        NoSuchRequest: there is no such promise, or it was given to others: a forged number tells nothing.
    """
    promise = await repositories.promises.get(promise_id)
    request = await repositories.requests.get(promise.request_id) if promise else None
    if promise is None or request is None:
        raise NoSuchRequest(promise_id)
    own = {ngo.id for ngo in await repositories.organisations.of_person(visitor.person_id)}
    if request.ngo_id not in own:
        raise NoSuchRequest(promise_id)
    return promise, request


async def remind(
    repositories: Repositories, service: Service, request: Request, promise: Promise, day: date, now: datetime
) -> int:
    """Queue the reminder of the day for the office, once; returns how many messages were queued."""
    if not await repositories.promises.note_reminded(promise.id, day):
        return 0
    ids = {"promise": promise.id, "until": promise.day.isoformat()}
    key = f"{DUE}:{promise.id}:{day.isoformat()}"
    office = promise.office_id
    chats = await answering(repositories, service, office, promise.seat_id, now)
    parcels = [telling.parcel(request, chat, DUE, key, office=office, **ids) for chat in chats]
    return await repositories.outbox.put(parcels, now)


async def ask(repositories: Repositories, request: Request, promise: Promise, now: datetime) -> int:
    """Ask the members of the NGO once what they say of the promise; returns how many messages were queued."""
    if not await repositories.promises.note_asked(promise.id, now):
        return 0
    return await _to_ngo(repositories, request, ASK, f"{ASK}:{promise.id}", now, promise=promise.id)


async def tell_moved(repositories: Repositories, request: Request, promise: Promise, now: datetime) -> None:
    """Tell the NGO that the promise has another day."""
    until = promise.day.isoformat()
    await _to_ngo(repositories, request, MOVED, f"{MOVED}:{promise.id}", now, promise=promise.id, until=until)


async def tell_judged(
    repositories: Repositories,
    service: Service,
    request: Request,
    promise: Promise,
    verdict: Verdict,
    entry: int,
    now: datetime,
) -> None:
    """Tell the office what the NGO says of the promise."""
    ids = {"promise": promise.id, "verdict": verdict.value}
    chats = await answering(repositories, service, promise.office_id, promise.seat_id, now)
    key = f"{JUDGED}:{entry}"
    parcels = [telling.parcel(request, chat, JUDGED, key, office=promise.office_id, **ids) for chat in chats]
    await repositories.outbox.put(parcels, now)


async def _to_ngo(
    repositories: Repositories, request: Request, about: str, key: str, now: datetime, **ids: object
) -> int:
    if request.ngo_id is None:
        return 0
    members = await repositories.organisations.members(request.ngo_id)
    parcels = [telling.parcel(request, member.person_id, about, key, **ids) for member in members]
    return await repositories.outbox.put(parcels, now)


async def due(notice: Notice) -> Dispatch | None:
    """Remind the office; nothing once it is done, judged or moved. Held until the office works."""
    found = await _to_read(notice)
    if found is None or not found[1].pending or found[1].day.isoformat() != notice.ids["until"]:
        return None
    request, promise = found
    service = notice.service
    now = service.clock.now()
    terms = await terms_in_force(notice.repositories, service, await service.by_law(service.today(now)))
    at = works_next(now, await hours_of(notice.repositories, promise.office_id), terms)
    return held(views.due(promise, request, terms.day(at), notice.tr), at, notice)


async def asking(notice: Notice) -> Screen | None:
    """Ask a member of the NGO; nothing once it was judged."""
    found = await _to_read(notice)
    if found is None or found[1].state is not Verdict.OPEN:
        return None
    request, promise = found
    return views.ask(promise, request, _today(notice), notice.tr)


async def moved(notice: Notice) -> Screen | None:
    """Tell a member of the NGO of the other day."""
    found = await _to_read(notice)
    if found is None or found[1].day.isoformat() != notice.ids["until"]:
        return None
    request, promise = found
    return views.moved(promise, request, _today(notice), notice.tr)


async def judged(notice: Notice) -> Screen | None:
    """Tell the office what the NGO says; nothing when it says something else by now."""
    found = await _to_read(notice)
    if found is None or found[1].state.value != notice.ids["verdict"]:
        return None
    request, promise = found
    return views.judged(promise, request, _today(notice), notice.tr)


def _today(notice: Notice) -> date:
    return notice.service.today(notice.service.clock.now())


async def _to_read(notice: Notice) -> tuple[Request, Promise] | None:
    """Return the request and the promise, while the reader is concerned: of the office (its group too), or the NGO."""
    repositories = notice.repositories
    promise = await repositories.promises.get(int(notice.ids["promise"]))
    request = await repositories.requests.get(promise.request_id) if promise else None
    if promise is None or request is None:
        return None
    office = notice.ids.get("office")
    if office is not None:
        seats = (await repositories.seats.of_offices([promise.office_id]))[promise.office_id]
        concerned = notice.chat_id < 0 or any(seat.person_id == notice.chat_id for seat in seats)
    else:
        members = await repositories.organisations.members(request.ngo_id or 0)
        concerned = any(member.person_id == notice.chat_id for member in members)
    return (request, promise) if concerned else None


WRITERS = {DUE: due, ASK: asking, MOVED: moved, JUDGED: judged}
