"""What is kept of a request so that figures need not read its log again: facts that hold as of any later moment.

Kept rows are disposable. They are true as long as nothing newer happened to the request and the calendar of the years
that its terms may run through is the one they were judged by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from domain.clock import MICROSECOND, micros
from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.requests.terms import Terms
from domain.statistics.cases import Case, Fate, SeatTerms, Trace, part_trace, settles, whole_trace
from domain.statistics.tables import Period

COMPLETE: Final = 2**63 - 1
"""The number up to which the requests of a year are kept when all are."""

_RULES = 1
"""Grows whenever the same log would be judged otherwise by a newer program."""

_RUN_ON = 200
"""Days of the next year that the terms of a year's last requests may run through: 15 working days, the night before and
two months of extension with days off around are less.
"""

_DAY = timedelta(days=1)
# As storage keeps them; looked up, for asking a member for its value takes three times as long.
_OUTCOMES: Final = {outcome: outcome.value for outcome in Outcome}
_SAID: Final[Mapping[Rating | None, str]] = {None: "unrated"} | {rating: rating.value for rating in Rating}
_NUMBERS: Final = {None: None, False: 0, True: 1}


@dataclass(frozen=True, slots=True)
class Year:
    """Requests filed in a year, or in a part of one.

    Args:
        year: the year.
        mark: what stands for the calendar by which they are judged.
        first: the first local day of filing.
        last: the last one.
        since: the moment at which the first day begins.
        until: the moment at which the last day is over.
    """

    year: int
    mark: str
    first: date
    last: date
    since: datetime
    until: datetime


def years_of(period: Period, terms: Terms) -> Iterator[Year]:
    """Yield the years of a period, each with the calendar that its requests are judged by."""
    for year in range(period.first.year, period.last.year + 1):
        first, last = max(period.first, date(year, 1, 1)), min(period.last, date(year, 12, 31))
        since = datetime.combine(first, time(0), terms.zone)
        until = datetime.combine(last + _DAY, time(0), terms.zone)
        yield Year(year, mark_of(year, terms), first, last, since, until)


def mark_of(year: int, terms: Terms) -> str:
    """Return what stands for all by which requests filed in a year are judged: rules, settings, working days."""
    first = date(year, 1, 1)
    days = (first + number * _DAY for number in range((date(year + 1, 1, 1) - first).days + _RUN_ON))
    working = "".join("01"[terms.calendar.is_working(day)] for day in days)
    told = f"{_RULES} {year} {terms.zone} {terms.days} {terms.first_day_is_next} {working}"
    return sha256(told.encode()).hexdigest()[:16]


Values = tuple[int | str | None, ...]
"""Of a row: moments in microseconds, days as text."""

PLACE = ("filed_on", "request_id", "territory_id", "topic_id", "latest")
CLOCK = (
    "outcome", "redirected", "extended", "reopened", "registered", "heard_after", "answer_after", "gone_after", "due",
    "holds", "in_time", "in_time_extended", "said",
)  # fmt: skip
REQUEST = (*PLACE, *CLOCK)
PART = (*PLACE, *CLOCK, "place", "office_id", "settles", "held_due", "held_last")
PROMISE = (*PLACE, "place", "office_id", "seat_id", "first_day", "day", "done", "verdict")


class Kept(NamedTuple):
    """The rows that are kept of a request: values of `REQUEST`, `PART` and `PROMISE`."""

    number: int
    request: Values
    parts: tuple[Values, ...]
    promises: tuple[Values, ...]


def kept(case: Case, terms: Terms, seats: SeatTerms) -> Kept:
    """Return what is kept of a request, whose clocks were read up to its last entry."""
    clocks = case.clocks
    assert case.latest is not None  # a case that was read from the log has it
    filed_on = _text(terms.day(clocks.whole.received))
    place = (filed_on, clocks.request_id, case.territory_id, case.topic_id, micros(case.latest))
    whole = whole_trace(clocks, terms)
    told = _told(whole)
    parts = []
    for number, part in enumerate(clocks.parts, 1):
        alone = part is clocks.whole  # it was never sent on: one clock for both
        trace = whole if alone else part_trace(clocks, part, terms)
        mine = told if alone else _told(trace)
        settled = settles(trace, terms)
        held = seats.holders(case.holds, trace.office_id, settled)
        parts.append(place + mine + (number, trace.office_id, micros(settled)) + held)  # quicker than unpacking
    if not parts:
        parts.append((*place, *told, 0, None, micros(settles(whole, terms)), None, None))
    fates = case.promises
    promises = tuple([(*place, number, *_promise(fate)) for number, fate in enumerate(fates)]) if fates else ()
    return Kept(clocks.request_id, place + told, tuple(parts), promises)


def _told(trace: Trace) -> Values:
    (
        _, outcome, redirected, extended, reopened, received, heard, substantive, gone, due, holds, in_time,
        in_time_extended, answered, rating,
    ) = trace  # fmt: skip
    registered = received.astimezone(UTC)  # as all other moments: days of the zone take their time to compare
    return (
        _OUTCOMES[outcome],
        _NUMBERS[redirected],
        _NUMBERS[extended],
        _NUMBERS[reopened],
        micros(registered),
        None if heard is None else _after(heard, registered),
        None if substantive is None else _after(substantive, registered),
        None if gone is None else _after(gone, registered),
        _text(due),
        _text(holds),
        _NUMBERS[in_time],
        _NUMBERS[in_time_extended],
        _SAID[rating] if answered else None,
    )


def _after(moment: datetime, registered: datetime) -> int:
    """Return microseconds; an answer before the opening took no time."""
    return (moment - registered) // MICROSECOND if moment > registered else 0


@lru_cache(maxsize=4096)  # the days of some years
def _text(day: date) -> str:
    return day.isoformat()


def _promise(fate: Fate) -> Values:
    verdict = fate.verdict.value if fate.verdict is not None else None
    return fate.office_id, fate.seat_id, fate.first_day.isoformat(), fate.day.isoformat(), int(fate.done), verdict
