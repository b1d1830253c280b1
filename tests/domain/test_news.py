"""What a later revision means for somebody who knew an earlier one, and when they hear of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calls.decide import Changed, Same, decide
from domain.calls.model import Call, CallEvent, CallKind, Candidate, LocalMoment
from domain.calls.news import Change, Revision, Turn, change, nearest, update_turn
from domain.outbox import URGENT_WITHIN
from domain.subscriptions import Cadence
from tests.domain.test_decide import NOW, POST, READ, SOURCE, ZONE, stored_call

APRIL = ZoneInfo("Asia/Almaty")


def revision(day: int | None, event: CallEvent = CallEvent.OPENED) -> Revision:
    deadline = LocalMoment(date(2026, 4, day)) if day else None
    return Revision(7, 1, event, deadline, deadline.ends(APRIL) if deadline else None, NOW)


def call_of(day: int | None, event: CallEvent) -> Call:
    deadline = LocalMoment(date(2026, 4, day)) if day else None
    return replace(stored_call(), event=event, deadline=deadline)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("before", "day", "event", "what"),
    [
        (revision(5), 20, CallEvent.EXTENDED, Change.EXTENDED),
        (revision(20), 5, CallEvent.OPENED, Change.SHORTENED),
        (revision(20, CallEvent.EXTENDED), 5, CallEvent.EXTENDED, Change.SHORTENED),
        (revision(5), 5, CallEvent.EXTENDED, None),  # there and back before anybody was told
        (revision(None), 5, CallEvent.OPENED, None),
        (revision(5), 5, CallEvent.CANCELLED, Change.CANCELLED),
        (revision(5, CallEvent.CANCELLED), 5, CallEvent.CANCELLED, None),
        (revision(5), 5, CallEvent.RESULT, Change.RESULT),
        (revision(5, CallEvent.RESULT), 5, CallEvent.CANCELLED, Change.CANCELLED),
        (revision(5, CallEvent.CANCELLED), 20, CallEvent.EXTENDED, Change.EXTENDED),
        (revision(None), None, CallEvent.CANCELLED, Change.CANCELLED),
    ],
)
def test_what_changed_for_somebody_who_knew_an_earlier_revision(
    before: Revision, day: int | None, event: CallEvent, what: Change | None
) -> None:
    assert change(before, call_of(day, event)) is what


def test_a_shorter_deadline_is_news_and_no_extension() -> None:
    stored = stored_call()
    sooner = replace(READ, deadline=LocalMoment(date(2026, 11, 27)))
    decision = decide(stored, sooner, POST, SOURCE, now=NOW, zone=ZONE)  # type: ignore[arg-type]
    assert isinstance(decision, Changed)
    assert (decision.news, decision.call.event, decision.call.revision) == (True, CallEvent.OPENED, 2)


def test_a_deadline_corrected_into_the_past_is_news_to_those_who_counted_on_it_and_only_once() -> None:
    stored = stored_call()
    past = replace(READ, deadline=LocalMoment(date(2026, 11, 20)))
    decision = decide(stored, past, POST, SOURCE, now=NOW, zone=ZONE)  # type: ignore[arg-type]
    assert isinstance(decision, Changed)
    assert decision.news
    older = replace(READ, deadline=LocalMoment(date(2026, 11, 19)))
    again = decide(decision.call, older, POST, SOURCE, now=NOW, zone=ZONE)
    assert isinstance(again, Changed)
    assert not again.news


def test_a_text_without_the_hour_does_not_take_the_hour_away() -> None:
    exact = replace(READ, deadline=LocalMoment(date(2026, 12, 1), time(18)))
    stored = decide(stored_call(), exact, POST, SOURCE, now=NOW, zone=ZONE)  # type: ignore[arg-type]
    assert isinstance(stored, Changed)
    assert stored.call.deadline == LocalMoment(date(2026, 12, 1), time(18))
    assert isinstance(decide(stored.call, READ, POST, SOURCE, now=NOW, zone=ZONE), Same)


def test_a_cancellation_after_the_results_is_news() -> None:
    def later(stored: Call, event: CallEvent) -> Call:
        read = Candidate(is_call=False, kind=CallKind.OTHER, event=event, confidence={"is_call": 0.9})
        decision = decide(stored, read, POST, SOURCE, now=NOW, zone=ZONE)
        assert isinstance(decision, Changed)
        assert decision.news
        return decision.call

    result = later(stored_call(), CallEvent.RESULT)  # type: ignore[arg-type]
    assert later(result, CallEvent.CANCELLED).revision == 3


def test_the_nearest_moment_is_the_first_that_is_still_to_come() -> None:
    hour = timedelta(hours=1)
    assert nearest([NOW - hour, None, NOW + 2 * hour, NOW + hour], NOW) == NOW + hour
    assert nearest([NOW, None], NOW) is None


nows = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda local: local.replace(tzinfo=UTC))


@given(nows, st.sampled_from(Cadence), st.times(), st.none() | st.timedeltas(timedelta(0), timedelta(20)))
def test_an_update_waits_for_a_digest_only_while_three_days_are_left_after_it(
    now: datetime, cadence: Cadence, digest_at: time, left: timedelta | None
) -> None:
    near = None if left is None else now + left
    turn = update_turn(cadence, digest_at, near, now, APRIL)
    if cadence is Cadence.INSTANT or (near is not None and left is not None and left <= URGENT_WITHIN):
        assert turn == Turn(now, line=False)
    if turn.line:
        assert turn.moment > now
        assert near is None or turn.moment + URGENT_WITHIN <= near
        assert turn.moment.astimezone(APRIL).time() == digest_at
