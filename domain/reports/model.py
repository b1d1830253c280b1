"""A monthly report: of which territory and months, how far it has come, its editions, and what offices say to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from domain.calendar import add_months
from domain.statistics.tables import Period

WINDOW = 12
"""Months of filing that a report counts, its own month the last: one month alone has no term that is over."""

LONGEST_COMMENT = 1000
"""Characters of what an office says beside its figures."""

LONGEST_REASON = 500
"""Characters of why a report was corrected."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, written `2026-10`."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Month:
        """Return the month that is written so.

        Raises:
            ValueError: it is none.
        """
        return cls.of(date.fromisoformat(f"{text}-01"))

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return add_months(self.first, 1) - timedelta(days=1)

    def moved(self, months: int) -> Month:
        """Return the month that many months later."""
        return Month.of(add_months(self.first, months))

    @property
    def window(self) -> Period:
        """Return the days of filing that the report of this month counts."""
        return Period(self.moved(1 - WINDOW).first, self.last)

    def ends(self, zone: tzinfo) -> datetime:
        """Return its last microsecond: the frozen moment as of which its report is counted."""
        after = datetime.combine(self.moved(1).first, time(0), zone)
        return after - timedelta(microseconds=1)


class ReportState(StrEnum):
    """How far a report has come."""

    DRAFTED = "drafted"
    SHOWN = "shown"  # to the offices in it
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Report:
    """A monthly report of a territory.

    Args:
        id: its number.
        territory_id: of which territory, with all that lies in it.
        month: of which month.
        state: how far it has come.
        as_of: the moment as of which every edition is counted.
        shown_on: the day on which offices were shown their figures; None before.
        publish_on: the day on which it is published, as the offices were told; None before.
        published_at: when it was; None before.
        edition: the number of its last edition.
    """

    id: int
    territory_id: str
    month: Month
    state: ReportState
    as_of: datetime
    shown_on: date | None
    publish_on: date | None
    published_at: datetime | None
    edition: int

    @property
    def published(self) -> bool:
        """Tell whether anybody may read it."""
        return self.state is ReportState.PUBLISHED

    @property
    def takes_comments(self) -> bool:
        """Tell whether an office in it may say something, or say it differently."""
        return self.state is ReportState.SHOWN


@dataclass(frozen=True, slots=True)
class Edition:
    """What was published, or will be. `reason` tells why the edition before was corrected; empty for the first.

    Args:
        number: 1 for what was drafted.
        digest: of its numbers (see `domain.reports.snapshot`).
        figures: the numbers and names, as JSON.
        reason: why.
        made_at: when it was counted.
    """

    number: int
    digest: str
    figures: str
    reason: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class OfficeIn:
    """An office in a report. `shown_on` is None while nobody sat there to whom its figures could be shown.

    `erased` tells that the words are gone with the data of whoever wrote them.
    """

    office_id: int
    shown_on: date | None
    comment: str = ""
    commented_at: datetime | None = None

    @property
    def erased(self) -> bool:
        """Tell whether there was a comment whose words were erased."""
        return self.commented_at is not None and not self.comment


def offices_in(rows: Iterable[object]) -> tuple[int, ...]:
    """Return the offices among the keys of a table of offices: whose figures are in it, hidden or not."""
    return tuple(key for key in rows if isinstance(key, int))
