"""The way to storage: opening it, looking, and units of work."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import tzinfo
from types import TracebackType
from typing import Any, Generic, TypeVar

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
_Repository = TypeVar("_Repository")
_ALIVE = sql("SELECT version FROM schema_version")


class _Made(Generic[_Repository]):
    """A repository that is made when first asked for: a unit of work needs two or three of four dozen."""

    def __init__(self, make: Callable[[Repositories], _Repository]) -> None:
        self._make = make

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, of: Repositories, _owner: type) -> _Repository:
        made = of.__dict__[self._name] = self._make(of)
        return made


class Repositories:
    """Implements `domain.ports.Repositories` over one session.

    Attributes:
        session: for the other modules of this room (seeding, benchmarks); nobody above uses it.
        zone: local time, for quiet hours and digests.
        forms: the memory that machines share, if any.
    """

    def __init__(self, session: Session, zone: tzinfo, forms: Forms | None = None) -> None:
        self.session = session
        self.zone = zone
        self.forms = forms

    people = _Made[ports.People](lambda of: PeopleRepository(of.session, of.forms))
    personal = _Made[ports.PersonalData](lambda of: PersonalDataRepository(of.session))
    dialogues = _Made[ports.Dialogues](lambda of: DialoguesRepository(of.session, of.forms))
    calls = _Made[ports.Calls](lambda of: CallsRepository(of.session, of.zone))
    readings = _Made[ports.Readings](lambda of: ReadingsRepository(of.session))
    corrections = _Made[ports.Corrections](lambda of: CorrectionsRepository(of.session))
    coordinators = _Made[ports.Coordinators](lambda of: CoordinatorsRepository(of.session))
    duplicates = _Made[ports.Duplicates](lambda of: DuplicatesRepository(of.session, of.zone))
    groups = _Made[ports.Groups](lambda of: GroupsRepository(of.session))
    subscriptions = _Made[ports.Subscriptions](lambda of: SubscriptionsRepository(of.session))
    sources = _Made[ports.Sources](lambda of: SourcesRepository(of.session, of.zone))
    source_register = _Made[ports.SourceRegister](lambda of: SourceRegisterRepository(of.session))
    submissions = _Made[ports.Submissions](lambda of: SubmissionsRepository(of.session))
    search = _Made[ports.Search](lambda of: SearchRepository(of.session))
    seen = _Made[ports.Seen](lambda of: SeenRepository(of.session))
    outbox = _Made[ports.Outbox](lambda of: OutboxRepository(of.session, of.zone))
    updates = _Made[ports.Updates](lambda of: UpdatesRepository(of.session))
    leases = _Made[ports.Leases](lambda of: LeasesRepository(of.session))
    news = _Made[ports.News](lambda of: NewsRepository(of.session, of.zone))
    reminders = _Made[ports.Reminders](lambda of: RemindersRepository(of.session, of.zone))
    timeliness = _Made[ports.TimelinessFacts](lambda of: TimelinessRepository(of.session, of.zone))
    seasons = _Made[ports.Seasons](lambda of: SeasonsRepository(of.session, of.zone))
    history = _Made[ports.History](lambda of: HistoryRepository(of.session))
    journal = _Made[ports.Journal](lambda of: LogRepository(of.session))
    calendar = _Made[ports.CalendarTable](lambda of: CalendarTableRepository(of.session))
    offices = _Made[ports.Offices](lambda of: OfficesRepository(of.session))
    office_groups = _Made[ports.OfficeGroups](lambda of: OfficeGroupsRepository(of.session))
    seats = _Made[ports.Seats](lambda of: SeatsRepository(of.session))
    invitations = _Made[ports.Invitations](lambda of: InvitationsRepository(of.session))
    organisations = _Made[ports.Organisations](lambda of: OrganisationsRepository(of.session))
    requests = _Made[ports.Requests](lambda of: RequestsRepository(of.session))
    request_messages = _Made[ports.RequestMessages](lambda of: RequestMessagesRepository(of.session))
    request_cards = _Made[ports.RequestCards](lambda of: RequestCardsRepository(of.session))
    request_drafts = _Made[ports.RequestDrafts](lambda of: RequestDraftsRepository(of.session))
    duty = _Made[ports.Duty](lambda of: DutyRepository(of.session))
    routing = _Made[ports.Routing](lambda of: RoutingRepository(of.session))
    request_times = _Made[ports.RequestTimes](lambda of: RequestTimesRepository(of.session))
    promises = _Made[ports.Promises](lambda of: PromisesRepository(of.session))
    inbox = _Made[ports.Inbox](lambda of: InboxRepository(of.session))
    handovers = _Made[ports.Handovers](lambda of: HandoversRepository(of.session))
    templates = _Made[ports.Templates](lambda of: TemplatesRepository(of.session))
    cosigners = _Made[ports.Cosigners](lambda of: CosignersRepository(of.session))
    statistics = _Made[ports.StatisticsFacts](lambda of: StatisticsRepository(of.session))
    reports = _Made[ports.Reports](lambda of: ReportsRepository(of.session))
    kept_figures = _Made[ports.KeptFigures](lambda of: KeptFiguresRepository(of.session))
    exports = _Made[ports.Exports](lambda of: ExportsRepository(of.session))
    operating = _Made[ports.Operating](lambda of: OperatingRepository(of.session))


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
