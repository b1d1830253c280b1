"""What became of something that an official wrote and that has left."""

from __future__ import annotations

from domain.ports import Repositories
from domain.requests.model import RequestMessage
from domain.requests.terms import Terms
from handlers.requests.happening import clocks_in_force, terms_in_force
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import window as views
from handlers.views.screen import Screen


async def sent_screen(number: int, tr: Translator, service: Service) -> Screen:
    """Return what became of message `number`, as it stands by now."""
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        message = await repositories.request_messages.get(number)
        terms = await terms_in_force(repositories, service, law)
        return await sent_in(repositories, message, terms, tr, service)


async def sent_in(
    repositories: Repositories, message: RequestMessage | None, terms: Terms, tr: Translator, service: Service
) -> Screen:
    """Return what became of the message: when it was sent, and what the clocks say to it."""
    if message is None or message.entry is None:
        return views.nothing(tr)
    request = await repositories.requests.get(message.request_id)
    assert request is not None  # a message belongs to one
    _, clocks = await clocks_in_force(repositories, terms, request.id, max(service.clock.now(), message.sent_at))
    return views.sent(message, request, clocks, terms, tr, service)
