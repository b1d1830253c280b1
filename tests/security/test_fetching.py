"""What a hostile site can still try beside what tests/scrapers holds: proxies, odd addresses, headers, bombs."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from domain.clock import MovableClock
from scrapers.base import Failed, Limits, Page
from scrapers.fetch import Fetcher
from tests.person import START
from tests.scrapers.web import Web, rss

LIMITS = Limits(total_seconds=3, silence_seconds=1, connect_seconds=1)
Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def site() -> AsyncIterator[Web]:
    async with Web() as found:
        yield found


@pytest.fixture
async def local() -> AsyncIterator[Fetcher]:
    async with Fetcher(MovableClock(START, frozen=True), allow_local=True, limits=LIMITS) as fetcher:
        yield fetcher


@pytest.fixture
async def strict() -> AsyncIterator[Fetcher]:
    async with Fetcher(MovableClock(START, frozen=True), limits=LIMITS) as fetcher:
        yield fetcher


async def raw(answer: Answer) -> asyncio.Server:
    """A server that writes whatever bytes it likes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(handle, "127.0.0.1", 0)


def address(server: asyncio.Server) -> str:
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"


async def test_a_proxy_named_in_the_environment_is_not_used(
    site: Web, strict: Fetcher, local: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.put("/feed", rss())
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, site.url(""))
    assert isinstance(await local.fetch(site.url("/feed")), Page)
    found = await strict.fetch("http://10.1.2.3/feed")
    assert isinstance(found, Failed) and found.code == "local_address"
    assert site.paths() == ["/feed"], "a proxy would have been asked for 10.1.2.3"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "//127.0.0.1/", "javascript:alert(1)",
        "http://user:secret@127.0.0.1/", "http://example.kz@127.0.0.1/", "http:///etc/passwd", "http://", "",
        "http://[::1", "data:text/xml,<rss/>", "http://127.0.0.1\\@example.kz/",
    ],
)  # fmt: skip
async def test_what_is_no_plain_web_address_is_never_asked(strict: Fetcher, url: str) -> None:
    found = await strict.fetch(url)
    assert isinstance(found, Failed) and found.code in {"bad_url", "local_address"}


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0", "0", "127.1", "2130706433", "0x7f000001", "017700000001", "[::]", "[::1]", "[::ffff:127.0.0.1]",
        "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "１２７.0.0.1", "127。0。0。1", "ⓛocalhost", "localhost.",
    ],
)  # fmt: skip
async def test_no_spelling_of_an_inner_address_is_asked(site: Web, strict: Fetcher, host: str) -> None:
    found = await strict.fetch(f"http://{host}:{site.port}/feed")
    assert isinstance(found, Failed) and found.code in {"local_address", "bad_url", "dns", "connect"}
    assert site.asked == []


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "http://user:x@127.0.0.1/", "gopher://127.0.0.1/", "http://[x/"]
)
async def test_a_redirect_out_of_the_plain_web_ends_there(site: Web, local: Fetcher, target: str) -> None:
    site.put("/feed", status=302, headers={"Location": target})
    found = await local.fetch(site.url("/feed"))
    assert isinstance(found, Failed) and found.code in {"bad_url", "bad_response"}


async def test_headers_that_never_end_are_cut_off(local: Fetcher) -> None:
    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-More: " + b"a" * 4000 + b"\r\n")
            await writer.drain()

    server = await raw(endless)
    async with server, asyncio.timeout(20):
        found = await local.fetch(address(server))
    assert isinstance(found, Failed)


async def test_one_endless_header_line_is_cut_off(local: Fetcher) -> None:
    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            writer.write(b"a" * 65536)
            await writer.drain()

    server = await raw(endless)
    async with server, asyncio.timeout(20):
        found = await local.fetch(address(server))
    assert isinstance(found, Failed)


async def test_headers_that_drip_are_left_in_time(local: Fetcher) -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.2)

    server = await raw(drip)
    async with server, asyncio.timeout(20):
        found = await local.fetch(address(server))
    assert isinstance(found, Failed) and found.code in {"timeout", "robots_unavailable"}


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"\0" * 60_000_000)),
        ("deflate", zlib.compress(b"\0" * 60_000_000)),
        ("gzip, gzip", gzip.compress(gzip.compress(b"\0" * 60_000_000))),
        ("br", b"\xff" * 100),
        ("zstd", b"\x28\xb5\x2f\xfd" * 100),
    ],
)
async def test_a_bomb_is_put_down_whatever_it_is_packed_in(
    site: Web, local: Fetcher, encoding: str, body: bytes
) -> None:
    site.put("/feed", body, headers={"Content-Encoding": encoding})
    found = await local.fetch(site.url("/feed"))
    assert isinstance(found, Failed) and found.code in {"too_large", "bad_compression"}


async def test_a_bomb_in_robots_txt_is_only_begun(site: Web, local: Fetcher) -> None:
    site.put("/robots.txt", gzip.compress(b"# x\n" * 15_000_000), headers={"Content-Encoding": "gzip"})
    site.put("/feed", rss())
    assert isinstance(await local.fetch(site.url("/feed")), Page)
