"""The local Bot API in a process of its own, so that its work does not count as ours.

`python -m bench.far_side PEOPLE [--limits]` prints its address, serves until its standard input closes, then prints
what it saw as one line of JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

TOKEN = "123456:" + "B" * 35
FIRST_PERSON = 10_000


@dataclass
class FarSide:
    """The address of the running server, and, after it was stopped, what it saw."""

    base_url: str
    seen: dict[str, Any] = field(default_factory=dict)


@contextlib.asynccontextmanager
async def far_side(people: int, *, limits: bool) -> AsyncIterator[FarSide]:
    """Run the server in a child process.

    Args:
        people: how many people with ids from 10,000 on have started the bot.
        limits: enforce Telegram's flood limits.
    """
    words = [sys.executable, "-m", "bench.far_side", str(people), *(["--limits"] if limits else [])]
    child = await asyncio.create_subprocess_exec(
        *words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=2**22,  # what it saw comes as one line, of thousands of chats
    )
    assert child.stdin is not None
    assert child.stdout is not None
    side = FarSide((await child.stdout.readline()).decode().strip())
    try:
        yield side
    finally:
        child.stdin.close()
        line = await child.stdout.readline()
        side.seen.update(json.loads(line) if line else {})
        await child.wait()


async def _serve(people: int, limits: bool) -> None:
    from bot.demo.botapi import BotApiServer, World
    from bot.demo.botapi.limits import Limits
    from domain.clock import SystemClock

    world = World(SystemClock(), limits=Limits() if limits else Limits.off())
    bot = world.add_bot(TOKEN, "bench_bot", "Bench")
    for number in range(people):
        world.add_person(FIRST_PERSON + number, "Person").start(bot)
    bot.updates.clear()
    server = BotApiServer(world)
    print(await server.start(), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    sent = [call for call in world.log if call.method == "sendMessage"]
    accepted = [call for call in sent if call.status == 200]
    # When each chat was written to first, in seconds since 1970: both processes have the machine's clock.
    first: dict[str, float] = {}
    for call in accepted:
        first.setdefault(call.params["chat_id"], call.at.timestamp())
    print(json.dumps({"sent": len(accepted), "refused": bot.flood.refusals, "first": first}), flush=True)
    await server.stop()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), "--limits" in sys.argv))
