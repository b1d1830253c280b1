"""One call in two languages or on two sites is one; another lot, round or year of it is another."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from types import FrameType
from typing import Any

import pytest

from bench.reading import Bench, day, post
from domain.calls.model import Call, CallEvent, CallKind, CallText
from domain.calls.same import AGAINST, Fact, Likeness, about_call, likeness, likeness_of, same_call

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


TWINS = {
    "a contest of a village fund": (
        (
            "Мини-гранты «Ақ бұлақ» для сёл Мартукского района",
            "Фонд «Ақ бұлақ» поддержит десять идей жителей Мартукского района Актюбинской области: колонки, колодцы, "
            "чистая питьевая вода. Одна идея получит до 480 000 тенге. Заявки ждём до 22 мая 2026 года, 17:00.",
        ),
        (
            "Мәртөк ауданының ауылдарына «Ақ бұлақ» шағын гранты",
            "«Ақ бұлақ» қоры Ақтөбе облысы Мәртөк ауданының тұрғындарынан он ауыз су жобасын күтеді. Бір жобаға "
            "480 мың теңгеге дейін беріледі. Өтінімдер 22 мамыр сағат 17:00-ге дейін қабылданады.",
        ),
    ),
    "an order with lots": (
        (
            "Государственный социальный заказ: два лота",
            "Управление внутренней политики области Абай объявляет конкурс на исполнение государственного социального "
            "заказа. Лот № 3 «Поддержка семей с детьми-сиротами» – 7 640 000 тенге. Лот № 4 «Обучение волонтёров» – "
            "3 215 000 тенге. Приём заявок до 11:00 2 апреля 2026 года.",
        ),
        (
            "Абай облысы: мемлекеттік әлеуметтік тапсырыс",
            "Абай облысының ішкі саясат басқармасы мемлекеттік әлеуметтік тапсырыс бойынша конкурс жариялайды. 3-лот: "
            "жетім балалары бар отбасыларды қолдау – 7,64 млн теңге; 4-лот: еріктілерді оқыту – 3,215 млн теңге. "
            "Өтінімдер 2 сәуір сағат 11:00-ге дейін.",
        ),
    ),
    "a meeting known by its timetable": (
        (
            "Форум родителей в Аркалыке",
            "Отдел образования города Аркалык приглашает родителей и НПО на форум 14 апреля 2026 года. "
            "Зарегистрироваться нужно до 9 апреля. Телефон 8 (71430) 0-12-34.",
        ),
        (
            "Арқалықта ата-аналар форумы өтеді",
            "Арқалық қаласының білім бөлімі 14 сәуірде ата-аналар мен ҮЕҰ-ларды форумға шақырады. "
            "Тіркелу 9 сәуірге дейін, тел. 8 (71430) 0-12-34.",
        ),
    ),
    "a retelling without a name": (
        (
            "Конкурс «Шежіре»: летопись моего села",
            "Общественный фонд «Шежіре» принимает от школьных музеев Узункольского района Костанайской области проекты "
            "о памятниках и истории сёл. Размер гранта – 265 000 тенге. Срок – до 29 мая 2026 года.",
        ),
        (
            "Школьным музеям дадут деньги на историю",
            "До 29 мая музеи школ Узункольского района (Костанайская область) могут получить 265 тысяч тенге "
            "на проект о памятниках родного села.",
        ),
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_twins_are_one_call_whichever_comes_first(liken: Liken, name: str) -> None:
    one, two = (liken(*text) for text in TWINS[name])
    assert same_call(one, two), same_call(one, two)
    assert same_call(one, two) == same_call(two, one)


@pytest.mark.parametrize("name", TWINS)
@pytest.mark.parametrize("lost", ["deadline", "regions", "amount_max", "kind"])
def test_what_one_reading_missed_does_not_part_twins(liken: Liken, name: str, lost: str) -> None:
    one, two = (liken(*text) for text in TWINS[name])
    nothing: dict[str, Any] = {
        "deadline": {"deadline": None, "at": None},
        "regions": {"regions": frozenset()},
        "amount_max": {"amount_max": None},
        "kind": {"kind": CallKind.EVENT if two.kind is CallKind.TRAINING else CallKind.CONTEST},
    }
    assert same_call(one, replace(two, **nothing[lost])), same_call(one, replace(two, **nothing[lost]))


DISTRICT = (
    "Молодёжный ресурсный центр {district} района Павлодарской области объявляет районный этап конкурса «Жас дала». "
    "Гранты по 500 000 тенге получат три проекта. Заявки принимаются до 18:00 17 апреля 2026 года."
)
DISTRICT_KK = (
    "Павлодар облысы {district} ауданының жастар ресурстық орталығы «Жас дала» байқауының аудандық кезеңін жариялайды. "
    "Үш жобаға 500 000 теңгеден беріледі. Өтінімдер 2026 жылғы 17 сәуір сағат 18:00-ге дейін қабылданады."
)


def test_each_districts_part_of_an_oblast_contest_is_its_own_call(liken: Liken) -> None:
    irtysh, terenkol = (liken("Конкурс «Жас дала»", DISTRICT.format(district=d)) for d in ("Иртышского", "Успенского"))
    kazakh = liken("«Жас дала» байқауы", DISTRICT_KK.format(district="Ертіс"))
    assert same_call(irtysh, kazakh)
    assert not same_call(irtysh, terenkol)
    assert not same_call(terenkol, kazakh)
    assert same_call(irtysh, terenkol).why == (Fact.DIFFERENT_TERRITORY,)


TOPICS = (
    ("Поддержка ветеранов и пожилых людей", "Гранты на клубы и прогулки для пожилых людей и ветеранов"),
    ("Чистые берега", "Гранты на раздельный сбор мусора и очистку берегов"),
    ("Школьная журналистика", "Гранты на медиаклубы и подкасты школьников"),
)
TOPICS_KK = (
    ("Ардагерлерге қолдау", "Қарттар мен ардагерлер клубтарына грант"),
    ("Таза жағалау", "Қоқысты бөлек жинауға, жағалауды тазалауға грант"),
    ("Мектеп журналистикасы", "Оқушылардың медиаклубтары мен подкасттарына грант"),
)


def test_one_organisers_calls_with_one_deadline_and_one_sum_stay_apart(liken: Liken) -> None:
    terms = "Фонд «Дархан жер» принимает заявки НПО Айыртауского района СКО до 10 апреля 2026 года, до 500 000 тенге."
    terms_kk = (
        "«Дархан жер» қоры СҚО Айыртау ауданының ҮЕҰ өтінімдерін 2026 жылғы 10 сәуірге дейін қабылдайды, "
        "500 000 теңгеге дейін."
    )
    russian = [liken(title, f"{text}. {terms}") for title, text in TOPICS]
    kazakh = [liken(title, f"{text}. {terms_kk}") for title, text in TOPICS_KK]
    for number, one in enumerate(russian):
        for other, two in enumerate(kazakh):
            assert same_call(one, two).same == (number == other), (number, other, same_call(one, two))
        for three in russian[number + 1 :]:
            assert not same_call(one, three), same_call(one, three)


NEIGHBOURS = {
    "hearings of one town on one day": (
        (
            "Общественные слушания по тарифам",
            "Акимат города Атырау приглашает 17 марта в 11:00 в Дом культуры. Вопросы направить до 12 марта.",
        ),
        (
            "Тарифтер бойынша қоғамдық тыңдау",
            "Атырау қаласының әкімдігі 17 наурыз 11:00-де Мәдениет үйіне шақырады. "
            "Сұрақтарды 12 наурызға дейін жіберіңіз.",
        ),
        (
            "Общественные слушания по свалке",
            "Акимат города Атырау приглашает 17 марта в 15:00 в Дом культуры. Вопросы направить до 12 марта.",
        ),
    ),
    "courses of one centre in one week": (
        (
            "Бесплатный курс для бухгалтеров НПО",
            "Ресурсный центр области Ұлытау проводит онлайн-курс 24–28 ноября. Запись до 18 ноября, 40 мест.",
        ),
        (
            "ҮЕҰ бухгалтерлеріне тегін курс",
            "Ұлытау облысының ресурстық орталығы 24–28 қарашада онлайн-курс өткізеді. "
            "40 орын, жазылу 18 қарашаға дейін.",
        ),
        (
            "Бесплатный курс журналистики для НПО",
            "Ресурсный центр области Ұлытау проводит онлайн-курс 24–28 ноября. Запись до 18 ноября, 40 мест.",
        ),
    ),
    "small grants of one fund to schools": (
        (
            "Гранты на школьные сады",
            "Фонд «Тамшы» даст по 180 тысяч тенге школам Жалагашского района Кызылординской области. "
            "Заявки на гранты до 25 апреля.",
        ),
        (
            "Мектеп бақшасына грант",
            "«Тамшы» қоры Қызылорда облысы Жалағаш ауданының мектептеріне 180 мың теңгеден бөледі. "
            "Өтінімдер 25 сәуірге дейін.",
        ),
        (
            "Мектеп кітапханасына грант",
            "«Тамшы» қоры Қызылорда облысы Жалағаш ауданының мектептеріне 180 мың теңгеден бөледі. "
            "Өтінімдер 25 сәуірге дейін.",
        ),
    ),
}


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_what_a_call_is_headed_with_parts_it_from_its_sister(liken: Liken, name: str) -> None:
    one, twin, sister = (liken(*text) for text in NEIGHBOURS[name])
    assert same_call(one, twin), same_call(one, twin)
    assert not same_call(one, sister), same_call(one, sister)
    assert not same_call(twin, sister), same_call(twin, sister)


def test_next_years_round_is_another_call_even_before_the_first_is_half_a_year_old(liken: Liken) -> None:
    text = "Фонд «Сырлы аула» в Сатпаеве даёт гранты до 1 200 000 тенге на дворы. Заявки – до {deadline}."
    one = liken("Гранты «Сырлы аула»", text.format(deadline="20 октября 2026 года"), "2026-10-01")
    two = liken("Гранты «Сырлы аула»", text.format(deadline="19 февраля 2027 года"), "2027-01-28")
    assert not same_call(one, two)


def test_sums_and_a_day_shared_by_chance_make_no_call(liken: Liken) -> None:
    one = liken(
        "Гранты на театр",
        "Общественный фонд «Перде» поддержит народные театры Костанайской области: до 2 млн тенге. "
        "До 15 июня 2026 года.",
    )
    two = liken(
        "Ауыл фермерлеріне грант",
        "«Егін» қоры Қостанай облысының фермерлеріне су үнемдеуге 2 млн теңгеге дейін грант береді. "
        "Өтінімдер 2026 жылғы 15 маусымға дейін.",
    )
    assert not same_call(one, two), same_call(one, two)


def test_the_seat_of_the_organiser_does_not_part_twins_nor_an_oblast_from_its_district(liken: Liken) -> None:
    one, two = (liken(*text) for text in TWINS["a contest of a village fund"])
    for place in ("710000000", "150000000"):
        told = replace(two, regions=frozenset((place,)))
        assert same_call(one, told), same_call(one, told)
    assert not same_call(one, replace(two, regions=frozenset(("190000000",))))


def test_of_several_last_days_two_readings_may_take_different_ones(liken: Liken) -> None:
    one = liken(
        "Гранты «Кең дала»",
        "Жители Амангельдинского района Костанайской области! Регистрация до 5 мая, заявка на грант «Кең дала» "
        "(до 900 000 тенге) – до 19 мая 2026 года.",
    )
    early, late = (replace(one, deadline=date(2026, 5, day)) for day in (5, 19))
    assert same_call(early, late)
    one_day = [replace(like, days=frozenset(day for day in (like.deadline,) if day)) for like in (early, late)]
    assert same_call(*one_day).why == (Fact.DIFFERENT_DEADLINE,)


def test_results_announce_no_call_but_are_about_one(liken: Liken) -> None:
    call = liken(
        "Конкурс «Гүлді көше» в Лисаковске",
        "Жители Лисаковска! До 20 мая 2026 года присылайте проекты озеленения улиц: три гранта по 350 000 тенге.",
    )
    news = liken(
        "Подведены итоги конкурса «Гүлді көше»",
        "В Лисаковске назвали победителей: три проекта озеленения улиц получили по 350 000 тенге.",
        "2026-06-10",
    )
    assert news.event is CallEvent.RESULT
    assert not same_call(call, news)
    assert about_call(news, call)
    assert not about_call(replace(news, names=frozenset(), regions=frozenset(("632400000",))), call)


def test_what_comes_out_after_the_last_day_is_taken_for_news_of_it(liken: Liken) -> None:
    call = liken("Конкурс «Кең жол»", "НПО Тараза! Гранты до 640 000 тенге, заявки до 20 мая 2026 года.")
    later = liken("Гранты «Кең жол»", "В Таразе вручили гранты по 640 000 тенге: конкурс «Кең жол».", "2026-06-05")
    later = replace(later, event=CallEvent.OPENED, kind=call.kind)
    assert Fact.AFTERWARDS in same_call(call, later).why
    assert Fact.AFTERWARDS in same_call(call, replace(later, deadline=call.deadline)).why


def test_a_text_reposted_after_the_last_day_is_still_the_same_call(liken: Liken) -> None:
    text = "НПО Тараза! Гранты до 640 000 тенге на школьные музеи, заявки до 20 мая 2026 года."
    call = liken("Конкурс «Кең жол»", text, "2026-05-01")
    late = liken("Конкурс «Кең жол»", text, "2026-05-25")
    assert Fact.AFTERWARDS in same_call(call, late).why
    assert same_call(call, late)


def test_a_round_that_opens_when_the_other_is_over_is_another_call(liken: Liken) -> None:
    text = "Гранты для школьных музеев Тараза до 640 000 тенге. Заявки до {} 2026 года. Проекты – с 1 июля 2026 года."
    spring = liken("Конкурс «Кең жол»", text.format("1 мая"), "2026-04-02")
    summer = liken("Конкурс «Кең жол»", text.format("1 июля"), "2026-06-02")
    assert same_call(spring, summer).why == (Fact.AFTERWARDS,)


def test_two_timetables_that_share_no_day_are_two_calls(liken: Liken) -> None:
    text = "Гранты «Ақ ниет» для НПО Тараза. Приём, начатый {0} 2026 года, завершится {1} 2026 года."
    first = liken("Гранты", text.format("4 августа", "28 августа"), "2026-08-05")
    second = liken("Гранты", text.format("4 октября", "28 октября"), "2026-10-05")
    assert not same_call(first, second), same_call(first, second)


def test_not_taking_part_again_is_no_second_announcement(liken: Liken) -> None:
    text = "НПО Тараза! Школа музейщиков «Кең жол» 7–13 июля 2026 года. Заявки до 20 мая 2026 года."
    assert same_call(liken("Школа", text), liken("Школа", f"{text} Повторно участвовать нельзя."))
    assert not same_call(liken("Школа", text), liken("Повторный набор: школа", text))


def test_one_number_in_two_currencies_is_no_other_sum(liken: Liken) -> None:
    one = liken("Гранты «Шөп тамыры»", "НПО! До JPY 10,000,000 (about USD 65,000). Заявки до 30 мая 2026 года.")
    other = replace(one, currency="KZT", sums=frozenset((10_000_000,)), amount_max=10_000_000)
    assert Fact.DIFFERENT_CURRENCY not in same_call(replace(one, amount_max=65_000, currency="USD"), other).why


def test_an_organiser_a_place_and_a_day_alone_make_no_call(liken: Liken) -> None:
    one = liken("Объявление", "Отдел внутренней политики города Кентау объявляет конкурс до 18:00 20 марта 2026 года.")
    two = liken(
        "Хабарландыру", "Кентау қаласының ішкі саясат бөлімі 2026 жылғы 20 наурыз 18:00-ге дейін байқау өткізеді."
    )
    assert not same_call(one, two), same_call(one, two)


def test_rounded_sums_are_one_sum(liken: Liken) -> None:
    one, two = (
        liken(
            "Лот № 7",
            f"Заказ для НПО города Рудный, лот № 7, спорт. Сумма {amount} тенге. Заявки до 3 апреля 2026 года.",
        )
        for amount in ("12 356 400", "12,4 млн")
    )
    assert {Fact.AMOUNT, Fact.FUND} & set(same_call(one, two).why)
    assert same_call(one, two)


def test_a_number_of_lots_is_not_a_lots_number(liken: Liken) -> None:
    assert liken("Соцзаказ", "На лоты выделено 16 млн 200 тыс. тенге, количество лотов: 5.").lots == frozenset()
    assert liken("Соцзаказ", "Лоты № 2, 3 и 5 на портале, лот №7 снят").lots == {"2", "3", "5", "7"}
    assert liken("МӘТ", "12-ОЛ лоты және № 4 лот, 6-шы лот").lots == {"12", "4", "6"}


def test_contacts_are_told_alike_however_they_are_printed(liken: Liken) -> None:
    one = liken(
        "Гранты", "Тел.: 8 (7142) 51-00-07, e-mail: Grant@Dala.example.kz, подача: https://dala.example.kz/apply/"
    )
    two = liken("Грант", "Байланыс: +7 7142 510007, grant@dala.example.kz; өтінім dala.example.kz/apply сайтында")
    assert {mark.split()[0] for mark in one.marks & two.marks} == {"tel", "mail", "page", "site"}
    assert not liken("Гранты", "Сумма 8 120 000 тенге, заявки на egov.kz").marks


def test_every_decision_is_told_in_facts_a_view_knows(bench: Bench, own_corpus: list[Item]) -> None:
    likes = [likeness(post(item), bench.read(item), published=day(item)) for item in own_corpus[:50]]
    told = [same_call(one, two) for one in likes for two in likes]
    assert {fact for sameness in told for fact in sameness.why} <= set(Fact)
    assert all(set(sameness.why) - AGAINST for sameness in told if sameness)
    assert all(sameness.why for sameness in told)


def test_a_decision_costs_tens_of_microseconds(bench: Bench, own_corpus: list[Item]) -> None:
    """Counted in steps of the interpreter, which do not depend on the machine."""
    likes = [likeness(post(item), bench.read(item), published=day(item)) for item in own_corpus[:20]]
    steps = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    for one in likes:
        same_call(one, likes[0])
    sys.setprofile(count)
    try:
        for one in likes:
            for two in likes:
                same_call(one, two)
    finally:
        sys.setprofile(None)
    assert steps / len(likes) ** 2 < 300
