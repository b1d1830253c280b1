"""The terms by which figures of any period are judged: the calendar in force, over all years of the period."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from domain.calendar import WorkingCalendar, together
from domain.ports import Repositories
from domain.requests.terms import Terms
from domain.statistics.tables import Period
from handlers.requests.happening import terms_in_force
from handlers.service import Service

_COVERED = 2
"""Years before a day that are covered by the calendar around it; at least three after it are."""


async def figure_terms(repositories: Repositories, service: Service, period: Period) -> Terms:
    """Return the terms of requests filed in a period.

    Args:
        repositories: for reading.
        service: zone, settings, clock and calendar.
        period: days of filing, however many years.
    """
    law = await law_over(service.by_law, period, service.today(service.clock.now()))
    return await terms_in_force(repositories, service, law)


async def law_over(
    by_law: Callable[[date], Awaitable[WorkingCalendar]], period: Period, today: date
) -> WorkingCalendar:
    """Return the calendar of all years of a period, without the table of transferred days.

    Args:
        by_law: gives the calendar of the years around a day.
        period: days of filing.
        today: the calendar around it is known already.
    """
    earlier = range(period.first.year, today.year - _COVERED, _COVERED + 1)
    return together([await by_law(today), *[await by_law(date(year, 7, 1)) for year in earlier]])
