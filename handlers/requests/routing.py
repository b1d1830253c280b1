"""Finding the office for a request: one trip, and the rule (`domain.requests.routing`)."""

from __future__ import annotations

from datetime import datetime

from domain.ports import Repositories
from domain.requests.model import Route
from domain.requests.routing import line, route
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
