"""Who is told of broken sources: what is new, what is still broken after a week, what has recovered. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from domain.coordination import may_manage
from domain.source_health import Condition, Health
from domain.territory import TerritoryTree

TOLD_AT = time(9)
REPEAT_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """What coordinators were last told of a source, and on which local day."""

    condition: Condition
    day: date


@dataclass(frozen=True, slots=True)
class Alarms:
    """What is to be told today: sources by id, in the order given. `forget` are those of which nothing is owed."""

    broken: tuple[str, ...] = ()
    recovered: tuple[str, ...] = ()
    forget: tuple[str, ...] = ()


def due(found: Mapping[str, Health], told: Mapping[str, Told], today: date) -> Alarms:
    """Decide what is to be told.

    Args:
        found: the health of every source there is, by id.
        told: what was told of which source; a source that is not there was well.
        today: the local day.
    """
    broken = [
        source_id
        for source_id, now in found.items()
        if now.alarming
        and (
            (before := told.get(source_id)) is None
            or before.condition is not now.condition
            or today - before.day >= REPEAT_AFTER
        )
    ]
    # One that stumbles has not recovered yet; one that was paused or switched off is nobody's worry any more.
    recovered = [one for one in told if one in found and found[one].condition is Condition.WELL]
    silenced = (Condition.PAUSED, Condition.OFF)
    forget = [one for one in told if one not in found or found[one].condition in silenced]
    return Alarms(tuple(broken), tuple(recovered), (*recovered, *forget))


def recipients(
    alarms: Alarms, territories: Mapping[str, str], coordinators: Sequence[tuple[int, str]], tree: TerritoryTree
) -> Mapping[int, Alarms]:
    """Return each coordinator's part of what is to be told; whoever has none is left out.

    Args:
        alarms: what is to be told.
        territories: the territory of each source, by its id.
        coordinators: pairs of a person and a territory, several of one person.
        tree: all units.
    """
    places: dict[int, list[str]] = {}
    for person, territory in coordinators:
        places.setdefault(person, []).append(territory)
    parts = {}
    for person, mine in places.items():
        theirs = {one for one, territory in territories.items() if may_manage(mine, territory, tree)}
        broken = tuple(one for one in alarms.broken if one in theirs)
        recovered = tuple(one for one in alarms.recovered if one in theirs)
        if broken or recovered:
            parts[person] = Alarms(broken, recovered)
    return parts
