"""Grants.gov to posts: `search2` lists opportunities, `fetchOpportunity` tells about one. Both are asked by POST.

Days are printed as month/day/year. A term ends at midnight in Washington, which is the next morning in Kazakhstan: the
day as stated is never too late.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urljoin, urlsplit

from domain.calls.model import CallEvent, CallKind, LocalMoment, Post, Stated
from scrapers.base import Document, Question, Reading
from scrapers.interface import NotJson, line, loaded, name, rows, table, whole, words
from scrapers.posts import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, distinct

HOST = "api.grants.gov"
SITE = "https://www.grants.gov/"
PAGE = "search-results-detail/"
ROWS = 25
"""Opportunities asked for at a time."""

_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
_SPELT = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}), (\d{4})")
_MIDNIGHT = time(5, tzinfo=UTC)  # in Washington, as in winter
_BLANK = Stated()


def search(options: Mapping[str, Any], start: int = 0) -> Question:
    """Return what asks for the open opportunities from a place of the list on."""
    asked: dict[str, Any] = {"rows": options.get("size", ROWS), "startRecordNum": start, "oppStatuses": "posted"}
    asked |= {key: options[key] for key in ("keyword", "agencies") if options.get(key)}
    return Question(json.dumps(asked).encode())


def details_url(url: str) -> str:
    """Return where single opportunities are asked for, beside the address of the search."""
    return urljoin(url, "fetchOpportunity")


def details(number: str) -> Question:
    """Return what asks for one opportunity."""
    return Question(json.dumps({"opportunityId": int(number) if number.isdecimal() else number}).encode())


def parse(document: Document) -> Reading:
    """Read a page of the search: posts without words yet, and in `total` how many opportunities there are."""
    try:
        found = _data(document)
    except NotJson as error:
        return Reading(problem=error.problem)
    if isinstance(found, str):
        return Reading(problem="api_error", detail=found)
    if not isinstance(found.get("oppHits"), list):
        return Reading(problem="not_a_list")
    posts = (post for hit in rows(found["oppHits"], MAX_ENTRIES) if (post := _hit(hit, document)) is not None)
    return Reading(distinct(posts), total=whole(found.get("hitCount")) or 0)


def parse_detail(document: Document) -> Reading:
    """Read one opportunity into a single post; what the search tells already is left to it."""
    try:
        found = _data(document)
    except NotJson as error:
        return Reading(problem=error.problem)
    if isinstance(found, str):
        return Reading(problem="api_error", detail=found)
    told = table(found.get("synopsis")) or table(found.get("forecast"))
    said = [told.get("synopsisDesc") or told.get("forecastDesc"), told.get("applicantEligibilityDesc")]
    text = "\n".join(part for value in said if (part := words(value, MAX_TEXT)))
    if not name(found.get("id")) or not text:
        return Reading(problem="not_a_list")
    ceiling, fund = whole(told.get("awardCeiling")), whole(told.get("estimatedFunding"))
    deadline = _spelt(told.get("responseDate"))
    stated = Stated(
        deadline=deadline,
        amount_max=ceiling,
        amount_total=fund,
        currency="USD" if ceiling or fund else None,
        organiser=line(told.get("agencyName"), 200) or None,
        printed=tuple(
            (field, f"{key}: {line(str(told[key]), 60)}")
            for field, key, value in (
                ("deadline", "responseDate", deadline),
                ("amount_max", "awardCeiling", ceiling),
                ("amount_total", "estimatedFunding", fund),
            )
            if value is not None
        ),
    )
    post = Post("", document.url, line(found.get("opportunityTitle"), MAX_TITLE), text[:MAX_TEXT], None, stated)
    return Reading((post,))


def joined(entry: Post, detail: Post) -> Post:
    """Return an entry of the list with what its own page adds; what the list states stands."""
    listed, told = entry.stated or _BLANK, detail.stated or _BLANK
    names = {item.name for item in fields(Stated)} - {"printed"}
    added = {one for one in names if getattr(listed, one) == getattr(_BLANK, one)}
    stated = replace(
        listed,
        **{one: getattr(told, one) for one in added},
        printed=(*listed.printed, *((one, said) for one, said in told.printed if one in added)),
    )
    return replace(entry, title=detail.title or entry.title, text=detail.text or entry.text, stated=stated)


def _data(document: Document) -> Mapping[str, Any] | str:
    """Return what the answer holds, or the error that it names.

    Raises:
        NotJson: see `loaded`.
    """
    answer = table(loaded(document))
    code = answer.get("errorcode")
    if code not in (0, "0", None):
        return line(answer.get("msg"), 200) or f"errorcode {line(str(code), 20)}"
    return table(answer.get("data"))


def _hit(hit: Mapping[str, Any], document: Document) -> Post | None:
    number, title = name(hit.get("id")), line(hit.get("title"), MAX_TITLE)
    if not number or not title or hit.get("oppStatus") not in ("posted", None):
        return None
    opens, closes = _numeric(hit.get("openDate")), _numeric(hit.get("closeDate"))
    at = datetime.combine(opens.day, _MIDNIGHT) if opens else None
    organiser = line(hit.get("agency"), 200) or line(hit.get("agencyName"), 200) or None
    stated = Stated(
        kind=CallKind.GRANT,
        event=CallEvent.OPENED,
        opens=opens,
        deadline=closes,
        organiser=organiser,
        month_first=True,
        number=line(hit.get("number"), 60) or number,
        printed=(
            ("event", "oppStatus: posted"),
            *((("opens", f"openDate: {hit['openDate']}"),) if opens else ()),
            *((("deadline", f"closeDate: {hit['closeDate']}"),) if closes else ()),
        ),
    )
    home = SITE if urlsplit(document.url).hostname == HOST else urljoin(document.url, "/")
    published = at if at is not None and at <= document.now else None
    return Post(number, f"{home}{PAGE}{number}", title, "", published, stated)


def _numeric(value: object) -> LocalMoment | None:
    found = _MONTH_FIRST.fullmatch(value.strip()) if isinstance(value, str) else None
    return _day(int(found[3]), int(found[1]), int(found[2])) if found else None


def _spelt(value: object) -> LocalMoment | None:
    found = _SPELT.match(value.strip()) if isinstance(value, str) else None
    return _day(int(found[3]), _MONTHS.get(found[1].lower(), 0), int(found[2])) if found else None


def _day(year: int, month: int, day: int) -> LocalMoment | None:
    try:
        return LocalMoment(date(year, month, day)) if 1990 <= year <= 2100 else None
    except ValueError:
        return None
