"""Every screen, in both languages, with friendly and with hostile names, is one that Telegram takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta
from itertools import product

import pytest

from bot.demo.botapi.html import parse_html
from bot.demo.botapi.markup import read_markup
from domain.calls.draft import Draft
from domain.calls.matching import Reason
from domain.calls.model import CALL_KINDS, Call, CallEvent, CallKind, CallText, LocalMoment
from domain.errors import DomainError, NoSuchCall, StorageBusy
from domain.language import Language
from domain.people import Ngo, Role, Visitor
from domain.ports import CallPage
from domain.submissions import Lack, Limit, Origin, State, Submission, SubmissionPage
from domain.submissions import Reason as Rejection
from domain.subscriptions import Subscription
from domain.territory import TerritoryTree
from handlers.callbacks import ListKind, ReviewAct, What
from handlers.commands import follow
from handlers.forms import Form, Problem, Step
from handlers.service import Operator, Service
from handlers.texts import Texts, Translator
from handlers.views import alert, calls, drafts, failures, forms, menu, onboarding, privacy, submissions
from handlers.views.screen import Screen, visible
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
    return Service(None, None, ZONE, tree, spheres, texts, operator, {"oblast": (word, word)})


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
    yield from (menu.language_choice(tr), menu.help_text(tr, service.operator), menu.groups_later(service.texts))
    yield from every_form_screen(tr, service, word)
    for ngo in (None, Ngo(1, word), Ngo(1, word, "123456789012")):
        visitor = Visitor(10**15, 10**15, tr.language, 1, Role.NGO if ngo else Role.LOOKING, ngo, True)
        yield privacy.privacy(visitor, watching, tr, service)
    yield privacy.privacy(Visitor(1, 1, tr.language), [], tr, service)
    yield from (privacy.erase_question(tr), privacy.erased(tr))
    yield from every_announcement_screen(tr, service, word, found[1])
    for error in (DomainError(), StorageBusy(), NoSuchCall(1)):
        yield Screen(failures.refusal(error, tr))
    yield Screen(failures.crash("a1b2c3", tr))


def every_announcement_screen(tr: Translator, service: Service, word: str, call: Call) -> Iterator[Screen]:
    units, ids = tuple(unit.id for unit in service.tree.units), tuple(sphere.id for sphere in service.spheres)
    moment = LocalMoment(START.date(), time(23, 59))
    full = Draft(
        kind=CallKind.PARTICIPATORY_BUDGET,
        event=CallEvent.EXTENDED,
        title=word[:200],
        organiser=word,
        opens=moment,
        deadline=moment,
        amount_max=10**15,
        amount_total=10**15,
        currency="KZT",
        territories=units,
        spheres=ids,
        seems=CallKind.NEWS,
        words=dict.fromkeys(("kind", "organiser", "deadline", "opens", "amount_max", "regions", "spheres"), word),
    )
    origins = (Origin(), Origin("channel", word, word), Origin("chat", word), Origin("user"))
    for draft, origin in product((Draft(), full, replace(full, confidence={"deadline": 1.0})), origins):
        for state, reason in ((State.DRAFT, None), (State.REJECTED, Rejection.OTHER), (State.PUBLISHED, None)):
            one = Submission(10**15, state, 10**15, 1, "x-maqanshy-audany", draft, word, origin, ngo_name=word)
            one = replace(one, reason=reason, note=word, decided_as="330000000", decided_at=START, call_id=10**15)
            yield drafts.preview(one, tr, service, direct=state is State.DRAFT)
            yield drafts.doubtful(one, tr)
            yield drafts.known_screen(one, alert.alert_card(call, tr, service, now=START), tr, adds=True)
            yield from (drafts.question(one, name, tr, service, 1) for name in drafts.ORDER)
            yield from (drafts.wrong_answer(one, name, tr, service) for name in drafts.ORDER)
            yield drafts.place_choice(one, service.tree.units[:8], tr, service)
            yield drafts.also_or_instead(one, "x-maqanshy-audany", tr, service)
            yield drafts.published_card(one, 2, tr, reviewed=True)
            yield from (drafts.editing_published(one, tr, service), drafts.end_question(one, tr), drafts.deleted(tr))
            yield submissions.state_card(replace(one, state=State.WAITING), tr, service, sender=True)
            yield submissions.state_card(one, tr, service, sender=False)
            yield from (submissions.sent(one, tr, anybody=anybody) for anybody in (True, False))
            yield submissions.review_card(one, 9999, tr, service)
            yield submissions.beside(submissions.no_words(tr), one.id, tr)
            yield from (submissions.reasons(one, 9999, tr), submissions.ask_reason(one, 9999, tr))
            yield Screen(submissions.moved_on(one, tr, service))
            if state is not State.DRAFT:
                notice = submissions.decision_notice(one, tr)
                assert notice is not None
                yield notice
    page = SubmissionPage((one,) * 5, 50)
    for coordinates in ((), ("KZ",)):
        yield submissions.mine(page, 3, Visitor(1, 1, tr.language, 1, coordinates=coordinates), tr)
    for what in (ReviewAct.WAITING, ReviewAct.PUBLISHED):
        yield submissions.queue(page, 3, what, tr, service, START)
        yield submissions.queue(SubmissionPage(), 0, what, tr, service, START)
    yield from (submissions.ask_text(what, tr) for what in What)
    yield from (submissions.album_without_words(tr), submissions.our_own(tr), submissions.review_notice(3, tr))
    for sentence in (*(drafts.lack(lack, tr) for lack in Lack), *(drafts.limited(limit, tr) for limit in Limit)):
        yield Screen(sentence)


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
        if screen.text == onboarding.welcome(service.texts, 10**15).text or "Топтар" in screen.text:
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
    for language in Language:
        tr = service.texts.in_language(language)
        said = [sentence(tr) for sentence in sentences]
        said += [alert.act_toast(act, tr) or "" for act in alert.CallAct]
        said += [failures.refusal(error, tr) for error in (DomainError(), StorageBusy(), NoSuchCall(1))]
        said.append(failures.crash("a1b2c3", tr))
        assert all(len(text) <= 200 for text in said)
        assert not [text for text in said if "<" in text or "&" in text]
