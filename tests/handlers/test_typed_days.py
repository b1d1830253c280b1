"""Days of an absence as people type them."""

from __future__ import annotations

from datetime import date

import pytest

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
