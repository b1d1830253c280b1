"""What an office and its officials are sent about a request that they have: the card, and what belongs to it."""

from __future__ import annotations

from domain.offices import Holding, Seat
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.leaving import Held
from domain.requests.model import Request, RequestMessage
from domain.requests.parts import NEXT, parts
from domain.requests.rights import Rights
from handlers.notices import Notice
from handlers.requests.casefile import log_of
from handlers.requests.desk_facts import desk_of
from handlers.requests.happening import terms_in_force
from handlers.requests.office_telling import KEPT, OFFICE, SENT
from handlers.requests.sent import sent_in
from handlers.requests.telling import CARD, PART
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.dispatch import Dispatch
from handlers.views.office_card import seat_ended
from handlers.views.requests import colleagues as colleague_views
from handlers.views.requests import desk as views
from handlers.views.requests import window as window_views
from handlers.views.screen import Screen


async def card(notice: Notice) -> Screen | None:
    """Return the card of an official; nothing to an office that has sent the request on before the card left.

    The card of somebody whose seat has ended says so from now on: what came later is not theirs to read.
    """
    office_id, edits = notice.ids.get("office"), "edits" in notice.ids
    if not await _sits(notice):
        request = await notice.repositories.requests.get(int(notice.ids["request"]))
        office = await notice.repositories.offices.get(office_id) if office_id is not None else None
        if request is None or office is None or not edits:
            return None
        if request.office_id == office_id:
            return seat_ended(office, notice.tr, notice.service)
    return await card_for(
        notice.repositories,
        int(notice.ids["request"]),
        office_id,
        notice.chat_id,
        notice.tr,
        notice.service,
        stands=edits,
        repeated=notice.repeated and not edits,
    )


async def card_for(
    repositories: Repositories,
    request_id: int,
    office_id: int | None,
    chat_id: int,
    tr: Translator,
    service: Service,
    *,
    stands: bool,
    repeated: bool = False,
) -> Screen | None:
    """Return the card of a request as a chat of an office may see it now.

    Args:
        repositories: for looking.
        request_id: the request.
        office_id: the office.
        chat_id: whose card it is: an official's own chat, or a group.
        tr: its language.
        service: everything else.
        stands: whether the card stands there already: then it says that the request was sent on.
        repeated: an earlier sending of it ended unknown.
    """
    request = await repositories.requests.get(request_id)
    if request is None:
        return None
    desk = await desk_of(repositories, request, service, service.clock.now())
    if request.office_id != office_id:
        return views.sent_on(desk, tr, service) if stands else None
    reader = await _reader(repositories, office_id, chat_id)
    return views.card(desk, service.clock.now(), tr, service, reader=reader, repeated=repeated)


async def office_card(
    repositories: Repositories, request: Request, rights: Rights, visitor: Visitor, tr: Translator, service: Service
) -> Screen:
    """Return a request to an official or a coordinator who opens it; its words only when they may read them.

    Args:
        repositories: for looking.
        request: the request, which they may see.
        rights: what they may do with it.
        visitor: who opens it.
        tr: their language.
        service: everything else.
    """
    desk = await desk_of(repositories, request, service, service.clock.now())
    if rights.serves:
        return views.card(desk, service.clock.now(), tr, service, reader=visitor.seat)
    if rights.former and rights.coordinator is None:
        return views.sent_on(desk, tr, service)
    return views.looked_at(desk, service.clock.now(), tr, service, reads=rights.reads)


async def _reader(repositories: Repositories, office_id: int | None, chat_id: int) -> Holding | None:
    """Return the seat in the office of the person whose chat it is; None for a group."""
    if office_id is None or chat_id < 0:
        return None
    seats = (await repositories.seats.of_offices([office_id]))[office_id]
    return next((Holding(one.id, one.office_id, one.role) for one in seats if one.person_id == chat_id), None)


async def _sits(notice: Notice) -> bool:
    """Tell whether the chat still is one of the office that it was queued for: a group is looked at where it leaves."""
    return (
        notice.chat_id < 0 or await _reader(notice.repositories, notice.ids.get("office"), notice.chat_id) is not None
    )


async def further(notice: Notice) -> Screen | None:
    """Return what does not stand on the card: the rest of a long letter, or what was written after it."""
    request = await notice.repositories.requests.get(int(notice.ids["request"]))
    if request is None or request.office_id != notice.ids.get("office") or not await _sits(notice):
        return None
    number, part = notice.ids.get("message"), int(notice.ids["part"])
    if number is None:
        desk = await desk_of(notice.repositories, request, notice.service, notice.service.clock.now())
        text = views.further(desk, part, notice.tr)
        return Screen(text) if text else None
    message = await notice.repositories.request_messages.get(int(number))
    found = parts(message.text, NEXT) if message is not None else ()
    if message is None or part >= len(found) or not found[part]:
        return None
    author = await _seat(notice.repositories, message.seat_id)
    return colleague_views.before(request, message, author, found[part], notice.tr, notice.service)


async def sent(notice: Notice) -> Dispatch | None:
    """Return to an official what became of what they wrote."""
    service = notice.service
    message = await notice.repositories.request_messages.get(int(notice.ids["message"]))
    if message is None:
        return None
    law = await service.by_law(service.today(service.clock.now()))
    terms = await terms_in_force(notice.repositories, service, law)
    screen = await sent_in(notice.repositories, message, terms, notice.tr, service)
    return Dispatch(screen, replies_to=notice.ids.get("replies_to"))


async def kept(notice: Notice) -> Dispatch | None:
    """Return to an official why what they wrote was not sent."""
    request = await notice.repositories.requests.get(int(notice.ids["request"]))
    if request is None:
        return None
    screen = Screen(window_views.kept(request, Held(notice.ids["why"]), notice.tr))
    return Dispatch(screen, replies_to=notice.ids.get("replies_to"))


async def among_colleagues(notice: Notice) -> Screen | None:
    """Return to an official what a colleague noted, or that the request was handed to them."""
    repositories, entry = notice.repositories, int(notice.ids["entry"])
    request = await repositories.requests.get(int(notice.ids["request"]))
    reader = await _reader(repositories, notice.ids.get("office"), notice.chat_id)
    if request is None or (reader is None and notice.chat_id > 0):
        return None
    steps = await log_of(repositories, request.id)
    step = next((one for one in steps if one.event.number == entry), None)
    if step is None:
        return None
    author = await _seat(repositories, step.seat_id)
    if step.to is not None:
        return colleague_views.handed(request, author, notice.tr)
    message = next((one for one in await _written(repositories, request.id) if one.entry == entry), None)
    found = parts(message.text, NEXT) if message is not None else ()
    place = int(notice.ids["part"])
    if message is None or place >= len(found):
        return None
    return colleague_views.note(request, author, found[place], len(message.files), notice.tr)


async def _seat(repositories: Repositories, seat_id: int | None) -> Seat | None:
    return await repositories.seats.get(seat_id) if seat_id is not None else None


async def _written(repositories: Repositories, request_id: int) -> list[RequestMessage]:
    return list(await repositories.request_messages.of_request(request_id))


WRITERS = {CARD: card, PART: further, SENT: sent, KEPT: kept, OFFICE: among_colleagues}
