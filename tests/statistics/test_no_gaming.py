"""Silence improves nothing: leaving a request open, sending it on, closing it or answering it hollowly."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.requests.clocks import Outcome, clocks_of
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.terms import Terms
from domain.statistics.figures import Figures
from domain.statistics.measures import FEW, Quantile, Share, Waits, quantiles
from tests.requests.story import OURS, THEIRS, Story
from tests.statistics.counting import case, counted, groups, table
from tests.statistics.logs import AS_OF, OFFICES, Log, after, holder, some_requests

Act = Callable[[Log, datetime], Log]


def printed(found: Quantile | None) -> float | None:
    return None if found is None else found.seconds


def share(found: Share) -> float | None:
    return found.part / found.whole if found.whole else None


# Of each figure what a reader takes for better: True where more is better.
BETTER: dict[str, tuple[bool, Callable[[Figures], float | None]]] = {
    "answered": (True, lambda one: one.answered),
    "overdue": (False, lambda one: one.overdue),
    "oldest": (False, lambda one: one.oldest or 0.0),
    "response median": (False, lambda one: printed(one.response.median)),
    "response ninetieth": (False, lambda one: printed(one.response.ninetieth)),
    "answer median": (False, lambda one: printed(one.answer.median)),
    "answer ninetieth": (False, lambda one: printed(one.answer.ninetieth)),
    "in time": (True, lambda one: share(one.in_time)),
    "in time extended": (True, lambda one: share(one.in_time_extended)),
    "solved": (True, lambda one: share(one.solved_share)),
    "hollow": (False, lambda one: one.ratings.formal + one.ratings.forwarded + one.ratings.no_answer),
    "kept": (True, lambda one: share(one.promises.kept_share)),
}


def improved(after_act: Figures, before: Figures) -> list[str]:
    """Which figures look better than before."""
    found = []
    for name, (more, read) in BETTER.items():
        now, then = read(after_act), read(before)
        if now is not None and then is not None and abs(now - then) > 1e-9 and (now > then) is more:
            found.append(f"{name}: {then} -> {now}")
    return found


def answered(log: Log, moment: datetime) -> Log:
    return after(log, EventKind.ANSWERED, moment, office_id=holder(log))


def solved(log: Log, moment: datetime) -> Log:
    done = answered(log, moment)
    return after(done, EventKind.RATED, moment + timedelta(1), Actor.NGO, about=done[-1].number, rating=Rating.SOLVED)


def left_open(log: Log, moment: datetime) -> Log:
    return log


def sent_on(log: Log, moment: datetime) -> Log:
    return after(log, EventKind.REDIRECTED, moment, Actor.HEAD, office_id=OFFICES[holder(log) == OFFICES[0]])


def sent_to_nobody(log: Log, moment: datetime) -> Log:
    return after(log, EventKind.REDIRECTED, moment, Actor.HEAD, office_id=None)


def closed(log: Log, moment: datetime) -> Log:
    return after(log, EventKind.CLOSED, moment, office_id=holder(log))


def answered_formally(log: Log, moment: datetime) -> Log:
    done = answered(log, moment)
    return after(
        done, EventKind.RATED, moment + timedelta(minutes=1), Actor.NGO, about=done[-1].number, rating=Rating.FORMAL
    )


def formally_then_closed(log: Log, moment: datetime) -> Log:
    return closed(answered_formally(log, moment), moment + timedelta(hours=1))


def sent_on_and_answered_there(log: Log, moment: datetime) -> Log:
    return answered(sent_on(log, moment), moment + timedelta(days=4))


def sent_to_and_fro(log: Log, moment: datetime) -> Log:
    there = sent_on(log, moment)
    return after(there, EventKind.REDIRECTED, moment + timedelta(hours=2), Actor.HEAD, office_id=holder(log))


def sent_to_and_fro_then_answered(log: Log, moment: datetime) -> Log:
    return answered(sent_to_and_fro(log, moment), moment + timedelta(days=1))


def answered_later(log: Log, moment: datetime) -> Log:
    return answered(log, moment + timedelta(days=len(log) + 3))


NOTHING_DONE = [sent_on, sent_to_nobody, closed, answered_formally, formally_then_closed, sent_to_and_fro]
LATER = [answered_later, sent_on_and_answered_there, sent_to_and_fro_then_answered]


def shortened(now: Figures, then: Figures, took: float | None) -> list[str]:
    """Which figures look better than before, but for quantiles that are no shorter than what the answer took itself.

    Less cannot be promised: see `test_a_later_answer_can_shorten_a_quantile_only_to_the_time_that_it_took_itself`.
    """
    found = []
    for name in improved(now, then):
        value = BETTER[name.partition(":")[0]][1](now)
        allowed = took is not None and ("median" in name or "ninetieth" in name)
        if not (allowed and value is not None and took is not None and value >= took - 1e-6):
            found.append(name)
    return found


def an_open_one(logs: list[Log], chance: random.Random, terms: Terms) -> tuple[int, Log, datetime] | None:
    """The place of a request that an office has and might answer at the moment, its log until then."""
    places = list(range(len(logs)))
    chance.shuffle(places)
    for place in places:
        log = [event for event in logs[place] if event.moment < AS_OF - timedelta(days=12)]
        log = log[: chance.randrange(1, len(log) + 1)] if log else log
        if not log or holder(log) is None:
            continue
        moment = log[-1].moment + (AS_OF - timedelta(days=11) - log[-1].moment) * chance.random() ** 3
        found = clocks_of(log, terms, moment)
        if found is not None and found.whole.outcome is Outcome.OPEN:
            return place, log, moment
    return None


def both_levels(logs: list[Log], office: int, terms: Terms) -> list[Figures]:
    """The figures of the office, and those of the territory in which it is."""
    found = counted(logs, terms)
    return [found[office], found["total"]]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(3, 60))
def test_silence_improves_no_figure(terms: Terms, seed: int, count: int) -> None:
    logs = some_requests(seed, terms, count, steps=5)
    found = an_open_one(logs, random.Random(seed), terms)
    if found is None:
        return
    place, log, moment = found
    office = holder(log)
    assert office is not None

    def figures(act: Act) -> list[Figures]:
        return both_levels([*logs[:place], act(log, moment), *logs[place + 1 :]], office, terms)

    alone, answers = figures(left_open), [figures(answered), figures(solved)]
    for act in NOTHING_DONE:
        for now, then in zip(figures(act), alone, strict=True):
            assert not improved(now, then), f"{act.__name__} beside leaving it open"
    for act in [left_open, *NOTHING_DONE]:
        for done in answers:
            for now, then in zip(figures(act), done, strict=True):
                assert not improved(now, then), f"{act.__name__} beside an answer at that moment"
    for act in LATER:
        after_act = clocks_of(act(log, moment), terms, AS_OF)
        assert after_act is not None
        part = next(one for one in after_act.parts if one.office_id == office)
        spans = [clock.answer_time for clock in (part, after_act.whole)]
        took = [None if span is None else span.total_seconds() for span in spans]
        for done in answers:
            for now, then, own in zip(figures(act), done, took, strict=True):
                assert not shortened(now, then, own), f"{act.__name__} beside an answer at that moment"


# — what random logs and thought found, as cases of their own


def crowd(terms: Terms, story: Story, others: int = 11) -> Figures:
    """Figures of the office that a story is about, among others that it answered in three days."""
    numbers = range(2, others + 2)
    logs = [Story(number).filed("2026-01-12 10:00").answered("2026-01-15 10:00").events for number in numbers]
    logs.append(story.events)
    found = table((case(log, terms) for log in logs), terms)
    return groups(found)[OURS]


def test_a_hollow_answer_is_no_first_response(terms: Terms) -> None:
    story = Story().filed("2026-02-02 10:00").answered("2026-02-02 11:00")
    story.rated("2026-02-03 10:00", Rating.FORMAL, about=2)
    found = crowd(terms, story)
    assert (found.response.came, found.answer.came, found.ratings.formal) == (11, 11, 1)
    assert found.overdue == found.overdue_open == 1


def test_praise_counts_no_more_once_the_request_is_reopened(terms: Terms) -> None:
    story = Story().filed("2026-02-02 10:00").answered("2026-02-04 10:00")
    story.rated("2026-02-05 10:00", Rating.SOLVED, about=2)
    before = crowd(terms, story).ratings
    story.reopened("2026-02-06 10:00")
    after_it = crowd(terms, story).ratings
    assert (before.solved, before.unrated) == (1, 11)
    assert (after_it.solved, after_it.unrated) == (0, 12)


def test_a_hollow_addition_hides_no_good_answer(terms: Terms) -> None:
    story = Story().filed("2026-02-02 10:00").answered("2026-02-04 10:00").answered("2026-02-05 10:00")
    story.rated("2026-02-06 10:00", Rating.SOLVED, about=2).rated("2026-02-06 11:00", Rating.FORMAL, about=3)
    found = crowd(terms, story)
    assert (found.ratings.solved, found.ratings.formal, found.answered) == (1, 0, 12)


def test_sending_a_letter_to_and_fro_wins_no_new_term(terms: Terms) -> None:
    story = Story().filed("2026-02-02 10:00").redirected("2026-02-20 10:00")
    story.redirected("2026-02-23 10:00", office_id=OURS).answered("2026-03-05 10:00")
    found = crowd(terms, story)
    assert (found.n, found.redirected, found.answered) == (12, 1, 12)
    assert (found.in_time.part, found.in_time.whole) == (11, 12)


@pytest.mark.parametrize("end", ["open", "closed", "sent on"])
def test_what_is_closed_or_sent_on_stays_overdue_and_its_age_grows(terms: Terms, end: str) -> None:
    story = Story().filed("2026-02-02 10:00")
    if end == "closed":
        story.closed("2026-02-05 10:00")
    elif end == "sent on":
        story.redirected("2026-02-05 10:00")
    found = crowd(terms, story)
    assert (found.overdue, found.in_time.part, found.in_time.whole) == (1, 11, 12)
    assert found.oldest == pytest.approx((AS_OF - story.events[0].moment).total_seconds())
    assert found.answer.ninetieth == Quantile(3 * 86400.0)  # eleven of twelve


def test_whoever_sent_on_owes_nothing_more_once_the_ngo_has_its_answer(terms: Terms) -> None:
    early = Story().filed("2026-02-02 10:00").redirected("2026-02-03 10:00").answered("2026-02-10 10:00", THEIRS)
    late = Story().filed("2026-02-02 10:00").redirected("2026-02-03 10:00").answered("2026-04-10 10:00", THEIRS)
    found = crowd(terms, early)
    assert (found.overdue, found.in_time.part, found.in_time.whole, found.answered) == (0, 11, 11, 11)
    found = crowd(terms, late)
    assert (found.overdue, found.in_time.part, found.in_time.whole, found.answered) == (0, 11, 12, 11)


def test_what_a_coordinator_took_away_before_its_end_is_neither_in_time_nor_late(terms: Terms) -> None:
    story = Story().filed("2026-02-02 10:00")
    story.then(EventKind.REDIRECTED, "2026-02-05 10:00", Actor.COORDINATOR, office_id=THEIRS)
    found = crowd(terms, story)
    assert (found.redirected, found.overdue, found.in_time.whole) == (1, 0, 11)


def test_a_withdrawal_before_the_end_of_the_term_is_nobodys_fault(terms: Terms) -> None:
    found = crowd(terms, Story().filed("2026-02-02 10:00").withdrawn("2026-02-05 10:00"))
    assert (found.withdrawn, found.overdue, found.in_time.whole) == (1, 0, 11)


def test_a_later_answer_can_shorten_a_quantile_only_to_the_time_that_it_took_itself() -> None:
    """A limit of the method: who was looked at last in between counts for those who wait longer."""
    waits = [(2.0, False), (10.0, True)]
    assert quantiles(Waits([(1.0, True), *waits]), (0.5,)) == (Quantile(10.0),)
    assert quantiles(Waits([(3.0, True), *waits]), (0.5,)) == (Quantile(3.0),)


def test_few_requests_say_no_times(terms: Terms) -> None:
    found = crowd(terms, Story().filed("2026-02-02 10:00"), others=FEW - 2)
    assert found.few and found.answer.median is None and found.in_time.value is None
    assert found.n == FEW - 1 and found.in_time.part == FEW - 2


def test_an_answer_counts_for_the_share_only_when_its_term_is_over(terms: Terms) -> None:
    """Else a month that has just begun would look perfect: what is answered is counted, what is not is not yet."""
    logs: list[list[RequestEvent]] = [
        Story(number).filed("2026-06-15 10:00").answered("2026-06-16 10:00").events for number in range(1, 13)
    ]
    found = groups(table((case(log, terms) for log in logs), terms))[OURS]
    assert (found.answered, found.in_time.whole) == (12, 0)
