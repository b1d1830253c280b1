"""Promises: which days may be promised, when offices are reminded, when NGOs are asked and what they may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.requests.promises import (
    Fixed,
    Promise,
    Verdict,
    WrongDay,
    asks,
    fixed,
    may_say,
    reminder,
    reminder_days,
    usual_days,
    wrong_day,
)
from domain.requests.terms import Terms

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
TODAY = date(2026, 3, 2)
PROMISE = Promise(1, 1, 1, 1, 1, "?", NOW, date(2026, 4, 20), date(2026, 4, 20))


def march(*numbers: int) -> tuple[date, ...]:
    return tuple(date(2026, 3, number) for number in numbers)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 3, 1), WrongDay.PAST),
        (date(2026, 3, 2), None),
        (date(2028, 3, 2), None),
        (date(2028, 3, 3), WrongDay.TOO_FAR),
        (date(1, 1, 1), WrongDay.PAST),
        (date.max, WrongDay.TOO_FAR),
    ],
)
def test_a_promise_is_for_today_or_up_to_two_years_ahead(day: date, why: WrongDay | None) -> None:
    assert wrong_day(day, TODAY) is why


def test_a_day_is_not_moved_to_itself() -> None:
    assert wrong_day(PROMISE.day, TODAY, PROMISE.day) is WrongDay.SAME


@pytest.mark.parametrize(
    ("today", "usual"),
    [
        # 9 March is off instead of the 8th; 31 March is a Tuesday.
        (date(2026, 3, 2), (*march(10, 16), date(2026, 4, 2), date(2026, 3, 31))),
        # Less than two weeks to the end of the quarter: the next one, Tuesday, 30 June.
        (date(2026, 3, 20), (*march(27), date(2026, 4, 3), date(2026, 4, 20), date(2026, 6, 30))),
        # The year's end: 31 December is worked; 7 January is off, and the 4th instead of the 2nd.
        (date(2026, 12, 1), (date(2026, 12, 8), date(2026, 12, 15), date(2027, 1, 5), date(2026, 12, 31))),
        (date(2026, 12, 24), (date(2026, 12, 31), date(2027, 1, 8), date(2027, 1, 25), date(2027, 3, 31))),
        # 31 January has no fellow in February; the quarter ends on a Wednesday.
        (date(2027, 1, 31), (date(2027, 2, 8), date(2027, 2, 15), date(2027, 3, 1), date(2027, 3, 31))),
        # The quarter's last day is a Saturday: the Friday before.
        (date(2028, 7, 3), (date(2028, 7, 10), date(2028, 7, 17), date(2028, 8, 3), date(2028, 9, 29))),
    ],
)
def test_usual_days_are_working_days(terms: Terms, today: date, usual: tuple[date, ...]) -> None:
    assert usual_days(today, terms.calendar) == usual


@pytest.mark.parametrize(
    ("day", "days"),
    [
        # 3 days before 20 April is a Friday.
        (date(2026, 4, 20), (date(2026, 4, 17), date(2026, 4, 20), date(2026, 4, 23))),
        # Of a Sunday: the Thursday before, the Friday before, the Wednesday after.
        (date(2026, 4, 19), (date(2026, 4, 16), date(2026, 4, 17), date(2026, 4, 22))),
        # In the middle of Nauryz both earlier ones fall on Friday the 20th: one is enough.
        (date(2026, 3, 24), (date(2026, 3, 20), date(2026, 3, 27))),
        # Over the year's end: the 31st is worked, 1 January is off, and so is the 4th.
        (date(2027, 1, 1), (date(2026, 12, 29), date(2026, 12, 31), date(2027, 1, 5))),
    ],
)
def test_an_office_is_reminded_on_working_days_only(terms: Terms, day: date, days: tuple[date, ...]) -> None:
    assert reminder_days(day, terms.calendar) == days


def test_a_promise_for_the_next_days_is_not_reminded_of_on_the_day_it_is_given(terms: Terms) -> None:
    promise = replace(PROMISE, day=date(2026, 3, 4), first_day=date(2026, 3, 4))
    assert [day for day in march(2, 3, 4, 5, 6) if reminder(promise, terms.calendar, day, TODAY) == day] == list(
        march(4)
    )


@given(
    st.integers(0, 400).map(lambda days: TODAY + timedelta(days=days)),
    st.lists(st.integers(0, 450).map(lambda days: TODAY + timedelta(days=days)), max_size=30),
)
def test_however_the_clock_jumps_no_reminder_comes_twice_or_on_a_day_off(
    terms: Terms, day: date, looks: list[date]
) -> None:
    promise = replace(PROMISE, day=day, first_day=day)
    told = []
    for today in looks:
        mark = reminder(promise, terms.calendar, today, TODAY)
        if mark is not None and terms.calendar.is_working(today):
            told.append(mark)
            promise = replace(promise, reminded=mark)
    assert told == sorted(set(told))
    assert len(told) <= 3 and set(told) <= set(reminder_days(day, terms.calendar))


@pytest.mark.parametrize("over", [{"done_at": NOW}, {"state": Verdict.KEPT}, {"state": Verdict.BROKEN}])
def test_what_is_done_or_judged_is_not_reminded_of(terms: Terms, over: dict[str, object]) -> None:
    promise = replace(PROMISE, **over)  # type: ignore[arg-type]
    assert reminder(promise, terms.calendar, PROMISE.day, TODAY) is None
    assert fixed(promise, TODAY) is Fixed.OVER


def test_a_day_moves_once_and_not_after_it_has_passed() -> None:
    assert fixed(PROMISE, PROMISE.day) is None
    assert fixed(PROMISE, PROMISE.day + timedelta(days=1)) is Fixed.PAST
    assert fixed(replace(PROMISE, day=date(2026, 5, 1)), TODAY) is Fixed.MOVED


def test_the_ngo_is_asked_once_after_the_day() -> None:
    assert not asks(PROMISE, PROMISE.day)
    assert asks(PROMISE, PROMISE.day + timedelta(days=1))
    assert not asks(replace(PROMISE, asked_at=NOW), PROMISE.day + timedelta(days=1))
    assert not asks(replace(PROMISE, state=Verdict.KEPT), PROMISE.day + timedelta(days=1))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_what_the_ngo_may_say_when(verdict: Verdict) -> None:
    before, after = PROMISE.day, PROMISE.day + timedelta(days=1)
    assert may_say(PROMISE, verdict, before) is (verdict in (Verdict.KEPT, Verdict.PARTLY))
    assert may_say(PROMISE, verdict, after) is (verdict is not Verdict.OPEN)
    assert may_say(replace(PROMISE, done_at=NOW), verdict, before) is (verdict is not Verdict.OPEN)
