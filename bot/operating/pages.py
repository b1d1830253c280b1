"""The pages that an operator's machines ask: does it live, can it work, and all its figures."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import date

from aiohttp import web

from bot.http_server import serving
from bot.operating.contact import Contact
from bot.operating.metrics import Metrics
from domain.clock import Clock
from domain.errors import StorageBusy
from domain.operating import OperatingFigures
from domain.ports import Store
from storage.schema import latest

log = logging.getLogger(__name__)

PULSE = 1.0  # seconds between two beats of the event loop
STUCK = 15.0  # seconds without a beat from which the loop is stuck: nothing of ours computes half as long
SILENT = 120.0  # seconds without an answer from Telegram, which holds a poll for 50 at most
ASK_EVERY = 20.0  # seconds between two looks whether to ask Telegram ourselves
FRESH = 10.0  # seconds for which figures of the database are shown again: a page asked in a loop costs it nothing
MOST = 16 * 1024  # bytes of a body; none is expected


class Pages:
    """Serves /healthz, /readyz and /metrics until cancelled.

    Args:
        store: storage.
        clock: the product's clock.
        contact: when Telegram last answered; None when the bot does not talk to it.
        ask: asks Telegram something, when nothing else has for long: a replica with a webhook may have no reason to.
        metrics: writes the figures down.
        today: returns the local day.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        contact: Contact | None,
        ask: Callable[[], Awaitable[object]],
        metrics: Metrics,
        today: Callable[[], date],
    ) -> None:
        self._ask = ask
        self._store = store
        self._clock = clock
        self._contact = contact
        self._metrics = metrics
        self._today = today
        self._beat = time.monotonic()
        self._started = time.monotonic()
        self._figures: tuple[float, OperatingFigures] | None = None
        self._turn = asyncio.Lock()
        self.port = 0

    async def run(self, host: str, port: int) -> None:
        """Serve until cancelled.

        Raises:
            OSError: the address cannot be listened on.
        """
        app = web.Application(client_max_size=MOST)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._page_of_metrics)
        async with serving(app, host, port) as self.port, asyncio.TaskGroup() as group:
            group.create_task(self._keep_asking(), name="asking Telegram")
            while True:
                self._beat = time.monotonic()
                await asyncio.sleep(PULSE)

    async def _keep_asking(self) -> None:
        """Ask Telegram whenever half the time has passed after which its silence would be a problem."""
        contact = self._contact
        while contact is not None:
            await asyncio.sleep(ASK_EVERY)
            ago = contact.ago()
            if ago is None or ago > SILENT / 2:
                try:
                    await self._ask()
                except Exception as error:  # the contact has noted what it means
                    log.debug("Telegram could not be asked (%s)", type(error).__name__)

    async def _healthz(self, _request: web.Request) -> web.Response:
        # That this answers at all tells that the loop turns; the beat, that it has not just come back from standing.
        late = time.monotonic() - self._beat
        if late > STUCK:
            return _plain(f"the event loop stood still for {late:.0f} s", 503)
        return _plain("ok")

    async def _readyz(self, _request: web.Request) -> web.Response:
        problems = await self.problems()
        return _plain("\n".join(problems), 503) if problems else _plain("ok")

    async def problems(self) -> list[str]:
        """List why the bot cannot work now, in words without any secret."""
        problems = []
        try:
            async with asyncio.timeout(5), self._store.read() as repositories:
                version = await repositories.operating.version()
            if version != latest():
                problems.append(f"database: schema version {version}, this program works with {latest()}")
        except (StorageBusy, TimeoutError):
            problems.append("database: does not answer")
        except Exception as error:
            log.warning("the database could not be asked (%s)", type(error).__name__)
            problems.append(f"database: {type(error).__name__}")
        contact = self._contact
        if contact is not None:
            ago = contact.ago()
            if contact.refused:
                problems.append("telegram: refuses the token")
            elif ago is None:
                if time.monotonic() - self._started > SILENT:
                    problems.append("telegram: has not answered since the start")
            elif ago > SILENT:
                problems.append(f"telegram: has not answered for {ago:.0f} s")
        return problems

    async def _page_of_metrics(self, _request: web.Request) -> web.Response:
        figures = await self._counted()
        text = self._metrics.page(figures, self._clock.now(), self._contact)
        return web.Response(body=text, headers={"Content-Type": self._metrics.CONTENT_TYPE})

    async def _counted(self) -> OperatingFigures | None:
        """Return the database's figures, or None when it does not answer: the process's own are shown all the same."""
        async with self._turn:
            if self._figures is not None and time.monotonic() - self._figures[0] < FRESH:
                return self._figures[1]
            try:
                async with asyncio.timeout(5), self._store.read() as repositories:
                    figures = await repositories.operating.figures(self._clock.now(), self._today())
            except Exception as error:
                log.warning("the figures of the database could not be counted (%s)", type(error).__name__)
                self._figures = None
                return None
            self._figures = (time.monotonic(), figures)
            return figures


def _plain(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text + "\n", status=status, headers={"Cache-Control": "no-store"})
