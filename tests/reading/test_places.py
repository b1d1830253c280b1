"""Names that several territories share are told apart, and names that are no place of a call are left alone."""

from __future__ import annotations

import pytest

from domain.calls.reading.gazetteer import Gazetteer
from domain.calls.reading.places import read_places
from domain.calls.reading.text import prepare
from domain.territory import TerritoryTree


def regions(text: str, gazetteer: Gazetteer) -> list[str]:
    """Return the ids read from a text without a title."""
    return list(read_places(prepare("", text), gazetteer).regions)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Абай облысының ҮЕҰ-лары", ["100000000"]),
        ("Қарағанды облысының Абай ауданы", ["353200000"]),
        ("НПО Абайского района Карагандинской области", ["353200000"]),
        ("Шымкент қаласының Абай ауданы", ["791110000", "790000000"]),
        ("НПО области Абай", ["100000000"]),
        ("Ақсу қаласы, Павлодар облысы", ["551600000"]),
        ("Жетісу облысының Ақсу ауданы", ["333200000"]),
        ("жители города Алматы", ["750000000"]),
        ("НПО Алматинской области", ["190000000"]),
        ("Алматы облысының ҮЕҰ-лары", ["190000000"]),
        ("Астана қаласының Алматы ауданы", ["711110000", "710000000"]),
        ("Есильский район Акмолинской области", ["114800000"]),
        ("Есіл ауданы, Солтүстік Қазақстан облысы", ["594200000"]),
        ("Жамбыл облысы Жамбыл ауданының тұрғындары", ["314000000"]),
        ("НПО Костанайского района", ["395400000"]),
        ("НПО Костанайской области", ["390000000"]),
        ("НПО города Костанай", ["391000000"]),
        ("Хромтау қаласының тұрғындары, Ақтөбе облысы", ["156000000"]),
        ("Public associations of Zhambyl and Turkistan regions", ["310000000", "610000000"]),
        ("NGOs working in Aral and Kazaly districts of Kyzylorda region", ["433200000", "434400000"]),
        ("НПО Западно-Казахстанской, Атырауской и Мангистауской областей", ["270000000", "230000000", "470000000"]),
        ("жители Риддера, Рудного и Семея", ["632400000", "392400000", "101000000"]),
    ],
)
def test_a_shared_name_is_told_by_the_words_around_it(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    assert sorted(regions(text, gazetteer)) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "Заявки принимаются до 18:00 по времени Астаны",
        "Өтінімдер Астана уақытымен сағат 18:00-ге дейін қабылданады",
        "Applications close at 18:00 Astana time",
        "Адрес: г. Алматы, ул. Абая, 10, каб. 5",
        "Мекенжайы: Абай көшесі, 54",
        "посольство в Астане",
        "проекты вне Астаны и Алматы",
        "кроме города Алматы",
        "projects outside Astana and Almaty",
        "Абай атындағы сыйлық",
        "университет имени Абая",
        "до 9 мая",
        "алға, достар!",
        "пара семей с детьми",
        "Абайский и другие поэты",
    ],
)
def test_a_clock_an_address_a_donor_and_an_everyday_word_are_no_place(gazetteer: Gazetteer, text: str) -> None:
    assert not set(regions(text, gazetteer)) - {"KZ"}


def test_a_homonym_without_its_oblast_names_nothing(gazetteer: Gazetteer) -> None:
    assert regions("Жители Абайского района", gazetteer) == []


def test_every_oblast_and_big_city_is_found_by_its_names_in_both_languages(
    gazetteer: Gazetteer, tree: TerritoryTree
) -> None:
    missed = [
        (unit.id, name)
        for unit in tree.units
        if unit.level == 1
        for name in (unit.name_kk, unit.name_ru, unit.name_en)
        if regions(f"НПО: {name}", gazetteer) != [unit.id]
    ]
    assert not missed


def test_every_district_is_found_by_its_name_with_its_oblast(gazetteer: Gazetteer, tree: TerritoryTree) -> None:
    districts = [unit for unit in tree.units if unit.level == 2 and unit.parent_id is not None]
    parents = {unit.id: tree[unit.parent_id] for unit in districts if unit.parent_id is not None}
    printed = [
        (unit.id, text)
        for unit in districts
        for text in (
            f"{parents[unit.id].name_kk}, {unit.name_kk}",
            f"{unit.name_kk}, {parents[unit.id].name_kk}",
            f"{unit.name_ru}, {parents[unit.id].name_ru}",
            f"{parents[unit.id].name_ru}, {unit.name_ru}",
        )
    ]
    missed = [(unit, text) for unit, text in printed if unit not in regions(f"ҮЕҰ / НПО: {text}", gazetteer)]
    assert not missed
