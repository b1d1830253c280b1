"""Counting what a report tells: figures of a territory as the public may see them, frozen with what they rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from domain.calls.timeliness import Grouping
from domain.offices import Office
from domain.ports import Repositories
from domain.reports.model import Month, Report
from domain.reports.snapshot import CallsLine, Snapshot, read
from domain.requests.terms import Terms
from domain.statistics.tables import By, Period, Row, Table
from domain.territory import REPUBLIC, TerritoryTree
from handlers.figures import Counted, Question, count, count_all
from handlers.requests.happening import terms_in_force
from handlers.service import Service
from handlers.timeliness_tables import TimelinessRow, timeliness_tables
from handlers.views.figures import doubtful_years

_PARTS = (By.TERRITORY, By.TOPIC, By.MONTH)
YEARS_BACK = 2
"""Years before today that the calendar covers which everybody uses (`Service.by_law`)."""

MOST_CALLS_ROWS = 30
"""Organisers and sources of calls that a report names: those with most calls."""


async def survey(
    repositories: Repositories, service: Service, terms: Terms, period: Period, as_of: datetime
) -> Counted:
    """Count every office of the country, as the public may see it, once for all reports of a period.

    Args:
        repositories: for reading.
        service: the tree.
        terms: by the calendar in force.
        period: days of filing.
        as_of: aware.
    """
    return await count(repositories, terms, service.tree, Question(By.OFFICE, period, as_of, REPUBLIC, public=True))


def offices_of(country: Counted) -> Mapping[int, Office]:
    """Return the offices that received anything, hidden or not."""
    held = {row.key for row in country.table.rows}
    return {number: office for number, office in country.offices.items() if number in held}


async def taken(
    repositories: Repositories,
    service: Service,
    terms: Terms,
    country: Counted,
    territory_id: str,
    offices: Collection[int],
) -> Snapshot | None:
    """Return what the report of a territory tells; None when no request was filed there in the period.

    An office stands in it with all that it received, wherever that was filed: nothing that was sent on to it is lost.

    Args:
        repositories: for reading.
        service: the tree and the names of sources.
        terms: by the calendar in force.
        country: `survey` of the same period and moment.
        territory_id: of which territory, with all that lies in it.
        offices: the offices whose figures stand in it.
    """
    table = country.table
    asked = Question(By.TERRITORY, table.period, table.as_of, territory_id, public=True)
    found = await count_all(repositories, terms, service.tree, asked, _PARTS)
    whole = found[By.TERRITORY]
    if not whole.requests:
        return None
    rows = tuple(row for row in table.rows if row.key in offices)
    shown = tuple(Row(row.key, None) for row in rows) if whole.table.total is None else rows
    tables = {By.OFFICE: Table(By.OFFICE, table.as_of, table.period, territory_id, None, shown, public=True)}
    tables |= {by: one.table for by, one in found.items()}
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


async def _calls(
    repositories: Repositories, service: Service, territory_id: str, period: Period, as_of: datetime
) -> tuple[CallsLine, ...]:
    """Return how early people heard of the calls of the territory that were found in the period; nobody is ranked."""
    found = await timeliness_tables(repositories, service.zone, service.tree, period, as_of, territory_id)
    lines = [
        _line(by, row)
        for by in (Grouping.ORGANISER, Grouping.SOURCE)
        for row in sorted(found[by].rows[:MOST_CALLS_ROWS], key=lambda one: one.name_kk)
    ]
    return tuple(lines)


def _line(by: Grouping, row: TimelinessRow) -> CallsLine:
    one = row.figures
    return CallsLine(
        by_source=by is Grouping.SOURCE,
        name_kk=row.name_kk,
        name_ru=row.name_ru,
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
    terms = await terms_of(repositories, service, report.month)
    country = await survey(repositories, service, terms, report.month.window, report.as_of)
    reports = await repositories.reports.of_month(report.month)
    placed = await placed_in(repositories, reports)
    own = {number for number, where in placed.items() if where == report.id}
    free = [office for number, office in offices_of(country).items() if number not in placed]
    where = homes(free, [one.territory_id for one in reports], service.tree)
    return await taken(repositories, service, terms, country, report.territory_id, own | where[report.territory_id])


async def terms_of(repositories: Repositories, service: Service, month: Month) -> Terms:
    """Return the terms by the calendar in force that covers the months of a report."""
    today = service.today(service.clock.now())
    covered = month.window.first.year >= today.year - YEARS_BACK
    return await terms_in_force(repositories, service, await service.by_law(today if covered else month.last))


async def placed_in(repositories: Repositories, reports: Iterable[Report]) -> Mapping[int, int]:
    """Return in which of the reports each office stands, by its number."""
    found: dict[int, int] = {}
    for report in reports:
        found |= dict.fromkeys((one.office_id for one in await repositories.reports.offices(report.id)), report.id)
    return found
