"""An address as somebody types it becomes a source to be, or a clear reason why not."""

from __future__ import annotations

import pytest

from domain.clock import MovableClock
from scrapers.fetch import Fetcher
from scrapers.probe import probe
from tests.scrapers.test_telegram_channel import message, shown
from tests.scrapers.web import Web, dead_port, item, rss

HTML = "text/html; charset=utf-8"


async def test_a_feed_is_one(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", rss(item(1), item(2)))
    found = await probe(f"  {site.url('/feed')}#top ", fetcher)
    assert (found.kind, found.url, found.name, found.problem) == ("feed", site.url("/feed"), "Мысал", None)
    assert [post.external_id for post in found.posts] == ["id-1", "id-2"]


async def test_a_front_page_leads_to_the_feed_it_names(site: Web, fetcher: Fetcher) -> None:
    head = (
        '<link rel="stylesheet" href="/a.css"><link rel="alternate" hreflang="ru" href="/ru/">'
        '<link rel="alternate" type="application/rss+xml" title="Пікірлер" href="/comments/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/broken">'
        '<link rel="alternate" type="application/rss+xml" href="feed/">'
    )
    site.put("/", f"<html><head><title>Орталық — Басты бет</title>{head}</head><body></body></html>", kind=HTML)
    site.put("/broken", "<html>", kind=HTML)
    site.put("/comments/feed/", rss(item(9)))
    site.put("/feed/", rss(item(1)))
    found = await probe(site.url("/"), fetcher)
    assert (found.kind, found.url, found.name, found.problem) == ("feed", site.url("/feed/"), "Мысал", None)
    assert site.paths() == ["/", "/broken", "/feed/"]


async def test_an_address_that_moved_for_good_is_told_as_it_is_now(site: Web, fetcher: Fetcher) -> None:
    site.put("/old", status=301, headers={"Location": "/feed"})
    site.put("/feed", rss(item(1)))
    assert (await probe(site.url("/old"), fetcher)).url == site.url("/feed")


async def test_a_page_without_a_feed_says_so_with_its_name(site: Web, fetcher: Fetcher) -> None:
    site.put("/", "<html><title>Әкімдік</title><p>Жаңалықтар</p></html>", kind=HTML)
    found = await probe(site.url("/"), fetcher)
    assert (found.problem, found.name) == ("no_feed", "Әкімдік")


@pytest.mark.parametrize(
    "typed",
    [
        "@Auyl_grant",
        "t.me/auyl_grant",
        "https://t.me/auyl_grant",
        "https://t.me/s/Auyl_grant",
        "http://telegram.me/auyl_grant/15?single",
        " https://t.me/s/auyl_grant?before=20 ",
    ],
)
async def test_however_a_channel_is_typed_it_is_the_same_source(site: Web, fetcher: Fetcher, typed: str) -> None:
    site.put("/s/auyl_grant", shown(message(7), message(8)), kind=HTML)
    found = await probe(typed, fetcher, telegram=site.url(""))
    assert (found.kind, found.url, found.problem) == ("telegram_channel", site.url("/s/auyl_grant"), None)
    assert found.name == "Ауыл гранттары" and len(found.posts) == 2


async def test_the_preview_of_a_channel_at_another_address_is_recognised(site: Web, fetcher: Fetcher) -> None:
    site.put("/s/auyl", shown(message(7)), kind=HTML)
    found = await probe(site.url("/s/auyl"), fetcher)
    assert (found.kind, found.url, len(found.posts)) == ("telegram_channel", site.url("/s/auyl"), 1)


async def test_a_channel_without_a_preview_says_so(site: Web, fetcher: Fetcher) -> None:
    site.put("/s/jabyq", status=302, headers={"Location": "/jabyq"})
    site.put("/jabyq", '<html><div class="tgme_page"></div></html>', kind=HTML)
    found = await probe("@jabyq", fetcher, telegram=site.url(""))
    assert (found.kind, found.problem) == ("telegram_channel", "no_preview")
    assert (await probe("https://t.me/+AbCdEf", fetcher)).problem == "no_preview"


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "сәлем", "грант керек", "ftp://example.kz/", "javascript:alert(1)", "@", "@ab", "http://",
     "a@example.kz", "https://[bad", "file:///etc/passwd", "x" * 5000, "\ud800", "https://example.kz/a b"],
)  # fmt: skip
async def test_what_is_no_address_is_told_without_asking_anybody(fetcher: Fetcher, typed: str) -> None:
    assert (await probe(typed, fetcher)).problem == "not_an_address"


@pytest.mark.parametrize(
    ("status", "kind", "body", "problem"),
    [
        (404, HTML, "", "gone"),
        (500, HTML, "", "http_status"),
        (200, "application/pdf", "%PDF-1.7", "is_a_file"),
        (403, HTML, "<title>Just a moment...</title>", "browser_check"),
        (200, HTML, "<form><input type=password></form>", "login_page"),
    ],
)
async def test_what_is_wrong_with_an_address_is_told(
    site: Web, fetcher: Fetcher, status: int, kind: str, body: str, problem: str
) -> None:
    site.put("/x", body, status=status, kind=kind)
    assert (await probe(site.url("/x"), fetcher)).problem == problem


async def test_nobody_listening_is_told(fetcher: Fetcher) -> None:
    found = await probe(f"http://127.0.0.1:{dead_port()}/feed", fetcher)
    assert (found.problem, found.detail) == ("connect", "127.0.0.1")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost.", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])
async def test_our_own_machine_is_nobodys_to_name(site: Web, clock: MovableClock, host: str) -> None:
    async with Fetcher(clock) as strict:
        found = await probe(f"http://{host}:{site.port}/feed", strict)
    assert found.problem in {"local_address", "bad_url", "dns"} and not site.asked
