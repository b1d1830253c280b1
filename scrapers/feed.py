"""RSS, Atom, RDF and JSON feeds to posts.

`parse` takes any bytes. It is meant to run in the reading process (`reader`): feedparser has regular expressions and
lists that a purpose-made feed can keep busy for hours while they hold the interpreter, and only killing ends that.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.calls.model import Post
from scrapers.base import Document, Reading
from scrapers.charset import decode
from scrapers.long_feed import Entry, ahead_of, cut, instant_of, newest_first
from scrapers.plain_text import MARKUP, from_html, tidy
from scrapers.posts import MAX_ENTRIES, MAX_ID, MAX_TEXT, MAX_TITLE, address, digest, distinct
from scrapers.xml_repair import repair

NOT_A_FEED = "not_a_feed"
UNREADABLE = "unreadable"

_EARLIEST_YEAR = 1990
_AHEAD = timedelta(days=2)  # a clock or a time zone may be wrong by a day, not by years


def parse(document: Document) -> Reading:
    """Read a feed.

    Args:
        document: any bytes, where they came from, and when.

    Returns:
        At most `MAX_ENTRIES` posts, each with an id of its own and an absolute http(s) address: all in the feed's
        order, or of a longer feed a portion, newest first, and how many there are; or the problem `not_a_feed` (an
        error page served as 200, something else altogether) or `unreadable`. An empty feed is no problem.
    """
    text = decode(document.body, document.charset)
    try:
        return _json_feed(text, document) if text.lstrip()[:1] == "{" else _xml_feed(text, document)
    except Exception:  # feedparser promises nothing about hostile input, and the collector must live
        return Reading(problem=UNREADABLE)


def _xml_feed(text: str, document: Document) -> Reading:
    import feedparser

    clean = repair(text)
    if not clean:
        return Reading(problem=NOT_A_FEED)
    whole = cut(clean) if clean.count("<item") + clean.count("<entry") > MAX_ENTRIES else None
    entries = whole.entries if whole is not None and len(whole.entries) > MAX_ENTRIES else ()
    if whole is not None and entries:
        clean = whole.portion(document.start, MAX_ENTRIES)
    found = feedparser.parse(
        clean.encode("utf-8", "replace"),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": document.url},
        # Markup is thrown away below, so cleaning it and resolving the links in it would be work for nothing.
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    # `bozo` says nothing here: it is unset for an HTML page and set for many good feeds.
    if not found.version:
        return Reading(problem=NOT_A_FEED)
    home = address(found.feed.get("link"), document.url) or document.url
    atom = found.version.startswith("atom")
    few = found.entries[:MAX_ENTRIES]
    posts = distinct(_guarded(few, lambda entry: _xml_post(entry, home, document, atom=atom)))
    name = _title(found.feed.get("title"), plain=False)
    return _portion(Reading(posts, name=name), entries, document)


def _portion(reading: Reading, entries: Sequence[Entry], document: Document) -> Reading:
    """Add to a reading which portion of a long feed it is; a feed that was read whole stays as it is."""
    if not entries:
        return reading
    ahead = ahead_of(entries, document.since)
    return replace(reading, total=len(entries), top=entries[0].name, ahead=ahead)


def _xml_post(entry: Any, home: str, document: Document, *, atom: bool) -> Post:
    # Only Atom says reliably what is plain text; RSS titles are HTML whenever they look like it.
    title = _title(entry.get("title"), plain=atom and _type(entry.get("title_detail")) == "text/plain")
    bodies = [*entry.get("content", ()), entry.get("summary_detail") or {"value": entry.get("summary")}]
    text = next(
        filter(None, (_text(body.get("value"), plain=atom and _type(body) == "text/plain") for body in bodies)), ""
    )
    links = [entry.get("link"), *(link.get("href") for link in entry.get("links", ()))]
    url = next(filter(None, (address(link, document.url) for link in links)), "")
    # feedparser's own `get` answers for a missing date of change with that of publication, and warns that it does.
    moments = (dict.get(entry, name) for name in ("published_parsed", "updated_parsed", "created_parsed"))
    published = next(filter(None, (_moment(_from_struct, moment, document.now) for moment in moments)), None)
    return _post(entry.get("id"), url, home, title, text, published)


def _json_feed(text: str, document: Document) -> Reading:
    # https://www.jsonfeed.org/version/1.1/
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Reading(problem=NOT_A_FEED)
    items = found.get("items")
    version = found.get("version")
    if not isinstance(version, str) or "jsonfeed.org/version/" not in version or not isinstance(items, list):
        return Reading(problem=NOT_A_FEED)
    home = address(found.get("home_page_url"), document.url) or document.url
    found_items = [item for item in items if isinstance(item, dict)]
    entries: list[Entry] = []
    if len(found_items) > MAX_ENTRIES:
        names = [digest(str(item.get("id") or item.get("url")))[:16] for item in found_items]
        moments = [instant_of(str(item.get("date_published") or item.get("date_modified"))) for item in found_items]
        places = map(str, range(len(found_items)))
        entries = newest_first([Entry(*entry) for entry in zip(places, moments, names, strict=True)])
        few = entries[document.start : document.start + MAX_ENTRIES]
        found_items = [found_items[int(entry.raw)] for entry in few]
    posts = distinct(_guarded(found_items, lambda item: _json_post(item, home, document)))
    return _portion(Reading(posts, name=_title(found.get("title"), plain=False)), entries, document)


def _json_post(item: Mapping[str, Any], home: str, document: Document) -> Post:
    url = next(filter(None, (address(item.get(name), document.url) for name in ("url", "external_url"))), "")
    text = (
        _text(item.get("content_html"))
        or _text(item.get("content_text"), plain=True)
        or _text(item.get("summary"), plain=True)
    )
    moments = (item.get(name) for name in ("date_published", "date_modified"))
    published = next(filter(None, (_moment(_from_iso, moment, document.now) for moment in moments)), None)
    # Version 1 says that an id is a text, and that a reader must take numbers too.
    name = str(item["id"]) if isinstance(item.get("id"), str | int | float) else None
    return _post(name, url, home, _title(item.get("title"), plain=False), text, published)


def _post(name: Any, url: str, home: str, title: str, text: str, published: datetime | None) -> Post:
    name = tidy(name, 8 * MAX_ID) if isinstance(name, str) else ""
    if len(name) > MAX_ID:
        name = digest(name)
    return Post(name or url or digest(title, text), url or home, title, text, published)


def _guarded(entries: Iterable[Any], read: Callable[[Any], Post]) -> Iterator[Post]:
    """Yield the posts that can be read: one monstrous entry must not cost the others."""
    for entry in entries:
        try:
            post = read(entry)
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError, RecursionError):
            continue
        if post.title or post.text:
            yield post


def _title(value: Any, *, plain: bool) -> str:
    return _text(value, plain=plain, limit=MAX_TITLE).replace("\n", " ")


def _text(value: Any, *, plain: bool = False, limit: int = MAX_TEXT) -> str:
    if not isinstance(value, str):
        return ""
    return tidy(value, limit) if plain or not MARKUP.search(value) else from_html(value, limit)


def _type(detail: Any) -> str:
    return str(detail.get("type", "")) if isinstance(detail, Mapping) else ""


def _from_struct(value: Any) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(value), UTC)


def _from_iso(value: Any) -> datetime:
    moment = datetime.fromisoformat(value.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _moment(read: Callable[[Any], datetime], value: Any, now: datetime) -> datetime | None:
    """Return an aware UTC instant, or None for a date that nobody can have meant."""
    if not value:
        return None
    try:
        moment = read(value)
    except (ValueError, TypeError, AttributeError, OverflowError, OSError):
        return None
    return moment if moment.year >= _EARLIEST_YEAR and moment <= now + _AHEAD else None
