"""Every screen about searching, sharing and what was missed, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.calls.missed import Cause, Missed
from domain.calls.model import Call
from domain.ports import FoundPage
from domain.search import How, Meant, Query, Term, parse
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import missed, search, sharing
from handlers.views.screen import Screen
from tests.person import START


def every_search_screen(tr: Translator, service: Service, word: str, calls: Sequence[Call]) -> Iterator[Screen]:
    yield search.question(tr)
    query = parse(word)
    yield search.no_words(query, tr)
    yield search.no_words(Query("", (), ("для",)), tr)
    typed = Term(word[:40], word[:40], word[:40])
    meant = [Meant(typed, how, {}, (word[:40],) * 3) for how in How] * 2
    query = Query(word[:100], (typed,), cut=True)
    page = tuple(calls[:5])
    for closed in (False, True):
        for found in (FoundPage(page, 10**4, 10**4), FoundPage((), 0, 0), FoundPage((), 0, 9), FoundPage((), 9, 0)):
            shown = search.Results(10**12, 1999, query, meant, found, closed=closed, switched=True)
            if found.calls:
                yield search.results(shown, tr, service, START)
            else:
                yield search.nothing(shown, search.guess([meant[1], meant[2]]), 10**12, tr)
                yield search.nothing(shown, None, 0, tr)
    for call in calls:
        yield sharing.share_screen(call, "elshi_example_long_name_bot", tr, service, START)
    causes = [*Cause, None]
    some = [Missed(call, causes[number % len(causes)]) for number, call in enumerate(calls)]
    for at in range(0, len(some), 5):
        yield missed.missed_screen(some[at : at + 5], 10**4, at, tr, service, START)
    yield missed.missed_screen([], 0, 0, tr, service, START)
    yield Screen("x", ((missed.missed_button(10**6, tr),),))
    for call in calls:
        yield Screen(missed.timeliness(call, START, tr, service))
        yield Screen(missed.timeliness(call, None, tr, service))
