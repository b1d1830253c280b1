"""The register of procurement: its token, its pages, what it states, and what goes wrong."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.demo.sample_portals import RETRY_AFTER, TOKEN, SampleRegister
from domain.calls.model import CallEvent, CallKind, LocalMoment
from domain.clock import MovableClock
from domain.sources import SourceState
from scrapers.base import Document, Failed, NotModified, Page, Question, Reading, Refused
from scrapers.fetch import Fetcher
from scrapers.goszakup import may_carry_token, parse
from scrapers.poll import Poll, poll
from tests.scrapers.conftest import LIMITS, NOW
from tests.scrapers.portals import LOTS, many, portal, put, source

NEVER = SourceState()
ADDRESS = "https://ows.goszakup.gov.kz/v3/graphql"


@pytest.fixture
async def register(clock: MovableClock) -> AsyncIterator[SampleRegister]:
    async with portal(SampleRegister, "goszakup", clock) as site:
        yield site


@pytest.fixture
async def known(clock: MovableClock) -> AsyncIterator[Fetcher]:
    """The way out of an operator who has a token."""
    async with Fetcher(clock, allow_local=True, limits=LIMITS, chance=lambda: 0.0, tokens={"goszakup": TOKEN}) as out:
        yield out


def ids(found: Poll) -> list[str]:
    return [post.external_id for post in found.posts]


def read(answer: object) -> Reading:
    body = answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()
    return parse(Document(body, "application/json", "utf-8", ADDRESS, NOW))


def page(*items: object, **info: object) -> dict[str, Any]:
    return {"data": {"TrdBuy": list(items)}, "extensions": {"pageInfo": info}}


ITEM = {
    "id": 17163708,
    "numberAnno": "17163708-1",
    "nameKz": "Қарттарға көмек",
    "nameRu": "Помощь пожилым",
    "totalSum": 9_500_000.0,
    "publishDate": "2026-03-01 10:00:00",
    "startDate": "2026-03-02 09:00:00",
    "endDate": "2026-03-15 10:00:00",
    "repeatStartDate": None,
    "repeatEndDate": None,
    "refTradeMethodsId": 52,
    "refBuyStatusId": 220,
    "RefBuyStatus": {"nameRu": "Опубликовано (прием заявок)", "nameKz": "Жарияланды", "code": "PublishedOrderTaking"},
    "customerNameKz": "Бөлім",
    "customerNameRu": "Отдел",
    "kato": ["196030100"],
    "Lots": [{"nameRu": "Лот", "amount": 6_400_000}, {"nameRu": "Другой", "amount": 3_100_000}],
}


# What it states


def test_an_announcement_in_two_languages_becomes_two_posts_that_state_the_same() -> None:
    kazakh, russian = read(page(ITEM)).posts
    assert (kazakh.external_id, kazakh.title) == ("17163708-1:kk", "Қарттарға көмек")
    assert (russian.external_id, russian.title) == ("17163708-1:ru", "Помощь пожилым")
    assert kazakh.url == "https://goszakup.gov.kz/kz/announce/index/17163708"
    assert russian.url == "https://goszakup.gov.kz/ru/announce/index/17163708"
    assert kazakh.stated is not None and russian.stated is not None
    assert (kazakh.stated.lang, russian.stated.lang) == ("kk", "ru")
    own = {"organiser": None, "lang": None, "printed": ()}
    assert replace(kazakh.stated, **own) == replace(russian.stated, **own)
    stated = russian.stated
    assert (stated.kind, stated.event, stated.number) == (CallKind.SSO, CallEvent.OPENED, "17163708-1")
    assert stated.opens == LocalMoment(date(2026, 3, 2), time(9))
    assert stated.deadline == LocalMoment(date(2026, 3, 15), time(10))
    assert (stated.amount_max, stated.amount_total, stated.currency) == (6_400_000, 9_500_000, "KZT")
    assert (stated.regions, stated.organiser) == (("196030100",), "Отдел")
    assert dict(stated.printed)["deadline"] == "endDate: 2026-03-15 10:00:00"
    assert "Заказчик: Отдел." in russian.text and "Тапсырыс беруші: Бөлім." in kazakh.text


def test_local_times_are_those_of_the_day_they_name() -> None:
    early = ITEM | {"id": 1, "numberAnno": "1-1", "publishDate": "2024-02-01 10:00:00"}
    spring, _, before, _ = read(page(ITEM, early)).posts
    assert spring.published is not None and spring.published.hour == 5
    assert before.published is not None and before.published.hour == 4, "until 01.03.2024 the capital had UTC+6"


def test_the_second_round_sets_the_term() -> None:
    again = {"repeatStartDate": "2026-03-16 09:00:00", "repeatEndDate": "2026-03-21 18:00:00"}
    (post, _) = read(page(ITEM | again)).posts
    assert post.stated is not None
    assert post.stated.opens == LocalMoment(date(2026, 3, 16), time(9))
    assert post.stated.deadline == LocalMoment(date(2026, 3, 21), time(18))
    assert dict(post.stated.printed)["deadline"] == "repeatEndDate: 2026-03-21 18:00:00"


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ({"nameRu": "Опубликовано", "code": "Published"}, CallEvent.OPENED),
        ({"nameRu": "Формирование протокола итогов", "code": "CompleteWaiting"}, CallEvent.OPENED),
        ({"nameRu": "Завершено", "code": "Complete"}, CallEvent.RESULT),
        ({"nameRu": "Закупка состоялась", "code": None}, CallEvent.RESULT),
        ({"nameRu": "Закупка не состоялась", "code": None}, CallEvent.CANCELLED),
        ({"nameRu": "Отменено", "code": "Canceled"}, CallEvent.CANCELLED),
        ({"nameRu": "Отказ от закупки", "code": None}, CallEvent.CANCELLED),
        ({"nameRu": None, "code": None}, CallEvent.OPENED),
        (None, CallEvent.OPENED),
        ("Отменено", CallEvent.OPENED),
    ],
)
def test_states_become_events(status: object, event: CallEvent) -> None:
    (post, _) = read(page(ITEM | {"RefBuyStatus": status})).posts
    assert post.stated is not None and post.stated.event is event


def test_an_announcement_whose_lots_all_failed_is_called_off_and_a_failed_lot_is_not_the_largest() -> None:
    failed = {"RefLotsStatus": {"nameRu": "Закупка не состоялась"}}
    one = [{"nameRu": "А", "amount": 9_000_000, **failed}, {"nameRu": "Б", "amount": 500_000}]
    (post, _) = read(page(ITEM | {"Lots": one})).posts
    assert post.stated is not None
    assert (post.stated.event, post.stated.amount_max) == (CallEvent.OPENED, 500_000)
    (post, _) = read(page(ITEM | {"Lots": [{"nameRu": "А", "amount": 1, **failed}]})).posts
    assert post.stated is not None and post.stated.event is CallEvent.CANCELLED


def test_what_was_bought_in_another_way_is_left_out() -> None:
    assert read(page(ITEM | {"refTradeMethodsId": 3})).posts == ()
    assert len(read(page(ITEM | {"refTradeMethodsId": "52"}, ITEM | {"id": 2, "numberAnno": "2-1"})).posts) == 4


def test_a_name_written_once_and_pasted_twice_is_one_post() -> None:
    (post,) = read(page(ITEM | {"nameKz": ITEM["nameRu"]})).posts
    assert post.external_id == "17163708-1:ru"


# Wrong values


@pytest.mark.parametrize(
    "changes",
    [
        dict.fromkeys(set(ITEM) - {"id", "numberAnno", "nameRu"}),
        {name: {"x": [1]} for name in set(ITEM) - {"id", "numberAnno", "nameRu"}},
        {name: [None, {}] for name in set(ITEM) - {"id", "numberAnno", "nameRu"}},
        dict.fromkeys(set(ITEM) - {"id", "numberAnno", "nameRu"}, True),
        dict.fromkeys(set(ITEM) - {"id", "numberAnno", "nameRu", "nameKz"}, -1.5),
        dict.fromkeys(set(ITEM) - {"id", "numberAnno", "nameRu", "nameKz"}, "2026-99-99 99:99:99"),
    ],
    ids=["null", "objects", "lists", "booleans", "numbers", "texts"],
)
def test_fields_of_another_type_are_left_out_and_the_rest_is_read(changes: dict[str, object]) -> None:
    spoilt = ITEM | {"id": 5, "numberAnno": "5-1"} | changes
    posts = {post.external_id: post for post in read(page(spoilt, ITEM)).posts}
    assert posts["17163708-1:ru"].stated is not None
    if "5-1:ru" in posts:  # unless it says that it was bought in another way
        stated = posts["5-1:ru"].stated
        assert stated is not None
        assert (stated.deadline, stated.amount_max, stated.amount_total, stated.regions) == (None, None, None, ())


@pytest.mark.parametrize("amount", [10**18, "1e18", float("inf"), float("nan"), "9" * 5000, -5, 0, "0.00", "много"])
def test_an_absurd_sum_is_no_sum(amount: object) -> None:
    (post, _) = read(page(ITEM | {"totalSum": amount, "Lots": [{"nameRu": "Лот", "amount": amount}]})).posts
    assert post.stated is not None
    assert (post.stated.amount_max, post.stated.amount_total, post.stated.currency) == (None, None, None)


def test_items_without_a_number_or_a_name_are_left_out() -> None:
    nameless = ITEM | {"nameRu": None, "nameKz": " "}
    numberless = ITEM | {"id": None, "numberAnno": None}
    assert [post.title for post in read(page(nameless, numberless, None, 7, "x", [ITEM], ITEM)).posts] == [
        "Қарттарға көмек",
        "Помощь пожилым",
    ]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b'{"data": {"TrdBuy": [{"id": 1, "nameRu": "', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"", "not_json"),
        (b"<!DOCTYPE html><title>Just a moment...</title>", "browser_check"),
        ({"data": None}, "not_a_list"),
        ([], "not_a_list"),
        ({"data": {"TrdBuy": {}}}, "not_a_list"),
        ({"errors": [{"message": "Internal server error"}], "data": {"TrdBuy": None}}, "api_error"),
        ({"errors": [{"message": "Unauthenticated."}]}, "token_refused"),
    ],
    ids=["cut", "deep", "empty", "html", "null", "list", "object", "error", "unauthenticated"],
)
def test_answers_that_are_no_list_are_named(answer: object, problem: str) -> None:
    assert read(answer).problem == problem


def test_an_error_beside_good_announcements_costs_none_of_them() -> None:
    assert len(read(page(ITEM) | {"errors": [{"message": "field"}]}).posts) == 2


def test_a_body_in_windows_1251_that_says_it_is_utf_8_is_read() -> None:
    body = json.dumps(page(ITEM | {"nameKz": None}), ensure_ascii=False).encode("kz1048")
    (post,) = read(body).posts
    assert post.title == "Помощь пожилым"


def test_letters_lost_to_question_marks_leave_what_is_stated() -> None:
    (post, _) = read(page(ITEM | {"nameKz": "?арттар?а к?мек"})).posts
    assert post.title == "?арттар?а к?мек"
    assert post.stated is not None and post.stated.deadline is not None and post.stated.regions == ("196030100",)


def test_two_hundred_kilobytes_of_description_are_cut() -> None:
    (post, _) = read(
        page(ITEM | {"Lots": [{"nameRu": "Лот", "descriptionRu": "слово " * 35_000, "amount": 5}] * 90})
    ).posts
    assert len(post.text) <= 40_000


# Polls


async def test_the_register_is_asked_with_the_token_and_gives_the_announcements(
    register: SampleRegister, known: Fetcher
) -> None:
    put(register, NOW - timedelta(days=1), "Қарттарға көмек", title_ru="Помощь", lots=LOTS, kato=["632810000"])
    put(register, NOW, "Компьютерлер", title_ru="Компьютеры", method=3)
    found = await poll(source(register), NEVER, known)
    assert isinstance(found.outcome, Page) and found.error is None
    assert ids(found) == ["16500001-1:kk", "16500001-1:ru"]
    (again,) = {(await poll(source(register), found.state, known)).outcome}
    assert again == NotModified(), "the same answer is not read twice"


async def test_without_a_token_nobody_is_asked(register: SampleRegister, fetcher: Fetcher) -> None:
    found = await poll(source(register), NEVER, fetcher)
    assert isinstance(found.outcome, Refused) and found.error == "needs_token"
    assert register.visits == []
    assert found.state.next_poll_at == NOW + timedelta(hours=1), "so that a token set later works soon"


async def test_a_refused_token_is_told_and_not_tried_again_for_a_day(
    register: SampleRegister, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "a-token-that-nobody-may-see"
    async with Fetcher(clock, allow_local=True, limits=LIMITS, tokens={"goszakup": secret}) as known:
        found = await poll(source(register), NEVER, known)
    assert found.error == "token_refused" and found.state.next_poll_at is not None
    assert found.state.next_poll_at >= NOW + timedelta(hours=21)
    assert secret not in found.state.to_json() + caplog.text + repr(Question(b"", secret))


async def test_a_busy_register_is_left_alone_for_as_long_as_it_asks(register: SampleRegister, known: Fetcher) -> None:
    register.trouble = "busy"
    found = await poll(source(register), NEVER, known)
    assert found.error == "http_status"
    assert found.outcome == Failed("http_status", "429", NOW + timedelta(seconds=RETRY_AFTER))


@pytest.mark.parametrize(
    ("trouble", "error"), [("html", "browser_check"), ("errors", "api_error"), ("cut", "not_json")]
)
async def test_what_is_no_answer_is_told(register: SampleRegister, known: Fetcher, trouble: str, error: str) -> None:
    put(register, NOW, title_ru="Объявление")
    register.trouble = trouble
    assert (await poll(source(register), NEVER, known)).error == error


async def test_pages_are_read_to_the_end_over_several_polls(register: SampleRegister, known: Fetcher) -> None:
    many(register, 11, NOW)
    options = {"size": 2, "pages": 3}
    state, seen = NEVER, []
    for _ in range(3):
        found = await poll(source(register, options), state, known)
        assert found.error is None
        seen.append({name for name in ids(found) if name.endswith("kk")})
        state = found.state
    assert [len(names) for names in seen] == [6, 6, 3], "the newest page each time, and two further ones"
    assert len(set().union(*seen)) == 11
    assert "after" not in state.marks, "the end is reached: the next poll begins anew"


async def test_a_change_on_a_later_page_is_seen(register: SampleRegister, known: Fetcher) -> None:
    many(register, 5, NOW)
    options = {"size": 2}
    first = await poll(source(register, options), NEVER, known)
    register.posts[4] = replace(
        register.posts[4], draft=replace(register.posts[4].draft, facts={"title_ru": "Объявление 0", "state": 410})
    )
    second = await poll(source(register, options), first.state, known)
    events = {post.external_id: post.stated.event for post in second.posts if post.stated is not None}
    assert events["16500001-1:ru"] is CallEvent.CANCELLED


async def test_pages_that_repeat_end_the_asking_and_are_told(register: SampleRegister, known: Fetcher) -> None:
    many(register, 9, NOW)
    register.trouble = "repeat"
    found = await poll(source(register, {"size": 3}), NEVER, known)
    assert found.error == "bad_paging" and len(ids(found)) == 6, "what was read stays"
    assert len(register.visits) == 2


async def test_a_page_that_names_a_later_end_than_its_own_loses_nothing(
    register: SampleRegister, known: Fetcher
) -> None:
    many(register, 9, NOW)
    register.trouble = "skip"
    found = await poll(source(register, {"size": 3}), NEVER, known)
    assert found.error is None and len({name for name in ids(found) if name.endswith("kk")}) == 9


async def test_what_is_older_than_was_asked_for_is_not_given(register: SampleRegister, known: Fetcher) -> None:
    put(register, NOW - timedelta(days=61), title_ru="Старое")
    put(register, NOW - timedelta(days=59), title_ru="Недавнее")
    assert ids(await poll(source(register), NEVER, known)) == ["16500002-1:kk", "16500002-1:ru"]


@pytest.mark.parametrize(
    ("url", "may"),
    [
        (ADDRESS, True),
        ("http://127.0.0.1:8080/v3/graphql", True),
        ("http://ows.goszakup.gov.kz/v3/graphql", False),
        ("https://ows.goszakup.gov.kz.example.kz/v3/graphql", False),
        ("https://example.kz/v3/graphql", False),
    ],
)
def test_the_token_travels_to_the_register_alone(url: str, may: bool) -> None:
    assert may_carry_token(url) is may


async def test_a_source_at_another_address_gets_no_token(register: SampleRegister, known: Fetcher) -> None:
    found = await poll(source(register, url="http://example.kz/v3/graphql"), NEVER, known)
    assert found.error == "bad_url"
