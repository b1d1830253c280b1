"""Every screen about sources, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from domain.calls.model import CALL_KINDS, CallEvent, LocalMoment
from domain.calls.timeliness import Grouping, Spread, Timeliness
from domain.source_health import Condition, Health, Watched
from domain.source_trial import Glimpse
from domain.sources import Source, SourceState
from handlers.callbacks import TimelinessPress
from handlers.service import Service
from handlers.source_draft import Draft, source_name
from handlers.source_draft import Step as SourceStep
from handlers.texts import Translator
from handlers.views import source_adding, sources, timeliness
from handlers.views.screen import Screen
from tests.person import START

CODES = ["tls", "http_status", "gone", "selector_matches_nothing", "login_page", "never heard of", "secret"]
CODES += ["needs_token", "token_refused", "not_json", "not_a_list", "api_error", "bad_paging"]
KINDS = ["govkz", "goszakup", "grants_gov"]


def every_source_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    now, long_ago = START, START - timedelta(days=400)
    source = Source(
        "s" * 64, word[:40], f"https://example.kz/{word[:3000]}", word, word, "111000000", added_at=long_ago
    )
    state = SourceState(now, "e", "m", 9, long_ago, "x", now, moved_to=f"https://example.kz/{word[:3000]}")
    watched = Watched(source, state, "f" * 16, True, 10**15, 10**15, now, now, long_ago.date())
    found = [
        (watched, Health(condition, since, code, word[:500], usual, 10**6, 10**6, 400))
        for condition in Condition
        for since, code, usual in ((None, None, None), (long_ago, CODES[0], 0), (now, CODES[1], 10**6))
    ]
    found += [
        (replace(watched, source=replace(source, kind=kind)), Health(Condition.NEEDS_TOKEN, code="needs_token"))
        for kind in KINDS
    ]
    found += [(replace(watched, paused_at=None), Health(Condition.FAILING, now, code, word[:500])) for code in CODES]
    for one in found:
        for manages in (True, False):
            yield sources.card(
                one, 10**15, tr, service, page=9999, manages=manages, note=sources.outcome(3, 2, None, tr)
            )
    yield from (sources.list_screen(found[at : at + 9], 1, 1, tr, service) for at in range(0, len(found), 9))
    yield from (sources.list_screen([], 5, 1, tr, service), sources.list_screen(found, 0, 10**15, tr, service))
    yield sources.notice(found, [watched] * 300, 1, tr, service)
    yield from (sources.notice([], [watched], 1, tr, service), sources.remove_question(watched, 9999, tr))
    yield from (sources.reading(watched, tr), sources.bad_name(tr), sources.only_coordinators(tr))
    yield from (sources.ask_name(language, tr) for language in ("kk", "ru"))
    yield from every_adding_screen(tr, service, word)
    yield from every_timeliness_screen(tr, word)


def every_timeliness_screen(tr: Translator, word: str) -> Iterator[Screen]:
    long, none = Spread(10**6, *[timedelta(days=99_999)] * 3), Spread(1, *[timedelta(0)] * 3)
    every = [Timeliness(word, 10**6, 9, 10**6, 10**6, *[one] * 4) for one in (long, none, None)]
    for by in Grouping:
        for page in (0, 1, 9999):
            yield timeliness.screen(every * 4, TimelinessPress(by=by, days=366, page=page), tr)
        yield timeliness.screen([], TimelinessPress(by=by, days=1), tr)


def every_adding_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    moment = LocalMoment(START.date())
    regions = ("111000000", "430000000", "KZ")
    read = [
        Glimpse(word[:160], kind, CallEvent.OPENED, moment, 10**15, "KZT", regions, START.date()) for kind in CALL_KINDS
    ]
    read += [Glimpse(word[:160], event=event) for event in CallEvent]
    name = (source_name(word) or "x")[:80]
    draft = Draft(
        10**15, SourceStep.PREVIEW, word[:20], f"https://example.kz/{word[:900]}", {}, name, name, "111000000"
    )
    for at in range(0, len(read), 5):
        yield source_adding.preview(replace(draft, glimpses=tuple(read[at : at + 5]), posts=10_000), tr, service)
    yield source_adding.preview(draft, tr, service)
    for code in CODES:
        url = f"https://example.kz/{word[:900]}"
        yield source_adding.ask_address(draft, tr, source_adding.trouble(code, word[:500], url, tr))
    units = [unit for unit in service.tree.units if unit.selectable][:40]
    yield source_adding.place_screen(draft, units, tr, service, source_adding.no_such_place(tr))
    yield from (source_adding.name_screen(draft, language, tr, again=True) for language in ("kk", "ru"))
    yield from (source_adding.too_many(tr), source_adding.added(draft, tr), source_adding.cancelled(tr))
    yield from (source_adding.trying(tr), Screen(source_adding.already_elsewhere(word, tr)))
    yield source_adding.ask_address(draft, tr, source_adding.send_text(tr))
