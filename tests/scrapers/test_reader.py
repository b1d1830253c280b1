"""The reading process is stopped by nothing but what was meant to stop it, and the bot does not notice."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from scrapers.base import Document, Reading
from scrapers.reader import Reader
from tests.scrapers.conftest import NOW
from tests.scrapers.web import item, rss

SIZE = 2 * 1024 * 1024
HEAD = b"<rss version='2.0'><channel><item><title>t</title>"
LONG_AUTHOR = b"<author>" + b"a" * SIZE + b"</author></item></channel></rss>"


def document(body: bytes | str) -> Document:
    return Document(body.encode() if isinstance(body, str) else body, "", "", "https://example.kz/feed", NOW)


async def process_id(reader: Reader) -> int:
    assert reader._process is not None
    return reader._process.pid


async def test_a_post_comes_back_as_it_was_read() -> None:
    async with Reader() as reader:
        (post,) = (await reader.read("feed", document(rss(item(1, "<![CDATA[Қазақша \U0001f33e]]>"))))).posts
    assert (post.external_id, post.title, post.text) == ("id-1", "Байқау 1", "Қазақша 🌾")


@pytest.mark.parametrize(
    "body",
    [
        HEAD + LONG_AUTHOR,
        HEAD + b"".join(b"<category>%d</category>" % n for n in range(SIZE // 26)),
        HEAD + b'<a "' * (SIZE // 4),
        HEAD + b"<a>" * (SIZE // 3),
        HEAD + b"<description>" + b"&lt;div&gt;" * (SIZE // 11),
    ],
    ids=["author", "tags", "quotes", "depth", "html-depth"],
)
async def test_a_feed_made_to_burn_time_is_stopped_while_the_loop_goes_on(body: bytes) -> None:
    async with Reader(seconds=0.4) as reader:
        await reader.read("feed", document(rss()))
        started = time.monotonic()
        longest = 0.0
        reading = asyncio.Future[Reading]()

        async def read() -> None:
            reading.set_result(await reader.read("feed", document(body)))

        async with asyncio.TaskGroup() as group:
            group.create_task(read())
            while not reading.done():
                before = time.monotonic()
                await asyncio.sleep(0.005)
                longest = max(longest, time.monotonic() - before)
        assert time.monotonic() - started < 5
        assert reading.result() == Reading(problem="unreadable")
        assert longest < 1, "the event loop stood still"
        assert len((await reader.read("feed", document(rss(item(1))))).posts) == 1


async def test_the_memory_of_the_process_is_bounded() -> None:
    async with Reader(memory=300 * 1024 * 1024) as reader:
        assert len((await reader.read("feed", document(rss(item(1))))).posts) == 1
        limits = Path(f"/proc/{await process_id(reader)}/limits").read_text()  # noqa: ASYNC240 - no disk behind it
    assert f"Max address space         {300 * 1024 * 1024}" in limits


async def test_a_process_that_was_killed_in_between_is_replaced() -> None:
    async with Reader() as reader:
        await reader.read("feed", document(rss()))
        os.kill(await process_id(reader), 9)
        for _ in range(2):
            assert len((await reader.read("feed", document(rss(item(1))))).posts) <= 1
        assert len((await reader.read("feed", document(rss(item(1))))).posts) == 1


async def test_an_order_given_up_halfway_does_not_answer_the_next_one() -> None:
    async with Reader(seconds=5) as reader:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await reader.read("feed", document(HEAD + LONG_AUTHOR))
        (post,) = (await reader.read("feed", document(rss(item(7))))).posts
        assert post.external_id == "id-7"


async def test_orders_given_together_get_their_own_answers() -> None:
    async with Reader() as reader:
        readings = await asyncio.gather(*(reader.read("feed", document(rss(item(n)))) for n in range(10)))
    assert [reading.posts[0].external_id for reading in readings] == [f"id-{n}" for n in range(10)]


async def test_leaving_ends_the_process() -> None:
    async with Reader() as reader:
        number = await process_id(reader)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


async def test_the_process_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "12345:secret")
    async with Reader() as reader:
        await reader.read("feed", document(rss()))
        assert "secret" not in Path(f"/proc/{await process_id(reader)}/environ").read_text()  # noqa: ASYNC240


async def test_the_bot_itself_loads_none_of_the_heavy_libraries() -> None:
    """They live in the reading process: importing everything that polls must not pull them in."""
    code = "import sys, scrapers.poll; print([m for m in ('feedparser', 'selectolax', 'protego') if m in sys.modules])"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert out.strip() == b"[]"
