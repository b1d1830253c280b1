"""One call in two languages or on two sites is one; another lot, round or year of it is another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bench.reading import Bench, day, post
from domain.calls.model import Call, CallEvent, CallText
from domain.calls.same import Likeness, likeness, likeness_of, same_call

Item = dict[str, Any]
Liken = Callable[..., Likeness]


@pytest.fixture
def liken(bench: Bench) -> Liken:
    """Return what a text, published on a day, can be recognised by."""

    def of(title: str, text: str, published: str = "2026-03-02") -> Likeness:
        item: Item = {"id": "1", "title": title, "text": text, "published": published}
        return likeness(post(item), bench.read(item), published=day(item))

    return of


LOT = (
    "Управление внутренней политики Кызылординской области объявляет конкурс по государственному социальному заказу. "
    "Лот № {lot} «{topic}», сумма {amount} тенге. Заявки принимаются до 18:00 {deadline} 2026 года."
)


def lot(**changes: object) -> str:
    """Return an announcement of one lot."""
    facts = {"lot": 4, "topic": "Профилактика буллинга в школах", "amount": "8 120 000", "deadline": "20 марта"}
    return LOT.format(**{**facts, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"lot": 5},
        {"lot": 5, "topic": "Дворовые клубы"},
        {"amount": "9 000 000"},
        {"deadline": "27 марта"},
        {"lot": 5, "amount": "9 000 000", "deadline": "27 марта"},
    ],
)
def test_another_lot_sum_or_term_is_another_call(liken: Liken, changes: dict[str, object]) -> None:
    assert not same_call(liken("Социальный заказ", lot()), liken("Социальный заказ", lot(**changes)))


def test_the_same_lot_told_again_is_the_same_call(liken: Liken) -> None:
    told = (
        "До 20 марта (18:00) НПО Кызылординской области ждут на конкурс: лот № 4, травля в школах, 8,12 млн тенге, "
        "социальный заказ."
    )
    assert same_call(liken("Социальный заказ", lot()), liken("Соцзаказ: лот № 4", told))


def test_a_repeated_contest_is_another_call(liken: Liken) -> None:
    again = "Повторный конкурс. " + lot()
    assert not same_call(liken("Социальный заказ", lot()), liken("Повторный конкурс по лоту № 4", again))


@pytest.mark.parametrize(("one", "two"), [("бірінші легі", "екінші легі"), ("1-ші кезеңі", "2-ші кезеңі")])
def test_another_round_is_another_call(liken: Liken, one: str, two: str) -> None:
    text = "«Startup ауыл» байқауының {} Жетісу облысында басталды. Бас жүлде – 2 млн теңге. Өтінімдер қабылданады."
    assert not same_call(liken("«Startup ауыл»", text.format(one)), liken("«Startup ауыл»", text.format(two)))


def test_another_year_is_another_call(liken: Liken) -> None:
    text = (
        "Шымкент қаласында «Үздік ҮЕҰ – {0}» сыйлығына үміткерлер қабылданады. Бас жүлде – 3 млн теңге. "
        "Құжаттар 15 қазанға дейін тапсырылады."
    )
    earlier = liken("«Үздік ҮЕҰ – 2025»", text.format(2025), "2025-09-22")
    assert not same_call(earlier, liken("«Үздік ҮЕҰ – 2026»", text.format(2026), "2026-09-22"))
    assert not same_call(earlier, liken("«Үздік ҮЕҰ»", text.replace(" – {0}", ""), "2026-09-22"))


def test_another_oblast_is_another_call(liken: Liken) -> None:
    text = (
        "Молодёжи {} области выдадут гранты «Тәуелсіздік ұрпақтары» по 1 000 000 тенге. "
        "Заявки принимаются с 7 октября до 4 ноября."
    )
    one, two = (liken("Гранты", text.format(name), "2026-10-08") for name in ("Павлодарской", "Костанайской"))
    assert not same_call(one, two)


def test_an_extension_is_the_same_call_with_another_day(liken: Liken) -> None:
    first = liken(
        "Конкурс «Тау самалы»",
        "Жители Аксуского района области Жетісу! Гранты до 5 млн тенге. Заявки принимаются до 31 марта 2026 года.",
    )
    later = liken(
        "Продлён срок конкурса «Тау самалы»",
        "Приём заявок на гранты до 5 млн тенге в Аксуском районе области Жетісу "
        "продлён с 31 марта до 10 апреля 2026 года.",
        "2026-03-27",
    )
    assert same_call(first, later)


def test_a_cancellation_is_recognised_by_name(liken: Liken) -> None:
    first = liken(
        "Конкурс «Тау самалы»",
        "Гранты до 5 млн тенге для НПО Аксуского района области Жетісу. Заявки принимаются до 31 марта 2026 года.",
    )
    later = liken(
        "Конкурс «Тау самалы» отменён",
        "Приём заявок от НПО Аксуского района области Жетісу, который шёл до 31 марта 2026 года, прекращён.",
    )
    assert later.event is CallEvent.CANCELLED
    assert same_call(first, later)


def test_the_decision_does_not_depend_on_the_order(bench: Bench, own_corpus: list[Item]) -> None:
    likes = [likeness(post(item), bench.read(item), published=day(item)) for item in own_corpus[:60]]
    for number, one in enumerate(likes):
        for two in likes[number:]:
            assert same_call(one, two).score == same_call(two, one).score


def test_a_stored_call_is_recognised_by_its_facts(bench: Bench, own_corpus: list[Item]) -> None:
    by_id = {item["id"]: item for item in own_corpus}
    kazakh, russian = by_id["a-kk-01"], by_id["a-ru-01"]
    read = bench.read(russian)
    stored = Call(
        id=1,
        revision=1,
        kind=read.kind,
        event=read.event,
        texts=(CallText("ru", russian["title"], russian["url"], "source"),),
        territories=read.regions,
        spheres=read.spheres,
        opens=read.opens,
        deadline=read.deadline,
        closes_at=None,
        amount_max=read.amount_max,
        amount_total=read.amount_total,
        currency=read.currency,
        organiser=read.organiser,
        published_at=datetime(2026, 4, 28, 5, tzinfo=UTC),
        first_seen_at=datetime(2026, 4, 28, 6, tzinfo=UTC),
    )
    candidate = bench.read(kazakh)
    assert same_call(likeness(post(kazakh), candidate), stored)
    assert same_call(candidate, stored)
    assert not same_call(candidate, replace(stored, amount_max=900_000))
    assert likeness_of(stored).published == date(2026, 4, 28)
