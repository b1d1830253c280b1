"""What handlers and long-running work ask of storage. Storage implements it; nobody above writes SQL.

`Store.read()` gives repositories for looking; each call is one trip to the database. `Store.write()` is the unit of
work: one writer at a time, everything or nothing, committed when the block ends without an error. A repository never
commits. When `update_id` is given, the unit of work first marks that update as handled and raises
`domain.errors.AlreadyHandled` if it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from domain.ports.calls import CallPage, Calls, ShelvedCall
from domain.ports.coordinators import Coordinators
from domain.ports.cosigners import Cosigners
from domain.ports.drafts import RequestDrafts
from domain.ports.duplicates import DoubtPage, Duplicates, Joining, Parting
from domain.ports.duty import Duty, Routing
from domain.ports.exports import Exports
from domain.ports.figures import KeptFigures
from domain.ports.groups import Groups
from domain.ports.handovers import Handovers
from domain.ports.history import History, Progress
from domain.ports.inbox import Inbox
from domain.ports.journal import CalendarTable, Journal
from domain.ports.leases import Leases
from domain.ports.news import News
from domain.ports.office_groups import OfficeGroups
from domain.ports.offices import Invitations, Member, NgoPage, OfficePage, Offices, Organisations, Seats
from domain.ports.operating import Operating
from domain.ports.outbox import Outbox, Settled
from domain.ports.people import Dialogues, People
from domain.ports.personal import PersonalData
from domain.ports.promises import PromisePage, Promises
from domain.ports.reading import Reader
from domain.ports.readings import Corrections, Readings
from domain.ports.reminders import Reminders, Standing
from domain.ports.reports import ReportPage, Reports
from domain.ports.request_times import Nearing, RequestTimes, StandNow, WorkLoad
from domain.ports.requests import NewRequest, RequestCards, RequestMessages, RequestPage, Requests, Templates
from domain.ports.search import AskedQuery, FoundPage, Search
from domain.ports.seasons import Foreseen, ForeseenPage, Seasons, Sorted
from domain.ports.seen import Beside, Seen, UnseenPage
from domain.ports.source_register import Scout, SourceRegister
from domain.ports.sources import Harvest, KnownPost, Sources, UnreadPost
from domain.ports.statistics import StatisticsFacts
from domain.ports.submissions import Submissions
from domain.ports.subscriptions import Subscriptions
from domain.ports.timeliness import TimelinessFacts
from domain.ports.updates import Updates

__all__ = [
    "STRETCH",
    "AskedQuery",
    "Beside",
    "CalendarTable",
    "CallPage",
    "Calls",
    "Coordinators",
    "Corrections",
    "Cosigners",
    "Dialogues",
    "DoubtPage",
    "Duplicates",
    "Duty",
    "Exports",
    "Foreseen",
    "ForeseenPage",
    "FoundPage",
    "Groups",
    "Handovers",
    "Harvest",
    "History",
    "Inbox",
    "Invitations",
    "Joining",
    "Journal",
    "KeptFigures",
    "KnownPost",
    "Leases",
    "Member",
    "Nearing",
    "NewRequest",
    "News",
    "NgoPage",
    "OfficeGroups",
    "OfficePage",
    "Offices",
    "Operating",
    "Organisations",
    "Outbox",
    "Parting",
    "People",
    "PersonalData",
    "Progress",
    "PromisePage",
    "Promises",
    "Reader",
    "Readings",
    "Reminders",
    "ReportPage",
    "Reports",
    "Repositories",
    "RequestCards",
    "RequestDrafts",
    "RequestMessages",
    "RequestPage",
    "RequestTimes",
    "Requests",
    "Routing",
    "Scout",
    "Search",
    "Seasons",
    "Seats",
    "Seen",
    "Settled",
    "ShelvedCall",
    "Sorted",
    "SourceRegister",
    "Sources",
    "StandNow",
    "Standing",
    "StatisticsFacts",
    "Store",
    "Submissions",
    "Subscriptions",
    "Templates",
    "TimelinessFacts",
    "UnreadPost",
    "UnseenPage",
    "Updates",
    "WorkLoad",
]


STRETCH = 500
"""Rows that a `forget` of a big table takes at most in one unit of work: a writer beside it waits for these only."""


class Repositories(Protocol):
    """All repositories over one connection."""

    people: People
    personal: PersonalData
    dialogues: Dialogues
    calls: Calls
    readings: Readings
    corrections: Corrections
    coordinators: Coordinators
    duplicates: Duplicates
    groups: Groups
    subscriptions: Subscriptions
    search: Search
    seen: Seen
    sources: Sources
    source_register: SourceRegister
    submissions: Submissions
    outbox: Outbox
    updates: Updates
    leases: Leases
    news: News
    reminders: Reminders
    timeliness: TimelinessFacts
    seasons: Seasons
    history: History
    journal: Journal
    calendar: CalendarTable
    offices: Offices
    office_groups: OfficeGroups
    seats: Seats
    invitations: Invitations
    organisations: Organisations
    requests: Requests
    request_messages: RequestMessages
    request_cards: RequestCards
    request_drafts: RequestDrafts
    duty: Duty
    routing: Routing
    request_times: RequestTimes
    promises: Promises
    inbox: Inbox
    handovers: Handovers
    templates: Templates
    cosigners: Cosigners
    statistics: StatisticsFacts
    reports: Reports
    kept_figures: KeptFigures
    exports: Exports
    operating: Operating


class Store(Protocol):
    """The way to storage."""

    def read(self) -> AbstractAsyncContextManager[Repositories]:
        """Open repositories for looking only; no transaction."""
        ...

    def write(self, update_id: int | None = None, *, alone: bool = True) -> AbstractAsyncContextManager[Repositories]:
        """Open a unit of work.

        Args:
            update_id: the update that it handles.
            alone: no other unit of work runs meanwhile, so that what it read is still so when it writes. False for one
                whose every statement is right whatever others write between: where many machines write, they need not
                wait for each other then.

        Raises:
            AlreadyHandled: the update was handled before.
            StorageBusy: the database stayed locked or the disk is full; nothing was written.
        """
        ...

    async def alive(self) -> None:
        """Look whether the database answers: one trivial read.

        Raises:
            StorageBusy: it does not.
        """
        ...

    async def scrub(self) -> bool:
        """Leave nothing legible of what was erased, in the database's own files, as far as the engine can.

        Returns:
            False when somebody who reads keeps an old state alive: to be tried again.

        Raises:
            StorageBusy: the database is locked or out of reach.
        """
        ...

    async def facts(self) -> Mapping[str, Any]:
        """Return what `elshi check` prints about the database: engine, schema version, counts."""
        ...
