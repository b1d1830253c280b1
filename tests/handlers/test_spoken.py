"""Dates, times and money are written as people write them."""

from __future__ import annotations

from datetime import date, time

import pytest

from domain.calls.model import LocalMoment
from domain.language import Language
from handlers.spoken import MONTHS_ABLATIVE_KK, MONTHS_DATIVE_KK, day, money, number_dative_kk, time_dative_kk, until
from handlers.texts import Texts

KK, RU = Language.KK, Language.RU


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


MONTHS = [
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
]

# Read aloud: нөлге, бірге, екіге, үшке, төртке, беске, алтыға, жетіге, сегізге, тоғызға, онға, жиырмаға, отызға,
# қырыққа, елуге; the last word decides.
ENDINGS = {
    "ге": [0, 1, 2, 7, 8, 11, 12, 17, 18, 21, 22, 27, 28, 31, 32, 37, 38, 41, 42, 47, 48, 50, 51, 52, 57, 58],
    "ке": [3, 4, 5, 13, 14, 15, 23, 24, 25, 33, 34, 35, 43, 44, 45, 53, 54, 55],
    "ға": [6, 9, 10, 16, 19, 20, 26, 29, 30, 36, 39, 46, 49, 56, 59],
    "қа": [40],
}


def test_every_numeral_to_59_takes_the_ending_of_its_last_word() -> None:
    told = {number: ending for ending, numbers in ENDINGS.items() for number in numbers}
    assert sorted(told) == list(range(60))
    assert {number: number_dative_kk(number) for number in range(60)} == told


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(18), "18:00-ге"),
        (time(18, 30), "18:30-ға"),
        (time(9), "09:00-ға"),
        (time(10), "10:00-ға"),
        (time(23, 59), "23:59-ға"),
        (time(0), "00:00-ге"),
        (time(17, 40), "17:40-қа"),
        (time(13), "13:00-ке"),
    ],
)
def test_kazakh_times_take_the_ending_of_what_is_read_last(at: time, words: str) -> None:
    assert time_dative_kk(at) == words


@pytest.mark.parametrize(
    ("month", "words"),
    list(enumerate(MONTHS, start=1)),
)
def test_kazakh_months_take_their_own_ending(month: int, words: str) -> None:
    assert plain(until(LocalMoment(date(2026, month, 5)), KK, with_year=False)) == f"5 {words} дейін"


def test_deadlines_with_year_and_time() -> None:
    moment, whole_day = LocalMoment(date(2026, 4, 5), time(18)), LocalMoment(date(2026, 4, 5))
    assert plain(until(moment, KK, with_year=True)) == "2026 жылғы 5 сәуір сағат 18:00-ге дейін"
    assert plain(until(whole_day, KK, with_year=True)) == "2026 жылғы 5 сәуірге дейін"
    assert plain(until(moment, RU, with_year=True)) == "до 18:00 5 апреля 2026 года"
    assert plain(until(whole_day, RU, with_year=False)) == "до 5 апреля"


def test_the_year_is_left_out_only_when_it_is_the_current_one(texts) -> None:
    tr = texts.in_language(RU)
    assert plain(tr.date(date(2026, 4, 5), date(2026, 1, 1))) == "5 апреля"
    assert plain(tr.date(date(2027, 4, 5), date(2026, 1, 1))) == "5 апреля 2027 года"
    assert plain(day(date(9999, 12, 31), KK, with_year=True)) == "9999 жылғы 31 желтоқсан"


@pytest.mark.parametrize(
    ("amount", "currency", "short", "shown"),
    [
        (3_500_000, "KZT", False, "3 500 000 ₸"),
        (3_500_000, "KZT", True, "3,5 млн ₸"),
        (100_000_000, "KZT", True, "100 млн ₸"),
        (2_350_000_000, "KZT", True, "2,35 млрд ₸"),
        (3_512_345, "KZT", True, "3 512 345 ₸"),
        (999_999, "KZT", True, "999 999 ₸"),
        (25_000, "USD", False, "$25 000"),
        (9_000, "EUR", False, "€9 000"),
        (9_000, "CHF", False, "9 000 CHF"),
        (9_000, None, False, "9 000"),
        (0, "KZT", False, "0 ₸"),
    ],
)
def test_money(amount: int, currency: str | None, short: bool, shown: str) -> None:
    for language in Language:
        text = money(amount, currency, language, short=short)
        assert plain(text) == shown
        assert "KZT" not in text


@pytest.mark.parametrize(
    ("before", "after", "kazakh", "russian"),
    [
        (date(2026, 4, 5), date(2026, 4, 20), "5 сәуірден 20 сәуірге дейін", "с 5 на 20 апреля"),
        (date(2026, 3, 28), date(2026, 4, 5), "28 наурыздан 5 сәуірге дейін", "с 28 марта на 5 апреля"),
        (
            date(2026, 12, 28),
            date(2027, 1, 15),
            "2026 жылғы 28 желтоқсаннан 2027 жылғы 15 қаңтарға дейін",
            "с 28 декабря 2026 года на 15 января 2027 года",
        ),
    ],
)
def test_a_moved_day_is_said_from_and_to(texts: Texts, before: date, after: date, kazakh: str, russian: str) -> None:
    said = [texts.in_language(language).moved(before, after, date(2026, 3, 1)) for language in Language]
    assert [text.replace("\u00a0", " ") for text in said] == [kazakh, russian]


def test_every_month_has_its_ablative() -> None:
    endings = {"дан", "ден", "нан", "нен", "тан", "тен"}
    assert all(month[-3:] in endings for month in MONTHS_ABLATIVE_KK)
    assert [len(set(MONTHS_ABLATIVE_KK)), len(set(MONTHS_DATIVE_KK))] == [12, 12]


def test_several_days_name_each_month_once_and_only_another_year(texts: Texts) -> None:
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 3), date(2027, 2, 6)]
    said = [texts.in_language(language).days(days, date(2027, 1, 5)) for language in Language]
    assert [text.replace("\u00a0", " ") for text in said] == [
        "2026 жылғы 31 желтоқсан, 1, 3 қаңтар, 6 ақпан",
        "31 декабря 2026 года, 1, 3 января, 6 февраля",
    ]
