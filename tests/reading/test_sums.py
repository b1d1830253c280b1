"""Sums of calls, each printed in a way of its own: what one may get, what the whole fund is, and what is neither."""

from __future__ import annotations

import pytest

from domain.calls.model import Candidate
from tests.reading.cases import cases
from tests.reading.conftest import Reads


def shown(got: Candidate) -> tuple[int | None, int | None]:
    """Return the ceiling and the total that people are shown."""
    return (
        got.amount_max if got.sure("amount_max") else None,
        got.amount_total if got.sure("amount_total") else None,
    )


@pytest.mark.parametrize(("text", "ceiling", "total", "currency"), cases("sums.csv"))
def test_each_sum_plays_its_part(read_text: Reads, text: str, ceiling: str, total: str, currency: str) -> None:
    got = read_text(text, title="Конкурс" if "НПО" in text or "ҮЕҰ" in text else "")
    assert shown(got) == (int(ceiling) if ceiling else None, int(total) if total else None)
    if currency:
        assert got.currency == currency


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Размер премии – 2000 (двухтысячекратный) размер МРП.", 2_000),
        ("Краткосрочные гранты: 500–3000 МРП.", 3_000),
        ("Размер гранта – 500-кратный МРП.", 500),
        ("Среднесрочный грант составляет от 3 000 до 10 000 месячных расчётных показателей.", 10_000),
        ("Премия в размере двух тысяч месячных расчётных показателей.", 2_000),
        ("Минимальный размер гранта 500 МРП, максимальный – 3000 МРП.", 3_000),
        ("Стоимость одного предложения ограничена 20 000 МРП.", 20_000),
        ("Грант мөлшері – бес жүз еселенген АЕК.", 500),
        ("Гранттың көлемі 500 АЕК-тен 3000 АЕК-ке дейін.", 3_000),
        ("Бір гранттың сомасы 3000 айлық есептік көрсеткіштен аспауы тиіс.", 3_000),
        ("500-ден 3000-ға дейін АЕК көлемінде грант беріледі.", 3_000),
        ("Short-term grants of 500–3000 monthly calculation indices.", 3_000),
        ("The grant is up to 3,000 MCI.", 3_000),
    ],
)
def test_an_award_told_in_indices_is_no_sum_of_money(read_text: Reads, text: str, units: int) -> None:
    got = read_text(text, title="Гранты для НПО")
    assert (got.award_mci, got.amount_max, got.amount_total, got.currency) == (units, None, None, None)
    assert got.sure("award_mci")
    assert got.evidence["award_mci"] in text


@pytest.mark.parametrize(
    "text",
    [
        "За нарушение сроков – штраф 50 МРП.",
        "МРП на 2026 год – 4 325 тенге.",
        "1 МРП = 4 325 тенге.",
        "Долгосрочные гранты – от 10 000 МРП.",
        "Бюджет организации – не более 24 000 МРП в год.",
        "Задолженность по налогам не превышает 6 МРП, собственный вклад – 100 МРП.",
    ],
)
def test_indices_that_are_no_award_are_not_shown(read_text: Reads, text: str) -> None:
    got = read_text(text, title="Гранты для НПО")
    assert not got.sure("award_mci")
    assert shown(got) == (None, None)


def test_tenge_beside_its_indices_plays_the_same_part(read_text: Reads) -> None:
    got = read_text("Стоимость проекта ограничена 5000 МРП, то есть 21 625 000 тенге; всего – 216,25 млн тенге.")
    assert (got.award_mci, *shown(got)) == (5_000, 21_625_000, 216_250_000)


def test_thousands_under_a_head_keep_their_decimals(read_text: Reads) -> None:
    table = "Лот | Сумма, тыс. тенге\nСемья | 4 115,7\nДети | 3 240,0\nИТОГО | 7 355,7\n\nЗаявки до 20 марта."
    assert shown(read_text(table, title="Конкурс ГСЗ для НПО")) == (4_115_700, 7_355_700)


def test_only_the_column_of_sums_is_read(read_text: Reads) -> None:
    table = (
        "№ | Тема | Охват | Сумма, тенге\n1 | Семья | 25 000 | 4 200 000\n2 | Дети | 12 000 | 3 100 000\n\nДо 20 марта."
    )
    assert shown(read_text(table, title="Конкурс ГСЗ для НПО")) == (4_200_000, None)


def test_a_sample_budget_gives_no_award(read_text: Reads) -> None:
    text = (
        "Грант – 2 000 000 тенге.\n\nПример структуры бюджета:\nСтатья | Сумма, тг\nАренда | 3 500 000\n"
        "Итого | 3 500 000\n\nЗаявки до 20 марта."
    )
    assert shown(read_text(text, title="Гранты для НПО")) == (2_000_000, None)


@pytest.mark.parametrize("digits", ["1" + " 000" * 6, "1" + "0" * 18, "1" + ",000" * 6])
def test_a_sum_beyond_any_budget_is_never_shown(read_text: Reads, digits: str) -> None:
    got = read_text(f"Размер гранта – {digits} тенге. Заявки до 20 марта.", title="Гранты для НПО")
    assert shown(got) == (None, None)
