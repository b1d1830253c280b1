"""When a call that comes again and again may open next: a guess from its past openings, never shown as a fact.

Past calls are of one series when the same body announces the same kind of call, under a similar name, for the same
territory, a whole number of years apart. The guess is the usual day of the year; how sure it is grows with the openings
and shrinks with their spread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from domain.calls.bodies import body
from domain.calls.model import CallKind
from domain.calls.reminders import REMIND_AT
from domain.territory import REPUBLIC
from domain.words import fold, stem, stems

EDITION = 1
"""Grows when the rules here, in `bodies` or in `domain.words` change: stored calls are sorted anew."""

ALIKE = 0.5
"""Share of the words of two titles together that must be common to both."""

REPRINT_ALIKE = 0.8
REPRINT = timedelta(days=14)
"""Within so many days a call that is nearly the same in name is the same opening: another lot, another print of it."""

YEAR = timedelta(days=365)
APART = timedelta(days=60)
"""How much earlier or later than whole years after the last a call of the same series may open."""
MOST_YEARS = 3
"""A series that was silent for longer has ended."""
RECENT = 5
"""Openings that the guess is made of: what was usual before says little."""

WARN_BEFORE = timedelta(weeks=3)
"""How long before the expected day those who wish are reminded to prepare."""

_CLOSE = timedelta(days=14)
_LOOSE = timedelta(days=35)

# A hearing or a training held once is no sign that there will be another; money given once mostly is given again.
_ONCE_IS_ENOUGH = frozenset(
    (
        CallKind.GRANT,
        CallKind.SSO,
        CallKind.PARTNERSHIP,
        CallKind.AWARD,
        CallKind.CSR,
        CallKind.PARTICIPATORY_BUDGET,
        CallKind.CONTEST,
    )
)
# «IX форум», «II тур»: numbers of the year or the round change, the name stays.
_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"))
# What a title says about announcing, in another way each year.
_ANNOUNCING = frozenset(
    stem(word)
    for word in fold("""
        объявление объявлен объявлена объявлено объявляет объявляется начался началось начат начало открыт открыта
        стартовал стартует приём заявок заявки проведении проведение внимание уважаемые год года году продлён продлена
        хабарландыру хабарлама жарияланды жариялайды жариялады жариялау басталды бастады ашылды өтінім өтінімдер
        қабылдау қабылданады қабылдайды өткізу өткізіледі өткізеді назар құрметті жыл жылы жылғы жылға ұзартылды
    """).split()
)


class Sureness(StrEnum):
    """How far a guess can be trusted."""

    LIKELY = "likely"  # three openings or more within two weeks of one day of the year
    POSSIBLE = "possible"  # two openings, or more that wander by up to five weeks
    ONCE = "once"  # opened once


@dataclass(frozen=True, slots=True)
class Opening:
    """One past opening: of which call, by whom, and when (the local day it opened, else was published or seen).

    `titles` are those of all its texts: one language is enough to recognise it.
    """

    call_id: int
    kind: CallKind
    organiser: str
    titles: tuple[str, ...]
    territories: tuple[str, ...]
    day: date

    @property
    def bucket(self) -> str:
        """Return what all openings of a series share: the kind and what the body is called. Empty when nobody knows."""
        core = body(self.organiser).core
        return f"{self.kind.value}:{' '.join(sorted(core))}" if core else ""


@dataclass(slots=True)
class Series:
    """Openings of one call over the years, oldest first. `calls` are all its calls, reprints and lots included."""

    openings: list[Opening]
    calls: list[int] = field(default_factory=list)

    @property
    def latest(self) -> Opening:
        """Return the last opening, whose call stands for the series."""
        return self.openings[-1]


@dataclass(frozen=True, slots=True)
class Forecast:
    """A guess: the call may open again around `expected`; `past` are the days of the openings, oldest first.

    `call_id` is the call of the last opening: the guess lives for as long as no later one is known.
    """

    call_id: int
    expected: date
    past: tuple[date, ...]
    sure: Sureness

    @property
    def warn_on(self) -> date:
        """Return the day on which those who wish are reminded."""
        return self.expected - WARN_BEFORE

    def warn_at(self, zone: tzinfo) -> datetime:
        """Return the instant from which the reminder is due."""
        return datetime.combine(self.warn_on, REMIND_AT, zone)


def opening_day(
    opens: date | None,
    published: datetime | None,
    seen: datetime,
    closes: datetime | None,
    today: date,
    zone: tzinfo,
) -> date | None:
    """Return the local day on which a call opened as far as it is known; None when it says what cannot be.

    Args:
        opens: the day that it prints.
        published: when it was published.
        seen: when we saw it first.
        closes: when it closes; what was seen no sooner, and bears no other day, does not tell when it opened.
        today: the local day of the guess.
        zone: local time.
    """
    if opens is None and published is None and closes is not None and seen >= closes:
        return None
    noticed = (published or seen).astimezone(zone).date()
    # A printed day far from its publication is a misreading (last year's, or another century's).
    day = opens if opens is not None and abs(opens - noticed) <= YEAR else noticed
    return day if date(2000, 1, 1) <= day <= today + YEAR else None


def series(openings: Iterable[Opening]) -> list[Series]:
    """Return the openings grouped into series, each oldest first; one of several a year is a series of its own.

    An opening joins the series most like it whose last opening lies whole years back, of equals the one whose day of
    the year is nearest. One whose body is not known belongs to none.
    """
    buckets: dict[str, list[Opening]] = {}
    for opening in openings:
        if opening.bucket:
            buckets.setdefault(opening.bucket, []).append(opening)
    return [one for bucket in buckets.values() for one in _of_a_body(bucket)]


def _of_a_body(openings: list[Opening]) -> list[Series]:
    groups: list[Series] = []
    days: list[int] = []  # of the last openings, as numbers: thousands are compared
    here: dict[str, list[int]] = {}  # which of them concern a territory
    for opening in sorted(openings, key=lambda one: (one.day, one.call_id)):
        today = opening.day.toordinal()
        best, place = (ALIKE, -APART.days), -1
        for number in _neighbours(opening.territories, here, len(groups)):
            group, passed = groups[number], today - days[number]
            if passed <= REPRINT.days:
                if _alike(group.latest, opening) >= REPRINT_ALIKE:
                    group.calls.append(opening.call_id)
                    break
                continue
            off = _off(passed)
            if off is not None and (fit := (_alike(group.latest, opening), -abs(off))) >= best:
                best, place = fit, number
        else:
            if place < 0:
                place = len(groups)
                groups.append(Series([]))
                days.append(today)
            groups[place].openings.append(opening)
            groups[place].calls.append(opening.call_id)
            days[place] = today
            for unit in opening.territories:
                known = here.setdefault(unit, [])
                if place not in known[-1:]:
                    known.append(place)
    return groups


def _neighbours(territories: tuple[str, ...], here: dict[str, list[int]], count: int) -> Iterable[int]:
    """Return the series that may concern one of the territories; the whole country's concern all."""
    if REPUBLIC in territories:
        return range(count)
    found = [here[unit] for unit in (*territories, REPUBLIC) if unit in here]
    return found[0] if len(found) == 1 else dict.fromkeys(number for numbers in found for number in numbers)


def forecast(past: Sequence[Opening], today: date) -> Forecast | None:
    """Return when a series may open again; None when it is too late for that or it wanders too much to be told.

    Args:
        past: the openings of a series, oldest first, not empty.
        today: the local day of the guess.
    """
    last = past[-1].day
    recent = past[-RECENT:]
    # Every second year: the years between were not missed by chance when no two openings follow one another.
    period = min((_years(one.day, other.day) for one, other in pairwise(recent)), default=1)
    # The day of the year is averaged as the distance from the last opening's, whole years left out.
    offsets = [_offset(opening.day, last) for opening in recent]
    usual = last + timedelta(days=round(sum(offset.days for offset in offsets) / len(offsets)))
    expected = _same_day(usual, usual.year + period)
    if expected + APART < today:
        return None  # it did not come
    spread = max(offsets) - min(offsets)
    if len(recent) >= 3 and spread <= _CLOSE and period == 1:
        sure = Sureness.LIKELY
    elif len(recent) >= 2 and spread <= _LOOSE:
        sure = Sureness.POSSIBLE
    elif len(recent) == 1 and past[-1].kind in _ONCE_IS_ENOUGH:
        sure = Sureness.ONCE
    else:
        return None
    return Forecast(past[-1].call_id, expected, tuple(opening.day for opening in past), sure)


def alike(one: Opening, other: Opening) -> float:
    """Tell how much two openings look like one call in two years, 0..1; 0 when kind, organiser or place differ."""
    if one.bucket != other.bucket or not one.bucket:
        return 0.0
    return _alike(one, other)


def _alike(one: Opening, other: Opening) -> float:
    here, there = set(one.territories), set(other.territories)
    if not body(one.organiser).may_be(body(other.organiser), here=here == there != {REPUBLIC}):
        return 0.0
    if not here & there and REPUBLIC not in here | there:
        return 0.0
    return max((_shared(_name(mine), _name(theirs)) for mine in one.titles for theirs in other.titles), default=0.0)


def _shared(mine: frozenset[str], theirs: frozenset[str]) -> float:
    both = mine | theirs
    return len(mine & theirs) / len(both) if both else 0.0


@lru_cache(maxsize=65_536)
def _name(title: str) -> frozenset[str]:
    """Return the stems of a title without its numbers: the year, the round and the lot change, the name stays.

    Nor do words about announcing count, unless there are no others.
    """
    words = frozenset(word for word in stems(title) if not word[0].isdigit() and word not in _ROMAN)
    return words - _ANNOUNCING or words


def years_apart(earlier: date, later: date) -> timedelta | None:
    """Return how far two days are from whole years apart; None when they are not about one to three years apart."""
    off = _off((later - earlier).days)
    return None if off is None else timedelta(days=off)


def _off(days: int) -> int | None:
    years = (days + YEAR.days // 2) // YEAR.days
    off = days - years * YEAR.days
    return off if 1 <= years <= MOST_YEARS and -APART.days <= off <= APART.days else None


def _years(earlier: date, later: date) -> int:
    return round((later - earlier) / YEAR)


def _offset(day: date, base: date) -> timedelta:
    """Return how far the day of the year lies from that of `base`, the nearer way round the year."""
    return min((_same_day(day, base.year + step) - base for step in (-1, 0, 1)), key=abs)


def _same_day(day: date, year: int) -> date:
    """Return the day in another year; 29 February is 28 February in a common one."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
