"""What is kept of a request so that figures need not read its log again: facts that hold as of any later moment.

Kept rows are disposable. They are true as long as nothing newer happened to the request and the calendar of the years
that its terms may run through is the one they were judged by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final

from domain.clock import micros
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
Columns = Mapping[str, Any]


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


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows that are kept of a request: by column, moments in microseconds, days as text."""

    request: Columns
    parts: tuple[Columns, ...]
    promises: tuple[Columns, ...]


def kept(case: Case, terms: Terms, seats: SeatTerms) -> Kept:
    """Return what is kept of a request, whose clocks were read up to its last entry."""
    clocks = case.clocks
    assert case.latest is not None  # a case that was read from the log has it
    place: dict[str, Any] = {
        "filed_on": terms.day(clocks.whole.received).isoformat(),
        "request_id": clocks.request_id,
        "territory_id": case.territory_id,
        "topic_id": case.topic_id,
        "latest": micros(case.latest),
    }
    whole = whole_trace(clocks, terms)
    parts = [part_trace(clocks, part, terms) for part in clocks.parts]
    return Kept(
        request=place | _told(whole),
        parts=tuple(place | _told(one) | _part(number, one, case, terms, seats) for number, one in enumerate(parts, 1))
        or (place | _told(whole) | _part(0, whole, case, terms, seats),),
        promises=tuple(place | _promise(number, fate) for number, fate in enumerate(case.promises)),
    )


def _told(trace: Trace) -> dict[str, Any]:
    registered = micros(trace.registered)

    def after(moment: datetime | None) -> int | None:
        return None if moment is None else max(micros(moment) - registered, 0)

    said = trace.rating.value if trace.rating is not None else "unrated"
    return {
        "outcome": trace.outcome.value,
        "redirected": int(trace.redirected),
        "extended": int(trace.extended),
        "reopened": int(trace.reopened),
        "registered": registered,
        "heard_after": after(trace.heard),
        "answer_after": after(trace.substantive),
        "gone_after": after(trace.gone),
        "due": trace.due.isoformat(),
        "holds": trace.holds.isoformat(),
        "in_time": _int(trace.in_time),
        "in_time_extended": _int(trace.in_time_extended),
        "said": said if trace.answered else None,
    }


def _part(number: int, trace: Trace, case: Case, terms: Terms, seats: SeatTerms) -> dict[str, Any]:
    office_id = trace.office_id if number else None
    settled = settles(trace, terms)
    return {
        "place": number,
        "office_id": office_id,
        "settles": micros(settled),
        "held_due": seats.holder(case.holds, office_id, settled) if number else None,
        "held_last": seats.holder(case.holds, office_id) if number else None,
    }


def _promise(number: int, fate: Fate) -> dict[str, Any]:
    return {
        "place": number,
        "office_id": fate.office_id,
        "seat_id": fate.seat_id,
        "first_day": fate.first_day.isoformat(),
        "day": fate.day.isoformat(),
        "done": int(fate.done),
        "verdict": fate.verdict.value if fate.verdict is not None else None,
    }


def _int(value: bool | None) -> int | None:
    return None if value is None else int(value)
