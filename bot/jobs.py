"""Jobs: the scheduler only asks, again and again, "what is due?"; what is due stands in tables."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, tzinfo
from typing import Any

from bot.retention import (
    KEEP_DIALOGUES,
    KEEP_DOUBTS,
    KEEP_DRAFTS,
    KEEP_FACTS,
    KEEP_LEFT_GROUPS,
    KEEP_LETTERS,
    KEEP_MESSAGES,
    KEEP_OPENED,
    KEEP_POLL_DAYS,
    KEEP_SEARCHES,
    KEEP_UPDATES,
)
from domain.clock import Clock
from domain.errors import StorageBusy
from domain.exports import KEPT
from domain.ports import STRETCH, Repositories, Store

log = logging.getLogger(__name__)

HOUSEKEEPING_EVERY = 3600.0
HEARTBEAT_EVERY = 30.0
BREATH = 0.02  # seconds between two stretches, in which others write


def make_scheduler() -> Any:
    """Return a stopped scheduler whose jobs never pile up: late runs are merged, none runs beside itself."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    # A failed job is told by `add_job`; what is left to the executor is that a stop cancelled one, which is no error.
    logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
    return AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )


def add_job(scheduler: Any, name: str, job: Callable[[], Awaitable[object]], every: float) -> None:
    """Ask the question of `job` every so many seconds; its failure is logged and the next run comes all the same."""

    async def run() -> None:
        try:
            await job()
        except asyncio.CancelledError:
            return  # we are stopping; the scheduler would call it a failure of the job
        except StorageBusy:
            log.warning("%s: the database is busy; next time", name)
        except Exception:
            log.exception("%s failed", name)

    scheduler.add_job(run, "interval", seconds=every, id=name, name=name)


def housekeeping(store: Store, clock: Clock, zone: tzinfo) -> Callable[[], Awaitable[object]]:
    """Return the job that forgets what nobody needs any more: no table grows for ever, no typed name stays.

    What it forgets, and when, stands in `bot.retention`. Each kind is a unit of work of its own, and of a big table a
    stretch at a time: whoever writes meanwhile waits for one stretch at most.
    """

    async def forget() -> None:
        now = clock.now()
        for stretch in _stretches(now, zone):
            while True:
                async with store.write() as repositories:
                    gone = await stretch(repositories)
                if gone < STRETCH:
                    break
                await asyncio.sleep(BREATH)
        # Neither this nor what people had erased, perhaps just before the program was stopped, stays in a journal.
        if not await store.scrub():
            log.info("the database is read without a pause: what was deleted is cleaned out of its files next time")

    return forget


def _stretches(now: datetime, zone: tzinfo) -> list[Callable[[Repositories], Awaitable[int]]]:
    """Return what is forgotten; each tells how many rows went, and is asked again when these were a whole stretch."""
    return [
        lambda r: r.updates.forget(now - KEEP_UPDATES),
        lambda r: r.outbox.forget(now - KEEP_MESSAGES),
        lambda r: r.seen.forget(now - KEEP_OPENED),
        lambda r: r.search.forget(now - KEEP_SEARCHES),
        _once(lambda r: r.dialogues.forget(now - KEEP_DIALOGUES)),
        _once(lambda r: r.request_drafts.forget(now - KEEP_LETTERS)),
        _once(lambda r: r.submissions.forget(now - KEEP_DRAFTS)),
        _once(lambda r: r.source_register.forget((now - KEEP_POLL_DAYS).astimezone(zone).date())),
        _once(lambda r: r.groups.forget(now - KEEP_LEFT_GROUPS)),
        _once(lambda r: r.duplicates.forget(now - KEEP_DOUBTS)),
        _once(lambda r: r.invitations.forget(now)),
        _once(lambda r: r.exports.forget(now - KEPT)),
        _once(lambda r: r.leases.forget()),
        _once(lambda r: r.operating.forget(now - KEEP_FACTS)),
    ]


def _once(forget: Callable[[Repositories], Awaitable[object]]) -> Callable[[Repositories], Awaitable[int]]:
    """Return what forgets all at once, for tables that never hold much to be forgotten."""

    async def all_of_it(repositories: Repositories) -> int:
        await forget(repositories)
        return 0

    return all_of_it
