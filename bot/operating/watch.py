"""What whoever runs the bot is shown and told: put together here, once, for the app."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.operating.contact import Contact
from bot.operating.counts import Counts, ErrorCounter
from bot.settings import Settings
from domain.operating import Needs, missing_for_next_year, note_week, week_before
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from handlers.operator_notice import ABOUT
from handlers.service import Service

log = logging.getLogger(__name__)

LOOK_EVERY = 300.0
COPY_AT = time(2, 30)
"""Local time from which the night's copy is made; a bot that was stopped then makes it when it runs again."""
COPY_AGAIN = timedelta(hours=1)  # after a copy that failed
COPY_WITHIN = timedelta(hours=2)  # one that takes longer is ended; one that an earlier run began is then forgotten
_ROOT = Path(__file__).resolve().parents[2]
_NEEDED = ("PATH", "HOME", "LANG", "PGSSLMODE", "PGPASSFILE", "PGSERVICEFILE")


class Watch:
    """Counts, copies and notes.

    Args:
        settings: what the operator set.
        service: storage, clock and texts.
        on_queued: called after messages were queued.

    Attributes:
        counts: what happened in this process.
        copied: when the last copy was made, as far as this process knows.
    """

    def __init__(self, settings: Settings, service: Service, on_queued: Callable[[], None]) -> None:
        self._settings = settings
        self._service = service
        self._store = service.store
        self._on_queued = on_queued
        self.counts = Counts()
        self.copied: datetime | None = None
        self._errors = ErrorCounter(self.counts)

    def listen(self) -> None:
        """Begin to count what is logged as an error."""
        logging.getLogger().addHandler(self._errors)

    def stop(self) -> None:
        """Count no more."""
        logging.getLogger().removeHandler(self._errors)

    def jobs(self) -> Sequence[tuple[str, Callable[[], Awaitable[object]], float]]:
        """Return the jobs of the process that leads: name, question, seconds between two."""
        found: list[tuple[str, Callable[[], Awaitable[object]], float]] = [
            ("what next year lacks", self.next_year, LOOK_EVERY),
        ]
        if self._settings.operator_chat is not None:
            found.append(("note of the week", self.week, LOOK_EVERY))
        if self._settings.backup_dir is not None:
            found.append(("nightly copy", self.copy, LOOK_EVERY))
        return found

    async def serve(
        self,
        contact: Contact | None,
        ask: Callable[[], Awaitable[object]],
        *,
        endings: Counter[str],
        polls: Mapping[tuple[str, bool], int],
        collected: Callable[[], tuple[int, int]],
        leads: Callable[[], bool],
    ) -> None:
        """Serve the operator's pages until cancelled (see `bot.operating.pages`); OPERATING_LISTEN must be set."""
        from bot.operating.metrics import Metrics
        from bot.operating.pages import Pages

        place = self._settings.listens_at
        assert place is not None
        metrics = Metrics(
            self.counts, endings=endings, polls=polls, collected=collected, leads=leads, backup=lambda: self.copied
        )
        clock = self._service.clock
        pages = Pages(self._store, clock, contact, ask, metrics, lambda: self._service.today(clock.now()))
        log.info("the operator's pages are at %s", self._settings.operating_listen)
        await pages.run(*place)

    # --- errors of the day ----------------------------------------------------------------------------------------

    async def tell_errors(self) -> None:
        """Add the errors since the last look to the day's count in the database, which outlives this process."""
        count = self.counts.untold
        if not count:
            return
        now = self._service.clock.now()
        async with self._store.write() as repositories:
            await repositories.operating.add(f"errors:{self._service.today(now).isoformat()}", count, now)
        self.counts.untold -= count

    # --- notes ----------------------------------------------------------------------------------------------------

    async def week(self) -> int:
        """Queue the week's note for the operator, unless that was done; returns how many messages were queued."""
        now = self._service.clock.now()
        week = note_week(now, self._service.zone)
        chat = self._settings.operator_chat
        if week is None or chat is None:
            return 0
        awaited, no_mci = await self._missing(now)
        async with self._store.write() as repositories:
            name = f"note:{week}"
            if not await repositories.operating.claim(name, "sent", now):
                return 0
            found = await repositories.operating.needs(week_before(now))
            needs = replace(found, awaited=awaited, no_mci=no_mci)
            queued = await self._put(repositories, [chat], name, {"what": "week", "needs": _counts(needs)}, now)
        self._on_queued()
        return queued

    async def next_year(self) -> int:
        """Queue the warning that next year's days off or MCI are missing, once a week from December on until they come.

        It goes to every coordinator who has written to the bot, and to the operator. Returns how many were queued.
        """
        now = self._service.clock.now()
        week = note_week(now, self._service.zone)
        if week is None:
            return 0
        name = f"next_year:{week}"
        async with self._store.read() as repositories:
            if await repositories.operating.get(name) is not None:
                return 0
        awaited, no_mci = await self._missing(now)
        if awaited is None and no_mci is None:
            return 0
        async with self._store.write() as repositories:
            if not await repositories.operating.claim(name, "told", now):
                return 0
            people = {person for person, _ in await repositories.coordinators.current()}
            known = set(await repositories.people.languages(sorted(people)))  # others have never written to us
            chat = self._settings.operator_chat
            readers = sorted(known | ({chat} if chat is not None else set()))
            ids = {"what": "next_year", "awaited": awaited, "mci": no_mci}
            queued = await self._put(repositories, readers, name, ids, now)
        log.warning("next year lacks: %s", ", ".join(_lacks(awaited, no_mci)))
        self._on_queued()
        return queued

    async def _missing(self, now: datetime) -> tuple[int | None, int | None]:
        today = self._service.today(now)
        calendar = await self._service.by_law(today)
        async with self._store.read() as repositories:
            changes = await repositories.calendar.changes()
        known = calendar.known | {change.day.year for change in changes}  # a coordinator wrote them down
        return missing_for_next_year(today, known, self._service.mci.by_year)

    async def _put(
        self, repositories: Repositories, readers: Sequence[int], key: str, ids: Mapping[str, Any], now: datetime
    ) -> int:
        parcels = [Parcel(reader, OutboxKind.NOTICE, f"operator:{key}", {"about": ABOUT, **ids}) for reader in readers]
        return await repositories.outbox.put(parcels, now) if parcels else 0

    # --- nightly copies -------------------------------------------------------------------------------------------

    async def copy(self) -> bool:
        """Make the night's copy, unless it was made; tells whether one was made now. A failure reaches the operator."""
        now = self._service.clock.now()
        local = now.astimezone(self._service.zone)
        if local.time() < COPY_AT:
            return False
        name = f"backup:{local.date().isoformat()}"
        async with self._store.write() as repositories:
            before = await repositories.operating.get(name)
            if before is not None:
                if before.value == "ok":
                    self.copied = self.copied or before.at
                    return False
                if now - before.at < (COPY_WITHIN if before.value == "running" else COPY_AGAIN):
                    return False
            await repositories.operating.put(name, "running", now)
        problem = await self._run_backup()
        now = self._service.clock.now()
        async with self._store.write() as repositories:
            await repositories.operating.put(name, "failed" if problem else "ok", now)
            if problem and self._settings.operator_chat is not None:
                await self._put(repositories, [self._settings.operator_chat], name, {"what": "backup"}, now)
        if problem:
            log.error("the nightly copy was not made: %s", problem)
            self._on_queued()
            return False
        self.copied = now
        return True

    async def _run_backup(self) -> str | None:
        """Run `elshi backup` in a process of its own: reading half a gigabyte again is not for the bot's memory.

        Returns:
            Why it failed, or None.
        """
        settings = self._settings
        assert settings.backup_dir is not None
        environment = {
            **{name: os.environ[name] for name in _NEEDED if name in os.environ},
            "PYTHONPATH": str(_ROOT),
            "PYTHONUTF8": "1",
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "TIMEZONE": settings.timezone,
            "BACKUP_DIR": str(settings.backup_dir.absolute()),
            "BACKUP_KEEP": str(settings.backup_keep),
        }
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "backup", stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, env=environment
        )
        try:
            async with asyncio.timeout(COPY_WITHIN.total_seconds()):
                _, said = await child.communicate()
        except TimeoutError:
            return "it took too long"
        finally:
            if child.returncode is None:
                child.send_signal(signal.SIGKILL)
                await child.wait()
        if not child.returncode:
            return None
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return lines[-1].removeprefix("✗ ") if lines else f"exit status {child.returncode}"


def _counts(needs: Needs) -> dict[str, int | None]:
    return {name: getattr(needs, name) for name in Needs.__dataclass_fields__}


def _lacks(awaited: int | None, no_mci: int | None) -> list[str]:
    days = [f"transferred days of {awaited} (bot/calendar_years.csv)"] if awaited else []
    return days + ([f"MCI of {no_mci} (storage/seed/mci.csv)"] if no_mci else [])
