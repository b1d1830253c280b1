"""A small HTTP server: bounded in connections, headers and time, and stopped without breaking off an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

CONNECTIONS = 500
"""Open at once; one more is hung up on before anything is read from it."""

FIRST_REQUEST_WITHIN = 10.0
"""Seconds in which a new connection must have sent the whole head of its first request."""

IDLE = 75.0  # seconds between two requests of a connection: longer than balancers keep theirs
LINGER = 0.5  # seconds in which the rest of a refused body may still come, so that its sender reads the refusal
GRACE = 5.0  # seconds for requests that are being answered when we stop


class _Full(asyncio.Protocol):
    """Hangs up at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hang up."""
        if isinstance(transport, asyncio.Transport):
            transport.abort()


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int, *, grace: float = GRACE) -> AsyncIterator[int]:
    """Serve an application while the block runs; at its end nobody new is let in and what was begun is answered.

    Args:
        app: what answers; bodies are bounded by its own `client_max_size`.
        host: the address to listen on.
        port: 0 for any free one.
        grace: seconds for requests that are being answered when the block ends; then they are cut off.

    Yields:
        The port.

    Raises:
        OSError: the address cannot be listened on.
    """
    silent: set[asyncio.Protocol] = set()

    @web.middleware
    async def noted(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        silent.discard(request.protocol)
        return await handler(request)

    app.middlewares.insert(0, noted)
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=grace,
        keepalive_timeout=IDLE,
        lingering_time=LINGER,
        handle_signals=False,
    )
    await runner.setup()
    connections = runner.server
    assert connections is not None
    loop = asyncio.get_running_loop()

    def hang_up_on_silence(protocol: web.RequestHandler) -> None:
        if protocol in silent:
            silent.discard(protocol)
            if protocol.transport is not None:
                protocol.transport.abort()

    def met() -> asyncio.Protocol:
        if len(connections.connections) >= CONNECTIONS:
            return _Full()
        protocol = connections()
        silent.add(protocol)
        loop.call_later(FIRST_REQUEST_WITHIN, hang_up_on_silence, protocol)
        return protocol

    try:
        listener = await loop.create_server(met, host, port, reuse_address=True)
        try:
            yield listener.sockets[0].getsockname()[1]
        finally:
            listener.close()
    finally:
        await runner.cleanup()
