"""Finding the office for a request: one trip, and the rule (`domain.requests.routing`)."""

from __future__ import annotations

from datetime import datetime

from domain.calendar import WorkingCalendar
from domain.ports import Repositories
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Route
from domain.requests.routing import line, route
from handlers.requests import telling
from handlers.requests.happening import happen, hours_of
from handlers.service import Service


async def find_office(
    repositories: Repositories, service: Service, territory_id: str, topic_id: str, now: datetime
) -> tuple[int | None, Route]:
    """Return the office that receives a request about the topic in the territory now, and why. One trip.

    Args:
        repositories: of the unit of work that files it, so that nobody goes off duty in between.
        service: the tree of territories and the zone.
        territory_id: to which akimat it is written.
        topic_id: what it is about.
        now: the moment of handling: who is on duty by it.

    Returns:
        The office, or None when it goes to the coordinators of the territory.
    """
    territories = line(territory_id, service.tree)
    return route(await repositories.routing.desks(territories, service.today(now)), topic_id, territories)


async def let_go(
    repositories: Repositories, service: Service, law: WorkingCalendar, office_id: int, now: datetime
) -> int:
    """Send on what a closed office still had, each request as if it were routed now; returns how many there were.

    Args:
        repositories: of the unit of work in which it was closed.
        service: everything else.
        law: as for `happening.happen`.
        office_id: the office, closed already.
        now: the moment of handling.
    """
    left = await repositories.routing.open_of(office_id)
    for request in left:
        found, _ = await find_office(repositories, service, request.territory_id, request.topic_id, now)
        hours = await hours_of(repositories, found)
        event = RequestEvent(0, request.id, EventKind.REDIRECTED, now, Actor.BOT, office_id=found, hours=hours)
        happened = await happen(repositories, service, law, event, now, facts={"from": office_id, "closed": True})
        await telling.ngo(repositories, happened.request, happened.entry, now)
    return len(left)
