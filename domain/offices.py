"""Offices of akimats and the seats in them: what they are, and who may do what with them.

Work belongs to seats, not to people: a holder changes, the queue and its promises stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.language import Language
from domain.territory import Territory, TerritoryTree

MOST_IN_TERRITORY = 60
"""Open offices of one territory; a district has about twenty departments and as many rural akims."""

MOST_SEATS = 20
"""Seats of one office, and members of one NGO, together with invitations that wait for an answer."""

DEFAULT_NAME = ("Әкім аппараты", "Аппарат акима")
"""What an office is called until a coordinator renames it: the territory is always named beside it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a request is about; the list is an editable file."""

    id: str
    name_kk: str
    name_ru: str

    def name(self, lang: Language) -> str:
        """Return the topic in the language."""
        return self.name_kk if lang is Language.KK else self.name_ru


class SeatRole(StrEnum):
    """What somebody is in an office."""

    HEAD = "head"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Office:
    """Әкімдіктің бөлімі немесе әкім аппараты / отдел акимата или аппарат акима, answering for topics in a territory."""

    id: int
    territory_id: str
    name_kk: str
    name_ru: str
    topics: tuple[str, ...]
    closed: bool = False

    def name(self, lang: Language) -> str:
        """Return the office's name in the language."""
        return self.name_kk if lang is Language.KK else self.name_ru


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's term in an office. `person_id` is None once they erased their data, `holder` is then empty."""

    id: int
    office_id: int
    role: SeatRole
    person_id: int | None
    holder: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """The seat that a visitor holds now: one at most."""

    seat_id: int
    office_id: int
    role: SeatRole


@dataclass(frozen=True, slots=True)
class By:
    """Who does something and in which right; written beside what was done."""

    person_id: int
    right: str


@dataclass(frozen=True, slots=True)
class Rights:
    """What a visitor may do with one office (PRODUCT, section 5).

    `coordinator` names the territory in whose right they coordinate it, nearest first; None when they do not.
    """

    person_id: int
    coordinator: str | None
    seat: Holding | None

    @property
    def manages(self) -> bool:
        """Tell whether they may rename it, choose its topics and close it: its coordinators do."""
        return self.coordinator is not None

    @property
    def sees(self) -> bool:
        """Tell whether they may see who sits in it and when: its coordinators and those who sit there."""
        return self.manages or self.seat is not None

    @property
    def sets_hours(self) -> bool:
        """Tell whether they may say when it works: its coordinators and its head."""
        return self.manages or (self.seat is not None and self.seat.role is SeatRole.HEAD)

    @property
    def by(self) -> By:
        """Return in which right they act."""
        if self.coordinator is not None:
            return By(self.person_id, f"coordinator:{self.coordinator}")
        return By(self.person_id, self.seat.role.value if self.seat else "nobody")

    def may_seat(self, role: SeatRole) -> bool:
        """Tell whether they may invite somebody in the role, and end such a seat.

        A coordinator seats heads and officers; a head seats officers of the own office.
        """
        heads = self.seat is not None and self.seat.role is SeatRole.HEAD
        return self.manages or (heads and role is SeatRole.OFFICER)


def rights(
    person_id: int, coordinates: Iterable[str], seat: Holding | None, office: Office, tree: TerritoryTree
) -> Rights:
    """Return what somebody may do with the office, as long as it is open.

    Args:
        person_id: who.
        coordinates: the territories they coordinate; rights reach down the tree.
        seat: the seat they hold, in whatever office.
        office: the office that is spoken of.
        tree: all territories.
    """
    held = set(coordinates)
    line = (office.territory_id, *(unit.id for unit in _above(office.territory_id, tree)))
    nearest = next((unit for unit in line if unit in held), None)
    return Rights(person_id, nearest, seat if seat is not None and seat.office_id == office.id else None)


def _above(territory_id: str, tree: TerritoryTree) -> tuple[Territory, ...]:
    if territory_id in tree:
        return tree.ancestors(territory_id)
    return tuple(unit for unit in tree.units if unit.parent_id is None)  # a unit that nobody knows any more


def below(territory_id: str, tree: TerritoryTree) -> tuple[str, ...]:
    """Return the unit and all that lies in it, in the order of the tree's file."""
    found = [territory_id]
    for unit in tree.children(territory_id):
        found += below(unit.id, tree)
    return tuple(found)


def lacking(oblast_id: str, counted: Iterable[str], tree: TerritoryTree) -> tuple[str, ...]:
    """Return the districts and cities of an oblast that have no office yet; a unit without any stands for itself."""
    have = set(counted)
    units = [unit.id for unit in tree.children(oblast_id) if unit.selectable] or [oblast_id]
    return tuple(unit for unit in units if unit not in have)


def headless(seats: Sequence[Seat]) -> bool:
    """Tell whether nobody heads the office among those who sit in it now."""
    return not any(seat.role is SeatRole.HEAD for seat in seats)
