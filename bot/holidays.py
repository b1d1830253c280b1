"""The working calendar of Kazakhstan: the `holidays` library, names in both languages, the table of transfers."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from domain.calendar import SATURDAY, WorkingCalendar
from domain.days_off import CalendarChange, DayKind, DayReason

if TYPE_CHECKING:
    from holidays import HolidayBase

FIRST_YEAR, LAST_YEAR = 2010, 2090
"""Years around which the library's holidays can be taken for those of Kazakhstan."""

_BACK, _AHEAD = 2, 3
_HERE = Path(__file__).parent
_PRINTED = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


def kazakh_calendar(
    around: date,
    *,
    changes: Iterable[CalendarChange] = (),
    also_off: Iterable[date] = (),
    also_worked: Iterable[date] = (),
) -> WorkingCalendar:
    """Return the working days of the years around a day, each day off with its reason.

    Args:
        around: two years before it and three after it are covered; later holidays are not known.
        changes: the editable table of transferred days; it has the last word.
        also_off: further days off, without a reason.
        also_worked: Saturdays and Sundays worked instead; they win over days off.
    """
    # Imported here: the library costs half a second that a bot with nothing to count need not spend.
    import holidays

    years = range(max(FIRST_YEAR, around.year - _BACK), around.year + _AHEAD + 1)
    # The language is named: the library would speak the machine's.
    known = holidays.country_holidays("KZ", years=years, language="kk")
    plain = holidays.country_holidays("KZ", years=years, language="kk", observed=False)
    reasons = dict(_reasons(known, plain))
    worked = frozenset((*known.weekend_workdays, *also_worked))
    for day in known.weekend_workdays:
        stands_for = (off for off, reason in reasons.items() if reason.instead_of == day)
        reasons[day] = DayReason(DayKind.WORKED, instead_of=next(stands_for, None))
    off = frozenset((*known.keys(), *also_off))
    told, awaited = _years()
    calendar = WorkingCalendar(off - worked, worked, reasons, known=told, awaited=awaited)
    return calendar.changed(changes)


def _reasons(known: HolidayBase, plain: HolidayBase) -> Iterator[tuple[date, DayReason]]:
    """Yield each day off with its reason.

    Args:
        known: the days off.
        plain: the same without those that are off because a holiday fell on a weekend.
    """
    names = _names()
    fell = _fell_on_weekends(plain)
    for day in sorted(known):
        if day not in plain:
            (name, *_) = known.get_list(day)
            original = name.removesuffix(_ending(known.observed_label))
            kk, ru = names.get(original, (original, original))
            stands_for = fell[original].pop(0) if fell[original] else None
            yield day, DayReason(DayKind.TRANSFERRED, kk, ru, instead_of=stands_for)
            continue
        found = known.get_list(day)
        if (printed := _substituted(found[0], known)) is not None:
            yield day, DayReason(DayKind.MOVED, instead_of=printed)
            continue
        estimated = any(name.endswith(_ending(known.estimated_label)) for name in found)
        bare = [name.removesuffix(_ending(known.estimated_label)) for name in found]
        own = [names.get(name.removesuffix(_ending(known.observed_label)), (name, name)) for name in bare]
        kk, ru = (", ".join(words) for words in zip(*own, strict=True))
        yield day, DayReason(DayKind.HOLIDAY, kk, ru, estimated=estimated)


def _fell_on_weekends(plain: HolidayBase) -> defaultdict[str, list[date]]:
    """Return the weekend days on which each holiday fell, in order: its transferred days stand for them one by one."""
    fell: defaultdict[str, list[date]] = defaultdict(list)
    for day in sorted(plain):
        if day.weekday() >= SATURDAY:
            for name in plain.get_list(day):
                fell[name].append(day)
    return fell


def _ending(label: str) -> str:
    return label.removeprefix("%s")


def _substituted(name: str, known: HolidayBase) -> date | None:
    """Return the day that is worked instead, when the name says that the day off was moved by order."""
    begins, _, _ = str(getattr(known, "substituted_label", "%s")).partition("%s")
    if not begins or not name.startswith(begins) or (printed := _PRINTED.search(name)) is None:
        return None
    day, month, year = map(int, printed.groups())
    return date(year, month, day)


def _names() -> dict[str, tuple[str, str]]:
    """Read how holidays are called in Kazakh and Russian, keyed by the library's name."""
    return {row["holidays"]: (row["kk"], row["ru"]) for row in _rows("holiday_names.csv")}


def _years() -> tuple[frozenset[int], frozenset[int]]:
    """Read the years whose calendar is known, and those whose transfers are still awaited."""
    years: defaultdict[str, set[int]] = defaultdict(set)
    for row in _rows("calendar_years.csv"):
        years[row["transfers"]].add(int(row["year"]))
    return frozenset(years["known"]), frozenset(years["awaited"])


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
