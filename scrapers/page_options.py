"""What a source of kind `page` says about its site: where the announcements of a list stand, by CSS selectors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST_PAGES = 5
MOST_DETAILS = 30

_ATTRIBUTE = re.compile(r"[a-zA-Z][\w:.-]{0,60}")
_SELECTORS = ("item", "title", "link", "date", "text", "id", "next", "empty")
_DETAIL_SELECTORS = ("title", "date", "text")
_ORDERS = ("dmy", "mdy", "ymd")
_LIST_KEYS = {*_SELECTORS, "drop", "date_order", "dates", "pages", "detail"}
_DETAIL_KEYS = {*_DETAIL_SELECTORS, "drop", "max"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a page: the first element that a selector finds, or one of its attributes (`time@datetime`).

    An empty selector means the element itself that is looked into.
    """

    css: str
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class DetailOptions:
    """Where the page of one announcement keeps its words; None: what the list said stands."""

    text: Spot
    title: Spot | None = None
    date: Spot | None = None
    drop: str = ""


@dataclass(frozen=True, slots=True)
class PageOptions:
    """Where a list keeps its announcements. See the comments at the top of sources.toml."""

    item: str
    title: Spot | None = None
    link: Spot | None = None
    date: Spot | None = None
    text: Spot | None = None
    id: Spot | None = None
    next: Spot | None = None
    empty: str = ""
    drop: str = ""
    date_order: str = "dmy"
    detail: DetailOptions | None = None


def page_options(options: Mapping[str, Any]) -> PageOptions:
    """Return checked options as values (see `check_page_options`)."""
    detail = options.get("detail")
    return PageOptions(
        item=options["item"],
        empty=options.get("empty", ""),
        drop=", ".join(options.get("drop", ())),
        date_order=options.get("date_order", "dmy"),
        detail=DetailOptions(
            text=_spot(detail["text"]),
            title=_spot(detail["title"]) if "title" in detail else None,
            date=_spot(detail["date"]) if "date" in detail else None,
            drop=", ".join(detail.get("drop", ())),
        )
        if detail
        else None,
        **{name: _spot(options[name]) for name in ("title", "link", "date", "text", "id", "next") if name in options},
    )


def check_page_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield code, fact and remedy of everything wrong with the options of a page."""
    if "item" not in options:
        mend = 'add item = "…", the CSS selector of one announcement in the list, below [source.options]'
        yield "no_item", "options has no item", mend
    yield from _unknown(options, _LIST_KEYS, "options")
    yield from _selectors(options, _SELECTORS, "")
    if options.get("date_order", "dmy") not in _ORDERS:
        yield "bad_date_order", "date_order is unknown", f"use one of: {', '.join(_ORDERS)}"
    yield from _number(options, "pages", MOST_PAGES)
    detail = options.get("detail")
    if detail is None:
        return
    if not isinstance(detail, Mapping):
        yield "bad_detail", "detail is not a table", "write it as [source.options.detail]"
        return
    if "text" not in detail:
        mend = 'add text = "…", the CSS selector of the announcement\'s words, or leave the table out'
        yield "no_detail_text", "detail has no text", mend
    yield from _unknown(detail, _DETAIL_KEYS, "detail")
    yield from _selectors(detail, _DETAIL_SELECTORS, "detail.")
    yield from _number(detail, "max", MOST_DETAILS)


def _unknown(table: Mapping[str, Any], known: set[str], where: str) -> Iterator[tuple[str, str, str]]:
    for name in sorted(set(table) - known):
        yield "unknown_option", f"{name!r} is not something {where} has", f"use only {', '.join(sorted(known))}"


def _selectors(table: Mapping[str, Any], names: tuple[str, ...], where: str) -> Iterator[tuple[str, str, str]]:
    for name in names:
        value = table.get(name)
        if value is not None and not (isinstance(value, str) and _is_spot(value, bare=name not in {"item", "empty"})):
            mend = 'give a CSS selector such as "ul.news > li", with @attribute after it where an attribute is meant'
            yield "bad_selector", f"{where}{name} is not a CSS selector", mend
    drop = table.get("drop", [])
    if not isinstance(drop, list) or not all(isinstance(one, str) and _is_spot(one, bare=False) for one in drop):
        yield "bad_selector", f"{where}drop is not a list of CSS selectors", 'write it like drop = [".share", ".views"]'


def _number(table: Mapping[str, Any], name: str, most: int) -> Iterator[tuple[str, str, str]]:
    value = table.get(name, 1)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        yield f"bad_{name}", f"{name} is not a number from 1 to {most}", f"write it like {name} = {min(most, 3)}"


def _spot(text: str) -> Spot:
    css, found, attribute = text.rpartition("@")
    if found and _ATTRIBUTE.fullmatch(attribute.strip()):
        return Spot(css.strip(), attribute.strip())
    return Spot(text.strip())


def _is_spot(text: str, *, bare: bool) -> bool:
    """Tell whether a text can be looked for; `bare`: an attribute of the element itself will do, too."""
    spot = _spot(text)
    if not bare and (spot.attribute or not spot.css):
        return False
    if not spot.css:
        return bool(spot.attribute)
    # The same parser that will read the pages; loaded only where a page is among the sources.
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p></p>").css_first(spot.css)
    except SelectolaxError:
        return False
    return True
