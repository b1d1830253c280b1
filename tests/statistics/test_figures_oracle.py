"""The figures of random logs beside a plain reading of the same logs, scipy and statsmodels."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from domain.requests.events import HOLLOW, OFFICIALS, EventKind, RequestEvent
from domain.requests.terms import Terms
from domain.statistics.figures import Figures, Times
from domain.statistics.measures import FEW, Waiting
from domain.statistics.tables import By
from tests.statistics.counting import counted
from tests.statistics.logs import AS_OF, Log, some_requests
from tests.statistics.test_measures import by_scipy

MOVES = (EventKind.FILED, EventKind.REDIRECTED)
RESPONSES = (EventKind.ANSWERED, EventKind.DETAILS_ASKED)


def hollow(log: Log, answer: RequestEvent) -> bool:
    ratings = [event.rating for event in log if event.kind is EventKind.RATED and event.about == answer.number]
    return bool(ratings) and ratings[-1] in HOLLOW


def reopening(log: Log) -> int:
    return max((event.number for event in log if event.kind is EventKind.REOPENED), default=0)


def good(log: Log, among: Log) -> list[datetime]:
    """Answers that are not hollow and were given since the last reopening."""
    reopened = reopening(log)
    answers = [event for event in among if event.kind is EventKind.ANSWERED and event.number > reopened]
    return [event.moment for event in answers if not hollow(log, event)]


def withdrawn(log: Log) -> datetime | None:
    """Since the last reopening."""
    gone = (event for event in log if event.kind is EventKind.WITHDRAWN and event.number > reopening(log))
    return next((event.moment for event in gone), None)


def responses(log: Log, among: Log) -> list[datetime]:
    return [event.moment for event in among if event.kind in RESPONSES and not hollow(log, event)]


def stretches(log: Log) -> list[tuple[int, Log, RequestEvent | None]]:
    """For each stay of the request in an office: the office, what happened there, and what moved it on."""
    found: list[tuple[int, Log, RequestEvent | None]] = []
    office, events = None, Log()
    for event in log:
        if event.kind in MOVES:
            if office is not None:
                found.append((office, events, event))
            office, events = event.office_id, [event]
        else:
            events.append(event)
    return [*found, (office, events, None)] if office is not None else found


def parts(log: Log) -> list[tuple[int, Log, RequestEvent | None]]:
    """Stays of which one follows what the office itself had sent on are one."""
    found: list[tuple[int, Log, RequestEvent | None]] = []
    for office, events, moved in stretches(log):
        for place, (other, before, left) in enumerate(found):
            if other == office and left is not None and left.actor in OFFICIALS:
                found[place] = (office, before + events, moved)
                break
        else:
            found.append((office, events, moved))
    return found


class Plain:
    """What a plain reading of logs gives for one group."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.responses: list[Waiting] = []
        self.answers: list[Waiting] = []
        self.in_time: list[bool] = []
        self.answered = 0
        self.overdue_without_extension = 0

    def add(self, log: Log, among: Log, taken: datetime | None) -> None:
        """Count one clock: what happened on it, and when somebody took the request away, if somebody did."""
        registered = self.terms.registered(among[0].moment)
        done, heard = good(log, among), responses(log, among)
        ends = [moment for moment in (taken or (good(log, log) or [None])[-1], withdrawn(log)) if moment is not None]
        gone = ends[0] if ends else None
        for came, waits in (
            (heard[0] if heard else None, self.responses),
            (done[-1] if done else None, self.answers),
        ):
            waited = max((came or gone or AS_OF) - registered, registered - registered)
            waits.append((waited.total_seconds(), came is not None))
        self.answered += bool(done)
        due, today = self.terms.due(registered), self.terms.day(AS_OF)
        if today > due:
            if done:
                self.in_time.append(self.terms.day(done[-1]) <= due)
            elif gone is None or self.terms.day(gone) > due:
                self.in_time.append(False)


def plainly(logs: list[Log], terms: Terms) -> dict[object, Plain]:
    found: dict[object, Plain] = defaultdict(lambda: Plain(terms))
    for log in logs:
        found["total"].add(log, log, None)
        if not parts(log):
            found[None].add(log, log, None)
        for office, events, moved in parts(log):
            away = moved is not None and moved.actor not in OFFICIALS
            found[office].add(log, events, moved.moment if away and moved else None)
    return found


def same_times(found: Times, waits: list[Waiting]) -> None:
    assert found.came == sum(came for _, came in waits)
    if len(waits) < FEW:
        assert found.median is found.ninetieth is None
        return
    for quantile, part in ((found.median, 0.5), (found.ninetieth, 0.9)):
        expected = by_scipy(waits, part)
        assert quantile is not None
        if quantile.over:
            assert expected == float("inf") and quantile.seconds == max(time for time, _ in waits)
        else:
            assert quantile.seconds == pytest.approx(expected)


def same(found: Figures, plain: Plain) -> None:
    assert (found.n, found.answered) == (len(plain.answers), plain.answered)
    assert found.n == found.answered + found.open + found.closed_unanswered + found.withdrawn + found.away
    same_times(found.response, plain.responses)
    same_times(found.answer, plain.answers)
    share = found.in_time
    assert (share.part, share.whole) == (sum(plain.in_time), len(plain.in_time))
    if share.interval is not None:
        assert share.interval == pytest.approx(proportion_confint(share.part, share.whole, method="wilson"))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 60))
def test_figures_of_random_logs_are_those_of_a_plain_reading(terms: Terms, seed: int, count: int) -> None:
    logs = some_requests(seed, terms, count)
    logs = [[event for event in log if event.moment <= AS_OF] for log in logs]
    logs = [log for log in logs if log]
    found, plain = counted(logs, terms), plainly(logs, terms)
    assert found.keys() == plain.keys()
    for group, figures in found.items():
        same(figures, plain[group])


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 40))
def test_groups_of_the_whole_clock_add_up_to_the_total(terms: Terms, seed: int, count: int) -> None:
    logs = some_requests(seed, terms, count, steps=3)
    for by in (By.MONTH, By.QUARTER, By.YEAR, By.TOPIC):
        found = counted(logs, terms, by)
        total = found.pop("total")
        for name in ("n", "answered", "open", "overdue", "redirected", "reopened", "withdrawn"):
            assert sum(getattr(one, name) for one in found.values()) == getattr(total, name)
