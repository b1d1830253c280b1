"""The working days of a period that may reach back over years of which the usual calendar knows nothing."""

from __future__ import annotations

from datetime import date

from domain.ports import Repositories
from domain.requests.terms import Terms
from domain.statistics.tables import Period
from handlers.service import Service

_BACK, _STEP = 2, 3
"""A calendar by law knows two years before its own, and three after it."""


async def terms_over(service: Service, repositories: Repositories, period: Period, today: date) -> Terms:
    """Return the terms by the calendar in force, for every year of a period.

    Args:
        service: zone, settings and the calendar by law; working out the years before may take seconds.
        repositories: for looking.
        period: days of filing.
        today: the local day.
    """
    whole = await service.by_law(today)
    for year in range(period.first.year, today.year - _BACK, _STEP):
        whole = whole.joined(await service.by_law(date(year, 7, 1)))
    calendar = whole.changed(await repositories.calendar.changes())
    return Terms(calendar, service.zone, first_day_is_next=service.first_day_is_next)
