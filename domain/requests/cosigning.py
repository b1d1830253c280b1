"""«Біз де» / «И мы»: other NGOs of the territory join a request whose NGO lets them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.offices import below
from domain.requests.model import Request
from domain.territory import TerritoryTree


@dataclass(frozen=True, slots=True)
class Joined:
    """Who joined a request, and whether others may.

    Args:
        ngos: the NGOs that joined, the earliest first.
        open: whether others of the territory may join now.
        files: whether those who join may open its files.
    """

    ngos: tuple[int, ...] = ()
    open: bool = False
    files: bool = False


def around(home: str, tree: TerritoryTree) -> tuple[str, ...]:
    """Return the territories whose requests concern an NGO at home in one: what lies in it, and what it lies in."""
    if home not in tree:
        return (home,)
    return (*below(home, tree), *(unit.id for unit in tree.ancestors(home)))


def may_join(request: Request, joined: Joined, ngo_id: int, home: str | None, tree: TerritoryTree) -> bool:
    """Tell whether an NGO may join as long as an answer is awaited: the request is open for that, another's, nearby."""
    return (
        joined.open
        and request.ngo_id not in (None, ngo_id)
        and home is not None
        and request.territory_id in around(home, tree)
    )
