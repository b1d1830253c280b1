"""When a call that comes every year may open again: a guess from its past openings, never shown as a fact.

Two past calls are of one series when the same body announces the same kind of call under a similar name about a year
apart. The guess is the usual day of the year; how sure it is grows with the years and shrinks with their spread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.calls.model import CallKind
from domain.words import stems

ALIKE = 0.5
"""Share of the words of two titles together that must be common to both."""

YEAR = timedelta(days=365)
APART = timedelta(days=60)
"""How much earlier or later than a year after the last a call of the same series may open."""

WARN_BEFORE = timedelta(weeks=3)
"""How long before the expected day those who wish are reminded to prepare."""

_CLOSE = timedelta(days=14)
_LOOSE = timedelta(days=35)


class Sureness(StrEnum):
    """How far a guess can be trusted."""

    LIKELY = "likely"  # three openings or more within two weeks of one day of the year
    POSSIBLE = "possible"  # two openings, or more that wander by up to five weeks
    ONCE = "once"  # opened once, last year


@dataclass(frozen=True, slots=True)
class Opening:
    """One past opening: of which call, by whom, and when (the local day it opened, else was published or seen)."""

    call_id: int
    kind: CallKind
    organiser: str
    title: str
    territories: tuple[str, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """A guess: the call may open again around `expected`; `past` are the openings it comes from, oldest first."""

    expected: date
    past: tuple[Opening, ...]
    sure: Sureness

    @property
    def warn_on(self) -> date:
        """Return the day on which those who wish are reminded."""
        return self.expected - WARN_BEFORE


def series(openings: Iterable[Opening]) -> list[tuple[Opening, ...]]:
    """Return the openings grouped into yearly series, each oldest first; one of several a year is a series of its own.

    An opening joins the series whose last opening is about a year older and most like it.
    """
    groups: list[list[Opening]] = []
    for opening in sorted(openings, key=lambda one: (one.day, one.call_id)):
        fitting = [(alike(group[-1], opening), group) for group in groups if _a_year_apart(group[-1].day, opening.day)]
        score, best = max(fitting, key=lambda pair: pair[0], default=(0.0, None))
        if best is not None and score >= ALIKE:
            best.append(opening)
        else:
            groups.append([opening])
    return [tuple(group) for group in groups]


def forecast(past: Sequence[Opening], today: date) -> Forecast | None:
    """Return when a series may open again; None when it has been silent for more than two years or opens now.

    Args:
        past: a series, oldest first, not empty.
        today: the local day of the guess.
    """
    last = past[-1].day
    if today - last > 2 * YEAR:
        return None
    # The day of the year is averaged as the distance from the last opening's, whole years left out.
    offsets = [_offset(opening.day, last) for opening in past]
    usual = last + timedelta(days=round(sum(offset.days for offset in offsets) / len(offsets)))
    expected = _same_day(usual, usual.year + 1)
    while expected <= last + YEAR - APART:
        expected = _same_day(usual, expected.year + 1)
    if expected + APART < today:
        return None  # it did not come this year
    spread = max(offsets) - min(offsets)
    if len(past) >= 3 and spread <= _CLOSE:
        sure = Sureness.LIKELY
    elif len(past) >= 2 and spread <= _LOOSE:
        sure = Sureness.POSSIBLE
    elif len(past) == 1:
        sure = Sureness.ONCE
    else:
        return None  # it wanders too much to be told
    return Forecast(expected, tuple(past), sure)


def alike(one: Opening, other: Opening) -> float:
    """Tell how much two openings look like one call in two years, 0..1; 0 when kind or organiser differ."""
    if one.kind is not other.kind or not _same_body(one.organiser, other.organiser):
        return 0.0
    mine, theirs = _name(one.title), _name(other.title)
    both = mine | theirs
    return len(mine & theirs) / len(both) if both else 0.0


def _same_body(one: str, other: str) -> bool:
    mine, theirs = frozenset(stems(one)), frozenset(stems(other))
    return bool(mine) and mine == theirs


def _name(title: str) -> frozenset[str]:
    """Return the stems of a title without its numbers: the year and the lot change, the name stays."""
    return frozenset(word for word in stems(title) if not word[0].isdigit())


def _a_year_apart(earlier: date, later: date) -> bool:
    return YEAR - APART <= later - earlier <= YEAR + APART


def _offset(day: date, base: date) -> timedelta:
    """Return how far the day of the year lies from that of `base`, the nearer way round the year."""
    return min((_same_day(day, base.year + step) - base for step in (-1, 0, 1)), key=abs)


def _same_day(day: date, year: int) -> date:
    """Return the day in another year; 29 February is 28 February in a common one."""
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
