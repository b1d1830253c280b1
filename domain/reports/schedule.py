"""When a report is drafted, shown to the offices in it, and published. Everything is asked anew of tables: a bot that
was down, or whose clock was moved, makes up for what is due, each once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from domain.calendar import WorkingCalendar
from domain.reports.model import Month, Report, ReportState
from domain.requests.terms import Terms

OPENS = time(9)
"""Nothing is drafted, shown or published before this local time of a working day: people are at their desks then."""

NOTICE_DAYS = 5
"""Whole working days between the day on which offices are shown their figures and the day of publication."""

CATCH_UP = 12
"""Months back that a bot which was down makes up for."""


def last_due(now: datetime, terms: Terms) -> Month:
    """Return the latest month whose report is due: drafted from the first working day of the next month on, at nine."""
    local = now.astimezone(terms.zone)
    this = Month.of(local.date())
    begins = terms.calendar.rolled(this.first)
    due = (local.date(), local.time()) >= (begins, OPENS)
    return this.moved(-1 if due else -2)


def due(
    territories: Iterable[str], latest: Mapping[str, Month], now: datetime, terms: Terms
) -> list[tuple[str, Month]]:
    """Return which reports are to be drafted, the earliest months first.

    Args:
        territories: those that somebody coordinates.
        latest: the last month of which a territory has a report, where it has any.
        now: aware.
        terms: by the calendar in force.
    """
    last = last_due(now, terms)
    found = []
    for territory in sorted(set(territories)):
        known = latest.get(territory)
        first = last if known is None else max(known.moved(1), last.moved(1 - CATCH_UP))
        while first <= last:
            found.append((territory, first))
            first = first.moved(1)
    return sorted(found, key=lambda one: (one[1], one[0]))


def working(now: datetime, terms: Terms) -> bool:
    """Tell whether it is a working day after nine."""
    local = now.astimezone(terms.zone)
    return local.time() >= OPENS and terms.calendar.is_working(local.date())


def last_day_of_comments(shown_on: date, calendar: WorkingCalendar) -> date:
    """Return the last whole working day that offices have."""
    return calendar.add_working_days(shown_on, NOTICE_DAYS)


def publication_day(shown_on: date, calendar: WorkingCalendar) -> date:
    """Return the working day on which a report shown on a day is published."""
    return calendar.add_working_days(shown_on, NOTICE_DAYS + 1)


def may_publish(report: Report, now: datetime, terms: Terms) -> bool:
    """Tell whether the report is to be published now.

    Never before the day that offices were told, and never before they had their working days by the calendar in force:
    a day off that was announced meanwhile gives them a day more.
    """
    if report.state is not ReportState.SHOWN or report.shown_on is None or report.publish_on is None:
        return False
    day = max(report.publish_on, publication_day(report.shown_on, terms.calendar))
    return working(now, terms) and terms.day(now) >= day


def shown_late(shown_on: date, publish_on: date, calendar: WorkingCalendar) -> bool:
    """Tell whether an office saw its figures later than the others: it had less than its working days."""
    return publication_day(shown_on, calendar) > publish_on
