"""Lists of announcements with a page for each: what is asked for, what is news, and what is noticed when it breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from domain.calls.fingerprint import fingerprint
from domain.clock import MovableClock
from domain.sources import Source, SourceState
from scrapers.base import Failed, Gone, Page, Refused
from scrapers.fetch import Fetcher
from scrapers.follow import TRIES
from scrapers.poll import Poll, poll
from tests.scrapers.conftest import NOW
from tests.scrapers.web import Web

LIST: Mapping[str, Any] = {"item": "ul.news > li", "title": "h3", "date": ".date"}
DETAIL: Mapping[str, Any] = {
    "text": ".body",
    "title": "h1",
    "date": "time@datetime",
    "drop": [".share"],
}
HTML = "text/html; charset=utf-8"


def source(site: Web, *, detail: bool = True, **options: Any) -> Source:
    chosen = {**LIST, **options} | ({"detail": {**DETAIL}} if detail else {})
    return Source("akimat", "page", site.url("/news"), "Әкімдік", "Акимат", options=chosen)


def entry(number: int, title: str = "", extra: str = "") -> str:
    return (
        f'<li><a href="/news/{number}#top"><h3>{title or f"Байқау {number}"}</h3></a>'
        f'<span class=date>{number} ақпан 2026</span><span class="views">{extra}</span></li>'
    )


def listed(*entries: str, menu: str = "") -> str:
    return f"<html><title>Жаңалықтар</title><nav>{menu}</nav><ul class=news>{''.join(entries)}</ul></html>"


def detail(text: str, title: str = "", around: str = "") -> str:
    return (
        f'<html><nav>{around}</nav><h1>{title}</h1><time datetime="2026-02-03T10:00:00+05:00">3 ақпан</time>'
        f'<div class="body"><p>{text}</p><div class="share">{around}</div></div><footer>{around}</footer></html>'
    )


def serve(site: Web, *numbers: int, **more: str) -> None:
    site.put("/news", listed(*(entry(number) for number in numbers), **more), kind=HTML)
    for number in numbers:
        site.put(f"/news/{number}", detail(f"Өтінімдер {number} наурызға дейін қабылданады."), kind=HTML)


def details(site: Web) -> list[str]:
    return [path for path in site.paths() if path != "/news"]


async def polled(site: Web, fetcher: Fetcher, state: SourceState, **options: Any) -> Poll:
    site.asked.clear()
    return await poll(source(site, **options), state, fetcher)


async def test_an_announcement_is_put_together_from_the_list_and_its_own_page(site: Web, fetcher: Fetcher) -> None:
    serve(site, 2, 1)
    found = await polled(site, fetcher, SourceState())
    assert isinstance(found.outcome, Page) and found.error is None
    assert [post.title for post in found.posts] == ["Байқау 2", "Байқау 1"]
    post = found.posts[0]
    assert post.url == site.url("/news/2#top") and post.external_id == site.url("/news/2")
    assert post.text == "Өтінімдер 2 наурызға дейін қабылданады."
    assert post.published is not None and post.published.isoformat() == "2026-02-03T05:00:00+00:00"


async def test_a_list_may_be_all_there_is(site: Web, fetcher: Fetcher) -> None:
    serve(site, 1)
    found = await polled(site, fetcher, SourceState(), detail=False)
    (post,) = found.posts
    assert (post.title, post.text) == ("Байқау 1", "") and details(site) == []
    assert post.published is not None and post.published.isoformat() == "2026-01-31T19:00:00+00:00"


async def test_only_new_and_changed_entries_are_asked_for(site: Web, fetcher: Fetcher) -> None:
    serve(site, 2, 1)
    first = await polled(site, fetcher, SourceState())
    assert details(site) == ["/news/2", "/news/1"]
    site.put("/news/3", detail("Үшінші"), kind=HTML)
    site.put("/news", listed(entry(3), entry(2, "Байқау 2: мерзімі ұзартылды"), entry(1)), kind=HTML)
    second = await polled(site, fetcher, first.state)
    assert details(site) == ["/news/3", "/news/2"]
    assert [post.external_id for post in second.posts] == [site.url("/news/3"), site.url("/news/2")]


async def test_a_site_that_restyles_and_counts_is_not_asked_again_and_says_nothing_new(
    site: Web, fetcher: Fetcher
) -> None:
    """Another order, other classes around, counters, a menu, a cookie line: the list's own words are the same."""
    serve(site, 3, 2, 1)
    first = await polled(site, fetcher, SourceState())
    again = [entry(number, extra=f"Қаралды: {number * 7}") for number in (1, 3, 2)]
    site.put("/news", f"<p>cookie</p>{listed(*again, menu='Жаңа мәзір')}", kind=HTML)
    second = await polled(site, fetcher, first.state)
    assert second.posts == () and details(site) == [] and second.error is None


async def test_new_addresses_for_the_same_words_say_nothing_new(site: Web, fetcher: Fetcher) -> None:
    serve(site, 1)
    first = await polled(site, fetcher, SourceState())
    site.put("/news", listed(entry(1)).replace("/news/1", "/kk/news/1-baiqau?utm_source=x"), kind=HTML)
    site.put("/kk/news/1-baiqau", detail("Өтінімдер 1 наурызға дейін қабылданады.", around="3 күн бұрын"), kind=HTML)
    second = await polled(site, fetcher, first.state)
    assert [fingerprint(post) for post in second.posts] == [fingerprint(post) for post in first.posts]
    assert second.posts[0].external_id == site.url("/kk/news/1-baiqau")


async def test_the_same_list_is_not_even_read(site: Web, fetcher: Fetcher) -> None:
    serve(site, 1)
    first = await polled(site, fetcher, SourceState())
    assert (await polled(site, fetcher, first.state)).not_modified


async def test_a_poll_asks_for_so_many_pages_and_the_next_one_goes_on(site: Web, fetcher: Fetcher) -> None:
    serve(site, *range(25, 0, -1))
    state, seen = SourceState(), []
    for expected in (10, 10, 5):
        found = await polled(site, fetcher, state)
        assert len(details(site)) == len(found.posts) == expected
        state, seen = SourceState.from_json(found.state.to_json()), [*seen, *found.posts]
    assert [post.title for post in seen] == [f"Байқау {number}" for number in range(25, 0, -1)]
    assert (await polled(site, fetcher, state)).not_modified


async def test_pages_are_asked_for_one_at_a_time(site: Web, fetcher: Fetcher) -> None:
    serve(site, *range(1, 6))
    at_once = most = 0

    async def slow(request: web.Request) -> web.StreamResponse:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        at_once -= 1
        return web.Response(text=detail("Мәтін " + request.path), content_type="text/html")

    for number in range(1, 6):
        site.pages[f"/news/{number}"] = slow
    await polled(site, fetcher, SourceState())
    assert most == 1


async def test_a_page_that_fails_costs_only_its_own_entry_and_is_tried_again(site: Web, fetcher: Fetcher) -> None:
    serve(site, 3, 2, 1)
    site.put("/news/2", status=500)
    first = await polled(site, fetcher, SourceState())
    assert [post.title for post in first.posts] == ["Байқау 3", "Байқау 1"] and first.error is None
    site.put("/news/2", detail("Жөнделді"), kind=HTML)
    second = await polled(site, fetcher, first.state)
    assert details(site) == ["/news/2"] and [post.text for post in second.posts] == ["Жөнделді"]


async def test_after_several_vain_tries_the_lists_own_words_must_do(site: Web, fetcher: Fetcher) -> None:
    serve(site, 2, 1)
    site.put("/news/2", status=500)
    state, given = SourceState(), []
    for _ in range(TRIES):
        found = await polled(site, fetcher, state)
        state, given = found.state, [*given, *found.posts]
    assert sorted(post.title for post in given) == ["Байқау 1", "Байқау 2"]
    await polled(site, fetcher, replace(state, body_digest=None))
    assert details(site) == []


async def test_a_site_in_trouble_is_left_alone_after_three_failures(site: Web, fetcher: Fetcher) -> None:
    serve(site, *range(1, 9))
    for number in range(1, 9):
        site.put(f"/news/{number}", status=502)
    found = await polled(site, fetcher, SourceState())
    assert len(details(site)) == 3 and found.outcome == Failed("http_status", "502") and found.posts == ()


async def test_being_asked_to_wait_ends_the_poll_at_once(site: Web, fetcher: Fetcher) -> None:
    serve(site, 2, 1)
    site.put("/news/2", status=429, headers={"Retry-After": "7200"})
    found = await polled(site, fetcher, SourceState())
    assert details(site) == ["/news/2"] and found.error == "http_status"
    assert found.state.next_poll_at == NOW + timedelta(hours=2)


async def test_an_entry_whose_page_is_gone_is_kept_as_listed(site: Web, fetcher: Fetcher) -> None:
    site.put("/news", listed(entry(1)), kind=HTML)
    found = await polled(site, fetcher, SourceState())
    assert found.outcome == Gone(404) and [post.title for post in found.posts] == ["Байқау 1"]


@pytest.mark.parametrize(
    ("body", "selector"),
    [
        ("<html><div class=cards>" + "<p>Жаңалық</p>" * 40 + "</div></html>", "item"),
        (listed("<li><a href='/1'><h4>Байқау</h4></a></li>") + "мәтін " * 50, "title"),
        (listed("<li><h3>Байқау</h3></li>") + "мәтін " * 50, "link"),
        (listed("<li><a href='/1'><h3>Байқау</h3></a><i>5 ақпан 2026</i></li>") + "мәтін " * 50, "date"),
        (listed("<li><a href='/1'><h3>Байқау</h3></a><b class=date>жуырда</b></li>") + "мәтін " * 50, "date"),
    ],
    ids=["item", "title", "link", "no date", "no readable date"],
)
async def test_a_rebuilt_site_is_told_from_one_without_news(
    site: Web, fetcher: Fetcher, body: str, selector: str
) -> None:
    serve(site, 1)
    good = await polled(site, fetcher, SourceState())
    site.put("/news", body, kind=HTML)
    found = await polled(site, fetcher, good.state)
    assert found.posts == () and found.outcome == Failed("selector_matches_nothing", selector)
    # It worked once: the keeper of the list sees since when it does not.
    assert found.state.last_ok_at == NOW and found.state.body_digest == good.state.body_digest
    never = await polled(site, fetcher, SourceState())
    assert never.error == "selector_matches_nothing" and never.state.last_ok_at is None


async def test_a_rebuilt_page_of_an_announcement_is_noticed(site: Web, fetcher: Fetcher) -> None:
    serve(site, 1)
    site.put("/news/1", "<html><article>" + "Мәтін " * 60 + "</article></html>", kind=HTML)
    found = await polled(site, fetcher, SourceState())
    assert found.posts == () and found.outcome == Failed("selector_matches_nothing", "detail.text")


async def test_an_honestly_empty_list_can_be_described(site: Web, fetcher: Fetcher) -> None:
    site.put("/news", "<html><p class=none>Хабарландыру жоқ</p>" + "мәтін " * 50 + "</html>", kind=HTML)
    found = await polled(site, fetcher, SourceState(), empty="p.none")
    assert found.posts == () and found.error is None


async def test_further_pages_are_turned_until_something_is_known(site: Web, fetcher: Fetcher) -> None:
    pages = {1: (6, 5), 2: (4, 3), 3: (2, 1)}

    @site.on("/news")
    async def answer(request: web.Request) -> web.StreamResponse:
        number = int(request.query.get("page", 1))
        more = f'<a class=next href="?page={number + 1}">»</a>' if number < 3 else ""
        return web.Response(text=listed(*map(entry, pages[number])) + more, content_type="text/html")

    options: dict[str, Any] = {"detail": False, "next": "a.next", "pages": 5}
    first = await polled(site, fetcher, SourceState(), **options)
    assert [post.title[-1] for post in first.posts] == ["6", "5", "4", "3", "2", "1"]
    pages[1] = (7, 6)
    second = await polled(site, fetcher, first.state, **options)
    assert len(site.paths()) == 1 and second.posts[0].title == "Байқау 7"


@pytest.mark.parametrize(
    "body",
    [
        "<html><script src=/app.js></script><div id=root></div></html>",
        "<html><noscript>You need to enable JavaScript</noscript><div id=app></div><script>1</script></html>",
    ],
)
async def test_a_page_that_only_a_browser_fills_is_a_refusal(site: Web, fetcher: Fetcher, body: str) -> None:
    site.put("/news", body, kind=HTML)
    found = await polled(site, fetcher, SourceState())
    assert found.outcome == Refused(site.url("/news"), "needs_javascript")
    assert found.state.next_poll_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<", b"<ul class=news>" + b"<li>" * 5000, b"\0" * 1000])
async def test_any_bytes_are_an_outcome(site: Web, fetcher: Fetcher, body: bytes) -> None:
    site.put("/news", body, kind=HTML)
    assert (await polled(site, fetcher, SourceState())).error in {"selector_matches_nothing", "unreadable"}


async def test_an_id_may_stand_in_an_attribute(site: Web, fetcher: Fetcher, clock: MovableClock) -> None:
    site.put("/news", listed("<li data-id=77><a href='/x?session=abc'><h3>Байқау</h3></a></li>"), kind=HTML)
    options = {"item": "ul.news > li", "title": "h3", "id": "@data-id"}
    place = Source("akimat", "page", site.url("/news"), "Ә", "А", options=options)
    (post,) = (await poll(place, SourceState(), fetcher)).posts
    assert post.external_id == "77" and post.published is None
