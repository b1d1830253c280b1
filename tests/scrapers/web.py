"""A web server on 127.0.0.1 that answers as a test tells it, and remembers what it was asked."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import Self

from aiohttp import web

Answer = web.StreamResponse | Callable[[web.Request], Awaitable[web.StreamResponse]]


class Web:
    """Pages by path; every request is kept in `asked`."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self.port = 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        kind: str = "application/rss+xml; charset=utf-8",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Serve the same answer every time."""

        async def answer(_: web.Request) -> web.StreamResponse:
            payload = body.encode() if isinstance(body, str) else body
            return web.Response(body=payload, status=status, headers={"Content-Type": kind, **(headers or {})})

        self.pages[path] = answer

    def on(self, path: str) -> Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], None]:
        """Serve what a coroutine decides."""

        def keep(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> None:
            self.pages[path] = answer

        return keep

    def paths(self) -> list[str]:
        """Return what was asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.headers)))
        answer = self.pages.get(request.path)
        return await answer(request) if answer else web.Response(status=404)


def dead_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def rss(*items: str) -> str:
    """Return an RSS feed of ready-made items."""
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Мысал</title>{"".join(items)}</channel></rss>'


def item(number: int, text: str = "Құжаттар қабылданады") -> str:
    """Return one RSS item."""
    return (
        f"<item><guid isPermaLink='false'>id-{number}</guid><link>https://example.kz/{number}</link>"
        f"<title>Байқау {number}</title><description>{text}</description></item>"
    )
