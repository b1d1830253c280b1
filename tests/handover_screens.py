"""Every screen about handovers, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from domain.calendar import WorkingCalendar
from domain.language import Language
from domain.offices import Office, Seat, SeatRole
from domain.ports import PromisePage
from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.requests.handover import Item, ItemKind, ItemPage, Partner, Progress
from domain.requests.inbox import Heap, Line
from domain.requests.model import Request, Route
from domain.requests.promises import Promise
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import handover
from handlers.views.requests.handover import Brief
from handlers.views.screen import Screen
from tests.person import START, ZONE

HUGE = 10**15
TODAY = date(2026, 3, 2)


def a_brief(service: Service, word: str) -> Brief:
    office = Office(HUGE, "x-maqanshy-audany", word[:120], word[:120], ())
    request = Request(
        HUGE, HUGE, HUGE, "x-maqanshy-audany", service.topics[0].id, None, Language.KK, word[:120], START,
        Route.REDIRECTED, HUGE, HUGE, Outcome.OPEN, TODAY - timedelta(days=900), None, None, None,
    )  # fmt: skip
    line = Line(request, word[:200], word[:120], False, None, False)
    over = [
        replace(line, request=replace(request, outcome=outcome, answered_at=START, ended_at=START), rating=rating)
        for outcome in (Outcome.ANSWERED, Outcome.CLOSED_UNANSWERED, Outcome.WITHDRAWN)
        for rating in (Rating.SOLVED, None)
    ]
    promise = Promise(HUGE, HUGE, 1, HUGE, HUGE, word[:1000], START, TODAY, TODAY - timedelta(days=900))
    return Brief(
        office=office,
        seat=Seat(HUGE, HUGE, SeatRole.OFFICER, HUGE, word[:120], START),
        progress=Progress(START, HUGE, HUGE),
        counts=dict.fromkeys(Heap, HUGE),
        opened=(line, replace(line, ngo=None, holder=None, request=replace(request, gist=""))) * 3,
        promises=PromisePage((promise, replace(promise, text="")) * 2, HUGE),
        partners=(Partner(word[:200], HUGE, HUGE), Partner(None, 1, 0)) * 2,
        ended=over,
        calendar=WorkingCalendar(),
        made=START.astimezone(ZONE),
    )


def every_handover_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    found = a_brief(service, word)
    yield handover.brief(found, tr, service)
    yield handover.brief(
        replace(found, progress=replace(found.progress or Progress(START, 1, 1), waiting=0)), tr, service
    )
    bare = replace(
        found,
        progress=None,
        counts=dict.fromkeys(Heap, 0),
        opened=(),
        promises=PromisePage((), 0),
        partners=(),
        ended=(),
    )
    yield handover.brief(bare, tr, service)
    yield Screen(handover.paper_caption(found, tr, service))
    items = [
        Item(kind, HUGE - place, HUGE, day, word[:1000], word[:200] or None, service.topics[0].id)
        for place, (kind, day) in enumerate(
            (kind, day) for kind in ItemKind for day in (date.max, TODAY, date(2020, 1, 1))
        )
    ][: handover.PAGE]
    for page in (0, 9998):
        yield handover.list_screen(
            HUGE, ItemPage(tuple(items), 10**5), page, found.progress, found.calendar, tr, service
        )
    for progress in (None, found.progress):
        yield handover.list_screen(HUGE, ItemPage((), 0), 0, progress, found.calendar, tr, service)
    waiting = [line.request for line in found.opened] * 8
    for empty, came in ((True, False), (False, True), (False, False)):
        yield handover.office_changed(found.office, waiting, tr, service, empty=empty, came=came)
    yield from (handover.staffed(found.office, count, tr, service) for count in (1, 10**6))


def every_handover_toast(tr: Translator) -> Iterator[str]:
    yield from (handover.confirmed(count, tr) for count in (0, 1, 5))
    yield from (handover.list_changed(tr), handover.of_another_seat(tr))
