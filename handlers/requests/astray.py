"""Requests that found no office, or that the NGO took to the coordinators of its territory."""

from __future__ import annotations

from handlers.notices import Notice
from handlers.requests.telling import ASTRAY
from handlers.views.requests import letters as views
from handlers.views.screen import Screen


async def card(notice: Notice) -> Screen | None:
    """Return the card of a coordinator."""
    request = await notice.repositories.requests.get(int(notice.ids["request"]))
    if request is None or (request.office_id is not None and not request.escalated and "edits" not in notice.ids):
        return None
    known = await notice.repositories.organisations.get(request.ngo_id or 0)
    messages = await notice.repositories.request_messages.of_request(request.id)
    return views.card(request, known[0] if known else None, messages, notice.tr, notice.service)


WRITERS = {ASTRAY: card}
