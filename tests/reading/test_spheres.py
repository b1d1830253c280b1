"""A call's spheres are what it is about, not who announces it or where people meet."""

from __future__ import annotations

import pytest

from domain.calls.reading.spheres import read_spheres
from domain.calls.reading.text import prepare


def spheres(title: str, text: str = "") -> set[str]:
    """Return the spheres read from a post."""
    return set(read_spheres(prepare(title, text))[0])


@pytest.mark.parametrize(
    ("text", "sphere"),
    [
        ("Поддержка семей детей с аутизмом", "vulnerable"),
        ("Есту қабілеті бұзылған жандарға көмек", "vulnerable"),
        ("Support for autistic adults", "vulnerable"),
        ("Посадим саженцы: субботник у реки", "environment"),
        ("Көшет отырғызу және су үнемдеу", "environment"),
        ("Landscape restoration micro-grants", "environment"),
        ("Профилактика бытового насилия", "family_gender"),
        ("Профилактика бытового насилия", "hardship"),
        ("Тұрмыстық зорлықтың алдын алу", "family_gender"),
        ("Свобода слова и защита персональных данных", "rights"),
        ("Гранты сельским библиотекам", "culture"),
        ("Суицидтің алдын алу", "health"),
    ],
)
def test_a_subject_leads_to_its_sphere_in_any_language(text: str, sphere: str) -> None:
    assert sphere in spheres(text)


@pytest.mark.parametrize(
    ("text", "sphere"),
    [
        (
            "Отдел занятости и социальных программ объявляет конкурс на озеленение. Документы – в Дом культуры",
            "employment",
        ),
        ("Встреча по озеленению пройдёт в Доме культуры", "culture"),
        ("Мәдениет және ақпарат министрлігі көгалдандыруға грант береді", "culture"),
        ("Жұмыспен қамту бөлімі көгалдандыруға конкурс жариялайды", "employment"),
    ],
)
def test_an_office_and_a_hall_are_no_subject(text: str, sphere: str) -> None:
    assert sphere not in spheres("Конкурс", text)
    assert "environment" in spheres("Конкурс", text)


def test_every_subject_of_an_order_with_lots_counts() -> None:
    found = spheres("Заказ: три лота", "Лот 1. Клуб ветеранов. Лот 2. Защита прав потребителей. Лот 3. Народный театр.")
    assert {"vulnerable", "rights", "culture"} <= found
