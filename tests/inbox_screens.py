"""Every screen of the inbox, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from domain.calendar import WorkingCalendar
from domain.language import Language
from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.requests.inbox import FoundRequests, Heap, InboxPage, Line
from domain.requests.model import Request, Route
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import inbox
from handlers.views.screen import Screen
from tests.person import START

HUGE = 10**15


def every_inbox_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    today = START.date()
    request = Request(
        HUGE, HUGE, 1, "x-maqanshy-audany", "other", None, Language.KK, word[:120], START, Route.REDIRECTED, HUGE, HUGE,
        Outcome.OPEN, today, today, None, None,
    )  # fmt: skip
    line = Line(request, word[:200], word[:120], mine=False, rating=None, sent_on=False)
    open_ones = [
        replace(line, request=replace(request, office_due=today + timedelta(days=days)), holder=holder, mine=mine)
        for days in (-(10**4), -1, 0, 1, 10**4)
        for holder, mine in ((None, False), (word[:120], False), ("", True))
    ]
    answered = replace(request, outcome=Outcome.ANSWERED, answered_at=START)
    over = [replace(line, request=answered, rating=rating) for rating in (None, Rating.SOLVED, Rating.PROMISE)] + [
        replace(line, request=replace(answered, ended_at=START)),
        replace(line, request=replace(request, outcome=Outcome.WITHDRAWN, ended_at=START), ngo=None),
        replace(line, request=replace(request, outcome=Outcome.CLOSED_UNANSWERED, ended_at=START)),
        replace(line, sent_on=True),
    ]
    every = open_ones + over
    counts = dict.fromkeys(Heap, 10**6)
    for start in range(0, len(every), inbox.PAGE):
        shown = tuple(every[start : start + inbox.PAGE])
        for heap in Heap:
            page = InboxPage(shown, counts)
            yield inbox.list_screen(page, heap, 9_000, WorkingCalendar(), today, tr, service)
        found = FoundRequests(shown, 10**6)
        yield inbox.found_screen(word[:200], HUGE, found, 9_000, WorkingCalendar(), today, tr, service)
    for heap in Heap:
        yield inbox.list_screen(InboxPage((), dict.fromkeys(Heap, 0)), heap, 0, WorkingCalendar(), today, tr, service)
    yield inbox.found_screen(word[:200], 1, FoundRequests((), 0), 0, WorkingCalendar(), today, tr, service)
    yield from (inbox.question(tr), inbox.question(tr, inbox.no_words(tr)), inbox.no_such(HUGE, tr))
    yield from (Screen(inbox.only_officials(tr, coordinating=coordinating)) for coordinating in (True, False))
