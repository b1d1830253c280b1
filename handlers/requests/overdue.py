"""After the reply date: reminding the office, going to the head and the coordinators, a text for e-Otinish."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from domain.errors import RequestUnfit
from domain.journal import Erasable
from domain.language import Language
from domain.offices import SeatRole
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import MessageKind, Request
from domain.requests.pressing import unfit_to_escalate, unfit_to_remind, waits_too_long
from handlers.filters import Ready
from handlers.presenting import Given
from handlers.requests import telling
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.requests.casefile import case_file
from handlers.requests.happening import clocks_in_force, happen, hours_of, terms_in_force
from handlers.requests.own import own_card
from handlers.requests.standing import request_owned
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import overdue as views
from handlers.views.screen import Answer

_ASKS = frozenset({RequestAct.ESCALATE_ASK, RequestAct.APPEAL_ASK})
_APPEALS = {RequestAct.APPEAL_KK: Language.KK, RequestAct.APPEAL_RU: Language.RU}


def router() -> Router:
    """Return the router of what helps when nobody answers."""
    router = Router(name="overdue requests")
    router.callback_query.filter(Ready())
    router.callback_query.register(remind, RequestPress.filter(F.act == RequestAct.REMIND))
    router.callback_query.register(escalate, RequestPress.filter(F.act == RequestAct.ESCALATE))
    router.callback_query.register(ask, RequestPress.filter(F.act.in_(_ASKS)))
    router.callback_query.register(appeal, RequestPress.filter(F.act.in_(set(_APPEALS))))
    return router


async def remind(
    _query: CallbackQuery,
    callback_data: RequestPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Remind the office, at most once a working day; it hears of it in its working time."""
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        request, rights = await request_owned(repositories, visitor, callback_data.id, service)
        terms = await terms_in_force(repositories, service, law)
        log, _ = await clocks_in_force(repositories, terms, request.id, now)
        if (why := unfit_to_remind(request, log, now, terms)) is not None:
            raise RequestUnfit(request.id, why)
        event = RequestEvent(0, request.id, EventKind.REMINDED, now, Actor.NGO)
        happened = await happen(repositories, service, law, event, now, beside=Erasable(visitor.person_id))
        opens = terms.registered(now, await hours_of(repositories, request.office_id))
        later = opens if opens > now else None
        about, entry = happened.request, happened.entry
        await telling.office(repositories, service, about, telling.NEWS, entry, now, not_before=later)
        await telling.ngo(repositories, about, entry, now, but=visitor.person_id)
    screen = await own_card(about, rights, visitor, tr, service)
    return Answer(screens=(screen,), toast=views.reminded(later, tr, service), loud=later is not None)


async def ask(
    _query: CallbackQuery, callback_data: RequestPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Ask before the head and the coordinators are told, or in which language the appeal is."""
    now = service.clock.now()
    async with service.store.read() as repositories:
        request, _ = await request_owned(repositories, visitor, callback_data.id, service)
        case = await case_file(repositories, service, request, now)
    if callback_data.act is RequestAct.ESCALATE_ASK:
        if (why := unfit_to_escalate(request, now, case.terms)) is not None:
            raise RequestUnfit(request.id, why)
        return views.escalate_question(case, tr)
    if (why := waits_too_long(request, now, case.terms)) is not None:
        raise RequestUnfit(request.id, why)
    return views.appeal_question(case, tr)


async def escalate(
    _query: CallbackQuery,
    callback_data: RequestPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Take the request to the head of the office and to the coordinators of the territory, once."""
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        request, rights = await request_owned(repositories, visitor, callback_data.id, service)
        terms = await terms_in_force(repositories, service, law)
        if (why := unfit_to_escalate(request, now, terms)) is not None:
            raise RequestUnfit(request.id, why)
        event = RequestEvent(0, request.id, EventKind.ESCALATED, now, Actor.NGO)
        happened = await happen(repositories, service, law, event, now, beside=Erasable(visitor.person_id))
        about, entry = happened.request, happened.entry
        if request.office_id is not None:
            await telling.office(repositories, service, about, telling.NEWS, entry, now)
        heads, coordinators = await _send_up(repositories, about, entry, service)
        await telling.ngo(repositories, about, entry, now, but=visitor.person_id)
    screen = await own_card(about, rights, visitor, tr, service)
    return Answer(screens=(screen,), toast=views.escalated(heads, coordinators, tr), loud=True)


async def _send_up(repositories: Repositories, request: Request, entry: int, service: Service) -> tuple[int, int]:
    """Queue the whole letter for the head and the coordinators; returns how many there are of each."""
    now = service.clock.now()
    office = request.office_id
    seats = (await repositories.seats.of_offices([office]))[office] if office is not None else []
    heads = [seat.person_id for seat in seats if seat.role is SeatRole.HEAD and seat.person_id is not None]
    coordinators = await repositories.coordinators.of_territory(request.territory_id)
    written = await repositories.request_messages.of_request(request.id)
    messages = [one for one in written if one.entry is not None and one.kind is not MessageKind.NOTE]
    parcels = []
    for chat in heads:
        parcels.append(telling.parcel(request, chat, telling.CARD, f"{telling.CARD}:up:{entry}", office=office))
        parcels += telling.files(request, chat, messages, office=office, entry=entry)
    for chat in coordinators:
        parcels.append(telling.parcel(request, chat, telling.ASTRAY, f"{telling.ASTRAY}:up:{entry}"))
        parcels += telling.files(request, chat, messages, entry=entry)
    await repositories.outbox.put(parcels, now)
    return len(heads), len(coordinators)


async def appeal(
    _query: CallbackQuery, callback_data: RequestPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Write the text of a new appeal in the chosen language, to be copied into e-Otinish."""
    now = service.clock.now()
    async with service.store.read() as repositories:
        request, _ = await request_owned(repositories, visitor, callback_data.id, service)
        case = await case_file(repositories, service, request, now)
    if (why := waits_too_long(request, now, case.terms)) is not None:
        raise RequestUnfit(request.id, why)
    spoken = service.texts.in_language(_APPEALS[callback_data.act])
    return Answer(screens=views.appeal(case, tr, spoken, service), fresh=True)
