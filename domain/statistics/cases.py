"""A request as figures see it: where it belongs, and what one of its clocks tells.

Here stands what keeps the figures honest: a request that is left alone, closed, sent on or answered hollowly counts as
one that waits, and no figure is the better for it (docs/decisions/0027-statistics.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from domain.offices import Seat, SeatRole
from domain.requests.clocks import Outcome, Reckoning, RequestClocks
from domain.requests.events import HOLLOW, OFFICIALS, EventKind, Rating
from domain.requests.promises import Verdict
from domain.requests.terms import Terms
from domain.statistics.measures import Waiting

_SECOND = timedelta(seconds=1)

Holds = tuple[tuple[datetime, int | None], ...]
"""Which seat took a request, or was given it, and when; None when it was freed or went to another office."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a promise, as of a moment. `verdict` is None until the NGO says something.

    `first_day` is the day named first, `day` the one that holds; `done` tells whether the office says that it is done.
    """

    office_id: int | None
    seat_id: int | None
    first_day: date
    day: date
    done: bool = False
    verdict: Verdict | None = None


class Case(NamedTuple):
    """A request with all that figures need of it.

    Args:
        territory_id: to which akimat it was filed.
        topic_id: what it is about.
        clocks: what its clocks show as of the moment.
        holds: who had it in hand.
        promises: what was promised under its answers.
        latest: when the last thing happened to it that figures look at.
    """

    territory_id: str
    topic_id: str
    clocks: RequestClocks
    holds: Holds = ()
    promises: tuple[Fate, ...] = ()
    latest: datetime | None = None


class Trace(NamedTuple):
    """What one clock tells whatever moment the figures are of, given that nothing happened to the request since.

    Args:
        office_id: the office whose part it is.
        outcome: how it stands; an office's part that has an answer is answered, wherever the request went then.
        redirected: whether it was sent on, once at least.
        extended: whether its term was extended.
        reopened: whether the NGO reopened it meanwhile.
        registered: from when the NGO waits.
        heard: the first response that was not hollow.
        substantive: the substantive answer.
        gone: since when nothing is owed without that answer.
        due: the first term's last day.
        holds: the last day of the term that holds.
        in_time: what is true once the day `due` is over: answered within it; None when nothing was owed by its end.
        in_time_extended: the same of the day `holds`.
        answered: whether there is any answer, hollow ones too.
        rating: what the NGO says of the answer that stands, or of the last one when none does.
    """

    office_id: int | None
    outcome: Outcome
    redirected: bool
    extended: bool
    reopened: bool
    registered: datetime
    heard: datetime | None
    substantive: datetime | None
    gone: datetime | None
    due: date
    holds: date
    in_time: bool | None
    in_time_extended: bool | None
    answered: bool
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class Sight:
    """What one clock adds to the figures of a moment.

    Args:
        outcome: as in the trace; so are `redirected`, `extended`, `reopened`, `answered` and `rating`.
        response: how long the NGO waited for the first response that was not hollow.
        answer: the same of the substantive answer.
        in_time: within the first term; None when the term is not over, or when nothing was owed by its end.
        in_time_extended: the same within the extended term.
        overdue: the term that holds is over, and the NGO has no answer and still wants one.
        age: seconds since the registration.
    """

    outcome: Outcome
    redirected: bool
    extended: bool
    reopened: bool
    response: Waiting
    answer: Waiting
    in_time: bool | None
    in_time_extended: bool | None
    overdue: bool
    age: float
    answered: bool
    rating: Rating | None


def whole_trace(clocks: RequestClocks, terms: Terms) -> Trace:
    """Return what the clock of the whole request tells: since the NGO wrote, whoever had it."""
    whole = clocks.whole
    alone = len(clocks.spells) == 1 and clocks.spells[0] is whole  # never sent on: most are not
    redirected = not alone and Outcome.REDIRECTED in [spell.outcome for spell in clocks.spells]
    return _trace(whole, _gone(whole, whole), terms, redirected=redirected)


def part_trace(clocks: RequestClocks, part: Reckoning, terms: Terms) -> Trace:
    """Return what the clock of an office's part (one of `clocks.parts`) tells."""
    sent = (one.office_id == part.office_id and one.outcome is Outcome.REDIRECTED for one in clocks.spells)
    return _trace(part, _gone(part, clocks.whole), terms, redirected=any(sent))


def _gone(clock: Reckoning, whole: Reckoning) -> datetime | None:
    """Return since when nothing is owed by whoever the clock is about, though they have not answered; None when it is.

    The NGO withdrew it; somebody else took it away from the office; or the NGO has its answer from another office.
    Closing ends nothing, and sending on does not either.
    """
    if clock.outcome is Outcome.REDIRECTED and clock.sent_on_by not in OFFICIALS:
        return clock.ended
    if whole.substantive is not None:
        return whole.substantive
    return whole.ended if whole.outcome is Outcome.WITHDRAWN else None


def _trace(clock: Reckoning, gone: datetime | None, terms: Terms, *, redirected: bool) -> Trace:
    substantive, due, holds = clock.substantive, clock.due, clock.extended_due or clock.due
    if substantive is not None:
        in_time, in_time_extended = clock.in_time, clock.in_time_extended
    else:
        in_time = _in_time(gone, due, terms)
        in_time_extended = in_time if holds == due else _in_time(gone, holds, terms)
    return Trace(  # in the order of its fields
        clock.office_id,
        clock.outcome if substantive is None else Outcome.ANSWERED,
        redirected,
        clock.extended_due is not None,
        clock.reopened > 0,
        clock.registered,
        clock.heard,
        substantive,
        gone,
        due,
        holds,
        in_time,
        in_time_extended,
        clock.first_answer is not None,
        _said(clock),
    )


def _said(clock: Reckoning) -> Rating | None:
    """Return what the NGO says of the answer that stands; where none does, why the last one does not, if it said so.

    Praise of an answer that a reopening took back counts no more: else it would pay to leave the reopened request be.
    """
    if clock.substantive is not None:
        return clock.rating
    return clock.last_rating if clock.last_rating in HOLLOW else None


def _in_time(gone: datetime | None, due: date, terms: Terms) -> bool | None:
    """Return what is true of an answer that never came, once the day is over."""
    return None if gone is not None and terms.in_time(gone, due) else False


def seen(trace: Trace, as_of: datetime, today: date) -> Sight:
    """Return what a clock adds to the figures of a moment.

    Args:
        trace: what it tells; nothing in it is later than the moment.
        as_of: the moment, aware.
        today: its local day.
    """
    registered = trace.registered
    return Sight(
        outcome=trace.outcome,
        redirected=trace.redirected,
        extended=trace.extended,
        reopened=trace.reopened,
        response=(_since(registered, trace.heard or trace.gone or as_of), trace.heard is not None),
        answer=(_since(registered, trace.substantive or trace.gone or as_of), trace.substantive is not None),
        in_time=trace.in_time if today > trace.due else None,
        in_time_extended=trace.in_time_extended if today > trace.holds else None,
        overdue=trace.substantive is None and trace.gone is None and today > trace.holds,
        age=_since(registered, as_of),
        answered=trace.answered,
        rating=trace.rating,
    )


def _since(registered: datetime, moment: datetime) -> float:
    return max((moment - registered) / _SECOND, 0.0)  # an answer before the opening took no time


class SeatTerms:
    """Who sat where and when.

    Args:
        seats: of every office, ended or not.
    """

    def __init__(self, seats: Sequence[Seat]) -> None:
        self._seats = {seat.id: seat for seat in seats}
        self._heads: dict[int, list[Seat]] = {}
        for seat in sorted(seats, key=lambda seat: (seat.since, seat.id)):
            if seat.role is SeatRole.HEAD:
                self._heads.setdefault(seat.office_id, []).append(seat)

    def of_part(self, case: Case, part: Trace, terms: Terms) -> int | None:
        """Return the seat to which an office's part of a request belongs; None when the office had none then.

        It is the seat that held it at the end of the due day; of a part that was answered before, at the answer, and
        of one whose term still runs, at the as-of moment. What nobody had taken, or whose holder had left, was the
        head's.
        """
        moment = min(settles(part, terms), case.clocks.as_of)
        held, _ = self.holders(case.holds, part.office_id, moment)
        if held is not None and _sits(self._seats[held], moment):
            return held
        heads = self._heads.get(part.office_id, ()) if part.office_id is not None else ()
        return next((seat.id for seat in reversed(heads) if _sits(seat, moment)), None)

    def holders(self, holds: Holds, office_id: int | None, moment: datetime) -> tuple[int | None, int | None]:
        """Return which seat of an office held the request at a moment, and which holds it last; whether they still sat
        there or not.
        """
        then = last = None
        passed = False
        for since, seat_id in holds:
            if not passed and since > moment:
                then, passed = last, True
            if seat_id is None or (seat_id in self._seats and self._seats[seat_id].office_id == office_id):
                last = seat_id
        return (then if passed else last), last

    def get(self, seat_id: int) -> Seat | None:
        """Return the seat."""
        return self._seats.get(seat_id)


def settles(part: Trace, terms: Terms) -> datetime:
    """Return from when it is settled whose part it is: the end of the term that holds, or the answer before that."""
    if part.substantive is not None and part.in_time_extended:
        return part.substantive
    return terms.over(part.holds)


def _sits(seat: Seat, moment: datetime) -> bool:
    return seat.since <= moment and (seat.until is None or seat.until >= moment)


def fates_of(entries: Sequence[tuple[int, EventKind, int | None, Mapping[str, Any]]]) -> tuple[Fate, ...]:
    """Return what became of the promises of one request.

    Args:
        entries: of its log up to the moment, those about promises: number, kind, the office that acted, facts.
    """
    found: dict[int, Fate] = {}
    for number, kind, office_id, facts in entries:
        about = facts.get("about")
        place = about if isinstance(about, int) else 0
        earlier = found.get(place)
        if kind is EventKind.PROMISED and facts.get("until"):
            day = date.fromisoformat(facts["until"])
            if earlier is not None:
                found[place] = replace(earlier, day=day)
            else:
                found[number] = Fate(office_id, facts.get("seat"), day, day)
        elif earlier is not None:
            if kind is EventKind.PROMISE_DONE:
                found[place] = replace(earlier, done=True)
            elif kind is EventKind.PROMISE_JUDGED and facts.get("verdict"):
                found[place] = replace(earlier, verdict=Verdict(facts["verdict"]))
    return tuple(found.values())
