"""What somebody chooses for a file, and what of it they may have (docs/decisions/0030-exports.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.exports import MOST_DAYS, Format, Level, Wanted
from domain.language import Language
from domain.offices import Office, SeatRole
from domain.statistics.tables import Period
from domain.territory import REPUBLIC, TerritoryTree
from handlers.figure_rights import FigureAccess

FIRST_YEAR = 2020
"""No request can be older."""


@dataclass(frozen=True, slots=True)
class Place:
    """Of what the figures are: a territory with all that lies in it, or one office there."""

    territory_id: str
    office: Office | None = None

    @property
    def key(self) -> str:
        """Return what a button carries."""
        return self.territory_id if self.office is None else f"o{self.office.id}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A file that may be asked for."""

    place: Place
    period: Period
    level: Level
    format: Format
    language: Language

    @property
    def wanted(self) -> Wanted:
        """Return what is queued."""
        office = self.place.office
        return Wanted(
            self.level,
            self.format,
            self.language,
            self.period.first,
            self.period.last,
            self.place.territory_id,
            office.id if office is not None else None,
        )


def levels(access: FigureAccess, place: Place, tree: TerritoryTree) -> tuple[Level, ...]:
    """Return which files of the place somebody may have, those that hold least first; none where there is none.

    Figures of a seat are figures of a person: of an office they are for its head and the coordinators. Public files of
    an office there are none, and of a part of the country only from those who see what is hidden there: whoever lays
    two such files side by side could subtract.
    """
    office = place.office
    if office is not None:
        if not access.may_see_office(office, tree):
            return ()
        leads = office.id in access.offices and access.role is SeatRole.HEAD
        inside = leads or access.may_see(office.territory_id, tree)
        return (Level.COUNCIL, Level.INTERNAL) if inside else (Level.COUNCIL,)
    if access.may_see(place.territory_id, tree):
        return tuple(Level)
    return (Level.PUBLIC,) if place.territory_id == REPUBLIC else ()


def is_free(access: FigureAccess, place: Place, tree: TerritoryTree) -> bool:
    """Tell whether any days may be chosen; else only whole years, for the same reason."""
    return place.office is not None or access.may_see(place.territory_id, tree)


def places(access: FigureAccess, around: Place, tree: TerritoryTree) -> list[Place]:
    """Return where else figures may be of: one's own places, what lies in the one chosen, and the whole country."""
    found = [Place(unit) for unit in access.territories]
    if access.office is not None:
        found.append(Place(access.office.territory_id, access.office))
    if around.office is None and access.may_see(around.territory_id, tree):
        unit = tree[around.territory_id]
        if unit.parent_id is not None and access.may_see(unit.parent_id, tree):
            found.append(Place(unit.parent_id))
        found += [Place(below.id) for below in tree.children(unit.id)]
    found.append(Place(REPUBLIC))
    return list({place.key: place for place in found if place.key != around.key}.values())


def first_choice(access: FigureAccess, language: Language, today: date, tree: TerritoryTree) -> Choice:
    """Return what is on the screen at first: one's own place, this year, XLSX."""
    place = Place(REPUBLIC)
    if access.territories:
        place = Place(access.territories[0])
    elif access.office is not None:
        place = Place(access.office.territory_id, access.office)
    return Choice(place, year_of(today), levels(access, place, tree)[0], Format.XLSX, language)


def fitted(choice: Choice, access: FigureAccess, tree: TerritoryTree, today: date) -> Choice | None:
    """Return the choice as somebody may have it, with another level or period where it must be; None: not that place.

    Args:
        choice: what was pressed or typed; its period is right.
        access: whose figures they may see now.
        tree: all territories.
        today: the local day.
    """
    allowed = levels(access, choice.place, tree)
    if not allowed:
        return None
    if choice.level not in allowed:
        choice = replace(choice, level=allowed[0])
    if not is_free(access, choice.place, tree) and not _whole_years(choice.period):
        choice = replace(choice, period=year_of(min(choice.period.last, today)))
    return choice


def _whole_years(period: Period) -> bool:
    first, last = period.first, period.last
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year


def year_of(day: date) -> Period:
    """Return the year of a day."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def month_of(day: date) -> Period:
    """Return the month of a day."""
    first = day.replace(day=1)
    return Period(first, _next(first, 1) - timedelta(days=1))


def quarter_of(day: date) -> Period:
    """Return the quarter of a day."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(first, _next(first, 3) - timedelta(days=1))


def before(period: Period) -> date:
    """Return the last day before a period."""
    return period.first - timedelta(days=1)


def _next(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def day_number(day: date) -> int:
    """Return a day as a button carries it."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date | None:
    """Return the day that a button carries; None when there is no such day."""
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        return None


def period_of(days: Iterable[date | None]) -> Period | None:
    """Return the period that may be asked for; None when the days make none, or one that is too long or too old."""
    first, last = days
    if first is None or last is None or last < first:
        return None
    if first.year < FIRST_YEAR or last - first >= timedelta(days=MOST_DAYS) or last.year > FIRST_YEAR + 100:
        return None
    return Period(first, last)
