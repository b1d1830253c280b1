"""The card of a request that an office has."""

from __future__ import annotations

from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.model import Request
from domain.requests.rights import Rights
from handlers.notices import Notice
from handlers.requests.telling import CARD
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import letters as views
from handlers.views.screen import Screen


async def card(notice: Notice) -> Screen | None:
    """Return the card of an official; nothing to an office that has sent the request on before the card left."""
    request = await notice.repositories.requests.get(int(notice.ids["request"]))
    if request is None or (request.office_id != notice.ids.get("office") and "edits" not in notice.ids):
        return None
    known = await notice.repositories.organisations.get(request.ngo_id or 0)
    messages = await notice.repositories.request_messages.of_request(request.id)
    return views.card(request, known[0] if known else None, messages, notice.tr, notice.service)


async def office_card(
    repositories: Repositories, request: Request, rights: Rights, _visitor: Visitor, tr: Translator, service: Service
) -> Screen:
    """Return the card of an official or a coordinator who opens the request; its words only when they may read them."""
    known = await repositories.organisations.get(request.ngo_id or 0)
    messages = await repositories.request_messages.of_request(request.id) if rights.reads else []
    return views.card(request, known[0] if known else None, messages, tr, service)


WRITERS = {CARD: card}
