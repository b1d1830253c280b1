"""The memory that machines share: Redis. Loaded only when a redis:// URL is opened.

It holds what may be lost: forms that are still open, and what was sent within the last minute. It may be down: then
forms go into the database, those that stand in Redis wait, and the pace is kept by what this process itself has sent.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from domain.errors import StorageBusy
from domain.ports.shared import Lately

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = logging.getLogger(__name__)

_T = TypeVar("_T")

ANSWER_WITHIN = 1.0  # seconds; Redis answers in a thousandth of it
REST = 1.0
"""Seconds without a question after a failure: people must not wait for a dead server with every press."""

KEPT = timedelta(days=30)  # as long as a form stands in the database
FADES = timedelta(minutes=10)
VERSIONS = 5
"""Texts of one form that are kept: the row may still mean an older one when a unit of work fails."""

MINUTE = 60.0
_SENT = "elshi:sent"
_HELD = "elshi:held"
# The server's clock, which all machines share. Scores are its seconds; members are unlike by the microsecond.
_COUNT = """
local now = redis.call('TIME')
local at = now[1] + now[2] / 1000000
redis.call('ZADD', KEYS[1], at, ARGV[1] .. ':' .. now[1] .. '.' .. now[2] .. ':' .. ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', at - ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[2] * 2)
"""


class SharedMemory:
    """Implements `domain.ports.shared.Forms`, and its `Counters` by `counters`. Made by `open_shared`."""

    def __init__(self, client: Redis) -> None:
        self._client: Any = client  # its types say "perhaps an awaitable" everywhere
        self._rests_until = 0.0
        self._down = False
        self.counters = RedisCounters(self)

    async def put(self, chat_id: int, person_id: int, text: str) -> str | None:
        """Keep a text (see the port)."""
        key, token = _key(chat_id, person_id), secrets.token_hex(8)
        try:
            async with self._client.pipeline(transaction=True) as pipe:
                pipe.lpush(key, f"{token} {text}")
                pipe.ltrim(key, 0, VERSIONS - 1)
                pipe.expire(key, KEPT)
                await self.ask(pipe.execute())
        except StorageBusy:
            return None
        return f"{key} {token}"

    async def get(self, place: str) -> str | None:
        """Return the text of a place (see the port)."""
        key, _, token = place.partition(" ")
        for kept in await self.ask(self._client.lrange(key, 0, VERSIONS - 1)):
            found, _, text = str(kept).partition(" ")
            if found == token:
                return text
        return None

    async def fade(self, chat_id: int, person_id: int) -> None:
        """Forget the form soon (see the port); out of reach, it goes after its thirty days."""
        try:
            await self.ask(self._client.expire(_key(chat_id, person_id), FADES))
        except StorageBusy:
            return

    async def drop(self, person_id: int, chats: Sequence[int]) -> None:
        """Forget a person's forms (see the port)."""
        await self.ask(self._client.delete(*(_key(chat_id, person_id) for chat_id in set(chats))))

    async def version(self) -> str:
        """Return the server's version.

        Raises:
            StorageBusy: it cannot be reached, or does not let us in.
        """
        found = await self.ask(self._client.info("server"))
        return str(found.get("redis_version", "?"))

    async def ask(self, question: Awaitable[_T]) -> _T:
        """Return the server's answer.

        Raises:
            StorageBusy: none came; for a second nobody asks again.
        """
        from redis.exceptions import RedisError

        if time.monotonic() < self._rests_until:
            _unasked(question)
            raise StorageBusy("the shared memory was out of reach a moment ago")
        try:
            async with _cancellable():
                answer = await question
        except (RedisError, OSError, TimeoutError) as error:
            self._rests_until = time.monotonic() + REST
            if not self._down:
                # The kind only: the address may hold a password.
                log.warning("Redis is out of reach (%s); forms are kept in the database", type(error).__name__)
            self._down = True
            raise StorageBusy(f"the shared memory is out of reach ({type(error).__name__})") from None
        if self._down:
            log.warning("Redis is back")
        self._down = False
        return answer


class RedisCounters:
    """Implements `domain.ports.shared.Counters`."""

    def __init__(self, memory: SharedMemory) -> None:
        self._memory = memory

    async def sent(self, chat_id: int) -> None:
        """Count a message (see the port)."""
        client = self._memory._client
        try:
            await self._memory.ask(client.eval(_COUNT, 1, _SENT, chat_id, int(MINUTE), secrets.token_hex(2)))
        except StorageBusy:
            return

    async def hold(self, seconds: float) -> None:
        """Note that Telegram wants nothing for a while (see the port)."""
        try:
            await self._memory.ask(self._memory._client.set(_HELD, "1", px=max(1, round(seconds * 1000))))
        except StorageBusy:
            return

    async def lately(self) -> Lately:
        """Return what was counted (see the port)."""
        try:
            async with self._memory._client.pipeline(transaction=True) as pipe:
                pipe.time()
                pipe.pttl(_HELD)
                pipe.zrange(_SENT, 0, -1, withscores=True)
                (whole, part), held, sent = await self._memory.ask(pipe.execute())
        except StorageBusy:
            return Lately()
        now = whole + part / 1_000_000
        recent = [(int(name.partition(":")[0]), now - at) for name, at in sent if now - at < MINUTE]
        return Lately(recent, max(0, held) / 1000)


def _key(chat_id: int, person_id: int) -> str:
    return f"elshi:form:{chat_id}:{person_id}"


@asynccontextmanager
async def _cancellable() -> AsyncIterator[None]:
    """Raise the cancellation that the block was asked for and lost.

    The client waits by `asyncio.wait_for`, which up to Python 3.11 drops a cancellation that comes in the moment in
    which its work is done: the task would go on as if nobody had stopped it.
    """
    task = asyncio.current_task()
    before = 0 if task is None else task.cancelling()
    try:
        yield
    finally:
        if task is not None and task.cancelling() > before:
            raise asyncio.CancelledError


def _unasked(question: Awaitable[Any]) -> None:
    close = getattr(question, "close", None)
    if close is not None:
        close()


@asynccontextmanager
async def open_shared(url: str) -> AsyncIterator[SharedMemory | None]:
    """Open the memory behind a URL and close it at the end; None for an empty URL. Nothing is asked of it yet.

    Args:
        url: `redis://…` or `rediss://…`, or empty.
    """
    if not url:
        yield None
        return
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    client = Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=ANSWER_WITHIN,
        socket_connect_timeout=ANSWER_WITHIN,
        retry=Retry(NoBackoff(), 1),  # a connection that the server closed meanwhile is opened anew
        max_connections=50,
    )
    try:
        yield SharedMemory(client)
    finally:
        await client.aclose()
