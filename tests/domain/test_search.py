"""What a query is read as: spellings, keyboards, mistakes, and what must not be taken for the same word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from domain.calls.missed import Cause, Unseen, cause
from domain.language import Language
from domain.outbox import OutboxKind
from domain.search import LONGEST_QUERY, MOST_TERMS, mistyped, parse
from domain.spelling import distance, edits_allowed, key, mistakes, other_layout, sound
from domain.subscriptions import Subscription
from tests.person import sample_call

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "spellings",
    [
        ("қазақ", "казак", "qazaq", "kazak"),
        ("жастар", "jastar", "zhastar"),
        ("ұйым", "уйым", "uıym", "uiym"),
        ("экология", "ekologia", "ekologiya", "ekologııa"),
        ("волонтёр", "волонтер", "volonter"),
        ("шара", "şara", "shara", "s'ara"),
    ],
)
def test_spellings_of_one_word_meet(spellings: tuple[str, ...]) -> None:
    assert len({key(word) for word in spellings}) == 1, {word: sound(word) for word in spellings}


@pytest.mark.parametrize(
    "forms",
    [
        ("грант", "гранты", "грантов", "гранттар", "гранттарға"),
        ("жоба", "жобалар", "жобаларға", "жобасы"),
        ("молодёжь", "молодежи", "молодёжью"),
    ],
)
def test_forms_of_one_word_meet(forms: tuple[str, ...]) -> None:
    assert len({key(word) for word in forms}) == 1, {word: key(word) for word in forms}


@pytest.mark.parametrize(
    ("one", "other"), [("су", "суд"), ("мал", "мәлім"), ("спорт", "экспорт"), ("театр", "тетрадь"), ("дети", "деньги")]
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert key(one) != key(other)
    assert mistakes(sound(one), sound(other), edits_allowed(len(one))) > edits_allowed(len(one))


@pytest.mark.parametrize(("letters", "allowed"), [(1, 0), (4, 0), (5, 1), (8, 1), (9, 2), (40, 2)])
def test_longer_words_forgive_more(letters: int, allowed: int) -> None:
    assert edits_allowed(letters) == allowed


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [("грант", "грант", 0), ("гарнт", "грант", 1), ("грнт", "грант", 1), ("гранд", "грант", 1), ("гнарт", "грант", 2)],
)
def test_mistakes_are_counted(one: str, other: str, away: int) -> None:
    assert distance(one, other, 2) == away == distance(other, one, 2)


def test_the_other_keyboard_is_read() -> None:
    assert other_layout("uhfyn") == "грант"
    assert other_layout("пкфте") == "grant"
    assert other_layout("grant грант") is None
    query = mistyped("vjkjlt;m")
    assert query is not None and query.text == "молодежь"


def test_a_place_is_looked_for_without_its_sort_but_the_sort_alone_is_kept() -> None:
    assert [term.typed for term in parse("Сарқан ауданы").terms] == ["сарқан"]
    assert [term.typed for term in parse("аудан").terms] == ["аудан"]


@pytest.mark.parametrize("text", ["", " ", "🌱", "ю", "және для в", "\x00", "\u202e\u200f", "!?%_*()", "'", "\ud800"])
def test_what_has_no_words_is_no_query(text: str) -> None:
    assert parse(text).terms == ()


@pytest.mark.parametrize("text", ["а" * 5000, "грант " * 999, "\u202eгрант\u202c", "гр\x00ант", "' OR 1=1 --"])
def test_any_text_is_read_within_bounds(text: str) -> None:
    query = parse(text)
    assert len(query.terms) <= MOST_TERMS
    assert len(query.text) <= LONGEST_QUERY


def test_why_a_call_was_missed_is_told_only_when_it_is_known() -> None:
    call = sample_call(1, NOW)
    mine = Subscription(1, 7, 7, Language.KK, ("KZ",))
    paused = Subscription(1, 7, 7, Language.KK, ("KZ",), paused=True)
    before, after = NOW - timedelta(days=1), NOW + timedelta(days=1)
    assert cause(Unseen(call), [(mine, before)]) is None
    assert cause(Unseen(call), [(mine, after)]) is Cause.SUBSCRIBED_LATER
    assert cause(Unseen(call, OutboxKind.ALERT, "blocked"), [(mine, before)]) is Cause.UNREACHABLE
    assert cause(Unseen(call, OutboxKind.DIGEST, "closed"), [(mine, before)]) is Cause.WAITED
    assert cause(Unseen(call), [(paused, before)]) is Cause.PAUSED
    short = sample_call(1, NOW, days=0)
    assert cause(Unseen(short), [(mine, before)]) is Cause.SHORT_NOTICE


@settings(deadline=None)
@given(st.text(max_size=600))
def test_whatever_is_looked_for_is_read_within_bounds_and_mistakes_too(text: str) -> None:
    for query in (parse(text), mistyped(text)):
        assert query is None or (len(query.terms) <= MOST_TERMS and len(query.text) <= LONGEST_QUERY)
