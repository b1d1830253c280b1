"""Whatever is fed to the reader, it answers, soon, and says nothing that the text does not."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.calendar import WorkingCalendar
from domain.calls.model import Candidate, Post
from domain.calls.reading import Gazetteer, read
from domain.calls.reading.text import LONGEST_READ, fold, prepare
from domain.calls.same import likeness, same_call
from tests.reading.conftest import Reads

PIECES = st.sampled_from(
    [
        "Заявки принимаются до ",
        "өтінімдер ",
        "дейін қабылданады ",
        "Deadline: ",
        "31 февраля 2026 ",
        "30.02.2026 ",
        "0000-00-00 ",
        "5 мая ",
        "2026 жылғы ",
        "99.99.9999 ",
        "5 сәуірге ",
        "24:00 ",
        "18:60 ",
        "1 000 000 ",
        "млн ",
        "теңге ",
        "$",
        "€5 ",
        "бір жарым ",
        "Алматы ",
        "облысы ",
        "А?СУАТ ",
        "«",
        "»",
        "лот № 4 ",
        "в течение 10 рабочих дней ",
        "\n",
        "•",
        ", ",
        ". ",
        "(",
        ")",
        "—",
        "9999 ",
        "год ",
        "500 МРП ",
        "бес жүз еселенген АЕК ",
        "те?ге ",
        "?а?тар ",
        "жылды? ",
        "20 числа ",
        "через 10 дней ",
        "в течение двух месяцев ",
        "перенесён с 10 на 24 марта ",
        "ауыстырылды ",
        "Участвовать могут НПО ",
        "кроме партий ",
        "ҮЕҰ қатыса алады ",
        "от 14 до 35 лет ",
        "№ | Сумма, тыс. тенге\n",
        " | 4 115,7",
        "Лот № 2 – ",
        "Пример бюджета\n",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(PIECES, max_size=30).map("".join),
    st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=25).map("".join),
)
MOMENTS = st.one_of(st.none(), st.datetimes(datetime(2, 1, 2), datetime(9997, 1, 1), timezones=st.just(UTC)))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS, text=TEXTS, published=MOMENTS, today=st.dates(date(2, 1, 2), date(9997, 1, 1)))
def test_any_text_on_any_day_gets_an_answer(
    gazetteer: Gazetteer, title: str, text: str, published: datetime | None, today: date
) -> None:
    post = Post("1", "", title, text, published)
    got = read(post, places=gazetteer, calendar=WorkingCalendar(), today=today)
    assert_sound(got)
    like = likeness(post, got)
    assert same_call(like, like).score == same_call(like, like).score


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_evidence_stands_in_the_text(gazetteer: Gazetteer, text: str) -> None:
    got = read(Post("1", "", "", text, None), places=gazetteer, calendar=WorkingCalendar(), today=date(2026, 3, 1))
    printed = " ".join(prepare("", text).plain.split())
    for name, words in got.evidence.items():
        if name != "organiser":
            assert words in printed, name


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def assert_sound(got: Candidate) -> None:
    """What is promised of any candidate."""
    assert all(0 <= value <= 1 for value in got.confidence.values())
    if got.deadlines:
        assert got.deadline == got.deadlines[-1]
        assert list(got.deadlines) == sorted(got.deadlines, key=lambda moment: moment.day)
    if got.opens and got.deadline:
        assert got.opens.day <= got.deadline.day
    if got.amount_max is not None or got.amount_total is not None:
        assert got.currency is not None
    assert got.award_mci is None or 0 < got.award_mci <= 10**13
    youngest, oldest = got.ages
    assert youngest is None or oldest is None or youngest < oldest
    assert len(set(got.applicants)) == len(got.applicants)
    for amount in (got.amount_max, got.amount_total):
        assert amount is None or 0 < amount <= 10**13
    if got.amount_max is not None and got.amount_total is not None:
        assert got.amount_max <= got.amount_total


LARGE = {
    "a million digits": "1" * 1_000_000,
    "a million letters": "қ" * 1_000_000,
    "spaces": " " * 200_000,
    "lines": "\n" * 200_000,
    "dates": "5 мая 2026, " * 5_000,
    "sums": "1 000 000 теңге " * 5_000,
    "number words": "бір миллион " * 5_000,
    "places": "Алматы, " * 8_000,
    "question marks": "А?СУ" * 10_000,
    "quotes": "«" * 50_000,
    "shortened words": "г. " * 20_000,
    "beginnings of rules": "приём заявок в рамках объявил о " * 3_000,
    "voices": "- а " * 10_000,
    "laws": 'закон о "а ' * 4_000,
    "past verbs": "сделали, берді. " * 3_000,
    "other posts": "Читайте также: а\n" * 3_000,
    "a site's menu": "вакансии карта сайта " * 2_000,
    "tags": "#грант " * 6_000,
    "Kazakh Latin": "2025 jylǧy 10 qazanǧa deiın " * 3_000,
    "indices": "от 500 до 3000 МРП, " * 5_000,
    "applicants": "участвовать могут НПО и жители, кроме школ, " * 2_000,
    "who asks whom": "ҮЕҰ-лардан өтінім қабылданады " * 3_000,
    "ages": "граждане от 14 до 35 лет могут подать " * 2_000,
    "lost letters": "?а?тар жылды? те?ге " * 4_000,
    "lost letters in one word": "қабылда" + "?" * 50_000,
    "cells": "Сумма, тыс. тенге |\n" + "| 4 115,7 " * 8_000,
    "lots": "«Лот» – 5 млн тенге, " * 4_000,
    "terms in days": "в течение двадцати пяти рабочих дней " * 2_000,
    "days of the month": "с 1 по 15 числа " * 4_000,
    "moved days": "с 10 на 24 марта перенесён, " * 3_000,
    "sample budgets": "Пример бюджета\n" * 4_000,
    "brackets": "(" * 20_000 + "тыс" * 5_000,
    "years gone by": "в 2019 году выдали 5 млн тенге " * 3_000,
}


@pytest.mark.parametrize(
    ("name", "where"), [*((name, "text") for name in LARGE), ("a million digits", "title"), ("dates", "title")]
)
def test_an_enormous_post_is_read_in_bounded_time(read_text: Reads, name: str, where: str) -> None:
    began = time.process_time()
    got = read_text(**({"text": LARGE[name]} if where == "text" else {"text": "", "title": LARGE[name]}))
    assert time.process_time() - began < 3
    assert_sound(got)


def test_a_title_of_ten_thousand_characters_hides_nothing_after_it(read_text: Reads) -> None:
    got = read_text("Заявки на гранты для НПО принимаются до 5 апреля 2026 года.", title="Грант " * 1_700)
    assert got.deadline is not None
    assert got.deadline.isoformat() == "2026-04-05"


def test_what_stands_past_the_limit_is_not_read() -> None:
    page = prepare("", "а " * LONGEST_READ + "до 5 мая")
    assert page.cut
    assert len(page.plain) <= LONGEST_READ


@pytest.mark.parametrize(
    "printed",
    [
        "30 февраля 2026 года",
        "31.11.2026",
        "0 мая",
        "5 мая 0000 года",
        "5 мая 9999 года",
        "32.01.2026",
        "2026-13-01",
        "31 сәуірге дейін",
    ],
)
def test_an_impossible_day_is_no_deadline(read_text: Reads, printed: str) -> None:
    got = read_text(f"Заявки на гранты принимаются до {printed}.", title="Гранты для НПО")
    assert got.deadline is None


def test_a_deadline_gone_by_makes_no_open_call(read_text: Reads) -> None:
    got = read_text("Заявки на гранты для НПО принимались до 5 марта 2025 года.", title="Гранты для НПО")
    assert not got.is_call
