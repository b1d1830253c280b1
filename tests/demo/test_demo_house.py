"""The whole demo without a browser: what a sample site publishes reaches the phones it concerns, and no others."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from bot.demo.run import House, open_demo

WITHIN = 20  # seconds


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_demo(0) as house:
        yield house


class Looker:
    """A page without a screen: follows the stream and keeps the document."""

    def __init__(self, house: House, session: aiohttp.ClientSession) -> None:
        self.house = house
        self.session = session

    async def post(self, path: str, body: dict[str, Any]) -> None:
        """Press something on the page."""
        async with self.session.post(f"{self.house.url}{path}", json=body) as answer:
            answer.raise_for_status()

    async def trace(self, key: str, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the way of a post has come as far as asked."""
        found: dict[str, Any] = {}
        async with asyncio.timeout(WITHIN), self.session.get(f"{self.house.url}/api/events") as stream:
            async for line in stream.content:
                if not line.startswith(b"data: "):
                    continue
                traces = json.loads(line[6:])["set"].get("traces", [])
                found = next((trace for trace in traces if trace["key"] == key), found)
                if found and until(found):
                    return found
        raise AssertionError(found)


@pytest.fixture
async def looker(house: House) -> AsyncIterator[Looker]:
    async with aiohttp.ClientSession() as session:
        yield Looker(house, session)


def heard(house: House, words: str) -> set[str]:
    """Return on whose phones the words stand."""
    return {phone.guest.id for phone in house.phones if any(words in m.text for m in phone.received())}


async def test_who_is_concerned_hears_and_nobody_else(house: House, looker: Looker) -> None:
    assert not heard(house, "конкурс"), "what was open before they came must not come as a burst"
    expected = {
        "sarqan-jastar": ["danagul"],
        "kazakhstan-volonter": ["danagul", "olga"],
        "kostanay-gsz": ["olga"],
        "ulytau": [],
        "ekologiya-kk": ["danagul"],
    }
    for key in expected:
        await looker.post("/api/publish", {"key": key})
    for key, guests in expected.items():

        def arrived(trace: dict[str, Any], guests: list[str] = guests) -> bool:
            return sorted(one["person"] for one in trace["sent"]) == guests and trace["quiet"] == (not guests)

        trace = await looker.trace(key, arrived)
        assert trace["read"]["kind"] is not None and trace["read"]["deadline"] is not None
        title = next(post.draft.title for post in house.sources.published if post.draft.key == key)
        assert sorted(heard(house, title)) == guests
    assert [call.description for call in house.world.log if call.status != 200] == []


async def test_news_is_read_and_nobody_is_disturbed(house: House, looker: Looker) -> None:
    await looker.post("/api/publish", {"key": "novost-vstrecha"})
    trace = await looker.trace("novost-vstrecha", lambda trace: trace["quiet"])
    assert trace["read"] == {"kind": None, "known": False, "deadline": None, "places": []}


@pytest.mark.parametrize(
    ("key", "guests"), [("bala-alany", {"danagul"}), ("serpin-sport", {"danagul", "olga"})], ids=["page", "channel"]
)
async def test_a_site_without_a_feed_and_a_channel_reach_them_as_well(
    house: House, looker: Looker, key: str, guests: set[str]
) -> None:
    await looker.post("/api/publish", {"key": key})
    trace = await looker.trace(key, lambda trace: {one["person"] for one in trace["sent"]} == guests)
    assert trace["read"]["kind"] == "grant" and heard(house, trace["title"]) == guests


async def test_an_edited_message_of_a_channel_changes_the_call_it_told_of(house: House, looker: Looker) -> None:
    await looker.post("/api/clock", {"hours": 1})
    await looker.post("/api/publish", {"key": "serpin-kitap-uzartu"})
    trace = await looker.trace(
        "serpin-kitap-uzartu", lambda trace: "danagul" in {one["person"] for one in trace["sent"]}
    )
    assert trace["read"]["known"] is True
    async with house.app.store.read() as repositories:
        (post,) = await repositories.sources.known("auyl_serpin", [house.sources.published[0].external_id], [])
        assert post.call_id is not None
        shelved = await repositories.calls.get(post.call_id)
    assert shelved is not None and shelved.call.event == "extended" and shelved.call.revision == 2


async def test_in_quiet_hours_it_waits_until_the_clock_is_moved_to_morning(house: House, looker: Looker) -> None:
    await looker.post("/api/clock", {"hours": 13})  # 23:00
    await looker.post("/api/publish", {"key": "sarqan-jastar"})
    trace = await looker.trace("sarqan-jastar", lambda trace: trace["later"] is not None)
    assert trace["concerns"] == ["danagul"] and trace["sent"] == []
    assert not heard(house, trace["title"])
    await looker.post("/api/clock", {"hours": 10})  # 09:00
    sent = await looker.trace("sarqan-jastar", lambda trace: trace["sent"] != [])
    assert heard(house, trace["title"]) == {"danagul"} == {one["person"] for one in sent["sent"]}
