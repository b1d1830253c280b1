"""Every screen of an office's work on a request, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from domain.calendar import WorkingCalendar
from domain.calls.model import CallText
from domain.language import Language
from domain.offices import Holding, Office, Seat, SeatRole
from domain.people import Ngo
from domain.requests.chronicle import Told
from domain.requests.clocks import Outcome, clocks_of
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.leaving import Held
from domain.requests.model import Attachment, AttachmentKind, MessageKind, Request, RequestMessage, Route
from domain.requests.parts import NEXT, parts
from domain.requests.promises import Promise
from domain.requests.templates import MOST, NAME_LIMIT, TEXT_LIMIT, Template
from domain.requests.terms import Refusal, Terms
from handlers.requests import closing as closing_steps
from handlers.requests import extending as extending_steps
from handlers.requests.desk_facts import Desk
from handlers.requests.reasons import LIMIT
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import closing, colleagues, desk, extending, history, taking, templates, window
from handlers.views.screen import Screen
from tests.person import START, sample_call

HUGE = 10**15
NOW = START + timedelta(days=30)
DUE = date(2026, 3, 23)
FILE = Attachment(AttachmentKind.DOCUMENT, "f", "u")


def a_desk(service: Service, word: str) -> Desk:
    """A request that was sent on, extended and answered, with everything on its card."""
    terms = Terms(WorkingCalendar(), service.zone)
    long = (f"{word}\n" * 2000)[:9000]
    request = Request(
        HUGE, HUGE, HUGE, "x-maqanshy-audany", service.topics[-1].id, 1, Language.KK, word[:120], START,
        Route.REDIRECTED, HUGE, HUGE, Outcome.OPEN, DUE, DUE + timedelta(days=9), None, None, word[:60], True, 10**6,
    )  # fmt: skip
    office = Office(HUGE, "x-maqanshy-audany", word[:120], word[:120], ())
    kinds = [kind for kind in EventKind for _ in range(3)]
    later = [
        RequestEvent(
            HUGE - place, HUGE, kind, START + timedelta(hours=place), Actor.OFFICER, office_id=HUGE, until=DUE,
            reasoned=True, rating=list(Rating)[place % 5],
        )
        for place, kind in enumerate(kinds)
    ]  # fmt: skip
    steps = tuple(Told(event, word * 9, facts={"seat": HUGE, "to": HUGE}) for event in later)
    written = tuple(
        RequestMessage(
            HUGE - place, HUGE, kind, 1, 1, HUGE, 1, place, long, START, files=(FILE,) * 10, entry=place, leaves_at=NOW
        )
        for place, kind in enumerate(MessageKind)
    )
    seat = Seat(HUGE, HUGE, SeatRole.OFFICER, 1, word[:120], START)
    clocks = clocks_of(later, terms, NOW)
    text = CallText("kk", word * 3, "https://example.kz/?a&" + "x" * 270, "oblast")
    call = replace(sample_call(1, START), texts=(text,))
    promises = [Promise(HUGE, HUGE, HUGE, HUGE, HUGE, word * 9, NOW, DUE, date(2026, 4, 3), word * 9, NOW)] * 4
    ngo = Ngo(1, word[:200])
    return Desk(request, steps, clocks, terms, ngo, long, written, call, office, seat, office, promises, HUGE)


def every_desk_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    full = a_desk(service, word)
    request, terms, clocks, seat = full.request, full.terms, full.clocks, full.holder
    assert clocks is not None and seat is not None
    ends = (
        request,
        replace(request, outcome=Outcome.ANSWERED, answered_at=START),
        replace(request, outcome=Outcome.ANSWERED, answered_at=START, ended_at=NOW),
        replace(request, outcome=Outcome.CLOSED_UNANSWERED, ended_at=NOW),
        replace(request, outcome=Outcome.WITHDRAWN, ended_at=NOW),
        replace(request, seat_id=None),
    )
    readers = (None, Holding(HUGE, HUGE, SeatRole.OFFICER), Holding(1, HUGE, SeatRole.HEAD))
    for one in ends:
        for reader in readers:
            for route in Route:
                told = replace(full, request=replace(one, route=route))
                yield desk.card(told, NOW, tr, service, reader=reader, repeated=True)
        for reads in (True, False):
            yield desk.looked_at(replace(full, request=one), NOW, tr, service, reads=reads)
        yield desk.sent_on(replace(full, request=one), tr, service)
        yield window.sent(full.written[2], one, clocks, terms, tr, service)
        yield closing_done(one, tr)
    yield desk.card(replace(full, ngo=None, letter="", written=(), sender=None, holder=None), NOW, tr, service)
    for place in range(1, len(parts(full.letter))):
        yield Screen(desk.further(full, place, tr) or "")
    for message in full.written:
        yield colleagues.before(request, message, seat, parts(message.text, NEXT)[0], tr, service)
        for left in (1, 2, 10):
            yield window.waiting(message, request, left, tr)
        for moment in (START, START + timedelta(days=23), START + timedelta(days=200)):
            yield window.sent(replace(message, sent_at=moment), request, clocks, terms, tr, service)
    yield colleagues.note(request, seat, parts(full.letter, NEXT)[0], 10, tr)
    yield colleagues.handed(request, None, tr)
    seats, offices = {HUGE: seat}, {HUGE: full.office}
    yield history.history(request, full.steps, seats, offices, clocks, terms, NOW, tr, service)
    yield history.history(request, full.steps[:1], {}, {}, None, terms, NOW, tr, service)
    yield history.no_words(request, tr)
    yield from (Screen(window.kept(request, why, tr)) for why in Held)
    yield from (window.undone(request, tr), window.nothing(tr), Screen(window.unsupported(tr)))
    yield from (Screen(window.too_long(tr)), Screen(window.not_changed(tr)), Screen(window.how_to_answer(tr)))
    yield from (taking.whom(request, [seat] * 20, tr), taking.whom(request, [], tr))
    yield taking.handed_screen(HUGE, seat, tr)
    yield from every_question(full, tr, word)


def closing_done(request: Request, tr: Translator) -> Screen:
    return Screen(closing.done(request, tr))


def every_question(full: Desk, tr: Translator, word: str) -> Iterator[Screen]:
    assert full.clocks is not None
    reason, clock, terms, request = (word * 50)[:LIMIT], full.clocks.whole, full.terms, full.request
    draft = extending_steps.Draft(HUGE, HUGE, "day", reason, DUE)
    for again in (True, False):
        yield extending.ask_reason(draft, tr, again=again)
        yield closing.ask_reason(closing_steps.Draft(HUGE, HUGE), tr, again=again)
        yield closing.confirm(closing_steps.Draft(HUGE, HUGE, "confirm", reason), tr, answered=again)
        yield templates.ask_name(request, tr, again=again)
        yield templates.ask_text(request, word[:NAME_LIMIT], tr, again=again)
    yield extending.ask_day(draft, [DUE, DUE, DUE], date(2026, 12, 31), tr, extending.no_day(tr))
    yield from (extending.confirm(draft, clock, tr), Screen(extending.done(draft, tr)))
    yield from (Screen(extending.refusal(why, clock, terms, tr)) for why in Refusal)
    template = Template(HUGE, HUGE, word[:NAME_LIMIT], (word * 500)[:TEXT_LIMIT])
    yield templates.list_screen(request, [template] * MOST, tr)
    yield templates.list_screen(request, [], tr)
    yield templates.preview(request, template, template.text + word[:200], tr)
    yield templates.remove_question(request, template, tr)
