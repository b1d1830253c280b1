"""What officials of an office read of each other's work on a request, and of what passed before it came to them."""

from __future__ import annotations

from domain.offices import Seat
from domain.requests.model import MessageKind, Request, RequestMessage
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests.pieces import said
from handlers.views.requests.wording import at_time, who
from handlers.views.screen import Screen, lines, paragraphs


def note(request: Request, author: Seat | None, words: str, files: int, tr: Translator) -> Screen:
    """Return a note of a colleague."""
    head = tr("<b>{number}: note</b> by {name}. The NGO does not see it.", number=request.number, name=who(author, tr))
    beside = tr.n("{n} file comes with it.", "{n} files come with it.", files) if files else None
    return Screen(paragraphs(head, said(words), beside))


def handed(request: Request, head: Seat | None, tr: Translator) -> Screen:
    """Return that the head handed a request to the reader."""
    return Screen(
        lines(
            tr("<b>{number} is yours now.</b> Handed to you by: {name}.", number=request.number, name=who(head, tr)),
            tr("To answer, reply to this message."),
        )
    )


def before(
    request: Request, message: RequestMessage, author: Seat | None, words: str, tr: Translator, service: Service
) -> Screen:
    """Return something that was written about a request earlier."""
    when, number = at_time(message.sent_at, tr, service), request.number
    match message.kind:
        case MessageKind.ADDITION:
            head = tr("<b>{number}</b>, added by the NGO {when}:", number=number, when=when)
        case MessageKind.DETAILS:
            head = tr("<b>{number}</b>, details asked {when}: {name}", number=number, when=when, name=who(author, tr))
        case MessageKind.NOTE:
            head = tr("<b>{number}</b>, note {when}: {name}", number=number, when=when, name=who(author, tr))
        case _:
            head = tr("<b>{number}</b>, answered {when}: {name}", number=number, when=when, name=who(author, tr))
    files = len(message.files)
    beside = tr.n("{n} file comes with it.", "{n} files come with it.", files) if files else None
    return Screen(paragraphs(head, said(words), beside))
