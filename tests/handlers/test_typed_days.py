"""Days of an absence as people type them."""

from __future__ import annotations

from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from handlers.stats_asking import packed, typed_period
from handlers.typed_days import period, this_week

TODAY = date(2026, 11, 25)  # a Wednesday
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 10)


@pytest.mark.parametrize(
    "typed",
    [
        "1.12-10.12",
        "01.12 – 10.12",
        "1.12.2026-10.12.2026",
        "1.12 - 10.12.2026",
        "с 1 по 10 декабря",
        "1-10 декабря",
        "1 – 10 желтоқсан",
        "1 желтоқсан – 10 желтоқсан",
        "1 желтоқсаннан 10 желтоқсанға дейін",
        "с 1 декабря по 10 декабря 2026 года",
        "2026 жылғы 1 желтоқсан – 2026 жылғы 10 желтоқсан",
    ],
)
def test_a_period_is_read(typed: str) -> None:
    assert period(typed, TODAY) == (FIRST, LAST)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("5.12", date(2026, 12, 5), date(2026, 12, 5)),
        ("5 желтоқсан", date(2026, 12, 5), date(2026, 12, 5)),
        ("до 10 декабря", TODAY, LAST),
        ("10 желтоқсанға дейін", TODAY, LAST),
        ("28.12-10.01", date(2026, 12, 28), date(2027, 1, 10)),
        ("Сегодня", TODAY, TODAY),
        ("бүгін", TODAY, TODAY),
        ("Ертең", date(2026, 11, 26), date(2026, 11, 26)),
        ("завтра", date(2026, 11, 26), date(2026, 11, 26)),
        ("эта неделя", TODAY, date(2026, 11, 29)),
        ("Осы апта", TODAY, date(2026, 11, 29)),
        ("10.12-1.12", LAST, FIRST),
    ],
)
def test_a_day_a_word_and_days_in_the_wrong_order_are_read_as_typed(typed: str, first: date, last: date) -> None:
    assert period(typed, TODAY) == (first, last)


@pytest.mark.parametrize(
    "typed", ["", "жоқ", "31.02-10.03", "32 - 10 декабря", "1.12 9:00", "/duty", "1.12-10.12-20.12", "9" * 200, "1-2-3"]
)
def test_what_names_no_days_is_no_period(typed: str) -> None:
    assert period(typed, TODAY) is None


def test_the_week_ends_on_its_sunday() -> None:
    assert this_week(date(2026, 11, 29)) == (date(2026, 11, 29), date(2026, 11, 29))
    assert this_week(date(2026, 11, 30)) == (date(2026, 11, 30), date(2026, 12, 6))


PIECES = st.sampled_from((
    "1", "31", "29", "0", "00", "10", "12", ".", "/", "-", "–", " ", " по ", " до ", "с ", "дейін", "желтоқсан",
    "ақпан", "февраля",
    "декабря", "2024", "2026", "0001", "9999", "99", "бүгін", "завтра", "эта неделя", "жылғы", "года", "9" * 30,
    "٣", "29.02", "31.12.9999",
))  # fmt: skip
TYPED = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=60)
DAYS = st.dates(date(2020, 1, 1), date(2100, 12, 31)) | st.just(date(2028, 2, 29))


@settings(deadline=None, max_examples=300)
@given(TYPED, DAYS)
def test_whatever_is_typed_is_days_or_none(text: str, today: date) -> None:
    found = period(text, today)
    assert found is None or all(isinstance(day, date) for day in found)


@pytest.mark.parametrize("words", ["эта неделя", "осы аптада"])
def test_this_week_of_figures_began_on_its_monday(words: str) -> None:
    found, why = typed_period(words, TODAY)
    assert found is not None and why is None
    assert (found.first, found.last) == (date(2026, 11, 23), date(2026, 11, 29))


@settings(deadline=None, max_examples=300)
@given(TYPED, DAYS)
def test_whatever_is_typed_as_a_period_of_figures_has_begun_or_it_is_said_why(text: str, today: date) -> None:
    found, why = typed_period(text, today)
    assert why is not None or (found is not None and found.first <= min(found.last, today))
    if why is None and found is not None:
        assert len(packed(found)) == 6
