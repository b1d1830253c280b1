"""Cards and steps of a request in their plainest form."""

from __future__ import annotations

from collections.abc import Sequence

from domain.people import Ngo
from domain.requests.model import Request, RequestMessage
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.screen import Screen, esc, lines, paragraphs


def card(
    request: Request, ngo: Ngo | None, messages: Sequence[RequestMessage], tr: Translator, service: Service
) -> Screen:
    """Return a request as an official or a coordinator sees it."""
    topic = next((topic.name(tr.language) for topic in service.topics if topic.id == request.topic_id), "")
    head = lines(f"<b>{request.number}</b>", esc(ngo.name, 200) if ngo else None, esc(topic))
    words = [esc(message.text, 1000) for message in messages if message.text]
    return Screen(paragraphs(head, *words))


def step(request: Request, message: RequestMessage | None, tr: Translator) -> Screen:
    """Return what happened to a request."""
    return Screen(paragraphs(f"<b>{request.number}</b>", esc(message.text, 3000) if message else None))
