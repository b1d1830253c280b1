"""What interfaces for programs answer (JSON), read with distrust: any field may be missing, null or of another type."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.calls.model import LocalMoment
from domain.calls.reading.language import read_language
from domain.calls.reading.text import prepare
from scrapers.base import Document
from scrapers.charset import decode
from scrapers.item_dates import LOCAL
from scrapers.plain_text import MARKUP, from_html, tidy

LARGEST = 10**13
"""Nobody has announced a sum above this: whatever states one has slipped."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].{1,30})?")
_ID = re.compile(r"[\w-]{1,40}")
_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2100
_AHEAD = timedelta(days=2)


class NotJson(Exception):
    """The body is something else. `problem` is not_json, or browser_check for a web page."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def loaded(document: Document) -> Any:
    """Return what a JSON body holds.

    Raises:
        NotJson: it is a web page, cut off, nested without end, or no JSON at all.
    """
    text = decode(document.body, document.charset).strip()
    if text[:1] == "<":
        # An interface that shows a page wants to see a browser first.
        raise NotJson("browser_check")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise NotJson("not_json") from None


def table(value: object) -> Mapping[str, Any]:
    """Return a JSON object; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def rows(value: object, most: int) -> list[Mapping[str, Any]]:
    """Return the objects of a list, at most so many; none for anything else."""
    items: Sequence[object] = value[:most] if isinstance(value, list) else ()
    return [item for item in items if isinstance(item, Mapping)]


def words(value: object, limit: int) -> str:
    """Return a text, without markup; "" for anything else."""
    if not isinstance(value, str):
        return ""
    return from_html(value, limit) if MARKUP.search(value) else tidy(value, limit)


def line(value: object, limit: int) -> str:
    """Return a text on one line; "" for anything else."""
    return words(value, limit).replace("\n", " ")


def name(value: object) -> str:
    """Return an id, given as a number or as a text without surprises; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    text = str(value).strip() if isinstance(value, str) or abs(value) < 10**18 else ""
    return text if _ID.fullmatch(text) else ""


def whole(value: object) -> int | None:
    """Return a sum in whole units, given as a number or a text; None for none, zero, a negative or an absurd one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    try:
        found = Decimal(str(value).strip().replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except (InvalidOperation, ValueError):  # ValueError: an integer of thousands of digits
        return None
    return int(found) if found.is_finite() and 1 <= found <= LARGEST else None


def instant(value: object) -> datetime | None:
    """Return the instant of an ISO text; without a zone it is local time. None for anything else."""
    if not isinstance(value, str) or not _DAY.fullmatch(value.strip()):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        moment = moment.replace(tzinfo=LOCAL) if moment.tzinfo is None else moment
        return moment.astimezone(UTC) if _EARLIEST_YEAR <= moment.year <= _LATEST_YEAR else None
    except (ValueError, OverflowError):
        return None


def published(value: object, now: datetime) -> datetime | None:
    """Return the instant of publication; None when nobody can have meant it."""
    moment = instant(value)
    return moment if moment is not None and moment <= now + _AHEAD else None


def local(value: object) -> LocalMoment | None:
    """Return a local moment, to the minute, of an ISO text; a bare day stays one."""
    moment = instant(value)
    if moment is None or not isinstance(value, str):
        return None
    here = moment.astimezone(LOCAL)
    return LocalMoment(here.date(), here.time().replace(second=0, microsecond=0) if len(value.strip()) > 10 else None)


def language(said: object, title: str, text: str) -> str:
    """Return kk, ru or en: as the interface says, else as the words tell."""
    code = {"kz": "kk", "kaz": "kk"}.get(said, said) if isinstance(said, str) else ""
    if code in {"kk", "ru", "en"}:
        return code
    return read_language(prepare(title, text[:500]))[0]
