"""Days that people type as an answer: «1.12-10.12», «с 1 по 10 декабря», «ертең», «эта неделя»."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.calls.reading.answers import LONGEST_ANSWER, read_moment
from domain.calls.reading.dates import find_dates
from domain.calls.reading.text import prepare
from domain.words import fold
from handlers.views.screen import one_line

_NAMED = {"бүгін": 0, "сегодня": 0, "today": 0, "ертең": 1, "завтра": 1, "tomorrow": 1}
_WEEK = ("осы апта", "осы аптада", "эта неделя", "эту неделю", "на этой неделе", "this week")
_BETWEEN = re.compile(r"(?<!\s)(?:\s*+[–—-]\s*+|\s++(?:по|до|to)\s++)", re.IGNORECASE)
_FROM = re.compile(r"^(?:с|со|from)\s+", re.IGNORECASE)
_UNTIL = re.compile(r"^(?:до|по|until)\s|\sдейін$", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"\d{1,2}")

Period = tuple[date, date]


def names_this_week(text: str) -> bool:
    """Tell whether nothing but this week was typed."""
    return fold(one_line(text)) in {fold(words) for words in _WEEK}


def this_week(today: date) -> Period:
    """Return the rest of the week, today included: until its Sunday."""
    return today, today + timedelta(days=6 - today.weekday())


def period(text: str, today: date) -> Period | None:
    """Return the first and the last day that were typed, the same one twice for a single day; None when it is no days.

    The days come as they were typed: the last one may lie before the first.
    """
    line = one_line(text)
    if not line or len(line) > LONGEST_ANSWER or line.startswith("/"):
        return None
    if (ahead := {fold(word): days for word, days in _NAMED.items()}.get(fold(line))) is not None:
        return today + timedelta(days=ahead), today + timedelta(days=ahead)
    if names_this_week(line):
        return this_week(today)
    return _two(line, today) or _printed(line, today) or _one(line, today)


def _day(text: str, today: date) -> date | None:
    moment = read_moment(text, today)
    return moment.day if moment is not None and moment.at is None else None


def _one(line: str, today: date) -> Period | None:
    """Read one day; with «до» or «дейін» it is the last of a period that begins today."""
    day = _day(line, today)
    if day is None or len(_BETWEEN.split(_FROM.sub("", line))) == 2:  # of two days one is none
        return None
    return (today if _UNTIL.search(line) else day, day)


def _two(line: str, today: date) -> Period | None:
    """Read two days with a dash or «по» between them; the first may leave out its month or its year."""
    parts = _BETWEEN.split(_FROM.sub("", line))
    if len(parts) != 2 or (last := _day(parts[1], today)) is None:
        return None
    try:
        if _NUMBER.fullmatch(parts[0]):
            return last.replace(day=int(parts[0])), last
        first = _day(parts[0], today)
        if first is not None and _YEAR.search(parts[1]) and not _YEAR.search(parts[0]):
            first = first.replace(year=last.year)
    except ValueError:  # there is no such day in that month or year
        return None
    return (first, last) if first is not None else None


def _printed(line: str, today: date) -> Period | None:
    """Read two days that stand in a sentence: «1 желтоқсаннан 10 желтоқсанға дейін»."""
    page = prepare("", line)
    found = find_dates(page.folded, today)
    if len(found) != 2:
        return None
    first, last = (_day(page.shown(one.left, one.right), today) for one in found)
    return (first, last) if first is not None and last is not None else None
