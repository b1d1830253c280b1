"""Cards and steps of a request in their plainest form."""

from __future__ import annotations

from collections.abc import Sequence

from domain.people import Ngo
from domain.requests.model import Request, RequestMessage
from domain.requests.rights import Rights
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.inviting import moment
from handlers.views.requests.letter import letter_button
from handlers.views.screen import Screen, esc, lines, paragraphs


def card(
    request: Request, ngo: Ngo | None, messages: Sequence[RequestMessage], tr: Translator, service: Service
) -> Screen:
    """Return a request as an official or a coordinator sees it."""
    topic = next((topic.name(tr.language) for topic in service.topics if topic.id == request.topic_id), "")
    head = lines(f"<b>{request.number}</b>", esc(ngo.name, 200) if ngo else None, esc(topic))
    words = [esc(message.text, 1000) for message in messages if message.text]
    return Screen(paragraphs(head, *words))


def office_card(request: Request, ngo: Ngo | None, rights: Rights, tr: Translator, service: Service) -> Screen:
    """Return a request as an official opens it: number, NGO, the first words, dates."""
    name = esc(ngo.name, 200) if ngo else tr("organisation erased")
    due = tr("Reply by {day}", day=tr.date(request.office_due or request.due)) if rights.serves else None
    text = paragraphs(
        lines(f"<b>{request.number}</b>", name),
        esc(request.gist) or tr("the text was erased"),
        lines(tr("Sent: {when}", when=moment(request.filed_at, tr, service)), due),
        None if rights.serves else tr("Another office has this request now. You can only read it."),
    )
    return Screen(text, ((letter_button(request, tr),),) if rights.serves else ())


def step(request: Request, message: RequestMessage | None, tr: Translator) -> Screen:
    """Return what happened to a request."""
    return Screen(paragraphs(f"<b>{request.number}</b>", esc(message.text, 3000) if message else None))
