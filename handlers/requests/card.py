"""The card of a request for those who wrote it, or joined it."""

from __future__ import annotations

from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.model import Request
from domain.requests.rights import Rights
from handlers.requests.casefile import case_file
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import card as views
from handlers.views.screen import Screen


async def ngo_card(
    repositories: Repositories,
    request: Request,
    rights: Rights,
    _visitor: Visitor,
    tr: Translator,
    service: Service,
) -> Screen:
    """Return the request as a member of its NGO sees it, or a member of one that joined it.

    Args:
        repositories: for looking.
        request: how it stands.
        rights: what its reader may do with it; they read it.
        tr: speaks.
        service: tables and the clock.
    """
    case = await case_file(repositories, service, request, service.clock.now())
    if rights.member:
        return views.card(case, tr, service)
    return views.cosigned(case, tr, service, files=rights.reads_files)
