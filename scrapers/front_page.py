"""A web page's own word on where its feeds are (`<link rel="alternate">`). Runs in the reading process."""

from __future__ import annotations

import re

from domain.calls.model import Post
from scrapers.base import Document, Reading
from scrapers.charset import decode
from scrapers.plain_text import from_node, tidy
from scrapers.posts import MAX_TITLE, address, distinct

MOST_FEEDS = 10

_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml"}
)
_COMMENTS = re.compile(r"comments?(?:/|\b)|комментари|пікір", re.IGNORECASE)


def parse(document: Document) -> Reading:
    """Return the feeds that a page names, as posts whose address is the feed's; those of comments come last."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(decode(document.body, document.charset))
    heading = tree.css_first("title")
    name = from_node(heading, MAX_TITLE).replace("\n", " ") if heading is not None else ""
    feeds = []
    for node in tree.css("link[rel~=alternate][href]"):
        said = node.attributes
        url = address(said.get("href"), document.url)
        if url and (said.get("type") or "").partition(";")[0].strip().lower() in _FEED_TYPES:
            feeds.append(Post(url, url, tidy(said.get("title") or "", MAX_TITLE), ""))
    feeds.sort(key=lambda feed: bool(_COMMENTS.search(feed.url + " " + feed.title)))
    return Reading(distinct(feeds[:MOST_FEEDS]), name=name)
