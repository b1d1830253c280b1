"""HTML pages to posts: a list of announcements, and the page of one of them, by the selectors of the source.

Only what a selector names becomes part of a post: menus, counters and banners around it may change as they like. It
runs in the reading process, as `feed` does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.calls.model import Post
from scrapers.base import Document, Reading
from scrapers.charset import decode
from scrapers.item_dates import read_moment
from scrapers.page_options import DetailOptions, PageOptions, Spot, page_options
from scrapers.plain_text import from_node
from scrapers.posts import MAX_ENTRIES, MAX_ID, MAX_TEXT, MAX_TITLE, address, digest, distinct, lasting

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

NOTHING = "selector_matches_nothing"
SCARCELY_ANY = 200
"""Characters of visible text below which a page with scripts is taken for one that a browser must fill."""

_LINK = Spot("a", "href")
_THE_ITEM_ITSELF = Spot("", "href")


def parse(document: Document) -> Reading:
    """Read a list of announcements.

    Returns:
        The announcements as posts (at most `MAX_ENTRIES`, in the page's order, each with an id and an address), and the
        address of the next page if the options name one; or the problem `selector_matches_nothing` with the name of the
        selector, or `needs_javascript`. A selector that was given must fit somewhere in the list: a site that was
        rebuilt must not look like one without news.
    """
    options = page_options(document.options)
    tree = _tree(document)
    name = _first_text(tree, "title")
    if options.drop:
        _drop(tree, options.drop)
    items = tree.css(options.item)[:MAX_ENTRIES]
    if not items:
        if options.empty and tree.css_first(options.empty) is not None:
            return Reading(name=name)
        return Reading(problem=_why_nothing(tree), detail="item", name=name)
    found = [_post(item, options, document) for item in items]
    rotten = _rotten(items, found, options)
    if rotten:
        return Reading(problem=NOTHING, detail=rotten, name=name)
    posts = distinct(post for post in found if post.title and post.url)
    older = ""
    if options.next is not None:
        node = tree.css_first(options.next.css)
        older = address(node.attributes.get(options.next.attribute or "href"), document.url) if node is not None else ""
    return Reading(posts, name=name, older=older)


def parse_detail(document: Document) -> Reading:
    """Read the page of one announcement into a single post; what its options leave out is empty there."""
    options = page_options(document.options)
    detail = options.detail
    if detail is None:
        return Reading(problem=NOTHING, detail="detail.text")
    tree = _tree(document)
    if detail.drop:
        _drop(tree, detail.drop)
    root = tree.root
    text = _read(root, detail.text, MAX_TEXT) if root is not None else ""
    if root is None or not text:
        return Reading(problem=_why_nothing(tree), detail="detail.text")
    return Reading((_detail(root, text, detail, options, document),))


def _detail(root: LexborNode, text: str, detail: DetailOptions, options: PageOptions, document: Document) -> Post:
    title = _line(root, detail.title) if detail.title is not None else ""
    when = _read(root, detail.date, MAX_TITLE) if detail.date is not None else ""
    return Post("", document.url, title, text, read_moment(when, document.now, options.date_order) if when else None)


def _post(item: LexborNode, options: PageOptions, document: Document) -> Post:
    link = options.link or (_THE_ITEM_ITSELF if item.tag == "a" else _LINK)
    url = address(_read(item, replace(link, attribute=link.attribute or "href"), MAX_TEXT), document.url)
    title = _line(item, options.title or Spot(link.css))
    text = _read(item, options.text, MAX_TEXT) if options.text is not None else ""
    when = _read(item, options.date, MAX_TITLE) if options.date is not None else ""
    published = read_moment(when, document.now, options.date_order) if when else None
    name = _read(item, options.id, 8 * MAX_ID) if options.id is not None else lasting(url)
    return Post(name if len(name) <= MAX_ID else digest(name), url, title, text, published)


def _rotten(items: list[LexborNode], found: list[Post], options: PageOptions) -> str:
    """Return the name of a selector that fits in no item at all, or ""."""
    if not any(post.url for post in found):
        return "link"
    if not any(post.title for post in found):
        return "title"
    if options.date is not None and not any(post.published for post in found):
        return "date"
    if options.text is not None and not any(post.text for post in found):
        return "text"
    if options.id is not None and not any(post.external_id for post in found):
        return "id"
    return ""


def _read(node: LexborNode, spot: Spot, limit: int) -> str:
    found = node.css_first(spot.css) if spot.css else node
    if found is None:
        return ""
    if spot.attribute:
        return " ".join((found.attributes.get(spot.attribute) or "").split())[:limit]
    return from_node(found, limit)


def _line(node: LexborNode, spot: Spot) -> str:
    return _read(node, spot, MAX_TITLE).replace("\n", " ")


def _tree(document: Document) -> LexborHTMLParser:
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(decode(document.body, document.charset))


def _drop(tree: LexborHTMLParser, selectors: str) -> None:
    for node in tree.css(selectors):
        node.decompose()


def _first_text(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return from_node(node, MAX_TITLE).replace("\n", " ") if node is not None else ""


def _why_nothing(tree: LexborHTMLParser) -> str:
    """Tell an empty page that a browser would fill from one whose shape has changed."""
    body = tree.body
    visible = from_node(body, 2 * SCARCELY_ANY) if body is not None else ""
    return "needs_javascript" if len(visible) < SCARCELY_ANY and tree.css_first("script") is not None else NOTHING
