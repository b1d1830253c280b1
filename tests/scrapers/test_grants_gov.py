"""Grants.gov: the search, the page of one opportunity, and what goes wrong with them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.demo.sample_portals import RETRY_AFTER, SampleGrantsGov
from domain.calls.model import CallEvent, CallKind, LocalMoment
from domain.clock import MovableClock
from domain.sources import SourceState
from scrapers.base import Document, Failed, Limits, NotModified, Reading
from scrapers.fetch import Fetcher
from scrapers.grants_gov import parse, parse_detail
from scrapers.poll import poll
from tests.scrapers.conftest import NOW
from tests.scrapers.portals import portal, put, source

NEVER = SourceState()
SEARCH = "https://api.grants.gov/v1/api/search2"
HIT = {
    "id": "357305",
    "number": "DOS-KAZ-26-01",
    "title": "Small Grants &amp; Rural Society",
    "agency": "U.S. Mission to Kazakhstan",
    "openDate": "02/03/2026",
    "closeDate": "04/05/2026",
    "oppStatus": "posted",
}
KZ = {"keyword": "Kazakhstan"}


@pytest.fixture
async def grants(clock: MovableClock) -> AsyncIterator[SampleGrantsGov]:
    async with portal(SampleGrantsGov, "grants_gov", clock) as site:
        yield site


def read(answer: object, reader: Any = parse) -> Reading:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    found: Reading = reader(Document(body, "application/json", "utf-8", SEARCH, NOW))
    return found


def hits(*found: object, count: object = 1) -> dict[str, Any]:
    return {"errorcode": 0, "msg": "Webservice Succeeds", "data": {"hitCount": count, "oppHits": list(found)}}


def put_many(site: SampleGrantsGov, count: int) -> None:
    for number in range(count):
        put(site, NOW - timedelta(days=1), f"Grant {number} in Kazakhstan", "Apply.", lang="en", closes_in=30)


def test_a_hit_states_its_days_as_month_and_day() -> None:
    (post,) = read(hits(HIT)).posts
    assert (post.external_id, post.title) == ("357305", "Small Grants & Rural Society")
    assert post.url == "https://www.grants.gov/search-results-detail/357305"
    stated = post.stated
    assert stated is not None
    assert (stated.kind, stated.event, stated.month_first) == (CallKind.GRANT, CallEvent.OPENED, True)
    assert (stated.opens, stated.deadline) == (LocalMoment(date(2026, 2, 3)), LocalMoment(date(2026, 4, 5)))
    assert (stated.number, stated.organiser) == ("DOS-KAZ-26-01", "U.S. Mission to Kazakhstan")
    assert dict(stated.printed)["deadline"] == "closeDate: 04/05/2026"
    assert post.published is not None and post.published.date() == date(2026, 2, 3)


@pytest.mark.parametrize("value", [None, True, 7, [], {}, "13/45/2026", "2026-04-05", "", "x" * 9000])
def test_a_day_that_is_none_is_left_out(value: object) -> None:
    (post,) = read(hits(HIT | {"closeDate": value, "openDate": value, "agency": value})).posts
    assert post.stated is not None and (post.stated.deadline, post.stated.opens) == (None, None)
    assert post.published is None


def test_what_is_not_open_and_what_is_no_hit_is_left_out() -> None:
    odd = [None, 5, [], {}, HIT | {"oppStatus": "forecasted"}, HIT | {"oppStatus": "closed"}, HIT | {"title": None}]
    assert read(hits(*odd, HIT | {"id": {}})).posts == ()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"errorcode": 1, "msg": "Webservice fails"}, "api_error"),
        ({"errorcode": 0, "data": None}, "not_a_list"),
        ({"errorcode": 0, "data": {"oppHits": "x"}}, "not_a_list"),
        ([], "not_a_list"),
        (b"{", "not_json"),
        (b'{"a":' * 100_000, "not_json"),
        (b"<html>", "browser_check"),
    ],
)
def test_what_is_no_list_is_named(answer: object, problem: str) -> None:
    assert read(answer).problem == problem


def test_the_page_of_an_opportunity_tells_its_words_and_sums() -> None:
    synopsis = {
        "synopsisDesc": "<p>Grants for villages.</p>",
        "applicantEligibilityDesc": "Non-profits.",
        "awardCeiling": "24000",
        "estimatedFunding": "none",
        "agencyName": "Mission",
        "responseDate": "Apr 05, 2026 12:00:00 AM EDT",
    }
    answer = {"errorcode": 0, "data": {"id": 357305, "opportunityTitle": "Grants", "synopsis": synopsis}}
    (post,) = read(answer, parse_detail).posts
    assert post.text == "Grants for villages.\nNon-profits."
    assert post.stated is not None
    assert (post.stated.amount_max, post.stated.amount_total, post.stated.currency) == (24_000, None, "USD")
    assert post.stated.deadline == LocalMoment(date(2026, 4, 5))
    assert read({"errorcode": 0, "data": {"id": 1, "synopsis": {}}}, parse_detail).problem == "not_a_list"
    assert read({"errorcode": 9, "msg": ["x"]}, parse_detail).problem == "api_error"


# Polls


async def test_opportunities_are_found_and_each_is_read_once(grants: SampleGrantsGov, fetcher: Fetcher) -> None:
    put(grants, NOW - timedelta(days=1), "Grants, Kazakhstan", "For NGOs.", lang="en", ceiling=24000, agency="Mission")
    put(grants, NOW - timedelta(days=1), "Grants, Peru", "For NGOs.", lang="en")
    first = await poll(source(grants, KZ), NEVER, fetcher)
    (post,) = first.posts
    assert first.error is None and (post.title, post.text) == ("Grants, Kazakhstan", "For NGOs.")
    assert post.stated is not None
    assert (post.stated.amount_max, post.stated.currency, post.stated.month_first) == (24_000, "USD", True)
    assert post.url == grants.posts[1].url
    asked = len(grants.visits)
    second = await poll(source(grants, KZ), first.state, fetcher)
    assert second.outcome == NotModified() and len(grants.visits) == asked + 1


async def test_a_moved_term_is_a_changed_post(grants: SampleGrantsGov, fetcher: Fetcher) -> None:
    put(grants, NOW - timedelta(days=1), "Grants, Kazakhstan", "For NGOs.", lang="en", closes_in=20)
    first = await poll(source(grants, KZ), NEVER, fetcher)
    grants.posts[0] = replace(grants.posts[0], draft=replace(grants.posts[0].draft, facts={"closes_in": 40}))
    second = await poll(source(grants, KZ), first.state, fetcher)
    (before,), (after,) = first.posts, second.posts
    assert before.stated is not None and after.stated is not None and before.stated.deadline is not None
    assert after.stated.deadline is not None and after.stated.deadline.day - before.stated.deadline.day == timedelta(20)


async def test_pages_are_turned_and_details_are_bounded(grants: SampleGrantsGov, clock: MovableClock) -> None:
    put_many(grants, 7)
    options = {**KZ, "size": 3, "pages": 3}
    async with Fetcher(clock, allow_local=True, limits=Limits(details=4)) as fetcher:
        first = await poll(source(grants, options), NEVER, fetcher)
        second = await poll(source(grants, options), first.state, fetcher)
    assert (len(first.posts), len(second.posts)) == (4, 3)
    assert len({post.external_id for post in (*first.posts, *second.posts)}) == 7


async def test_pages_that_repeat_end_the_asking_and_are_told(grants: SampleGrantsGov, fetcher: Fetcher) -> None:
    put_many(grants, 7)
    grants.trouble = "repeat"
    found = await poll(source(grants, {**KZ, "size": 3}), NEVER, fetcher)
    assert found.error == "bad_paging" and len(found.posts) == 3, "what was read stays"


async def test_a_busy_portal_is_left_alone_for_as_long_as_it_asks(grants: SampleGrantsGov, fetcher: Fetcher) -> None:
    grants.trouble = "busy"
    found = await poll(source(grants, KZ), NEVER, fetcher)
    assert found.outcome == Failed("http_status", "429", NOW + timedelta(seconds=RETRY_AFTER))


@pytest.mark.parametrize(
    ("trouble", "error"), [("html", "browser_check"), ("errors", "api_error"), ("cut", "not_json")]
)
async def test_what_is_no_answer_is_told(grants: SampleGrantsGov, fetcher: Fetcher, trouble: str, error: str) -> None:
    put_many(grants, 1)
    grants.trouble = trouble
    assert (await poll(source(grants, KZ), NEVER, fetcher)).error == error
