"""Which figures somebody may see besides the public ones (PRODUCT, section 5): looked up again at every press.

Whoever counts figures for a person asks here first, and counts publicly (`Question.public`: small groups hidden) all
that is not theirs:

    access = await figures_for(repositories, service, visitor)
    question = Question(by, period, now, territory, public=not access.may_see(territory, service.tree))
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from domain.coordination import may_manage
from domain.offices import Office, SeatRole
from domain.people import Visitor
from domain.ports import Repositories
from domain.territory import TerritoryTree
from handlers.service import Service


@dataclass(frozen=True, slots=True)
class FigureAccess:
    """Whose figures somebody may see unhidden. Everybody else's they see as the public does.

    Args:
        territories: those that they coordinate, in the order of the tree, none of them within another; the right
            reaches down to all that lies there.
        office: the office in which they hold a seat now; None when they hold none.
        role: what they are in it.
    """

    territories: tuple[str, ...] = ()
    office: Office | None = None
    role: SeatRole | None = None

    @property
    def offices(self) -> frozenset[int]:
        """Return the numbers of the offices that are their own: for `Question.offices`."""
        return frozenset() if self.office is None else frozenset({self.office.id})

    @property
    def only_public(self) -> bool:
        """Tell whether they see public figures and no others."""
        return not self.territories and self.office is None

    def may_see(self, territory_id: str, tree: TerritoryTree, offices: Collection[int] | None = None) -> bool:
        """Tell whether figures may be shown to them unhidden, by seat too, and the requests behind them.

        Args:
            territory_id: of which territory, with all that lies in it.
            tree: all territories.
            offices: of which offices only; None: of all.
        """
        if self.territories and may_manage(self.territories, territory_id, tree):
            return True
        return bool(offices) and self.offices.issuperset(offices or ())

    def may_see_office(self, office: Office, tree: TerritoryTree) -> bool:
        """Tell whether the figures of the office may be shown to them unhidden."""
        return office.id in self.offices or self.may_see(office.territory_id, tree)


PUBLIC = FigureAccess()
"""What everybody may see."""


async def figures_for(repositories: Repositories, service: Service, person: Visitor | int) -> FigureAccess:
    """Return whose figures somebody may see unhidden now. One trip, two where only the person's number is known.

    Somebody who has not agreed to the text in force, or withdrew, sees what is public.

    Args:
        repositories: for looking.
        service: the tree of territories.
        person: whoever pressed, as storage knew them at this update; or the number of a person who did not.
    """
    visitor = person if isinstance(person, Visitor) else await repositories.people.visitor(person, person)
    if not visitor.consented:
        return PUBLIC
    seat = visitor.seat
    office = await repositories.offices.get(seat.office_id) if seat is not None else None
    return FigureAccess(
        territories=_widest(visitor.coordinates, service.tree),
        office=office,
        role=seat.role if seat is not None and office is not None else None,
    )


def _widest(territories: Collection[str], tree: TerritoryTree) -> tuple[str, ...]:
    """Return the territories without those that lie in another of them; one that nobody knows any more is left out."""
    held = set(territories)
    return tuple(
        unit.id
        for unit in tree.units
        if unit.id in held and not any(above.id in held for above in tree.ancestors(unit.id))
    )
