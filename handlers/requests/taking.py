"""Who of an office has a request: taking it, letting it go, and what its head may do besides."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from domain.errors import NotYourRequest, RequestUnfit
from domain.journal import Erasable
from domain.offices import Seat, SeatRole
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.events import EventKind, RequestEvent
from domain.requests.model import Request
from domain.requests.rights import Rights
from domain.requests.transitions import Unfit
from handlers.filters import Agreed
from handlers.presenting import Given
from handlers.requests import office_telling, telling
from handlers.requests.desk import card_for
from handlers.requests.desk_callbacks import DeskAct, DeskPress
from handlers.requests.happening import happen
from handlers.requests.standing import request_served
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import taking as views
from handlers.views.screen import Answer, Mark

_KINDS = {
    DeskAct.TAKE: EventKind.TAKEN,
    DeskAct.FREE: EventKind.FREED,
    DeskAct.OVER: EventKind.HANDED,
    DeskAct.HAND: EventKind.HANDED,
}


def router() -> Router:
    """Return the router of the presses by which a request is taken, let go and handed over."""
    router = Router(name="taking requests")
    router.callback_query.filter(Agreed())
    router.callback_query.register(ask_whom, DeskPress.filter(F.act == DeskAct.HAND_ASK))
    router.callback_query.register(act, DeskPress.filter(F.act.in_(set(_KINDS))))
    return router


async def act(
    _query: CallbackQuery,
    callback_data: DeskPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Take a request, let it go, or hand it to a seat of the office. Of two who take it at once one has it."""
    press, now = callback_data, service.clock.now()
    law = await service.by_law(service.today(now))
    try:
        async with service.store.write(update_id) as repositories:
            request, may = await request_served(repositories, visitor, press.id, service)
            to = await _receiver(repositories, press, request, may)
            if (said := _needless(press.act, request, may, to, tr)) is not None:
                return Answer(toast=said, loud=True)
            assert may.seat is not None and may.actor is not None  # it is served
            event = RequestEvent(0, request.id, _KINDS[press.act], now, may.actor, office_id=may.seat.office_id)
            own = {"seat": may.seat.seat_id}
            if press.act is DeskAct.TAKE and await _left_behind(repositories, request):
                await happen(repositories, service, law, event._replace(kind=EventKind.FREED), now, facts=own)
            facts = own | ({"to": to.id} if to is not None else {})
            done = await happen(repositories, service, law, event, now, beside=Erasable(visitor.person_id), facts=facts)
            if to is not None and to.id != may.seat.seat_id:
                await office_telling.handed(repositories, done.request, done.entry, to, now)
    except RequestUnfit as error:
        if error.why != Unfit.TAKEN:
            raise
        return Answer(toast=await _taken(press.id, tr, service), loud=True)
    return await _shown(press, visitor, to, tr, service)


async def _left_behind(repositories: Repositories, request: Request) -> bool:
    """Tell whether whoever took the request sits in the office no more: then another may take it."""
    holder = await repositories.seats.get(request.seat_id) if request.seat_id is not None else None
    return holder is not None and holder.until is not None


async def _receiver(repositories: Repositories, press: DeskPress, request: Request, may: Rights) -> Seat | None:
    """Return the seat to which a head gives the request; None when nobody is given anything.

    Raises:
        NotYourRequest: the presser heads no office, or the seat is none of it.
    """
    if press.act not in (DeskAct.OVER, DeskAct.HAND):
        return None
    if may.seat is None or may.seat.role is not SeatRole.HEAD:
        raise NotYourRequest(request.id)
    seat = await repositories.seats.get(may.seat.seat_id if press.act is DeskAct.OVER else press.seat)
    if seat is None or seat.office_id != may.seat.office_id:
        raise NotYourRequest(request.id)
    return seat


def _needless(act: DeskAct, request: Request, may: Rights, to: Seat | None, tr: Translator) -> str | None:
    """Return what is said when a press would change nothing, or is another's to make; None when it goes on."""
    own = may.seat.seat_id if may.seat is not None else None
    if to is not None:
        if to.until is not None:
            return views.seat_ended(tr)
        return views.has_it_already(tr) if request.seat_id == to.id else None
    if act is DeskAct.TAKE and request.seat_id == own:
        return views.yours_already(tr)
    if act is DeskAct.FREE and request.seat_id not in (None, own):
        return views.not_yours_to_free(tr)
    return None


async def _taken(request_id: int, tr: Translator, service: Service) -> str:
    """Return who was faster."""
    async with service.store.read() as repositories:
        request = await repositories.requests.get(request_id)
        seat = await repositories.seats.get(request.seat_id) if request is not None and request.seat_id else None
    return views.taken_by(seat, tr)


async def _shown(press: DeskPress, visitor: Visitor, to: Seat | None, tr: Translator, service: Service) -> Given:
    """Return the card as it is after the press; the cards of the others follow by themselves."""
    toasts = {DeskAct.TAKE: views.taken(tr), DeskAct.FREE: views.freed(tr), DeskAct.OVER: views.taken(tr)}
    toast = views.handed_to(to, tr) if press.act is DeskAct.HAND else toasts[press.act]
    assert visitor.seat is not None  # it was served
    async with service.store.read() as repositories:
        screen = await card_for(
            repositories, press.id, visitor.seat.office_id, visitor.chat_id, tr, service, stands=True
        )
    if screen is None or press.act is DeskAct.HAND:
        return Answer(screens=(views.handed_screen(press.id, to, tr),), toast=toast)
    return Answer(screens=(screen,), toast=toast, mark=Mark(press.id, telling.CARD, visitor.seat.office_id))


async def ask_whom(
    _query: CallbackQuery, callback_data: DeskPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Let the head choose a colleague."""
    async with service.store.read() as repositories:
        request, may = await request_served(repositories, visitor, callback_data.id, service)
        if may.seat is None or may.seat.role is not SeatRole.HEAD:
            raise NotYourRequest(request.id)
        seats = (await repositories.seats.of_offices([may.seat.office_id]))[may.seat.office_id]
    if not request.open:
        raise RequestUnfit(request.id, Unfit.ENDED)
    screen = views.whom(request, [seat for seat in seats if seat.id != request.seat_id], tr)
    return Answer(screens=(screen,), fresh=True, mark=Mark(request.id, "desk", may.seat.office_id))
