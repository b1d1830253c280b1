"""A balancer as plain as they come: the next backend for each post, another one when that does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout, web

ANSWER_WITHIN = 2.0
REST = 1.0  # seconds that a backend which did not answer is left alone


@dataclass
class Balancer:
    """Spreads posts over backends (base addresses, which may come and go)."""

    backends: list[str] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)  # backend → posts that it answered with 200
    twice: bool = False  # give every post to all backends: a balancer that tries again although it was answered
    url: str = ""
    _rests: dict[str, float] = field(default_factory=dict)
    _next: int = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Balancer]:
        async with ClientSession(timeout=ClientTimeout(total=ANSWER_WITHIN)) as client:

            async def forward(request: web.Request) -> web.Response:
                body = await request.read()
                headers = {name: value for name, value in request.headers.items() if name.startswith("X-")}
                statuses = [await self._post(client, base, request.path, body, headers) for base in self._order()]
                return web.Response(status=next((status for status in statuses if status), 502))

            app = web.Application()
            app.router.add_post("/{path:.*}", forward)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            self._client = client
            yield self
            await runner.cleanup()

    def _order(self) -> list[str]:
        now = asyncio.get_running_loop().time()
        ready = [base for base in self.backends if self._rests.get(base, 0.0) <= now]
        if not ready or self.twice:
            return ready
        self._next += 1
        return [ready[self._next % len(ready)]]

    async def _post(self, client: ClientSession, base: str, path: str, body: bytes, headers: dict[str, str]) -> int:
        """Return the status; 0 when none came, and the backend then rests."""
        try:
            async with client.post(base + path, data=body, headers=headers) as answer:
                if answer.status == 200:
                    self.taken[base] = self.taken.get(base, 0) + 1
                return answer.status
        except (ClientError, TimeoutError, OSError):
            self._rests[base] = asyncio.get_running_loop().time() + REST
            return 0
