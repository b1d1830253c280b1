"""Every screen about reminders, the morning digest and promises, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from domain.language import Language
from domain.offices import Office
from domain.ports import PromisePage, WorkLoad
from domain.requests.clocks import Outcome
from domain.requests.model import Request, Route, gist
from domain.requests.promises import TEXT_LIMIT, Fixed, Promise, Verdict, WrongDay
from handlers.requests.promise_draft import Draft, Step, reason_of, text_of
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import morning, promises, promising, reminders
from handlers.views.screen import Screen
from tests.person import START

HUGE = 10**15
TODAY = START.date()
LATER = date(2027, 12, 30)


def every_request_time_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    request = Request(
        id=HUGE,
        ngo_id=1,
        author_id=1,
        territory_id="x-maqanshy-audany",
        topic_id="other",
        call_id=None,
        language=Language.KK,
        gist=gist(word),
        filed_at=START,
        route=Route.TOPIC,
        office_id=HUGE,
        seat_id=None,
        outcome=Outcome.OPEN,
        due=LATER,
        office_due=TODAY,
        answered_at=None,
        ended_at=None,
    )
    office = Office(HUGE, "x-maqanshy-audany", word[:120], word[:120], ("other",))
    for one in (request, replace(request, office_due=None, gist="", topic_id="gone")):
        for days in (0, 1, 10**4):
            yield reminders.coming(one, days, word, tr, service)
            yield reminders.overdue_to_head(one, days + 1, word, tr, service)
            for where in (office, None):
                yield reminders.coming_to_coordinator(one, days, where, tr, service)
                yield reminders.overdue_to_coordinator(one, days + 1, where, tr, service)
    for whole in (True, False):
        yield morning.digest(WorkLoad(HUGE, HUGE, HUGE, HUGE, (request,) * 6), TODAY, tr, whole=whole)
        yield morning.digest(WorkLoad(0, 0, 0, 1, ()), TODAY, tr, whole=whole)
    yield from _promises(request, tr, service, word)


def _promises(request: Request, tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    text = text_of(word[:TEXT_LIMIT]) or ""
    promise = Promise(HUGE, HUGE, HUGE, HUGE, HUGE, text, START, TODAY, LATER, reason=word[:300])
    kinds = [
        promise,
        replace(promise, text="", day=TODAY, reason=""),
        replace(promise, day=TODAY - timedelta(days=5), done_at=START),
        *(replace(promise, state=verdict) for verdict in Verdict),
    ]
    page = PromisePage(tuple(kinds[: promises.PAGE]), 10**6)
    for number in (0, 9000):
        yield promises.list_screen(page, number, TODAY, tr, promises.done(tr))
    yield promises.list_screen(PromisePage((), 0), 0, TODAY, tr)
    yield Screen(promises.summary(kinds, TODAY, tr) or "?")
    for one in kinds:
        yield promises.done_question(one, 9000, TODAY, tr)
        yield promises.due(one, request, TODAY, tr)
        yield promises.due(one, request, LATER, tr)
        yield promises.ask(one, request, TODAY, tr)
        yield promises.moved(one, request, TODAY, tr)
        yield promises.judged(one, request, TODAY, tr)
    usual = (TODAY, TODAY, LATER, LATER)
    for draft in (
        Draft(HUGE, HUGE, HUGE, 0, Step.CONFIRM, text or "x", LATER),
        Draft(HUGE, HUGE, 0, HUGE, Step.CONFIRM, reason_of(word[:300]) or "x", LATER),
    ):
        yield promising.ask_text(draft, text or None, tr)
        yield promising.ask_reason(draft, promise, tr, service)
        yield promising.bad_words(draft, tr)
        for said in (None, promising.no_day(tr), *(promising.bad_day(why, tr) for why in WrongDay)):
            yield promising.ask_day(draft, usual, TODAY, tr, said)
        yield promising.preview(draft, TODAY, tr, promising.press_a_button(tr))
        yield promising.recorded(draft, TODAY, tr)


def every_request_time_toast(tr: Translator) -> Iterator[str]:
    promise = Promise(1, 1, 1, 1, 1, "", START, TODAY, LATER)
    yield from (promising.cannot_move(why, tr) for why in Fixed)
    yield from (promises.over(replace(promise, state=verdict), tr) for verdict in Verdict)
    yield from (promising.not_left_yet(tr), promises.thanks(tr), promises.too_early(promise, TODAY, tr))
