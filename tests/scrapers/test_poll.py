"""One poll from the address to posts, and what is remembered for the next one."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from domain.calls.fingerprint import fingerprint
from domain.calls.model import Stated
from domain.clock import MovableClock
from domain.sources import Source, SourceState
from scrapers.base import Failed, Gone, NotModified, Page
from scrapers.fetch import Fetcher
from scrapers.poll import poll
from tests.scrapers.conftest import NOW
from tests.scrapers.web import Web, dead_port, item, rss

NEVER = SourceState()


def source(url: str, kind: str = "feed") -> Source:
    return Source("akimat", kind, url, "Әкімдік", "Акимат", interval=timedelta(minutes=30))


async def test_a_feed_becomes_posts_and_a_state(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", rss(item(1), item(2)), headers={"ETag": '"v1"'})
    found = await poll(source(site.url("/feed")), NEVER, fetcher)
    assert [post.external_id for post in found.posts] == ["id-1", "id-2"]
    assert isinstance(found.outcome, Page) and found.error is None and not found.not_modified
    assert found.state.body_digest
    assert replace(found.state, body_digest=None) == SourceState(
        etag='"v1"', last_ok_at=NOW, next_poll_at=NOW + timedelta(minutes=30)
    )


async def test_the_state_survives_being_stored(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", status=503, headers={"Retry-After": "7200"})
    state = (await poll(source(site.url("/feed")), NEVER, fetcher)).state
    assert SourceState.from_json(state.to_json()) == state
    assert SourceState.from_json('{"etag": "x", "from_the_future": 1}') == SourceState(etag="x")


async def test_the_second_poll_is_conditional_and_reads_nothing(
    site: Web, fetcher: Fetcher, clock: MovableClock
) -> None:
    @site.on("/feed")
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304)
        return web.Response(text=rss(item(1)), headers={"ETag": '"v1"'})

    first = await poll(source(site.url("/feed")), NEVER, fetcher)
    clock.move(timedelta(hours=1))
    second = await poll(source(site.url("/feed")), first.state, fetcher)
    assert second.posts == () and second.outcome == NotModified() and second.not_modified
    assert second.state == replace(
        first.state, last_ok_at=clock.now(), next_poll_at=clock.now() + timedelta(minutes=30)
    )


async def test_a_server_without_validators_is_not_read_twice(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", rss(item(1)))
    first = await poll(source(site.url("/feed")), NEVER, fetcher)
    assert (await poll(source(site.url("/feed")), first.state, fetcher)).not_modified
    site.put("/feed", rss(item(2), item(1)))
    assert len((await poll(source(site.url("/feed")), first.state, fetcher)).posts) == 2


async def test_failures_are_counted_and_the_waits_grow_until_it_recovers(
    site: Web, fetcher: Fetcher, clock: MovableClock
) -> None:
    site.put("/feed", status=500)
    state = replace(NEVER, etag='"old"', body_digest="d", last_ok_at=NOW)
    waits = []
    for _ in range(8):
        found = await poll(source(site.url("/feed")), state, fetcher)
        state = found.state
        assert state.next_poll_at is not None
        waits.append((state.next_poll_at - clock.now()) / timedelta(hours=1))
        clock.move(timedelta(hours=1))
    assert waits == [0.5, 1, 2, 4, 8, 12, 12, 12]
    assert (state.failures, state.last_error, state.last_error_detail) == (8, "http_status", "500")
    assert (state.etag, state.body_digest, state.last_ok_at) == ('"old"', "d", NOW)
    assert found.error == "http_status"
    site.put("/feed", rss(item(1)))
    state = (await poll(source(site.url("/feed")), state, fetcher)).state
    assert (state.failures, state.failing, state.last_error) == (0, False, "http_status")
    assert state.next_poll_at == clock.now() + timedelta(minutes=30)


async def test_a_page_that_is_gone_is_asked_for_again_next_day(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", status=410)
    found = await poll(source(site.url("/feed")), NEVER, fetcher)
    assert found.outcome == Gone(410) and found.state.next_poll_at == NOW + timedelta(days=1)
    assert (found.state.last_error, found.state.last_error_detail) == ("gone", "410")


async def test_an_error_page_served_as_200_keeps_the_validators_of_the_last_good_copy(
    site: Web, fetcher: Fetcher
) -> None:
    site.put("/feed", "<!DOCTYPE html><html><body>Техникалық жұмыс</body></html>", kind="text/html",
             headers={"ETag": '"broken"'})  # fmt: skip
    state = SourceState(etag='"good"', body_digest="d")
    found = await poll(source(site.url("/feed")), state, fetcher)
    assert found.posts == () and found.outcome == Failed("not_a_feed", "text/html")
    assert (found.state.etag, found.state.body_digest, found.state.failures) == ('"good"', "d", 1)


async def test_a_permanent_move_is_remembered_for_the_keeper_of_the_list(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", status=308, headers={"Location": "/new"})
    site.put("/new", rss(item(1)))
    found = await poll(source(site.url("/feed")), NEVER, fetcher)
    assert found.state.moved_to == site.url("/new") and len(found.posts) == 1


async def test_an_empty_feed_is_well(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", rss())
    found = await poll(source(site.url("/feed")), NEVER, fetcher)
    assert found.posts == () and found.error is None


@pytest.mark.parametrize(
    ("url", "kind", "code"),
    [
        ("http://127.0.0.1:{dead}/feed", "feed", "connect"),
        ("gopher://example.kz/", "feed", "bad_url"),
        ("", "feed", "bad_url"),
        ("http://[bad", "feed", "bad_url"),
        ("http://example.kz:99999/", "feed", "bad_url"),
        ("http://127.0.0.1:{dead}/", "telepathy", "unknown_kind"),
    ],
)
async def test_whatever_is_wrong_with_a_source_is_an_outcome(fetcher: Fetcher, url: str, kind: str, code: str) -> None:
    found = await poll(source(url.format(dead=dead_port()), kind), NEVER, fetcher)
    assert found.error == code and found.state.next_poll_at == NOW + timedelta(minutes=30)


async def test_even_a_mistake_of_ours_is_an_outcome(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(fetcher, "fetch", broken)
    found = await poll(source("https://example.kz/"), NEVER, fetcher)
    assert found.outcome == Failed("unexpected", "ZeroDivisionError") and found.state.next_poll_at is not None
    assert "the poll broke" in caplog.text


async def test_cancelling_is_not_swallowed(site: Web, fetcher: Fetcher) -> None:
    reached = asyncio.Event()

    @site.on("/feed")
    async def answer(_: web.Request) -> web.StreamResponse:
        reached.set()
        await asyncio.sleep(5)
        return web.Response()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(poll(source(site.url("/feed")), NEVER, fetcher))
        await reached.wait()
        task.cancel()
    assert task.cancelled()


async def test_a_feed_that_reorders_and_republishes_under_new_ids_says_nothing_new(site: Web, fetcher: Fetcher) -> None:
    numbers = list(range(20))
    site.put("/feed", rss(*(item(number, f"<![CDATA[<p>Мәтін</p><p>{number}</p>]]>") for number in numbers)))
    before = await poll(source(site.url("/feed")), NEVER, fetcher)
    random.Random(7).shuffle(numbers)
    again = [
        f"<item><guid isPermaLink='false'>new-{number}</guid><link>https://example.kz/?p={number}</link>"
        f"<pubDate>Sun, 01 Mar 2026 00:00:00 GMT</pubDate><title>БАЙҚАУ  &lt;b&gt;{number}&lt;/b&gt;</title>"
        f"<description>&lt;div&gt;мәтін&lt;br&gt;\n {number}.&lt;/div&gt;</description></item>"
        for number in numbers
    ]
    site.put("/feed", rss(*again))
    after = await poll(source(site.url("/feed")), before.state, fetcher)
    assert len(after.posts) == 20
    assert {fingerprint(post) for post in after.posts} == {fingerprint(post) for post in before.posts}
    assert len({fingerprint(post) for post in after.posts}) == 20


PAGE = """<meta charset="utf-8"><ul><li><a href="/1">Byulleten' «Конкурс»</a> <i>7/19/2026</i></li></ul>"""


@pytest.mark.parametrize("kind", ["feed", "page"])
async def test_a_source_that_prints_the_month_first_says_so_with_each_post(
    site: Web, fetcher: Fetcher, kind: str
) -> None:
    site.put("/x", rss(item(1)) if kind == "feed" else PAGE, kind="text/html; charset=utf-8")
    options = {"item": "li"} if kind == "page" else {}
    asked = replace(source(site.url("/x"), kind), options=options)
    plain = await poll(asked, NEVER, fetcher)
    said = await poll(replace(asked, options={**options, "dates": "mdy"}), NEVER, fetcher)
    assert [post.stated for post in plain.posts] == [None]
    assert [post.stated for post in said.posts] == [Stated(month_first=True)]
    assert fingerprint(plain.posts[0]) != fingerprint(said.posts[0]), "so that it is read anew"


@pytest.mark.parametrize("kind", ["feed", "page"])
async def test_a_body_in_windows_1251_that_says_it_is_utf_8_is_read(site: Web, fetcher: Fetcher, kind: str) -> None:
    body = (rss(item(1, "Өтінімдер қабылданады")) if kind == "feed" else PAGE).replace("Байқау", "Қайырымдылық")
    site.put("/x", body.encode("kz1048"), kind="text/html; charset=utf-8")
    asked = replace(source(site.url("/x"), kind), options={"item": "li"} if kind == "page" else {})
    (post,) = (await poll(asked, NEVER, fetcher)).posts
    assert post.title in {"Қайырымдылық 1", "Byulleten' «Конкурс»"}


@pytest.mark.parametrize("kind", ["feed", "page"])
async def test_two_hundred_kilobytes_of_text_are_cut_and_lost_letters_stay_as_they_came(
    site: Web, fetcher: Fetcher, kind: str
) -> None:
    words = "М?лшері ?лкен с?з. " * 11_000
    body = rss(item(1, words)) if kind == "feed" else PAGE.replace("<i>", f"<p>{words}</p><i>")
    site.put("/x", body, kind="text/html; charset=utf-8")
    asked = replace(source(site.url("/x"), kind), options={"item": "li", "text": "p"} if kind == "page" else {})
    (post,) = (await poll(asked, NEVER, fetcher)).posts
    assert len(post.text) == 40_000 and post.text.startswith("М?лшері ?лкен с?з.")
