"""Names that several territories share are told apart, and names that are no place of a call are left alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from domain.calls.reading.gazetteer import Gazetteer
from domain.calls.reading.places import read_places
from domain.calls.reading.text import prepare
from domain.territory import Territory, TerritoryTree


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
        ("Жители Жамбылского района СКО, офис в Алматы", ["594600000"]),
        ("Акимат района «Есиль» города Астаны ждёт идеи", ["711210000", "710000000"]),
        ("Темиртау (город): набор волонтёров", ["352400000"]),
        ("Районы Алтынсаринский и район Беимбета Майлина", ["393200000", "396400000"]),
        (
            "The call is open to NGOs from Turkestan, Shymkent and Kyzylorda regions",
            ["610000000", "790000000", "430000000"],
        ),
        ("Grants for NGOs of Taskala and Zhanibek districts, West Kazakhstan Region", ["276000000", "274200000"]),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Фонд находится в Астане, а проекты – в Тайыншинском районе СКО.", ["596000000"]),
        ("Қордың кеңсесі Шымкент қаласында, жобалар Мойынқұм ауданында жүзеге асады.", ["315600000"]),
        (
            "Ұйымдастырушы: Алматы қаласындағы «Нұр» қоры. Қатысушылар: Кербұлақ және Көксу аудандарының мектептері",
            None,
        ),
        ("Фонд (офис – Караганда, пр. Мира, 3) ждёт заявки из Шетского района", ["356400000"]),
        ("Встреча состоится в г. Петропавловск, участники – из Мамлютского района", ["595200000"]),
        ("Өтінімдер Орал қаласы, Достық даңғылы, 20 мекенжайында алынады. Казталов ауданының ұйымдары қатысады", None),
        ("Церемония пройдёт в Таразе. Участвуют НПО Сарысуского района", ["316000000"]),
        ("Семинар Бурабай ауданында өтеді, Ақмола облысының ҮЕҰ-лары шақырылады", ["110000000"]),
        ("Foundation office: Almaty. NGOs of Zaisan district may apply", ["634600000"]),
        ("Победителями прошлого года стали НПО Актобе. Ждём заявки из Хобдинского района", None),
    ],
)
def test_the_seat_and_the_hall_are_not_where_applicants_are_from(
    gazetteer: Gazetteer, tree: TerritoryTree, text: str, expected: list[str] | None
) -> None:
    found = regions(text, gazetteer)
    if expected is None:
        assert found and all(tree[unit].kind == "district" for unit in found)
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Гранты в Карагандинской области. Где: Темиртау, Сарань и Абайский район",
            ["352400000", "352200000", "353200000"],
        ),
        ("Ресурсный центр НПО Туркестанской области зовёт активистов Келесского и Казыгуртского районов", None),
        ("Батыс Қазақстан облысы: Қаратөбе, Сырым және Шыңғырлау аудандарының ҮЕҰ-лары", None),
        ("Туркестанская область (Кентау, Арыс): гранты для НПО", ["612000000", "611600000"]),
    ],
)
def test_a_list_of_its_parts_says_more_than_the_oblast(
    gazetteer: Gazetteer, tree: TerritoryTree, text: str, expected: list[str] | None
) -> None:
    found = regions(text, gazetteer)
    if expected is None:
        assert len(found) > 1 and all(tree[unit].kind == "district" for unit in found)
    else:
        assert found == expected


def test_a_list_in_one_lot_does_not_narrow_the_whole_order(gazetteer: Gazetteer) -> None:
    text = (
        "Управление Атырауской области размещает заказ. Лот № 1. Школьники Исатайского и Махамбетского районов. "
        "Лот № 2. Ветераны Атырауской области."
    )
    assert regions(text, gazetteer) == ["230000000"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Участвовать могут граждане РК из любого города и села, церемония – в Алматы", ["KZ"]),
        ("География – весь Казахстан, офис в Астане", ["KZ"]),
        ("Open to activists from Kazakhstan; field week in Almaty", ["KZ"]),
        ("ҚР аумағында тіркелген ҮЕҰ қатыса алады. Мекенжай: Астана қ., Абай көшесі, 3", ["KZ"]),
        ("Women-led groups in Kazakhstan may apply by 18:00 Almaty/Bishkek time", ["KZ"]),
    ],
)
def test_the_country_beats_a_venue_and_a_clock(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    assert regions(text, gazetteer) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Конкурс для жителей Зелёногорской области",
        "Көкжиек облысының ҮЕҰ-лары",
        "Гранты для НПО Омской области России",
        "NGOs registered in Samarkand, Uzbekistan",
        "Кыргыз Республикасының ұйымдары, Бішкек",
    ],
)
def test_a_region_that_does_not_exist_or_lies_abroad_is_none_of_ours(gazetteer: Gazetteer, text: str) -> None:
    assert regions(text, gazetteer) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("НПО Ала?ольского района области Жетісу", ["333400000"]),
        ("?скемен қаласының ҮЕҰ-лары", ["631000000"]),
        ("А?СУАТ АУДАНЫНЫҢ ҮЕҰ-ЛАРЫ", ["103400000"]),
        ("Тараз? Тараз!", ["311000000"]),
    ],
)
def test_lost_letters_are_filled_in_and_a_question_is_no_letter(
    gazetteer: Gazetteer, text: str, expected: list[str]
) -> None:
    assert regions(text, gazetteer) == expected


def test_a_village_that_bears_a_far_districts_name_is_not_that_district(gazetteer: Gazetteer) -> None:
    text = "жители сёл Узынагаш и Каргалы Жамбылского района Алматинской области"
    assert regions(text, gazetteer) == ["194200000"]


def test_the_words_shown_are_those_printed(gazetteer: Gazetteer) -> None:
    for text, words in (("НПО ЗАЙСАНСКОГО РАЙОНА", "ЗАЙСАНСКОГО"), ("весь  Казахстан: НПО", "весь Казахстан")):
        assert read_places(prepare("", text), gazetteer).words == words


def declined(name: str) -> str:
    """Return a unit's Russian name in the genitive."""
    name = re.sub("ская область$", "ской области", re.sub("ский район$", "ского района", name))
    return re.sub("^область ", "области ", re.sub("^район ", "района ", re.sub("^город ", "города ", name)))


SENTENCES: dict[str, Callable[[Territory, Territory], str]] = {
    "seat elsewhere, Kazakh": lambda unit, oblast: (
        f"{oblast.name_kk}ның {unit.name_kk}ның ҮЕҰ-лары қатыса алады. Қор кеңсесі Алматы қаласында орналасқан."
    ),
    "oblast in brackets, Kazakh": lambda unit, oblast: (
        f"{unit.name_kk} ({oblast.name_kk}) тұрғындарына шағын грант. Мекенжайы: Астана қ., Абай көшесі, 3."
    ),
    "organiser elsewhere, Kazakh": lambda unit, oblast: (
        "Ұйымдастырушы – Қарағанды қаласындағы «Үміт» қоры. "
        f"Қатысушылар: {oblast.name_kk} {unit.name_kk}ның белсенділері."
    ),
    "seat elsewhere, Russian": lambda unit, oblast: (
        f"Фонд «Дала» (г. Алматы, ул. Абая, 5) ждёт заявки НПО {declined(unit.name_ru)} {declined(oblast.name_ru)}."
    ),
    "ceremony elsewhere, Russian": lambda unit, oblast: (
        f"Проекты реализуются на территории {declined(unit.name_ru)} ({oblast.name_ru}). Церемония пройдёт в Астане."
    ),
    "last year elsewhere, Russian": lambda unit, oblast: (
        "В прошлом году победили НПО области Ұлытау. "
        f"Теперь ждём заявки из {declined(unit.name_ru)} {declined(oblast.name_ru)}."
    ),
    "capitals, Russian": lambda unit, oblast: f"ЖИТЕЛЯМ {declined(unit.name_ru)} {declined(oblast.name_ru)}!".upper(),
    "head office elsewhere, English": lambda unit, oblast: (
        f"NGOs of {unit.name_en}, {oblast.name_en} may apply by Astana time. Head office: Almaty."
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_every_district_is_told_from_its_oblast_and_from_other_places(
    gazetteer: Gazetteer, tree: TerritoryTree, name: str
) -> None:
    missed = []
    for unit in tree.units:
        if unit.level == 2 and unit.parent_id is not None:
            text = SENTENCES[name](unit, tree[unit.parent_id])
            # A district of a big city comes with the city.
            expected = {unit.id, unit.parent_id} if unit.kind == "city_district" else {unit.id}
            if set(regions(text, gazetteer)) != expected:
                missed.append((text, regions(text, gazetteer)))
    assert not missed


def test_names_in_a_list_are_parts_of_one_oblast(gazetteer: Gazetteer, tree: TerritoryTree) -> None:
    missed = []
    for oblast in tree.units:
        parts = [unit for unit in tree.children(oblast.id) if unit.kind == "district"]
        for number in range(0, len(parts) - 2, 2):
            three = parts[number : number + 3]
            kazakh = ", ".join(unit.name_kk.removesuffix(" ауданы") for unit in three)
            texts = [f"{oblast.name_kk}: {kazakh} аудандарының ҮЕҰ-лары қатысады"]
            if all(unit.name_ru.endswith("ский район") for unit in three):
                russian = ", ".join(unit.name_ru.removesuffix("ий район") + "ого" for unit in three)
                texts.append(f"НПО {russian} районов {declined(oblast.name_ru)}, церемония в Алматы")
            wanted = {unit.id for unit in three}
            missed += [text for text in texts if set(regions(text, gazetteer)) != wanted]
    assert not missed
