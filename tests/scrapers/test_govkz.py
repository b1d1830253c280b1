"""The content interface of gov.kz: documents and events, and what goes wrong with them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.demo.sample_portals import RETRY_AFTER, SampleGovkz
from domain.calls.model import CallKind, LocalMoment
from domain.clock import MovableClock
from domain.sources import SourceState
from scrapers.base import Document, Failed, NotModified, Reading, Refused
from scrapers.fetch import Fetcher
from scrapers.govkz import page_url, parse
from scrapers.poll import poll
from tests.scrapers.conftest import NOW
from tests.scrapers.portals import portal, put, source

NEVER = SourceState()
DOCUMENTS = "https://www.gov.kz/api/v1/public/content-manager/documents?projects=eq:karaganda&sort-by=created_date:DESC"
EVENTS = DOCUMENTS.replace("documents", "events")
ITEM = {
    "id": 1243733,
    "title": "Үкіметтік емес ұйымдарға грант конкурсы",
    "created_date": "2026-03-01T09:30:00+05:00",
    "content": "<p>Өтінімдер қабылданады.</p><p>Мерзімі: 15 наурыз.</p>",
    "full_text": [{"name": "Хабарландыру", "document": "/uploads/2026/3/1/a_original.1.pdf"}],
}


@pytest.fixture
async def akimat(clock: MovableClock) -> AsyncIterator[SampleGovkz]:
    async with portal(SampleGovkz, "govkz", clock) as site:
        yield site


def read(*items: object, url: str = DOCUMENTS) -> Reading:
    return parse(Document(json.dumps(items, ensure_ascii=False).encode(), "", "", url, NOW))


def test_a_document_becomes_a_post() -> None:
    (post,) = read(ITEM).posts
    assert post.external_id == "documents/1243733/kk"
    assert post.url == "https://www.gov.kz/memleket/entities/karaganda/documents/details/1243733?lang=kk"
    assert post.text == "Өтінімдер қабылданады.\nМерзімі: 15 наурыз.\nФайл: Хабарландыру"
    assert post.published == datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
    assert post.stated is None


def test_a_document_in_two_languages_is_two_posts_even_under_one_id() -> None:
    translated = {"title": "Объявление о конкурсе грантов", "content": "<p>Заявки принимаются до 15 марта.</p>"}
    kazakh, russian = read(ITEM, ITEM | translated).posts
    assert (kazakh.external_id, russian.external_id) == ("documents/1243733/kk", "documents/1243733/ru")
    (said,) = read(ITEM | {"title": "Хабарлама", "lang": "kz"}).posts
    assert said.external_id == "documents/1243733/kk"


@pytest.mark.parametrize("file", ["/uploads/a.pdf", "uploads/a.PDF", "https://www.gov.kz/uploads/a.pdf"])
def test_a_document_that_is_only_a_scan_keeps_its_link_and_says_what_it_is(file: str) -> None:
    (post,) = read(ITEM | {"content": None, "full_text": [{"document": file}]}).posts
    assert post.text == "Файл: PDF" and post.url.endswith("/documents/details/1243733?lang=kk")


def test_an_event_states_when_it_takes_place() -> None:
    held = {"event_date": "2026-03-12T10:00:00", "event_date_end": "2026-03-13T18:00:00"}
    (post,) = read(ITEM | held, url=EVENTS).posts
    assert post.external_id == "events/1243733/kk"
    assert post.text.startswith("Өтетін күні: 12.03.2026 10:00 – 13.03.2026 18:00\n")
    assert post.stated is not None
    assert (post.stated.kind, post.stated.deadline) == (CallKind.EVENT, LocalMoment(date(2026, 3, 12), time(10)))
    assert dict(post.stated.printed)["deadline"] == "event_date: 2026-03-12T10:00:00"


@pytest.mark.parametrize("value", [None, True, 7, [], {}, ["x"], "9999-99-99", "\u0000", "сөз " * 60_000])
def test_a_field_of_another_type_is_left_out_and_the_rest_is_read(value: Any) -> None:
    spoilt = {name: value for name in ITEM if name not in {"id", "title"}}
    posts = read(ITEM | {"id": 9} | spoilt | {"event_date": value}, ITEM, url=EVENTS).posts
    assert [post.external_id for post in posts] == ["events/9/kk", "events/1243733/kk"]
    assert posts[0].published is None and posts[0].stated is None and len(posts[0].text) <= 40_000


def test_items_without_a_title_or_an_id_are_left_out() -> None:
    odd = [None, 5, "x", [], {}, ITEM | {"title": " "}, ITEM | {"id": "../x"}, ITEM | {"id": None}, ITEM | {"id": True}]
    assert len(read(*odd, ITEM).posts) == 1
    (named,) = read({**ITEM, "title": None, "name": "Атауы"}).posts
    assert named.title == "Атауы"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"[{]", "not_json"),
        (b"[" * 200_000, "not_json"),
        (b'[{"id": 1, "title": "\xd0', "not_json"),
        (b"<html><body>", "browser_check"),
        (b'{"message": "notAllowed"}', "not_a_list"),
        (b"null", "not_a_list"),
    ],
)
def test_what_is_no_list_is_named(body: bytes, problem: str) -> None:
    assert parse(Document(body, "application/json", "utf-8", DOCUMENTS, NOW)).problem == problem


def test_a_list_inside_an_object_and_an_empty_one_are_read() -> None:
    wrapped = json.dumps({"content": [ITEM], "totalPages": 1}).encode()
    assert len(parse(Document(wrapped, "", "", DOCUMENTS, NOW)).posts) == 1
    assert parse(Document(b"[]", "", "", DOCUMENTS, NOW)) == Reading()


def test_a_body_in_windows_1251_that_says_it_is_utf_8_is_read() -> None:
    body = json.dumps([ITEM], ensure_ascii=False).encode("kz1048")
    (post,) = parse(Document(body, "application/json", "utf-8", DOCUMENTS, NOW)).posts
    assert post.title == ITEM["title"]


# Polls


async def test_a_list_is_polled_and_the_same_answer_is_not_read_twice(akimat: SampleGovkz, fetcher: Fetcher) -> None:
    put(akimat, NOW - timedelta(hours=1), "Грант конкурсы", "Өтінімдер қабылданады.")
    first = await poll(source(akimat), NEVER, fetcher)
    assert [post.title for post in first.posts] == ["Грант конкурсы"] and first.error is None
    assert (await poll(source(akimat), first.state, fetcher)).outcome == NotModified()


async def test_events_are_a_list_of_their_own(akimat: SampleGovkz, fetcher: Fetcher) -> None:
    put(akimat, NOW, "Тыңдау", "Қатысыңыз.", list="events", begins_in=8)
    put(akimat, NOW, "Құжат", "Мәтін.")
    found = await poll(source(akimat, url=akimat.feed_url.replace("/documents", "/events")), NEVER, fetcher)
    assert [post.title for post in found.posts] == ["Тыңдау"]
    assert found.posts[0].url == akimat.posts[1].url


async def test_news_want_a_browser_and_are_left_at_that(akimat: SampleGovkz, fetcher: Fetcher) -> None:
    found = await poll(source(akimat, url=akimat.feed_url.replace("/documents", "/news")), NEVER, fetcher)
    assert isinstance(found.outcome, Refused) and found.error == "browser_check"
    assert found.state.next_poll_at is not None and found.state.next_poll_at >= NOW + timedelta(hours=21)


async def test_a_burst_is_read_back_to_what_is_known(akimat: SampleGovkz, fetcher: Fetcher) -> None:
    many = source(akimat, {"pages": 5}, akimat.feed_url.replace("size=20", "size=2"))
    put(akimat, NOW - timedelta(days=1), "Ескі")
    first = await poll(many, NEVER, fetcher)
    for number in range(5):
        put(akimat, NOW, f"Жаңа {number}")
    second = await poll(many, first.state, fetcher)
    assert second.error is None and {post.title for post in second.posts} == {"Ескі", *(f"Жаңа {n}" for n in range(5))}


async def test_pages_that_repeat_end_the_asking_and_are_told(akimat: SampleGovkz, fetcher: Fetcher) -> None:
    many = source(akimat, {"pages": 5}, akimat.feed_url.replace("size=20", "size=2"))
    put(akimat, NOW - timedelta(days=1), "Ескі")
    first = await poll(many, NEVER, fetcher)
    for number in range(9):
        put(akimat, NOW, f"Жаңа {number}")
    akimat.trouble = "repeat"
    found = await poll(many, first.state, fetcher)
    assert found.error == "bad_paging" and len(found.posts) == 2, "what was read stays"


async def test_a_busy_portal_is_left_alone_for_as_long_as_it_asks(akimat: SampleGovkz, fetcher: Fetcher) -> None:
    akimat.trouble = "busy"
    found = await poll(source(akimat), NEVER, fetcher)
    assert found.outcome == Failed("http_status", "429", NOW + timedelta(seconds=RETRY_AFTER))


@pytest.mark.parametrize(("trouble", "error"), [("html", "browser_check"), ("cut", "not_json")])
async def test_what_is_no_answer_is_told(akimat: SampleGovkz, fetcher: Fetcher, trouble: str, error: str) -> None:
    put(akimat, NOW, "Құжат")
    akimat.trouble = trouble
    assert (await poll(source(akimat), NEVER, fetcher)).error == error


def test_the_address_of_a_page_keeps_the_rest() -> None:
    assert page_url(DOCUMENTS, 3) == f"{DOCUMENTS}&page=3"
    assert page_url(f"{DOCUMENTS}&page=1", 2) == f"{DOCUMENTS}&page=2"
