"""Reading bodies in a process of its own: whatever is in them, it can be stopped, and the bot never stands still.

A thread would not do: a 2 MiB feed that is nothing but one long author name keeps feedparser's expression for e-mail
addresses busy for hours, and it holds the interpreter's lock all the while.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from domain.calls.model import Post
from domain.calls.stated import stated_from_json
from scrapers.base import MEBIBYTE, Document, Reading
from scrapers.robots import Manners

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[1]
_HEADER_SIZE = 8
CROWD = 4
"""Orders at a time from which another reading process is worth its start."""


class Reader:
    """One reading process, started on entering (`async with`) and again whenever it had to end; orders queue.

    Args:
        seconds: time for one body; the process is killed when it is over.
        memory: most address space of the process, bytes.
    """

    def __init__(self, *, seconds: float = 10.0, memory: int = 1024 * MEBIBYTE) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        # Started early so that the first feed does not wait for the imports.
        self._process = await self._start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._end()

    async def read(self, kind: str, document: Document) -> Reading:
        """Return the posts of a body, or the problem; `unreadable` when the reader had to be stopped."""
        document_json = {
            "content_type": document.content_type,
            "charset": document.charset,
            "url": document.url,
            "options": dict(document.options),
            "start": document.start,
            "since": document.since,
        }
        order = {"do": kind, "now": document.now.isoformat(), "document": document_json}
        reply = await self._ask(order, document.body)
        if reply is None:
            return Reading(problem="unreadable")
        posts = (
            Post(
                name,
                url,
                title,
                text,
                datetime.fromisoformat(published) if published else None,
                stated_from_json(stated) if stated else None,
            )
            for name, url, title, text, published, stated in reply.pop("posts")
        )
        numbers = reply.pop("numbers", None)
        return Reading(tuple(posts), numbers=tuple(numbers) if numbers else None, **reply)

    async def manners(self, body: bytes, url: str) -> Manners | None:
        """Return what a robots.txt says about an address; None when it cannot be read."""
        reply = await self._ask({"do": "robots", "url": url}, body)
        return Manners(reply["allowed"], reply["crawl_delay"]) if reply and "allowed" in reply else None

    async def _ask(self, order: dict[str, Any], body: bytes) -> dict[str, Any] | None:
        text = json.dumps(order).encode("ascii")
        async with self._turn:
            # A process that ended between two orders (the system was short of memory) is not the next body's fault.
            for _ in range(2):
                process = self._process
                if process is None or process.returncode is not None:
                    process = self._process = await self._start()
                assert process.stdin is not None
                assert process.stdout is not None
                head = len(text).to_bytes(4, "big") + len(body).to_bytes(4, "big")
                answered = False
                try:
                    process.stdin.write(head + text + body)
                    await process.stdin.drain()
                    size = int.from_bytes((await process.stdout.readexactly(_HEADER_SIZE))[:4], "big")
                    reply: dict[str, Any] = json.loads(await process.stdout.readexactly(size))
                    answered = True
                    return reply
                except (asyncio.IncompleteReadError, ConnectionError, ValueError):
                    status = await process.wait()
                    logger.warning("the reading process ended with status %s on %s", status, order["do"])
                    if status < 0:  # a signal: it was this body that took too long or crashed it
                        return None
                finally:
                    if not answered:
                        await self._end()
        return None

    async def _start(self) -> Process:
        # The environment is not passed on: the token and the passwords are none of this process's business.
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "scrapers.reader_process",
            str(self._seconds),
            str(self._memory),
            stdin=PIPE,
            stdout=PIPE,
            env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PATH": os.defpath},
            cwd=_ROOT,
        )

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if process.stdin is not None:
            process.stdin.close()


class Readers:
    """Some reading processes, at most as many as there are processors.

    The first is started on entering and stays; others are started when a crowd waits and ended when nobody does: each
    takes memory that a quiet day does not need.

    Args:
        seconds: see `Reader`.
        memory: see `Reader`.
        most: how many processes; one for each processor, at most four, when omitted.
    """

    def __init__(self, *, seconds: float = 10.0, memory: int = 1024 * MEBIBYTE, most: int | None = None) -> None:
        count = most or min(len(os.sched_getaffinity(0)), 4)
        self._first = Reader(seconds=seconds, memory=memory)
        self._asleep = [Reader(seconds=seconds, memory=memory) for _ in range(count - 1)]
        self._free: asyncio.LifoQueue[Reader] = asyncio.LifoQueue()
        self._orders = 0  # given and not yet answered

    async def __aenter__(self) -> Self:
        await self._first.__aenter__()
        self._free.put_nowait(self._first)
        return self

    async def __aexit__(self, *_: object) -> None:
        awake = [self._free.get_nowait() for _ in range(self._free.qsize())]
        for reader in {self._first, *awake, *self._asleep}:
            await reader.__aexit__()

    async def read(self, kind: str, document: Document) -> Reading:
        """Return the posts of a body, or the problem (see `Reader.read`)."""
        async with self._one() as reader:
            return await reader.read(kind, document)

    async def manners(self, body: bytes, url: str) -> Manners | None:
        """Return what a robots.txt says about an address; None when it cannot be read."""
        async with self._one() as reader:
            return await reader.manners(body, url)

    @asynccontextmanager
    async def _one(self) -> AsyncIterator[Reader]:
        self._orders += 1
        try:
            crowd = self._free.empty() and self._orders > CROWD
            reader = self._asleep.pop() if crowd and self._asleep else await self._free.get()
            try:
                yield reader
            finally:
                if reader is not self._first and self._orders == 1:
                    self._asleep.append(reader)
                    await reader.__aexit__()
                else:
                    self._free.put_nowait(reader)
        finally:
            self._orders -= 1
