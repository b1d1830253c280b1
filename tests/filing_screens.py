"""Every screen of letters to akimats and of the NGO's requests, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from domain.calendar import WorkingCalendar
from domain.calls.model import Call
from domain.days_off import CalendarChange
from domain.offices import Office
from domain.people import Ngo
from domain.ports import RequestPage
from domain.requests.clocks import Outcome
from domain.requests.draft import DraftPart, RequestDraft, Unfit
from domain.requests.limits import Bound, Limit
from domain.requests.model import Attachment, AttachmentKind, Request, Route, gist
from domain.requests.terms import Terms
from handlers.requests.incoming import Unsuitable
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import filing, my_requests, sending
from handlers.views.screen import Screen
from tests.person import START, ZONE

HUGE = 10**15
FILE = Attachment(AttachmentKind.DOCUMENT, "f", "u", "x")


def every_filing_screen(tr: Translator, service: Service, word: str, call: Call) -> Iterator[Screen]:
    ngo = Ngo(HUGE, word[:200])
    office = Office(HUGE, "x-maqanshy-audany", word[:120], word[:120], ("other",))
    parts = tuple(DraftPart(HUGE, HUGE - number, word[:4096], START, (FILE,)) for number in range(5))
    bare = RequestDraft(HUGE, HUGE, HUGE)
    placed = replace(bare, territory_id="x-maqanshy-audany")
    ready = replace(placed, topic_id=service.topics[1].id, parts=parts, revision=HUGE)
    oblasts = [unit for unit in service.tree.children("KZ") if unit.selectable]
    for draft in (bare, placed, ready, replace(ready, topic_id="gone", territory_id="gone")):
        for about in (call, None):
            yield filing.go_on_question(draft, about, tr, service, HUGE)
            yield filing.delete_question(draft, about, tr, service)
            yield filing.topics(draft, about, tr, service, filing.topic_gone(tr))
            yield filing.write(draft, about, tr, service, filing.added(tr))
        yield filing.places(draft, oblasts[:4], tr, service)
        yield filing.place_choice(draft, service.tree.units[1:9], tr, service)
        yield filing.place_choice(draft, service.tree.units[1:2], tr, service)
    for problem in filing.PlaceProblem:
        yield filing.places(ready, (), tr, service, filing.place_problem(problem, tr))
    for oblast in oblasts:
        yield filing.districts(ready, oblast, 9999, tr, service)
    for why in Unfit:
        yield filing.write(ready, call, tr, service, filing.change_not_taken(why, tr))
    for what in Unsuitable:
        yield filing.write(ready, call, tr, service, filing.unsuitable(what, tr))
    yield filing.write(ready, call, tr, service, filing.added(tr, ngo))
    for note in (filing.edited(tr), filing.kept_for_later(tr), filing.no_command(tr), filing.laid_aside(tr)):
        yield Screen(note)
    yield from (filing.only_ngos([], tr), filing.only_ngos([ngo] * 20, tr), filing.deleted(tr))
    yield from every_sent_screen(tr, service, word, call, ngo, office, ready)


def every_sent_screen(
    tr: Translator, service: Service, word: str, call: Call, ngo: Ngo, office: Office, draft: RequestDraft
) -> Iterator[Screen]:
    changes = [CalendarChange(START.date() + timedelta(days=number), number % 2 > 0, word[:200]) for number in range(9)]
    request = Request(
        HUGE,
        HUGE,
        HUGE,
        "x-maqanshy-audany",
        service.topics[1].id,
        HUGE,
        tr.language,
        gist(word),
        START,
        Route.TOPIC,
        HUGE,
        None,
        Outcome.OPEN,
        date(2026, 3, 27),
        date(2026, 3, 27),
        None,
        None,
        word[:40],
    )
    for calendar in (WorkingCalendar(), WorkingCalendar().changed(changes)):
        for hours in (0, 8, 24 * 5):
            found = Terms(calendar, ZONE).explain(START + timedelta(hours=hours))
            for route in Route:
                way = sending.Way(None if route is Route.NOBODY else office, route)
                note = sending.same_again(request, tr, service)
                yield sending.preview(draft, ngo, way, found, call, tr, service, note=note, again=True)
                filed = sending.Filed(request, ngo.name, way, found, found.due, "f" * 64, call)
                yield sending.receipt(filed, tr, service, sending.went_elsewhere(way, tr, service))
                yield sending.receipt(replace(filed, told=date.max), tr, service)
    for bound in Bound:
        yield Screen(sending.limited(Limit(bound, 30, START), tr, service))
    yield from (sending.ask_otinish(request, tr, sending.no_number(tr)), sending.otinish_noted(request, word[:40], tr))
    yield from (Screen(sending.changed(tr)), sending.otinish_left(request, tr))
    every = [
        replace(request, id=HUGE - number, outcome=outcome, due=due, seat_id=seat, office_id=HUGE if seat else None)
        for number, (outcome, due, seat) in enumerate(
            (outcome, due, seat)
            for outcome in Outcome
            for due in (date(2020, 1, 1), date(2026, 3, 2), date(2036, 1, 1))
            for seat in (HUGE, None)
        )
    ]
    for at in range(0, len(every), my_requests.PAGE):
        page = RequestPage(tuple(every[at : at + my_requests.PAGE]), HUGE)
        for number in (0, 9998):
            yield my_requests.list_screen(page, {HUGE: office}, number, ngo, tr, service)
    yield my_requests.list_screen(RequestPage((), 0), {}, 0, ngo, tr, service)
