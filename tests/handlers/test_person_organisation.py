"""Members of NGOs: inviting by link, letting somebody back in, acting for one of two."""

from __future__ import annotations

import re
from html import unescape

import pytest

from domain.people import Role
from storage.statement import sql
from tests.handlers.announcing import SARKAN, ZHETISU, coordinator, onboard_ngo, waiting_letters
from tests.person import LABELS, Person, Stage

WORDS = {
    "kk": {
        "invite": "Мүше шақыру",
        "accept": "Шақыруды қабылдау",
        "joined": "ұйым мүшесі болдыңыз",
        "came": "Ұйымға жаңа мүше қосылды",
        "out": "№ 2 мүшені шығару",
        "out yes": "Шығару",
        "removed": "ұйымнан шығарылдыңыз",
        "alone": "Тек өз атымнан",
        "not yours": "мүшесі емессіз",
        "ngos": "Аумақтағы ұйымдар",
        "make": "Сілтеме жасау",
        "by boss": "аумақ үйлестірушісі берген",
        "for": "Осы ұйым атынан",
        "register": "ҮЕҰ-ны тіркеу",
        "registered": "Ұйымыңыз тіркелді",
        "skip": "Өткізіп жіберу",
        "where": "Ұйымыңыз қай жерде?",
        "how": "Тізімнен таңдаңыз немесе ауданыңыздың не қалаңыздың алғашқы әріптерін жазыңыз.",
        "unfinished": "Тіркеу аяқталған жоқ",
        "go on": "Жалғастыру",
        "oblast": "Жетісу",
        "district": "Сарқан ауданы",
        "cancel": "Болдырмау",
        "not registered": "Ұйым тіркелген жоқ",
        "by now": "қазір бір ұйымның мүшесісіз",
        "letter": "Қай әкімдікке",
    },
    "ru": {
        "invite": "Пригласить участника",
        "accept": "Принять приглашение",
        "joined": "Теперь вы участник организации",
        "came": "В организации новый участник",
        "out": "Исключить участника № 2",
        "out yes": "Исключить",
        "removed": "Вас исключили из организации",
        "alone": "Только от себя",
        "not yours": "не состоите",
        "ngos": "Организации территории",
        "make": "Создать ссылку",
        "by boss": "создал координатор территории",
        "for": "От организации",
        "register": "Зарегистрировать нашу НПО",
        "registered": "Организация зарегистрирована",
        "skip": "Пропустить",
        "where": "Где находится ваша организация?",
        "how": "Выберите из списка или напишите первые буквы района или города.",
        "unfinished": "Регистрация не закончена",
        "go on": "Продолжить",
        "oblast": "Жетісу",
        "district": "Сарканский р-н",
        "cancel": "Отмена",
        "not registered": "не зарегистрирована",
        "by now": "уже состоите в организации",
        "letter": "В какой акимат",
    },
}
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


async def an_ngo(stage: Stage, language: str = "kk", number: int = 1001, name: str = "«Самал» қоры") -> Person:
    person = stage.person(number, "Айгүл", language)
    await onboard_ngo(person, language, name)
    await person.write("/ngo")
    return person


def link(person: Person) -> str:
    return str(re.findall(r"https://t\.me/elshi_test_bot\?start=(i[A-Za-z0-9_-]+)", person.all_text)[-1])


async def shelf(stage: Stage, number: int) -> str:
    async with stage.store.read() as repositories:
        return (await repositories.people.visitor(number, number)).shelf


@BOTH
async def test_a_stranger_becomes_a_member_by_a_members_link_and_the_others_hear_of_it(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    aigul = await an_ngo(stage, language)
    await aigul.press(words["invite"])
    friend = stage.person(1002, "Ерлан", language)
    await friend.start(link(aigul))
    await friend.press(LABELS[language]["language"])
    stage.restart()
    await friend.press(LABELS[language]["yes"])
    assert "«Самал» қоры" in friend.text
    await friend.press_twice(words["accept"])
    assert words["joined"] in friend.all_text
    (letter,) = await waiting_letters(stage, aigul)
    assert words["came"] in letter
    assert await shelf(stage, 1001) == await shelf(stage, 1002) == "ngo:1"
    await friend.write("/ngo")
    assert "1." in friend.text and "2." in friend.text
    assert stage.refused() == []


@BOTH
async def test_who_was_just_looking_registers_their_ngo_later_and_keeps_their_subscription(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    erlan = stage.person(1002, "Ерлан", language)
    await erlan.onboard(language)
    async with stage.store.read() as repositories:
        before = await repositories.subscriptions.of_chat(1002)
    await erlan.write("/ask")
    await erlan.press_twice(words["register"])
    await erlan.press(words["cancel"])
    assert words["not registered"] in erlan.text
    await erlan.write("/ngo")
    await erlan.press(words["register"])
    await erlan.write("«Бастау» қоры")
    stage.restart()
    await erlan.press(words["skip"])
    assert words["where"] in erlan.text and words["how"] in erlan.text
    await erlan.press(words["oblast"])
    await erlan.press(words["district"])
    assert "«Бастау» қоры" in erlan.all_text and words["registered"] in erlan.all_text
    async with stage.store.read() as repositories:
        assert await repositories.subscriptions.of_chat(1002) == before
        (ngo,) = await repositories.organisations.of_person(1002)
        known = await repositories.organisations.get(ngo.id)
    assert known is not None and known[1] is not None and "«Бастау» қоры" in known[0].name
    await erlan.write("/ask")
    assert words["letter"] in erlan.text
    assert stage.refused() == []


@BOTH
async def test_who_asks_for_their_ngo_while_registering_it_is_told_that_nothing_is_lost_and_goes_on(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    erlan = stage.person(1002, "Ерлан", language)
    await erlan.onboard(language)
    await erlan.write("/ngo")
    await erlan.press(words["register"])
    await erlan.write("/ngo")
    assert erlan.text == f"{words['unfinished']}."
    await erlan.press(words["go on"])
    await erlan.write("<Бастау> қоры")
    await erlan.press(words["skip"])
    stage.restart()
    await erlan.write("/ngo")
    assert f"{words['unfinished']}: <Бастау> қоры" in unescape(erlan.text) and words["not yours"] not in erlan.text
    await erlan.press(words["go on"])
    assert words["where"] in erlan.text
    await erlan.press(words["oblast"])
    await erlan.press(words["district"])
    assert words["registered"] in erlan.all_text
    assert stage.refused() == []


@BOTH
async def test_who_was_let_into_an_ngo_while_registering_another_makes_no_second_one(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    aigul = await an_ngo(stage, language)
    await aigul.press(words["invite"])
    erlan = stage.person(1002, "Ерлан", language)
    await erlan.onboard(language)
    await erlan.write("/ngo")
    await erlan.press(words["register"])
    await erlan.forge("go:register", erlan.from_bot[-1])
    await erlan.write("«Бастау» қоры")
    await erlan.press(words["skip"])
    await erlan.start(link(aigul))
    await erlan.press(words["accept"])
    await erlan.write(words["district"])
    assert words["by now"] in erlan.all_text or "«Бастау» қоры" not in erlan.text
    async with stage.store.read() as repositories:
        assert [ngo.name for ngo in await repositories.organisations.of_person(1002)] == ["«Самал» қоры"]
    await erlan.forge("go:register", erlan.from_bot[-1])
    assert "«Самал» қоры" in erlan.all_text
    assert stage.refused() == []


@BOTH
async def test_a_lost_account_is_taken_out_and_the_link_it_made_dies(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await an_ngo(stage, language)
    await aigul.press(words["invite"])
    lost = stage.person(1002, "Айгүл", language)
    await lost.onboard(language)
    await lost.start(link(aigul))
    await lost.press(words["accept"])
    await lost.write("/ngo")
    await lost.press(words["invite"])
    await aigul.write("/ngo")
    await aigul.press(words["out"])
    await aigul.press(words["out yes"])
    (letter,) = [text for text in await waiting_letters(stage, lost) if words["removed"] in text]
    assert "«Самал» қоры" in letter
    assert await shelf(stage, 1002) == "person:1002"
    for data in ("ng:i:1:0", "ng:a:1:0", "ng:r:1:1001", "ng:l:1:0"):
        await lost.forge(data, lost.from_bot[0])
        assert words["not yours"] in lost.toast
    stranger = stage.person(1003, "Бөтен", language)
    await stranger.onboard(language)
    await stranger.start(link(lost))
    assert words["accept"] not in stranger.text and not await _members(stage, 1003)
    async with stage.store.write() as repositories:
        changes = await repositories.session.all(
            sql("SELECT what, person_id, changed_by, changed_as FROM ngo_change ORDER BY id")
        )
    assert [tuple(row) for row in changes] == [("joined", 1002, 1001, "member"), ("left", 1002, 1001, "member")]


async def _members(stage: Stage, person: int) -> list[int]:
    async with stage.store.read() as repositories:
        return [ngo.id for ngo in await repositories.organisations.of_person(person)]


async def test_the_last_member_cannot_leave(stage: Stage) -> None:
    aigul = await an_ngo(stage)
    assert not any("шығу" in label for label in aigul.buttons)
    await aigul.forge("ng:q:1:1001")
    assert "соңғы мүшесіз" in aigul.text
    await aigul.forge("ng:r:1:1001")
    assert "өзгерген жоқ" in aigul.toast and await _members(stage, 1001) == [1]


@BOTH
async def test_somebody_in_two_ngos_chooses_for_which_one_they_act(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await an_ngo(stage, language)
    other = await an_ngo(stage, language, 1002, "«Дала» қоры")
    await other.press(words["invite"])
    await aigul.start(link(other))
    await aigul.press(words["accept"])
    assert await shelf(stage, 1001) == "ngo:2"
    await aigul.write("/ngo")
    stage.restart()
    await aigul.press(words["for"])
    assert await shelf(stage, 1001) == "ngo:1" and "«Самал» қоры" in aigul.text
    await aigul.press(words["alone"])
    assert await shelf(stage, 1001) == "person:1001"
    assert len([label for label in aigul.buttons if label.startswith(words["for"])]) == 2
    await aigul.press(f"{words['for']}: «Дала» қоры")
    assert await shelf(stage, 1001) == "ngo:2"
    assert stage.refused() == []


@BOTH
async def test_the_coordinator_of_the_territory_lets_somebody_back_in_and_the_members_are_told(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    aigul = await an_ngo(stage, language)
    boss = await coordinator(stage, language=language)
    await boss.write("/offices")
    await boss.press(words["ngos"])
    assert "«Самал» қоры" in boss.text
    await boss.press("1")
    await boss.press(words["make"])
    back = stage.person(1005, "Айгүл", language)
    await back.onboard(language)
    await back.start(link(boss))
    await back.press(words["accept"])
    assert await shelf(stage, 1005) == "ngo:1"
    for told in (aigul, boss):
        assert any(words["by boss"] in letter for letter in await waiting_letters(stage, told))
    async with stage.store.read() as repositories:
        assert (await repositories.people.visitor(1005, 1005)).role is Role.NGO
        assert (await repositories.organisations.get(1))[1] == ZHETISU  # type: ignore[index]
    assert stage.refused() == []


async def test_a_coordinator_elsewhere_lets_nobody_in(stage: Stage) -> None:
    await an_ngo(stage)
    for number, territory in ((9001, "100000000"), (9002, SARKAN)):
        stranger = await coordinator(stage, number, territory=territory)
        for data in ("ng:b:1:0", "ng:l:1:0", "ng:l:99:0"):
            await stranger.forge(data, stranger.from_bot[0])
            assert "мүшесі емессіз" in stranger.toast
    async with stage.store.read() as repositories:
        assert await repositories.invitations.waiting(None, 1, stage.clock.now()) == []


async def test_somebody_without_an_organisation_is_told_how_to_come_into_one(stage: Stage) -> None:
    person = stage.person(1009, "Ерлан")
    await person.onboard()
    await person.write("/ngo")
    assert "мүшесі емессіз" in person.text
