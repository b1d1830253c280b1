"""What a site's owner asks of robots is done."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from aiohttp import web
from hypothesis import given, settings

from domain.clock import MovableClock
from scrapers.base import Failed, Limits, Page, Refused
from scrapers.fetch import Fetcher
from scrapers.robots import Manners, manners, robots_url
from tests.scrapers.web import Web


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", Manners(True)),
        (b"User-agent: *\nDisallow: /", Manners(False)),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /feed", Manners(False)),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: elshibot\nAllow: /", Manners(True)),
        (b"User-agent: ElshiBot\nDisallow: /feed\n\nUser-agent: *\nAllow: /", Manners(False)),
        (b"User-agent: *\nDisallow: /\nAllow: /feed", Manners(True)),
        (b"User-agent: *\nCrawl-delay: 7", Manners(True, 7.0)),
        (b"User-agent: *\nCrawl-delay: nan", Manners(True)),
        (b"User-agent: *\nCrawl-delay: inf", Manners(True)),
        (b"User-agent: *\nCrawl-delay: -3", Manners(True)),
        (b"<html>not found</html>", Manners(True)),
        (bytes(range(256)), Manners(True)),
    ],
)
def test_rules_are_read_as_rfc_9309_says(text: bytes, expected: Manners) -> None:
    assert manners(text, "https://example.kz/feed", "ElshiBot") == expected


def test_the_rules_stand_at_the_root_of_the_site() -> None:
    assert robots_url("https://example.kz:8443/a/b?c#d") == "https://example.kz:8443/robots.txt"


async def test_a_forbidden_page_is_not_asked_for(site: Web, fetcher: Fetcher) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private", kind="text/plain")
    site.put("/private/feed", b"x")
    assert await fetcher.fetch(site.url("/private/feed")) == Refused(site.url("/private/feed"))
    assert site.paths() == []


async def test_a_redirect_to_a_forbidden_page_is_not_followed(site: Web, fetcher: Fetcher) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private", kind="text/plain")
    site.put("/feed", status=302, headers={"Location": "/private"})
    assert await fetcher.fetch(site.url("/feed")) == Refused(site.url("/private"))
    assert site.paths() == ["/feed"]


async def test_the_rules_are_asked_for_once_a_day(site: Web, fetcher: Fetcher, clock: MovableClock) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /x", kind="text/plain")
    site.put("/feed", b"x")

    async def asked_after(span: timedelta) -> int:
        clock.move(span)
        assert isinstance(await fetcher.fetch(site.url("/feed")), Page)
        return sum(path == "/robots.txt" for path, _ in site.asked)

    assert await asked_after(timedelta(0)) == 1
    assert await asked_after(timedelta(hours=23)) == 1
    assert await asked_after(timedelta(hours=1)) == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_rules_that_are_not_there_forbid_nothing(site: Web, fetcher: Fetcher, status: int) -> None:
    site.put("/robots.txt", status=status)
    site.put("/feed", b"x")
    assert isinstance(await fetcher.fetch(site.url("/feed")), Page)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_server_in_trouble_is_left_in_peace(site: Web, fetcher: Fetcher, status: int) -> None:
    site.put("/robots.txt", status=status)
    site.put("/feed", b"x")
    assert await fetcher.fetch(site.url("/feed")) == Failed("robots_unavailable", str(status))
    assert site.paths() == []


async def test_known_rules_outlive_trouble(site: Web, fetcher: Fetcher, clock: MovableClock) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private", kind="text/plain")
    site.put("/feed", b"x")
    assert isinstance(await fetcher.fetch(site.url("/feed")), Page)
    site.put("/robots.txt", status=500)
    clock.move(timedelta(days=2))
    assert isinstance(await fetcher.fetch(site.url("/feed")), Page)
    assert isinstance(await fetcher.fetch(site.url("/private")), Refused)


async def test_endless_rules_are_read_up_to_their_limit(site: Web, fetcher: Fetcher) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /private\n" + b"# filler\n" * 200_000, kind="text/plain")
    assert isinstance(await fetcher.fetch(site.url("/private")), Refused)


async def test_crawl_delay_is_kept_within_reason(site: Web, clock: MovableClock) -> None:
    """The site asks for an hour between requests; the limit makes it a tenth of a second."""
    times: list[float] = []

    @site.on("/feed")
    async def answer(_: web.Request) -> web.StreamResponse:
        times.append(asyncio.get_running_loop().time())
        return web.Response(body=b"x")

    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 3600", kind="text/plain")
    async with Fetcher(clock, allow_local=True, limits=Limits(crawl_delay=0.1)) as fetcher:
        await fetcher.fetch(site.url("/feed"))
        await fetcher.fetch(site.url("/feed"))
    assert 0.09 <= times[1] - times[0] < 5


async def test_only_so_many_sites_are_remembered(site: Web, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.fetch._MAX_SITES", 2)
    site.put("/feed", b"x")
    for host in ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.1"):
        await fetcher.fetch(f"http://{host}:{site.port}/feed")
    assert len(fetcher._sites) == 2


LINES = st.sampled_from((
    b"User-agent: *", b"User-agent: elshibot", b"User-agent:", b"Disallow: /", b"Allow: /a*b*c*d*$",
    b"Disallow: " + b"*a" * 300,
    b"Crawl-delay: 1e400", b"Crawl-delay: 1_0", b"Crawl-delay: -1", b"Crawl-delay: " + b"9" * 400,
    b"Crawl-delay: \xd9\xa3", b"Request-rate: 1/0",
    b"Request-rate: 0/1s", b"Request-rate: 1/5 2500-9999", b"Visit-time: 9999-0000", b"Sitemap: http://[::1",
    b"Disallow: /%zz%",
    b"Allow: http://[::1/x", b"Disallow: //[::1", b"\0", b"\xff\xfe", b": :", b"Disallow", b"#",
))  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(
    st.lists(LINES | st.binary(max_size=40), max_size=20).map(b"\n".join),
    st.sampled_from(
        ("https://example.kz/a?b=%D0#c", "https://example.kz/" + "a" * 3000, "https://example.kz", "http://пример.kz/ә")
    ),
)
def test_any_rules_are_an_answer_with_a_delay_that_can_be_waited_for(text: bytes, url: str) -> None:
    found = manners(text, url, "ElshiBot")
    assert 0 <= found.crawl_delay < float("inf")
