"""The only composition root: settings and a clock in, the running bot out. Demo and tests build the same app."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from aiogram import Dispatcher
from aiogram.exceptions import AiogramError

from bot.backfill import Backfill
from bot.calendar_process import calendar_apart
from bot.collect import Collected, Collector
from bot.daily_head import HEAD_EVERY, DailyHead
from bot.deliver import Sender
from bot.exporter import Exporter
from bot.history import Historian
from bot.identity import identify
from bot.jobs import HEARTBEAT_EVERY, HOUSEKEEPING_EVERY, add_job, housekeeping, make_scheduler
from bot.keep_figures import FigureKeeper, figure_keeper
from bot.leading import Leader
from bot.leaving import Leaving
from bot.morning_digest import MorningDigest
from bot.nursery import supervise
from bot.operating.counts import count_updates
from bot.operating.watch import LOOK_EVERY, Watch
from bot.pace import Pace
from bot.poll import Poller
from bot.read_posts import PostReader
from bot.remind import Reminder
from bot.remind_promises import PromiseReminders
from bot.remind_requests import RequestReminders
from bot.reports import MonthlyReports
from bot.scout import FieldScout
from bot.season import Season
from bot.settings import Settings, split_listen
from bot.source_alarms import ALARMS_EVERY, SourceAlarms
from bot.stands import StandKeeper
from bot.telegram import WatchedSession, make_bot
from bot.webhook_address import keep_address
from bot.working_days import ByLaw
from domain.calls.reading.gazetteer import Gazetteer
from domain.clock import Clock, SystemClock
from domain.kato import KatoCodes
from domain.ports import Store
from domain.territory import TerritoryTree
from handlers import dispatcher, publish_commands
from handlers.flood import Flood
from handlers.office_record import appoint
from handlers.service import Operator, Service
from handlers.texts import Texts
from scrapers.fetch import Fetcher
from scrapers.registry import load_sources
from storage.search import searchable
from storage.seed import load_mci, load_old_kato, load_spheres, load_territories, load_topics, seed
from storage.shared import SharedMemory, open_shared
from storage.store import SqlStore, open_store

if TYPE_CHECKING:
    from bot.webhook import Webhook

log = logging.getLogger(__name__)

COMMANDS_PAUSE = 60.0
NAMES_EVERY = 60.0
LOCALES = Path(__file__).resolve().parent.parent / "locales"


class App:
    """The bot with everything it needs; use as an async context manager.

    Entering opens the database (migrated and seeded) and the clients; leaving closes them.

    Args:
        settings: what the operator set.
        clock: the product's clock; the machine's by default.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._stack = AsyncExitStack()
        self.store: Store
        self._sql: SqlStore
        self.service: Service
        self.collector: Collector
        self.backfill: Backfill
        self.historian: Historian
        self.reminder: Reminder
        self.request_reminders: RequestReminders
        self.promise_reminders: PromiseReminders
        self.morning_digest: MorningDigest
        self.stand_keeper: StandKeeper
        self.figure_keeper: FigureKeeper
        self.season: Season
        self.dispatcher: Dispatcher
        self.poller: Poller
        self.sender: Sender
        self.leaving: Leaving
        self.exporter: Exporter
        self.watch: Watch
        self.leader: Leader
        self.webhook: Webhook | None = None
        self._memory: SharedMemory | None = None
        self._talks = bool(settings.bot_token.get_secret_value())  # collecting by hand needs no token

    async def __aenter__(self) -> Self:
        await self._stack.__aenter__()
        try:
            await self._open()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _open(self) -> None:
        settings, clock = self._settings, self._clock
        self._memory = await self._stack.enter_async_context(open_shared(settings.redis_url.get_secret_value()))
        store = await self._stack.enter_async_context(
            open_store(settings.database_url.get_secret_value(), zone=settings.zone, clock=clock, forms=self._memory)
        )
        await seed(store)
        await searchable(store)
        tree = TerritoryTree(load_territories())
        file = load_sources(settings.sources_file, territories=tree)
        for problem in file.problems:
            log.error("sources: %s", problem)
        async with store.write() as repositories:
            await repositories.sources.sync(file.sources, clock.now())
            await appoint(repositories, settings.coordinators, clock.now())
        self.store = self._sql = store
        fetcher = await self._stack.enter_async_context(
            Fetcher(
                clock,
                allow_local=settings.allow_local_sources,
                contact=settings.operator_contact,
                tokens=settings.source_tokens,
            )
        )
        by_law = ByLaw(calendar_apart)
        reader = PostReader(store, clock, settings.zone, Gazetteer(tree), by_law, self.wake)
        codes = KatoCodes(tree, load_old_kato())
        self.collector = Collector(store, clock, fetcher, reader, codes)
        self.historian = Historian(store, clock, settings.zone, reader, codes)
        self.backfill = Backfill(store, clock, fetcher, self.historian)
        self.service = Service(
            store=store,
            clock=clock,
            zone=settings.zone,
            tree=tree,
            spheres=load_spheres(),
            topics=load_topics(),
            texts=Texts.load(LOCALES),
            operator=Operator(settings.operator_name, settings.operator_bin, settings.operator_contact),
            source_names={},
            scout=FieldScout(fetcher, self.collector, reader, settings.zone),
            reader=reader,
            mci=load_mci(),
            by_law=by_law,
            first_day_is_next=not settings.count_receipt_day,
        )
        await self._learn_names()
        self.reminder = Reminder(store, clock, settings.zone, self.wake)
        self.season = Season(store, clock, settings.zone, self.wake)
        self.request_reminders = RequestReminders(self.service)
        self.promise_reminders = PromiseReminders(self.service)
        self.morning_digest = MorningDigest(self.service)
        self.stand_keeper = StandKeeper(self.service)
        self.monthly_reports = MonthlyReports(self.service)
        self.figure_keeper = figure_keeper(self.service)
        self.watch = Watch(settings, self.service, self.wake)
        if self._talks:
            self._open_telegram()

    def _open_telegram(self) -> None:
        settings = self._settings
        self._bot = make_bot(settings)
        self._stack.push_async_callback(self._bot.session.close)
        counters = None if self._memory is None else self._memory.counters
        pace = Pace(settings.send_rate, settings.chat_rate, settings.group_rate, counters)
        self.sender = Sender(self._bot, self.service, pace)
        self.leaving = Leaving(self.service)
        self.exporter = Exporter(self._bot, self.service, pace)
        self._sql.on_queued = self.wake
        self.dispatcher = dispatcher(self.service, flood=Flood())
        count_updates(self.dispatcher, self.watch.counts)
        self.poller = Poller(self._bot, self.dispatcher, self.store, self._clock, settings.poll_timeout)
        if settings.webhook_url:
            from bot.webhook import Webhook  # who polls needs no HTTP server in memory

            host, port = split_listen(settings.webhook_listen)
            self.webhook = Webhook(
                self._bot,
                self.dispatcher,
                self.store,
                self._clock,
                secret=settings.webhook_secret.get_secret_value(),
                path=settings.webhook_path,
                host=host,
                port=port,
            )
        self.leader = Leader(self.store, alone=not self._sql.replicated)

    async def run(self, *, accept_new_bot: bool = False) -> None:
        """Handle updates, and lead when no other process does, until cancelled.

        Args:
            accept_new_bot: go on with a database that was used with another bot.

        Raises:
            bot.identity.AnotherBot: it was, and that is not accepted.
        """
        token = self._settings.bot_token.get_secret_value()
        await identify(self.store, token, self._clock.now(), accept=accept_new_bot)
        scheduler = make_scheduler()
        add_job(scheduler, "source names", self._learn_names, NAMES_EVERY)
        add_job(scheduler, "count of errors", self.watch.tell_errors, LOOK_EVERY)
        if self._settings.heartbeat_file is not None:
            add_job(scheduler, "heartbeat", self._heartbeat, HEARTBEAT_EVERY)
            await self._heartbeat()
        scheduler.start()
        parts: dict[str, Callable[[], Awaitable[None]]] = {"leading": lambda: self.leader.run(self._lead)}
        if self.webhook is not None:
            parts["webhook"] = self.webhook.run
        if self._settings.listens_at is not None:
            parts["operator's pages"] = self._serve_pages
        self.watch.listen()
        try:
            await supervise(parts)
        finally:
            self.watch.stop()
            scheduler.shutdown(wait=False)

    async def _lead(self) -> None:
        """Do what only one process may do: run jobs, collect, send, and poll Telegram, until cancelled."""
        scheduler = make_scheduler()
        add_job(scheduler, "collect", self.collector.tick, self._settings.collect_every)
        add_job(scheduler, "reminders", self.reminder.tick, self._settings.collect_every)
        add_job(scheduler, "season", self.season.tick, self._settings.collect_every)
        add_job(scheduler, "reminders of requests", self.request_reminders.tick, self._settings.collect_every)
        add_job(scheduler, "reminders of promises", self.promise_reminders.tick, self._settings.collect_every)
        add_job(scheduler, "dates of requests", self.stand_keeper.tick, self._settings.collect_every)
        add_job(scheduler, "figures", self.figure_keeper.tick, self._settings.collect_every)
        add_job(scheduler, "morning digests", self.morning_digest.tick, self._settings.collect_every)
        add_job(scheduler, "reports", self.monthly_reports.tick, self._settings.collect_every)
        alarms = SourceAlarms(self.store, self._clock, self._settings.zone, self.service.tree, self.wake)
        add_job(scheduler, "source alarms", alarms.look, ALARMS_EVERY)
        daily = DailyHead(self.store, self._clock, self._settings.zone, self.wake)
        add_job(scheduler, "log head", daily.look, HEAD_EVERY)
        add_job(
            scheduler, "housekeeping", housekeeping(self.store, self._clock, self._settings.zone), HOUSEKEEPING_EVERY
        )
        for name, job, every in self.watch.jobs():
            add_job(scheduler, name, job, every)
        scheduler.start()
        parts: dict[str, Callable[[], Awaitable[None]]] = {
            "sending": self.sender.run,
            "leaving": self.leaving.run,
            "exports": self.exporter.run,
            "collecting": self.collector.run,
            "commands": self._publish_commands,
        }
        if self.webhook is None:
            parts["polling"] = self.poller.run
        else:
            parts["webhook address"] = lambda: keep_address(self._bot, self._settings)
        if self._sql.replicated:
            parts["hearing"] = self._sql.hear_queued
        try:
            await supervise(parts)
        finally:
            scheduler.shutdown(wait=False)

    async def _serve_pages(self) -> None:
        """Serve /healthz, /readyz and /metrics."""
        session = self._bot.session
        await self.watch.serve(
            session.contact if isinstance(session, WatchedSession) else None,
            lambda: self._bot.get_me(request_timeout=10),
            endings=self.sender.endings,
            polls=self.collector.polls,
            collected=lambda: (self.collector.posts, self.collector.calls),
            leads=lambda: self.sender.leads,
        )

    def wake(self) -> None:
        """Look at once at what is due: something was queued, or the clock was moved."""
        if self._talks:
            self.leaving.wake()
            self.sender.wake()

    async def collect_now(self, source_id: str | None = None) -> Sequence[Collected]:
        """Poll one source, or all, whether due or not."""
        return await self.collector.collect_now(source_id)

    async def idle(self) -> None:
        """Wait until no update is being handled."""
        await (self.poller if self.webhook is None else self.webhook).idle()

    async def _learn_names(self) -> None:
        """Learn how sources are called now: another process may have added or renamed some."""
        async with self.store.read() as repositories:
            names = await repositories.source_register.names()
        self.service.source_names.update(names)

    async def _publish_commands(self) -> None:
        """Publish the default commands, as soon as Telegram can be reached; then rest."""
        while True:
            try:
                await publish_commands(self._bot, self.service)
                await asyncio.Event().wait()
            except AiogramError as error:
                log.warning("the command list could not be published yet (%s)", type(error).__name__)
                await asyncio.sleep(COMMANDS_PAUSE)

    async def _heartbeat(self) -> None:
        """Touch the heartbeat file, if the database answers."""
        await self.store.alive()
        path = self._settings.heartbeat_file
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{time.time():.0f}\n", encoding="ascii")
