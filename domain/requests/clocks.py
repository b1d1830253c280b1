"""The clocks of a request: one since the NGO wrote, and one for each office since it received the letter.

Pure functions of the log and the calendar, as of a moment. Nothing here is stored, so nothing can be set right by hand:
who is late is found out anew each time, and a late answer stays late.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from domain.requests.events import HOLLOW, OFFICIALS, Actor, EventKind, Rating, RequestEvent
from domain.requests.terms import Terms
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime

_NO_TIME = timedelta()


class Outcome(StrEnum):
    """How a request stands, or how an office's part in it ended."""

    OPEN = "open"
    ANSWERED = "answered"  # substantively; an unrated answer is taken for one
    CLOSED_UNANSWERED = "closed_unanswered"
    WITHDRAWN = "withdrawn"
    REDIRECTED = "redirected"  # of an office's part only


class Reckoning(NamedTuple):
    """What one clock shows as of a moment.

    Args:
        office_id: the office whose part it is; of the whole request the one that received it first, if any.
        hours: the working time by which it was registered.
        received: when the letter was sent, or came to the office.
        registered: from when the term runs.
        due: the 15th working day.
        extended_due: the later due date that was set in time, if any.
        first_response: the first answer or request for details.
        first_answer: the first answer, whatever became of it.
        substantive: the last answer not rated hollow, unless the request was reopened after it.
        rating: what the NGO says of that answer; None when it is not rated.
        ended: when it was closed, withdrawn or sent on.
        outcome: how it stands.
        in_time: by the first due date: True when answered in time; False when answered late, or when the term is over
            without an answer; None while it runs, or when it ended by a withdrawal or a redirect before its end.
        in_time_extended: the same by the extended due date; the same as `in_time` when there is none.
        overdue: still open after the due date that holds.
        waits_until: the substantive answer, or else the end, or else the moment.
        heard: the first response that is no answer rated hollow.
        last_rating: what the NGO says of the last answer, whatever became of that; None when it is not rated.
        reopened: how often it was reopened meanwhile.
        sent_on_by: as what somebody sent it on, if somebody did.
    """

    office_id: int | None
    hours: WorkingTime
    received: datetime
    registered: datetime
    due: date
    extended_due: date | None
    first_response: datetime | None
    first_answer: datetime | None
    substantive: datetime | None
    rating: Rating | None
    ended: datetime | None
    outcome: Outcome
    in_time: bool | None
    in_time_extended: bool | None
    overdue: bool
    waits_until: datetime
    heard: datetime | None = None
    last_rating: Rating | None = None
    reopened: int = 0
    sent_on_by: Actor | None = None

    @property
    def due_now(self) -> date:
        """Return the due date that holds: the extended one, if any."""
        return self.extended_due or self.due

    @property
    def age(self) -> timedelta:
        """Return how long the NGO has waited since the registration, or had to wait for the answer or the end."""
        return max(self.waits_until - self.registered, _NO_TIME)

    @property
    def response_time(self) -> timedelta | None:
        """Return the time from registration to the first response; nothing when that came before the opening."""
        return self._since(self.first_response)

    @property
    def answer_time(self) -> timedelta | None:
        """Return the time from registration to the substantive answer."""
        return self._since(self.substantive)

    def _since(self, moment: datetime | None) -> timedelta | None:
        return None if moment is None else max(moment - self.registered, _NO_TIME)


class RequestClocks(NamedTuple):
    """All clocks of a request as of a moment.

    Args:
        request_id: whose they are.
        as_of: the moment up to which the log was read.
        whole: since the NGO wrote.
        spells: since each office received it, in order; an office that received it twice has two.
        parts: the same for figures: an office that sent it on by itself and received it again has one, which runs from
            the first receipt, so that nobody wins a new term by sending a letter to and fro.
        told: the due date that the NGO was told at filing; a changed calendar moves `whole.due`, never this.
        reopened: how many times.
    """

    request_id: int
    as_of: datetime
    whole: Reckoning
    spells: tuple[Reckoning, ...]
    parts: tuple[Reckoning, ...]
    told: date | None
    reopened: int


@dataclass(slots=True)
class _Clock:
    """A clock while the log is read."""

    office_id: int | None
    hours: WorkingTime
    received: datetime
    registered: datetime
    due: date
    extended_due: date | None = None
    responses: tuple[RequestEvent, ...] = ()  # answers and requests for details
    answers: tuple[RequestEvent, ...] = ()
    standing: tuple[RequestEvent, ...] = ()  # answers since the last reopening
    redirected: datetime | None = None
    sent_on_by: Actor | None = None
    reopened: int = 0

    def resumed(self) -> _Clock:
        """Return a clock that goes on from here by itself, as if nothing had been sent on."""
        return _Clock(
            self.office_id,
            self.hours,
            self.received,
            self.registered,
            self.due,
            self.extended_due,
            self.responses,
            self.answers,
            self.standing,
            reopened=self.reopened,
        )

    def extend(self, event: RequestEvent, terms: Terms) -> None:
        if event.until is None:
            return
        holds = self.extended_due or self.due
        refused = terms.refusal(event.until, first_due=self.due, due=holds, made=event.moment, reasoned=event.reasoned)
        if refused is None:
            self.extended_due = terms.extended(event.until)


@dataclass(slots=True)
class _Course:
    """A request while its log is read.

    Until it is sent on for the first time, the clock of the whole request and that of the office which received it are
    one: nine requests in ten are never sent on.
    """

    terms: Terms
    whole: _Clock | None = None
    spells: list[_Clock] = field(default_factory=list)
    parts: list[_Clock] = field(default_factory=list)
    at_office: bool = False
    running: tuple[_Clock, ...] = ()  # the clocks that what happens now belongs to: the whole first, then the office's
    ratings: dict[int, Rating] = field(default_factory=dict)
    closed: datetime | None = None
    withdrawn: datetime | None = None
    told: date | None = None
    reopened: int = 0

    def start(self, event: RequestEvent) -> _Clock:
        hours, moment, terms = event.hours or DEFAULT_HOURS, event.moment, self.terms
        registered = terms.registered(moment, hours)
        return _Clock(event.office_id, hours, moment, registered, terms.due(registered))

    def file(self, event: RequestEvent) -> None:
        if self.whole is not None:
            return
        self.whole = clock = self.start(event)
        self.running = (clock,)
        self.told = event.until
        self.at_office = event.office_id is not None
        if self.at_office:
            self.spells.append(clock)
            self.parts.append(clock)

    def receive(self, event: RequestEvent) -> None:
        """Begin an office's part, if an office was found."""
        assert self.whole is not None
        self.running = (self.whole,)
        self.at_office = event.office_id is not None
        if not self.at_office:
            return
        spell = self.start(event)
        self.spells.append(spell)
        for place, earlier in enumerate(self.parts):
            if earlier.office_id == event.office_id and earlier.sent_on_by in OFFICIALS:
                self.parts[place] = part = earlier.resumed()
                self.running = (self.whole, spell, part)
                return
        self.parts.append(spell)
        self.running = (self.whole, spell)

    def extend(self, event: RequestEvent) -> None:
        if event.actor in OFFICIALS:
            for clock in self.running:
                clock.extend(event, self.terms)

    def close(self, event: RequestEvent) -> None:
        self.closed = event.moment

    def redirect(self, event: RequestEvent) -> None:
        if self.at_office:
            if self.spells[-1].office_id == event.office_id:  # an office cannot begin anew by sending to itself
                return
            ending = self.running[1:]
            if not ending:  # the first time: what was one clock becomes two
                ending, self.whole = self.running, self.running[0].resumed()
            for clock in ending:
                clock.redirected, clock.sent_on_by = event.moment, event.actor
        self.receive(event)

    def respond(self, event: RequestEvent) -> None:
        if event.actor not in OFFICIALS or self.withdrawn is not None:
            return  # once it is withdrawn nobody waits any more: an answer then is no merit
        answers = event.kind is EventKind.ANSWERED
        for clock in self.running:
            clock.responses += (event,)
            if answers:
                clock.answers += (event,)
                clock.standing += (event,)

    # What only the NGO may say.

    def rate(self, event: RequestEvent) -> None:
        assert self.whole is not None
        if event.actor is not Actor.NGO or event.rating is None:
            return
        about = event.about
        if about is None and self.whole.answers:
            about = self.whole.answers[-1].number
        if about is not None:
            self.ratings[about] = event.rating

    def reopen(self, event: RequestEvent) -> None:
        assert self.whole is not None
        if event.actor is not Actor.NGO:
            return
        # The answers so far no longer count, whoever gave them; the dates of the first ones stay.
        self.reopened += 1
        self.closed = self.withdrawn = None
        for clock in self.running:
            clock.reopened += 1
        for clock in (self.whole, *self.spells, *self.parts):
            clock.standing = ()

    def withdraw(self, event: RequestEvent) -> None:
        if event.actor is Actor.NGO:
            self.withdrawn = event.moment

    def reckon(self, clock: _Clock, as_of: datetime, today: date) -> Reckoning:
        """Return what a clock shows as of a moment, whose local day is given."""
        responses, answers, ratings = clock.responses, clock.answers, self.ratings
        if ratings:
            answer = self._first_full(reversed(clock.standing))
            heard = self._first_full(responses)
        else:
            answer = clock.standing[-1] if clock.standing else None
            heard = responses[0] if responses else None
        substantive = answer.moment if answer else None
        ended, outcome = self._end(clock, substantive)
        due, registered = clock.due, clock.registered
        holds = clock.extended_due or due
        in_time = self._in_time(due, substantive, ended, outcome, today)
        # In the order of its fields: names take as long as all the rest.
        return Reckoning(
            clock.office_id,
            clock.hours,
            clock.received,
            registered,
            due,
            clock.extended_due,
            responses[0].moment if responses else None,
            answers[0].moment if answers else None,
            substantive,
            ratings.get(answer.number) if answer else None,
            ended,
            outcome,
            in_time,
            in_time if holds == due else self._in_time(holds, substantive, ended, outcome, today),
            outcome is Outcome.OPEN and today > holds,
            substantive or ended or as_of,
            heard.moment if heard else None,
            ratings.get(answers[-1].number) if answers else None,
            clock.reopened,
            clock.sent_on_by,
        )

    def _first_full(self, responses: Iterable[RequestEvent]) -> RequestEvent | None:
        """Return the first one that is not rated hollow."""
        for one in responses:
            if self.ratings.get(one.number) not in HOLLOW:
                return one
        return None

    def _end(self, clock: _Clock, substantive: datetime | None) -> tuple[datetime | None, Outcome]:
        if clock.redirected is not None:
            return clock.redirected, Outcome.REDIRECTED
        ended = self.closed
        if self.withdrawn is not None and (ended is None or self.withdrawn < ended):
            ended = self.withdrawn
        if substantive is not None:
            return ended, Outcome.ANSWERED
        if ended is None:
            return None, Outcome.OPEN
        return ended, Outcome.WITHDRAWN if ended == self.withdrawn else Outcome.CLOSED_UNANSWERED

    def _in_time(
        self, due: date, substantive: datetime | None, ended: datetime | None, outcome: Outcome, today: date
    ) -> bool | None:
        if substantive is not None:
            return self.terms.in_time(substantive, due)
        gone = outcome is Outcome.WITHDRAWN or outcome is Outcome.REDIRECTED
        if gone and ended is not None and self.terms.in_time(ended, due):
            return None
        return False if today > due else None


_READS = {
    EventKind.FILED: _Course.file,
    EventKind.ANSWERED: _Course.respond,
    EventKind.DETAILS_ASKED: _Course.respond,
    EventKind.REDIRECTED: _Course.redirect,
    EventKind.EXTENDED: _Course.extend,
    EventKind.CLOSED: _Course.close,
    EventKind.RATED: _Course.rate,
    EventKind.REOPENED: _Course.reopen,
    EventKind.WITHDRAWN: _Course.withdraw,
}
"""The kinds that clocks look at; any other moves none."""


def clocks_of(events: Iterable[RequestEvent], terms: Terms, as_of: datetime) -> RequestClocks | None:
    """Return what the clocks of one request show as of a moment.

    Args:
        events: its log, in the log's order; entries of kinds that no clock knows are passed over.
        terms: the rules and the calendar.
        as_of: aware; later entries are not looked at.

    Returns:
        The clocks, or None when the request was not filed by then.
    """
    course = _Course(terms)
    request_id = 0
    for event in events:
        if event.moment <= as_of:
            request_id = event.request_id
            take_in = _READS.get(event.kind)
            if take_in is not None and (course.whole is not None or event.kind is EventKind.FILED):
                take_in(course, event)
    if course.whole is None:
        return None
    today = terms.day(as_of)
    whole = course.reckon(course.whole, as_of, today)
    if course.spells and course.spells[-1] is course.whole:  # never sent on
        alone = (whole,)
        return RequestClocks(request_id, as_of, whole, alone, alone, course.told, course.reopened)
    known = {id(course.whole): whole}
    for clock in (*course.spells, *course.parts):
        if id(clock) not in known:
            known[id(clock)] = course.reckon(clock, as_of, today)
    return RequestClocks(
        request_id,
        as_of,
        whole,
        tuple([known[id(clock)] for clock in course.spells]),
        tuple([known[id(clock)] for clock in course.parts]),
        course.told,
        course.reopened,
    )


def clocks_of_all(log: Iterable[RequestEvent], terms: Terms, as_of: datetime) -> dict[int, RequestClocks]:
    """Return the clocks of every request filed by a moment, keyed by request id.

    Args:
        log: entries of any requests, in the log's order.
        terms: the rules and the calendar.
        as_of: aware; later entries are not looked at.
    """
    by_request: dict[int, list[RequestEvent]] = {}
    for event in log:
        by_request.setdefault(event.request_id, []).append(event)
    found = ((request_id, clocks_of(events, terms, as_of)) for request_id, events in by_request.items())
    return {request_id: clocks for request_id, clocks in found if clocks is not None}
