"""What a page of a report is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from domain.offices import Topic
from domain.reports.difference import Change
from domain.reports.model import Month, OfficeIn
from domain.reports.snapshot import Snapshot
from domain.statistics.cases import SeatTerms
from domain.statistics.tables import By, Key, Row
from domain.territory import TerritoryTree
from handlers.figures import Counted
from handlers.texts import Translator
from handlers.views.figure_rows import NamedRow, named_rows


@dataclass(frozen=True, slots=True)
class World:
    """What names come from."""

    tree: TerritoryTree
    topics: Mapping[str, Topic]
    zone: tzinfo

    def unit(self, territory_id: str, tr: Translator) -> str:
        """Return what a territory is called."""
        unit = self.tree.get(territory_id)
        return unit.name(tr.language) if unit else territory_id


@dataclass(frozen=True, slots=True)
class EditionTold:
    """An edition as a page tells of it. `changes` are those against the one before; none for the first.

    Args:
        number: 1 for the first.
        made_at: when it was counted.
        digest: of its numbers.
        reason: why the one before was corrected; empty for the first, or when the words were erased.
        changes: what differs, computed.
        before: the digest of the one before; empty for the first.
    """

    number: int
    made_at: datetime
    digest: str
    reason: str = ""
    changes: tuple[Change, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """A report as it is handed out.

    Args:
        taken: the numbers.
        editions: the first one first; the numbers are those of the last.
        month: of which month; None when somebody asked for a period of their own.
        number: of the report; 0 when it is none of the monthly ones.
        published_on: the day; None while it is a draft, or when it is none of the monthly ones.
        publish_on: the day that the offices were told; None where there is none.
        offices: what is known of the offices in it.
    """

    taken: Snapshot
    editions: Sequence[EditionTold]
    month: Month | None = None
    number: int = 0
    published_on: date | None = None
    publish_on: date | None = None
    offices: Mapping[Key, OfficeIn] = field(default_factory=dict)

    @property
    def last(self) -> EditionTold:
        """Return the edition whose numbers these are."""
        return self.editions[-1]

    @property
    def name(self) -> str:
        """Return what its files are called."""
        when = str(self.month) if self.month else f"{self.taken.period.first}_{self.taken.period.last}"
        return f"elshi-{self.taken.territory_id}-{when}"

    def counted(self, by: By) -> Counted:
        """Return a table with what it rests on, as it was counted."""
        total = self.taken.total
        return Counted(
            table=self.taken.tables[by],
            requests=total.n if total else 0,
            head=self.taken.head,
            calendar=self.taken.calendar,
            offices=self.taken.offices,
            seats=SeatTerms(()),
        )

    def rows(self, by: By, world: World, tr: Translator) -> tuple[NamedRow, ...]:
        """Return the groups of a table by name, in an order that ranks nobody: offices in that of the tree."""
        return self._named(self.counted(by), world, tr)

    def unseen(self, world: World, tr: Translator) -> tuple[NamedRow, ...]:
        """Return the offices in the report whose figures no table of it shows, in the same order."""
        counted = self.counted(By.OFFICE)
        shown = {row.key for row in counted.table.rows if row.figures is not None}
        rows = tuple(Row(key, None) for key in self.offices if key not in shown)
        return self._named(replace(counted, table=replace(counted.table, rows=rows)), world, tr)

    def _named(self, counted: Counted, world: World, tr: Translator) -> tuple[NamedRow, ...]:
        rows = named_rows(counted, world.tree, world.topics, world.zone, tr)
        if counted.table.by is not By.OFFICE:
            return rows
        places = {unit.id: place for place, unit in enumerate(world.tree.units)}

        def place(row: NamedRow) -> int:
            office = self.taken.offices.get(row.key) if isinstance(row.key, int) else None
            return places.get(office.territory_id, len(places)) if office else len(places)

        return tuple(sorted(rows, key=place))

    def filed_in_month(self) -> int | None:
        """Return how many requests were filed in the report's own month; None where that is hidden."""
        row = next((row for row in self.taken.rows(By.MONTH) if row.key == str(self.month)), None)
        if row is None:
            return 0
        return row.figures.n if row.figures is not None else None
