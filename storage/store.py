"""The way to storage: opening it, looking, and units of work."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import tzinfo
from types import TracebackType
from typing import Any

from domain import ports
from domain.clock import Clock, SystemClock
from domain.errors import StorageBusy
from domain.ports.shared import Forms
from storage import schema
from storage.calendar_table import CalendarTableRepository
from storage.calls import CallsRepository
from storage.coordinators import CoordinatorsRepository
from storage.corrections import CorrectionsRepository
from storage.cosigners import CosignersRepository
from storage.dialogues import DialoguesRepository
from storage.duplicates import DuplicatesRepository
from storage.duty import DutyRepository
from storage.engine import PATIENCE, Engine, Session, open_engine
from storage.exports import ExportsRepository
from storage.groups import GroupsRepository
from storage.handovers import HandoversRepository
from storage.history import HistoryRepository
from storage.inbox import InboxRepository
from storage.invitations import InvitationsRepository
from storage.kept_figures import KeptFiguresRepository
from storage.leases import LeasesRepository
from storage.log import LogRepository
from storage.news import NewsRepository
from storage.office_groups import OfficeGroupsRepository
from storage.offices import OfficesRepository
from storage.operating import OperatingRepository
from storage.organisations import OrganisationsRepository
from storage.outbox import OutboxRepository
from storage.people import PeopleRepository
from storage.personal import PersonalDataRepository
from storage.promises import PromisesRepository
from storage.readings import ReadingsRepository
from storage.reminders import RemindersRepository
from storage.reports import ReportsRepository
from storage.request_drafts import RequestDraftsRepository
from storage.request_messages import RequestCardsRepository, RequestMessagesRepository
from storage.request_times import RequestTimesRepository
from storage.requests import RequestsRepository
from storage.routing import RoutingRepository
from storage.search import SearchRepository
from storage.seasons import SeasonsRepository
from storage.seats import SeatsRepository
from storage.seen import SeenRepository
from storage.source_register import SourceRegisterRepository
from storage.sources import SourcesRepository
from storage.statement import Dialect, sql
from storage.statistics import StatisticsRepository
from storage.submissions import SubmissionsRepository
from storage.subscriptions import SubscriptionsRepository
from storage.templates import TemplatesRepository
from storage.timeliness import TimelinessRepository
from storage.updates import UpdatesRepository, handled_once

LOOKERS = 2  # an engine may have a connection for each
_ALIVE = sql("SELECT version FROM schema_version")


class Repositories:
    """Implements `domain.ports.Repositories` over one session.

    Attributes:
        session: for the other modules of this room (seeding, benchmarks); nobody above uses it.
    """

    def __init__(self, session: Session, zone: tzinfo, forms: Forms | None = None) -> None:
        self.session = session
        self.people: ports.People = PeopleRepository(session, forms)
        self.personal: ports.PersonalData = PersonalDataRepository(session)
        self.dialogues: ports.Dialogues = DialoguesRepository(session, forms)
        self.calls: ports.Calls = CallsRepository(session, zone)
        self.readings: ports.Readings = ReadingsRepository(session)
        self.corrections: ports.Corrections = CorrectionsRepository(session)
        self.coordinators: ports.Coordinators = CoordinatorsRepository(session)
        self.duplicates: ports.Duplicates = DuplicatesRepository(session, zone)
        self.groups: ports.Groups = GroupsRepository(session)
        self.subscriptions: ports.Subscriptions = SubscriptionsRepository(session)
        self.sources: ports.Sources = SourcesRepository(session, zone)
        self.source_register: ports.SourceRegister = SourceRegisterRepository(session)
        self.submissions: ports.Submissions = SubmissionsRepository(session)
        self.search: ports.Search = SearchRepository(session)
        self.seen: ports.Seen = SeenRepository(session)
        self.outbox: ports.Outbox = OutboxRepository(session, zone)
        self.updates: ports.Updates = UpdatesRepository(session)
        self.leases: ports.Leases = LeasesRepository(session)
        self.news: ports.News = NewsRepository(session, zone)
        self.reminders: ports.Reminders = RemindersRepository(session, zone)
        self.timeliness: ports.TimelinessFacts = TimelinessRepository(session, zone)
        self.seasons: ports.Seasons = SeasonsRepository(session, zone)
        self.history: ports.History = HistoryRepository(session)
        self.journal: ports.Journal = LogRepository(session)
        self.calendar: ports.CalendarTable = CalendarTableRepository(session)
        self.offices: ports.Offices = OfficesRepository(session)
        self.office_groups: ports.OfficeGroups = OfficeGroupsRepository(session)
        self.seats: ports.Seats = SeatsRepository(session)
        self.invitations: ports.Invitations = InvitationsRepository(session)
        self.organisations: ports.Organisations = OrganisationsRepository(session)
        self.requests: ports.Requests = RequestsRepository(session)
        self.request_messages: ports.RequestMessages = RequestMessagesRepository(session)
        self.request_cards: ports.RequestCards = RequestCardsRepository(session)
        self.request_drafts: ports.RequestDrafts = RequestDraftsRepository(session)
        self.duty: ports.Duty = DutyRepository(session)
        self.routing: ports.Routing = RoutingRepository(session)
        self.request_times: ports.RequestTimes = RequestTimesRepository(session)
        self.promises: ports.Promises = PromisesRepository(session)
        self.inbox: ports.Inbox = InboxRepository(session)
        self.handovers: ports.Handovers = HandoversRepository(session)
        self.templates: ports.Templates = TemplatesRepository(session)
        self.cosigners: ports.Cosigners = CosignersRepository(session)
        self.statistics: ports.StatisticsFacts = StatisticsRepository(session)
        self.reports: ports.Reports = ReportsRepository(session)
        self.kept_figures: ports.KeptFigures = KeptFiguresRepository(session)
        self.exports: ports.Exports = ExportsRepository(session)
        self.operating: ports.Operating = OperatingRepository(session)


class _Look:
    """What `SqlStore.read` gives: there is nothing to begin and nothing to end."""

    __slots__ = ("_repositories",)

    def __init__(self, repositories: Repositories) -> None:
        self._repositories = repositories

    async def __aenter__(self) -> Repositories:
        return self._repositories

    async def __aexit__(self, *_error: object) -> None:
        """Nothing is held."""


class _Work:
    """What `SqlStore.write` gives: the engine's unit of work, with repositories over it."""

    __slots__ = ("_make", "_session", "_tell", "_unit")

    def __init__(
        self,
        unit: AbstractAsyncContextManager[Session],
        make: Callable[[Session], Repositories],
        tell: Callable[[], None],
    ) -> None:
        self._unit = unit
        self._make = make
        self._tell = tell

    async def __aenter__(self) -> Repositories:
        self._session = await self._unit.__aenter__()
        return self._make(self._session)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._unit.__aexit__(kind, error, trace)
        if error is None and self._session.queued:
            self._tell()


def _nobody() -> None:
    """Nobody waits for what is queued."""


class SqlStore:
    """Implements `domain.ports.Store`. Made by `open_store`.

    Attributes:
        on_queued: called when a unit of work that queued messages was committed, so that they leave at once.
    """

    def __init__(
        self, engine: Engine, zone: tzinfo, clock: Clock, patience: float = PATIENCE, forms: Forms | None = None
    ) -> None:
        self._engine = engine
        self._zone = zone
        self._clock = clock
        self._patience = patience
        self._forms = forms
        # Made once: a session for looking holds nothing of its own, and forty objects for each look cost a tenth of it.
        self._looking = itertools.cycle([_Look(self._over(engine.reading())) for _ in range(LOOKERS)])
        self.on_queued: Callable[[], None] = _nobody

    def _over(self, session: Session) -> Repositories:
        return Repositories(session, self._zone, self._forms)

    def read(self) -> AbstractAsyncContextManager[Repositories]:
        """Open repositories for looking; each call sees what is committed at that moment. Never waits for a writer."""
        return next(self._looking)

    def write(self, update_id: int | None = None, *, alone: bool = True) -> AbstractAsyncContextManager[Repositories]:
        """Open a unit of work (see `domain.ports.Store.write`).

        On SQLite the lock is taken by the first statement, so `StorageBusy` and `AlreadyHandled` may come from inside
        the block; either way they leave the block, and nothing was written.
        """
        first = None if update_id is None else handled_once(update_id, self._clock.now())
        return _Work(self._engine.writing(first, alone=alone), self._over, self._told)

    def _told(self) -> None:
        self.on_queued()

    async def alive(self) -> None:
        """Look whether the database answers in time: one trivial read of the stored schema's version.

        Raises:
            StorageBusy: it does not.
        """
        try:
            async with asyncio.timeout(self._patience):
                await self._engine.reading().all(_ALIVE)
        except TimeoutError:
            raise StorageBusy("the database does not answer") from None

    async def scrub(self) -> bool:
        """Leave nothing legible of what was erased (see `domain.ports.Store.scrub`)."""
        return await self._engine.scrub()

    @property
    def replicated(self) -> bool:
        """Tell whether several processes may work on this database: then one of them must be chosen to lead."""
        return self._engine.dialect is Dialect.POSTGRESQL

    async def hear_queued(self) -> None:
        """Call `on_queued` whenever another process has queued messages, until cancelled.

        Raises:
            StorageBusy: the database cannot be reached; whoever supervises begins again.
        """
        await self._engine.hear("elshi_queued", self.on_queued)

    async def facts(self) -> Mapping[str, Any]:
        """Return what `elshi check` prints about the database: engine, schema version, counts. Never a secret."""
        return await schema.facts(self._engine)

    async def migrate(self, target: int | None = None) -> tuple[int, int]:
        """Bring the schema to a version (the latest when omitted); returns the versions before and after.

        Raises:
            storage.schema.SchemaTooNew: the database is ahead of this program.
            ValueError: there is no such version.
            StorageBusy: the database stayed locked; nothing was changed.
        """
        return await schema.migrate(self._engine, self._clock, target)


@asynccontextmanager
async def open_store(
    url: str,
    *,
    zone: tzinfo,
    clock: Clock | None = None,
    migrate: bool = True,
    patience: float = PATIENCE,
    forms: Forms | None = None,
) -> AsyncIterator[SqlStore]:
    """Open the store behind a URL and close it at the end.

    Args:
        url: `sqlite:///path`, a plain path, or `postgresql://…`.
        zone: local time, for quiet hours and digests.
        clock: tells when an update was handled; the machine's clock when omitted.
        migrate: bring the schema to the latest version at once; `elshi check` and `elshi migrate` look first.
        patience: seconds to wait for a lock before `StorageBusy`.
        forms: the memory that machines share, for what is typed into forms; the database when omitted.

    Raises:
        ValueError: the URL names no engine that we know.
        StorageBusy: the database is locked or out of reach.
        storage.schema.SchemaTooNew: it was made by a newer program.
    """
    engine = await open_engine(url, patience=patience)
    try:
        store = SqlStore(engine, zone, clock or SystemClock(), patience, forms)
        if migrate:
            await store.migrate()
        yield store
    finally:
        await engine.close()
