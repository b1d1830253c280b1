"""When an office is reminded and when its head hears: dated cases, and properties for any course of a request."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.requests.clocks import Outcome, clocks_of
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.reminding import Nudge, disturbs, horizon, nudges, works_next
from domain.requests.terms import Terms
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime
from tests.requests.story import OURS, THEIRS, ZONE, Story, at

LONG_LUNCH = WorkingTime.parse("8:00-17:00/12:00-14:00")


def told(story: Story, terms: Terms, moments: list[datetime]) -> list[tuple[datetime, Nudge]]:
    """What a job that looks at the moments tells, in their order; each is written to the log as the job does."""
    found = []
    for now in moments:
        clocks = clocks_of(story.events, terms, now)
        if clocks is None or disturbs(now, DEFAULT_HOURS, terms):
            continue
        for nudge in nudges(story.events, clocks, terms):
            number = len(story.events) + 1
            event = RequestEvent(number, 1, EventKind.REMINDED, now, Actor.BOT, until=nudge.due)
            story.events.append(event)
            found.append((now, nudge))
    return found


def mornings(first: str, last: str) -> list[datetime]:
    """Nine o'clock of every day."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    moments = []
    while day <= end:
        moments.append(datetime(day.year, day.month, day.day, 9, tzinfo=ZONE).astimezone(UTC))
        day += timedelta(days=1)
    return moments


def days(found: list[tuple[datetime, Nudge]], *, overdue: bool = False) -> list[tuple[str, int]]:
    """On which local days something was told, and how many working days were left."""
    return [(f"{now.astimezone(ZONE):%m-%d}", nudge.left) for now, nudge in found if nudge.overdue is overdue]


@pytest.mark.parametrize(
    ("filed", "due", "coming", "overdue"),
    [
        # Without a holiday on the way.
        ("2026-11-02 10:00", "2026-11-23", ["11-16", "11-19", "11-23"], ["11-24", "12-01", "12-08"]),
        # Republic Day, Sunday 25 October 2026, is off on Monday the 26th.
        ("2026-10-12 10:00", "2026-11-03", ["10-27", "10-30", "11-03"], ["11-04", "11-11", "11-18"]),
        # Nauryz: 21 to 25 March are off, and 9 March instead of the 8th.
        ("2026-03-02 10:00", "2026-03-27", ["03-17", "03-20", "03-27"], ["03-30", "04-06", "04-13"]),
        # The year's end: 16 December, 1 and 7 January are off, and Monday the 4th instead of Saturday the 2nd.
        ("2026-12-14 10:00", "2027-01-08", ["12-29", "01-05", "01-08"], ["01-11", "01-18", "01-25"]),
        # After hours on Friday: registered on Monday.
        ("2026-11-06 18:31", "2026-11-30", ["11-23", "11-26", "11-30"], ["12-01", "12-08", "12-15"]),
    ],
)
def test_days_of_reminders(terms: Terms, filed: str, due: str, coming: list[str], overdue: list[str]) -> None:
    story = Story().filed(filed)
    clocks = story.clocks(terms, filed)
    assert clocks.whole.due == date.fromisoformat(due)
    found = told(story, terms, mornings(filed[:10], f"{clocks.whole.due + timedelta(days=18)}"))
    assert [day for day, _ in days(found)] == coming
    assert [left for _, left in days(found)] == [5, 2, 0]
    assert [day for day, _ in days(found, overdue=True)] == overdue


def test_a_worked_saturday_is_a_day_on_which_offices_are_reminded(terms: Terms) -> None:
    # Saturday, 14 November 2026, is worked: it is the fifth working day before the date.
    calendar = replace(terms.calendar, worked=terms.calendar.worked | {date(2026, 11, 14)})
    worked = replace(terms, calendar=calendar)
    story = Story().filed("2026-10-30 10:00")
    assert story.clocks(worked, "2026-10-30 10:00").whole.due == date(2026, 11, 19)
    found = told(story, worked, mornings("2026-10-30", "2026-11-20"))
    assert days(found) == [("11-13", 5), ("11-17", 2), ("11-19", 0)]
    story = Story().filed("2026-11-02 10:00")
    assert story.clocks(worked, "2026-11-02 10:00").whole.due == date(2026, 11, 20)
    found = told(story, worked, mornings("2026-11-02", "2026-11-20"))
    assert days(found) == [("11-14", 5), ("11-18", 2), ("11-20", 0)]


def test_a_holiday_moved_after_the_fact_lets_reminders_follow_the_new_date_and_repeats_none(terms: Terms) -> None:
    story = Story().filed("2026-11-02 10:00")
    first = told(story, terms, mornings("2026-11-02", "2026-11-16"))
    assert days(first) == [("11-16", 5)]
    # On the 16th an order makes Tuesday the 17th a day off: the date becomes the 24th.
    moved = replace(terms, calendar=replace(terms.calendar, holidays=terms.calendar.holidays | {date(2026, 11, 17)}))
    assert story.clocks(moved, "2026-11-16 12:00").whole.due == date(2026, 11, 24)
    found = told(story, moved, mornings("2026-11-16", "2026-11-25"))
    assert days(found) == [("11-20", 2), ("11-24", 0)], "it was told on the 16th that the date is near"
    # And taken back on the 18th: the 23rd again, of which the office was reminded on the 16th.
    story = Story().filed("2026-11-02 10:00")
    told(story, terms, mornings("2026-11-02", "2026-11-16"))
    told(story, moved, mornings("2026-11-17", "2026-11-18"))
    assert days(told(story, terms, mornings("2026-11-18", "2026-11-23"))) == [("11-19", 2), ("11-23", 0)]


def test_a_redirect_shortly_before_the_date_is_no_reminder_of_what_the_newcomer_has_just_seen(terms: Terms) -> None:
    story = Story().filed("2026-11-02 10:00").redirected("2026-11-19 08:00", THEIRS)
    found = told(story, terms, mornings("2026-11-19", "2026-12-14"))
    # The NGO's date is the 23rd; the office's own, from its receipt at the opening of the 19th, 10 December.
    assert days(found) == [("11-23", 0), ("12-03", 5), ("12-08", 2), ("12-10", 0)]
    assert {nudge.due for _, nudge in found if not nudge.overdue} == {date(2026, 11, 23), date(2026, 12, 10)}
    assert days(found, overdue=True) == [("11-24", -1), ("12-01", -6), ("12-08", -11)]


def test_a_reopened_request_is_reminded_of_from_the_next_mark_on(terms: Terms) -> None:
    story = Story().filed("2026-11-02 10:00").answered("2026-11-13 10:00").reopened("2026-11-17 10:00")
    assert days(told(story, terms, mornings("2026-11-13", "2026-11-23"))) == [("11-19", 2), ("11-23", 0)]


def test_reminders_that_the_ngo_sends_are_not_the_bots(terms: Terms) -> None:
    story = Story().filed("2026-11-02 10:00")
    story.then(EventKind.REMINDED, "2026-11-16 08:00", Actor.NGO)
    assert days(told(story, terms, mornings("2026-11-16", "2026-11-16"))) == [("11-16", 5)]


@pytest.mark.parametrize(
    ("moment", "hours", "then"),
    [
        ("2026-11-23 08:59", DEFAULT_HOURS, "2026-11-23 09:00"),
        ("2026-11-23 09:00", DEFAULT_HOURS, "2026-11-23 09:00"),
        ("2026-11-23 12:59", DEFAULT_HOURS, "2026-11-23 12:59"),
        ("2026-11-23 13:00", DEFAULT_HOURS, "2026-11-23 14:30"),
        ("2026-11-23 14:30", DEFAULT_HOURS, "2026-11-23 14:30"),
        ("2026-11-23 18:30", DEFAULT_HOURS, "2026-11-23 18:30"),
        ("2026-11-23 18:31", DEFAULT_HOURS, "2026-11-24 09:00"),
        ("2026-11-20 19:00", DEFAULT_HOURS, "2026-11-23 09:00"),
        ("2026-11-21 10:00", LONG_LUNCH, "2026-11-23 08:00"),
        ("2026-11-23 12:30", LONG_LUNCH, "2026-11-23 14:00"),
        ("2026-12-31 18:31", DEFAULT_HOURS, "2027-01-05 09:00"),
        ("2026-12-16 10:00", DEFAULT_HOURS, "2026-12-17 09:00"),
    ],
)
def test_when_an_office_may_be_written_to(terms: Terms, moment: str, hours: WorkingTime, then: str) -> None:
    assert works_next(at(moment), hours, terms) == at(then)
    assert disturbs(at(moment), hours, terms) is (moment != then)


def test_the_horizon_reaches_every_date_of_which_something_is_told_today(terms: Terms) -> None:
    story = Story().filed("2026-11-02 10:00")
    clocks = story.clocks(terms, "2026-11-16 09:00")
    assert horizon(terms, date(2026, 11, 16)) == clocks.whole.due
    assert horizon(terms, date(2026, 11, 13)) < clocks.whole.due


# --- properties -----------------------------------------------------------------------------------------------------

_START = datetime(2026, 11, 2, 5, tzinfo=UTC)
_MOMENTS = st.integers(0, 60 * 24 * 60).map(lambda minutes: _START + timedelta(minutes=minutes))
_HAPPENING = st.sampled_from(
    [
        (EventKind.ANSWERED, Actor.OFFICER, {}),
        (EventKind.DETAILS_ASKED, Actor.OFFICER, {}),
        (EventKind.REDIRECTED, Actor.HEAD, {"office_id": THEIRS}),
        (EventKind.REDIRECTED, Actor.HEAD, {"office_id": OURS}),
        (EventKind.REDIRECTED, Actor.COORDINATOR, {"office_id": None}),
        (EventKind.EXTENDED, Actor.HEAD, {"until": date(2026, 12, 22), "reasoned": True}),
        (EventKind.RATED, Actor.NGO, {"rating": Rating.FORMAL}),
        (EventKind.REOPENED, Actor.NGO, {}),
        (EventKind.CLOSED, Actor.OFFICER, {}),
        (EventKind.WITHDRAWN, Actor.NGO, {}),
    ]
)
_COURSES = st.lists(st.tuples(_MOMENTS, _HAPPENING), max_size=6)


def course(happenings: list[tuple[datetime, tuple[EventKind, Actor, dict[str, object]]]]) -> Story:
    story = Story().filed("2026-11-02 09:30")
    for moment, (kind, actor, facts) in sorted(happenings, key=lambda one: one[0]):
        number = len(story.events) + 1
        story.events.append(RequestEvent(number, 1, kind, moment, actor, **facts))  # type: ignore[arg-type]
    return story


def holds(story: Story, terms: Terms, found: list[tuple[datetime, Nudge]]) -> None:
    marks = [(nudge.due, nudge.day) for _, nudge in found if not nudge.overdue]
    assert len(marks) == len(set(marks)), "none twice"
    assert len({day for _, day in marks}) == len(marks), "nor of another date on the same day"
    for now, nudge in found:
        assert not disturbs(now, DEFAULT_HOURS, terms), "none outside of working hours"
        clocks = clocks_of([one for one in story.events if one.kind is not EventKind.REMINDED], terms, now)
        assert clocks is not None and clocks.whole.outcome is Outcome.OPEN, "none for what is answered or over"
        today = terms.day(now)
        assert (nudge.left < 0) is (nudge.due < today) is nudge.overdue
        assert abs(nudge.left) == abs(terms.calendar.working_days_between(today, nudge.due)) or nudge.overdue


@given(_COURSES, st.lists(_MOMENTS, max_size=25))
def test_whatever_happens_and_however_the_clock_jumps_nobody_is_told_in_vain_or_twice(
    terms: Terms, happenings: list[tuple[datetime, tuple[EventKind, Actor, dict[str, object]]]], looks: list[datetime]
) -> None:
    story = course(happenings)
    found = told(story, terms, looks)
    holds(story, terms, found)
    assert told(story, terms, looks) == [], "looking again at the same moments tells nothing"


@given(_COURSES, st.permutations(range(12)))
def test_within_a_day_the_order_of_looks_makes_no_difference(
    terms: Terms,
    happenings: list[tuple[datetime, tuple[EventKind, Actor, dict[str, object]]]],
    order: list[int],
) -> None:
    before = [one for one in happenings if terms.day(one[0]) < date(2026, 11, 23)]
    moments = [_START + timedelta(days=21, hours=hour) for hour in range(-6, 6)]  # around 10:00 of 23 November
    one, other = (told(course(before), terms, looks) for looks in (moments, [moments[place] for place in order]))
    assert {nudge for _, nudge in one} == {nudge for _, nudge in other}
    assert len(one) == len(other)


@given(_COURSES)
def test_looking_every_quarter_of_an_hour_the_head_hears_once_a_week_at_most(
    terms: Terms, happenings: list[tuple[datetime, tuple[EventKind, Actor, dict[str, object]]]]
) -> None:
    story = course(happenings)
    looks = [_START + timedelta(hours=6 * number) for number in range(4 * 55)]
    found = told(story, terms, looks)
    holds(story, terms, found)
    late = [terms.day(now) for now, nudge in found if nudge.overdue]
    assert all(after - before >= timedelta(days=7) for before, after in itertools.pairwise(late))
    per_day = [(nudge.overdue, terms.day(now)) for now, nudge in found]
    assert len(per_day) == len(set(per_day)), "one message of a kind a day"
