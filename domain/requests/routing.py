"""Where a request goes: territory × topic → an office with somebody on duty, or the coordinators. Pure.

Nothing is dropped: whatever the offices are, there is an answer, and why it is so (`Route`) is stored and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar import WorkingCalendar
from domain.offices import Office
from domain.requests.model import Route
from domain.territory import REPUBLIC, TerritoryTree


@dataclass(frozen=True, slots=True)
class Desk:
    """An office as routing looks at it.

    Args:
        office_id: which office.
        territory_id: where it is.
        topics: what it answers for.
        on_duty: how many of those who sit there are on duty now and can be reached.
        closed: whether it is closed.
    """

    office_id: int
    territory_id: str
    topics: frozenset[str]
    on_duty: int
    closed: bool = False

    @property
    def staffed(self) -> bool:
        """Tell whether a letter that goes there now is read by somebody."""
        return self.on_duty > 0 and not self.closed


def line(territory_id: str, tree: TerritoryTree) -> tuple[str, ...]:
    """Return the territory and those above it, nearest first; of one that nobody knows any more, the republic."""
    if territory_id not in tree:
        return (territory_id, REPUBLIC)
    return (territory_id, *(unit.id for unit in tree.ancestors(territory_id)))


def route(desks: Iterable[Desk], topic_id: str, territories: Sequence[str]) -> tuple[int | None, Route]:
    """Return the office that receives a request, and why; None when it goes to the coordinators of the territory.

    An office of the territory with the topic comes first, then one with other topics: a neighbour down the corridor
    passes a letter on sooner than the oblast does. Above, the nearest territory counts first, there too the topic
    before any other: what lies further up is further from the village.

    Args:
        desks: the offices of these territories, in any order; others are passed over.
        topic_id: what the request is about.
        territories: its territory and those above, nearest first (see `line`).
    """
    staffed = [desk for desk in desks if desk.staffed]
    for step, territory in enumerate(territories):
        here = [desk for desk in staffed if desk.territory_id == territory]
        covering = [desk for desk in here if topic_id in desk.topics]
        if covering:
            return min(covering, key=_special).office_id, Route.ABOVE if step else Route.TOPIC
        if here:
            return min(here, key=_general).office_id, Route.ABOVE if step else Route.ANY_TOPIC
    return None, Route.NOBODY


def _special(desk: Desk) -> tuple[int, int]:
    """Of several offices with the topic, the one with the fewest others knows it best; then the one opened first."""
    return len(desk.topics), desk.office_id


def _general(desk: Desk) -> tuple[int, int]:
    """Of several without it, the one with the most topics is used to letters of every kind."""
    return -len(desk.topics), desk.office_id


@dataclass(frozen=True, slots=True)
class Choice:
    """An open office that a request may be sent to by hand: how many sit there, and how many are on duty now."""

    office: Office
    on_duty: int
    seated: int


def choices(
    offices: Iterable[Choice], territory_id: str, topic_id: str, but: int | None, tree: TerritoryTree
) -> tuple[Choice, ...]:
    """Return the offices to which a request can be sent on, the likeliest first.

    The own territory comes first, then those above, then those that lie in the same oblast, then all others; in each
    the topic before any other. Where nobody sits, nobody would read it: such an office is left out.

    Args:
        offices: every open office.
        territory_id: the request's.
        topic_id: what it is about.
        but: the office that has it.
        tree: all territories.
    """
    near = line(territory_id, tree)
    whole = set(near) - {REPUBLIC}

    def place(choice: Choice) -> tuple[int, bool, str, int]:
        where = choice.office.territory_id
        if where in near:
            step = near.index(where)
        else:
            beside = any(unit in whole for unit in line(where, tree))
            step = len(near) + (not beside)
        return step, topic_id not in choice.office.topics, where, choice.office.id

    return tuple(sorted((one for one in offices if one.seated and one.office.id != but), key=place))


PASS_ON_DAYS = 3
"""Working days from receipt within which a letter that belongs elsewhere is passed on: ӘРПК/АППК art. 65."""


def pass_on_until(received: date, calendar: WorkingCalendar) -> date:
    """Return the last of the days within which a letter is usually passed on. People are reminded, never refused."""
    return calendar.add_working_days(received, PASS_ON_DAYS)
