"""Why a day is off, or worked though it stands at a week's end: what people are told about each day that a term skips.

Names are data that comes from outside, in both languages; the sentences around them belong to whoever shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.language import Language


class DayKind(StrEnum):
    """What makes a day off or worked."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # Law Z010000267_; also 7 January and Kurban Ait (Labour Code art. 84)
    TRANSFERRED = "transferred"  # off because a holiday fell on a day off (Labour Code art. 85)
    MOVED = "moved"  # off by a yearly order or by the editable table
    WORKED = "worked"  # a Saturday or Sunday, or a cancelled holiday, on which everybody works


@dataclass(frozen=True, slots=True)
class DayReason:
    """Why a day is what it is.

    Args:
        kind: what makes it so.
        kk: the holiday's name in Kazakh; empty when there is none.
        ru: the same in Russian.
        estimated: the date was only computed (Kurban Ait before the clergy has fixed it) and may still move.
        instead_of: the day this one stands for: the weekend day that the holiday fell on, the Saturday that is worked
            instead, or the weekday that is off for it.
        note: the reason as somebody typed it into the table of transferred days; it is nobody's translation.
    """

    kind: DayKind
    kk: str = ""
    ru: str = ""
    estimated: bool = False
    instead_of: date | None = None
    note: str = ""

    def name(self, language: Language) -> str:
        """Return the holiday's name in the language; empty when there is none."""
        return self.kk if language is Language.KK else self.ru


WEEKEND = DayReason(DayKind.WEEKEND)


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """A row of the editable table of transferred days: the last word about its day.

    Args:
        day: the day that changes.
        worked: True when everybody works on it, False when it is off.
        reason: why, as its author wrote it.
    """

    day: date
    worked: bool
    reason: str

    def as_reason(self) -> DayReason:
        """Return why the day is now what it is."""
        return DayReason(DayKind.WORKED if self.worked else DayKind.MOVED, note=self.reason)


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day with its reason, as an explanation lists it."""

    day: date
    reason: DayReason
