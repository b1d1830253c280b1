"""Published posts as RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, and as web pages for people and for the page reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any
from xml.etree import ElementTree as Xml
from zoneinfo import ZoneInfo

from bot.demo.sample_channel import channel_page
from bot.demo.sample_texts import Published, SampleFile, dated

ZONE = ZoneInfo("Asia/Almaty")
ATOM = "http://www.w3.org/2005/Atom"
STYLE = """
body{font:18px/1.55 'Noto Sans','DejaVu Sans',sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;
color:#2b2620;background:#fffdf8}
h1{font-size:1.4rem;line-height:1.3;overflow-wrap:anywhere}
li{margin:.6rem 0;overflow-wrap:anywhere}a{color:#0b6a6b}.when{color:#6b6358}
.sample{border:1px solid #d9c9a8;background:#fbf3df;padding:.4rem .8rem;border-radius:.5rem;font-size:.9rem}
"""


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """How a site's feed is called, served and written. `write` takes the site, its address, its posts and now.

    `path` may hold the site's `{id}`. `kind` and `options` are what the sources file says of it. A portal writes each
    answer itself (`sample_portals`).
    """

    path: str
    mime: str
    name: str
    write: Callable[[SampleFile, str, Sequence[Published], datetime], bytes] | None
    kind: str = "feed"
    options: Mapping[str, Any] = field(default_factory=dict)


def rss(site: SampleFile, url: str, posts: Sequence[Published], now: datetime) -> bytes:
    """Return the posts as RSS 2.0; the text travels as HTML in `description`."""
    root = Xml.Element("rss", version="2.0")
    channel = Xml.SubElement(root, "channel")
    for name, value in (("title", site.name_ru), ("link", url), ("description", site.name_kk)):
        Xml.SubElement(channel, name).text = value
    Xml.SubElement(channel, "lastBuildDate").text = format_datetime(newest(posts, now))
    for post in posts:
        item = Xml.SubElement(channel, "item")
        Xml.SubElement(item, "title").text = post.draft.title
        Xml.SubElement(item, "link").text = post.url
        Xml.SubElement(item, "guid", isPermaLink="true").text = post.url
        Xml.SubElement(item, "pubDate").text = format_datetime(post.at)
        Xml.SubElement(item, "description").text = paragraphs(post.text)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def atom(site: SampleFile, url: str, posts: Sequence[Published], now: datetime) -> bytes:
    """Return the posts as an Atom feed."""
    Xml.register_namespace("", ATOM)
    feed = Xml.Element(f"{{{ATOM}}}feed")

    def add(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> Xml.Element:
        element = Xml.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        element.text = text or None
        return element

    add(feed, "title", site.name_kk)
    add(feed, "id", f"{url}/")
    add(feed, "link", rel="self", href=f"{url}/{FORMATS[site.format].path}")
    add(feed, "updated", newest(posts, now).isoformat())
    add(add(feed, "author"), "name", site.name_kk)
    for post in posts:
        entry = add(feed, "entry")
        # Without a type a title is plain text: whatever stands in it is not markup (RFC 4287, 3.1.1.1).
        add(entry, "title", post.draft.title)
        add(entry, "id", post.url)
        add(entry, "link", rel="alternate", href=post.url)
        add(entry, "published", post.at.isoformat())
        add(entry, "updated", post.at.isoformat())
        add(entry, "content", paragraphs(post.text), type="html")
    return bytes(Xml.tostring(feed, encoding="utf-8", xml_declaration=True))


def json_feed(site: SampleFile, url: str, posts: Sequence[Published], now: datetime) -> bytes:
    """Return the posts as JSON Feed 1.1, with plain text."""
    items = [
        {
            "id": post.url,
            "url": post.url,
            "title": post.draft.title,
            "content_text": post.text,
            "date_published": post.at.isoformat(),
            "language": post.draft.lang,
        }
        for post in posts
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name_ru,
        "home_page_url": url,
        "feed_url": f"{url}/{FORMATS[site.format].path}",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def news_page(site: SampleFile, url: str, posts: Sequence[Published], now: datetime) -> bytes:
    """Return the posts as an akimat's list of news: a date in words, a counter that runs, a menu; words elsewhere."""
    items = "".join(
        f'<li><a href="{escape(post.url)}"><h3>{escape(post.draft.title)}</h3></a>'
        f'<div class="meta"><span class="date">{dated("{kk:0}", post.at.astimezone(ZONE).date())}</span>'
        f'<span class="views">Қаралды: {int((now - post.at).total_seconds() // 60) + 7}</span></div></li>'
        for post in posts
    )
    menu = '<nav><a href="/">Басты бет</a> <a href="/news">Жаңалықтар</a></nav>'
    body = f'{menu}<h1>{escape(site.name_kk)}</h1><ul class="news">{items}</ul>'
    return _page("kk", site.name_kk, body).encode()


NEWS_OPTIONS = {
    "item": "ul.news > li",
    "title": "h3",
    "link": "a",
    "date": ".date",
    "detail": {"text": "div.text", "date": ".when"},
}

FORMATS = {
    "rss": FeedFormat("feed.xml", "application/rss+xml", "RSS", rss),
    "atom": FeedFormat("atom.xml", "application/atom+xml", "Atom", atom),
    "json": FeedFormat("feed.json", "application/feed+json", "JSON Feed", json_feed),
    "page": FeedFormat("news", "text/html", "HTML", news_page, "page", NEWS_OPTIONS),
    "channel": FeedFormat("s/{id}", "text/html", "Telegram", channel_page, "telegram_channel"),
    "govkz": FeedFormat("api/v1/public/content-manager/documents", "application/json", "gov.kz", None, "govkz"),
    "goszakup": FeedFormat("v3/graphql", "application/json", "GraphQL", None, "goszakup"),
    "grants_gov": FeedFormat(
        "v1/api/search2", "application/json", "Grants.gov", None, "grants_gov", {"keyword": "Kazakhstan"}
    ),
}


def newest(posts: Sequence[Published], now: datetime) -> datetime:
    """Return when the latest post was published; now for a site without posts."""
    return max((post.at for post in posts), default=now)


def paragraphs(text: str) -> str:
    """Return a text as HTML paragraphs, the way websites put it into their feeds."""
    blocks = [escape(block).replace("\n", "<br>") for block in text.split("\n\n")]
    return "".join(f"<p>{block}</p>" for block in blocks)


def post_page(post: Published, zone: ZoneInfo) -> str:
    """Return the web page of a post."""
    local = post.at.astimezone(zone)
    head = f"<h1>{escape(post.draft.title)}</h1><p class=when>{local:%d.%m.%Y %H:%M}</p>"
    return _page(
        post.draft.lang,
        post.draft.title,
        f'{head}<div class="text">{paragraphs(post.text)}</div><p><a href="/">← /</a></p>',
    )


def front_page(site: SampleFile, posts: Sequence[Published]) -> str:
    """Return the front page of a site: its posts, newest first."""
    items = "".join(
        f'<li lang="{post.draft.lang}"><a href="{escape(post.url)}">{escape(post.draft.title)}</a></li>'
        for post in posts
    )
    head = f'<h1>{escape(site.name_kk)}</h1><p lang="ru">{escape(site.name_ru)}</p>'
    return _page("kk", site.name_kk, f"{head}<ul>{items}</ul>")


def _page(lang: str, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        '<p class="sample">Үлгі: мәтіндер ойдан шығарылған · Образец: тексты вымышлены</p>'
        f"{body}</html>"
    )
