"""Counting what a report tells: figures of a territory as the public may see them, frozen with what they rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.calls.timeliness import Grouping, Sighting, Timeliness, timeliness
from domain.coordination import may_manage
from domain.offices import Office
from domain.ports import Repositories
from domain.reports.hiding import hidden_offices
from domain.reports.model import Report
from domain.reports.snapshot import CallsLine, Snapshot, read
from domain.requests.terms import Terms
from domain.statistics.figures import Figures
from domain.statistics.hiding import hidden_in_tree
from domain.statistics.tables import By, Period, Row, Table
from domain.territory import REPUBLIC, TerritoryTree
from handlers.figures import Counted, Question, count_all
from handlers.requests.happening import terms_in_force
from handlers.service import Service
from handlers.views.figures import doubtful_years

_PARTS = (By.TERRITORY, By.TOPIC, By.MONTH)
MOST_ORGANISERS = 30
"""Organisers of calls that a report names: those with most calls."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The whole country in one pass: where each office stands, and which territories the public may not see.

    Args:
        found: every office's own figures, of requests filed anywhere.
        hidden: territories that are too small, or could be found by subtraction from others.
    """

    found: Counted
    hidden: frozenset[str]

    def offices(self) -> Mapping[int, Office]:
        """Return the offices that received anything."""
        held = {row.key for row in self.found.table.rows}
        return {number: office for number, office in self.found.offices.items() if number in held}


async def survey(repositories: Repositories, service: Service, terms: Terms, period: Period, as_of: datetime) -> Survey:
    """Look at the whole country once, for all reports of a month.

    Args:
        repositories: for reading.
        service: the tree.
        terms: by the calendar in force.
        period: days of filing.
        as_of: aware.
    """
    asked = Question(By.OFFICE, period, as_of, REPUBLIC)
    found = await count_all(repositories, terms, service.tree, asked, (By.OFFICE, By.TERRITORY))
    sizes = {str(row.key): row.figures.n for row in found[By.TERRITORY].table.rows if row.figures is not None}
    below = {unit.id: [one.id for one in service.tree.children(unit.id)] for unit in service.tree.units}
    return Survey(found[By.OFFICE], hidden_in_tree(sizes, below, REPUBLIC))


async def taken(
    repositories: Repositories,
    service: Service,
    terms: Terms,
    country: Survey,
    territory_id: str,
    offices: Collection[int],
) -> Snapshot | None:
    """Return what the report of a territory tells; None when no request was filed there in the period.

    An office stands in it with all that it received, wherever that was filed: nothing that was sent on to it is lost.

    Args:
        repositories: for reading.
        service: the tree and the names of sources.
        terms: by the calendar in force.
        country: the survey of the same period and moment.
        territory_id: of which territory, with all that lies in it.
        offices: the offices whose figures stand in it.
    """
    table = country.found.table
    asked = Question(By.TERRITORY, table.period, table.as_of, territory_id, public=True)
    found = await count_all(repositories, terms, service.tree, asked, _PARTS)
    whole = found[By.TERRITORY]
    if not whole.requests:
        return None
    tables = {By.OFFICE: _of_offices(country.found, territory_id, offices)}
    tables |= {by: _seen(one.table, country.hidden) for by, one in found.items()}
    if territory_id in country.hidden:  # else whoever has the report of the country would find it by subtraction
        tables = {by: _nothing(one) for by, one in tables.items()}
    awaited, unknown = doubtful_years(whole, terms)
    snapshot = Snapshot(
        territory_id=territory_id,
        period=table.period,
        as_of=table.as_of,
        head=whole.head,
        calendar=whole.calendar,
        awaited=tuple(awaited),
        unknown=tuple(unknown),
        tables=tables,
        offices={number: whole.offices[number] for number in sorted(offices) if number in whole.offices},
        calls=await _calls(repositories, service, territory_id, table.period, table.as_of),
    )
    return read(snapshot.text())  # as it will be read again: seconds are whole


def homes(offices: Iterable[Office], territories: Collection[str], tree: TerritoryTree) -> Mapping[str, frozenset[int]]:
    """Return which offices stand in the report of each territory: every office in that of the innermost one only.

    So no office is told twice, and nothing that one report hides is found by subtraction from another.

    Args:
        offices: those that received anything.
        territories: those that have a report of the month.
        tree: all territories; an office of a unit that nobody knows any more belongs to the republic.
    """
    found: dict[str, set[int]] = {territory: set() for territory in territories}
    for office in offices:
        unit = office.territory_id if office.territory_id in tree else REPUBLIC
        line = (unit, *(above.id for above in tree.ancestors(unit)))
        home = next((one for one in line if one in found), None)
        if home is not None:
            found[home].add(office.id)
    return {territory: frozenset(numbers) for territory, numbers in found.items()}


def _of_offices(found: Counted, territory_id: str, offices: Collection[int]) -> Table:
    table = found.table
    rows = [row for row in table.rows if row.key in offices]
    sizes = {int(row.key): row.figures.n for row in rows if row.figures is not None and isinstance(row.key, int)}
    small = hidden_offices(sizes, {number: found.offices[number].territory_id for number in sizes})
    shown = tuple(Row(row.key, _unless(row.figures, row.key in small)) for row in rows)
    return Table(By.OFFICE, table.as_of, table.period, territory_id, None, shown, public=True)


def _seen(table: Table, never: frozenset[str]) -> Table:
    """Return the table without the groups that the country's table may not show."""
    if table.by is not By.TERRITORY:
        return table
    rows = tuple(Row(row.key, _unless(row.figures, row.key in never)) for row in table.rows)
    return replace(table, rows=rows)


def _unless(figures: Figures | None, hides: bool) -> Figures | None:
    return None if hides else figures


def _nothing(table: Table) -> Table:
    return replace(table, total=None, rows=tuple(Row(row.key, None) for row in table.rows))


async def _calls(
    repositories: Repositories, service: Service, territory_id: str, period: Period, as_of: datetime
) -> tuple[CallsLine, ...]:
    """Return how early people heard of the calls of the territory that were found in the period, by organiser."""
    since = datetime.combine(period.first, datetime.min.time(), service.zone)
    found = await repositories.timeliness.sightings(since, as_of + timedelta(microseconds=1))
    concerned = (one for one in found if _concerns(one, territory_id, service.tree))
    figures = timeliness(concerned, Grouping.ORGANISER)[:MOST_ORGANISERS]
    return tuple(_line(one) for one in sorted(figures, key=lambda one: one.name))


def _concerns(sighting: Sighting, territory_id: str, tree: TerritoryTree) -> bool:
    return any(may_manage((territory_id,), unit, tree) for unit in sighting.territories)


def _line(one: Timeliness) -> CallsLine:
    return CallsLine(
        name_kk=one.name,
        name_ru=one.name,
        calls=one.calls,
        short=one.short,
        detection=round(one.detection.median.total_seconds()) if one.detection else None,
        notice=round(one.given.median.total_seconds()) if one.given else None,
    )


async def recounted(repositories: Repositories, service: Service, report: Report) -> Snapshot | None:
    """Count a report anew, as of its own moment, by what the log and the calendar say now.

    What happened after the moment is not looked at: an edition differs from the one before by what was wrong then, not
    by what came since. An office stays in the report in which it stood.

    Args:
        repositories: for reading.
        service: storage's tables and the calendar.
        report: any one.

    Returns:
        What it would tell; None when no request is left in it.
    """
    terms = await terms_in_force(repositories, service, await service.by_law(report.month.last))
    country = await survey(repositories, service, terms, report.month.window, report.as_of)
    reports = await repositories.reports.of_month(report.month)
    placed = await placed_in(repositories, reports)
    own = {number for number, where in placed.items() if where == report.id}
    free = [office for number, office in country.offices().items() if number not in placed]
    where = homes(free, [one.territory_id for one in reports], service.tree)
    return await taken(repositories, service, terms, country, report.territory_id, own | where[report.territory_id])


async def placed_in(repositories: Repositories, reports: Iterable[Report]) -> Mapping[int, int]:
    """Return in which of the reports each office stands, by its number."""
    found: dict[int, int] = {}
    for report in reports:
        found |= dict.fromkeys((one.office_id for one in await repositories.reports.offices(report.id)), report.id)
    return found
