"""Every screen about duty, working hours, requests without an office and passing on, with hostile words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from domain.calls.model import CallText
from domain.duty import Absence, Attendance, WrongAbsence
from domain.language import Language
from domain.offices import MOST_SEATS, Holding, Office, Seat, SeatRole
from domain.people import Ngo
from domain.ports import RequestPage
from domain.requests.clocks import Outcome
from domain.requests.model import Attachment, AttachmentKind, MessageKind, Request, RequestMessage, Route
from domain.requests.rights import Rights
from domain.requests.routing import Choice
from domain.requests.working_time import DEFAULT_HOURS
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import duty, office_hours
from handlers.views.duty import Staff
from handlers.views.requests import astray, redirecting, routes
from handlers.views.screen import Screen
from tests.person import START, sample_call

HUGE = 10**15
TODAY = START.date()


def an_office(word: str, service: Service) -> Office:
    topics = tuple(topic.id for topic in service.topics)
    return Office(HUGE, "x-maqanshy-audany", word[:120], word[:120], topics[:-1])


def every_duty_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    office = an_office(word, service)
    roles = (SeatRole.HEAD, *(SeatRole.OFFICER,) * (MOST_SEATS - 1))
    seats = [Seat(HUGE - number, HUGE, role, HUGE, word[:120], START) for number, role in enumerate(roles)]
    away = Absence(TODAY, TODAY + timedelta(days=365), HUGE - 1)
    later = Absence(TODAY + timedelta(days=1), TODAY + timedelta(days=1), HUGE - 2)
    kinds = (
        Attendance(),
        Attendance(off=True, absence=away),
        Attendance(absence=away),
        Attendance(absence=later),
        Attendance(reachable=False),
    )
    roster = {seat.id: kinds[number % len(kinds)] for number, seat in enumerate(seats)}
    for bare in (None, TODAY, TODAY + timedelta(days=40)):
        for own in seats[: len(kinds)]:
            staff = Staff(office, seats, roster, own.id, TODAY, bare)
            yield duty.card(staff, own, tr, service)
            yield duty.card(staff, seats[-1], tr, service, duty.done(tr))
    for alone in (False, True):
        staff = Staff(office, seats[:1] if alone else seats, {HUGE: kinds[2]}, HUGE, TODAY, TODAY)
        yield duty.ask_deputy(staff, seats[0], tr, service, duty.done(tr))
    yield duty.ask_dates(staff, seats[0], tr, duty.no_days(tr))
    yield from (duty.ask_dates(staff, seats[1], tr, duty.wrong(why, tr)) for why in WrongAbsence)
    yield duty.set_by_head(staff, seats[0], tr, service)
    yield duty.standing_in(office, seats[0], away, TODAY, tr, service)
    yield from (duty.bare(office, day, TODAY, tr, service) for day in (TODAY, date.max))
    yield from (Screen(duty.mark([(seats[0], away)] * 3, TODAY, tr)), duty.only_officials(tr))
    for hours in office_hours.USUAL:
        asked = office_hours.ask(office, hours, tr, service, again=hours is DEFAULT_HOURS)
        yield from (asked, office_hours.after(asked, tr, changed=True), office_hours.after(asked, tr, changed=False))


def every_astray_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    office, far = an_office(word, service), date(9999, 12, 31)
    request = Request(
        HUGE, HUGE, HUGE, "x-maqanshy-audany", service.topics[0].id, None, Language.KK, word[:120], START,
        Route.NOBODY, None, None, Outcome.OPEN, TODAY - timedelta(days=1), None, None, None,
    )  # fmt: skip
    files = tuple(Attachment(AttachmentKind.DOCUMENT, "f", "u", word[:100]) for _ in range(10))
    written = [
        RequestMessage(HUGE, HUGE, kind, HUGE, None, None, 1, 1, word * (1 + 40 * (len(word) < 100)), START, files)
        for kind in MessageKind
    ]
    reads = Rights(coordinator="KZ", astray=True)
    serves = Rights(seat=Holding(HUGE, HUGE, SeatRole.OFFICER))
    held = replace(request, office_id=HUGE, escalated=True, route=Route.REDIRECTED, due=far)
    text = CallText("kk", word * 3, "https://example.kz/?a&" + "x" * 270, "oblast")
    call = replace(sample_call(1, START), texts=(text,))
    for may in (reads, Rights(coordinator="KZ"), serves):
        for page in (None, 9999):
            yield astray.card(request, Ngo(HUGE, word[:200]), None, written, may, tr, service, call=call, page=page)
            yield astray.card(held, None, office, written, may, tr, service, page=page, empty=page is None)
    for outcome in Outcome:
        yield astray.card(replace(held, outcome=outcome), None, office, [], reads, tr, service)
    yield from astray.parts(request, written, tr)
    yield astray.list_screen(RequestPage((request,) * astray.PAGE, 10**6), 5, tr, service)
    yield astray.list_screen(RequestPage((), 0), 0, tr, service)
    choice = Choice(office, 0, 1)
    found = [choice, replace(choice, on_duty=2)] * 40
    for what in (request, held):
        yield from (redirecting.pick(what, office, found, page, tr, service) for page in (0, 3, 9999))
        yield redirecting.pick(what, None, found, 0, tr, service, typed=word[:60])
        yield from (redirecting.pick(what, None, [], 0, tr, service, typed=typed) for typed in (None, word[:60]))
        yield redirecting.ask_name(what, tr)
        yield from (redirecting.ask_reason(what, office, 9999, tr, again=again) for again in (True, False))
        for until in (None, TODAY, TODAY - timedelta(days=1)):
            passing = redirecting.Passing(what, office, 0, word[:500], until, until)
            yield redirecting.question(passing, 9999, TODAY, tr, service)
        yield redirecting.question(redirecting.Passing(what, office, 1), 0, TODAY, tr, service)
        yield from (redirecting.meanwhile(what, known, tr, service) for known in (office, None))
        yield redirecting.passed(what, office, tr, service)
    yield redirecting.cancelled(tr)
    for route in Route:
        yield Screen(routes.why_here(route, tr))


def every_routing_toast(tr: Translator) -> Iterator[str]:
    yield from (duty.done(tr), duty.already(tr), duty.over(tr), astray.files_follow(tr))
    yield from (redirecting.own_office(tr), redirecting.nobody_there(tr))
    yield from (office_hours.done(tr, changed=changed) for changed in (True, False))
