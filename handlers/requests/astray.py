"""Requests that found no office, or that the NGO took to the coordinators of its territory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from domain.errors import NotYourRequest
from domain.offices import below
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.model import Request
from domain.requests.rights import Rights
from handlers.filters import Coordinating
from handlers.notices import Notice
from handlers.presenting import Given
from handlers.requests import telling
from handlers.requests.drafting import call_of
from handlers.requests.routing_callbacks import AstrayAct, AstrayPress
from handlers.requests.standing import request_seen, rights_to
from handlers.requests.telling import ASTRAY
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import offices as office_views
from handlers.views.requests import astray as views
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of the coordinators' requests; others are told whom they are for."""
    router = Router(name="astray")
    router.callback_query.register(act, AstrayPress.filter(), Coordinating())
    router.callback_query.register(press_not_for_you, AstrayPress.filter())
    return router


async def press_not_for_you(_query: CallbackQuery, tr: Translator) -> Given:
    """Refuse a forged press, or one after the term has ended."""
    return office_views.only_coordinators(tr)


async def card(notice: Notice) -> Screen | None:
    """Return the card of a coordinator; nothing to somebody who coordinates the territory no more."""
    repositories, service = notice.repositories, notice.service
    request = await repositories.requests.get(int(notice.ids["request"]))
    if request is None or (request.office_id is not None and not request.escalated and "edits" not in notice.ids):
        return None
    reader = await repositories.people.visitor(notice.chat_id, notice.chat_id)
    may = await rights_to(repositories, reader, request, service)
    if may.coordinator is None:
        return None
    return await coordinator_card(repositories, request, may, notice.tr, service)


async def coordinator_card(
    repositories: Repositories,
    request: Request,
    may: Rights,
    tr: Translator,
    service: Service,
    page: int | None = None,
) -> Screen:
    """Return a request as a coordinator of its territory sees it; `page` is that of the list where it was opened."""
    known = await repositories.organisations.get(request.ngo_id) if request.ngo_id is not None else None
    office = await repositories.offices.get(request.office_id) if request.office_id is not None else None
    empty = office is not None and not (await repositories.seats.of_offices([office.id]))[office.id]
    messages = await repositories.request_messages.of_request(request.id) if may.reads else ()
    ngo = known[0] if known else None
    call = await call_of(repositories, request.call_id)
    return views.card(request, ngo, office, messages, may, tr, service, call=call, page=page, empty=empty)


def scope(visitor: Visitor, service: Service) -> Sequence[str]:
    """Return every territory that the visitor coordinates, with all that lies in it."""
    known = [place for place in visitor.coordinates if place in service.tree]
    return tuple(dict.fromkeys(unit for place in known for unit in below(place, service.tree)))


async def count(repositories: Repositories, visitor: Visitor, service: Service) -> int:
    """Return how many open requests of the visitor's territories nobody of an office reads. One trip."""
    return (await repositories.routing.astray(scope(visitor, service), 0, 1)).total


async def act(
    query: CallbackQuery,
    callback_data: AstrayPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Show the list, a request, or more of it."""
    press = callback_data
    if press.act is AstrayAct.FILES:
        return await _files(press, visitor, tr, service, update_id)
    async with service.store.read() as repositories:
        if press.act is AstrayAct.LIST:
            return await _list(repositories, press.page, visitor, tr, service)
        request, may = await _coordinated(repositories, press.id, visitor, service)
        if press.act is AstrayAct.OPEN:
            return await coordinator_card(repositories, request, may, tr, service, press.page)
        if not may.reads:
            raise NotYourRequest(request.id)
        messages = await repositories.request_messages.of_request(request.id)
    return Answer(screens=views.parts(request, messages, tr), fresh=True)


async def _list(repositories: Repositories, page: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    places = scope(visitor, service)
    found = await repositories.routing.astray(places, page * views.PAGE, views.PAGE)
    if not found.items and found.total:
        page = (found.total - 1) // views.PAGE
        found = await repositories.routing.astray(places, page * views.PAGE, views.PAGE)
    return views.list_screen(found, page, tr, service)


async def _coordinated(
    repositories: Repositories, request_id: int, visitor: Visitor, service: Service
) -> tuple[Request, Rights]:
    """Return a request of a territory that the visitor coordinates.

    Raises:
        NoSuchRequest: there is none, or it is not theirs to know of.
        NotYourRequest: they see it otherwise than as a coordinator.
    """
    request, may = await request_seen(repositories, visitor, request_id, service)
    if may.coordinator is None:
        raise NotYourRequest(request_id)
    return request, may


async def _files(press: AstrayPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Send the files of a request to whoever looks at it."""
    async with service.store.write(update_id) as repositories:
        request, may = await _coordinated(repositories, press.id, visitor, service)
        if not may.reads_files:
            raise NotYourRequest(request.id)
        messages = await repositories.request_messages.of_request(request.id)
        told = [one for one in messages if one.kind in views.TOLD]
        parcels = telling.files(request, visitor.chat_id, told)
        asked = [replace(one, dedupe_key=f"{one.dedupe_key}:{update_id}") for one in parcels]  # also a second time
        await repositories.outbox.put(asked, service.clock.now())
    return Answer(toast=views.files_follow(tr))


WRITERS = {ASTRAY: card}
