"""What figures are given by, of which period, and the tables that come of it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.statistics.figures import Figures


class By(StrEnum):
    """What figures are given by. An office's and a seat's are those of its own clock, all others of the NGO's."""

    OFFICE = "office"
    SEAT = "seat"
    TERRITORY = "territory"
    TOPIC = "topic"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


Key = str | int | None
"""What names a group: an office's or a seat's number (None: no office received it, nobody sat there then), a
territory's or topic's id, or `2026-03`, `2026-Q1`, `2026`.
"""

_TIME = re.compile(r"([0-9]{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?")

TOTAL: Final = "total"
"""Names the row of all requests; no group is called so."""

PARTS = frozenset({By.OFFICE, By.SEAT})
"""What counts offices' parts: a request that two offices had is two of them."""


class WrongPeriod(StrEnum):
    """Why there can be no figures of a period."""

    REVERSED = "reversed"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of filing, both ends included."""

    first: date
    last: date

    def wrong(self, as_of: date) -> WrongPeriod | None:
        """Return why there can be no figures as of a day, or None."""
        if self.last < self.first:
            return WrongPeriod.REVERSED
        return WrongPeriod.FUTURE if self.first > as_of else None


def period_of(key: str, within: Period) -> Period | None:
    """Return the days of a month, quarter or year that lie within a period; None when none do, or for another key."""
    found = _TIME.fullmatch(key)
    if found is None:
        return None
    year, quarter, month = int(found[1]), found[2], found[3]
    first = int(month) if month else 3 * int(quarter) - 2 if quarter else 1
    last = first if month else first + 2 if quarter else 12
    begins, ends = date(year, first, 1), date(year, last, monthrange(year, last)[1])
    if begins > within.last or ends < within.first:
        return None
    return Period(max(begins, within.first), min(ends, within.last))


@dataclass(frozen=True, slots=True)
class Row:
    """A group. `figures` is None where it is hidden in public."""

    key: Key
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Table:
    """Figures as of a moment.

    Args:
        by: what they are given by.
        as_of: up to when the log was read.
        period: days of filing.
        territory_id: of which territory, with all that lies in it.
        total: each request once, by the NGO's clock (of chosen offices: their parts); None where hidden in public.
        rows: the groups that have any.
        public: whether groups under 5 are hidden.
    """

    by: By
    as_of: datetime
    period: Period
    territory_id: str
    total: Figures | None
    rows: tuple[Row, ...]
    public: bool = False
