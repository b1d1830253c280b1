"""Terms: extensions, calendar days, reminders, what is not known; and what holds for any calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar, add_months, days
from domain.days_off import CalendarChange, DayKind
from domain.requests.terms import TERM_DAYS, Refusal, Terms

ZONE = ZoneInfo("Asia/Almaty")
KAZAKH = Terms(kazakh_calendar(date(2026, 7, 1)), ZONE)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 11, 1), timezones=st.just(UTC))
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(sent: datetime, terms: Terms = KAZAKH) -> date:
    return terms.due(terms.registered(sent))


# — the due day


def test_an_answer_is_in_time_until_midnight_of_the_due_day() -> None:
    last = due(at("2026-11-23T10:00"))
    assert last == date(2026, 12, 14)
    assert KAZAKH.in_time(at("2026-12-14T23:59:59.999999"), last)
    assert not KAZAKH.in_time(at("2026-12-15T00:00"), last)
    assert KAZAKH.ends(last) == at("2026-12-15T00:00")


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(-2 * 86_400, 2 * 86_400))
@example(date(2024, 2, 29), -1)  # the clocks were set back from 24:00 to 23:00
@example(date(2024, 2, 29), -3601)
@example(date(2024, 2, 29), 0)
def test_in_time_is_what_the_calendar_on_the_wall_says(last: date, seconds: int) -> None:
    over = KAZAKH.ends(last).astimezone(UTC)
    assert KAZAKH.over(last) == over
    answered = over + timedelta(seconds=seconds)
    assert KAZAKH.in_time(answered, last) == (KAZAKH.day(answered) <= last)


def test_the_day_of_registration_may_be_day_one() -> None:
    found = replace(KAZAKH, first_day_is_next=False).explain(at("2026-11-23T10:00"))
    assert (found.day_one, found.due) == (date(2026, 11, 23), date(2026, 12, 11))


def test_days_left_are_working_days_and_run_below_zero() -> None:
    last = date(2026, 12, 14)
    left = [KAZAKH.days_left(last, at(f"{day}T12:00")) for day in ("2026-12-10", "2026-12-12", "2026-12-14")]
    assert left == [2, 1, 0]
    assert KAZAKH.days_left(last, at("2026-12-17T12:00")) == -2  # 15 and 17 December; the 16th is a holiday


@given(MOMENTS)
def test_the_due_day_is_worked_and_fifteen_working_days_follow_the_registration(sent: datetime) -> None:
    found = KAZAKH.explain(sent)
    assert KAZAKH.calendar.is_working(found.due)
    start = found.registered.date()
    assert sum(map(KAZAKH.calendar.is_working, days(start + timedelta(days=1), found.due))) == TERM_DAYS
    assert start < found.day_one <= found.due


@given(MOMENTS)
def test_every_day_between_sending_and_due_is_counted_or_named(sent: datetime) -> None:
    found = KAZAKH.explain(sent)
    between = set(days(found.sent.date(), found.due))
    off = {day for day in between if not KAZAKH.calendar.is_working(day)}
    assert {named.day for named in found.skipped} == off
    assert {named.day for named in found.worked} == between & KAZAKH.calendar.worked
    assert list(found.skipped) == sorted(found.skipped, key=lambda named: named.day)


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=90)))
def test_who_writes_later_is_never_answered_earlier(sent: datetime, later: timedelta) -> None:
    assert due(sent) <= due(sent + later)
    assert KAZAKH.registered(sent) <= KAZAKH.registered(sent + later)


@given(MOMENTS, DAYS)
def test_one_more_day_off_never_makes_a_term_end_earlier_and_one_more_worked_day_never_later(
    sent: datetime, day: date
) -> None:
    off = replace(KAZAKH, calendar=KAZAKH.calendar.changed([CalendarChange(day, False, "x")]))
    worked = replace(KAZAKH, calendar=KAZAKH.calendar.changed([CalendarChange(day, True, "x")]))
    assert due(sent, worked) <= due(sent) <= due(sent, off)


# — what is not known


def test_a_computed_day_is_told_to_be_one() -> None:
    assert [named.day for named in KAZAKH.explain(at("2026-05-20T10:00")).estimated] == [date(2026, 5, 27)]
    assert not KAZAKH.explain(at("2025-05-30T10:00")).estimated


def test_years_of_which_little_is_known_are_named() -> None:
    past = Terms(kazakh_calendar(date(2031, 1, 1)), ZONE)
    assert past.explain(at("2031-02-03T10:00")).unknown == (2031,)
    over = KAZAKH.explain(at("2027-12-27T10:00"))
    assert (over.awaited, over.unknown) == ((2027,), (2028,))
    assert KAZAKH.explain(at("2026-11-23T10:00")).unknown == KAZAKH.explain(at("2026-11-23T10:00")).awaited == ()


def test_a_row_of_the_table_moves_the_date_and_gives_its_reason() -> None:
    change = CalendarChange(date(2026, 12, 1), False, "өңірлік төтенше жағдай")
    moved = replace(KAZAKH, calendar=KAZAKH.calendar.changed([change]))
    found = moved.explain(at("2026-11-23T10:00"))
    assert found.due == date(2026, 12, 15)
    (named,) = (named for named in found.skipped if named.day == change.day)
    assert (named.reason.kind, named.reason.note) == (DayKind.MOVED, change.reason)


# — extensions

FIRST = date(2026, 12, 14)


def refusal(until: str, made: str = "2026-12-01T10:00", *, due: date = FIRST, reasoned: bool = True) -> Refusal | None:
    return KAZAKH.refusal(date.fromisoformat(until), first_due=FIRST, due=due, made=at(made), reasoned=reasoned)


@pytest.mark.parametrize(
    ("until", "made", "refused"),
    [
        ("2026-12-15", "2026-12-13T23:59:59", None),
        ("2026-12-15", "2026-12-14T00:00:00", Refusal.TOO_LATE),  # the due date has come
        ("2026-12-15", "2026-12-20T10:00:00", Refusal.TOO_LATE),
        ("2026-12-14", "2026-12-01T10:00:00", Refusal.NOT_LATER),
        ("2026-12-13", "2026-12-01T10:00:00", Refusal.NOT_LATER),  # a Sunday means the Monday that is due anyway
        ("2027-02-14", "2026-12-01T10:00:00", None),  # two months end on a Sunday: the Monday
        ("2027-02-15", "2026-12-01T10:00:00", None),
        ("2027-02-16", "2026-12-01T10:00:00", Refusal.TOO_FAR),
        ("9999-12-31", "2026-12-01T10:00:00", Refusal.TOO_FAR),
        ("0001-01-01", "2026-12-01T10:00:00", Refusal.NOT_LATER),
    ],
)
def test_a_term_is_extended_before_it_ends_by_two_months_at_most(
    until: str, made: str, refused: Refusal | None
) -> None:
    assert refusal(until, made) is refused


def test_an_extension_needs_a_reason() -> None:
    assert refusal("2026-12-20", reasoned=False) is Refusal.NO_REASON


def test_a_second_extension_is_measured_from_the_first_due_date() -> None:
    assert refusal("2027-02-15", "2026-12-20T10:00", due=date(2026, 12, 28)) is None
    assert refusal("2027-02-16", "2026-12-20T10:00", due=date(2026, 12, 28)) is Refusal.TOO_FAR


@pytest.mark.parametrize(
    ("first_due", "latest"),
    [
        ("2026-12-31", "2027-03-01"),  # 28 February is a Sunday
        ("2027-12-31", "2028-02-29"),
        ("2026-08-31", "2026-11-02"),  # 31 October is a Saturday
        ("2026-07-31", "2026-09-30"),  # September has no 31st
        ("2024-12-31", "2025-02-28"),
        ("2025-01-31", "2025-03-31"),
        ("2026-01-28", "2026-03-30"),  # 28 March is a Saturday
        ("2026-11-16", "2027-01-18"),  # 16 January is a Saturday
    ],
)
def test_two_months_end_on_the_same_number_or_the_last_day_and_roll_on(first_due: str, latest: str) -> None:
    assert KAZAKH.latest_extension(date.fromisoformat(first_due)) == date.fromisoformat(latest)


def test_an_extension_to_a_day_off_means_the_next_working_day() -> None:
    assert KAZAKH.extended(date(2027, 1, 2)) == date(2027, 1, 5)


@given(MOMENTS, st.integers(-30, 120), st.timedeltas(timedelta(), timedelta(days=40)))
def test_what_is_granted_is_later_than_the_due_date_asked_in_time_and_within_two_months(
    sent: datetime, days_later: int, waited: timedelta
) -> None:
    first = due(sent)
    until, made = first + timedelta(days=days_later), sent + waited
    if KAZAKH.refusal(until, first_due=first, due=first, made=made, reasoned=True) is None:
        extended = KAZAKH.extended(until)
        assert KAZAKH.day(made) < first < extended <= KAZAKH.calendar.rolled(add_months(first, 2))
        assert KAZAKH.calendar.is_working(extended)


# — calendar days


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-23", 15, "2026-12-08"),
        ("2026-11-27", 15, "2026-12-14"),  # 12 December is a Saturday
        ("2026-12-01", 15, "2026-12-17"),  # 16 December is a holiday
        ("2026-12-17", 15, "2027-01-05"),  # 1 January, then days off until Tuesday
        ("2024-04-19", 15, "2024-05-04"),  # a worked Saturday is no day off
        ("2024-02-28", 1, "2024-02-29"),
    ],
)
def test_a_term_in_calendar_days_rolls_to_the_next_working_day(start: str, count: int, end: str) -> None:
    assert KAZAKH.calendar_term(date.fromisoformat(start), count) == date.fromisoformat(end)


def test_a_term_of_no_calendar_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        KAZAKH.calendar_term(date(2026, 6, 1), 0)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-11-15", 2, "2027-01-15"),
    ],
)
def test_months_are_added_by_the_number_of_the_day(day: str, months: int, later: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(later)


# — reminders


def test_people_are_reminded_five_and_two_working_days_before_and_on_the_due_day() -> None:
    found = KAZAKH.reminders(date(2026, 12, 18), after=date(2026, 11, 27))
    # Between 10 and 18 December: two days of a weekend, and Independence Day on the 16th.
    assert [(one.left, one.day.isoformat()) for one in found] == [
        (5, "2026-12-10"),
        (2, "2026-12-15"),
        (0, "2026-12-18"),
    ]
    assert KAZAKH.opening(found[0].day) == at("2026-12-10T09:00")


def test_what_would_be_reminded_of_by_the_day_of_extending_is_left_out() -> None:
    found = KAZAKH.reminders(date(2026, 12, 18), after=date(2026, 12, 10))
    assert [one.left for one in found] == [2, 0]


@given(DAYS)
def test_reminders_fall_on_working_days_with_so_many_left(start: date) -> None:
    last = KAZAKH.calendar.add_working_days(start, TERM_DAYS)
    for one in KAZAKH.reminders(last, after=start):
        assert KAZAKH.calendar.is_working(one.day)
        assert KAZAKH.calendar.working_days_between(one.day, last) == one.left


def test_counting_back_refuses_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="not negative"):
        WorkingCalendar().working_days_before(date(2026, 6, 1), -1)
