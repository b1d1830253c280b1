"""Who may do what with a request: the table of PRODUCT, section 5, asked again at every press."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from domain.offices import Holding, SeatRole
from domain.requests.events import Actor
from domain.requests.model import Request
from domain.territory import TerritoryTree


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do with one request.

    Args:
        member: a member of the NGO that filed it.
        cosigner: a member of an NGO that joined it: sees topic, text and state.
        files_shared: whether its NGO lets those who joined open its files.
        seat: the seat that they hold in the office that has it now.
        former: whether they sit in an office that had it before: it reads what was written until it sent it on.
        coordinator: the territory in whose right they coordinate it, nearest first; None when they do not.
        astray: whether it is with the coordinators, or the NGO took it to them: then they read its text.
    """

    member: bool = False
    cosigner: bool = False
    files_shared: bool = False
    seat: Holding | None = None
    former: bool = False
    coordinator: str | None = None
    astray: bool = False

    @property
    def sees(self) -> bool:
        """Tell whether they may know of the request at all: its state and its clocks."""
        return self.reads or self.coordinator is not None

    @property
    def reads(self) -> bool:
        """Tell whether they may read its text."""
        return self.member or self.cosigner or self.serves or self.former or self._coordinates_astray

    @property
    def reads_files(self) -> bool:
        """Tell whether they may open its files: a co-signer may not, unless its author allows."""
        allowed = self.cosigner and self.files_shared
        return self.member or allowed or self.serves or self.former or self._coordinates_astray

    @property
    def serves(self) -> bool:
        """Tell whether they answer it: take, ask for details, extend, promise, close."""
        return self.seat is not None

    @property
    def redirects(self) -> bool:
        """Tell whether they may send it on to another office."""
        return self.serves or self.coordinator is not None

    @property
    def actor(self) -> Actor | None:
        """Return as what they act on it; None when they only look."""
        if self.seat is not None:
            return Actor.HEAD if self.seat.role is SeatRole.HEAD else Actor.OFFICER
        if self.member:
            return Actor.NGO
        return Actor.COORDINATOR if self.coordinator is not None else None

    @property
    def _coordinates_astray(self) -> bool:
        return self.coordinator is not None and self.astray


def rights(
    request: Request,
    tree: TerritoryTree,
    *,
    ngos: Collection[int] = (),
    cosigned: Collection[int] = (),
    files_shared: bool = False,
    seat: Holding | None = None,
    coordinates: Iterable[str] = (),
    offices_before: Collection[int] = (),
) -> Rights:
    """Return what somebody may do with the request.

    Args:
        request: how it stands now.
        tree: all territories; a coordinator's right reaches down it.
        ngos: the NGOs that they belong to.
        cosigned: the NGOs that joined the request.
        files_shared: whether its NGO lets them open its files.
        seat: the seat that they hold, in whatever office.
        coordinates: the territories that they coordinate.
        offices_before: the offices that had it and sent it on.
    """
    held = set(coordinates)
    place = request.territory_id
    line = (place, *(unit.id for unit in tree.ancestors(place))) if place in tree else (place,)
    here = seat if seat is not None and seat.office_id == request.office_id else None
    return Rights(
        member=request.ngo_id is not None and request.ngo_id in ngos,
        cosigner=bool(set(ngos) & set(cosigned)),
        files_shared=files_shared,
        seat=here,
        former=here is None and seat is not None and seat.office_id in offices_before,
        coordinator=next((unit for unit in line if unit in held), None),
        astray=request.office_id is None or request.escalated,
    )
