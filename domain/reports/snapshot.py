"""The numbers of a report, frozen: what was counted once is what every reader gets, whatever changed since.

Kept as JSON beside the report. Its digest is of the numbers alone, so that whoever counts anew, by a later state of the
log, can tell whether they come to the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from domain.clock import instant, micros
from domain.journal import Head, written
from domain.offices import Office
from domain.statistics.figures import Figures, PromiseFigures, Ratings, Times
from domain.statistics.measures import Quantile, Share
from domain.statistics.tables import By, Key, Period, Row, Table

GIVEN_BY = (By.OFFICE, By.TERRITORY, By.TOPIC, By.MONTH)
"""The tables of a report."""

DIGITS = 16
"""Digits of a digest that are shown where the whole one would not fit."""


@dataclass(frozen=True, slots=True)
class CallsLine:
    """How early people heard of calls; times in seconds, None where nothing is known.

    `by_source` tells that it is of a source that we watch, else it is of an organiser.
    `notice` is the median time from the first delivery to the deadline, `detection` from publication to our seeing it.
    """

    by_source: bool
    name_kk: str
    name_ru: str
    calls: int
    short: int
    detection: int | None
    notice: int | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a report tells.

    Args:
        territory_id: of which territory, with all that lies in it.
        period: days of filing.
        as_of: the moment as of which it was counted.
        head: up to which entry the log was read.
        calendar: the number of the last change of the calendar's table; 0 when there was none.
        awaited: years whose transferred days were not known yet.
        unknown: years of which less was known.
        tables: the figures, small groups hidden.
        offices: the offices in it as they were called then.
        calls: how early people heard of calls, by organiser and by source.
    """

    territory_id: str
    period: Period
    as_of: datetime
    head: Head
    calendar: int
    awaited: tuple[int, ...]
    unknown: tuple[int, ...]
    tables: Mapping[By, Table]
    offices: Mapping[int, Office]
    calls: tuple[CallsLine, ...] = ()

    @property
    def total(self) -> Figures | None:
        """Return the figures of all requests; None where they are hidden."""
        return self.tables[By.TERRITORY].total

    def rows(self, by: By) -> Sequence[Row]:
        """Return the rows of a table."""
        return self.tables[by].rows

    def figures_of(self, by: By, key: Key) -> Figures | None:
        """Return the figures of a group; None where it is hidden or there is none."""
        return next((row.figures for row in self.tables[by].rows if row.key == key), None)

    @property
    def digest(self) -> str:
        """Return the digest of the numbers: SHA-256 of their JSON with sorted keys and without spaces."""
        return sha256(written(_numbers(self)).encode()).hexdigest()

    def text(self) -> str:
        """Return it as it is kept."""
        kept = {
            **_numbers(self),
            "head": [self.head.number, self.head.hash],
            "calendar": self.calendar,
            "awaited": list(self.awaited),
            "unknown": list(self.unknown),
            "offices": [
                [one.id, one.territory_id, one.name_kk, one.name_ru, one.closed] for one in self.offices.values()
            ],
            "calls": [asdict(one) for one in self.calls],
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _numbers(taken: Snapshot) -> dict[str, Any]:
    return {
        "territory": taken.territory_id,
        "first": taken.period.first.isoformat(),
        "last": taken.period.last.isoformat(),
        "as_of": micros(taken.as_of),
        "tables": {
            by.value: {
                "total": _plain(table.total),
                "rows": [[row.key, _plain(row.figures)] for row in table.rows],
            }
            for by, table in taken.tables.items()
        },
    }


def read(text: str) -> Snapshot:
    """Return what was kept.

    Raises:
        KeyError, TypeError, ValueError: it is no snapshot.
    """
    kept = json.loads(text)
    period = Period(date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"]))
    as_of, territory = instant(kept["as_of"]), str(kept["territory"])
    tables = {}
    for name, table in kept["tables"].items():
        rows = tuple(Row(key, _rich(figures)) for key, figures in table["rows"])
        tables[By(name)] = Table(By(name), as_of, period, territory, _rich(table["total"]), rows, public=True)
    offices = (Office(number, unit, kk, ru, (), closed) for number, unit, kk, ru, closed in kept["offices"])
    return Snapshot(
        territory_id=territory,
        period=period,
        as_of=as_of,
        head=Head(*kept["head"]),
        calendar=int(kept["calendar"]),
        awaited=tuple(kept["awaited"]),
        unknown=tuple(kept["unknown"]),
        tables=tables,
        offices={office.id: office for office in offices},
        calls=tuple(CallsLine(**line) for line in kept["calls"]),
    )


def _plain(figures: Figures | None) -> dict[str, Any] | None:
    """Return figures as JSON values; seconds are whole."""
    return None if figures is None else _whole(asdict(figures))


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _whole(part) for name, part in value.items()}
    return round(value) if isinstance(value, float) else value


def _rich(kept: dict[str, Any] | None) -> Figures | None:
    if kept is None:
        return None
    promises = kept["promises"]
    return Figures(
        **{
            **kept,
            "response": _times(kept["response"]),
            "answer": _times(kept["answer"]),
            "in_time": Share(**kept["in_time"]),
            "in_time_extended": Share(**kept["in_time_extended"]),
            "ratings": Ratings(**kept["ratings"]),
            "solved_share": Share(**kept["solved_share"]),
            "promises": PromiseFigures(**{**promises, "kept_share": Share(**promises["kept_share"])}),
        }
    )


def _times(kept: dict[str, Any]) -> Times:
    median, ninetieth = (Quantile(**kept[name]) if kept[name] else None for name in ("median", "ninetieth"))
    return Times(kept["came"], median, ninetieth)
