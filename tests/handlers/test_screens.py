"""Every screen, in both languages, with friendly and with hostile names, is one that Telegram takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.botapi.html import parse_html
from bot.demo.botapi.markup import read_markup
from domain.calls.matching import Reason
from domain.calls.model import CALL_KINDS, Call, CallEvent, CallKind, CallText, LocalMoment
from domain.clock import MovableClock
from domain.errors import (
    DomainError,
    NoSuchCall,
    NoSuchGroup,
    NotAdministrator,
    OutOfGroup,
    StorageBusy,
    Unconfirmed,
)
from domain.groups import GroupChat, GroupKind, GroupState
from domain.language import Language
from domain.people import Ngo, Role, Visitor
from domain.ports import CallPage
from domain.source_health import Condition, Health, Watched
from domain.source_trial import Glimpse
from domain.sources import Source, SourceState
from domain.subscriptions import Subscription
from domain.territory import TerritoryTree
from handlers.callbacks import ListKind, SourceAct
from handlers.commands import follow
from handlers.forms import Form, Problem, Step
from handlers.service import Operator, Service
from handlers.source_draft import Draft, source_name
from handlers.source_draft import Step as SourceStep
from handlers.texts import Texts, Translator
from handlers.views import (
    alert,
    calls,
    failures,
    forms,
    group_alerts,
    groups,
    menu,
    onboarding,
    privacy,
    source_adding,
    source_words,
    sources,
)
from handlers.views.screen import Screen, visible
from scrapers import base
from tests.person import START, ZONE, foreign_letters, sample_call

PLAIN = "Ауыл болашағы"
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
    return Service(None, clock, ZONE, tree, spheres, texts, operator, {"oblast": (word, word)})


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
        yield replace(base, territories=(), deadline=LocalMoment(long_ago.day.max), closes_at=None)


def every_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    now = START
    found = [replace(call, id=number) for number, call in enumerate(every_call(word), start=10**15 - 500)]
    for call in found:
        for back in ("", "o9999", "s0"):
            yield alert.alert_card(call, tr, service, now=now, saved=back == "s0", repeated=back == "", back=back)
        yield alert.dismissed_card(call, tr, back="o0")
    units, ids = tuple(unit.id for unit in service.tree.units), tuple(sphere.id for sphere in service.spheres)
    watching = [Subscription(1, 1, 1, tr.language, units, ids)]
    for size in (1, 2, 8, 30):
        yield alert.digest_card(found[:size], tr, service, now=now)
    for kind in ListKind:
        for number in (0, 1, 3):
            page = CallPage(tuple(found[number * 5 : number * 5 + 5]), 20)
            yield calls.list_screen(kind, page, number, tr, service, now)
    yield from (calls.no_open(watching, tr, service), calls.no_open([], tr, service), calls.no_saved(tr))
    for reasons in ([], [Reason(1, units, ids)], [Reason(1, units[:1], ())]):
        yield alert.why_screen(alert.why(reasons, found[4], tr, service))
    yield onboarding.welcome(service.texts, 10**15)
    yield onboarding.consent(tr, service.operator, 10**15)
    yield from (
        onboarding.declined(tr),
        onboarding.stopped(tr),
        menu.main_menu(tr),
        menu.unfinished(Form(10**15, Step.SPHERES, signup=False), tr),
    )
    yield from (menu.language_choice(tr), menu.help_text(tr, service.operator))
    yield menu.help_text(tr, service.operator, coordinating=True)
    yield from every_form_screen(tr, service, word)
    yield from every_source_screen(tr, service, word)
    yield from every_group_screen(tr, service, word, found, watching)
    for ngo in (None, Ngo(1, word), Ngo(1, word, "123456789012")):
        visitor = Visitor(10**15, 10**15, tr.language, 1, Role.NGO if ngo else Role.LOOKING, ngo, True)
        yield privacy.privacy(visitor, watching, tr, service)
    yield privacy.privacy(Visitor(1, 1, tr.language), [], tr, service)
    yield from (privacy.erase_question(tr), privacy.erased(tr))
    refusals = (NoSuchGroup(-1), OutOfGroup(-1), NotAdministrator(-1), Unconfirmed(-1))
    for error in (DomainError(), StorageBusy(), NoSuchCall(1), *refusals):
        yield Screen(failures.refusal(error, tr))
    yield Screen(failures.crash("a1b2c3", tr))


CODES = ["tls", "http_status", "gone", "selector_matches_nothing", "login_page", "never heard of", "secret"]


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


def every_group_screen(
    tr: Translator, service: Service, word: str, found: list[Call], watching: list[Subscription]
) -> Iterator[Screen]:
    now = START
    for kind in GroupKind:
        for state in GroupState:
            chat = GroupChat(-(10**14), kind, word, now, now, state, language=tr.language)
            forum = replace(chat, forum=True, topic_id=7)
            yield from (groups.lost(chat, tr), groups.topic_lost(chat, tr), groups.language_screen(chat, tr))
            yield from (groups.here(chat, tr), groups.here(forum, tr), groups.here(replace(forum, topic_id=None), tr))
            for wishes in ([], watching, [replace(watching[0], paused=True)] * 2):
                yield groups.chat_screen(chat, wishes, tr, service)
                yield groups.chat_screen(forum, wishes, tr, service)
            yield groups.list_screen([chat] * 50, tr, "elshi_test_bot")
            yield groups.hello(chat, service.texts.all(), "elshi_test_bot")
        for call in found:
            card = alert.alert_card(call, tr, service, now=now, repeated=True)
            yield group_alerts.group_card(card, call.id, tr, kind, "elshi_test_bot")
    yield from (groups.list_screen([], tr, "elshi_test_bot"), groups.added(chat, tr), groups.back(tr))
    visitor = Visitor(1, 1, tr.language, 1, Role.LOOKING, None, True)
    yield privacy.privacy(visitor, watching, tr, service, [chat] * 7)
    yield privacy.erase_question(tr, [chat])
    yield from (groups.admins_only(tr), groups.anonymous(tr), groups.unasked(tr))
    for size in (1, 2, 15, 30):
        digest = alert.digest_card(found[:size], tr, service, now=now, together=True)
        yield group_alerts.group_digest(digest, "elshi_test_bot")
    for reasons in ([], [Reason(1, ("KZ",), ())]):
        yield alert.why_screen(group_alerts.group_why(reasons, found[4], tr, service))


def every_form_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    oblasts = [unit.id for unit in service.tree.units if unit.level == 1][: None if word == PLAIN else 1]
    for signup in (True, False):
        base = Form(10**15, Step.ROLE, signup=signup, role=Role.NGO, name=word[:200])
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
        yield Screen(forms.cancelled(tr, signup=signup))


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
                assert (button.data is None) != (button.url is None)
                assert button.data is None or len(button.data.encode()) <= 64


@pytest.mark.parametrize("language", list(Language))
def test_a_card_shows_at_most_600_characters(language: Language, service: Service, word: str) -> None:
    tr = service.texts.in_language(language)
    for call in every_call(word):
        for texts in (call.texts, (CallText("kk", word * 3, "", "oblast"),)):
            card = alert.alert_card(replace(call, texts=texts), tr, service, now=START, repeated=True)
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
        said += [sources.done(act, tr) or "" for act in SourceAct]
        said.append(sources.asked_just_now(START, tr, service))
        said += [failures.refusal(error, tr) for error in (DomainError(), StorageBusy(), NoSuchCall(1))]
        said.append(failures.crash("a1b2c3", tr))
        assert all(len(text) <= 200 for text in said)
        assert not [text for text in said if "<" in text or "&" in text]


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
