"""Sites that let nobody in are left alone for a day and called by their name; good pages are not mistaken for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web

from domain.clock import MovableClock
from domain.sources import Source, SourceState
from scrapers.base import Failed, Limits, Page, Refused
from scrapers.fetch import Fetcher
from scrapers.poll import Poll, poll
from tests.scrapers.conftest import NOW
from tests.scrapers.web import Web, item, rss

HTML = "text/html; charset=utf-8"
CLOUDFLARE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script>"
    '<noscript>Enable JavaScript to continue</noscript><script src="/cdn-cgi/challenge-platform/h/b"></script>'
)
LOGIN = "<html><title>Кіру</title><form><input name=u><input type='password' name=p><button>Кіру</button></form></html>"
CAPTCHA = "<html><form><div class='g-recaptcha' data-sitekey='x'></div></form>" + "мәтін " * 60 + "</html>"


async def polled(site: Web, fetcher: Fetcher, kind: str = "feed", path: str = "/feed") -> Poll:
    options = {"item": "li", "title": "a"} if kind == "page" else {}
    place = Source("akimat", kind, site.url(path), "Ә", "А", interval=timedelta(minutes=30), options=options)
    return await poll(place, SourceState(), fetcher)


@pytest.mark.parametrize("kind", ["feed", "page"])
@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, CLOUDFLARE, "browser_check"),
        (503, CLOUDFLARE, "browser_check"),
        (429, CLOUDFLARE, "browser_check"),
        (200, CLOUDFLARE, "browser_check"),
        (403, "<html><title>DDoS-Guard</title>", "browser_check"),
        (200, CAPTCHA, "browser_check"),
        (200, "<html><p>Проверка браузера перед переходом…</p><script>1</script></html>", "browser_check"),
        (401, "", "login_page"),
        (403, LOGIN, "login_page"),
        (200, LOGIN, "login_page"),
    ],
)
async def test_whoever_lets_nobody_in_is_asked_again_next_day(
    site: Web, fetcher: Fetcher, kind: str, status: int, body: str, code: str
) -> None:
    site.put("/feed", body, status=status, kind=HTML)
    found = await polled(site, fetcher, kind)
    assert found.outcome == Refused(site.url("/feed"), code) and found.posts == ()
    assert (found.error, found.state.next_poll_at) == (code, NOW + timedelta(days=1))
    assert site.paths() == ["/feed"], "asked once, and by no other way"


async def test_a_marked_answer_needs_no_words(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", b"\xff" * 100, status=403, headers={"cf-mitigated": "challenge"})
    assert (await polled(site, fetcher)).error == "browser_check"


async def test_a_redirect_to_a_login_page_is_one(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", status=302, headers={"Location": "/account/login?next=/feed"})
    site.put("/account/login", "<html><p>Please identify yourself</p></html>", kind=HTML)
    found = await polled(site, fetcher)
    assert found.outcome == Refused(site.url("/account/login?next=/feed"), "login_page")


async def test_a_longer_wait_that_the_site_asks_for_is_kept(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", CLOUDFLARE, status=503, kind=HTML, headers={"Retry-After": str(36 * 3600)})
    assert (await polled(site, fetcher)).state.next_poll_at == NOW + timedelta(hours=36)


@pytest.mark.parametrize(("status", "body"), [(403, "<h1>Forbidden</h1>"), (503, "maintenance"), (429, "slow down")])
async def test_an_ordinary_refusing_status_stays_what_it_is(
    site: Web, fetcher: Fetcher, status: int, body: str
) -> None:
    site.put("/feed", body, status=status, kind=HTML)
    assert (await polled(site, fetcher)).outcome == Failed("http_status", str(status))


async def test_a_refusing_answer_that_never_ends_is_only_begun(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", CLOUDFLARE.encode() + b"x" * 5_000_000, status=403, kind=HTML)
    assert (await polled(site, fetcher)).error == "browser_check"


async def test_a_captcha_in_the_contact_form_of_a_good_page_is_no_check(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", f"<html><ul><li><a href='/1'>Байқау</a></li></ul>{CAPTCHA}{LOGIN}</html>", kind=HTML)
    found = await polled(site, fetcher, "page")
    assert isinstance(found.outcome, Page) and len(found.posts) == 1


async def test_a_rebuilt_site_with_a_login_form_in_its_head_is_no_login_page(site: Web, fetcher: Fetcher) -> None:
    guard = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    site.put("/feed", f"<html>{guard}{LOGIN}{CAPTCHA}<p>{'Жаңалық мәтіні. ' * 1000}</p></html>", kind=HTML)
    assert (await polled(site, fetcher, "page")).outcome == Failed("selector_matches_nothing", "item")


async def test_a_feed_that_writes_about_captchas_is_read(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", rss(item(1, "g-recaptcha және just a moment")))
    assert len((await polled(site, fetcher)).posts) == 1


async def test_a_browser_check_before_robots_txt_is_not_got_round(site: Web, fetcher: Fetcher) -> None:
    site.put("/robots.txt", CLOUDFLARE, status=403, kind=HTML)
    site.put("/feed", CLOUDFLARE, status=403, kind=HTML)
    assert (await polled(site, fetcher)).error == "browser_check"


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("application/pdf", b"%PDF-1.7", "application/pdf"),
        ("image/png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("application/octet-stream", b"PK\x03\x04....", "application/zip"),
        ("text/html", b"%PDF-1.4 ...", "application/pdf"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK", None),
        ("video/mp4", b"", "video/mp4"),
    ],
)
async def test_a_file_is_told_and_not_read(
    site: Web, fetcher: Fetcher, kind: str, body: bytes, told: str | None
) -> None:
    site.put("/feed", body, kind=kind)
    assert (await polled(site, fetcher)).outcome == Failed("is_a_file", told or kind)


async def test_ten_gigabytes_are_refused_by_their_announcement(site: Web, fetcher: Fetcher) -> None:
    sent = 0

    @site.on("/feed")
    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Length": str(10 * 2**30), "Content-Type": "text/xml"})
        await response.prepare(request)
        for _ in range(1000):
            try:
                await response.write(b"x" * 65536)
            except ConnectionError:
                break
            sent += 65536
        return response

    assert (await polled(site, fetcher)).outcome == Failed("too_large", str(2 * 2**20))
    assert sent < 20 * 2**20, "no more than what sockets hold"


async def test_an_endless_body_that_announces_nothing_is_cut_off(site: Web, fetcher: Fetcher) -> None:
    @site.on("/feed")
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/xml"})
        response.enable_chunked_encoding()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 65536)
        except ConnectionError:
            return response

    assert (await polled(site, fetcher)).outcome == Failed("too_large", str(2 * 2**20))


async def test_several_long_bodies_at_once_are_all_taken(site: Web, clock: MovableClock) -> None:
    body = rss(*(item(number, "х" * 8000) for number in range(200)))
    async with Fetcher(clock, allow_local=True, limits=Limits(), chance=lambda: 0.0) as fetcher:
        site.put("/feed", body)
        first = await fetcher.fetch(site.url("/feed"))
        second = await fetcher.fetch(site.url("/feed"))
    assert isinstance(first, Page) and isinstance(second, Page) and len(first.body) > 3 * 2**20
