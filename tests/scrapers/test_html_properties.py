"""Whatever the bytes, lists, pages, channels and front pages are read into something that keeps its promises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers import front_page, page, telegram_channel
from scrapers.base import Document, Reading
from scrapers.posts import MAX_ENTRIES, MAX_ID, MAX_TEXT, MAX_TITLE
from tests.scrapers.conftest import NOW
from tests.scrapers.test_page import DETAIL, LIST, detail, entry, listed
from tests.scrapers.test_telegram_channel import message, shown

PROBLEMS = {None, "selector_matches_nothing", "needs_javascript", "no_preview", "not_a_channel"}
READERS: list[Callable[[Document], Reading]] = [page.parse, page.parse_detail, telegram_channel.parse, front_page.parse]
OPTIONS = {**LIST, "drop": [".views"], "next": "a.next", "detail": {**DETAIL}}
WHOLE = [
    listed(entry(1), entry(2)).encode(),
    detail("Мәтін", "Тақырып").encode(),
    shown(message(1), message(2)).encode(),
    b"<head><base href='/x/'><link rel=alternate type=application/rss+xml href=feed>",
]
PIECES = [
    b"<ul class=news>", b"<li>", b"</li>", b"<a href='", b"'>", b"<a href=//[>", b"<a href=javascript:x>", b"<h3>",
    b"<div class=date>", b"<time datetime=9999-99-99>", b"2026-01-01T00:00:00+99:00", b"<div class=body>", b"<script>",
    b"<div data-post=", b"a/1 ", b"a/999999999999>", b"<div class=tgme_widget_message_text>", b"<table><tr>", b"<!--",
    b"<template>", b"<svg>", b"</p>", b"<base href=", b"mailto:x>", b"\xff", b"\x00", b"&#0;", b"&amp", b"<",
    b"30 \xd0\xbd\xd0\xb0\xd1\x83\xd1\x80\xd1\x8b\xd0\xb7 ", b"<title>", b"<link rel=alternate type=text/xml href=x>",
]  # fmt: skip
calm = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def kept(body: bytes) -> None:
    for read in READERS:
        reading = read(Document(body, "", "", "https://example.kz/news", NOW, OPTIONS))
        assert reading.problem in PROBLEMS and len(reading.posts) <= MAX_ENTRIES
        assert len({post.external_id for post in reading.posts}) == len(reading.posts)
        for post in reading.posts:
            assert urlsplit(post.url).scheme in {"http", "https"}
            assert len(post.external_id) <= max(MAX_ID, 2000)
            assert len(post.title) <= MAX_TITLE and "\n" not in post.title and len(post.text) <= MAX_TEXT
            assert post.published is None or post.published.utcoffset() == timedelta(0)
        assert not reading.older or reading.older.startswith("http")


@calm
@given(st.binary(max_size=1500))
def test_arbitrary_bytes(body: bytes) -> None:
    kept(body)


@calm
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=5), max_size=60))
def test_pieces_of_pages_in_any_order(pieces: list[bytes]) -> None:
    kept(b"".join(pieces))


@calm
@given(st.sampled_from(WHOLE), st.data())
def test_pages_cut_anywhere_and_spoilt(whole: bytes, data: st.DataObject) -> None:
    body = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    kept(bytes(body))


@pytest.mark.parametrize("body", WHOLE)
def test_the_whole_ones_are_read_by_somebody(body: bytes) -> None:
    document = Document(body, "", "", "https://example.kz/news", NOW, OPTIONS)
    assert any(reading.posts for reading in (read(document) for read in READERS))
