"""The working calendar of Kazakhstan, composed from the `holidays` library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.calendar import WorkingCalendar

_BACK, _AHEAD = 2, 3


def kazakh_calendar(
    around: date, *, also_off: Iterable[date] = (), also_worked: Iterable[date] = ()
) -> WorkingCalendar:
    """Return the working days of the years around a day.

    Args:
        around: two years before it and three after it are covered; later holidays are not known.
        also_off: days off that the library misses: transfers ordered by the Labour ministry.
        also_worked: Saturdays and Sundays worked instead; they win over days off.
    """
    # Imported here: the library costs half a second that a bot with nothing to count need not spend.
    import holidays

    first = max(2010, around.year - _BACK)
    known = holidays.country_holidays("KZ", years=range(first, around.year + _AHEAD + 1))
    off = frozenset((*known.keys(), *also_off))
    worked = frozenset((*known.weekend_workdays, *also_worked))
    return WorkingCalendar(off - worked, worked)
