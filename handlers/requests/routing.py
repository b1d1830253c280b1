"""To which office a letter goes, and why."""

from __future__ import annotations

from datetime import datetime

from domain.offices import MOST_IN_TERRITORY
from domain.ports import Repositories
from domain.requests.model import Route
from handlers.service import Service


async def find_office(
    repositories: Repositories, service: Service, territory_id: str, topic_id: str, now: datetime
) -> tuple[int | None, Route]:
    """Return the office of the territory that answers for the topic and where somebody sits; None when there is none.

    Args:
        repositories: of the unit of work.
        service: tables.
        territory_id: to which akimat.
        topic_id: what the letter is about.
        now: the moment of sending.
    """
    page = await repositories.offices.within([territory_id], 0, MOST_IN_TERRITORY)
    seats = await repositories.seats.of_offices([office.id for office in page.items])
    for office in page.items:
        if topic_id in office.topics and any(seat.person_id is not None for seat in seats.get(office.id, ())):
            return office.id, Route.TOPIC
    return None, Route.NOBODY
