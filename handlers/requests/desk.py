"""The card of a request that an office has."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from domain.errors import NotYourRequest
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.model import Request
from domain.requests.rights import Rights
from handlers.notices import Notice
from handlers.presenting import Given
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.requests.standing import request_seen
from handlers.requests.telling import CARD
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import letters as views
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of an official's card."""
    router = Router(name="request desk")
    router.callback_query.register(show, RequestPress.filter(F.act == RequestAct.OPEN))
    return router


async def show(
    _query: CallbackQuery, callback_data: RequestPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show the card as a new message, so that the list it was opened from stays.

    Raises:
        NoSuchRequest: there is none that the presser may know of.
        NotYourRequest: they are no official of an office that has it or had it.
    """
    async with service.store.read() as repositories:
        request, found = await request_seen(repositories, visitor, callback_data.id, service)
        if not (found.serves or found.former):
            raise NotYourRequest(request.id)
        return Answer(screens=(await office_card(repositories, request, found, visitor, tr, service),), fresh=True)


async def office_card(
    repositories: Repositories, request: Request, rights: Rights, _visitor: Visitor, tr: Translator, service: Service
) -> Screen:
    """Return the card of a request for an official who may see it."""
    known = await repositories.organisations.get(request.ngo_id or 0)
    return views.office_card(request, known[0] if known else None, rights, tr, service)


async def card(notice: Notice) -> Screen | None:
    """Return the card of an official; nothing to an office that has sent the request on before the card left."""
    request = await notice.repositories.requests.get(int(notice.ids["request"]))
    if request is None or (request.office_id != notice.ids.get("office") and "edits" not in notice.ids):
        return None
    known = await notice.repositories.organisations.get(request.ngo_id or 0)
    messages = await notice.repositories.request_messages.of_request(request.id)
    return views.card(request, known[0] if known else None, messages, notice.tr, notice.service)


WRITERS = {CARD: card}
