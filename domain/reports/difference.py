"""What an edition of a report says differently from the one before: computed, never told by whoever corrected it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.reports.snapshot import Snapshot
from domain.statistics.figures import Figures
from domain.statistics.tables import By, Key

Value = int | float | None


class Told(StrEnum):
    """A figure that readers compare."""

    N = "n"
    ANSWERED = "answered"
    OPEN = "open"
    CLOSED_UNANSWERED = "closed_unanswered"
    WITHDRAWN = "withdrawn"
    OVERDUE = "overdue"
    TERM_OVER = "term_over"
    IN_TIME = "in_time"
    ANSWER_MEDIAN = "answer_median"
    RESPONSE_MEDIAN = "response_median"
    SOLVED = "solved"
    PROMISES_KEPT = "promises_kept"
    OTHER = "other"
    """Something that is not listed by itself."""


_READ: Mapping[Told, Callable[[Figures], Value]] = {
    Told.N: lambda one: one.n,
    Told.ANSWERED: lambda one: one.answered,
    Told.OPEN: lambda one: one.open,
    Told.CLOSED_UNANSWERED: lambda one: one.closed_unanswered,
    Told.WITHDRAWN: lambda one: one.withdrawn,
    Told.OVERDUE: lambda one: one.overdue,
    Told.TERM_OVER: lambda one: one.in_time.whole,
    Told.IN_TIME: lambda one: one.in_time.part,
    Told.RESPONSE_MEDIAN: lambda one: one.response.median.days if one.response.median else None,
    Told.ANSWER_MEDIAN: lambda one: one.answer.median.days if one.answer.median else None,
    Told.SOLVED: lambda one: one.ratings.solved,
    Told.PROMISES_KEPT: lambda one: one.promises.kept,
}


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that differs.

    Args:
        by: in which table; None for all requests.
        key: of which group.
        told: which figure.
        before: what the edition before said; None when it was hidden, or too few to say.
        after: what this one says.
    """

    by: By | None
    key: Key
    told: Told
    before: Value
    after: Value


def changes(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """Return every figure that differs, all requests first; empty when the numbers are the same."""
    found = list(_compared(None, None, before.total, after.total))
    for by, table in after.tables.items():
        was = {row.key: row.figures for row in before.tables[by].rows} if by in before.tables else {}
        now = {row.key: row.figures for row in table.rows}
        for key in dict.fromkeys([*was, *now]):
            if by is By.TERRITORY and key == after.territory_id:
                continue  # these are all requests, told above
            found += _compared(by, key, was.get(key), now.get(key))
    return tuple(found)


def _compared(by: By | None, key: Key, before: Figures | None, after: Figures | None) -> Iterator[Change]:
    if before == after:
        return
    found = []
    for told, read in _READ.items():
        was, now = (read(one) if one is not None else None for one in (before, after))
        if was != now:
            found.append(Change(by, key, told, was, now))
    yield from found or [Change(by, key, Told.OTHER, None, None)]
