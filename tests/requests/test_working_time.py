"""Office hours: when a letter comes in time, and how long an office has worked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.holidays import kazakh_calendar
from domain.requests.working_time import (
    DEFAULT_HOURS,
    WorkingTime,
    WrongHours,
    is_open,
    registered_at,
    worked_between,
)

ZONE = ZoneInfo("Asia/Almaty")
CALENDAR = kazakh_calendar(date(2026, 7, 1))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def worked(start: str, end: str, hours: WorkingTime = DEFAULT_HOURS) -> timedelta:
    return worked_between(at(start), at(end), hours, CALENDAR, ZONE)


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-11-23T08:59:59.999999", False),
        ("2026-11-23T09:00:00", True),
        ("2026-11-23T13:30:00", True),
        ("2026-11-23T18:30:00", True),
        ("2026-11-23T18:30:00.999999", True),  # still the second 18:30:00
        ("2026-11-23T18:30:01", False),
        ("2026-11-22T12:00:00", False),
        ("2026-12-16T12:00:00", False),
        ("2025-01-05T12:00:00", True),  # a worked Sunday
    ],
)
def test_an_office_is_open_from_its_opening_to_its_closing_second(moment: str, opened: bool) -> None:
    assert is_open(at(moment), DEFAULT_HOURS, CALENDAR, ZONE) is opened


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23T09:00", "2026-11-23T18:30", 8.0),
        ("2026-11-23T12:00", "2026-11-23T15:00", 1.5),  # over lunch
        ("2026-11-23T13:15", "2026-11-23T14:00", 0.0),  # inside lunch
        ("2026-11-23T18:00", "2026-11-24T09:30", 1.0),  # over a night
        ("2026-11-27T18:00", "2026-11-30T09:30", 1.0),  # over a weekend
        ("2026-12-15T18:00", "2026-12-17T09:30", 1.0),  # over Independence Day
        ("2025-01-04T10:00", "2025-01-05T10:00", 1.0),  # into a worked Sunday
        ("2026-11-23T20:00", "2026-11-24T08:00", 0.0),
        ("2026-11-23T10:00", "2026-11-23T10:00", 0.0),
        ("2026-11-24T10:00", "2026-11-23T10:00", 0.0),  # nothing runs backwards
        ("2026-11-23T09:00", "2026-11-27T18:30", 40.0),
    ],
)
def test_only_hours_in_which_the_office_works_are_counted(start: str, end: str, hours: float) -> None:
    assert worked(start, end) == timedelta(hours=hours)


def test_an_office_without_a_break_works_through() -> None:
    assert worked("2026-11-23T12:00", "2026-11-23T15:00", WorkingTime(time(9), time(17), None)) == timedelta(hours=3)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("9:00-18:30/13:00-14:30", "09:00-18:30/13:00-14:30"),
        ("09:00 – 18:00 / 13:00 – 14:00", "09:00-18:00/13:00-14:00"),
        ("8:00-17:00", "08:00-17:00"),
    ],
)
def test_hours_are_read_as_people_type_them_and_kept_in_one_form(text: str, kept: str) -> None:
    hours = WorkingTime.parse(text)
    assert hours.text() == kept
    assert WorkingTime.parse(kept) == hours


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9-18",
        "18:00-9:00",
        "9:00-9:00",
        "9:00-25:00",
        "9:60-18:00",
        "9:00-18:00/8:00-9:30",
        "9:00-18:00/17:00-19:00",
        "9:00-18:00/14:00-13:00",
        "9:00-18:00/",
        "٩:00-18:00",
    ],
)
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(WrongHours):
        WorkingTime.parse(text)


def test_the_usual_day_is_eight_hours_without_lunch() -> None:
    assert DEFAULT_HOURS.length() == timedelta(hours=8)


@given(MOMENTS)
def test_a_letter_is_registered_when_sent_or_at_an_opening_and_never_before_it_was_sent(moment: datetime) -> None:
    registered = registered_at(moment, DEFAULT_HOURS, CALENDAR, ZONE)
    assert is_open(registered, DEFAULT_HOURS, CALENDAR, ZONE)
    assert registered == moment or (registered > moment and registered.time() == DEFAULT_HOURS.opens)
    assert worked_between(moment, registered, DEFAULT_HOURS, CALENDAR, ZONE) == timedelta()


@given(MOMENTS, MOMENTS, MOMENTS)
def test_worked_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, second, third = sorted((one, two, three))

    def span(start: datetime, end: datetime) -> timedelta:
        return worked_between(start, end, DEFAULT_HOURS, CALENDAR, ZONE)

    assert span(first, second) + span(second, third) == span(first, third)
    assert timedelta() <= span(first, second) <= second - first
