"""When a report is due, shown and published, by the calendar and whatever the clock did."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import WorkingCalendar
from domain.reports.model import Month, Report, ReportState
from domain.reports.schedule import due, last_day_of_comments, last_due, may_publish, publication_day
from domain.requests.terms import Terms

ZONE = ZoneInfo("Asia/Almaty")
PLAIN = Terms(WorkingCalendar(), ZONE)


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (at(3, 2, 8, 59), "2026-01"),  # the first working day, before nine
        (at(3, 2, 9), "2026-02"),
        (at(3, 1), "2026-01"),  # a Sunday
        (at(3, 31, 23, 59), "2026-02"),
        (at(1, 1), "2025-12"),
        (datetime(2026, 3, 2, 4, tzinfo=UTC), "2026-02"),
        (datetime(2026, 3, 2, 3, 59, tzinfo=UTC), "2026-01"),
    ],
)
def test_a_report_is_due_from_nine_of_the_first_working_day_of_the_next_month(now: datetime, month: str) -> None:
    assert str(last_due(now, PLAIN)) == month


def test_a_holiday_at_the_beginning_of_a_month_puts_it_off() -> None:
    terms = Terms(WorkingCalendar(holidays=frozenset({date(2026, 5, 1)})), ZONE)
    assert str(last_due(at(5, 2), terms)) == "2026-03"
    assert str(last_due(at(5, 4), terms)) == "2026-04"


def test_a_new_territory_gets_the_last_month_only_and_one_that_was_missed_every_month_once() -> None:
    found = due(["a", "b", "a"], {"b": Month(2025, 11)}, at(3, 2), PLAIN)
    assert [(unit, str(month)) for unit, month in found] == [
        ("b", "2025-12"),
        ("b", "2026-01"),
        ("a", "2026-02"),
        ("b", "2026-02"),
    ]
    assert due(["b"], {"b": Month(2026, 2)}, at(3, 2), PLAIN) == []
    assert due(["b"], {"b": Month(2027, 2)}, at(3, 2), PLAIN) == [], "the clock was moved back"
    assert len(due(["b"], {"b": Month(2001, 1)}, at(3, 2), PLAIN)) == 12


def test_a_report_counts_twelve_months_as_of_the_last_moment_of_the_last() -> None:
    month = Month.read("2026-02")
    assert (month.window.first, month.window.last) == (date(2025, 3, 1), date(2026, 2, 28))
    assert month.ends(ZONE) + timedelta(microseconds=1) == datetime(2026, 3, 1, tzinfo=ZONE)


def test_offices_have_five_whole_working_days() -> None:
    assert last_day_of_comments(date(2026, 3, 2), PLAIN.calendar) == date(2026, 3, 9)
    assert publication_day(date(2026, 3, 2), PLAIN.calendar) == date(2026, 3, 10)


def a_report(**changes: object) -> Report:
    said: dict[str, object] = {
        "state": ReportState.SHOWN,
        "shown_on": date(2026, 3, 2),
        "publish_on": date(2026, 3, 10),
    }
    return Report(1, "KZ", Month(2026, 2), as_of=at(3, 1), published_at=None, edition=1, **(said | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "expected"),
    [(at(3, 9), False), (at(3, 10, 8, 59), False), (at(3, 10, 9), True), (at(3, 14), False), (at(6, 1), True)],
)
def test_it_is_published_on_the_day_told_or_the_first_working_day_after(now: datetime, expected: bool) -> None:
    assert may_publish(a_report(), now, PLAIN) is expected


def test_a_day_off_announced_meanwhile_gives_the_offices_a_day_more() -> None:
    terms = Terms(WorkingCalendar(holidays=frozenset({date(2026, 3, 9)})), ZONE)
    assert not may_publish(a_report(), at(3, 10), terms)
    assert may_publish(a_report(), at(3, 11), terms)


def test_a_worked_saturday_announced_meanwhile_takes_nothing_from_what_was_told() -> None:
    terms = Terms(WorkingCalendar(worked=frozenset({date(2026, 3, 7)})), ZONE)
    assert publication_day(date(2026, 3, 2), terms.calendar) == date(2026, 3, 9)
    assert not may_publish(a_report(), at(3, 9), terms)


@pytest.mark.parametrize("state", [ReportState.DRAFTED, ReportState.PUBLISHED])
def test_what_was_not_shown_or_is_published_is_not_published(state: ReportState) -> None:
    assert not may_publish(a_report(state=state), at(6, 1), PLAIN)
