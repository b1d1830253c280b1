"""Every screen and toast of an NGO's request, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from domain.calendar import WorkingCalendar
from domain.calls.model import CallText
from domain.language import Language
from domain.offices import Office, Seat, SeatRole
from domain.people import Ngo
from domain.ports import RequestPage
from domain.requests.chronicle import Told
from domain.requests.clocks import Outcome, clocks_of
from domain.requests.cosigning import Joined
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.model import (
    Attachment,
    AttachmentKind,
    MessageKind,
    Request,
    RequestMessage,
    Route,
    gist,
    stand,
)
from domain.requests.promises import Promise, Verdict
from domain.requests.terms import Terms
from handlers.requests.casefile import CaseFile
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import card, cosigning, office_steps, overdue, own, pages, steps
from handlers.views.requests.pieces import pieces
from handlers.views.requests.words import rating_effect, rating_name, why
from handlers.views.screen import Screen
from tests.person import START, ZONE, sample_call

HUGE = 10**15


def _request(word: str) -> Request:
    return Request(
        id=HUGE,
        ngo_id=1,
        author_id=HUGE,
        territory_id="x-maqanshy-audany",
        topic_id="youth",
        call_id=None,
        language=Language.KK,
        gist=gist(word),
        filed_at=START,
        route=Route.REDIRECTED,
        office_id=2,
        seat_id=3,
        outcome=Outcome.OPEN,
        due=date(2026, 3, 23),
        office_due=date(2026, 3, 24),
        answered_at=None,
        ended_at=None,
        e_otinish=word[:60],
    )


def _log(word: str) -> list[Told]:
    told: list[Told] = []

    def add(kind: EventKind, actor: Actor, days: float, **facts: object) -> None:
        seat = {"seat": 3, "ngo": 2}
        event = RequestEvent(len(told) + 1, HUGE, kind, START + timedelta(days=days), actor, **facts)  # type: ignore[arg-type]
        told.append(Told(event, word[:4000], HUGE, seat))

    add(EventKind.FILED, Actor.NGO, 0, office_id=1, until=date(2026, 3, 20))
    add(EventKind.TAKEN, Actor.OFFICER, 0.1, office_id=1)
    add(EventKind.EXTENDED, Actor.HEAD, 0.2, office_id=1, until=date(2026, 4, 10), reasoned=True)
    add(EventKind.DETAILS_ASKED, Actor.OFFICER, 0.3, office_id=1)
    add(EventKind.ADDED, Actor.NGO, 0.4)
    add(EventKind.REDIRECTED, Actor.HEAD, 1, office_id=2)
    add(EventKind.COSIGNED, Actor.NGO, 1.1)
    add(EventKind.UNSIGNED, Actor.NGO, 1.2)
    add(EventKind.ANSWERED, Actor.OFFICER, 2, office_id=2)
    add(EventKind.RATED, Actor.NGO, 2.1, about=9, rating=Rating.FORMAL)
    add(EventKind.EDITED, Actor.OFFICER, 2.2, office_id=2, about=9)
    add(EventKind.EDITED, Actor.NGO, 2.3, about=5)
    add(EventKind.PROMISED, Actor.OFFICER, 2.4, office_id=2, until=date(2026, 5, 1))
    add(EventKind.REMINDED, Actor.NGO, 45)
    add(EventKind.REMINDED, Actor.BOT, 45.1)
    add(EventKind.ESCALATED, Actor.NGO, 45.2)
    add(EventKind.PROMISE_JUDGED, Actor.NGO, 45.3)
    add(EventKind.CLOSED, Actor.OFFICER, 46, office_id=2)
    add(EventKind.REOPENED, Actor.NGO, 47)
    add(EventKind.WITHDRAWN, Actor.NGO, 48)
    return told


def _messages(word: str) -> tuple[RequestMessage, ...]:
    files = (Attachment(AttachmentKind.DOCUMENT, "f", "u", word[:200], 10**9),) * 10
    kinds = {1: MessageKind.LETTER, 4: MessageKind.DETAILS, 5: MessageKind.ADDITION, 9: MessageKind.ANSWER}
    return tuple(
        RequestMessage(entry, HUGE, kind, HUGE, 3, 2, HUGE, entry, word[:4096], START, files, "", entry, None, START)
        for entry, kind in kinds.items()
    )


def _cases(word: str) -> Iterator[CaseFile]:
    terms = Terms(WorkingCalendar(), ZONE)
    log = _log(word)
    ngos = {1: Ngo(1, word, "123456789012"), **{number: Ngo(number, word) for number in range(2, 40)}}
    office = Office(1, "x-maqanshy-audany", word[:120], word[:120], ("youth",))
    seat = Seat(3, 2, SeatRole.HEAD, HUGE, word[:120], START)
    for length in (1, 5, 10, 13, 16, 18, 20):
        part = log[:length]
        now = max(part[-1].event.moment, START + timedelta(days=44 if length > 10 else 0))
        clocks = clocks_of([told.event for told in part], terms, now)
        assert clocks is not None
        at_last = stand(clocks)
        request = replace(
            _request(word),
            outcome=at_last.outcome,
            due=at_last.due,
            answered_at=at_last.answered_at,
            ended_at=at_last.ended_at,
        )
        joined = Joined(tuple(range(2, 40)), open=length % 2 == 0, files=length > 10)
        offices = {1: office, 2: replace(office, id=2)}
        text = CallText("kk", word * 3, "https://example.kz/?a&" + "x" * 270, "oblast")
        call = replace(sample_call(1, START), texts=(text,))
        due = date(2026, 5, 1)
        promise = Promise(HUGE, HUGE, 13, 2, 3, word * 9, START, due, due + timedelta(days=3), word * 9)
        promises = (replace(promise, state=Verdict.KEPT), replace(promise, state=Verdict.BROKEN), promise)
        yield CaseFile(
            request, tuple(part), clocks, terms, _messages(word), offices, {3: seat}, ngos, joined, now, promises, call
        )
        one = (replace(promise, done_at=START),)
        yield CaseFile(request, tuple(part), clocks, terms, _messages(word), offices, {3: seat}, ngos, joined, now, one)
        yield CaseFile(
            request, tuple(part), clocks, terms, _messages(word), offices, {3: seat}, ngos, joined, now, deserted=True
        )
        nobody = replace(request, office_id=None, seat_id=None, route=Route.NOBODY, e_otinish="")
        yield CaseFile(nobody, tuple(part), clocks, terms, (), {}, {}, {}, Joined(), now)


def every_ngo_request_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    for case in _cases(word):
        yield card.card(case, tr, service)
        yield card.cosigned(case, tr, service, files=False)
        yield pages.steps_page(case, 0, tr, service)
        yield pages.steps_page(case, 9, tr, service)
        yield pages.letters(case, 0, tr, service, files=True)
        yield pages.letters(case, 10**6, tr, service, files=False)
        yield own.rate_question(case, 9, rating_effect(case, 9, tr), tr)
        yield own.withdraw_question(case, tr)
        yield own.added(case, tr)
        yield own.ask_addition(case.request, tr)
        yield own.too_many(case.request, tr)
        yield cosigning.share_question(case, "elshi_test_bot", tr)
        yield overdue.escalate_question(case, tr)
        yield overdue.appeal_question(case, tr)
        for told in case.log:
            for part in range(len(pieces(word[:4096]))):
                for screen in (
                    steps.step(case, told, part, tr, service, member=True),
                    steps.step(case, told, part, tr, service, member=False),
                    office_steps.news(case, told, part, tr, service),
                ):
                    if screen is not None:
                        yield screen
    yield own.ask_reason("№ 1", tr)
    yield own.no_reason(tr)
    yield own.asked_long_ago(HUGE, tr)
    yield own.cannot_take(tr)
    yield cosigning.no_ngo(tr)
    requests = tuple(replace(_request(word), id=HUGE - number) for number in range(cosigning.PAGE))
    for joined in (True, False):
        yield cosigning.nearby(RequestPage(requests, HUGE), 1, {1: word}, tr, service, joined=joined)
        yield cosigning.nearby(RequestPage((), 0), 0, {}, tr, service, joined=joined)
    yield cosigning.offer(requests[0], word, Joined((1,)), Ngo(1, word), tr, service)
    yield cosigning.offer(requests[0], "", Joined(), None, tr, service)


def every_appeal(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    """The texts for e-Otinish: they speak the language of the appeal, which need not be the reader's."""
    for case in _cases(word):
        yield from overdue.appeal(case, tr, tr, service)


def every_ngo_request_toast(tr: Translator, service: Service) -> Iterator[str]:
    for changed in (True, False):
        yield own.rated(tr, changed=changed)
        yield cosigning.joined_it(tr, done=changed)
        yield cosigning.left_it(tr, done=changed)
    yield own.withdrawn(tr)
    yield own.reopened(tr)
    yield cosigning.not_open(tr)
    yield pages.files_follow(tr)
    for joined in (Joined(), Joined(open=True), Joined(open=True, files=True)):
        yield cosigning.shared(joined, tr)
    yield overdue.reminded(None, tr, service)
    yield overdue.reminded(START, tr, service)
    for heads in (0, 1):
        for coordinators in (0, 1):
            yield overdue.escalated(heads, coordinators, tr)
    for rating in Rating:
        yield rating_name(rating, tr)
    for route in Route:
        yield why(replace(_request("x"), route=route), tr)
