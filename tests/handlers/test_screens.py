"""Every screen, in both languages, with friendly and with hostile names, is one that Telegram takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.demo.botapi.html import parse_html
from bot.demo.botapi.markup import read_markup
from domain.calls.corrections import Correction
from domain.calls.fields import READ, value
from domain.calls.matching import Reason
from domain.calls.model import CALL_KINDS, Applicant, Call, CallEvent, CallKind, CallText, LocalMoment
from domain.calls.news import Revision
from domain.calls.readings import Reading
from domain.clock import MovableClock
from domain.errors import DomainError, NoSuchCall, NoSuchSubscription, NotYourChat, StorageBusy
from domain.language import Language
from domain.people import CONSENT_VERSION, Ngo, Role, Visitor
from domain.ports import CallPage
from domain.subscriptions import WORD_LIMIT, Cadence, Subscription
from domain.territory import TerritoryTree
from handlers.callbacks import Facet, ListKind, SourceAct
from handlers.commands import follow
from handlers.forms import Form, Problem, Step
from handlers.gate import ChatKind, Subscriber
from handlers.service import Operator, Service
from handlers.texts import Texts, Translator
from handlers.views import (
    alert,
    alerts,
    amending,
    calendar_file,
    calls,
    facets,
    failures,
    forms,
    menu,
    mydata,
    onboarding,
    privacy,
    reminders,
    source_words,
    sources,
)
from handlers.views.facets import Facets
from handlers.views.news import change_line
from handlers.views.screen import Screen, visible
from handlers.views.whence import Whence
from handlers.views.why import why_screen
from scrapers import base
from storage.seed import load_mci, load_topics
from tests.announcement_screens import every_announcement_screen
from tests.desk_screens import every_desk_screen
from tests.duplicate_screens import every_duplicate_screen
from tests.filing_screens import every_filing_screen
from tests.group_screens import every_group_screen
from tests.handover_screens import every_handover_screen, every_handover_toast
from tests.inbox_screens import every_inbox_screen
from tests.ngo_request_screens import every_appeal, every_ngo_request_screen, every_ngo_request_toast
from tests.office_group_screens import every_office_group_screen
from tests.office_screens import every_office_screen
from tests.person import START, ZONE, foreign_letters, sample_call
from tests.request_time_screens import every_request_time_screen, every_request_time_toast
from tests.routing_screens import every_astray_screen, every_duty_screen, every_routing_toast
from tests.search_screens import every_search_screen
from tests.season_screens import every_season_screen, every_season_toast
from tests.source_screens import every_source_screen
from tests.stats_screens import every_stats_screen
from tests.workday_screens import every_workday_screen

PLAIN = "Ауыл болашағы"
CONSENTS = [
    {
        "version": 1,
        "language": None,
        "given_at": "2026-01-05T06:00:00+00:00",
        "withdrawn_at": "2026-02-05T06:00:00+00:00",
    },
    {"version": 2, "language": "kk", "given_at": "2026-03-01T06:00:00+00:00", "withdrawn_at": None},
]
HOSTILE = [
    "<b>",
    "</b></a><script>alert(1)</script>",
    "&lt;b&gt; & &amp; &#60;",
    "Ж" * 10_000,
    "<" * 10_000,
    "👨‍👩‍👧‍👦" * 1_000,
    "\u202eдерев\u202d \u200f\u2066\u0000\u0007 строка\nс\tпереносами\r\n",
    "https://example.kz/?a=1&b=<2>",
    " " * 500,
    "",
    "`*_[x](y)_*`",
    "{name} {0} %s %(n)s",
]


@pytest.fixture(params=["plain", *range(len(HOSTILE))], ids=str, scope="module")
def word(request: pytest.FixtureRequest) -> str:
    return PLAIN if request.param == "plain" else HOSTILE[request.param]


@pytest.fixture
def service(texts: Texts, tree: TerritoryTree, spheres, word: str) -> Service:
    operator = Operator(word, "123456789012", word)
    clock = MovableClock(START, frozen=True)
    return Service(
        None,
        clock,
        ZONE,
        tree,
        spheres,
        texts,
        operator,
        {"oblast": (word, word)},
        mci=load_mci(),
        topics=load_topics(),
    )


def every_call(word: str) -> Iterator:
    now = START
    long_ago = LocalMoment((now - timedelta(days=900)).date())
    for number, kind in enumerate(CALL_KINDS if word == PLAIN else CALL_KINDS[:2], start=1):
        base = sample_call(number, now, kind=kind)
        yield base
        yield replace(base, texts=(CallText("kk", word, word, "gone"),), organiser=word)
        yield replace(base, deadline=None, closes_at=None, amount_max=None, amount_total=None, currency=None)
        yield replace(base, amount_max=10**15, amount_total=10**15, currency=word[:30] or None)
        yield replace(base, territories=("KZ",), event=CallEvent.EXTENDED)
        yield replace(base, territories=("111000000", "430000000", "x-maqanshy-audany", "750000000", "610000000"))
        yield replace(base, event=CallEvent.CANCELLED, id=10**15)
        yield replace(base, event=CallEvent.RESULT, deadline=long_ago, closes_at=long_ago.ends(ZONE))
        signed = CallText("kk", word, "", "people", f"ngo:{word}", word[:400])
        yield replace(base, texts=(signed,), kind=CallKind.EVENT, organiser=word)
        yield replace(base, texts=(replace(signed, author="coordinator:330000000"),), deadline=None, closes_at=None)
        told = replace(
            base, applicants=tuple(Applicant), ages=(14, 35), corrected=frozenset((*READ, "title", "currency"))
        )
        yield told
        yield replace(told, texts=(CallText("kk", word, word, "gone"),), organiser=word, event=CallEvent.EXTENDED)
        yield replace(told, amount_max=None, award_mci=3_000, ages=(None, 35), corrected=frozenset())
        yield replace(told, amount_max=None, amount_total=None, award_mci=10**12, published_at=None, ages=(18, None))
        yield replace(base, territories=(), deadline=LocalMoment(long_ago.day.max), closes_at=None)


def every_whence(call: Call, tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    """What stands behind a call: nothing, sure words of many texts, doubtful ones, and what was corrected."""
    when = LocalMoment(START.date())
    values = {name: value(call, name) for name in READ}
    ends = values | {"deadline": when, "opens": when, "amount_total": (10**15, "KZT"), "spheres": ("health",)}
    for sure, said in ((0.95, word), (0.7, ""), (0.3, word)):
        readings = {
            name: Reading(name, found, " ".join(said.split())[:300], sure, f"s{number}", f"{word}{number}"[:2000])
            for number, (name, found) in enumerate(ends.items())
            if found not in (None, (), (None, None))
        }
        record = [
            Correction(call.id, name, None, found, said[:300], word, "330000000", None, START)
            for name, found in values.items()
        ]
        for corrections in ((), record):
            yield Whence(call, readings, corrections, tr, service).screen("o9999", correctable=sure > 0.5)
    yield Whence(call, {}, (), tr, service).screen("", correctable=False)


def a_change(call: Call, tr: Translator) -> str | None:
    """What a reader is told who knew the call with another deadline, with the longest words there are."""
    earlier = LocalMoment(date(2025, 12, 28))
    before = Revision(call.id, 1, CallEvent.OPENED, earlier, earlier.ends(ZONE), START)
    return change_line(before, call, tr, START.date())


def every_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    now = START
    found = [replace(call, id=number) for number, call in enumerate(every_call(word), start=10**15 - 500)]
    for call in found:
        for back in ("", "o9999", "s0"):
            yield alert.alert_card(call, tr, service, now=now, saved=back == "s0", repeated=back == "", back=back)
        yield alert.dismissed_card(call, tr, back="o0")
        yield reminders.reminders_screen(call, (14, 0), tr, service, now=now, back="s9999")
        yield alert.alert_card(call, tr, service, now=now, saved=True, news=a_change(call, tr) or "x", correctable=True)
        yield from every_whence(call, tr, service, word)
    units, ids = tuple(unit.id for unit in service.tree.units), tuple(sphere.id for sphere in service.spheres)
    watching = [Subscription(1, 1, 1, tr.language, units, ids)]
    for size in (1, 2, 8, 30):
        yield alert.digest_card(found[:size], tr, service, now=now)
        for changed in (found[:1], found[:size]):
            news = {call.id: line for call in changed if (line := a_change(call, tr))}
            yield alert.digest_card(found[:size], tr, service, now=now, news=news)
    for size in (0, 1, 5):
        yield Screen(calendar_file.all_caption(size, size, tr))
    yield Screen(calendar_file.one_caption(tr))
    for kind in ListKind:
        for number in (0, 1, 3):
            page = CallPage(tuple(found[number * 5 : number * 5 + 5]), 20)
            yield calls.list_screen(kind, page, number, tr, service, now)
    yield from (calls.no_open(watching, tr, service), calls.no_open([], tr, service), calls.no_saved(tr))
    for reasons in ({}, {10: Reason(10**12, units, ids, (word[:WORD_LIMIT],) * 10)}, {1: Reason(1, units[:1], ())}):
        yield why_screen(reasons, found[4], tr, service)
    yield from every_screen_of_subscriptions(tr, service, word)
    yield onboarding.welcome(service.texts, 10**15)
    yield onboarding.consent(tr, service.operator, 10**15)
    yield from (
        onboarding.declined(tr),
        onboarding.stopped(tr),
        menu.main_menu(tr),
    )
    yield from (menu.language_choice(tr), menu.help_text(tr, service.operator))
    yield menu.help_text(tr, service.operator, coordinating=True, seated=True)
    yield menu.help_text(tr, service.operator, coordinating=True, republic=True, seated=True)
    yield from every_workday_screen(tr, word)
    yield from every_stats_screen(tr, service, word)
    yield from every_request_time_screen(tr, service, word)
    yield from every_form_screen(tr, service, word)
    yield from every_source_screen(tr, service, word)
    yield from every_office_screen(tr, service, word)
    yield from every_desk_screen(tr, service, word)
    yield from every_handover_screen(tr, service, word)
    yield from every_ngo_request_screen(tr, service, word)
    yield from every_appeal(tr, service, word)
    yield from every_duty_screen(tr, service, word)
    yield from every_astray_screen(tr, service, word)
    yield from every_filing_screen(tr, service, word, found[0])
    yield from every_office_group_screen(tr, service, word)
    yield from every_inbox_screen(tr, service, word)
    yield from every_search_screen(tr, service, word, found)
    yield from every_group_screen(tr, service, word, found, watching)
    yield from every_season_screen(tr, service, found)
    for ngo in (None, Ngo(1, word), Ngo(1, word, "123456789012")):
        visitor = Visitor(10**15, 10**15, tr.language, CONSENT_VERSION, Role.NGO if ngo else Role.LOOKING, ngo, True)
        yield privacy.privacy(visitor, watching, tr, service)
        yield privacy.privacy(visitor, watching, tr, service, consents=CONSENTS * 3)
    yield privacy.privacy(Visitor(1, 1, tr.language), [], tr, service)
    yield from (privacy.erase_question(tr), privacy.erased(tr))
    yield privacy.erase_question(tr, seated=True, shared=True, alone=True, waiting=12, coordinating=True)
    yield from (mydata.screen(tr, consented=True), mydata.screen(tr, consented=False), Screen(mydata.caption(tr)))
    yield onboarding.consent(tr, service.operator, 10**15, again=True)
    yield from every_announcement_screen(tr, service, word, found[1])
    yield from every_duplicate_screen(tr, service, word, found[1])
    for error in (DomainError(), StorageBusy(), NoSuchCall(1), NoSuchSubscription(1), NotYourChat(1)):
        yield Screen(failures.refusal(error, tr))
    yield Screen(failures.crash("a1b2c3", tr))


def every_screen_of_subscriptions(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    units, ids = tuple(unit.id for unit in service.tree.units), tuple(sphere.id for sphere in service.spheres)
    words = tuple(re.sub(r"[^\w\s]", "", f"{number}{word}")[:WORD_LIMIT] for number in range(10))
    full = Subscription(
        10**12, 1, 1, tr.language, units[-10:], ids[1:], CALL_KINDS[1:], 10**12, words, words, Cadence.WEEKLY, time(23)
    )
    wide = replace(full, territories=units[:10], spheres=(), kinds=(), min_amount=0, include=(), exclude=())
    group = Subscriber(-(10**14), tr.language, word, ChatKind.GROUP)
    for who in (Subscriber(1, tr.language), group):
        yield alerts.list_screen(who, [], tr, service)
        yield alerts.list_screen(who, [replace(full, paused=number % 2 == 0) for number in range(10)], tr, service)
        for one in (
            full,
            wide,
            replace(full, paused=True),
            replace(full, id=0),
            replace(wide, cadence=Cadence.INSTANT),
        ):
            yield alerts.one_screen(who, one, 10**6, tr, service)
            yield alerts.remove_question(who, one, tr, service)
            drawn = Facets(who, one, 10**6, tr, service)
            for facet in Facet:
                yield drawn.screen(facet, 99)
                for problem in facets.Problem:
                    yield drawn.problem(facet, problem)
            for oblast in service.tree.children("KZ")[: None if word == PLAIN else 1]:
                yield drawn.screen(Facet.ADD_PLACE, 0, oblast.id)
                yield drawn.screen(Facet.ADD_PLACE, 99, oblast.id)
            yield drawn.choice(service.tree.units[1:9])
            yield drawn.choice([unit for unit in service.tree.units if len(unit.id) > 16])
        yield Facets(who, replace(full, id=0, territories=()), None, tr, service).screen(Facet.ADD_PLACE)


def every_form_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    oblasts = [unit.id for unit in service.tree.units if unit.level == 1][: None if word == PLAIN else 1]
    base = Form(10**15, Step.ROLE, role=Role.NGO, name=word[:200])
    for step in Step:
        for territory in oblasts:
            form = replace(base, step=step, territory=territory)
            yield forms.step_screen(form, tr, service)
            yield forms.step_screen(form, tr, service, 9)
        for problem in Problem:
            yield forms.problem_screen(replace(base, step=step, territory=oblasts[0]), problem, tr, service)
    ticked = replace(base, step=Step.SPHERES, spheres=tuple(sphere.id for sphere in service.spheres[:-1]))
    yield forms.step_screen(ticked, tr, service)
    yield forms.choice_screen(replace(base, step=Step.OBLAST), service.tree.units[1:9], tr, service)
    yield forms.choice_screen(replace(base, step=Step.DISTRICT), service.tree.units[1:2], tr, service)
    yield Screen(forms.summary(ticked, tr, service))
    yield Screen(forms.cancelled(tr))


@pytest.mark.parametrize("language", list(Language))
def test_every_screen_is_within_telegrams_limits(language: Language, service: Service, word: str) -> None:
    tr = service.texts.in_language(language)
    for screen in every_screen(tr, service, word):
        text, _ = parse_html(screen.text)
        assert text.strip()
        assert len(text) <= 4096
        assert len(screen.text.encode()) <= 8192
        assert text == visible(screen.text)
        assert not set(text) & set("\u202e\u202d\u200f\u2066\u0000\u0007\t\r")
        if screen.markup is not None:
            read_markup(json.loads(screen.markup.model_dump_json(exclude_none=True)))
        for row in screen.rows:
            assert len(row) <= 8
            for button in row:
                assert 0 < len(button.label) <= 64
                assert [button.data, button.url, button.copy, button.inquire].count(None) == 3
                assert button.data is None or len(button.data.encode()) <= 64


@pytest.mark.parametrize("language", list(Language))
def test_a_card_shows_at_most_600_characters(language: Language, service: Service, word: str) -> None:
    tr = service.texts.in_language(language)
    for call in every_call(word):
        for texts in (call.texts, (CallText("kk", word * 3, "", "oblast"),)):
            card = alert.alert_card(replace(call, texts=texts), tr, service, now=START, repeated=True)
            assert len(visible(card.text)) <= 600
            line = a_change(call, tr)
            card = alert.alert_card(replace(call, texts=texts), tr, service, now=START, repeated=True, news=line)
            assert len(visible(card.text)) <= 600


@pytest.mark.parametrize("word", ["plain"], indirect=True)
def test_no_russian_screen_has_kazakh_letters_of_ours(service: Service) -> None:
    """Names from the tables (Жетісу, Ұлытау) are the only ones allowed."""
    tr = service.texts.in_language(Language.RU)
    plain = replace(service, operator=Operator("x", "1", "x"), source_names={"oblast": ("x", "x")})
    names = {unit.name_ru for unit in service.tree.units} | {unit.short_ru for unit in service.tree.units}
    for screen in every_screen(tr, plain, "x"):
        if screen.text == onboarding.welcome(service.texts, 10**15).text or "Здравствуйте! Я Елши: " in screen.text:
            continue
        rest = screen.text.replace("Қазақша", "").replace("Жетісу облысының ішкі саясат басқармасы", "")
        for name in sorted((name for name in names if foreign_letters(name)), key=len, reverse=True):
            rest = rest.replace(name, "")
        assert not foreign_letters(rest), rest


NOT_WEB = [
    "javascript:alert(1)",
    "ftp://example.kz/a",
    "https://",
    "http://localhost/x",
    "//x.kz",
    "https://example.kz:99999/",
    "https://exa mple.kz/",
    "tg://user?id=1",
    "",
    "https://example.kz/" + "x" * 5000,
]


@pytest.mark.parametrize("url", NOT_WEB)
@pytest.mark.parametrize("word", ["plain"], indirect=True)
def test_only_web_addresses_become_buttons(service: Service, url: str) -> None:
    call = sample_call(1, START, texts=(CallText("kk", "Грант", url, "oblast"),))
    card = alert.alert_card(call, service.texts.in_language(Language.KK), service, now=START)
    assert not [button for row in card.rows for button in row if button.url]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8081/a", "https://example.kz/a?b=c&d#e", "https://қаз.kz/хабар"])
@pytest.mark.parametrize("word", ["plain"], indirect=True)
def test_web_addresses_do(service: Service, url: str) -> None:
    call = sample_call(1, START, texts=(CallText("kk", "Грант", url, "oblast"),))
    card = alert.alert_card(call, service.texts.in_language(Language.KK), service, now=START)
    assert [button.url for row in card.rows for button in row if button.url] == [url]
    read_markup(json.loads(card.markup.model_dump_json(exclude_none=True)))


@pytest.mark.parametrize("kind", [CallKind.TRAINING, CallKind.EVENT, CallKind.VOLUNTEERING])
@pytest.mark.parametrize("word", ["plain"], indirect=True)
def test_nobody_is_sent_to_look_for_the_money_of_a_training(service: Service, kind: CallKind) -> None:
    call = sample_call(1, START, kind=kind, amount_max=None, amount_total=None)
    assert "Сомасы" not in alert.alert_card(call, service.texts.in_language(Language.KK), service, now=START).text


@pytest.mark.parametrize("word", ["plain"], indirect=True)
def test_a_district_is_never_named_without_its_oblast(service: Service) -> None:
    for language in Language:
        tr = service.texts.in_language(language)
        for unit in service.tree.units:
            shown = alert.place_name(unit.id, service, tr)
            assert ("(" in shown) is (unit.level == 2), shown


@pytest.mark.parametrize("word", ["plain"], indirect=True)
def test_menu_words_and_commands_fit_and_differ(service: Service) -> None:
    words = [label for language in Language for label in menu.labels(service.texts.in_language(language)).values()]
    assert len(set(words)) == len(words)
    for language in Language:
        for command in follow(1, service.texts.in_language(language)).commands:
            assert 1 <= len(command.description) <= 256


@pytest.mark.parametrize("word", ["plain"], indirect=True)
def test_toasts_fit(service: Service) -> None:
    sentences: list[Callable[[Translator], str]] = [menu.out_of_date, menu.language_set]
    sentences += [sources.not_yours, sources.only_added, sources.taken, sources.switched_off]
    for language in Language:
        tr = service.texts.in_language(language)
        said = [sentence(tr) for sentence in sentences]
        said += [alert.act_toast(act, tr) or "" for act in alert.CallAct]
        said += [
            failures.refusal(error, tr)
            for error in (DomainError(), StorageBusy(), NoSuchCall(1), NoSuchSubscription(1), NotYourChat(1))
        ]
        said += [alert.act_toast(alert.CallAct.SAVE, tr, reminded=True) or "", reminders.not_saved(tr)]
        said += [reminders.chosen_toast(days, on, tr) for days in (14, 1, 0) for on in (True, False)]
        said += [calendar_file.no_deadline(tr), calendar_file.none_with_deadline(tr)]
        said += [sources.done(act, tr) or "" for act in SourceAct]
        said += every_ngo_request_toast(tr, service)
        said += every_routing_toast(tr)
        said += every_handover_toast(tr)
        said += every_season_toast(tr, service, next(every_call("plain")))
        said += every_request_time_toast(tr)
        said += [amending.not_yours(tr), amending.beyond(tr), amending.saved(0, tr), amending.saved(10**6, tr)]
        said.append(sources.asked_just_now(START, tr, service))
        said.append(failures.crash("a1b2c3", tr))
        assert all(len(text) <= 200 for text in said)
        assert not [text for text in said if "<" in text or "&" in text]


@pytest.mark.parametrize("language", list(Language))
def test_screens_of_subscriptions_are_within_four_kilobytes(language: Language, service: Service, word: str) -> None:
    tr = service.texts.in_language(language)
    for screen in every_screen_of_subscriptions(tr, service, word):
        assert len(visible(screen.text).encode()) <= 4096, screen.text


@pytest.mark.parametrize("language", list(Language))
def test_where_facts_come_from_takes_four_kilobytes_at_most(language: Language, service: Service, word: str) -> None:
    tr = service.texts.in_language(language)
    for call in every_call(word):
        for screen in every_whence(call, tr, service, word):
            assert len(visible(screen.text).encode()) <= 4096, screen.text


@pytest.mark.parametrize("word", ["plain"], indirect=True)
def test_toasts_of_subscriptions_fit(service: Service) -> None:
    for language in Language:
        tr = service.texts.in_language(language)
        said = [alerts.saved(tr), alerts.removed(tr), alerts.gone(tr), alerts.full(tr), facets.last_place(tr)]
        said += [facets.told(problem, tr) for problem in facets.Problem]
        assert all(len(text) <= 200 for text in said)


def test_every_code_of_the_scrapers_has_words_of_its_own(texts: Texts) -> None:
    """The codes stand in the docstrings of what the scrapers give back; a new one needs its sentence."""
    codes = [
        code
        for outcome in (base.Failed, base.Refused)
        for code in re.findall(
            r"[a-z_]+", re.sub(r"\([^)]*\)", "", (outcome.__doc__ or "").split("one of:")[1].split(". ")[0])
        )
        if "_" in code or len(code) > 2
    ]
    assert {"selector_matches_nothing", "no_preview", "tls", "timeout"} <= set(codes)
    ours = source_words.what_broke("never heard of", "", texts.in_language(Language.RU))
    for code in {*codes, "gone", "no_feed", "not_an_address"} - {"unexpected"}:
        for language in Language:
            said = source_words.what_broke(code, "500", texts.in_language(language))
            assert said != ours and code not in said, code
