"""Working days are counted as the Labour Code and the yearly transfers have them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar_process import calendar_apart
from bot.holidays import FIRST_YEAR, LAST_YEAR, kazakh_calendar
from domain.calendar import WorkingCalendar, days
from domain.days_off import CalendarChange, DayKind, DayReason

KAZAKH = kazakh_calendar(date(2026, 7, 1))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23", "2026-12-14"),
        ("2026-12-10", "2027-01-05"),
        ("2026-12-28", "2027-01-21"),
        ("2026-03-16", "2026-04-09"),
        ("2027-03-10", "2027-04-06"),
        ("2027-04-30", "2027-05-26"),
    ],
)
def test_the_fifteenth_working_day_falls_where_it_was_checked(received: str, due: str) -> None:
    assert KAZAKH.add_working_days(date.fromisoformat(received), 15) == date.fromisoformat(due)


@pytest.mark.parametrize(("year", "count"), [(2024, 249), (2025, 246), (2026, 247), (2027, 247)])
def test_a_year_has_as_many_working_days_as_officially(year: int, count: int) -> None:
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    assert sum(KAZAKH.is_working(first + timedelta(days=number)) for number in range(days)) == count


@pytest.mark.parametrize(
    ("day", "worked"), [("2024-05-04", True), ("2025-01-05", True), ("2026-08-31", False), ("2026-03-09", False)]
)
def test_transfers_are_known(day: str, worked: bool) -> None:
    # 30 August is no holiday in 2026, so 31 August is an ordinary Monday.
    expected = True if day == "2026-08-31" else worked
    assert KAZAKH.is_working(date.fromisoformat(day)) is expected


def test_an_added_day_off_and_an_added_worked_saturday_count() -> None:
    monday, saturday = date(2026, 6, 1), date(2026, 6, 6)
    calendar = kazakh_calendar(monday, also_off=[monday], also_worked=[saturday])
    assert not calendar.is_working(monday)
    assert calendar.is_working(saturday)


def test_a_worked_day_wins_over_a_day_off() -> None:
    day = date(2026, 6, 6)
    assert WorkingCalendar(frozenset({day}), frozenset({day})).is_working(day)


def test_day_one_may_be_the_day_itself() -> None:
    monday = date(2026, 6, 1)
    plain = WorkingCalendar()
    assert plain.add_working_days(monday, 1) == date(2026, 6, 2)
    assert plain.add_working_days(monday, 1, first_day_is_next=False) == monday
    assert plain.add_working_days(date(2026, 6, 6), 1, first_day_is_next=False) == date(2026, 6, 8)


def test_a_term_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        WorkingCalendar().add_working_days(date(2026, 6, 1), 0)


@settings(deadline=None)  # the machine may be busy
@given(DAYS, st.integers(1, 60))
def test_a_term_ends_on_a_working_day_with_exactly_its_working_days_behind(start: date, count: int) -> None:
    end = KAZAKH.add_working_days(start, count)
    between = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert KAZAKH.is_working(end)
    assert sum(map(KAZAKH.is_working, between)) == count


@settings(deadline=None)  # the machine may be busy
@given(DAYS)
def test_the_next_working_day_is_the_first_after(day: date) -> None:
    following = KAZAKH.next_working_day(day)
    assert following > day
    skipped = [day + timedelta(days=number) for number in range(1, (following - day).days)]
    assert not any(map(KAZAKH.is_working, skipped))


NEW_YEAR = ("Жаңа жыл", "Новый год")
WOMEN = ("Халықаралық әйелдер күні", "Международный женский день")


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-11-23", None),
        ("2026-11-28", DayReason(DayKind.WEEKEND)),
        ("2026-01-02", DayReason(DayKind.HOLIDAY, *NEW_YEAR)),
        ("2026-03-08", DayReason(DayKind.HOLIDAY, *WOMEN)),
        ("2026-03-09", DayReason(DayKind.TRANSFERRED, *WOMEN, instead_of=date(2026, 3, 8))),
        ("2028-01-04", DayReason(DayKind.TRANSFERRED, *NEW_YEAR, instead_of=date(2028, 1, 2))),
        ("2025-01-03", DayReason(DayKind.MOVED, instead_of=date(2025, 1, 5))),
        ("2025-01-05", DayReason(DayKind.WORKED, instead_of=date(2025, 1, 3))),
        ("2024-05-08", DayReason(DayKind.MOVED, instead_of=date(2024, 5, 4))),
        ("2024-05-04", DayReason(DayKind.WORKED, instead_of=date(2024, 5, 8))),
        ("2025-06-06", DayReason(DayKind.HOLIDAY, "Құрбан айттың бірінші күні", "первый день Курбан айта")),
        (
            "2026-05-27",
            DayReason(DayKind.HOLIDAY, "Құрбан айттың бірінші күні", "первый день Курбан айта", estimated=True),
        ),
    ],
)
def test_a_day_off_says_why_in_both_languages(day: str, reason: DayReason | None) -> None:
    assert KAZAKH.why(date.fromisoformat(day)) == reason


@pytest.mark.parametrize("around", range(FIRST_YEAR, LAST_YEAR + 1, 5))
def test_every_holiday_of_eighty_years_has_a_russian_name_of_our_own(around: int) -> None:
    calendar = kazakh_calendar(date(around, 7, 1))
    for day in calendar.holidays:
        reason = calendar.why(day)
        assert reason is not None
        if reason.kind in (DayKind.HOLIDAY, DayKind.TRANSFERRED):
            assert reason.kk, day
            assert not set("әғқңөұүһі") & set(reason.ru.lower()), (day, reason.ru)
            assert reason.ru, day
        if reason.kind is not DayKind.HOLIDAY:
            assert reason.instead_of is not None, day


def test_two_holidays_on_one_day_are_both_named() -> None:
    reason = kazakh_calendar(date(2032, 7, 1)).why(date(2032, 3, 22))
    assert reason is not None
    assert reason.ru == "Наурыз мейрамы, первый день Курбан айта"
    assert reason.estimated


def test_the_table_of_transfers_has_the_last_word_on_a_day() -> None:
    holiday, saturday, monday = date(2026, 5, 27), date(2026, 5, 30), date(2026, 6, 1)
    rows = [
        CalendarChange(holiday, True, "Құрбан айт 28 мамырда"),
        CalendarChange(saturday, True, "ауыстырылды"),
        CalendarChange(monday, True, "қате"),
        CalendarChange(monday, False, "түзетілді"),  # the later row of one day holds
    ]
    calendar = kazakh_calendar(holiday, changes=rows)
    assert [calendar.is_working(day) for day in (holiday, saturday, monday)] == [True, True, False]
    assert calendar.why(holiday) == DayReason(DayKind.WORKED, note="Құрбан айт 28 мамырда")
    assert calendar.why(monday) == DayReason(DayKind.MOVED, note="түзетілді")
    assert kazakh_calendar(holiday).changed(rows) == calendar
    assert not calendar.holidays & calendar.worked


def test_a_worked_saturday_of_the_law_may_be_taken_back() -> None:
    worked = date(2024, 5, 4)
    assert not kazakh_calendar(worked, changes=[CalendarChange(worked, False, "x")]).is_working(worked)


async def test_the_calendar_worked_out_apart_is_the_same_with_its_reasons() -> None:
    apart, here = await calendar_apart(date(2026, 7, 1)), kazakh_calendar(date(2026, 7, 1))
    assert apart == here
    assert (apart.reasons, apart.known, apart.awaited) == (here.reasons, here.known, here.awaited)


def test_what_is_known_of_a_year_is_said() -> None:
    assert {2024, 2025, 2026} <= KAZAKH.known
    assert KAZAKH.awaited == {2027}
    assert 2028 not in KAZAKH.known | KAZAKH.awaited


@settings(deadline=None)  # the machine may be busy
@given(DAYS, DAYS)
def test_what_is_left_of_a_term_is_what_was_added(one: date, two: date) -> None:
    start, end = sorted((one, two))
    left = KAZAKH.working_days_between(start, end)
    assert left == -KAZAKH.working_days_between(end, start)
    if left:
        assert KAZAKH.add_working_days(start, left) <= end
        assert KAZAKH.working_days_between(end, KAZAKH.add_working_days(start, left)) == 0


@settings(deadline=None)  # the machine may be busy
@given(DAYS, st.integers(0, 30))
def test_counting_back_is_counting_forward(day: date, count: int) -> None:
    end = KAZAKH.rolled(day)
    start = KAZAKH.working_days_before(end, count)
    assert KAZAKH.working_days_between(start, end) == count
    assert all(KAZAKH.is_working(edge) for edge in (start, end))


@settings(deadline=None)  # the machine may be busy
@given(DAYS, DAYS)
def test_days_with_a_reason_are_those_that_are_no_plain_workdays(one: date, two: date) -> None:
    first, last = sorted((one, two))
    named = {found.day for found in KAZAKH.named(first, last)}
    assert named == {day for day in days(first, last) if day.weekday() >= 5 or not KAZAKH.is_working(day)}
