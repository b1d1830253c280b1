"""The words and separators that are copied from CLDR are CLDR's."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.dates import get_day_names, get_month_names
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from domain.language import Language
from handlers.spoken import MONTHS, WEEKDAYS, number


@pytest.mark.parametrize("language", list(Language))
def test_months_and_weekdays_are_those_of_cldr(language: Language) -> None:
    assert list(MONTHS[language]) == [
        get_month_names("wide", "format", language.value)[month] for month in range(1, 13)
    ]
    assert list(WEEKDAYS[language]) == [get_day_names("wide", "format", language.value)[day] for day in range(7)]


NUMBERS = st.integers(-(10**15), 10**15) | st.decimals(
    min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=None
).filter(lambda value: value == 0 or abs(value.as_tuple().exponent) <= 12)


@given(value=NUMBERS, language=st.sampled_from(list(Language)))
def test_numbers_are_written_as_cldr_says(value: int | Decimal, language: Language) -> None:
    assert number(value, language) == format_decimal(value, locale=language.value)
