"""Our HTTP server: silence and crowds are hung up on, and stopping breaks off no answer."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import ClientConnectorError, ClientSession, web

from bot import http_server
from bot.http_server import serving


def application(handler: web.RequestHandler | None = None) -> web.Application:
    async def hello(_request: web.Request) -> web.Response:
        return web.Response(text="сәлем")

    app = web.Application()
    app.router.add_get("/", handler or hello)
    return app


async def hung_up_on(reader: asyncio.StreamReader) -> bool:
    async with asyncio.timeout(10):
        try:
            return await reader.read() == b""
        except ConnectionError:
            return True


async def test_it_answers_on_a_free_port_and_is_gone_after_the_block() -> None:
    async with ClientSession() as client:
        async with (
            serving(application(), "127.0.0.1", 0) as port,
            client.get(f"http://127.0.0.1:{port}/") as answer,
        ):
            assert (answer.status, await answer.text()) == (200, "сәлем")
        with pytest.raises(ClientConnectorError):
            await client.get(f"http://127.0.0.1:{port}/")


async def test_a_request_that_is_being_answered_is_answered_although_we_stop() -> None:
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        begun.set()
        await let_go.wait()
        return web.Response(text="дайын")

    async with ClientSession() as client, asyncio.TaskGroup() as group:
        async with serving(application(slow), "127.0.0.1", 0) as port:
            asked = group.create_task(client.get(f"http://127.0.0.1:{port}/"))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.05, let_go.set)
        assert await (await asked).text() == "дайын"


async def test_who_connects_and_says_nothing_or_half_a_head_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "FIRST_REQUEST_WITHIN", 0.05)
    async with serving(application(), "127.0.0.1", 0) as port:
        for said in (b"", b"GET / HTTP/1.1\r\nHost: x\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            assert await hung_up_on(reader)
            writer.close()


async def test_more_connections_than_allowed_are_hung_up_on_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_server, "CONNECTIONS", 2)
    async with serving(application(), "127.0.0.1", 0) as port:
        kept = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await hung_up_on(reader)
        writer.close()
        for reader, writer in kept:
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert (await reader.read()).startswith(b"HTTP/1.1 200 OK")
            writer.close()
