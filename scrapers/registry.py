"""The list of sources (`sources.toml`) and the kinds of source that can be read."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from domain.sources import Source
from scrapers import feed, front_page, goszakup, govkz, grants_gov, page, telegram_channel
from scrapers.base import Parser
from scrapers.page_options import check_page_options
from scrapers.portal_options import check_portal

KINDS: Mapping[str, Parser] = MappingProxyType(
    {
        "feed": feed.parse,
        "page": page.parse,
        "telegram_channel": telegram_channel.parse,
        "govkz": govkz.parse,
        "goszakup": goszakup.parse,
        "grants_gov": grants_gov.parse,
    }
)
"""Kind of source → what reads its bodies. A new kind is one line here."""

PARSERS: Mapping[str, Parser] = MappingProxyType(
    {
        **KINDS,
        "page_detail": page.parse_detail,
        "front_page": front_page.parse,
        "grants_gov_detail": grants_gov.parse_detail,
    }
)
"""Everything that the reading process can be asked to read."""

PORTALS = frozenset({"govkz", "goszakup", "grants_gov"})
"""Kinds that are asked by an interface of their own (see `portal_options`)."""

PACKAGED = Path(__file__).with_name("sources.toml")
SHORTEST = timedelta(minutes=5)
SHORTEST_HERE = timedelta(seconds=1)
"""For sources on this very machine (the demo's): other people's sites are not ours to wear out."""
LONGEST = timedelta(days=7)

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_TERRITORY = re.compile(r"KZ|\d{9}|x-[a-z0-9-]{1,60}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_INTERVAL = re.compile(r"(\d{1,6})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DATES = ("dmy", "mdy")
_REQUIRED = ("id", "kind", "url", "name_kk", "name_ru")
_KNOWN = {*_REQUIRED, "territory", "languages", "interval", "enabled", "options"}


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """Something in the list that its keeper must mend. `source` is the entry's id, or its number when it has none."""

    code: str
    source: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"source {self.source}: {self.what}; {self.mend}" if self.source else f"{self.what}; {self.mend}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The sources that can be used, and all problems of the rest."""

    sources: tuple[Source, ...]
    problems: tuple[SourceProblem, ...]


def load_sources(path: Path | None = None, *, territories: Container[str] | None = None) -> SourceFile:
    """Read a list of sources.

    Args:
        path: a TOML file of `[[source]]` tables; the list that comes with Elshi when omitted.
        territories: ids that exist; when omitted only their shape is checked.

    Returns:
        Every entry without problems as a source, and every problem of the others at once. Nothing is raised.
    """
    path = path or PACKAGED
    try:
        body = path.read_bytes()
    except (OSError, ValueError) as error:  # a path with a zero byte is a ValueError
        why = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        mend = "give the path of a readable file, or leave SOURCES_FILE out"
        return _broken("unreadable_file", f"cannot read {str(path)!r}: {why}", mend)
    try:
        found = tomllib.loads(body.decode().replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:  # of TOML, of UTF-8, or of a number with thousands of digits
        return _broken("bad_toml", f"{path} is not valid TOML ({error})", "mend that line; it must be UTF-8")
    entries = found.get("source", [])
    if not isinstance(entries, list):
        return _broken("bad_toml", f"{path} has no list of sources", "begin each source with the line [[source]]")
    sources: list[Source] = []
    problems: list[SourceProblem] = []
    ids: set[str] = set()
    urls: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        entry = entry if isinstance(entry, dict) else {}
        name = entry.get("id") if isinstance(entry.get("id"), str) else f"number {number}"
        wrong = [SourceProblem(code, str(name), what, mend) for code, what, mend in _check(entry, territories)]
        if name in ids:
            wrong.append(SourceProblem("duplicate_id", str(name), "this id is used twice", "give it an id of its own"))
        url = entry.get("url")
        if isinstance(url, str) and url in urls:
            what = f"its address is also that of {urls[url]}"
            wrong.append(SourceProblem("duplicate_url", str(name), what, "remove one of the two"))
        ids.add(str(name))
        if isinstance(url, str):
            urls.setdefault(url, str(name))
        problems += wrong
        if not wrong:
            sources.append(_source(entry))
    return SourceFile(tuple(sources), tuple(problems))


def _broken(code: str, what: str, mend: str) -> SourceFile:
    return SourceFile((), (SourceProblem(code, "", what, mend),))


def _source(entry: Mapping[str, Any]) -> Source:
    optional: dict[str, Any] = {}
    if "territory" in entry:
        optional["territory_id"] = entry["territory"]
    if "languages" in entry:
        optional["languages"] = tuple(entry["languages"])
    if "interval" in entry:
        optional["interval"] = _interval(entry["interval"])
    optional |= {name: entry[name] for name in ("enabled", "options") if name in entry}
    return Source(**{name: entry[name].strip() for name in _REQUIRED}, **optional)


def _check(entry: Mapping[str, Any], territories: Container[str] | None) -> Iterator[tuple[str, str, str]]:
    """Yield code, fact and remedy of everything wrong with one entry."""
    for name in _REQUIRED:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            yield f"no_{name}", f"{name} is missing", f'add the line {name} = "…"'
    for name in sorted(set(entry) - _KNOWN):
        yield "unknown_key", f"{name!r} is not something a source has", f"use only {', '.join(sorted(_KNOWN))}"
    if isinstance(entry.get("id"), str) and not _ID.fullmatch(entry["id"]):
        yield "bad_id", "its id has other characters than allowed", "use a-z, 0-9, - and _, at most 64 of them"
    if isinstance(entry.get("kind"), str) and entry["kind"] not in KINDS:
        yield "unknown_kind", f"kind {entry['kind']!r} is unknown", f"use one of: {', '.join(sorted(KINDS))}"
    if isinstance(entry.get("url"), str) and not _is_web_address(entry["url"].strip()):
        yield (
            "bad_url",
            "its address cannot be fetched",
            "give the whole http(s)://… address, no name or password",
        )
    territory = entry.get("territory", "KZ")
    if not isinstance(territory, str) or not _TERRITORY.fullmatch(territory):
        yield "bad_territory", "territory is not an id", 'use "KZ", a 9-digit KATO code or an "x-…" id'
    elif territories is not None and territory not in territories:
        yield "unknown_territory", f"there is no territory {territory}", "take an id from storage/seed/territories.csv"
    languages = entry.get("languages", ["kk"])
    if not _are_languages(languages):
        yield "bad_languages", "languages is not a list of codes", 'write it like languages = ["kk", "ru"]'
    interval, shortest = _interval(entry.get("interval", "30m")), _shortest(entry.get("url"))
    if interval is None:
        yield "bad_interval", "interval is not a span of time", 'write it like interval = "30m" (s, m, h, d)'
    elif not shortest <= interval <= LONGEST:
        limits = f"{_span(shortest)} and {_span(LONGEST)}"
        yield "interval_out_of_range", "interval is too short or too long", f"choose one between {limits}"
    if not isinstance(entry.get("enabled", True), bool):
        yield "bad_enabled", "enabled is neither true nor false", "write true or false, without quotes"
    options, kind = entry.get("options", {}), entry.get("kind")
    if not isinstance(options, dict):
        yield "bad_options", "options is not a table", "write it as [source.options]"
    elif not _is_plain(options):
        yield "bad_options", "options holds a date, a time or an endless number", "put it in quotes"
    elif kind == "page" and (options or entry.get("enabled") is not False):
        # A known site whose selectors nobody has looked at yet may stand in the list, as long as it is not asked.
        yield from check_page_options(options)
    elif isinstance(kind, str) and kind in PORTALS and isinstance(entry.get("url"), str):
        yield from check_portal(kind, entry["url"].strip(), options)
    if isinstance(options, dict) and options.get("dates", "dmy") not in _DATES:
        yield "bad_dates", "dates is unknown", f"leave it out, or use one of: {', '.join(_DATES)}"
    if kind == "telegram_channel" and isinstance(entry.get("url"), str) and "/s/" not in entry["url"]:
        mend = "give its public preview, https://t.me/s/<channel>"
        yield "bad_channel_url", "its address is not the preview of a channel", mend


def _is_plain(options: Mapping[str, Any]) -> bool:
    try:
        json.dumps(options)
    except (TypeError, ValueError, RecursionError):  # a date, a number with thousands of digits, endless tables
        return False
    return True


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    good = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return good and port_fits and not re.search(r"\s", url)


def _shortest(url: Any) -> timedelta:
    here = isinstance(url, str) and re.match(r"https?://(localhost|127\.0\.0\.\d+|\[::1\])(:\d+)?(/|$)", url)
    return SHORTEST_HERE if here else SHORTEST


def _are_languages(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(x, str) and _LANGUAGE.fullmatch(x) for x in value)


def _interval(value: Any) -> timedelta | None:
    match = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else None


def _span(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{value.total_seconds():g}s"
