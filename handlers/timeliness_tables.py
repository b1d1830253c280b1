"""How early people hear of calls, as plain tables for exports and reports (docs/figures.md defines each figure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo

from domain.calls.timeliness import Grouping, Sighting, Timeliness, timeliness
from domain.ports import Repositories
from domain.sources import IMPORTED
from domain.statistics.tables import Period
from domain.submissions import PEOPLE
from domain.territory import REPUBLIC, TerritoryTree


@dataclass(frozen=True, slots=True)
class TimelinessRow:
    """A source or an organiser. `key` is the source's id or the organiser's name, an organiser has one name only.

    The names were typed by people: who shows them escapes them.
    """

    key: str
    name_kk: str
    name_ru: str
    figures: Timeliness


@dataclass(frozen=True, slots=True)
class TimelinessTable:
    """Figures of the calls first seen in a period, most calls first.

    Args:
        by: what they are given by.
        period: local days, both included, on which the calls were first seen.
        as_of: what was seen or sent later is not looked at.
        territory_id: of which territory, with all that lies in it.
        calls: how many calls the rows tell of, each once.
        rows: the groups that have any.
    """

    by: Grouping
    period: Period
    as_of: datetime
    territory_id: str
    calls: int
    rows: tuple[TimelinessRow, ...]


async def timeliness_tables(
    repositories: Repositories,
    zone: tzinfo,
    tree: TerritoryTree,
    period: Period,
    as_of: datetime,
    territory_id: str = REPUBLIC,
) -> Mapping[Grouping, TimelinessTable]:
    """Return the tables by source and by organiser. Two trips.

    Calls are public, and so are their figures: nothing is hidden, and `n` of each spread tells how much it rests on.

    Args:
        repositories: for reading.
        zone: whose days the period is in.
        tree: all territories.
        period: days on which the calls were first seen; it is right.
        as_of: aware.
        territory_id: calls meant for it or for anything in it; the republic: all calls.
    """
    since = datetime.combine(period.first, time(0), zone)
    until = datetime.combine(period.last + timedelta(days=1), time(0), zone)
    until = min(until, as_of + timedelta(microseconds=1))
    seen = await repositories.timeliness.sightings(since, until) if since < until else ()
    found = [_known_by(one, as_of) for one in seen if _lies_in(one, territory_id, tree)]
    names = {source.id: (source.name_kk, source.name_ru) for source in (PEOPLE, IMPORTED)}
    names |= await repositories.source_register.names()
    return {by: _table(found, by, period, as_of, territory_id, names) for by in Grouping}


def _known_by(one: Sighting, as_of: datetime) -> Sighting:
    late = one.delivered is not None and one.delivered > as_of
    return replace(one, delivered=None) if late else one


def _lies_in(one: Sighting, territory_id: str, tree: TerritoryTree) -> bool:
    if territory_id == REPUBLIC:
        return True
    known = (unit for unit in one.territories if unit in tree)
    return any(territory_id in (unit, *(above.id for above in tree.ancestors(unit))) for unit in known)


def _table(
    found: Sequence[Sighting],
    by: Grouping,
    period: Period,
    as_of: datetime,
    territory_id: str,
    names: Mapping[str, tuple[str, str]],
) -> TimelinessTable:
    rows = []
    for figures in timeliness(found, by):
        name_kk, name_ru = (figures.name, figures.name)
        if by is Grouping.SOURCE:
            name_kk, name_ru = names.get(figures.name, (name_kk, name_ru))
        rows.append(TimelinessRow(figures.name, name_kk, name_ru, figures))
    return TimelinessTable(by, period, as_of, territory_id, sum(row.figures.calls for row in rows), tuple(rows))
