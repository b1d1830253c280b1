"""Whatever the bytes, a reading comes back and keeps its promises."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.base import Document, Reading
from scrapers.feed import MAX_ENTRIES, MAX_ID, MAX_TEXT, MAX_TITLE, parse
from tests.scrapers.conftest import NOW
from tests.scrapers.web import item, rss

RSS = rss(item(1, "<![CDATA[<p>Бір&nbsp;екі<br>үш</p>]]>"), item(2, "&lt;b&gt;x"), "<item><author>a@b</author></item>")
ATOM = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.kz/">'
    '<entry><id>1</id><title type="html">&lt;b&gt;т</title><link href="a"/><updated>2026-01-01T00:00:00Z</updated>'
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">ә</div></content></entry></feed>'
)
JSON = (
    '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"url":"/a","title":"т","date_published":"2026"}]}'
)
WHOLE = [text.encode() for text in (RSS, ATOM, JSON)]
PIECES = [
    b"<rss version='2.0'>", b"<channel>", b"<item>", b"</item>", b"<title>", b"</title>", b"<![CDATA[", b"]]>", b"<a ",
    b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"]>", b"&a;", b"&#38;", b"&#x0;", b"'", b'"', b"<", b">", b"/>", b"<!--",
    b"-->", b"<?x", b"?>", b"<link>", b"javascript:x", b"<pubDate>", b"0000-00-00", b"\xff\xfe", b"\x00", b"\xd3",
    b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<content type='base64'>", b"<entry xml:base='http://['>",
    b"{", b"[",
]  # fmt: skip


def kept(reading: Reading) -> None:
    assert isinstance(reading, Reading)
    assert reading.problem in {None, "not_a_feed", "unreadable"}
    assert len(reading.posts) <= MAX_ENTRIES
    assert len({post.external_id for post in reading.posts}) == len(reading.posts)
    for post in reading.posts:
        assert 0 < len(post.external_id) <= max(MAX_ID, 2000)
        assert urlsplit(post.url).scheme in {"http", "https"} and urlsplit(post.url).hostname
        assert len(post.title) <= MAX_TITLE and "\n" not in post.title
        assert len(post.text) <= MAX_TEXT
        assert post.title or post.text
        assert post.published is None or (post.published.utcoffset() == timedelta(0) and post.published.year >= 1990)


def read(body: bytes, charset: str = "") -> Reading:
    return parse(Document(body, "", charset, "https://example.kz/feed", NOW))


calm = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(st.binary(max_size=2000), st.sampled_from(["", "utf-8", "utf-16", "idna", "\x00", "zlib"]))
def test_arbitrary_bytes(body: bytes, charset: str) -> None:
    kept(read(body, charset))


@calm
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=5), max_size=40))
def test_pieces_of_feeds_in_any_order(pieces: list[bytes]) -> None:
    kept(read(b"".join(pieces)))


@calm
@given(st.sampled_from(WHOLE), st.data())
def test_feeds_cut_anywhere_and_spoilt(whole: bytes, data: st.DataObject) -> None:
    body = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    kept(read(bytes(body)))
