"""When a saved call is reminded of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calls.model import LocalMoment
from domain.calls.reminders import CHOICES, USUAL, Mark, coming, pressing

ZONE = ZoneInfo("Asia/Almaty")
DEADLINE = LocalMoment(date(2026, 4, 20))
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def due(now: datetime, *, deadline: LocalMoment = DEADLINE, chosen=USUAL, since: datetime = LONG_AGO) -> Mark | None:
    return pressing(deadline.day, deadline.ends(ZONE), chosen, since, now, ZONE)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-04-06T08:59", None),
        ("2026-04-06T09:00", 14),
        ("2026-04-12T23:00", 14),  # missed all the week: late, but not lost
        ("2026-04-13T08:59", None),  # today's is still to come: the missed one does not come before it
        ("2026-04-13T09:00", 7),
        ("2026-04-18T12:00", 3),  # of 14, 7 and 3 missed only the most pressing one
        ("2026-04-19T09:00", 1),
        ("2026-04-20T12:00", 1),
        ("2026-04-21T00:00", None),  # over
    ],
)
def test_the_most_pressing_reminder_whose_hour_has_come_is_due(now: str, days: int | None) -> None:
    mark = due(at(now))
    assert (mark.days if mark else None) == days


def test_what_had_passed_when_the_call_was_saved_is_skipped() -> None:
    saved = at("2026-04-15T10:00")  # five days left
    assert due(at("2026-04-15T10:01"), since=saved) is None
    assert due(at("2026-04-17T08:00"), since=saved) is None
    mark = due(at("2026-04-17T09:00"), since=saved)
    assert mark is not None and mark.days == 3


def test_the_last_day_is_reminded_of_only_when_chosen_and_before_the_closing_hour() -> None:
    closing = LocalMoment(date(2026, 4, 20), time(18))
    assert due(at("2026-04-20T09:00"), deadline=closing, since=at("2026-04-19T10:00")) is None
    mark = due(at("2026-04-20T17:59"), deadline=closing, chosen=(0,))
    assert mark is not None and mark.days == 0
    assert due(at("2026-04-20T18:00"), deadline=closing, chosen=(0,)) is None
    early = LocalMoment(date(2026, 4, 20), time(8))
    assert due(at("2026-04-20T09:00"), deadline=early, chosen=(0,)) is None


def test_the_screen_tells_the_days_that_are_still_to_come() -> None:
    def days(now: str) -> list[int]:
        return [mark for mark, _ in coming(DEADLINE.day, DEADLINE.ends(ZONE), CHOICES, at(now), ZONE)]

    assert days("2026-04-01T10:00") == [14, 7, 3, 1, 0]
    assert days("2026-04-13T09:00") == [3, 1, 0]
    assert days("2026-04-20T09:00") == []
    early = LocalMoment(date(2026, 4, 20), time(8))
    assert coming(early.day, early.ends(ZONE), (0,), at("2026-04-19T10:00"), ZONE) == []


moments = st.datetimes(datetime(2026, 3, 1), datetime(2026, 5, 1))
closings = st.builds(
    LocalMoment,
    st.dates(date(2026, 4, 1), date(2026, 4, 20)),
    st.none() | st.sampled_from((time(0), time(9), time(9, 1), time(18))),
)


@given(st.lists(moments, min_size=1, max_size=40), closings, st.frozensets(st.sampled_from(CHOICES)), moments)
def test_however_often_it_is_asked_a_day_brings_one_reminder_at_most_and_none_comes_after_the_deadline(
    looks: list[datetime], deadline: LocalMoment, chosen: frozenset[int], since: datetime
) -> None:
    sent: dict[date, date] = {}  # by the day it was due on: the day it was sent on
    for look in sorted(looks):
        now = look.replace(tzinfo=ZONE)
        mark = due(now.astimezone(UTC), deadline=deadline, chosen=chosen, since=since.replace(tzinfo=ZONE))
        if mark is None or mark.day in sent:
            continue
        assert now < deadline.ends(ZONE)
        assert mark.days in chosen
        assert now >= mark.moment > since.replace(tzinfo=ZONE)
        sent[mark.day] = now.date()
    assert len(set(sent.values())) == len(sent)


@given(st.lists(st.tuples(moments, closings), min_size=1, max_size=30), st.frozensets(st.sampled_from(CHOICES)))
def test_a_deadline_that_moves_as_it_likes_brings_no_two_reminders_on_one_day(
    steps: list[tuple[datetime, LocalMoment]], chosen: frozenset[int]
) -> None:
    """Each step moves the deadline and then looks three hours later; a sent day is never due again."""
    sent: dict[date, date] = {}
    for look, deadline in sorted(steps, key=lambda step: step[0]):
        known = look.replace(tzinfo=ZONE)
        now = known + timedelta(hours=3)
        mark = due(now, deadline=deadline, chosen=chosen, since=known)
        if mark is not None and mark.day not in sent:
            sent[mark.day] = now.date()
    assert len(set(sent.values())) == len(sent)
