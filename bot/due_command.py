"""`elshi due`: when a letter is registered, when its answer is due, and why each day between is off."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from bot.check import LOCALES
from bot.holidays import FIRST_YEAR, LAST_YEAR, kazakh_calendar
from bot.settings import Settings
from domain.days_off import CalendarChange, NamedDay
from domain.requests.terms import Explanation, Terms
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime
from handlers.day_words import day_words
from handlers.texts import Texts, Translator

_EXAMPLE = "2026-12-31T18:31+05:00, or 2026-12-31 18:31 in local time"


def print_due(
    words: Sequence[str],
    settings: Settings,
    *,
    hours: str | None = None,
    as_json: bool = False,
    changes: Iterable[CalendarChange] = (),
) -> int:
    """Print how the due date of a letter is counted.

    Args:
        words: the moment it was sent, ISO 8601; without an offset it is local time.
        settings: the zone, and whether the day of receipt is day 1.
        hours: working time of the office, like `9:00-18:00/13:00-14:00`; the usual hours by default.
        as_json: one JSON object instead of lines for people.
        changes: the editable table of transferred days.

    Returns:
        0, or 2 when the moment or the hours cannot be understood.
    """
    try:
        sent = _moment(" ".join(words), settings.zone)
        time = DEFAULT_HOURS if hours is None else WorkingTime.parse(hours)
    except ValueError as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 2
    calendar = kazakh_calendar(sent.astimezone(settings.zone).date(), changes=changes)
    terms = Terms(calendar, settings.zone, first_day_is_next=not settings.count_receipt_day)
    found = terms.explain(sent, time)
    speakers = Texts.load(LOCALES).all()
    if as_json:
        print(json.dumps(_as_json(found, time, speakers), ensure_ascii=False))
    else:
        print("\n".join(_lines(found, speakers)))
    return 0


def _moment(text: str, zone: tzinfo) -> datetime:
    """Read a moment.

    Raises:
        ValueError: it is none, or the holidays of its year are not known at all; the text says so to a person.
    """
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:60]!r} is no moment: write {_EXAMPLE}") from None
    if _is_day(text):
        raise ValueError(f"{text!r} has no time of day, and 18:30 decides: write {_EXAMPLE}")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"no holidays are known for {moment.year}: write a moment of {FIRST_YEAR} to {LAST_YEAR}")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _lines(found: Explanation, speakers: Sequence[Translator]) -> list[str]:
    told = [
        f"sent        {_at(found.sent)}",
        f"registered  {_at(found.registered)}",
        f"day 1       {_on(found.day_one)}",
        f"due         {_on(found.due)} until 24:00",
    ]
    for title, days in (("skipped", found.skipped), ("worked, though one would not expect it", found.worked)):
        if days:
            told.append(f"{title}:")
            told += [f"  {_on(one.day)}  {_both(one, speakers)}" for one in days]
    return told + [f"note: {note}" for note in _notes(found)]


def _as_json(found: Explanation, hours: WorkingTime, speakers: Sequence[Translator]) -> dict[str, Any]:
    return {
        "sent": found.sent.isoformat(),
        "hours": hours.text(),
        "registered": found.registered.isoformat(),
        "day_one": found.day_one.isoformat(),
        "due": found.due.isoformat(),
        "ends": found.ends.isoformat(),
        "skipped": [_day(one, speakers) for one in found.skipped],
        "worked": [_day(one, speakers) for one in found.worked],
        "unknown_years": list(found.unknown),
        "awaited_years": list(found.awaited),
        "notes": _notes(found),
    }


def _day(named: NamedDay, speakers: Sequence[Translator]) -> dict[str, Any]:
    reason = named.reason
    return {
        "day": named.day.isoformat(),
        "kind": reason.kind.value,
        **{tr.language.value: day_words(named, tr) for tr in speakers},
        "estimated": reason.estimated,
        "instead_of": reason.instead_of.isoformat() if reason.instead_of else None,
    }


def _both(named: NamedDay, speakers: Sequence[Translator]) -> str:
    return " · ".join(dict.fromkeys(day_words(named, tr) for tr in speakers))  # once, when both languages say the same


def _notes(found: Explanation) -> list[str]:
    """Return what may still move the dates."""
    notes = [f"{one.day} is a computed date: when it moves, the due date may move" for one in found.estimated]
    notes += [f"the transfers ordered for {year} are not known yet: the dates may move" for year in found.awaited]
    notes += [
        f"the calendar of {year} is not known, only weekends and fixed holidays are: the dates may move"
        for year in found.unknown
    ]
    return notes


def _at(moment: datetime) -> str:
    return f"{moment.isoformat(' ', 'seconds')} {moment:%a}"


def _on(day: date) -> str:
    return f"{day} {day:%a}"
