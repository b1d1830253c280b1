"""Dates of publication as pages print them: «12 наурыз 2026», «3 Июля 2021, 18:25», «21 sáýir», 2026-03-12T09:00+05:00.

Unlike the date of a deadline this one lies behind us, and the words around it («Жарияланған күні:») do not matter.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calls.reading.dates import Day, find_dates, real_day
from domain.calls.reading.latin import from_latin
from domain.calls.reading.text import fold

LOCAL = ZoneInfo("Asia/Almaty")
"""Pages print local time; the country has had one zone since 01.03.2024, and this name knows what was before."""

LONGEST = 200
EARLIEST_YEAR = 1990
AHEAD = timedelta(days=2)
"""A clock or a time zone may be wrong by a day, not by years."""

_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})(?!\d)")
_AGO = re.compile(
    r"(\d{1,3})\s*(минут|час|сагат|дн|день|күн|кун|недел|апта|minute|hour|day|week)\w*\.?\s*(?:назад|бурын|ago)"
)
_YESTERDAY = re.compile(r"(?<!\w)(?:вчера|кеше|yesterday)(?!\w)")
_UNITS = {
    "минут": "minutes", "minute": "minutes", "час": "hours", "сагат": "hours", "hour": "hours", "дн": "days",
    "день": "days", "күн": "days", "кун": "days", "day": "days", "недел": "weeks", "апта": "weeks", "week": "weeks",
}  # fmt: skip


def read_moment(text: str, now: datetime, order: str = "dmy") -> datetime | None:
    """Return the instant that a date of publication names, in UTC; None when it names none that anybody can mean.

    Args:
        text: as printed, or the value of a `datetime` attribute. Without a zone it is local time, without a time of day
            the beginning of the day, without a year the latest such day that is not ahead.
        now: the instant of reading.
        order: of the parts of a date written in numbers: dmy, mdy or ymd.
    """
    text = " ".join(text.split())[:LONGEST]
    moment = _iso(text) or _printed(text, now.astimezone(LOCAL), order)
    if moment is None or not EARLIEST_YEAR <= moment.year <= 2200:
        return None
    moment = moment.astimezone(UTC)
    return moment if moment <= now + AHEAD else None


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if re.match(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=LOCAL) if moment is not None and moment.tzinfo is None else moment


def _printed(text: str, now: datetime, order: str) -> datetime | None:
    folded = fold(text)
    ago = _AGO.search(folded)
    if ago:
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    today = now.date()
    if order == "mdy":
        folded = _NUMERIC.sub(r"\2.\1.\3", folded)
    elif order == "ymd":
        folded = re.sub(r"(?<!\d)(\d{4})[./](\d{1,2})[./](\d{1,2})(?!\d)", r"\3.\2.\1", folded)
    folded = _YESTERDAY.sub(f"{today - timedelta(days=1):%d.%m.%Y}", folded)
    if not re.search("[а-я]", folded):
        # Short stamps carry too few letters to tell Kazakh Latin by; English months are found before it is tried.
        found = find_dates(folded, today) or find_dates(fold(from_latin(folded)[0]), today)
    else:
        found = find_dates(folded, today)
    for mention in found:
        day = _past(mention.last, today, folded[mention.end :])
        if day is not None:
            return datetime.combine(day, mention.at or time(0), LOCAL)
    return None


def _past(printed: Day, today: date, rest: str) -> date | None:
    if printed.year is not None:
        return real_day(printed)
    year = re.match(r"\D{0,14}((?:19|20)\d{2})(?!\d)", rest)  # «12 наурыз, бейсенбі 2026»
    if year:
        return real_day(Day(printed.day, printed.month, int(year[1])))
    for candidate in (today.year, today.year - 1):
        day = real_day(Day(printed.day, printed.month, candidate))
        if day is not None and day <= today + AHEAD:
            return day
    return None
