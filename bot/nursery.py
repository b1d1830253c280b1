"""The one home of long-running work: nothing runs detached, and one part's crash does not stop the others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


async def keep_running(name: str, part: Callable[[], Awaitable[None]]) -> None:
    """Run a part for ever; when it crashes, log why and start it again after a growing pause.

    Args:
        name: how the log calls it.
        part: starts the part; it is expected never to return by itself.
    """
    pause = FIRST_PAUSE
    loop = asyncio.get_running_loop()
    while True:
        started = loop.time()
        try:
            await part()
            log.error("%s ended by itself; starting it again in %.0f s", name, pause)
        except Exception:
            if _stopping():  # it broke while it was being stopped; it must not come to life again
                log.exception("%s crashed while it was stopped", name)
                raise asyncio.CancelledError from None
            log.exception("%s crashed; starting it again in %.0f s", name, pause)
        if loop.time() - started > LONGEST_PAUSE:
            pause = FIRST_PAUSE
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _stopping() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def supervise(parts: dict[str, Callable[[], Awaitable[None]]]) -> None:
    """Run all parts side by side until cancelled."""
    async with asyncio.TaskGroup() as group:
        for name, part in parts.items():
            group.create_task(keep_running(name, part), name=name)
