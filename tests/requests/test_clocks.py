"""The clocks of a request: every definition of the product, each from a log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.holidays import kazakh_calendar
from domain.days_off import CalendarChange
from domain.requests.clocks import Outcome, clocks_of, clocks_of_all
from domain.requests.events import HOLLOW, Actor, EventKind, Rating, RequestEvent
from domain.requests.terms import Terms
from domain.requests.working_time import WorkingTime
from tests.requests.story import OURS, THEIRS, Story, at

# Filed on Monday 23 November 2026 at 10:00: due on Monday 14 December.
FILED, DUE = "2026-11-23 10:00", date(2026, 12, 14)
BEFORE, LAST_MINUTE, AFTER = "2026-12-01 10:00", "2026-12-14 23:59", "2026-12-15 00:00"
LONG_AFTER = "2027-03-01 12:00"


def filed() -> Story:
    return Story().filed(FILED)


# — in time and late


def test_a_request_without_an_answer_is_open_then_overdue_by_date(terms: Terms) -> None:
    before, after = filed().clocks(terms, LAST_MINUTE).whole, filed().clocks(terms, AFTER).whole
    assert (before.due, before.outcome, before.overdue, before.in_time) == (DUE, Outcome.OPEN, False, None)
    assert (after.outcome, after.overdue, after.in_time) == (Outcome.OPEN, True, False)
    assert after.age == at(AFTER) - at(FILED)


@pytest.mark.parametrize(("moment", "in_time"), [(BEFORE, True), (LAST_MINUTE, True), (AFTER, False)])
def test_an_answer_counts_until_midnight_of_the_due_day(terms: Terms, moment: str, in_time: bool) -> None:
    found = filed().answered(moment).clocks(terms, LONG_AFTER).whole
    assert (found.outcome, found.in_time, found.overdue) == (Outcome.ANSWERED, in_time, False)
    assert found.answer_time == found.age == at(moment) - at(FILED)
    assert found.rating is None  # unrated is never solved


def test_a_late_answer_stays_late_whatever_comes_after(terms: Terms) -> None:
    late = filed().answered("2026-12-20 10:00").extended("2026-12-21 10:00", "2027-01-20")
    late.rated("2026-12-22 10:00", Rating.SOLVED).closed("2026-12-23 10:00")
    found = late.clocks(terms, LONG_AFTER).whole
    assert (found.in_time, found.in_time_extended, found.extended_due) == (False, False, None)


def test_what_came_after_the_as_of_moment_is_not_known_yet(terms: Terms) -> None:
    story = filed().answered(BEFORE).rated("2026-12-20 10:00", Rating.FORMAL)
    assert story.clocks(terms, "2026-11-30 10:00").whole.outcome is Outcome.OPEN
    assert story.clocks(terms, "2026-12-19 10:00").whole.outcome is Outcome.ANSWERED
    assert story.clocks(terms, "2026-12-21 10:00").whole.outcome is Outcome.OPEN
    assert clocks_of(story.events, terms, at("2026-11-23 09:59")) is None


# — first response


def test_taking_and_notes_are_no_response_asking_for_details_is(terms: Terms) -> None:
    story = filed().taken("2026-11-24 10:00")
    story.then(EventKind.NOTE, "2026-11-25 10:00", Actor.OFFICER)
    assert story.clocks(terms, BEFORE).whole.first_response is None
    found = story.details_asked("2026-11-26 10:00").answered("2026-12-02 10:00").clocks(terms, LONG_AFTER).whole
    assert found.first_response == at("2026-11-26 10:00")
    assert found.response_time == timedelta(days=3)
    assert (found.first_answer, found.substantive) == (at("2026-12-02 10:00"),) * 2


def test_asking_for_details_neither_stops_nor_pauses(terms: Terms) -> None:
    story = filed().details_asked("2026-12-10 10:00")
    story.then(EventKind.ADDED, "2026-12-13 10:00", Actor.NGO)
    found = story.clocks(terms, AFTER).whole
    assert (found.due, found.overdue, found.outcome) == (DUE, True, Outcome.OPEN)


def test_a_response_before_the_opening_took_no_time(terms: Terms) -> None:
    found = Story().filed("2026-11-23 20:00").answered("2026-11-23 21:00").clocks(terms, BEFORE).whole
    assert found.registered == at("2026-11-24 09:00")
    assert (found.response_time, found.answer_time, found.age) == (timedelta(),) * 3
    assert found.in_time


@pytest.mark.parametrize("actor", [Actor.NGO, Actor.COORDINATOR, Actor.BOT])
@pytest.mark.parametrize("kind", [EventKind.ANSWERED, EventKind.DETAILS_ASKED])
def test_only_officials_answer(terms: Terms, actor: Actor, kind: EventKind) -> None:
    assert filed().then(kind, BEFORE, actor).clocks(terms, LONG_AFTER).whole.first_response is None


# — substantive answers


@pytest.mark.parametrize("rating", list(Rating))
def test_a_hollow_rating_leaves_the_request_open_any_other_does_not(terms: Terms, rating: Rating) -> None:
    found = filed().answered(BEFORE).rated("2026-12-02 10:00", rating).clocks(terms, LONG_AFTER).whole
    if rating in HOLLOW:
        assert (found.outcome, found.substantive, found.in_time, found.overdue) == (Outcome.OPEN, None, False, True)
    else:
        assert (found.outcome, found.rating, found.in_time) == (Outcome.ANSWERED, rating, True)
    assert found.first_answer == found.first_response == at(BEFORE)  # the first dates stay


def test_the_last_answer_that_is_not_hollow_counts(terms: Terms) -> None:
    story = filed().answered("2026-11-25 10:00").answered("2026-12-01 10:00").answered("2026-12-20 10:00")
    assert story.clocks(terms, LONG_AFTER).whole.substantive == at("2026-12-20 10:00")
    story.rated("2026-12-21 10:00", Rating.FORWARDED)  # without a number: the last answer
    assert story.clocks(terms, LONG_AFTER).whole.substantive == at("2026-12-01 10:00")
    story.rated("2026-12-22 10:00", Rating.NO_ANSWER, about=3)
    assert story.clocks(terms, LONG_AFTER).whole.substantive == at("2026-11-25 10:00")


def test_the_last_rating_of_an_answer_holds(terms: Terms) -> None:
    story = filed().answered(BEFORE).rated("2026-12-02 10:00", Rating.FORMAL).rated("2026-12-03 10:00", Rating.SOLVED)
    found = story.clocks(terms, LONG_AFTER).whole
    assert (found.outcome, found.rating) == (Outcome.ANSWERED, Rating.SOLVED)


def test_a_formal_answer_in_time_and_a_real_one_late_is_late(terms: Terms) -> None:
    story = filed().answered(BEFORE).rated("2026-12-02 10:00", Rating.FORMAL).answered("2026-12-16 10:00")
    found = story.clocks(terms, LONG_AFTER).whole
    assert (found.substantive, found.in_time, found.first_answer) == (at("2026-12-16 10:00"), False, at(BEFORE))


def test_nobody_but_the_ngo_rates_reopens_or_withdraws(terms: Terms) -> None:
    story = filed().answered(BEFORE)
    for kind in (EventKind.RATED, EventKind.REOPENED, EventKind.WITHDRAWN):
        story.then(kind, "2026-12-02 10:00", Actor.OFFICER, rating=Rating.FORMAL)
    found = story.clocks(terms, LONG_AFTER)
    assert (found.whole.outcome, found.whole.rating, found.reopened) == (Outcome.ANSWERED, None, 0)


# — reopening, closing, withdrawing


def test_reopening_voids_the_answer_and_keeps_the_first_dates(terms: Terms) -> None:
    story = filed().answered(BEFORE).closed("2026-12-02 10:00").reopened("2026-12-20 10:00")
    found = story.clocks(terms, "2026-12-21 10:00")
    assert (found.whole.outcome, found.whole.substantive, found.whole.overdue) == (Outcome.OPEN, None, True)
    assert (found.whole.due, found.whole.first_response, found.whole.first_answer) == (DUE, at(BEFORE), at(BEFORE))
    assert (found.reopened, found.whole.ended) == (1, None)
    again = story.answered("2026-12-22 10:00").clocks(terms, LONG_AFTER).whole
    assert (again.outcome, again.substantive, again.in_time) == (Outcome.ANSWERED, at("2026-12-22 10:00"), False)


def test_rating_a_voided_answer_well_does_not_bring_it_back(terms: Terms) -> None:
    story = filed().answered(BEFORE).reopened("2026-12-02 10:00").rated("2026-12-03 10:00", Rating.SOLVED, about=2)
    assert story.clocks(terms, LONG_AFTER).whole.outcome is Outcome.OPEN


def test_closing_without_an_answer_does_not_make_it_less_late(terms: Terms) -> None:
    story = filed().closed(BEFORE)
    early, found = story.clocks(terms, LAST_MINUTE).whole, story.clocks(terms, LONG_AFTER).whole
    assert (early.outcome, early.in_time) == (Outcome.CLOSED_UNANSWERED, None)
    assert (found.outcome, found.in_time, found.overdue) == (Outcome.CLOSED_UNANSWERED, False, False)
    assert found.ended == at(BEFORE)


def test_closing_on_a_formal_answer_is_closing_without_one(terms: Terms) -> None:
    story = filed().answered(BEFORE).closed("2026-12-02 10:00").rated("2026-12-03 10:00", Rating.FORMAL)
    found = story.clocks(terms, LONG_AFTER).whole
    assert (found.outcome, found.in_time, found.first_answer) == (Outcome.CLOSED_UNANSWERED, False, at(BEFORE))


@pytest.mark.parametrize(("moment", "in_time"), [(BEFORE, None), ("2026-12-20 10:00", False)])
def test_a_withdrawal_is_nobodys_delay_unless_the_term_was_over(
    terms: Terms, moment: str, in_time: bool | None
) -> None:
    found = filed().withdrawn(moment).clocks(terms, LONG_AFTER).whole
    assert (found.outcome, found.in_time, found.overdue) == (Outcome.WITHDRAWN, in_time, False)
    assert (found.ended, found.age) == (at(moment), at(moment) - at(FILED))


def test_what_ended_a_request_first_is_its_end_and_reopening_undoes_it(terms: Terms) -> None:
    story = filed().closed(BEFORE).withdrawn("2026-12-02 10:00")
    found = story.clocks(terms, LONG_AFTER).whole
    assert (found.outcome, found.ended) == (Outcome.CLOSED_UNANSWERED, at(BEFORE))
    again = story.reopened("2026-12-03 10:00").clocks(terms, LONG_AFTER).whole
    assert (again.outcome, again.ended, again.overdue) == (Outcome.OPEN, None, True)


def test_an_answer_after_the_withdrawal_is_no_merit_one_before_stays(terms: Terms) -> None:
    after = filed().withdrawn(BEFORE).answered("2026-12-02 10:00").clocks(terms, LONG_AFTER).whole
    assert (after.outcome, after.substantive) == (Outcome.WITHDRAWN, None)
    before = filed().answered(BEFORE).withdrawn("2026-12-02 10:00").clocks(terms, LONG_AFTER).whole
    assert (before.outcome, before.in_time) == (Outcome.ANSWERED, True)


# — extensions


def test_an_extended_term_is_judged_by_both_dates(terms: Terms) -> None:
    story = filed().extended(BEFORE, "2027-01-10").answered("2027-01-11 12:00")  # a Sunday means the Monday
    found = story.clocks(terms, LONG_AFTER).whole
    assert (found.due, found.extended_due, found.due_now) == (DUE, date(2027, 1, 11), date(2027, 1, 11))
    assert (found.in_time, found.in_time_extended) == (False, True)


def test_an_extended_request_is_overdue_after_the_extended_date_only(terms: Terms) -> None:
    story = filed().extended(BEFORE, "2027-01-11")
    between, after = story.clocks(terms, "2027-01-11 20:00").whole, story.clocks(terms, "2027-01-12 00:00").whole
    assert (between.in_time, between.in_time_extended, between.overdue) == (False, None, False)
    assert (after.in_time, after.in_time_extended, after.overdue) == (False, False, True)


def test_extensions_too_late_too_far_or_without_a_reason_move_nothing(terms: Terms) -> None:
    story = filed().extended(BEFORE, "2026-12-25", reasoned=False).extended(BEFORE, "2027-02-16")
    story.extended("2026-12-14 00:00", "2026-12-25").then(EventKind.EXTENDED, BEFORE, Actor.HEAD, reasoned=True)
    story.then(EventKind.EXTENDED, BEFORE, Actor.COORDINATOR, reasoned=True, until=date(2026, 12, 25))
    assert story.clocks(terms, LONG_AFTER).whole.extended_due is None


def test_a_second_extension_within_two_months_of_the_first_due_date_holds(terms: Terms) -> None:
    story = filed().extended(BEFORE, "2026-12-25").extended("2026-12-20 10:00", "2027-02-15")
    assert story.clocks(terms, LONG_AFTER).whole.extended_due == date(2027, 2, 15)
    story.extended("2027-02-01 10:00", "2027-02-16")
    assert story.clocks(terms, LONG_AFTER).whole.extended_due == date(2027, 2, 15)


# — offices


def test_a_redirect_ends_one_offices_part_and_begins_anothers_from_receipt(terms: Terms) -> None:
    story = filed().redirected("2026-11-25 18:30:01").answered("2026-12-16 10:00", THEIRS)
    found = story.clocks(terms, LONG_AFTER)
    ours, theirs = found.spells
    assert (ours.office_id, ours.due, ours.outcome, ours.in_time) == (OURS, DUE, Outcome.REDIRECTED, None)
    assert ours.ended == theirs.received == at("2026-11-25 18:30:01")
    assert theirs.registered == at("2026-11-26 09:00")
    assert (theirs.office_id, theirs.due, theirs.outcome) == (THEIRS, date(2026, 12, 18), Outcome.ANSWERED)
    assert theirs.in_time  # in time for the office, late for the NGO
    assert (found.whole.office_id, found.whole.due, found.whole.in_time) == (OURS, DUE, False)
    assert ours.first_response is None


def test_who_sends_a_letter_on_after_its_term_was_late(terms: Terms) -> None:
    ours, theirs = filed().redirected("2026-12-20 10:00").clocks(terms, "2026-12-21 10:00").spells
    assert (ours.outcome, ours.in_time, ours.overdue) == (Outcome.REDIRECTED, False, False)
    assert (theirs.outcome, theirs.in_time, theirs.overdue) == (Outcome.OPEN, None, False)


def test_an_office_extends_its_own_term_though_the_ngos_is_over(terms: Terms) -> None:
    story = filed().redirected("2026-12-10 10:00").extended("2026-12-21 10:00", "2027-02-10")
    found = story.clocks(terms, LONG_AFTER)
    assert found.whole.extended_due is None
    assert found.spells[1].due == date(2027, 1, 5)
    assert found.spells[1].extended_due == date(2027, 2, 10)


def test_a_letter_that_comes_back_begins_a_third_part(terms: Terms) -> None:
    story = filed().redirected("2026-11-25 10:00").redirected("2026-11-27 10:00", OURS).answered(BEFORE)
    parts = story.clocks(terms, LONG_AFTER).spells
    assert [part.office_id for part in parts] == [OURS, THEIRS, OURS]
    assert [part.outcome for part in parts] == [Outcome.REDIRECTED, Outcome.REDIRECTED, Outcome.ANSWERED]


def test_an_office_cannot_begin_anew_by_sending_to_itself(terms: Terms) -> None:
    (part,) = filed().redirected("2026-12-10 10:00", OURS).clocks(terms, AFTER).spells
    assert (part.due, part.outcome, part.overdue) == (DUE, Outcome.OPEN, True)


def test_a_letter_without_an_office_runs_for_the_ngo_until_one_receives_it(terms: Terms) -> None:
    story = Story().filed(FILED, None)
    assert story.clocks(terms, AFTER).spells == ()
    assert story.clocks(terms, AFTER).whole.overdue
    (part,) = story.redirected("2026-12-15 10:00").clocks(terms, "2026-12-16 10:00").spells
    assert (part.office_id, part.overdue) == (THEIRS, False)


def test_an_office_that_lost_its_subscribers_is_not_charged_with_what_follows(terms: Terms) -> None:
    story = filed().redirected("2026-11-25 10:00", None).then(EventKind.ANSWERED, BEFORE, Actor.HEAD)
    found = story.clocks(terms, LONG_AFTER)
    assert [part.first_answer for part in found.spells] == [None]
    assert found.whole.in_time


def test_reopening_voids_what_an_earlier_office_answered_too(terms: Terms) -> None:
    story = filed().answered("2026-11-24 10:00").redirected("2026-11-25 10:00").reopened("2026-12-01 10:00")
    assert [part.substantive for part in story.clocks(terms, LONG_AFTER).spells] == [None, None]


def test_hours_are_those_of_the_office_on_the_day_of_receipt(terms: Terms) -> None:
    short = WorkingTime(time(9), time(17))
    story = Story().filed("2026-11-23 17:00:01", hours=short).redirected("2026-11-25 17:00:01")
    found = story.clocks(terms, BEFORE)
    assert found.whole.registered == at("2026-11-24 09:00")
    assert (found.whole.hours, found.spells[0].hours) == (short, short)
    assert found.spells[1].registered == at("2026-11-25 17:00:01")  # the other office has the usual hours


def test_a_moved_holiday_moves_the_due_date_and_not_what_was_told(terms: Terms) -> None:
    story = Story().filed(FILED, until=DUE).answered("2026-12-15 10:00")
    changes = [CalendarChange(date(2026, 12, 1), False, "x")]
    found = story.clocks(replace(terms, calendar=terms.calendar.changed(changes)), LONG_AFTER)
    assert (found.told, found.whole.due, found.whole.in_time) == (DUE, date(2026, 12, 15), True)
    assert story.clocks(terms, LONG_AFTER).whole.in_time is False


def test_a_log_of_many_requests_is_told_apart(terms: Terms) -> None:
    one, two, late = filed(), Story(2).filed(BEFORE).answered("2026-12-02 10:00"), Story(3).filed("2027-02-28 10:00")
    log = sorted([*one.events, *two.events, *late.events], key=lambda event: event.moment)
    found = clocks_of_all(log, terms, at("2026-12-20 10:00"))
    assert {request_id: clocks.whole.outcome for request_id, clocks in found.items()} == {
        1: Outcome.OPEN,
        2: Outcome.ANSWERED,
    }
    assert found[1] == clocks_of(one.events, terms, at("2026-12-20 10:00"))


def test_entries_before_the_filing_and_a_second_filing_change_nothing(terms: Terms) -> None:
    odd = Story().answered("2026-11-20 10:00").filed(FILED).filed("2026-12-10 10:00", THEIRS)
    found = odd.clocks(terms, LONG_AFTER)
    assert (found.whole.due, found.whole.first_answer, len(found.spells)) == (DUE, None, 1)


# — any log

TERMS = Terms(kazakh_calendar(date(2026, 7, 1)), ZoneInfo("Asia/Almaty"))
STEPS = st.lists(
    st.tuples(
        st.sampled_from([kind for kind in EventKind if kind is not EventKind.FILED]),
        st.sampled_from(list(Actor)),
        st.timedeltas(timedelta(), timedelta(days=9)),
        st.sampled_from([None, OURS, THEIRS]),
        st.sampled_from(list(Rating)),
        st.one_of(st.none(), st.integers(1, 12)),
        st.one_of(st.none(), st.dates(date(2026, 11, 1), date(2027, 4, 1))),
    ),
    max_size=12,
)


def told(steps: list[tuple[EventKind, Actor, timedelta, int | None, Rating, int | None, date | None]]) -> Story:
    story = filed()
    moment = at(FILED)
    for kind, actor, later, office_id, rating, about, until in steps:
        moment += later
        story.events.append(
            RequestEvent(len(story.events) + 1, 1, kind, moment, actor, office_id, None, until, True, about, rating)
        )
    return story


def by(story: Story, as_of: datetime) -> list[tuple[bool | None, bool | None, Outcome]]:
    found = clocks_of(story.events, TERMS, as_of)
    assert found is not None
    return [(one.in_time, one.in_time_extended, one.outcome) for one in (found.whole, *found.spells)]


@given(STEPS)
def test_whatever_happens_the_clocks_agree_with_themselves(steps: list) -> None:  # type: ignore[type-arg]
    story = told(steps)
    found = clocks_of(story.events, TERMS, at(LONG_AFTER))
    assert found is not None
    assert found.whole.outcome is not Outcome.REDIRECTED
    assert found.whole.due == DUE
    for one in (found.whole, *found.spells):
        assert (one.substantive is None) or one.outcome in (Outcome.ANSWERED, Outcome.REDIRECTED)
        assert not (one.overdue and one.outcome is not Outcome.OPEN)
        assert not (one.overdue and one.in_time)
        assert one.first_response is None or one.first_answer is None or one.first_response <= one.first_answer
        assert one.substantive is None or (one.first_answer is not None and one.first_answer <= one.substantive)
        assert one.extended_due is None or one.due < one.extended_due <= TERMS.latest_extension(one.due)
        assert not (one.in_time and one.in_time_extended is False)
        assert one.age >= timedelta()
    assert sum(one.outcome is not Outcome.REDIRECTED for one in found.spells) <= 1


@given(STEPS, st.timedeltas(timedelta(), timedelta(days=120)), st.timedeltas(timedelta(), timedelta(days=400)))
def test_waiting_alone_never_improves_a_figure(steps: list, until: timedelta, later: timedelta) -> None:  # type: ignore[type-arg]
    story = told(steps)
    story.events = [event for event in story.events if event.moment <= at(FILED) + until]
    now, then = by(story, at(FILED) + until), by(story, at(FILED) + until + later)
    for (before, before_extended, _), (after, after_extended, _) in zip(now, then, strict=True):
        assert after is before or (before is None and after is False)
        assert after_extended is before_extended or (before_extended is None and after_extended is False)
    assert [outcome for *_, outcome in now] == [outcome for *_, outcome in then]
