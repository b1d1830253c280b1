"""Updates that Telegram posts to us, behind any balancer.

An update is stored before Telegram hears that it arrived, whichever process it came to. It is then claimed in the
database: of one person's updates only one process handles some at a time, in their order; those that come to another
one meanwhile wait there, stored, until the line is free. See docs/decisions/0032-more-than-one-machine.md.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import uuid
from collections.abc import Sequence
from typing import Any

from aiogram import Bot, Dispatcher
from aiohttp import web

from bot.handling import Handling, as_kept
from bot.http_server import serving
from domain.clock import Clock
from domain.errors import StorageBusy
from domain.ports import Store
from domain.ports.leases import REPLICA

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
MAX_BODY = 1 << 20  # bytes; the longest updates are a few dozen thousand
BODY_WITHIN = 10.0  # seconds
MOST_ID = (1 << 62) - 1
ALIVE = 10.0  # seconds for which a process counts as alive after it last said so
SAY_ALIVE_EVERY = 2.5
SWEEP_EVERY = 1.0  # seconds between two looks for updates that nobody handles
WAITING_EVERY = 0.05  # the same while some of ours wait for their line
AT_ONCE = 200  # updates in the hands of this process; more wait in the database, for any process
LAST_HANDLERS = 8.0  # seconds for handlers to come to their end when stopping


class Webhook:
    """Takes updates over HTTP and handles them, beside other processes that do the same.

    Args:
        bot: the client that handlers answer with.
        dispatcher: handles one update at a time per person.
        store: where updates are kept and claimed.
        clock: the product's clock.
        secret: what Telegram must send in its header.
        path: where it posts.
        host: the address to listen on.
        port: its port; 0 for any free one.

    Attributes:
        port: where it listens, once it does.
    """

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        store: Store,
        clock: Clock,
        *,
        secret: str,
        path: str,
        host: str,
        port: int,
    ) -> None:
        self._store = store
        self._clock = clock
        self._secret = secret.encode()
        self._path = path
        self._host = host
        self.port = port
        self._owner = uuid.uuid4().hex
        self._handling = Handling(bot, dispatcher, store)
        self._arrived: list[tuple[tuple[int, str, int | None], asyncio.Future[None]]] = []
        self._came = asyncio.Event()
        self._look = asyncio.Event()
        self._waiting = False

    async def idle(self) -> None:
        """Wait until no update is being handled."""
        await self._handling.idle()

    async def run(self) -> None:
        """Take and handle updates until cancelled; what was accepted is handled to its end, or left to others."""
        await self._say_alive()
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", "/{rest:.*}", self._answer)
        async with asyncio.TaskGroup() as group:
            chores = [
                group.create_task(self._keep_alive(), name="alive"),
                group.create_task(self._handling.keep_marking(), name="marks"),
                group.create_task(self._keep_storing(group), name="storing"),
                group.create_task(self._sweep(group), name="sweep"),
            ]
            try:
                async with serving(app, self._host, self.port) as self.port:
                    log.info("listening for Telegram on %s:%d", self._host, self.port)
                    await asyncio.Event().wait()
            finally:
                # The server answers what it has let in; then handlers come to their end; then the rest is for others.
                chores[3].cancel()
                await self._let_finish()
                for chore in chores:
                    chore.cancel()
                await self._leave()

    async def _let_finish(self) -> None:
        try:
            async with asyncio.timeout(LAST_HANDLERS):
                await self.idle()
        except TimeoutError:
            log.warning("stopped with updates unhandled; another process, or the next start, handles them")

    async def _leave(self) -> None:
        try:
            await self._handling.mark()
            async with self._store.write(alone=False) as repositories:
                await repositories.updates.give_back(self._owner)
                await repositories.leases.give_back(REPLICA + self._owner, self._owner)
        except StorageBusy:
            log.warning("what was left could not be given back; it is taken over when our lease has lapsed")

    # --- over HTTP ----------------------------------------------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.Response:
        """Answer a request; the cheapest refusals first, and none of them says what would have been right."""
        if request.path != self._path:
            return web.Response(status=404)
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=401)
        if (request.content_length or 0) > MAX_BODY:
            return _closed(413)
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await request.read()
        except TimeoutError:
            return _closed(408)
        except web.HTTPRequestEntityTooLarge:
            return _closed(413)
        update = _update(body)
        if update is None:
            return web.Response(status=400)
        row = (int(update["update_id"]), as_kept(update), line_of(update))
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arrived.append((row, stored))
        self._came.set()
        try:
            await stored
        except StorageBusy:
            # Not stored, so not confirmed: Telegram posts it again.
            return web.Response(status=503, headers={"Retry-After": "1"})
        return web.Response()

    # --- from storage to handlers -------------------------------------------------------------------------------

    async def _keep_storing(self, group: asyncio.TaskGroup) -> None:
        """Store what has arrived, all of it in one unit of work: while one is on its way the next ones gather."""
        while True:
            await self._came.wait()
            self._came.clear()
            arrived, self._arrived = self._arrived, []
            rows = {row[0]: row for row, _ in arrived}  # the same one twice within a moment is stored once
            try:
                async with self._store.write(alone=False) as repositories:
                    updates = repositories.updates
                    room = max(0, AT_ONCE - self._handling.busy)
                    ours = await updates.accept(list(rows.values()), self._owner, self._clock.now(), room)
            except Exception as error:
                busy = error if isinstance(error, StorageBusy) else StorageBusy(type(error).__name__)
                log.exception("%d updates could not be stored", len(rows))
                for _, stored in arrived:
                    if not stored.done():
                        stored.set_exception(busy)
                continue
            for _, stored in arrived:
                if not stored.done():
                    stored.set_result(None)
            self._start(group, ours)
            if len(ours) < len(rows):
                self._waiting = True
                self._look.set()

    async def _sweep(self, group: asyncio.TaskGroup) -> None:
        """Take what nobody handles: what waited for its line, and what a process that died or was stopped left."""
        pause = 0.0
        while True:
            try:
                async with asyncio.timeout(pause):
                    await self._look.wait()
                await asyncio.sleep(WAITING_EVERY)
            except TimeoutError:
                pass
            self._look.clear()
            room = AT_ONCE - self._handling.busy
            if room > 0:
                try:
                    # Alone: two that take at once might part a line between them.
                    async with self._store.write() as repositories:
                        found = await repositories.updates.take(self._owner, room)
                except StorageBusy:
                    log.warning("updates that wait cannot be reached; again soon")
                    found = []
                self._start(group, found)
                self._waiting = self._waiting and not found
            pause = WAITING_EVERY if self._waiting else SWEEP_EVERY

    def _start(self, group: asyncio.TaskGroup, kept: Sequence[tuple[int, str]]) -> None:
        for _, body in kept:
            self._handling.start(group, json.loads(body))

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(SAY_ALIVE_EVERY)
            try:
                await self._say_alive()
            except StorageBusy:
                log.warning("the database cannot be told that we are alive; again soon")

    async def _say_alive(self) -> None:
        async with self._store.write(alone=False) as repositories:
            await repositories.leases.take(REPLICA + self._owner, self._owner, ALIVE)


def _closed(status: int) -> web.Response:
    """Return a refusal after which the connection is closed: what is left of the body is not read."""
    answer = web.Response(status=status)
    answer.force_close()
    return answer


def _update(body: bytes) -> dict[str, Any] | None:
    """Return the update, or None when the body is none."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    number = found.get("update_id")
    # A boolean is a number to Python.
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= MOST_ID:
        return None
    return found


def line_of(update: dict[str, Any]) -> int | None:
    """Return whose line an update stands in: the person's id; None when its order does not matter to anybody."""
    for part in update.values():
        sender = part.get("from") if isinstance(part, dict) else None
        number = sender.get("id") if isinstance(sender, dict) else None
        if isinstance(number, int) and abs(number) <= MOST_ID:
            return number
    return None
