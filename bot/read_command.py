"""`elshi read`: announcements as JSON lines in, what was read from them as JSON lines out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar
from domain.calls.model import Candidate, Post
from domain.calls.reading import Gazetteer, read
from domain.clock import SystemClock
from domain.territory import TerritoryTree
from storage.seed import load_territories

_ZONE = ZoneInfo("Asia/Almaty")


def read_lines(source: Path | None, output: Path | None) -> int:
    """Read announcements from a file or standard input and write what was read, line by line.

    A line in: `id url title text published assume_today` (`published` and `assume_today` are ISO days or moments, or
    null). A line out: the fields of a candidate; `regions` are territory ids, moments are local ISO. A line that cannot
    be read becomes `{"id": …, "error": …}` and the run goes on.

    Args:
        source: file of JSON lines, UTF-8; standard input when None.
        output: file to write; standard output when None.

    Returns:
        0, or 1 when any line could not be read, or 2 when a file could not be opened.
    """
    with ExitStack() as files:
        try:
            lines: Iterable[bytes] = files.enter_context(source.open("rb")) if source else sys.stdin.buffer
            written: TextIO = files.enter_context(output.open("w", encoding="utf-8")) if output else sys.stdout
        except OSError as problem:
            print(f"{problem.filename}: {problem.strerror}", file=sys.stderr)  # noqa: T201 (a command line tells)
            return 2
        if written is sys.stdout:
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[attr-defined]
        bad = 0
        for answer in answers(lines):
            bad += "error" in answer
            # "\ud83d" alone in an id is no character that UTF-8 could carry.
            told = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
            written.write(told + "\n")
            written.flush()
    return 1 if bad else 0


def answers(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield one answer for each line that is not blank: a candidate's fields, or an error."""
    places = Gazetteer(TerritoryTree(load_territories()))
    calendar = _Calendars()
    now = SystemClock().now().astimezone(_ZONE).date()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        identity: Any = None
        try:
            item = json.loads(line.decode("utf-8-sig"))
            if not isinstance(item, dict):
                raise TypeError("the line is not a JSON object")
            identity = item.get("id")
            post = _post(item)
            today = _moment(item, "assume_today")
            day = today.astimezone(_ZONE).date() if today else now
            published = post.published.astimezone(_ZONE).date() if post.published else day
            candidate = read(post, places=places, calendar=calendar(published), today=day)
        # RecursionError: a line of a hundred thousand brackets. OverflowError: a moment at the end of time.
        except (ValueError, TypeError, OverflowError, RecursionError) as problem:
            yield {"id": identity, "line": number, "error": str(problem) or type(problem).__name__}
            continue
        yield {"id": identity, **as_json(candidate)}


class _Calendars:
    """Working days around a day, worked out once a year asked for."""

    def __init__(self, work_out: Callable[[date], WorkingCalendar] = kazakh_calendar) -> None:
        self._work_out = work_out
        self._known: dict[int, WorkingCalendar] = {}

    def __call__(self, day: date) -> WorkingCalendar:
        # Holidays are known for some years only; a post "published" in 9999 is read all the same.
        year = min(max(day.year, 2010), 2090)
        if year not in self._known:
            self._known[year] = self._work_out(date(year, 7, 1))
        return self._known[year]


def as_json(candidate: Candidate) -> dict[str, Any]:
    """Return a candidate's fields as JSON values."""
    return {
        "is_call": candidate.is_call,
        "kind": candidate.kind.value,
        "event": candidate.event.value,
        "opens": candidate.opens.isoformat() if candidate.opens else None,
        "deadline": candidate.deadline.isoformat() if candidate.deadline else None,
        "deadlines": [moment.isoformat() for moment in candidate.deadlines],
        "amount_max": candidate.amount_max,
        "amount_total": candidate.amount_total,
        "currency": candidate.currency,
        "regions": list(candidate.regions),
        "spheres": list(candidate.spheres),
        "organiser": candidate.organiser,
        "applicants": list(candidate.applicants),
        "ages": list(candidate.ages),
        "award_mci": candidate.award_mci,
        "lang": candidate.lang,
        "confidence": dict(candidate.confidence),
        "evidence": dict(candidate.evidence),
    }


def _post(item: Mapping[str, Any]) -> Post:
    return Post(
        external_id=str(item.get("id") or ""),
        url=_text(item, "url"),
        title=_text(item, "title"),
        text=_text(item, "text"),
        published=_moment(item, "published"),
    )


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a string")
    return value.encode("utf-8", "replace").decode("utf-8")  # lone surrogates of "\ud800" cannot be written out


def _moment(item: Mapping[str, Any], name: str) -> datetime | None:
    value = item.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise TypeError(f"{name} is not an ISO date")
    moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_ZONE)
    # Moments at the very ends of the calendar cannot be turned into another zone.
    if not 2 <= moment.year <= 9997:
        raise ValueError(f"{name} is not in this age")
    return moment.astimezone(UTC)
