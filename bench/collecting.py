"""Collecting 200 feeds of 20 entries, beside plain aiohttp and feedparser that store raw rows.

The sites are served by a process of their own, each on a port of its own (a site is asked one thing at a time). The
floor asks as many sites at once as we do and commits the rows of each feed; it has no robots.txt, no reading process,
no memory of what it saw. Ours is the production path up to "posts stored": robots.txt, fetching, the reading processes,
fingerprints, what is known, storing. Reading the stored announcements comes after and is not in these figures.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import aiohttp
import aiosqlite
import feedparser
from aiohttp import web

from bench.figures import Figure, report
from bench.reading import default_corpora, load
from bot.app import App
from bot.collect import AT_ONCE
from bot.settings import Settings

FEEDS = 200
ENTRIES = 20
ROUNDS = 3


def feed(number: int, items: Sequence[dict[str, Any]]) -> bytes:
    """Return a feed as a news site writes it: a summary, and the whole text as HTML."""
    parts = []
    for place in range(ENTRIES):
        item = items[(number * ENTRIES + place) % len(items)]
        title = escape(f"{item['title']} · {number}-{place}")
        html = "".join(f"<p>{escape(line)}</p>\n" for line in item["text"].split("\n") if line.strip())
        parts.append(
            f"<item><title>{title}</title><link>https://example.kz/{number}/{place}</link>"
            f"<guid isPermaLink='false'>{number}-{place}</guid>"
            f"<pubDate>Mon, 02 Mar 2026 0{place % 10}:00:00 +0500</pubDate>"
            f"<category><![CDATA[Жаңалықтар]]></category><description>{escape(item['text'][:200])}</description>"
            f"<content:encoded><![CDATA[{html}<p>№ {number}-{place}</p>]]></content:encoded></item>"
        )
    head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
    head += 'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    return (
        f"{head}<title>Сайт {number}</title><link>https://example.kz/</link>{''.join(parts)}</channel></rss>".encode()
    )


async def _serve() -> None:
    """Serve the feeds, print their addresses, and stop when standard input closes."""
    items = [item for path in default_corpora() for item in load(path)]
    runners, urls = [], []
    for number in range(FEEDS):
        body, tag = feed(number, items), f'"{number}"'

        def handler(body: bytes, tag: str) -> Any:
            async def answer(request: web.BaseRequest) -> web.Response:
                if request.path != "/feed":
                    return web.Response(status=404)
                if request.headers.get("If-None-Match") == tag:
                    return web.Response(status=304, headers={"ETag": tag})
                return web.Response(body=body, headers={"ETag": tag, "Content-Type": "application/rss+xml"})

            return answer

        runner = web.ServerRunner(web.Server(handler(body, tag), access_log=None))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        runners.append(runner)
        urls.append(f"http://127.0.0.1:{runner.addresses[0][1]}/feed")
    print(json.dumps(urls), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for runner in runners:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def sites() -> AsyncIterator[list[str]]:
    """Run the sites in a child process; yields the addresses of their feeds."""
    words = [sys.executable, "-m", "bench.collecting", "serve"]
    child = await asyncio.create_subprocess_exec(*words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=2**20)
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield json.loads(await child.stdout.readline())
    finally:
        child.stdin.close()
        await child.wait()


async def plain(folder: Path, urls: Sequence[str]) -> tuple[float, float]:
    """Collect in the plainest way; returns the seconds of a cold pass and of one in which nothing is new."""
    seconds = []
    async with aiosqlite.connect(folder / "plain.db", isolation_level=None) as db, aiohttp.ClientSession() as session:
        await db.execute_fetchall("PRAGMA journal_mode = WAL")
        await db.execute_fetchall("PRAGMA synchronous = NORMAL")
        await db.executescript(
            "CREATE TABLE post (feed TEXT, id TEXT, url TEXT, title TEXT, text TEXT, at TEXT);"
            "CREATE TABLE feed (url TEXT PRIMARY KEY, etag TEXT, asked REAL)"
        )
        slots, turn, tags = asyncio.Semaphore(AT_ONCE), asyncio.Lock(), dict[str, str]()

        async def one(url: str) -> None:
            async with slots:
                async with session.get(url, headers={"If-None-Match": tags[url]} if url in tags else {}) as response:
                    body, status = await response.read(), response.status
                    tags[url] = response.headers["ETag"]
                found = feedparser.parse(body).entries if status == 200 else []
                rows = [(url, e.id, e.link, e.title, e.content[0].value, e.published) for e in found]
                async with turn:
                    await db.execute("BEGIN")
                    if rows:
                        await db.executemany("INSERT INTO post VALUES (?, ?, ?, ?, ?, ?)", rows)
                    await db.execute("REPLACE INTO feed VALUES (?, ?, ?)", (url, tags[url], time.time()))
                    await db.commit()

        for _ in range(2):
            started = time.perf_counter()
            async with asyncio.TaskGroup() as group:
                for url in urls:
                    group.create_task(one(url))
            seconds.append(time.perf_counter() - started)
        (stored,) = next(iter(await db.execute_fetchall("SELECT COUNT(*) FROM post")))
        assert stored == FEEDS * ENTRIES, stored
    return seconds[0], seconds[1]


async def ours(folder: Path, urls: Sequence[str]) -> tuple[float, float]:
    """Collect with the production app; returns the same two figures."""
    (folder / "sources.toml").write_text(
        "".join(
            f'[[source]]\nid = "s{number}"\nkind = "feed"\nurl = "{url}"\nname_kk = "Сайт"\nname_ru = "Сайт"\n'
            for number, url in enumerate(urls)
        )
    )
    settings = Settings(
        _env_file=None, database_url=f"sqlite:///{folder}/ours.db", sources_file=folder / "sources.toml",
        allow_local_sources=True,
    )  # fmt: skip
    async with App(settings) as app:
        started = time.perf_counter()
        cold = await app.collector.poll_now()
        between = time.perf_counter()
        unchanged = await app.collector.poll_now()
        ended = time.perf_counter()
        assert sum(one.fresh for one in cold) == FEEDS * ENTRIES, sum(one.fresh for one in cold)
        assert not any(one.fresh or one.error for one in unchanged)
    return between - started, ended - between


async def main() -> int:
    """Measure and print; returns 0 when the bounds are kept."""
    floors, passes = [], []
    async with sites() as urls:
        for _ in range(ROUNDS):  # turn about, so that a busy moment of the machine strikes both
            with tempfile.TemporaryDirectory() as name:
                floors.append(await plain(Path(name), urls))
                passes.append(await ours(Path(name), urls))
    cold_floor, unchanged_floor = (min(times) for times in zip(*floors, strict=True))
    cold, unchanged = (min(times) for times in zip(*passes, strict=True))
    return report(
        [
            Figure(f"{FEEDS} feeds of {ENTRIES} entries, cold, to posts stored", cold, cold_floor, "s", 1.5),
            Figure(f"{FEEDS} feeds with nothing new (304)", unchanged, unchanged_floor, "s", 2.0),
        ]
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(_serve() if sys.argv[1:] == ["serve"] else main()) or 0)
