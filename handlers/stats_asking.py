"""What somebody asks of figures: the side, the period, the territory; what their buttons may say. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from domain.statistics.counting import Behind
from domain.statistics.tables import TOTAL, By, Key, Period, WrongPeriod
from domain.territory import REPUBLIC, TerritoryTree
from handlers import typed_days
from handlers.figure_rights import FigureAccess
from handlers.figures_at_hand import whole_year
from handlers.stats_callbacks import Figure, Grouped, Side, StatsAct, StatsPress

YEARS_BACK = 2
"""How far back figures in a chat go: of earlier years the working days are not at hand."""

BY: Mapping[Grouped, By] = {
    Grouped.OFFICE: By.OFFICE,
    Grouped.SEAT: By.SEAT,
    Grouped.TERRITORY: By.TERRITORY,
    Grouped.TOPIC: By.TOPIC,
    Grouped.MONTH: By.MONTH,
}

BEHIND: Mapping[Figure, Behind] = {
    Figure.ALL: Behind.ALL,
    Figure.ANSWERED: Behind.ANSWERED,
    Figure.OPEN: Behind.OPEN,
    Figure.OVERDUE: Behind.OVERDUE,
    Figure.LATE: Behind.LATE,
    Figure.CLOSED: Behind.CLOSED_UNANSWERED,
    Figure.WITHDRAWN: Behind.WITHDRAWN,
    Figure.REDIRECTED: Behind.REDIRECTED,
    Figure.EXTENDED: Behind.EXTENDED,
    Figure.REOPENED: Behind.REOPENED,
    Figure.SOLVED: Behind.SOLVED,
    Figure.FORMAL: Behind.FORMAL,
    Figure.UNRATED: Behind.UNRATED,
}

_START = date(2000, 1, 1)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ONE_DAY = timedelta(days=1)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


class Span(StrEnum):
    """A period that has a button."""

    THIS_MONTH = "this month"
    LAST_MONTH = "last month"
    THIS_QUARTER = "this quarter"
    LAST_QUARTER = "last quarter"
    THIS_YEAR = "this year"
    LAST_YEAR = "last year"


PUBLIC_SPANS = (Span.THIS_YEAR, Span.LAST_YEAR)
"""Years do not overlap: of anything else hidden groups could be found by subtraction."""


class WrongDays(StrEnum):
    """Why typed days make no period."""

    UNREAD = "unread"
    REVERSED = "reversed"
    FUTURE = "future"
    LONG_AGO = "long ago"


def span(which: Span, today: date) -> Period:
    """Return the days of a period that has a button; whole months, quarters and years, the running ones too."""
    months = {Span.THIS_MONTH: 1, Span.LAST_MONTH: 1, Span.THIS_QUARTER: 3, Span.LAST_QUARTER: 3}.get(which, 12)
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    if which in (Span.LAST_MONTH, Span.LAST_QUARTER, Span.LAST_YEAR):
        first = _later(first, -months)
    return Period(first, _later(first, months) - _ONE_DAY)


def _later(first: date, months: int) -> date:
    """Return the first day of a month that lies so many months later."""
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def packed(period: Period) -> str:
    """Return the period as buttons carry it."""
    return _base36((period.first - _START).days) + _base36((period.last - period.first).days)


def _base36(number: int) -> str:
    return "".join(_DIGITS[number // 36**place % 36] for place in (2, 1, 0))


def period_of(press: StatsPress) -> Period:
    """Return the days that a button names."""
    first = _START + timedelta(days=int(press.days[:3], 36))
    return Period(first, first + timedelta(days=int(press.days[3:], 36)))


def earliest(today: date) -> date:
    """Return the first day of which figures are shown in a chat."""
    return date(today.year - YEARS_BACK, 1, 1)


def wrong_days(period: Period, today: date) -> WrongDays | None:
    """Return why there can be no figures of a period, or None."""
    match period.wrong(today):
        case WrongPeriod.REVERSED:
            return WrongDays.REVERSED
        case WrongPeriod.FUTURE:
            return WrongDays.FUTURE
    return WrongDays.LONG_AGO if period.first < earliest(today) else None


def typed_period(text: str, today: date) -> tuple[Period | None, WrongDays | None]:
    """Return the days that somebody typed, and why they make no period.

    Figures are of the past: a day without a year is the last one of that name, and the second day follows the first.
    """
    read = typed_days.period(text, today)
    if read is None:
        return None, WrongDays.UNREAD
    first, last = read
    if typed_days.names_this_week(text):  # of an absence that is the rest of it, of figures all of it
        first = last - timedelta(days=6)
    if _DIGIT.search(text) and not _YEAR.search(text):
        first = next(day for day in (_in(first, today.year), _in(first, today.year - 1)) if day <= today)
        within, after = _in(last, first.year), _in(last, first.year + 1)
        last = after if within < first and after <= today else within
    period = Period(first, last)
    return period, wrong_days(period, today)


def _in(day: date, year: int) -> date:
    """Return the day in another year; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def sides(access: FigureAccess) -> tuple[Side, ...]:
    """Return the sides from which somebody may look, the one with the most to see first."""
    own = ((Side.TERRITORY, access.territories), (Side.OFFICE, access.offices))
    return (*(side for side, has in own if has), Side.PUBLIC)


def opening(side: Side, access: FigureAccess, home: str, today: date, tree: TerritoryTree) -> StatsPress:
    """Return the question with which a side opens: this year so far, in the own territory or office.

    Args:
        side: one of `sides(access)`.
        access: what they may see.
        home: where the person's NGO is at home, "" when nobody knows.
        today: the local day.
        tree: all territories.
    """
    place = access.territories[0] if side is Side.TERRITORY else home if side is Side.PUBLIC and home in tree else ""
    asked = StatsPress(
        act=StatsAct.TABLE,
        side=side,
        by=Grouped.MONTH,
        days=packed(span(Span.THIS_YEAR, today)),
        place=place or (REPUBLIC if side is Side.PUBLIC else ""),
    )
    return asked.model_copy(update={"by": groupings(asked, tree)[0]})


def groupings(asked: StatsPress, tree: TerritoryTree) -> Sequence[Grouped]:
    """Return what the table of a question may be given by, the most telling one first."""
    below = (Grouped.TERRITORY,) if any(unit.selectable for unit in tree.children(asked.place)) else ()
    match asked.side:
        case Side.OFFICE:
            return Grouped.MONTH, Grouped.TOPIC, Grouped.SEAT
        case Side.TERRITORY if asked.place == REPUBLIC:
            return Grouped.TERRITORY, Grouped.OFFICE, Grouped.TOPIC, Grouped.MONTH, Grouped.SEAT
        case Side.TERRITORY:
            return Grouped.OFFICE, *below, Grouped.TOPIC, Grouped.MONTH, Grouped.SEAT
        case _:
            whole = (Grouped.TOPIC, Grouped.MONTH) if asked.place == REPUBLIC else ()
            return *below, Grouped.OFFICE, *whole


def mended(asked: StatsPress, access: FigureAccess, today: date, tree: TerritoryTree) -> StatsPress:
    """Return the question as it may be asked: a forged or outlived place, period or grouping is replaced.

    Whether the side still is theirs is not asked here.
    """
    place = asked.place
    if asked.side is Side.OFFICE:
        place = REPUBLIC
    elif place not in tree:
        place = access.territories[0] if asked.side is Side.TERRITORY and access.territories else REPUBLIC
    period = period_of(asked)
    if asked.side is Side.PUBLIC:
        good = [whole_year(year) for year in range(today.year, today.year - YEARS_BACK - 1, -1)]
        period = period if period in good else good[0]
    elif wrong_days(period, today) is not None:
        period = span(Span.THIS_YEAR, today)
    one = asked.model_copy(update={"place": place, "days": packed(period)})
    allowed = groupings(one, tree)
    if one.by in allowed:
        return one
    return one.model_copy(update={"by": allowed[0], "page": 0, "key": "", "act": StatsAct.TABLE})


def key_of(asked: StatsPress) -> Key:
    """Return the group that a button names."""
    if asked.key in ("", "-"):
        return None if asked.key else TOTAL
    if asked.by in (Grouped.OFFICE, Grouped.SEAT):
        return int(asked.key) if asked.key.isdecimal() else -1
    return asked.key


def key_word(key: Key) -> str:
    """Return a group as buttons carry it."""
    return "-" if key is None else "" if key == TOTAL else str(key)
