"""«Біз де» / «И мы»: NGOs of the territory find another's request, join it, and leave it again."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from domain.errors import NoSuchRequest, RequestUnfit
from domain.journal import Erasable
from domain.people import Visitor
from domain.ports import Repositories, RequestPage
from domain.requests.cosigning import around, may_join
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request
from domain.requests.transitions import Unfit
from handlers.filters import Ready
from handlers.presenting import Given
from handlers.requests import telling
from handlers.requests.callbacks import NearbyPress, RequestAct, RequestPress
from handlers.requests.card import ngo_card
from handlers.requests.happening import happen
from handlers.requests.standing import rights_to
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import cosigning as views
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of requests that several NGOs stand behind."""
    router = Router(name="joining requests")
    router.callback_query.filter(Ready())
    router.callback_query.register(turn_page, NearbyPress.filter())
    router.callback_query.register(ask, RequestPress.filter(F.act == RequestAct.JOIN_ASK))
    router.callback_query.register(join, RequestPress.filter(F.act == RequestAct.JOIN))
    router.callback_query.register(leave, RequestPress.filter(F.act == RequestAct.LEAVE))
    return router


async def turn_page(
    _query: CallbackQuery, callback_data: NearbyPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show a page of the requests that may be joined, or were."""
    return await nearby(callback_data.page, visitor, tr, service, joined=callback_data.joined)


async def nearby(number: int, visitor: Visitor, tr: Translator, service: Service, *, joined: bool = False) -> Screen:
    """Return a page of the requests of others that the person's NGO may join, or has joined, counted from 0."""
    if visitor.ngo is None:
        return views.no_ngo(tr)
    async with service.store.read() as repositories:
        page = await _page(repositories, number, visitor, service, joined=joined)
        if not page.items and page.total:
            number = (page.total - 1) // views.PAGE
            page = await _page(repositories, number, visitor, service, joined=joined)
        authors = {one.ngo_id: await repositories.organisations.get(one.ngo_id or 0) for one in page.items}
    names = {ngo_id: known[0].name for ngo_id, known in authors.items() if ngo_id is not None and known is not None}
    return views.nearby(page, number, names, tr, service, joined=joined)


async def _page(
    repositories: Repositories, number: int, visitor: Visitor, service: Service, *, joined: bool
) -> RequestPage:
    assert visitor.ngo is not None  # the caller has looked
    if joined:
        return await repositories.cosigners.joined(visitor.ngo.id, number * views.PAGE, views.PAGE)
    known = await repositories.organisations.get(visitor.ngo.id)
    home = known[1] if known is not None else None
    if home is None:
        return RequestPage((), 0)
    territories = around(home, service.tree)
    return await repositories.cosigners.offered(visitor.ngo.id, territories, number * views.PAGE, views.PAGE)


async def opened(number: int, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show the request that a link names: to its own NGO and to those that joined its card, to others the offer."""
    async with service.store.read() as repositories:
        request = await repositories.requests.get(number)
        if request is not None:
            rights = await rights_to(repositories, visitor, request, service)
            if rights.member or rights.cosigner:
                return await ngo_card(repositories, request, rights, visitor, tr, service)
        if visitor.ngo is None:
            return views.no_ngo(tr)
        if request is None:
            raise NoSuchRequest(number)
        return await _offer(repositories, request, visitor, tr, service)


async def ask(
    _query: CallbackQuery, callback_data: RequestPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show what the request is about and ask whether to join."""
    return await opened(callback_data.id, visitor, tr, service)


async def _offer(
    repositories: Repositories, request: Request, visitor: Visitor, tr: Translator, service: Service
) -> Screen:
    await _check(repositories, request, visitor, service)
    author = await repositories.organisations.get(request.ngo_id or 0)
    joined = await repositories.cosigners.of_request(request.id)
    return views.offer(request, author[0].name if author else "", joined, visitor.ngo, tr, service)


async def _check(repositories: Repositories, request: Request, visitor: Visitor, service: Service) -> None:
    """Refuse a request that the person's NGO may not join as one that there is not: a forged number tells nothing."""
    known = await repositories.organisations.get(visitor.ngo.id) if visitor.ngo is not None else None
    joined = await repositories.cosigners.of_request(request.id)
    if known is None or not may_join(request, joined, known[0].id, known[1], service.tree):
        raise NoSuchRequest(request.id)
    if not request.open:
        raise RequestUnfit(request.id, Unfit.ENDED)


async def join(
    _query: CallbackQuery,
    callback_data: RequestPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Let the NGO for which the person acts join: the office sees it, and the author's NGO is told."""
    if visitor.ngo is None:
        return views.no_ngo(tr)
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        request = await repositories.requests.get(callback_data.id)
        if request is None:
            raise NoSuchRequest(callback_data.id)
        await _check(repositories, request, visitor, service)
        done = await repositories.cosigners.join(request.id, visitor.ngo.id, visitor.person_id, now)
        if done:
            event = RequestEvent(0, request.id, EventKind.COSIGNED, now, Actor.NGO)
            facts = {"ngo": visitor.ngo.id}
            beside = Erasable(visitor.person_id)
            happened = await happen(repositories, service, law, event, now, beside=beside, facts=facts)
            await telling.ngo(repositories, happened.request, happened.entry, now, but=visitor.person_id)
    async with service.store.read() as repositories:
        fresh = await repositories.requests.get(callback_data.id) or request
        rights = await rights_to(repositories, visitor, fresh, service)
        screen = await ngo_card(repositories, fresh, rights, visitor, tr, service)
    return Answer(screens=(screen,), toast=views.joined_it(tr, done=done))


async def leave(
    _query: CallbackQuery,
    callback_data: RequestPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Take the NGO off the request again; the log says so."""
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        own = {ngo.id for ngo in await repositories.organisations.of_person(visitor.person_id)}
        joined = own & set((await repositories.cosigners.of_request(callback_data.id)).ngos)
        acting = {visitor.ngo.id} if visitor.ngo is not None else set()
        for ngo_id in sorted(joined & acting or joined)[:1]:
            await repositories.cosigners.leave(callback_data.id, ngo_id)
            event = RequestEvent(0, callback_data.id, EventKind.UNSIGNED, now, Actor.NGO)
            beside = Erasable(visitor.person_id)
            await happen(repositories, service, law, event, now, beside=beside, facts={"ngo": ngo_id})
    screen = await nearby(0, visitor, tr, service, joined=True)
    return Answer(screens=(screen,), toast=views.left_it(tr, done=bool(joined)))
