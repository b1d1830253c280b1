"""Whatever is typed, wherever something is asked for: it is read within bounds or it is nothing, and never an error."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.due_command import print_due
from bot.settings import Settings
from domain.requests import inbox
from domain.requests.working_time import WorkingTime, WrongHours
from handlers import onboarding, typed
from handlers.requests import otinish, promise_draft
from handlers.source_draft import source_name
from handlers.typed import WordProblem, more_words

PIECES = st.sampled_from((
    "1", "0", "12", "2 000", "9" * 40, "1,5", ".", ",", ":", ";", "-", "–", "/", " ", "\n", "млн", "мың", "тенге",
    "$", "№", "N",
    "нөмір", "22", "8", "23:30", "24", "25", "99:99", "9:00", "18:30", "13:00-14:30", "с ", " до ", "٣", "²", "Ⅻ",
    "A", "ЖТ-2026-00012345",
    "c", "w", "a", "g", "j", "r", "i", "жастар", "гранты", "и", "ә" * 90, "\x00", "\u202e", "\u0301", "👨‍👩‍👧",
    "/start", "<b>", "%", "_", "'",
))  # fmt: skip
TYPED = st.lists(PIECES, max_size=10).map("".join) | st.text(max_size=120)
SEVERAL = settings(deadline=None, max_examples=200)


@SEVERAL
@given(TYPED)
def test_sums_and_times_of_quiet_are_within_bounds(text: str) -> None:
    found = typed.amount(text)
    assert found is None or 0 <= found <= typed.LARGEST_AMOUNT
    quiet = typed.quiet_hours(text)
    assert quiet is None or all(one.tzinfo is None for one in quiet)
    digits = typed.twelve_digits(text)
    assert digits is None or (len(digits) == 12 and digits.isascii() and digits.isdecimal())


@SEVERAL
@given(TYPED, TYPED)
def test_words_that_are_wanted_stay_few_and_short_and_the_same_again_adds_none(first: str, second: str) -> None:
    words, _ = more_words((), first)
    words, _ = more_words(words, second)
    assert len(words) <= typed.MOST_WORDS
    assert all(0 < len(word) <= typed.WORD_LIMIT and "\n" not in word for word in words)
    again, problem = more_words(words, ",".join(words) or "жастар")
    assert again == words or not words
    assert problem is None or isinstance(problem, WordProblem)


@SEVERAL
@given(TYPED)
def test_numbers_of_requests_are_such_as_storage_takes(text: str) -> None:
    number = inbox.number_of(text)
    assert number is None or 0 <= number <= 10**15
    assert len(inbox.terms_of(text)) <= inbox.MOST_TERMS
    printed = otinish.number_of(text)
    assert printed is None or (printed == printed.upper() and "\n" not in printed)


@SEVERAL
@given(TYPED)
def test_names_and_promises_are_one_line_and_no_command(text: str) -> None:
    for found in (source_name(text), promise_draft.text_of(text), promise_draft.reason_of(text)):
        assert found is None or (found.strip() and "\n" not in found and not found.startswith("/"))


@SEVERAL
@given(st.none() | TYPED | st.from_regex(r"\A[cwagjri]-?\d{0,20}\n?\Z"))
def test_a_link_names_one_thing_at_most_and_a_number_that_storage_takes(payload: str | None) -> None:
    numbers = [
        linked(payload)
        for linked in (
            onboarding.linked_call, onboarding.linked_whence, onboarding.linked_ask, onboarding.linked_group,
            onboarding.linked_request, onboarding.linked_card,
        )
    ]  # fmt: skip
    assert all(abs(number) < 10**15 for number in numbers)
    named = [number for number in numbers if number]
    assert len(named) + (onboarding.linked_invitation(payload) is not None) <= 1


@SEVERAL
@given(TYPED)
def test_hours_are_read_back_as_they_were_written_or_told_to_be_none(text: str) -> None:
    try:
        hours = WorkingTime.parse(text)
    except WrongHours as error:
        assert str(error)
        return
    assert WorkingTime.parse(hours.text()) == hours


MOMENTS = st.lists(st.sampled_from((
    "2026-12-31", "2010-01-01", "2090-12-31", "0001-01-01", "9999-12-31", "2026-W01-1", "20261231", "T", " ",
    "18:31", "24:00", "1831",
    "+05:00", "-23:59", "+14:00", "Z", "00:00:00.000001", "60", "٣",
)), max_size=5).map("".join)  # fmt: skip


@pytest.fixture(scope="module")
def plain() -> Settings:
    return Settings(_env_file=None)


@settings(deadline=None, max_examples=25)
@given(MOMENTS | st.datetimes(timezones=st.just(UTC)).map(str) | st.text(max_size=30))
def test_any_moment_has_a_due_date_or_one_line_why_not(plain: Settings, words: str) -> None:
    said, told = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(told):
        code = print_due([words], plain, as_json=True)
    if code:
        assert code == 2 and told.getvalue().startswith("✗ ") and not said.getvalue()
    else:
        assert json.loads(said.getvalue())["due"]
