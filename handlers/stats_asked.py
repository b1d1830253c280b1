"""A question about figures by somebody who may ask it now, and the figures that answer it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.calendar import WorkingCalendar
from domain.offices import Topic
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.terms import Terms
from domain.statistics.tables import By
from handlers.figure_rights import FigureAccess, figures_for
from handlers.figures import Counted, Question
from handlers.figures_at_hand import FiguresAtHand, part_of
from handlers.requests.happening import terms_in_force
from handlers.service import Service
from handlers.stats_asking import BY, groupings, mended, opening, period_of, sides
from handlers.stats_callbacks import Side, StatsPress
from handlers.texts import Translator
from handlers.views import charts, stats_choices
from handlers.views import stats as views
from handlers.views.alert import place_name
from handlers.views.figure_rows import begun, named_rows
from handlers.views.screen import Screen


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of somebody who may ask it, and what it is answered with."""

    press: StatsPress
    access: FigureAccess
    terms: Terms
    tr: Translator
    service: Service

    @property
    def question(self) -> Question:
        """Return it as figures are counted."""
        own = self.access.offices if self.press.side is Side.OFFICE else None
        period, now = period_of(self.press), self.service.clock.now()
        public = self.press.side is Side.PUBLIC
        return Question(BY[self.press.by], period, now, self.press.place, public, own)

    @property
    def where(self) -> str:
        """Return what the figures are of; plain text."""
        if self.press.side is not Side.OFFICE or self.access.office is None:
            return place_name(self.press.place, self.service, self.tr)
        office = self.access.office
        return f"{office.name(self.tr.language)}, {place_name(office.territory_id, self.service, self.tr)}"

    @property
    def topics(self) -> dict[str, Topic]:
        """Return the topics by id."""
        return {topic.id: topic for topic in self.service.topics}


async def asked_by(
    repositories: Repositories,
    press: StatsPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    law: WorkingCalendar,
) -> Asked | Screen:
    """Return the question as it may be asked now, or what is said when the right to it has ended."""
    access = await figures_for(repositories, service, visitor)
    today = service.today(service.clock.now())
    press = mended(press, access, today, service.tree)
    may = press.side is Side.PUBLIC
    if press.side is Side.TERRITORY:
        may = access.may_see(press.place, service.tree)
    elif press.side is Side.OFFICE:
        may = access.office is not None
    if not may:
        return stats_choices.lost(press.side, opening(Side.PUBLIC, access, "", today, service.tree), tr)
    terms = await terms_in_force(repositories, service, law)
    return Asked(press, access, terms, tr, service)


async def _counted(repositories: Repositories, asked: Asked, at_hand: FiguresAtHand) -> Counted:
    press, tree = asked.press, asked.service.tree
    if press.side is not Side.PUBLIC:
        return await at_hand.own(repositories, asked.terms, tree, asked.question)
    tables = await at_hand.public(repositories, asked.service, asked.terms, period_of(press).first.year)
    return part_of(tables, BY[press.by], press.place, tree)


async def shown_of(repositories: Repositories, asked: Asked, at_hand: FiguresAtHand) -> views.Shown:
    """Return the table that answers the question."""
    found = await _counted(repositories, asked, at_hand)
    service, tr = asked.service, asked.tr
    rows = named_rows(found, service.tree, asked.topics, service.zone, tr)
    kept = begun(rows) if found.table.by is By.MONTH else rows
    subject = charts.subject_of(found, asked.where, kept, service.zone, tr)
    return framed(asked, replace(subject, late=len(kept) < len(rows)))


def framed(asked: Asked, subject: charts.Subject) -> views.Shown:
    """Return figures with all that their reader may do with them."""
    return views.Shown(
        asked=asked.press,
        subject=subject,
        sides=sides(asked.access),
        groupings=tuple(groupings(asked.press, asked.service.tree)),
        lists=asked.press.side is not Side.PUBLIC,
        calls=asked.press.side is Side.TERRITORY,
        file=_file(asked),
    )


def _file(asked: Asked) -> str:
    match asked.press.side:
        case Side.TERRITORY:
            return asked.press.place
        case Side.OFFICE if asked.access.office is not None:
            return f"o{asked.access.office.id}"
    return ""


async def table_of(repositories: Repositories, asked: Asked, at_hand: FiguresAtHand) -> Screen:
    """Return the table as a screen."""
    return views.table_screen(await shown_of(repositories, asked, at_hand), asked.tr)
