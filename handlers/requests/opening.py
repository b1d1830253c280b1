"""Opening a request from wherever its number stands: each reader gets the card that is theirs."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.model import Request
from domain.requests.rights import Rights
from handlers.filters import Ready
from handlers.presenting import Given
from handlers.requests.astray import coordinator_card
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.requests.card import ngo_card
from handlers.requests.desk import office_card
from handlers.requests.standing import request_seen
from handlers.requests.telling import CARD
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.screen import Answer, Mark, Screen


def router() -> Router:
    """Return the router of buttons that open a request."""
    router = Router(name="opening requests")
    router.callback_query.register(open_request, RequestPress.filter(F.act == RequestAct.OPEN), Ready())
    return router


async def open_request(
    _query: CallbackQuery, callback_data: RequestPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show the request; a forged number is one that there is not."""
    async with service.store.read() as repositories:
        request, rights = await request_seen(repositories, visitor, callback_data.id, service)
        screen, mark = await card_for(repositories, request, rights, visitor, tr, service)
    return Answer(screens=(screen,), fresh=bool(callback_data.other), mark=mark)


async def card_for(
    repositories: Repositories, request: Request, rights: Rights, visitor: Visitor, tr: Translator, service: Service
) -> tuple[Screen, Mark | None]:
    """Return the card for a reader who sees the request, and what its place is noted as: an official's is answered.

    An official who is also a member of its NGO gets the card of the side for which they act now.
    """
    acts_for_it = visitor.ngo is not None and visitor.ngo.id == request.ngo_id
    if (rights.member or rights.cosigner) and (acts_for_it or not rights.serves):
        return await ngo_card(repositories, request, rights, visitor, tr, service), None
    if rights.coordinator is not None and not rights.serves:  # page 0: its files, and a way on to the list
        return await coordinator_card(repositories, request, rights, tr, service, page=0), None
    mark = Mark(request.id, CARD, visitor.seat.office_id) if rights.serves and visitor.seat is not None else None
    return await office_card(repositories, request, rights, visitor, tr, service), mark
