"""Public Telegram channels to posts, from the preview that t.me/s/<channel> shows to everybody.

A page holds some twenty messages, the newest last; `?before=<number>` shows earlier ones. Views, reactions and the
"edited" mark stand outside the text, so they change nothing; an edited text does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from domain.calls.model import Post
from scrapers.base import Document, Reading
from scrapers.charset import decode
from scrapers.item_dates import read_moment
from scrapers.plain_text import from_node
from scrapers.posts import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, address, distinct

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

NO_PREVIEW = "no_preview"
NOT_A_CHANNEL = "not_a_channel"

_NAME = re.compile(r"([A-Za-z0-9_]{1,64})/(\d{1,12})")
# A line of hashtags, emoji or a date is no title: it says nothing about the announcement.
_WORD = re.compile(r"(?<![#@\w])[^\W\d_]{3,}")
# Answered messages are quoted in a block of the same class, above the text proper.
_QUOTED = "tgme_widget_message_reply"
# "Channel created", "pinned a message": Telegram's own words.
_SERVICE = frozenset({"service_message", "tgme_widget_message_service"})


def parse(document: Document) -> Reading:
    """Read a page of a channel.

    Returns:
        Its messages with words as posts, newest first, and the lowest and highest number seen (pictures without words
        and service messages included); or the problem `no_preview` (the channel shows nothing outside Telegram, or does
        not exist: Telegram answers alike) or `not_a_channel`. A channel without messages is no problem.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(decode(document.body, document.charset))
    name = _name(tree)
    messages = [(found, node) for node in tree.css("[data-post]") if (found := _number(node))]
    if not messages:
        return _without_messages(tree, name)
    numbers = [number for (_, number), _ in messages]
    posts = [_post(post_id, node, document) for (post_id, _), node in reversed(messages[-MAX_ENTRIES:])]
    return Reading(
        distinct(post for post in posts if post is not None), name=name, numbers=(min(numbers), max(numbers))
    )


def before(url: str, number: int) -> str:
    """Return the address of the page with the messages before one."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, f"before={number}", ""))


def _without_messages(tree: LexborHTMLParser, name: str) -> Reading:
    if tree.css_first(".js-widget_message_wrap, .tgme_widget_message_wrap") is not None:
        return Reading(problem="selector_matches_nothing", detail="data-post", name=name)
    if tree.css_first(".tgme_channel_info, .tgme_channel_history") is not None:
        return Reading(name=name)
    if tree.css_first(".tgme_page, .tgme_page_wrap, .tgme_body_wrap") is not None:
        return Reading(problem=NO_PREVIEW, name=name)
    return Reading(problem=NOT_A_CHANNEL, name=name)


def _name(tree: LexborHTMLParser) -> str:
    for selector in (".tgme_channel_info_header_title", ".tgme_header_title", ".tgme_page_title"):
        node = tree.css_first(selector)
        if node is not None:
            return from_node(node, MAX_TITLE).replace("\n", " ")
    return ""


def _number(node: LexborNode) -> tuple[str, int] | None:
    found = _NAME.fullmatch(node.attributes.get("data-post") or "")
    return (found[0].lower(), int(found[2])) if found else None


def _post(post_id: str, node: LexborNode, document: Document) -> Post | None:
    """Return a message as a post; None when it has no words of its own."""
    if not _SERVICE.isdisjoint(_classes(node)) or node.css_first(".tgme_widget_message_service") is not None:
        return None
    text = "\n".join(_words(node))
    if not text:
        return None
    link = node.css_first("a.tgme_widget_message_date")
    url = address(link.attributes.get("href"), document.url) if link is not None else ""
    # A video carries a <time> of its own, its length; only the one in the link is the moment of publication.
    stamp = node.css_first(".tgme_widget_message_date time[datetime]")
    when = (stamp.attributes.get("datetime") or "") if stamp is not None else ""
    return Post(post_id, url or f"https://t.me/{post_id}", _title(text), text, read_moment(when, document.now))


def _words(node: LexborNode) -> Iterator[str]:
    """Yield the text of a message; where there is none, the names of its files and the question of its poll."""
    for found in node.css(".tgme_widget_message_text"):
        if not _quoted(found, node) and (text := from_node(found, MAX_TEXT)):
            yield text
            return
    for found in node.css(".tgme_widget_message_poll_question, .tgme_widget_message_document_title"):
        if text := from_node(found, MAX_TITLE):
            yield text


def _quoted(found: LexborNode, message: LexborNode) -> bool:
    parent = found.parent
    while parent is not None and parent != message:
        if _QUOTED in _classes(parent):
            return True
        parent = parent.parent
    return False


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _title(text: str) -> str:
    """Return the first line that says something."""
    lines = text.split("\n")
    line = next((line for line in lines if _WORD.search(line)), lines[0])
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1].rstrip() + "…"
