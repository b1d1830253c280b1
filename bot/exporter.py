"""Exports of the chat: takes what waits, makes the file in a folder of its own, sends it, and leaves nothing behind.

The queue stands in storage: a file that was being made when the bot stopped is begun anew, as of the same moment.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import shutil
import tempfile
import time
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.methods import EditMessageText, SendDocument
from aiogram.types import FSInputFile

from bot.pace import Pace
from bot.telegram import outcome
from domain.errors import StorageBusy
from domain.exports import MOST_ATTEMPTS, ExportJob, ExportState
from domain.language import Language
from domain.outbox import Gone, OutboxKind, Parcel, Retry, Unknown, retry_at
from domain.statistics.tables import Period
from handlers.export import may_have, place_of
from handlers.export_notice import ABOUT
from handlers.exporting.asked import Asked
from handlers.exporting.choosing import Place
from handlers.exporting.making import NothingToExport, Tables, make
from handlers.exporting.packing import MOST_BYTES, packed
from handlers.figure_terms import figure_terms
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import export as views
from handlers.views.screen import Screen

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between looks, and between questions whether the file is still wanted."""

TELL_EVERY = 3.0
"""Seconds between words of how far it is: Telegram takes about one edit a second in a chat."""

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LEFT_OVER = 24 * 3600.0  # seconds after which a folder of an earlier run is nobody's


class _Unwanted(Exception):
    """The export was cancelled, or somebody else has taken it over."""


class Exporter:
    """Makes one file after the other until cancelled.

    Args:
        bot: the client.
        service: storage, clock, texts and tables.
        pace: the limits of Telegram, shared by all that sends in bulk.
        folder: where files are made; the system's folder for temporary files by default.
        most_bytes: of a file that is sent.
        ask_every: seconds between questions whether the file is still wanted.
        tell_every: seconds between words of how far it is.
        batch: requests in memory at a time.
    """

    def __init__(
        self,
        bot: Bot,
        service: Service,
        pace: Pace,
        *,
        folder: Path | None = None,
        most_bytes: int = MOST_BYTES,
        ask_every: float = EVERY,
        tell_every: float = TELL_EVERY,
        batch: int = 500,
    ) -> None:
        self._bot = bot
        self._service = service
        self._pace = pace
        self._folder = folder or Path(tempfile.gettempdir())
        self._most_bytes = most_bytes
        self._ask_every = ask_every
        self._tell_every = tell_every
        self._batch = batch
        self._owner = uuid.uuid4().hex

    async def run(self) -> None:
        """Look for ever."""
        await asyncio.to_thread(self._clear)
        while True:
            try:
                while await self.look():
                    pass
            except StorageBusy:
                log.warning("the queue of exports cannot be reached; looking again in %.0f s", EVERY, exc_info=True)
            await asyncio.sleep(EVERY)

    async def look(self) -> bool:
        """Make and send the next file that waits; False when none does.

        Raises:
            StorageBusy: the database cannot be reached.
        """
        async with self._service.store.write() as repositories:
            job = await repositories.exports.claim(self._owner, self._service.clock.now())
        if job is None:
            return False
        if job.attempts > MOST_ATTEMPTS:
            await self._finish(job, ExportState.FAILED)
            return True
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="elshi-export-", dir=self._folder))
        try:
            await self._serve(job, folder)
        except asyncio.CancelledError:
            await self._put_back(job, timedelta(), repeated=job.repeated, counts=False)
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return True

    async def _serve(self, job: ExportJob, folder: Path) -> None:
        """Make and send a file; stopped within moments when it is not wanted any more."""
        try:
            async with asyncio.TaskGroup() as group:
                holding = group.create_task(self._hold_on(job), name=f"export-{job.id}")
                await self._work(job, folder)
                holding.cancel()
        except* _Unwanted:
            log.info("export %d is not wanted any more", job.id)

    async def _hold_on(self, job: ExportJob) -> None:
        while True:
            await asyncio.sleep(self._ask_every)
            try:
                async with self._service.store.write() as repositories:
                    if not await repositories.exports.renew(job.id, self._owner, self._service.clock.now()):
                        raise _Unwanted
            except StorageBusy:
                log.warning("export %d could not be held on to; trying again", job.id)

    async def _work(self, job: ExportJob, folder: Path) -> None:
        try:
            await self._make_and_send(job, folder)
        except StorageBusy:  # it is begun anew when its lease is over
            log.warning("the database was busy; export %d waits", job.id, exc_info=True)

    async def _make_and_send(self, job: ExportJob, folder: Path) -> None:
        try:
            made, requests, place, tr = await self._make(job, folder)
        except NothingToExport:
            await self._finish(job, ExportState.EMPTY)
            return
        except StorageBusy:
            raise
        except OSError as error:
            log.exception("export %d could not be written", job.id)
            await self._finish(job, ExportState.NO_ROOM if error.errno in _NO_ROOM else ExportState.FAILED)
            return
        except Exception:
            log.exception("export %d could not be made", job.id)
            await self._finish(job, ExportState.FAILED)
            return
        async with self._service.store.write() as repositories:
            now = self._service.clock.now()
            # The last word on the right, in the same unit as the state from which the file leaves.
            assert job.person_id is not None
            if not await may_have(job.person_id, job.wanted, repositories, self._service):
                if await repositories.exports.finish(job.id, self._owner, ExportState.REFUSED, now):
                    await repositories.outbox.put([_notice(job)], now)
                return
            if not await repositories.exports.begin_sending(job.id, self._owner, now):
                return
        await self._send(job, made, requests, place, tr)

    async def _make(self, job: ExportJob, folder: Path) -> tuple[list[Path], int, Place, Translator]:
        service, wanted = self._service, job.wanted
        assert job.person_id is not None  # whoever is erased leaves no export to be made
        async with service.store.read() as repositories:
            languages = await repositories.people.languages([job.person_id])
            place = await place_of(wanted, repositories)
            period = Period(wanted.first, wanted.last)
            terms = await figure_terms(repositories, service, period)
        tr = service.texts.in_language(languages.get(job.person_id, Language.KK))
        asked = Asked(
            period=period,
            as_of=job.asked_at,
            level=wanted.level,
            format=wanted.format,
            language=wanted.language,
            territory_id=wanted.territory_id,
            offices=None if wanted.office_id is None else frozenset({wanted.office_id}),
        )
        told_at = time.monotonic()

        async def progress(done: int, total: int) -> None:
            nonlocal told_at
            if time.monotonic() - told_at >= self._tell_every:
                told_at = time.monotonic()
                await self._show(job, views.progress_screen(job, place, tr, service, done, total))

        tables = Tables(service.store, terms, service.tree, service.topics, service.texts)
        made = await make(asked, tables, folder, progress, batch=self._batch)
        return await asyncio.to_thread(packed, made.path, self._most_bytes), made.requests, place, tr

    async def _send(self, job: ExportJob, files: list[Path], requests: int, place: Place, tr: Translator) -> None:
        assert job.person_id is not None
        for number, file in enumerate(files, 1):
            words = views.caption(job, place, tr, self._service, number, len(files))
            document = FSInputFile(file)
            try:
                await self._pace.turn(job.person_id)
                await self._bot(
                    SendDocument(chat_id=job.person_id, document=document, caption=words), request_timeout=600
                )
            except asyncio.CancelledError:
                await self._put_back(job, timedelta(), repeated=True, counts=True)
                raise
            except Exception as error:
                await self._failed(job, error)
                return
        await self._finish(job, ExportState.SENT, requests)
        done = views.job_screen(replace(job, state=ExportState.SENT), place, tr, self._service)
        await self._show(job, done)

    async def _failed(self, job: ExportJob, error: Exception) -> None:
        """Decide by the effect of a failed sending, as the outbox does: later, never, or perhaps a second time."""
        now = self._service.clock.now()
        result = outcome(error, job.attempts, now)
        if isinstance(error, TelegramRetryAfter) and job.person_id is not None:
            self._pace.refused(job.person_id, error.retry_after)
        log.warning("export %d was not sent: %s", job.id, type(error).__name__)
        match result:
            case Retry():
                await self._put_back(job, result.not_before - now, repeated=job.repeated, counts=result.counts)
            case Unknown():
                await self._put_back(job, retry_at(job.attempts, now) - now, repeated=True, counts=True)
            case Gone():
                async with self._service.store.write() as repositories:
                    if result.unreachable and job.person_id is not None:
                        await repositories.people.set_reachable(job.person_id, False, now)
                    await repositories.exports.finish(job.id, self._owner, ExportState.FAILED, now)

    async def _put_back(self, job: ExportJob, pause: timedelta, *, repeated: bool, counts: bool) -> None:
        at = self._service.clock.now() + pause
        async with self._service.store.write() as repositories:
            await repositories.exports.put_back(job.id, self._owner, at, repeated=repeated, counts=counts)

    async def _finish(self, job: ExportJob, state: ExportState, requests: int | None = None) -> None:
        now = self._service.clock.now()
        async with self._service.store.write() as repositories:
            ended = await repositories.exports.finish(job.id, self._owner, state, now, requests)
            if ended and state is not ExportState.SENT:
                await repositories.outbox.put([_notice(job)], now)

    async def _show(self, job: ExportJob, screen: Screen) -> None:
        """Show how far it is where it was asked for; a word that is lost is no harm, the next one says more."""
        if job.message_id is None or job.person_id is None or self._pace.held():
            return
        edit = EditMessageText(
            chat_id=job.person_id, message_id=job.message_id, text=screen.text, reply_markup=screen.inline
        )
        try:
            await self._bot(edit)
        except TelegramRetryAfter as error:
            self._pace.refused(job.person_id, error.retry_after)
        except AiogramError as error:
            log.info("how far export %d is could not be shown: %s", job.id, type(error).__name__)

    def _clear(self) -> None:
        """Remove what a killed process left, once it can be nobody's any more."""
        for left in self._folder.glob("elshi-export-*"):
            try:
                if time.time() - left.stat().st_mtime > _LEFT_OVER:
                    shutil.rmtree(left, ignore_errors=True)
            except OSError:  # another process was quicker, or it is not ours
                continue


def _notice(job: ExportJob) -> Parcel:
    assert job.person_id is not None
    return Parcel(job.person_id, OutboxKind.NOTICE, f"export:{job.id}", {"about": ABOUT, "export": job.id})
