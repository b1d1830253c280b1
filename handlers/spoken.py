"""Dates, times and sums of money as people write them in Kazakhstan.

Kazakh endings follow the sound of the last word read aloud: «5 сәуірге», «1 желтоқсанға», «18:00-ге», «18:30-ға».
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from babel.dates import get_day_names, get_month_names
from babel.numbers import format_decimal

from domain.calls.model import LocalMoment
from domain.language import Language

NBSP = "\u00a0"

# "To" a month. The ending follows the last vowel and the last consonant; twelve words are surer than a rule.
MONTHS_DATIVE_KK = (
    "қаңтарға",
    "ақпанға",
    "наурызға",
    "сәуірге",
    "мамырға",
    "маусымға",
    "шілдеге",
    "тамызға",
    "қыркүйекке",
    "қазанға",
    "қарашаға",
    "желтоқсанға",
)

# "From" a month.
MONTHS_ABLATIVE_KK = (
    "қаңтардан",
    "ақпаннан",
    "наурыздан",
    "сәуірден",
    "мамырдан",
    "маусымнан",
    "шілдеден",
    "тамыздан",
    "қыркүйектен",
    "қазаннан",
    "қарашадан",
    "желтоқсаннан",
)

# "To" a numeral, by its last word: бірге, екіге, үшке, төртке, беске, алтыға, жетіге, сегізге, тоғызға, нөлге …
_UNITS_DATIVE_KK = ("ге", "ге", "ге", "ке", "ке", "ке", "ға", "ге", "ге", "ға")
# … онға, жиырмаға, отызға, қырыққа, елуге.
_TENS_DATIVE_KK = {1: "ға", 2: "ға", 3: "ға", 4: "қа", 5: "ге"}

# The sign stands before the sum, as people write these three; every other currency follows it.
_SIGN_BEFORE = {"USD": "$", "EUR": "€", "GBP": "£"}
_SIGN_AFTER = {"KZT": "₸", "RUB": "₽"}

_SHORT_FROM = 1_000_000

# The same few deadlines and sums are on every screen, and Babel takes 50 µs for each number.
_REMEMBERED = 2048
_STEPS = ((1_000_000_000, "млрд"), (1_000_000, "млн"))


def number_dative_kk(number: int) -> str:
    """Return the ending that a numeral from 0 to 59 takes in «…-ге дейін»."""
    tens, units = divmod(number, 10)
    if units or not tens:
        return _UNITS_DATIVE_KK[units]
    return _TENS_DATIVE_KK[tens]


def time_dative_kk(at: time) -> str:
    """Return `18:00-ге`, `18:30-ға`: full hours are read by the hour, others by the minutes."""
    return f"{at:%H:%M}-{number_dative_kk(at.minute or at.hour)}"


@lru_cache(maxsize=2)
def _months(language: Language) -> dict[int, str]:
    return {number: str(name) for number, name in get_month_names("wide", "format", language.value).items()}


def day(on: date, language: Language, *, with_year: bool) -> str:
    """Return `5 апреля 2026 года` / `2026 жылғы 5 сәуір`, or the same without the year."""
    return _of_month(str(on.day), on, language, with_year=with_year)


def days(on: Sequence[date], language: Language, *, year: int) -> str:
    """Return `7, 8, 14 марта` / `7, 8, 14 наурыз`: each month once in a row, its year only when it is not `year`."""
    months = [(month, list(found)) for month, found in groupby(on, key=lambda one: one.replace(day=1))]
    return ", ".join(
        _of_month(", ".join(str(one.day) for one in found), month, language, with_year=month.year != year)
        for month, found in months
    )


def _of_month(numbers: str, month: date, language: Language, *, with_year: bool) -> str:
    words = f"{numbers}{NBSP}{_months(language)[month.month]}"
    if not with_year:
        return words
    return f"{month.year}{NBSP}жылғы {words}" if language is Language.KK else f"{words} {month.year}{NBSP}года"


@lru_cache(maxsize=2)
def _months_alone(language: Language) -> dict[int, str]:
    return {number: str(name) for number, name in get_month_names("wide", "stand-alone", language.value).items()}


def month(on: date, language: Language) -> str:
    """Return `апрель 2026 года` / `2026 жылғы сәуір`: the month of the day, as it is called alone."""
    name = _months_alone(language)[on.month].lower()
    return f"{on.year}{NBSP}жылғы {name}" if language is Language.KK else f"{name} {on.year}{NBSP}года"


@lru_cache(maxsize=2)
def _weekdays(language: Language) -> dict[int, str]:
    return {number: str(name) for number, name in get_day_names("wide", "format", language.value).items()}


def weekday(on: date, language: Language) -> str:
    """Return `понедельник` / `дүйсенбі`."""
    return _weekdays(language)[on.weekday()]


@lru_cache(maxsize=_REMEMBERED)
def until(moment: LocalMoment, language: Language, *, with_year: bool) -> str:
    """Return `до 18:00 5 апреля 2026 года` / `2026 жылғы 5 сәуір сағат 18:00-ге дейін`.

    Without a time of day Kazakh declines the month: `2026 жылғы 5 сәуірге дейін`.
    """
    words = day(moment.day, language, with_year=with_year)
    if language is Language.RU:
        return f"до{NBSP}{words}" if moment.at is None else f"до{NBSP}{moment.at:%H:%M} {words}"
    if moment.at is not None:
        return f"{words} сағат{NBSP}{time_dative_kk(moment.at)} дейін"
    month = _months(language)[moment.day.month]
    return f"{words.removesuffix(month)}{MONTHS_DATIVE_KK[moment.day.month - 1]} дейін"


@lru_cache(maxsize=_REMEMBERED)
def moved(before: date, after: date, language: Language, *, with_year: bool) -> str:
    """Return `с 5 на 20 апреля`, `с 28 марта на 5 апреля` / `5 сәуірден 20 сәуірге дейін`."""
    if language is Language.KK:
        words = day(before, language, with_year=with_year)
        month = _months(language)[before.month]
        start = f"{words.removesuffix(month)}{MONTHS_ABLATIVE_KK[before.month - 1]}"
        return f"{start} {until(LocalMoment(after), language, with_year=with_year)}"
    one_month = (before.year, before.month) == (after.year, after.month)
    start = str(before.day) if one_month else day(before, language, with_year=with_year)
    return f"с{NBSP}{start} на{NBSP}{day(after, language, with_year=with_year)}"


@lru_cache(maxsize=_REMEMBERED)
def number(value: int | Decimal, language: Language) -> str:
    """Return the number with the language's separators: `3 500 000`, `3,5`."""
    return format_decimal(value, locale=language.value)


@lru_cache(maxsize=_REMEMBERED)
def money(amount: int, currency: str | None, language: Language, *, short: bool = False) -> str:
    """Return `3 500 000 ₸`, `$25 000`, `9 000 CHF`; when `short`, millions as `3,5 млн ₸` if nothing is rounded away.

    Args:
        amount: whole units of the currency.
        currency: ISO 4217; None means that the text named none, then only the number is shown.
        language: whose separators to use.
        short: prefer words for millions and milliards.
    """
    shown = number(amount, language)
    if short and amount >= _SHORT_FROM:
        step, word = next(item for item in _STEPS if amount >= item[0])
        if amount % (step // 100) == 0:
            shown = f"{number(Decimal(amount) / step, language)}{NBSP}{word}"
    if currency is None:
        return shown
    if currency in _SIGN_BEFORE:
        return f"{_SIGN_BEFORE[currency]}{shown}"
    return f"{shown}{NBSP}{_SIGN_AFTER.get(currency, currency)}"
