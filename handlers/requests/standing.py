"""How a person stands to a request: asked again at every press."""

from __future__ import annotations

from domain.errors import NoSuchRequest, NotYourRequest
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.cosigning import Joined
from domain.requests.events import EventKind
from domain.requests.model import Request
from domain.requests.record import events_of, subject
from domain.requests.rights import Rights, rights
from handlers.service import Service


async def rights_to(repositories: Repositories, visitor: Visitor, request: Request, service: Service) -> Rights:
    """Return what the visitor may do with the request. Three trips at most."""
    ngos = {ngo.id for ngo in await repositories.organisations.of_person(visitor.person_id)}
    before: set[int] = set()
    if visitor.seat is not None and visitor.seat.office_id != request.office_id:
        log = events_of(await repositories.journal.of_subjects([subject(request.id)]))
        before = {
            event.office_id
            for event in log
            if event.kind in (EventKind.FILED, EventKind.REDIRECTED) and event.office_id is not None
        }
    others = ngos - {request.ngo_id}
    joined = await repositories.cosigners.of_request(request.id) if others else Joined()
    return rights(
        request,
        service.tree,
        ngos=ngos,
        cosigned=joined.ngos,
        files_shared=joined.files,
        seat=visitor.seat,
        coordinates=visitor.coordinates,
        offices_before=before,
    )


async def request_seen(
    repositories: Repositories, visitor: Visitor, request_id: int, service: Service
) -> tuple[Request, Rights]:
    """Return the request and what the visitor may do with it.

    Raises:
        NoSuchRequest: there is none, or it is not theirs to know of: a forged number tells nothing.
    """
    request = await repositories.requests.get(request_id)
    if request is None:
        raise NoSuchRequest(request_id)
    found = await rights_to(repositories, visitor, request, service)
    if not found.sees:
        raise NoSuchRequest(request_id)
    return request, found


async def request_served(
    repositories: Repositories, visitor: Visitor, request_id: int, service: Service
) -> tuple[Request, Rights]:
    """Return a request that the visitor's office has, for what only it may do.

    Raises:
        NoSuchRequest: as `request_seen`.
        NotYourRequest: they see it, but their office does not have it (any more).
    """
    request, found = await request_seen(repositories, visitor, request_id, service)
    if not found.serves:
        raise NotYourRequest(request_id)
    return request, found


async def request_owned(
    repositories: Repositories, visitor: Visitor, request_id: int, service: Service
) -> tuple[Request, Rights]:
    """Return a request of the visitor's NGO, for what only its members may do; raises as `request_served`."""
    request, found = await request_seen(repositories, visitor, request_id, service)
    if not found.member:
        raise NotYourRequest(request_id)
    return request, found
