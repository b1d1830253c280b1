"""A row for each request and each promise: facts of the log, without a person, a text or the name of an NGO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from domain.offices import Office, Topic
from domain.requests.clocks import Outcome, Reckoning
from domain.requests.events import Rating
from domain.requests.promises import Verdict
from domain.requests.terms import Terms
from domain.statistics.cases import Case, SeatTerms, Sight, Trace, part_trace, seen, whole_trace
from domain.territory import TerritoryTree
from handlers.exporting.cells import Column, Kind, Row, Table, clean
from handlers.exporting.figure_columns import yes_or_no
from handlers.texts import Translator
from handlers.views.inviting import role_name
from handlers.views.requests.promises import verdict_word

_DAY = timedelta(days=1)


def outcome_words(tr: Translator) -> dict[str, str]:
    """Return how a request stands, by code."""
    return {
        Outcome.OPEN: tr("open"),
        Outcome.ANSWERED: tr("answered in substance"),
        Outcome.CLOSED_UNANSWERED: tr("closed unanswered"),
        Outcome.WITHDRAWN: tr("withdrawn"),
        Outcome.REDIRECTED: tr("sent on without an answer"),
    }


def rating_words(tr: Translator) -> dict[str, str]:
    """Return what an NGO says of an answer, by code."""
    return {
        Rating.SOLVED: tr("solved"),
        Rating.PROMISE: tr("a promise"),
        Rating.FORMAL: tr("a formal reply"),
        Rating.FORWARDED: tr("forwarded on"),
        Rating.NO_ANSWER: tr("no answer"),
    }


def requests_table(tr: Translator, *, parts: bool, seats: bool) -> Table:
    """Return the columns of requests.

    Args:
        tr: the language.
        parts: a row is an office's part, with when the office received it.
        seats: whether the seat is told to which it belongs.
    """
    yes_no = yes_or_no(tr)
    received = (Column("received", tr("Received by the office"), Kind.MOMENT),) if parts else ()
    seat = (Column("seat", tr("Seat"), Kind.TEXT),) if seats else ()
    return Table(
        "requests",
        tr("Requests"),
        (
            Column("number", tr("Number"), Kind.NUMBER),
            Column("filed", tr("Filed"), Kind.MOMENT),
            *received,
            Column("registered", tr("Registered"), Kind.MOMENT),
            Column("territory", tr("Territory"), Kind.TEXT),
            Column("territory_id", tr("Territory, code"), Kind.TEXT),
            Column("topic", tr("Topic"), Kind.TEXT),
            Column("topic_id", tr("Topic, code"), Kind.TEXT),
            Column("offices", tr("Offices, in the order in which they had it"), Kind.TEXT),
            *seat,
            Column("due_told", tr("Reply date told at filing"), Kind.DATE),
            Column("due", tr("Reply date by today's calendar"), Kind.DATE),
            Column("extended_due", tr("Extended to"), Kind.DATE),
            Column("first_response", tr("First response"), Kind.MOMENT),
            Column("first_response_days", tr("Days to the first response"), Kind.DAYS),
            Column("substantive_answer", tr("Substantive answer"), Kind.MOMENT),
            Column("substantive_answer_days", tr("Days to the substantive answer"), Kind.DAYS),
            Column("ended", tr("Closed, withdrawn or sent on"), Kind.MOMENT),
            Column("outcome", tr("Outcome"), Kind.CODE, outcome_words(tr)),
            Column("in_time", tr("In time"), Kind.FLAG, yes_no),
            Column("in_time_extended", tr("In time by the extended date"), Kind.FLAG, yes_no),
            Column("overdue", tr("Overdue, no answer"), Kind.FLAG, yes_no, alarm=True),
            Column("rating", tr("Rating by the NGO"), Kind.CODE, rating_words(tr)),
            Column("redirects", tr("Times sent on"), Kind.NUMBER),
            Column("reopened", tr("Times reopened"), Kind.NUMBER),
            Column("promises", tr("Promises"), Kind.NUMBER),
            Column("promises_kept", tr("Promises kept"), Kind.NUMBER),
        ),
    )


def promises_table(tr: Translator, *, seats: bool) -> Table:
    """Return the columns of promises; `seats` as above."""
    yes_no = yes_or_no(tr)
    verdicts = {verdict.value: verdict_word(verdict, tr) for verdict in Verdict}
    seat = (Column("seat", tr("Seat"), Kind.TEXT),) if seats else ()
    return Table(
        "promises",
        tr("Promises"),
        (
            Column("request", tr("Request"), Kind.NUMBER),
            Column("office", tr("Office"), Kind.TEXT),
            *seat,
            Column("first_day", tr("Day named at first"), Kind.DATE),
            Column("day", tr("Day that holds"), Kind.DATE),
            Column("done", tr("Done, as the office says"), Kind.FLAG, yes_no),
            Column("verdict", tr("What the NGO says"), Kind.CODE, verdicts),
            Column("overdue", tr("Overdue now"), Kind.FLAG, yes_no, alarm=True),
        ),
    )


class RequestRows:
    """Makes the rows; names are made once and remembered.

    Args:
        terms: the rules, the calendar and the zone of the file.
        tree: all territories.
        topics: by id.
        offices: all offices, by number.
        seats: who sat where.
        tr: the language of names.
        only: the offices whose parts are told instead of whole requests; None: whole requests.
        with_seats: whether seats are told.
    """

    def __init__(
        self,
        terms: Terms,
        tree: TerritoryTree,
        topics: Mapping[str, Topic],
        offices: Mapping[int, Office],
        seats: SeatTerms,
        tr: Translator,
        *,
        only: frozenset[int] | None = None,
        with_seats: bool = False,
    ) -> None:
        self._terms = terms
        self._seats = seats
        self._tr = tr
        self._only = only
        self._with_seats = with_seats
        language = tr.language
        self._territories = {unit.id: unit.name(language) for unit in tree.units}
        self._topics = {topic.id: topic.name(language) for topic in topics.values()}
        self._offices = {
            office.id: f"{clean(office.name(language))}, {self._territories.get(office.territory_id, '')}"
            for office in offices.values()
        }

    def requests(self, case: Case) -> Iterator[Row]:
        """Yield the row of a request, or one for each part of the offices asked about."""
        whole = case.clocks.whole
        if self._only is None:
            yield self._request(case, whole, self._seen(case, whole_trace(case.clocks, self._terms)))
            return
        for part in case.clocks.parts:
            if part.office_id in self._only:
                yield self._request(case, part, self._seen(case, part_trace(case.clocks, part, self._terms)))

    def _seen(self, case: Case, trace: Trace) -> Sight:
        as_of = case.clocks.as_of
        return seen(trace, as_of, self._terms.day(as_of))

    def promises(self, case: Case) -> Iterator[Row]:
        """Yield a row for each promise under the answers to a request."""
        today = self._terms.day(case.clocks.as_of)
        for fate in case.promises:
            if self._only is not None and fate.office_id not in self._only:
                continue
            seat = (self._seat(fate.seat_id),) if self._with_seats else ()
            yield (
                case.clocks.request_id,
                self._office(fate.office_id),
                *seat,
                fate.first_day,
                fate.day,
                fate.done,
                (fate.verdict or Verdict.OPEN).value,
                fate.verdict is None and not fate.done and today > fate.day,
            )

    def _request(self, case: Case, clock: Reckoning, sight: Sight) -> Row:
        clocks = case.clocks
        parts = self._only is not None
        sent_on = sum(spell.outcome is Outcome.REDIRECTED for spell in self._spells(case, clock))
        promises = [one for one in case.promises if self._only is None or one.office_id == clock.office_id]
        received = (self._local(clock.received),) if parts else ()
        seat = (self._of_seat(case, clock),) if self._with_seats else ()
        return (
            clocks.request_id,
            self._local(clocks.whole.received),
            *received,
            self._local(clock.registered),
            self._territories.get(case.territory_id, case.territory_id),
            case.territory_id,
            self._topics.get(case.topic_id, case.topic_id),
            case.topic_id,
            "; ".join(self._office(spell.office_id) for spell in clocks.spells) or None,
            *seat,
            clocks.told,
            clock.due,
            clock.extended_due,
            self._local(clock.heard),
            sight.response[0] / 86_400 if sight.response[1] else None,
            self._local(clock.substantive),
            sight.answer[0] / 86_400 if sight.answer[1] else None,
            self._local(clock.ended),
            sight.outcome.value,
            sight.in_time,
            sight.in_time_extended,
            sight.overdue,
            sight.rating.value if sight.rating is not None else None,
            sent_on,
            clock.reopened if parts else clocks.reopened,
            len(promises),
            sum(one.verdict is Verdict.KEPT for one in promises),
        )

    def _spells(self, case: Case, clock: Reckoning) -> Iterator[Reckoning]:
        for spell in case.clocks.spells:
            if self._only is None or spell.office_id == clock.office_id:
                yield spell

    def _local(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.astimezone(self._terms.zone)

    def _office(self, office_id: int | None) -> str:
        return self._offices.get(office_id or 0) or f"№ {office_id}"

    def _of_seat(self, case: Case, clock: Reckoning) -> str | None:
        """Return the seat of the part, or of the last part of a request."""
        part = clock if self._only is not None else next(reversed(case.clocks.parts), None)
        if part is None:
            return None
        return self._seat(self._seats.of_part(case, part_trace(case.clocks, part, self._terms), self._terms))

    def _seat(self, seat_id: int | None) -> str | None:
        seat = self._seats.get(seat_id) if seat_id is not None else None
        return None if seat is None else f"{role_name(seat.role, self._tr)} № {seat.id}"
