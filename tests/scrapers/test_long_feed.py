"""A feed of ten thousand entries: newest first, in portions, nothing lost and nothing twice."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from domain.clock import MovableClock
from domain.sources import Source, SourceState
from scrapers.base import Limits
from scrapers.fetch import Fetcher
from scrapers.poll import Poll, poll
from tests.scrapers.web import Web, item, rss

START = datetime(2020, 1, 1, tzinfo=UTC)


def dated(number: int) -> str:
    when = format_datetime(START + timedelta(hours=number))
    return (
        f"<item><guid isPermaLink='false'>id-{number}</guid><link>https://example.kz/{number}</link>"
        f"<title>Байқау {number}</title><pubDate>{when}</pubDate>"
        "<description><![CDATA[<p>Мәтін ішінде <item> сөзі де бар</p>]]></description></item>"
    )


def as_json(numbers: Sequence[int]) -> str:
    items = [
        {
            "id": f"id-{number}",
            "url": f"https://example.kz/{number}",
            "title": f"Байқау {number}",
            "date_published": (START + timedelta(hours=number)).isoformat(),
        }
        for number in numbers
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Мысал", "items": items})


def as_rss(numbers: Sequence[int]) -> str:
    return rss(*map(dated, numbers))


@pytest.fixture
async def patient(clock: MovableClock) -> AsyncIterator[Fetcher]:
    async with Fetcher(clock, allow_local=True, limits=Limits(), chance=lambda: 0.0) as fetcher:
        yield fetcher


async def polled(site: Web, fetcher: Fetcher, state: SourceState) -> tuple[Poll, list[int]]:
    found = await poll(
        Source("long", "feed", site.url("/feed"), "Ұ", "Д"), SourceState.from_json(state.to_json()), fetcher
    )
    assert found.error is None
    return found, [int(post.external_id.removeprefix("id-")) for post in found.posts]


@pytest.mark.parametrize(
    ("write", "order", "many"),
    [
        (as_rss, "oldest first", 10_000),
        (as_rss, "shuffled", 2500),
        (as_rss, "newest first", 2500),
        (as_json, "shuffled", 10_000),
    ],
)
async def test_all_of_it_is_read_newest_first_over_some_polls(
    site: Web, patient: Fetcher, write: Callable[[Sequence[int]], str], order: str, many: int
) -> None:
    numbers = list(range(many, 0, -1))
    if order == "oldest first":
        numbers.reverse()
    elif order == "shuffled":
        random.Random(7).shuffle(numbers)
    site.put("/feed", write(numbers))
    found, got = await polled(site, patient, SourceState())
    seen = got
    while "unread" in found.state.marks:
        found, got = await polled(site, patient, found.state)
        assert 200 < len(got) <= 1000
        seen += got
    assert list(dict.fromkeys(seen)) == list(range(many, 0, -1))
    assert (await polled(site, patient, found.state))[0].not_modified


async def test_what_is_new_comes_before_what_was_left(site: Web, patient: Fetcher) -> None:
    site.put("/feed", as_rss(range(3000, 0, -1)))
    found, got = await polled(site, patient, SourceState())
    assert got == list(range(3000, 2000, -1)) and found.state.marks["unread"] == 2000
    site.put("/feed", as_rss(range(3300, 0, -1)))
    seen = set(got)
    while "unread" in found.state.marks:
        found, got = await polled(site, patient, found.state)
        seen |= set(got)
        assert got[0] == 3300
    assert seen == set(range(1, 3301))


async def test_more_new_entries_than_a_portion_are_not_lost_when_old_ones_fall_off(site: Web, patient: Fetcher) -> None:
    site.put("/feed", as_rss(range(900, 0, -1)))
    found, _ = await polled(site, patient, SourceState())
    site.put("/feed", as_rss(range(1500, 600, -1)))
    _, got = await polled(site, patient, found.state)
    assert set(got) >= set(range(901, 1501))


async def test_a_feed_without_dates_is_taken_in_its_own_order(site: Web, patient: Fetcher) -> None:
    site.put("/feed", rss(*(item(number) for number in range(500))))
    _, got = await polled(site, patient, SourceState())
    assert got == list(range(500))
