"""The card of a request for its NGO."""

from __future__ import annotations

from domain.people import Visitor
from domain.requests.model import Request
from domain.requests.rights import Rights
from handlers.requests.filing_callbacks import MyRequestsPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests.my_requests import gist_of, state
from handlers.views.screen import Screen, esc, lines, paragraphs, press


async def ngo_card(request: Request, rights: Rights, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return the request as a member of its NGO sees it.

    Args:
        request: how it stands.
        rights: what its reader may do with it.
        visitor: its reader.
        tr: speaks.
        service: tables and the clock.
    """
    now = service.clock.now()
    today = service.today(now)
    text = paragraphs(
        f"<b>{esc(request.number)}</b>",
        gist_of(request, tr) if rights.reads else None,
        lines(
            tr("Sent: {day}", day=tr.date(service.today(request.filed_at), today)),
            tr("Reply date: {day}", day=tr.date(request.due, today)),
            state(request, tr, service, now),
        ),
    )
    return Screen(text, ((press(tr("‹ Back to the list"), MyRequestsPress()),),))
