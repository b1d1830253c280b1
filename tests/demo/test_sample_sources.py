"""The sample sites behave as real ones: proper feeds, conditional requests, dates that lie ahead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.demo.guests import GUESTS
from bot.demo.sample_portals import TOKEN
from bot.demo.sample_site import SampleSite
from bot.demo.sample_sources import SampleSources
from bot.demo.sample_texts import dated, read_samples
from bot.holidays import kazakh_calendar
from domain.calls.fingerprint import fingerprint
from domain.calls.model import Post
from domain.calls.reading import Gazetteer
from domain.calls.reading import read as read_post
from domain.clock import MovableClock
from domain.sources import Source, SourceState
from domain.territory import TerritoryTree
from scrapers.base import Document
from scrapers.feed import parse
from scrapers.fetch import Fetcher
from scrapers.poll import poll
from storage.seed import load_territories

NOON = datetime(2026, 12, 28, 7, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Almaty")


@pytest.fixture
async def sources() -> AsyncIterator[SampleSources]:
    async with SampleSources(MovableClock(NOON, frozen=True), ZONE) as sources:
        yield sources


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def read(web: aiohttp.ClientSession, url: str) -> tuple[aiohttp.ClientResponse, bytes]:
    async with web.get(url) as answer:
        return answer, await answer.read()


async def test_every_feed_is_read_by_the_production_parser(sources: SampleSources, web: aiohttp.ClientSession) -> None:
    feeds = [site for site in sources.sites.values() if site.format.kind == "feed"]
    assert {site.format.name for site in feeds} == {"RSS", "Atom", "JSON Feed"}
    for site in feeds:
        answer, body = await read(web, site.feed_url)
        assert answer.status == 200 and answer.content_type == site.format.mime
        reading = parse(Document(body, answer.content_type, "utf-8", site.feed_url, NOON))
        assert reading.problem is None
        assert [(p.external_id, p.url, p.title, p.published) for p in reading.posts] == [
            (p.url, p.url, p.draft.title, p.at) for p in site.posts
        ]
        for post, published in zip(reading.posts, site.posts, strict=True):
            assert post.text.split() == published.text.split()


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(MovableClock(NOON, frozen=True), allow_local=True) as fetcher:
        yield fetcher


async def polled(site: SampleSite, fetcher: Fetcher, state: SourceState) -> tuple[tuple[Post, ...], SourceState]:
    options = dict(site.format.options)
    found = await poll(Source(site.file.id, site.format.kind, site.feed_url, "", "", options=options), state, fetcher)
    assert found.error is None
    return found.posts, found.state


async def test_the_site_without_a_feed_is_read_from_its_list_and_its_pages(
    sources: SampleSources, fetcher: Fetcher
) -> None:
    site = sources.sites["audan"]
    posts, state = await polled(site, fetcher, SourceState())
    assert [(p.external_id, p.url, p.title, p.published) for p in posts] == [
        (p.url, p.url, p.draft.title, p.at.replace(second=0)) for p in site.posts
    ]
    assert [post.text.split() for post in posts] == [post.text.split() for post in site.posts]
    published = sources.publish("bala-alany")
    fresh, _ = await polled(site, fetcher, state)
    assert [post.external_id for post in fresh] == [published.external_id]


async def test_the_channel_is_read_back_to_its_beginning_with_pictures_and_edits(
    sources: SampleSources, fetcher: Fetcher
) -> None:
    channel = sources.sites["auyl_serpin"]
    posts, state = await polled(channel, fetcher, SourceState())
    spoken = [post for post in channel.posts if post.text]
    assert len(channel.posts) > 20 > len(channel.posts) - len(spoken) > 0
    assert [(p.external_id, p.url, p.published) for p in posts] == [(p.external_id, p.url, p.at) for p in spoken]
    assert "Ауыл кітапханаларына шағын гранттар" in {post.title for post in posts}
    photo = sources.publish("serpin-sport")
    edited = sources.publish("serpin-kitap-uzartu")
    fresh, _ = await polled(channel, fetcher, state)
    before = {post.external_id: fingerprint(post) for post in posts}
    changed = {post.external_id for post in fresh if before.get(post.external_id) != fingerprint(post)}
    assert changed == {photo.external_id, edited.external_id} and edited.external_id in before
    assert state.marks["top"] < len(channel.posts)


@pytest.mark.parametrize("before", ["", "0", "1", "99999999999", "x", "-3", "5"])
async def test_any_page_of_the_channel_can_be_asked_for(
    sources: SampleSources, web: aiohttp.ClientSession, before: str
) -> None:
    answer, body = await read(web, f"{sources.sites['auyl_serpin'].feed_url}?before={before}")
    assert answer.status == 200 and body.count(b"data-post=") == {"0": 0, "1": 0, "5": 4}.get(before, 20)


async def test_a_title_with_markup_arrives_as_the_words_it_is(
    sources: SampleSources, web: aiohttp.ClientSession
) -> None:
    post = sources.publish("html-title")
    site = sources.sites[post.draft.site]
    answer, body = await read(web, site.feed_url)
    reading = parse(Document(body, answer.content_type, "utf-8", site.feed_url, NOON))
    assert reading.posts[0].title == post.draft.title
    page, html = await read(web, post.url)
    assert b"<script" not in html and b"&lt;script&gt;" in html
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("site", ["akimat", "dala", "samal"])
async def test_what_did_not_change_is_not_sent_again(
    sources: SampleSources, web: aiohttp.ClientSession, site: str
) -> None:
    url = sources.sites[site].feed_url
    first, _ = await read(web, url)
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
        {"If-None-Match": '"other", ' + first.headers["ETag"]},
    ):
        async with web.get(url, headers=headers) as again:
            assert again.status == 304 and not await again.read()
    stale = {"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]}
    async with web.get(url, headers=stale) as again:
        assert again.status == 200
    async with web.get(url, headers={"If-Modified-Since": "yesterday"}) as again:
        assert again.status == 200
    sources.publish(next(draft.key for draft in sources.waiting if draft.site == site))
    async with web.get(url, headers={"If-None-Match": first.headers["ETag"]}) as again:
        assert again.status == 200


async def test_robots_are_welcome_and_pages_open(sources: SampleSources, web: aiohttp.ClientSession) -> None:
    for site in sources.sites.values():
        answer, body = await read(web, f"{site.url}/robots.txt")
        assert answer.status == 200 and b"Allow: /" in body
        answer, body = await read(web, site.url)
        assert answer.status == 200 and site.posts[0].url.encode() in body
        assert (await read(web, site.posts[0].url))[0].status == 200
        assert (await read(web, f"{site.url}/posts/none"))[0].status == 404


async def test_a_published_post_keeps_its_words_when_days_pass() -> None:
    clock = MovableClock(NOON, frozen=True)
    async with SampleSources(clock, ZONE) as sources:
        text = sources.publish("sarqan-jastar").text
        assert "2027 жылғы 18 қаңтарға дейін" in text
        clock.move(timedelta(days=7))
        assert sources.published[0].text == text
        assert "2027 жылғы 6 қаңтарға дейін" in sources.publish("eki-kun").text


async def test_a_call_for_ecology_suits_some_registered_guests_and_passes_by_others(sources: SampleSources) -> None:
    published = sources.publish("ekologiya-kk")
    tree = TerritoryTree(load_territories())
    post = Post(published.draft.site, published.url, published.draft.title, published.text, published.at)
    read_from_it = read_post(post, places=Gazetteer(tree), calendar=kazakh_calendar(NOON.date()), today=NOON.date())
    assert read_from_it.regions == ("KZ",) and read_from_it.spheres == ("environment",)
    watching = {guest.id: not guest.spheres or "environment" in guest.spheres for guest in GUESTS if guest.territories}
    assert watching == {"olga": False, "danagul": True}


async def test_posts_are_published_in_order_or_by_name_and_once(sources: SampleSources) -> None:
    keys = [draft.key for draft in sources.waiting]
    assert len(keys) >= 8
    assert sources.publish().draft.key == keys[0]
    assert sources.publish(keys[4]).draft.key == keys[4]
    with pytest.raises(LookupError):
        sources.publish(keys[0])
    with pytest.raises(LookupError):
        sources.publish("no such post")


@pytest.mark.parametrize(
    ("mark", "written"),
    [
        ("{kk_to:4}", "2027 жылғы 1 қаңтарға"),
        ("{kk:0}", "2026 жылғы 28 желтоқсан"),
        ("{ru:64}", "2 марта 2027 года"),
        ("{dots:-1}", "27.12.2026"),
        ("{other:3}", "{other:3}"),
    ],
)
def test_dates_are_written_as_people_write_them(mark: str, written: str) -> None:
    assert dated(mark, date(2026, 12, 28)) == written


def test_the_samples_are_complete() -> None:
    """At least 14 posts before the start, distinct keys, a distinct place in the queue and a hint in both languages."""
    files = read_samples()
    drafts = [draft for file in files for draft in file.drafts]
    waiting = [draft for draft in drafts if draft.queue]
    assert len(drafts) - len(waiting) >= 14 and len(waiting) >= 8
    assert len({draft.key for draft in drafts}) == len(drafts)
    assert sorted(draft.queue for draft in waiting) == list(range(1, len(waiting) + 1))
    assert all(draft.hint_kk and draft.hint_ru for draft in waiting)
    assert all(draft.hours_ago > 0 for draft in drafts if not draft.queue)
    assert all("example.kz" in word for draft in drafts for word in draft.text.split() if "@" in word)


async def test_every_portal_is_polled_as_a_real_one_and_gives_calls(sources: SampleSources) -> None:
    """One announcement of the register is two posts, one in each language."""
    found = {}
    async with Fetcher(MovableClock(NOON, frozen=True), allow_local=True, tokens={"goszakup": TOKEN}) as fetcher:
        for site in sources.sites.values():
            if site.format.write is None:
                source = Source(site.file.id, site.format.kind, site.feed_url, "А", "Б", options=site.format.options)
                polled = await poll(source, SourceState(), fetcher)
                assert polled.error is None
                known = {post.external_id: post.url for post in polled.posts}
                assert all(known[post.external_id] == post.url for post in site.posts)
                found[site.format.kind] = len(polled.posts)
    assert found == {"govkz": 4, "goszakup": 4, "grants_gov": 1}


async def test_a_register_changes_what_an_announcement_states(sources: SampleSources) -> None:
    first = sources.publish("gz-otbasy")
    second = sources.publish("gz-otbasy-uzartu")
    assert (second.url, second.external_id, second.edited) == (first.url, first.external_id, True)
    assert second.draft.facts["repeat_ends_in"] == 21 and second.draft.title == first.draft.title


async def test_the_pages_of_the_portals_are_there(sources: SampleSources, web: aiohttp.ClientSession) -> None:
    for site in sources.sites.values():
        if site.format.write is None:
            answer, body = await read(web, site.posts[0].url)
            assert answer.status == 200 and site.posts[0].draft.title in body.decode()
