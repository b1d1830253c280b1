"""The content interface of gov.kz to posts: `documents` and `events` of one state body.

An address names the body: `…/api/v1/public/content-manager/documents?projects=zhetysu&sort-by=created_date:DESC`. The
third list, `news`, answers only to a session that a browser has opened; that is the site's decision and stays so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from domain.calls.model import CallKind, LocalMoment, Post, Stated
from scrapers.base import Document, Reading
from scrapers.interface import NotJson, instant, language, line, loaded, local, name, published, rows, table, words
from scrapers.posts import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, address, distinct

LISTS = ("documents", "events")
MOST_FILES = 20

_WORDS = ("short_description", "description", "content", "body", "text")
_PAGES = {"documents": "documents/details", "events": "press/events/details"}
_HELD = {"kk": "Өтетін күні", "ru": "Дата проведения", "en": "Date of the event"}


def parse(document: Document) -> Reading:
    """Read a page of a list.

    Returns:
        Its items as posts, in its order (`total` counts them); or the problem not_json, browser_check or not_a_list.
    """
    try:
        found = loaded(document)
    except NotJson as error:
        return Reading(problem=error.problem)
    listed = (
        found
        if isinstance(found, list)
        else next(
            (value for key in ("content", "data", "items") if isinstance(value := table(found).get(key), list)), None
        )
    )
    if listed is None:
        return Reading(problem="not_a_list")
    items = rows(listed, MAX_ENTRIES)
    posts = (post for item in items if (post := _post(item, document)) is not None)
    return Reading(distinct(posts), total=len(items))


def list_of(url: str) -> str:
    """Return which list an address of the interface is: the last part of its path."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def body_of(url: str) -> str:
    """Return the name of the state body in an address of the interface ("" when there is none)."""
    named = parse_qs(urlsplit(url).query).get("projects", [""])[0]
    return named.rpartition(":")[2]


def page_url(url: str, number: int) -> str:
    """Return the address of a numbered page of the list."""
    parts = urlsplit(url)
    query = parse_qs(parts.query, keep_blank_values=True) | {"page": [str(number)]}
    return urlunsplit(parts._replace(query=urlencode(query, doseq=True, safe=":,")))


def _post(item: Mapping[str, Any], document: Document) -> Post | None:
    number, title = name(item.get("id")), line(item.get("title"), MAX_TITLE) or line(item.get("name"), MAX_TITLE)
    if not number or not title:
        return None
    said = list(_texts(item))
    kind = list_of(document.url)
    lang = language(item.get("lang") or item.get("language"), title, said[0] if said else "")
    page = f"/memleket/entities/{body_of(document.url)}/{_PAGES.get(kind, kind)}/{number}?lang={lang}"
    text = "\n".join((*_when(item, lang), *said, *_files(item)))
    return Post(
        f"{kind}/{number}/{lang}",
        address(page, document.url) or document.url,
        title,
        text[:MAX_TEXT],
        published(item.get("created_date"), document.now),
        _stated(item) if kind == "events" else None,
    )


def _when(item: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Yield when an event takes place, in words that are read like any other announcement's."""
    begins, ends = local(item.get("event_date")), local(item.get("event_date_end"))
    if begins is None:
        return
    shown = _shown(begins)
    if ends is not None and instant(item["event_date_end"]) != instant(item["event_date"]) and ends.day != begins.day:
        shown += f" – {_shown(ends)}"
    yield f"{_HELD[lang]}: {shown}"


def _shown(moment: LocalMoment) -> str:
    return f"{moment.day:%d.%m.%Y}" + (f" {moment.at:%H:%M}" if moment.at else "")


def _texts(item: Mapping[str, Any]) -> Iterator[str]:
    said: list[str] = []
    parts = [item.get(key) for key in (*_WORDS, "full_text")]
    parts += [part.get(key) for part in rows(item.get("full_text"), MOST_FILES) for key in _WORDS]
    for part in parts:
        text = words(part, MAX_TEXT)
        if text and not any(text in earlier for earlier in said):
            said.append(text)
            yield text


def _files(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield what files are attached: often they are all there is, and scans at that. They stand on the item's page."""
    for part in rows(item.get("full_text"), MOST_FILES):
        path = part.get("document")
        if isinstance(path, str) and path.strip():
            kind = path.rpartition(".")[2].strip().upper()
            called = line(part.get("name"), 200) or line(part.get("title"), 200)
            yield f"Файл: {called or (kind if kind.isalnum() and len(kind) <= 5 else '…')}"


def _stated(item: Mapping[str, Any]) -> Stated | None:
    """Return what an event states: it can be joined until it begins."""
    begins = local(item.get("event_date"))
    if begins is None:
        return None
    printed = (("kind", "events"), ("deadline", f"event_date: {item['event_date']}"))
    return Stated(kind=CallKind.EVENT, deadline=begins, printed=printed)
