"""The HTTP client against servers that are broken, hostile or merely particular."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import TCPConnector, ThreadedResolver, web
from aiohttp.abc import ResolveResult

from domain.clock import MovableClock
from scrapers.base import Failed, Gone, Limits, NotModified, Page, Question, Refused
from scrapers.fetch import Fetcher, user_agent
from tests.scrapers.conftest import LIMITS, NOW
from tests.scrapers.web import Web, dead_port, item, rss

MEBIBYTE = 1024 * 1024


async def test_a_page_comes_with_its_validators_and_charset(site: Web, fetcher: Fetcher) -> None:
    headers = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 05:00:00 GMT"}
    site.put("/feed", b"hello", kind='Text/XML; charset="windows-1251"', headers=headers)
    page = await fetcher.fetch(site.url("/feed"))
    assert page == Page(
        b"hello", site.url("/feed"), "text/xml", "windows-1251", '"v1"', "Mon, 02 Mar 2026 05:00:00 GMT"
    )
    asked = dict(site.asked)["/feed"]
    assert asked["User-Agent"].startswith("ElshiBot/") and asked["User-Agent"].endswith("(+elshi@example.kz)")
    assert "If-None-Match" not in asked


async def test_a_contact_can_never_break_a_request() -> None:
    assert "\n" not in user_agent("a\r\nX-Evil: 1") and user_agent("Ақтау").isascii()


async def test_validators_are_sent_and_304_means_nothing_new(site: Web, fetcher: Fetcher) -> None:
    @site.on("/feed")
    async def answer(request: web.Request) -> web.StreamResponse:
        fresh = request.headers.get("If-None-Match") == '"v1"' and "If-Modified-Since" in request.headers
        return web.Response(status=304 if fresh else 500)

    outcome = await fetcher.fetch(site.url("/feed"), etag='"v1"', last_modified="Mon, 02 Mar 2026 05:00:00 GMT")
    assert outcome == NotModified()


async def test_a_dead_port_is_a_failed_connection(fetcher: Fetcher) -> None:
    outcome = await fetcher.fetch(f"http://127.0.0.1:{dead_port()}/feed")
    assert outcome == Failed("connect", "127.0.0.1")


async def test_a_name_that_does_not_exist_is_told(fetcher: Fetcher) -> None:
    outcome = await fetcher.fetch("http://no-such-host.invalid/feed")
    assert outcome == Failed("dns", "no-such-host.invalid")


async def test_https_to_a_server_without_tls_is_told(site: Web, fetcher: Fetcher) -> None:
    outcome = await fetcher.fetch(f"https://127.0.0.1:{site.port}/feed")
    assert outcome == Failed("tls", "127.0.0.1")


async def test_a_server_that_never_answers_is_left(site: Web, clock: MovableClock) -> None:
    @site.on("/feed")
    async def answer(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    async with Fetcher(clock, allow_local=True, limits=Limits(silence_seconds=0.3)) as fetcher:
        assert await fetcher.fetch(site.url("/feed")) == Failed("timeout", "127.0.0.1")


async def test_a_body_that_drips_is_cut_off_by_the_total_time(site: Web, clock: MovableClock) -> None:
    """Each drop comes in time, so only a limit on the whole ends it."""

    @site.on("/feed")
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(50):
            await response.write(b"x")
            await asyncio.sleep(0.1)
        return response

    async with Fetcher(clock, allow_local=True, limits=Limits(silence_seconds=5, total_seconds=0.6)) as fetcher:
        assert await fetcher.fetch(site.url("/feed")) == Failed("timeout", "127.0.0.1")


async def test_a_connection_dropped_in_the_body_is_a_failure_not_half_a_page(site: Web, fetcher: Fetcher) -> None:
    @site.on("/feed")
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"<rss>")
        assert request.transport is not None
        request.transport.abort()
        return response

    assert await fetcher.fetch(site.url("/feed")) == Failed("disconnected", "127.0.0.1")


async def test_a_server_that_speaks_no_http_is_a_bad_response(fetcher: Fetcher) -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        outcome = await fetcher.fetch(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed")
    assert isinstance(outcome, Failed) and outcome.code in {"bad_response", "robots_unavailable"}


@pytest.mark.parametrize("status", [404, 410])
async def test_a_missing_page_is_gone(site: Web, fetcher: Fetcher, status: int) -> None:
    site.put("/feed", status=status)
    assert await fetcher.fetch(site.url("/feed")) == Gone(status)


@pytest.mark.parametrize("status", [204, 403, 418, 500, 502, 503])
async def test_other_answers_are_failures_with_their_status(site: Web, fetcher: Fetcher, status: int) -> None:
    site.put("/feed", status=status)
    assert await fetcher.fetch(site.url("/feed")) == Failed("http_status", str(status))


@pytest.mark.parametrize(
    ("status", "value", "until"),
    [
        (429, "120", NOW + timedelta(seconds=120)),
        (503, "Mon, 02 Mar 2026 08:00:00 GMT", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        (503, "Monday, 02-Mar-26 08:00:00 GMT", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        (503, "soon", None),
        (503, "-5", None),
        (429, "9" * 400, None),
        (429, "Fri, 99 Feb 9999 99:00:00 GMT", None),
    ],
)
async def test_retry_after_is_read_in_both_forms(
    site: Web, fetcher: Fetcher, status: int, value: str, until: datetime | None
) -> None:
    site.put("/feed", status=status, headers={"Retry-After": value})
    assert await fetcher.fetch(site.url("/feed")) == Failed("http_status", str(status), until)


async def test_redirects_are_followed_and_permanent_ones_remembered(site: Web, fetcher: Fetcher) -> None:
    site.put("/old", status=301, headers={"Location": "/new"})
    site.put("/new", status=302, headers={"Location": f"{site.url('/today')}#top"})
    site.put("/today", b"x")
    page = await fetcher.fetch(site.url("/old"))
    assert isinstance(page, Page)
    assert (page.final_url, page.moved_to) == (site.url("/today"), site.url("/new"))


async def test_a_temporary_redirect_moves_nothing(site: Web, fetcher: Fetcher) -> None:
    site.put("/old", status=302, headers={"Location": "/new"})
    site.put("/new", status=301, headers={"Location": "/today"})
    site.put("/today", b"x")
    page = await fetcher.fetch(site.url("/old"))
    assert isinstance(page, Page) and page.moved_to is None


async def test_endless_redirects_end(site: Web, fetcher: Fetcher) -> None:
    for number in range(20):
        site.put(f"/{number}", status=302, headers={"Location": f"/{number + 1}"})
    assert await fetcher.fetch(site.url("/0")) == Failed("too_many_redirects", "5")
    assert len(site.paths()) == 6


async def test_a_redirect_in_a_circle_is_noticed(site: Web, fetcher: Fetcher) -> None:
    site.put("/a", status=301, headers={"Location": "/b"})
    site.put("/b", status=301, headers={"Location": "/a"})
    assert await fetcher.fetch(site.url("/a")) == Failed("redirect_loop", site.url("/a"))


@pytest.mark.parametrize(
    "where",
    ["file:///etc/passwd", "ftp://example.kz/", "javascript:alert(1)", "http://me:secret@127.0.0.1/", "http://[bad"],
)
async def test_a_redirect_leaves_the_web_only_to_fail(site: Web, fetcher: Fetcher, where: str) -> None:
    site.put("/feed", status=302, headers={"Location": where})
    outcome = await fetcher.fetch(site.url("/feed"))
    assert isinstance(outcome, Failed) and outcome.code in {"bad_url", "bad_response"}


async def test_five_mebibytes_are_not_swallowed(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", b"x" * (5 * MEBIBYTE))
    assert await fetcher.fetch(site.url("/feed")) == Failed("too_large", str(2 * MEBIBYTE))


async def test_a_body_of_just_the_cap_is_taken(site: Web, fetcher: Fetcher) -> None:
    site.put("/feed", b"x" * (2 * MEBIBYTE))
    page = await fetcher.fetch(site.url("/feed"))
    assert isinstance(page, Page) and len(page.body) == 2 * MEBIBYTE


@pytest.mark.parametrize(
    ("encoding", "squeeze"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("gzip", lambda data: gzip.compress(data[:5]) + gzip.compress(data[5:])),
        ("gzip", lambda data: gzip.compress(data) + b"\0" * 100),
    ],
    ids=["gzip", "x-gzip", "deflate", "bare deflate", "two members", "padded"],
)
async def test_compressed_bodies_are_read(site: Web, fetcher: Fetcher, encoding: str, squeeze) -> None:
    text = "Қазақша мәтін".encode() * 1000
    site.put("/feed", squeeze(text), headers={"Content-Encoding": encoding})
    page = await fetcher.fetch(site.url("/feed"))
    assert isinstance(page, Page) and page.body == text
    assert dict(site.asked)["/feed"]["Accept-Encoding"] == "gzip, deflate"


async def test_a_decompression_bomb_is_put_down(site: Web, fetcher: Fetcher) -> None:
    bomb = gzip.compress(b"\0" * (20 * MEBIBYTE), 9)
    site.put("/feed", bomb, headers={"Content-Encoding": "gzip"})
    assert await fetcher.fetch(site.url("/feed")) == Failed("too_large", str(2 * MEBIBYTE))


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"this is not gzip"),
        ("gzip", gzip.compress(b"x" * 10_000)[:-20]),
        ("gzip", gzip.compress(b"x") * 200),
        ("deflate", b"\xff\xff\xff"),
        ("br", b"whatever"),
    ],
    ids=["no gzip", "cut short", "200 members", "no deflate", "unknown"],
)
async def test_broken_compression_is_told(site: Web, fetcher: Fetcher, encoding: str, body: bytes) -> None:
    site.put("/feed", body, headers={"Content-Encoding": encoding})
    assert await fetcher.fetch(site.url("/feed")) == Failed("bad_compression", encoding)


async def test_one_site_gets_one_request_at_a_time(site: Web, fetcher: Fetcher) -> None:
    at_once = most = 0

    async def answer(_: web.Request) -> web.StreamResponse:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.01)
        at_once -= 1
        return web.Response(body=b"x")

    for number in range(5):
        site.pages[f"/{number}"] = answer
    outcomes = await asyncio.gather(*(fetcher.fetch(site.url(f"/{number}")) for number in range(5)))
    assert all(isinstance(outcome, Page) for outcome in outcomes) and most == 1


async def test_a_name_for_a_local_address_is_refused_before_connecting(site: Web, clock: MovableClock) -> None:
    async with Fetcher(clock) as fetcher:
        outcome = await fetcher.fetch(f"http://localhost:{site.port}/feed")
    assert isinstance(outcome, Failed) and outcome.code == "local_address"
    assert not site.asked


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "2130706433",
        "localhost.",
        "0x7f.1",
        "127.1",
        "0",
        "[::]",
        "[::127.0.0.1]",
        "[::ffff:7f00:1]",
        "0x7f000001",
        "017700000001",
    ],
)
async def test_no_spelling_of_a_local_address_gets_through(site: Web, clock: MovableClock, host: str) -> None:
    async with Fetcher(clock, limits=Limits(total_seconds=2)) as fetcher:
        outcome = await fetcher.fetch(f"http://{host}:{site.port}/feed")
    assert isinstance(outcome, Failed) and outcome.code in {"local_address", "bad_url", "dns"}
    assert not site.asked


async def test_a_redirect_cannot_lead_to_a_local_address(
    site: Web, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only 127.0.0.1 is taken for public here, so that the first step can be made; the second one is to 127.0.0.2."""
    monkeypatch.setattr("scrapers.addresses.is_public", lambda address: address == "127.0.0.1")
    site.put("/feed", status=302, headers={"Location": f"http://127.0.0.2:{site.port}/secret"})
    async with Fetcher(clock) as fetcher:
        assert await fetcher.fetch(site.url("/feed")) == Failed("local_address", "127.0.0.2")
    assert site.paths() == ["/feed"]


class Names(ThreadedResolver):
    """Answers with prepared addresses, one after the other, as a name under somebody's control does."""

    def __init__(self, *answers: str) -> None:
        super().__init__()
        self.answers = list(answers)

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await super().resolve(address, port, family)


async def test_a_name_that_turns_to_a_private_address_at_the_second_look_up_is_refused_then(
    site: Web, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check stands at the socket, after the name was resolved: what it was resolved to before is of no matter."""
    monkeypatch.setattr("scrapers.addresses.is_public", lambda address: address == "127.0.0.1")
    site.put("/feed", rss(item(1)))
    names = Names("127.0.0.1", "127.0.0.2")
    async with Fetcher(clock) as fetcher:
        assert fetcher._session is not None
        connector = fetcher._session.connector
        assert isinstance(connector, TCPConnector)
        monkeypatch.setattr(connector, "_resolver", names)
        monkeypatch.setattr(connector, "_use_dns_cache", False)
        url = f"http://turncoat.example.kz:{site.port}/feed"
        assert isinstance(await fetcher.fetch(url), Page)
        asked = len(site.asked)
        for key in list(connector._conns):
            for protocol, _ in connector._conns.pop(key):
                protocol.close()
        assert await fetcher.fetch(url) == Failed("local_address", "127.0.0.2")
    assert len(site.asked) == asked


async def test_a_private_address_among_public_ones_is_not_fallen_back_to(
    site: Web, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The public address does not answer; the private one behind the same name would."""
    monkeypatch.setattr("scrapers.addresses.is_public", lambda address: address == "127.0.0.9")

    class Both(ThreadedResolver):
        async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
            return [
                *await super().resolve("127.0.0.9", port, family),
                *await super().resolve("127.0.0.1", port, family),
            ]

    async with Fetcher(clock, limits=Limits(connect_seconds=5)) as fetcher:
        assert fetcher._session is not None
        monkeypatch.setattr(fetcher._session.connector, "_resolver", Both())
        outcome = await fetcher.fetch(f"http://both.example.kz:{site.port}/feed")
    assert isinstance(outcome, Failed) and not site.asked


async def test_a_site_cannot_lead_us_to_private_addresses_by_its_robots_txt_either(
    site: Web, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrapers.addresses.is_public", lambda address: address == "127.0.0.1")
    site.put("/robots.txt", status=302, headers={"Location": f"http://127.0.0.2:{site.port}/secret"})
    site.put("/feed", b"x")
    async with Fetcher(clock) as fetcher:
        outcome = await fetcher.fetch(site.url("/feed"))
    assert isinstance(outcome, Failed) and "/secret" not in site.paths()


# Questions by POST


async def test_a_question_is_posted_with_its_token_and_obeys_robots(site: Web, fetcher: Fetcher) -> None:
    got: list[tuple[str, str, str | None, bytes]] = []

    @site.on("/api")
    async def answer(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        got.append((request.method, request.content_type, request.headers.get("Authorization"), body))
        return web.json_response({})

    page = await fetcher.fetch(site.url("/api"), question=Question(b'{"a": 1}', "secret"))
    assert isinstance(page, Page) and page.body == b"{}"
    assert got == [("POST", "application/json", "Bearer secret", b'{"a": 1}')]
    site.put("/robots.txt", "User-agent: *\nDisallow: /", kind="text/plain")
    async with Fetcher(MovableClock(NOW, frozen=True), allow_local=True, limits=LIMITS) as other:
        assert await other.fetch(site.url("/api"), question=Question(b"{}")) == Refused(site.url("/api"))
    assert len(got) == 1


@pytest.mark.parametrize("status", [301, 302, 303])
async def test_a_question_is_not_turned_into_something_else_by_a_redirect(
    site: Web, fetcher: Fetcher, status: int
) -> None:
    site.put("/api", status=status, headers={"Location": "/other"})
    assert await fetcher.fetch(site.url("/api"), question=Question(b"{}")) == Failed("bad_response", "redirect")
    assert "/other" not in site.paths()


async def test_a_token_follows_no_redirect_to_another_site(site: Web, fetcher: Fetcher) -> None:
    async with Web() as elsewhere:
        elsewhere.put("/api", "{}", kind="application/json")
        site.put("/api", status=308, headers={"Location": elsewhere.url("/api")})
        site.put("/moved", status=308, headers={"Location": "/new"})
        site.put("/new", "{}", kind="application/json")
        secret = Question(b"{}", "secret")
        assert await fetcher.fetch(site.url("/api"), question=secret) == Failed("bad_response", "redirect")
        assert elsewhere.asked == []
        assert isinstance(await fetcher.fetch(site.url("/api"), question=Question(b"{}")), Page)
        assert isinstance(await fetcher.fetch(site.url("/moved"), question=secret), Page)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, "{}", "token_refused"),
        (403, "{}", "token_refused"),
        (403, "<title>Just a moment...</title>", "browser_check"),
    ],
)
async def test_a_refused_token_is_told_from_a_browser_check(
    site: Web, fetcher: Fetcher, status: int, body: str, code: str
) -> None:
    site.put("/api", body, status=status)
    found = await fetcher.fetch(site.url("/api"), question=Question(b"{}", "secret"))
    assert isinstance(found, Refused) and found.code == code


def test_a_token_shows_in_no_text() -> None:
    assert "secret" not in repr(Question(b"{}", "secret"))
