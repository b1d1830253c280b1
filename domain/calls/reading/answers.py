"""One value that a person typed as an answer: a moment or a sum, read by the same rules as announcements."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.calls.model import LocalMoment
from domain.calls.reading.dates import find_dates, real_day
from domain.calls.reading.sums import find_sums
from domain.calls.reading.text import prepare

LONGEST_ANSWER = 100
_EARLIER = timedelta(days=60)  # a day without a year this far back is still this year's
_CLOCK = re.compile(r"\d:\d")
_SHORT_DATE = re.compile(r"(?<![\d.])(\d{1,2}\.\d{1,2})\.?(?![\d.])")


def read_moment(text: str, today: date) -> LocalMoment | None:
    """Return the one day (with its time, when typed) that an answer names, or None.

    A missing year is the one that brings the day nearest ahead. An impossible day, two days or a day far beyond a
    lifetime are no answer.
    """
    if len(text) > LONGEST_ANSWER:
        return None
    found = find_dates(prepare("", text).folded, today)
    if not found:  # «20.04 18:00»: in an announcement it might be a number, here it is a day
        found = find_dates(prepare("", _SHORT_DATE.sub(rf"\1.{today.year}", text)).folded, today)
        found = [one._replace(last=one.last._replace(year=None)) for one in found]
    if len(found) != 1 or found[0].first is not None:
        return None
    one = found[0]
    if not one.timed and _CLOCK.search(text):
        return None  # «20 апреля 25:00»
    if one.last.year is not None:
        day = real_day(one.last)
    else:
        years = (real_day(one.last._replace(year=year)) for year in (today.year, today.year + 1))
        day = next((day for day in years if day is not None and day >= today - _EARLIER), None)
    if day is None or not 2000 <= day.year <= today.year + 20:
        return None
    return LocalMoment(day, one.at)


def only_moment(text: str, today: date) -> tuple[LocalMoment, str] | None:
    """Return the one day (with its time) that a whole text names, and its words; None when it names several or none."""
    page = prepare("", text)
    found = find_dates(page.folded, today)
    if len(found) != 1 or found[0].first is not None:
        return None
    one = found[0]
    words = page.shown(one.left, one.right)
    moment = read_moment(words, today)
    return (moment, words) if moment else None


def read_amount(text: str) -> tuple[int, str | None] | None:
    """Return the one sum that an answer names, in whole units, with its currency when typed; None otherwise."""
    if len(text) > LONGEST_ANSWER or text.lstrip().startswith(("-", "−", "–")):
        return None
    for said, named in ((text, True), (f"{text} тенге", False)):
        page = prepare("", said)
        sums = find_sums(page)
        if len(sums) == 1 and sums[0].value > 0 and sums[0].currency:
            printed = re.search(r"[^\W\d_]", re.sub(r"(?i)млн|млрд|мың|тыс\w*|миллион\w*|миллиард\w*", "", text))
            symbol = re.search(r"[₸$€£₽]", text)
            return sums[0].value, sums[0].currency if named and (printed or symbol) else None
    return None
