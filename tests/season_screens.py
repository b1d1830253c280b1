"""Every screen about what may open again, for the tests that look at all screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.calls.forecast import Forecast, Sureness
from domain.calls.model import Call
from domain.ports import Foreseen, ForeseenPage
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import season
from handlers.views.alert import alert_card
from handlers.views.screen import Screen
from tests.person import START


def guesses(calls: Sequence[Call]) -> Iterator[Foreseen]:
    """Yield guesses ahead, near and behind, sure and unsure, wished for or not."""
    today = START.date()
    past = tuple(date(year, 3, 12) for year in range(2016, 2026))
    for number, call in enumerate(calls):
        for days, sure in ((200, Sureness.LIKELY), (10, Sureness.POSSIBLE), (-20, Sureness.ONCE)):
            shown = past[-1:] if sure is Sureness.ONCE else past
            yield Foreseen(call, Forecast(call.id, today + timedelta(days=days), shown, sure), number % 2 == 0)


def every_season_screen(tr: Translator, service: Service, calls: Sequence[Call]) -> Iterator[Screen]:
    """Yield cards with a guess, lists, reminders, and an empty list."""
    found = list(guesses(calls))
    for one in found:
        back = "g999999999999999.9999"
        card = alert_card(one.call, tr, service, now=START, saved=True, back=back)
        yield season.with_guess(card, one, one.call.id, tr, service, START, back)
        yield season.letter(one, tr, service, START)
    for number in range(len(found) // 5):
        page = ForeseenPage(tuple(found[number * 5 : number * 5 + 5]), len(found))
        yield season.expected_screen(page, number, tr, service, START)
    yield season.expected_screen(ForeseenPage((), 0), 0, tr, service, START)


def every_season_toast(tr: Translator, service: Service, call: Call) -> Iterator[str]:
    """Yield what is said over the chat."""
    yield season.no_guess(tr)
    for one in guesses([call]):
        for wished in (True, False):
            yield season.watch_toast(Foreseen(one.call, one.forecast, wished), tr, service, START)
