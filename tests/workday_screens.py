"""Every screen about the working calendar and the log, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from domain.calendar import WorkingCalendar
from domain.calendar_table import REASON_LIMIT, DayState, Moved, Useless
from domain.days_off import CalendarChange, DayKind, DayReason, NamedDay
from domain.journal import Head
from handlers.requests.moving import SHOWN, MovedRequest, Moves
from handlers.texts import Translator
from handlers.views import journal, workdays
from handlers.views.screen import Screen
from handlers.workday_draft import Draft, reason_of
from tests.person import START

TODAY = START.date()


def every_workday_screen(tr: Translator, word: str) -> Iterator[Screen]:
    reason = (reason_of(word[:REASON_LIMIT]) or "x")[:REASON_LIMIT]
    days = [TODAY + timedelta(days=30 * number) for number in range(30)]
    named = [
        NamedDay(day, DayReason(kind, word[:200], word[:200], estimated=True, instead_of=TODAY, note=note))
        for day, kind, note in zip(days, list(DayKind) * 6, (reason, "") * 15, strict=True)
    ]
    for page in (0, 1, 9999):
        yield workdays.list_screen(named, set(days), (2026, 2027), page, TODAY, tr, workdays.done(tr))
    yield workdays.list_screen([], (), (), 5, TODAY, tr)
    plain = WorkingCalendar()
    moves = [Moved(day, day, day + timedelta(days=400)) for day in days[:15]]
    for state in DayState:
        draft = Draft(10**15, state, date(2027, 3, 25), reason=reason, seen=10**15)
        after = plain.changed([CalendarChange(draft.day, worked=False, reason=reason)])
        for found, today in ((moves, TODAY), ([], date(2027, 12, 31))):
            note = workdays.changed_meanwhile(tr)
            requests = Moves(10**6, tuple(MovedRequest(10**12, one.before, one.after) for one in found[:SHOWN]))
            yield workdays.preview(draft, plain, after, found, requests, today, tr, reason=reason, note=note)
            yield workdays.preview(draft, plain, after, found, Moves(), today, tr)
        yield from (workdays.ask_reason(draft, tr, again=again) for again in (True, False))
        for said in (None, workdays.no_day(tr), *(workdays.of_no_use(why, draft.day, TODAY, tr) for why in Useless)):
            yield workdays.ask_day(draft, tr, said)
        yield Screen(workdays.stored(draft, TODAY, tr))
    yield from (workdays.only_republic(tr), Screen(workdays.press_a_button(tr)))
    yield journal.head_notice(Head(10**15, "f" * 64), TODAY, TODAY, tr)
