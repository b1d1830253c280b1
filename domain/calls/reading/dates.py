"""Every date and period that a text prints, before anybody asks what it is the date of.

Patterns follow what calls really print (docs: formats A–C): «2026 жылғы 5 сәуірге дейін», «с 12 января по 1 февраля»,
«13–20 июля 2026», «мамыр айының соңына дейін», «30-Sep-20», «11/05/2026». Impossible dates are not mended: a text that
says 30 February gives no date at all.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import NamedTuple

from domain.calls.reading.clocktime import find_times, leads, tied
from domain.calls.reading.date_forms import (
    DATE_FOLLOWS,
    IN_FIGURES,
    STEPS,
    WANTED,
    numbers_before_months,
    year_may_be_told,
)
from domain.calls.reading.months import month_number
from domain.calls.reading.numerals import read_words
from domain.calls.reading.text import Numbered, Rule, Stems, numbers_in

MOST_DATES = 60
"""Dates read from one post; a timetable that prints more is no announcement, and time must stay bounded."""

_ORDINALS = {
    "перв": 1, "втор": 2, "треть": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8, "девят": 9,
    "десят": 10, "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13, "четырнадцат": 14, "пятнадцат": 15,
    "шестнадцат": 16, "семнадцат": 17, "восемнадцат": 18, "девятнадцат": 19, "двадцат": 20, "тридцат": 30,
}  # fmt: skip
_WEEKDAYS = ("пон дуй mon", "вто сей tue", "сре сар wed", "чет бей thu", "пят жум fri", "суб сен sat", "вос жек sun")
_ENDS = {
    "месяца": "month",
    "айдын": "month",
    "month": "month",
    "недели": "week",
    "аптанын": "week",
    "апта": "week",
    "week": "week",
}


class Day(NamedTuple):
    """A printed day; `year` is None when the text leaves it out."""

    day: int
    month: int
    year: int | None = None


class Mention(NamedTuple):
    """One date, or one period when `first` is given, with the time printed beside its last day.

    `start`/`end` span the date itself, `left`/`right` include its time. `form` names the pattern that found it.
    """

    start: int
    end: int
    last: Day
    first: Day | None
    form: str
    left: int
    right: int
    at: time | None = None
    timed: bool = False
    swapped: Day | None = None  # the other reading of 05/11/2026


def find_dates(text: str, published: date) -> list[Mention]:
    """Return the dates printed in folded text, in order, periods of two printed dates not yet joined.

    Args:
        text: folded text.
        published: the day of publication; «т.г.», «до пятницы», «завтра» count from it.
    """
    found: list[Mention] = []
    taken = bytearray(len(text))
    printed, text = text, text.replace("\n", "¶")  # no date runs over a line's end: «лот № 4» / «До 20 марта»
    for form, pattern in _likely(printed):
        if form in IN_FIGURES and isinstance(pattern, Numbered):
            matches = pattern.finditer_at(text, numbers_in(printed).dated)
        elif isinstance(pattern, re.Pattern):
            matches = pattern.finditer(text)
        elif isinstance(pattern, Stems):
            matches = pattern.finditer_like(text, printed)
        elif year_may_be_told(text):
            matches = pattern.pattern.finditer(text)  # it may begin with that year
        else:
            matches = pattern.finditer_at(text, numbers_before_months(printed))
        for match in matches:
            if taken.find(1, *match.span()) >= 0:
                continue
            read = _READERS.get(form, _read_named)(form, match, published)
            if read is False:
                continue
            # An impossible date is taken too, or «30 февраля» would come back as something smaller.
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            if form == "weekday" and (DATE_FOLLOWS.match(text, match.end()) or _follows(text, taken, match.start())):
                continue  # «до пятницы, 3 апреля», «30 қазан, жұмаға дейін»: the date itself says it
            if isinstance(read, Mention):
                found.append(read)
    found.sort(key=lambda mention: mention.start)
    return list(_with_times(text, printed, found[:MOST_DATES], taken))


def _likely(printed: str) -> Iterator[tuple[str, Rule | Numbered]]:
    """Yield the forms for which a text holds what is needed, each with its rule."""
    stands: list[bool | None] = [None] * len(WANTED)
    for form, pattern, needed in STEPS:
        for place in needed:
            if stands[place] is None:
                stands[place] = WANTED[place].search(printed) is not None
            if not stands[place]:
                break
        else:
            yield form, pattern


def _follows(text: str, taken: bytearray, start: int) -> bool:
    """Tell whether a date stands right before, at most a comma or a bracket between."""
    before = len(text[max(0, start - 4) : start].rstrip(" ,(")) + max(0, start - 4)
    return before > 0 and taken[before - 1] == 1


def _with_times(text: str, printed: str, found: list[Mention], taken: bytearray) -> Iterator[Mention]:
    times = find_times(text, taken, printed) if found else []
    used: set[int] = set()
    for number, mention in enumerate(found):
        following = found[number + 1].start if number + 1 < len(found) else len(text)
        best = None
        for index, one in enumerate(times):
            if index in used:
                continue
            after = one.start >= mention.end and one.start < following and tied(text, mention.end, one.start)
            if after and following < len(text) and leads(text, one, following):
                continue  # «с 11 марта до 17:00 часов 19 марта»
            before = one.end <= mention.start and tied(text, one.end, mention.start)
            if after or before:
                distance = one.start - mention.end if after else mention.start - one.end
                if best is None or distance < best[0]:
                    best = (distance, index)
        if best is None:
            yield mention
            continue
        used.add(best[1])
        one = times[best[1]]
        yield mention._replace(
            at=one.at, timed=True, left=min(mention.left, one.start), right=max(mention.right, one.end)
        )


def real_day(day: Day) -> date | None:
    """Return the calendar day, or None when there is no such day or its year is missing or absurd."""
    if day.year is None or not 1990 <= day.year <= 2100 or not 1 <= day.month <= 12:
        return None
    if not 1 <= day.day <= monthrange(day.year, day.month)[1]:
        return None
    return date(day.year, day.month, day.day)


def _possible(day: Day) -> bool:
    return (
        1 <= day.month <= 12
        and 1 <= day.day <= monthrange(day.year if day.year and 1 <= day.year <= 9998 else 2000, day.month)[1]
    )


def _mention(
    form: str, match: re.Match[str], last: Day, first: Day | None = None, swapped: Day | None = None
) -> Mention | None:
    if not _possible(last) or (first is not None and not _possible(first)):
        return None
    return Mention(match.start(), match.end(), last, first, form, match.start(), match.end(), swapped=swapped)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    year = int(text)
    return year + 2000 if year < 100 else year


def _read_numeric(form: str, match: re.Match[str], published: date) -> Mention | bool | None:
    groups = match.groupdict()
    day, month, year = int(groups["d"]), int(groups["mn"]), _year(groups["y"])
    last = Day(day, month, year)
    swapped = None
    if form == "numeric" and groups["sep"] == "/" and day <= 12 and day != month:
        swapped = Day(month, day, year)
    if month > 12 and day <= 12 and groups.get("sep") == "/":  # American order: 7/19/15
        last = Day(month, day, year)
    earlier = groups.get("d1")
    first = Day(int(earlier), last.month, last.year) if earlier else None
    return _mention(form, match, last, first, swapped)


def _read_short(form: str, match: re.Match[str], published: date) -> Mention | bool | None:
    # 18.10 may be a time or a sum: only «до 18.10», «с 18.10», «18.10-ге дейін» and the like are dates.
    before = match.string[max(0, match.start() - 14) : match.start()]
    after = match.string[match.end() : match.end() + 16]
    if re.search(r"(?:сагат|саг\.|час\w*|в)\s*$", before):
        return False
    if not re.search(
        r"(?:\b(?:до|по|с|к|от|позднее|by|until|мерзим\w*|дедлайн|deadline|дата)\s*:?|[-(])\s*$", before
    ) and not re.match(r"\s*(?:-?\s?(?:га|ге|ка|ке|нан|нен)\s|дейин|куни(?!\w)|-\s*\d\d\.\d\d(?!\d))", after):
        return False
    return _mention(form, match, Day(int(match["d"]), int(match["mn"])))


def _read_named(form: str, match: re.Match[str], published: date) -> Mention | bool | None:
    groups = match.groupdict()
    word = groups.get("mon") or groups.get("monk") or groups.get("mone")
    month = month_number(word) if word else None
    if month is None:
        return False
    year = _year(groups.get("y") or groups.get("y0") or groups.get("ye"))
    if year is None and (groups.get("this") or groups.get("this0")):
        year = published.year
    if year is None and (groups.get("next") or groups.get("next0")):
        year = published.year + 1
    if form == "end-of-month":
        return _mention(
            form, match, Day(monthrange(year if year and 1 <= year <= 9998 else 2001, month)[1], month, year)
        )
    if form == "whole-month":
        return _mention(
            form,
            match,
            Day(monthrange(year if year and 1 <= year <= 9998 else 2001, month)[1], month, year),
            Day(1, month, year),
        )
    if form == "ordinal":
        number = _ordinal(match)
        if number is None:
            return False
        start = _ORDINALS.get(re.sub(r"(?:ь?его|ого)$", "", match["ord1"])) if match["ord1"] else None
        return _mention(form, match, Day(number, month, year), Day(start, month, year) if start else None)
    day = int(groups["d"])
    if groups.get("d2"):
        return _mention(form, match, Day(int(groups["d2"]), month, year), Day(day, month, year))
    earlier = groups.get("d1")
    return _mention(form, match, Day(day, month, year), Day(int(earlier), month, year) if earlier else None)


def _ordinal(match: re.Match[str]) -> int | None:
    stem = re.sub(r"(?:ь?его|ого|ое|ье)$", "", match["ord"])
    number = _ORDINALS.get(stem) or (_ORDINALS["треть"] if stem == "трет" else None)
    if number is None:
        return None
    tens = match["tens"]
    return number if not tens else (20 if tens.startswith("дв") else 30) + number


def _read_in_words(form: str, match: re.Match[str], published: date) -> Mention | bool | None:
    """«ақпанның бірінен жиырма бесіне дейін», «он бесінші наурыз»."""
    month = month_number(match["monk"] or match["mono"])
    last, earlier = _count_of(match["w"] or match["wo"]), _count_of(match["w1"])
    if month is None or last is None:
        return False
    return _mention(form, match, Day(last, month), Day(earlier, month) if earlier else None)


def _count_of(words: str | None) -> int | None:
    read = read_words(words, 0) if words else None
    return None if read is None else int(read[0])


def _read_near(form: str, match: re.Match[str], published: date) -> Mention | bool | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    name, value = next(iter(groups.items()))
    if form == "soon":
        day = published + timedelta(days=int(name[1]))
    elif form == "left":
        day = published + timedelta(days=int(value))
    elif form == "weekday":
        number = next((index for index, names in enumerate(_WEEKDAYS) if value[:3] in names.split()), None)
        if number is None:
            return False
        day = published + timedelta(days=(number - published.weekday()) % 7 or 7)
    else:
        unit = _ENDS.get(value, "year")
        if unit == "month":
            day = published.replace(day=monthrange(published.year, published.month)[1])
        elif unit == "week":
            day = published + timedelta(days=6 - published.weekday())
        else:
            day = date(published.year, 12, 31)
    return _mention(form, match, Day(day.day, day.month, day.year))


def _read_nth(form: str, match: re.Match[str], published: date) -> Mention | bool | None:
    """«до 20 числа»: the month is that of publication, or the next one when the day has gone by there."""
    groups = match.groupdict()
    day = int(groups["d"] or groups["dk"] or groups["de"])
    this = groups["this"] or groups["thisk"] or groups["thise"]
    first_of_next = (published.replace(day=28) + timedelta(days=7)).replace(day=1)
    month = first_of_next if groups["next"] or (not this and day < published.day) else published
    earlier = groups["d1"]
    first = Day(int(earlier), month.month, month.year) if earlier else None
    return _mention(form, match, Day(day, month.month, month.year), first)


_READERS = {
    "iso": _read_numeric,
    "numeric": _read_numeric,
    "year-first": _read_numeric,
    "short": _read_short,
    "day-in-words": _read_in_words,
    "weekday": _read_near,
    "soon": _read_near,
    "left": _read_near,
    "nth": _read_nth,
    "end-of-this": _read_near,
}
