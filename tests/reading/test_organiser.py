"""Who announces a call is named as printed: officially, whole, and without the verb that follows."""

from __future__ import annotations

import pytest

from domain.calls.reading.language import read_language
from domain.calls.reading.organiser import read_organiser
from domain.calls.reading.text import prepare


def organiser(text: str, title: str = "Хабарландыру") -> str | None:
    """Return who announces a text, as the reader tells it."""
    page = prepare(title, text)
    return read_organiser(page, read_language(page)[0])[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ГУ «Отдел занятости Узункольского района» (БИН 000000000000) уведомляет о конкурсе.", 0),
        (
            "Акимат района «Сарайшық» города Астаны начал сбор предложений жителей.",
            "Акимат района «Сарайшық» города Астаны",
        ),
        (
            "Молодёжный ресурсный центр Шетского района дополнительно размещает",
            "Молодёжный ресурсный центр Шетского района",
        ),
        ("Некоммерческое акционерное общество «Жаңа серпін» (далее – Оператор) объявляет конкурс", None),
        ("Союз садоводов Жетысу проводит конкурс дворов.", "Союз садоводов Жетысу"),
        ("Комитет по делам молодёжи и семьи с 1 марта начинает приём заявок", "Комитет по делам молодёжи и семьи"),
        ("Конкурс, который проводит фонд развития степных сёл, идёт до мая.", "фонд развития степных сёл"),
        ("Центр ремёсел при Доме дружбы г. Рудного набирает группу.", "Центр ремёсел при Доме дружбы г. Рудного"),
        ("Фонд «Кең дала» вместе с акиматом ищет волонтёров.", "Фонд «Кең дала»"),
        ("Организатор: ОФ «Жасыл белес», при поддержке акимата", "ОФ «Жасыл белес»"),
        ("Отдел образования города Аркалык готов выслушать НПО", "Отдел образования города Аркалык"),
        ("Талдықорған қаласы әкімінің аппараты тұрғындардан ұсыныс жинайды.", "Талдықорған қаласы әкімінің аппараты"),
        ("«Дала үні» қауымдастығы сыйлықақы тағайындады.", "«Дала үні» қауымдастығы"),
        (
            "Қостанай облысының ардагерлер қозғалысы үміткер ұсынуға шақырады.",
            "Қостанай облысының ардагерлер қозғалысы",
        ),
        ("Steppe Water LLP (head office: Aktau) opens its fund for NGOs.", "Steppe Water LLP"),
        ("A network of rural libraries offers grants.", None),
    ],
)
def test_the_name_ends_where_the_organisation_does(text: str, name: str | int | None) -> None:
    found = organiser(text)
    assert found is not None and found in text
    if name == 0:
        assert found == "ГУ «Отдел занятости Узункольского района»"
    elif name is None:
        assert not found.endswith(("объявляет", "offers"))
    else:
        assert found == name


def test_of_two_organisations_the_one_that_announces_is_told() -> None:
    text = (
        "По поручению управления культуры и при поддержке акимата фонд «Сырлы сандық» объявляет конкурс. "
        "Отдел культуры предоставит зал."
    )
    assert organiser(text) == "фонд «Сырлы сандық»"
    assert (
        organiser(
            "Оператор грантового финансирования принимает заявки. Заказчик сообщает: управление внутренней политики"
        )
        == "Оператор грантового финансирования"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Призовой фонд 1,5 млн тенге, грантовый фонд составил 20 млн.",
        "Жүлде қоры 2 млн теңге.",
        "Фонд вправе изменить сроки. Компания не взимает плату.",
        "Обращайтесь в отдел внутренней политики или через центр.",
        "Оператор объявил конкурс.",
        "До 5 мая ждём заявки.",
    ],
)
def test_a_fund_of_prizes_and_a_bare_word_are_nobody(text: str) -> None:
    assert organiser(text) is None
