"""Dates, times and sums of money as people write them in Kazakhstan.

Kazakh endings follow the sound of the last word read aloud: «5 сәуірге», «1 желтоқсанға», «18:00-ге», «18:30-ға».
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from itertools import groupby

from domain.calls.model import LocalMoment
from domain.language import Language

NBSP = "\u00a0"

# From CLDR (months and days, format, wide). Copied, and compared with it by a test: Babel costs 6 MB and a quarter of a
# second to tell us 38 words.
MONTHS = {
    Language.KK: (
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
        "желтоқсан",
    ),
    Language.RU: (
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
        "декабря",
    ),
}  # fmt: skip
WEEKDAYS = {
    Language.KK: ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
    Language.RU: ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
}
_THOUSANDTH = Decimal("0.001")

# "To" a month. The ending follows the last vowel and the last consonant; twelve words are surer than a rule.
MONTHS_ALONE_RU = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
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

# The same few deadlines and sums are on every screen.
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
    words = f"{numbers}{NBSP}{MONTHS[language][month.month - 1]}"
    if not with_year:
        return words
    return f"{month.year}{NBSP}жылғы {words}" if language is Language.KK else f"{words} {month.year}{NBSP}года"


def month(on: date, language: Language) -> str:
    """Return `апрель 2026 года` / `2026 жылғы сәуір`: the month of the day, as it is called alone."""
    if language is Language.KK:
        return f"{on.year}{NBSP}жылғы {MONTHS[language][on.month - 1]}"
    return f"{MONTHS_ALONE_RU[on.month - 1]} {on.year}{NBSP}года"


def weekday(on: date, language: Language) -> str:
    """Return `понедельник` / `дүйсенбі`."""
    return WEEKDAYS[language][on.weekday()]


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
    month = MONTHS[language][moment.day.month - 1]
    return f"{words.removesuffix(month)}{MONTHS_DATIVE_KK[moment.day.month - 1]} дейін"


@lru_cache(maxsize=_REMEMBERED)
def moved(before: date, after: date, language: Language, *, with_year: bool) -> str:
    """Return `с 5 на 20 апреля`, `с 28 марта на 5 апреля` / `5 сәуірден 20 сәуірге дейін`."""
    if language is Language.KK:
        words = day(before, language, with_year=with_year)
        month = MONTHS[language][before.month - 1]
        start = f"{words.removesuffix(month)}{MONTHS_ABLATIVE_KK[before.month - 1]}"
        return f"{start} {until(LocalMoment(after), language, with_year=with_year)}"
    one_month = (before.year, before.month) == (after.year, after.month)
    start = str(before.day) if one_month else day(before, language, with_year=with_year)
    return f"с{NBSP}{start} на{NBSP}{day(after, language, with_year=with_year)}"


@lru_cache(maxsize=_REMEMBERED)
def number(value: int | Decimal, language: Language) -> str:
    """Return the number with the language's separators: `3 500 000`, `3,5`."""
    # CLDR's pattern of both languages: #,##0.### with a no-break space and a comma.
    if isinstance(value, int):
        return f"{value:,}".replace(",", NBSP)
    shown = f"{value.quantize(_THOUSANDTH, ROUND_HALF_EVEN):,f}".rstrip("0").rstrip(".")
    return shown.replace(",", NBSP).replace(".", ",")


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
