"""Jobs: the scheduler only asks, again and again, "what is due?"; what is due stands in tables."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta, tzinfo
from typing import Any

from domain.clock import Clock
from domain.errors import StorageBusy
from domain.ports import Store

log = logging.getLogger(__name__)

KEEP_UPDATES = timedelta(days=2)
KEEP_DRAFTS = timedelta(days=30)  # an announcement that its sender left unfinished
KEEP_LETTERS = timedelta(days=30)  # a letter to an akimat that nobody went on writing
KEEP_DIALOGUES = timedelta(days=30)  # a form that nobody came back to
KEEP_SEARCHES = timedelta(days=30)
KEEP_OPENED = timedelta(days=60)  # after the call closed; "closed lately" looks back 30 days
KEEP_MESSAGES = timedelta(days=180)  # what was sent, of calls that are over
KEEP_POLL_DAYS = timedelta(days=366)  # how sources have been over a year
KEEP_DOUBTS = timedelta(days=366)  # pairs of calls that nobody looked at
KEEP_LEFT_GROUPS = timedelta(days=180)  # settings of a chat that removed us wait this long for being let in again
HOUSEKEEPING_EVERY = 3600.0
HEARTBEAT_EVERY = 30.0


def make_scheduler() -> Any:
    """Return a stopped scheduler whose jobs never pile up: late runs are merged, none runs beside itself."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

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
    """Return the job that forgets what nobody needs any more: no table grows for ever, no typed name stays."""

    async def forget() -> None:
        now = clock.now()
        async with store.write() as repositories:
            await repositories.updates.forget(now - KEEP_UPDATES)
            await repositories.dialogues.forget(now - KEEP_DIALOGUES)
            await repositories.request_drafts.forget(now - KEEP_LETTERS)
            await repositories.submissions.forget(now - KEEP_DRAFTS)
            await repositories.outbox.forget(now - KEEP_MESSAGES)
            await repositories.source_register.forget((now - KEEP_POLL_DAYS).astimezone(zone).date())
            await repositories.groups.forget(now - KEEP_LEFT_GROUPS)
            await repositories.search.forget(now - KEEP_SEARCHES)
            await repositories.seen.forget(now - KEEP_OPENED)
            await repositories.duplicates.forget(now - KEEP_DOUBTS)
            await repositories.invitations.forget(now)
            await repositories.leases.forget()

    return forget
