"""What a coordinator may do where: one rule, asked again on every press."""

from __future__ import annotations

from collections.abc import Iterable

from domain.territory import REPUBLIC, TerritoryTree


def may_manage(coordinates: Iterable[str], territory_id: str, tree: TerritoryTree) -> bool:
    """Tell whether somebody who coordinates these territories may manage what belongs to the territory.

    Rights reach down the tree, never up or aside: what belongs to the whole country is managed by the coordinators of
    the republic only. A territory that nobody knows any more is theirs too.
    """
    mine = set(coordinates)
    if territory_id not in tree:
        return REPUBLIC in mine
    return territory_id in mine or any(unit.id in mine for unit in tree.ancestors(territory_id))


def may_see(coordinates: Iterable[str], territory_id: str, tree: TerritoryTree) -> bool:
    """Tell whether they may look at it: what they manage, and what concerns the whole country."""
    mine = tuple(coordinates)
    return bool(mine) and (territory_id == REPUBLIC or may_manage(mine, territory_id, tree))
