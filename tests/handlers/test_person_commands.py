"""Language, help, privacy, the menu, commands, groups, blocking: what somebody meets beside calls."""

from __future__ import annotations

import pytest

from handlers import publish_commands
from tests.person import Person, Stage, foreign_letters


def commands(stage: Stage, person: Person) -> dict[str, str]:
    shown = stage.world.commands(stage.account, person.phone)
    return {item["command"]: item["description"] for item in shown}


async def test_the_default_commands_follow_the_phone(stage: Stage) -> None:
    await publish_commands(stage.bot, stage.service)
    assert commands(stage, stage.person(1, language_code="kk"))["calls"] == "Сізге сай келетін ашық конкурстар"
    assert commands(stage, stage.person(2, language_code="ru"))["calls"] == "Открытые конкурсы для вас"
    assert commands(stage, stage.person(3, language_code="en"))["calls"] == "Сізге сай келетін ашық конкурстар"


async def test_commands_follow_the_language_chosen_and_are_set_only_when_it_changes(stage: Stage) -> None:
    aigul = stage.person(language_code="ru")
    await aigul.start()
    await aigul.press("Қазақша")
    assert commands(stage, aigul)["help"] == "Көмек"
    assert {
        "start",
        "menu",
        "calls",
        "search",
        "saved",
        "alerts",
        "ask",
        "requests",
        "ngo",
        "reports",
        "stats",
        "language",
        "help",
        "privacy",
        "mydata",
        "cancel",
    } == set(commands(stage, aigul))
    await aigul.write("/language")
    await aigul.press("Қазақша")
    assert [call.method for call in stage.world.log].count("setMyCommands") == 1


async def test_one_tap_switches_everything(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard("kk")
    await aigul.write("Тіл")  # on no keyboard now, but somebody may still have the old one
    await aigul.press("Русский")
    assert aigul.text == "Теперь я говорю с вами по-русски."
    assert aigul.keyboard[0] == "Открытые конкурсы"
    assert commands(stage, aigul)["saved"] == "Сохранённые конкурсы"
    await aigul.menu("Открытые конкурсы")
    assert not foreign_letters(aigul.text)
    async with stage.store.read() as repositories:
        (mine,) = await repositories.subscriptions.of_chat(aigul.phone.id)
    assert mine.language == "ru"


async def test_a_menu_word_of_the_other_language_still_works(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.onboard("kk")
    await aigul.write("Сохранённые")
    assert "Сақталған конкурсыңыз жоқ" in aigul.text


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_help_fits_one_screen_and_names_the_commands(stage: Stage, language: str) -> None:
    aigul = stage.person()
    await aigul.onboard(language)
    await aigul.write("/help")
    for command in ("/calls", "/saved", "/ask", "/requests", "/language", "/privacy", "/menu", "/cancel"):
        assert command in aigul.text
    assert "@elshi_example" in aigul.text
    assert len(aigul.text) < 800


async def test_privacy_shows_the_consent_and_what_is_stored(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.start()
    for label in ("Қазақша", "Келісемін", "Иә, ҮЕҰ өкілімін"):
        await aigul.press(label)
    await aigul.write("Ауыл болашағы")
    for label in ("Өткізіп жіберу", "Жетісу облысы", "Бүкіл облыс", "Дайын"):
        await aigul.press(label)
    await aigul.write("/privacy")
    assert "Келісім беру" not in aigul.buttons
    for part in ("94-V", "1001", "Тіл: Қазақша", "Ұйым: Ауыл болашағы", "Өңір: Жетісу облысы"):
        assert part in aigul.text


async def test_privacy_without_consent_offers_to_give_it_and_says_what_is_kept(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.write("/privacy")
    assert aigul.buttons == ["Қазақша", "Русский"]
    await aigul.press("Русский")
    await aigul.write("/privacy")
    assert "Хранятся только Telegram ID, язык и отметки о согласии и его отзыве." in aigul.text
    await aigul.press("Дать согласие")
    assert "Даю согласие" in aigul.buttons


async def test_help_switches_the_language(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.onboard("kk")
    await aigul.write("/help")
    await aigul.press("Русский", aigul.last)
    assert aigul.text == "Теперь я говорю с вами по-русски."


async def test_an_alert_pressed_after_withdrawal_stays_and_the_welcome_comes_below(stage: Stage) -> None:
    await publish_commands(stage.bot, stage.service)
    await stage.add_call()
    aigul = stage.person(language_code="ru")
    await aigul.onboard()
    await aigul.press("1")
    card = aigul.with_button("☆ Сақтау")
    words = card.text
    assert commands(stage, aigul)["help"] == "Көмек"
    await aigul.write("/privacy")
    await aigul.press("деректерімді жою")
    assert "Ұйымыңыздың атауы мен БСН-і" in aigul.text
    await aigul.press("Деректерімді жою", aigul.last)
    assert commands(stage, aigul)["help"] == "Помощь"
    await aigul.press("☆ Сақтау", card)
    assert card.text == words
    assert aigul.buttons == ["Қазақша", "Русский"]


async def test_withdrawing_erases_everything_after_a_question_and_start_begins_anew(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    await aigul.press("1")
    await aigul.press("☆ Сақтау")
    await aigul.write("/privacy")
    await aigul.press("деректерімді жою")
    await aigul.press("‹ Артқа")
    assert "94-V" in aigul.text
    await aigul.press("деректерімді жою")
    question = aigul.last
    await aigul.press_twice("Деректерімді жою")
    assert "деректеріңіз жойылды" in aigul.all_text
    assert aigul.keyboard == []
    async with stage.store.read() as repositories:
        known = await repositories.people.visitor(aigul.phone.id, aigul.phone.id)
        assert not await repositories.subscriptions.of_chat(aigul.phone.id)
    assert (known.language, known.consented, known.onboarded, known.role) == (None, False, False, None)
    assert "deleteMyCommands" in [call.method for call in stage.world.log]
    await aigul.forge("c:s:1:", question)  # an old button writes nothing for somebody erased
    await aigul.start()
    assert aigul.buttons == ["Қазақша", "Русский"]
    assert stage.refused() == []


async def test_text_that_nobody_asked_for_gets_a_sentence_and_the_menu(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.onboard()
    await aigul.write("/qalaisyz")
    assert aigul.text.startswith("Түсінбедім.")
    aigul.phone.send_voice(aigul.account)
    await aigul.acted()
    assert "қабылдай алмаймын" in aigul.text


async def test_blocking_and_coming_back_are_noted(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.onboard()
    aigul.phone.block(aigul.account)
    await aigul.acted()
    async with stage.store.read() as repositories:
        assert not (await repositories.people.visitor(1001, 1001)).reachable
    aigul.phone.unblock(aigul.account)
    await aigul.acted()
    async with stage.store.read() as repositories:
        assert (await repositories.people.visitor(1001, 1001)).reachable


async def test_two_people_do_not_meet_in_each_others_forms(stage: Stage) -> None:
    aigul, serik = stage.person(1001, "Айгүл"), stage.person(1002, "Серік")
    for person, language in ((aigul, "Қазақша"), (serik, "Русский")):
        await person.start()
        await person.press(language)
    await aigul.press("Келісемін")
    await serik.press("Даю согласие")
    await aigul.press("Иә, ҮЕҰ өкілімін")
    await serik.write("Моё объединение")
    assert "Нажмите, пожалуйста, одну из кнопок." in serik.text
