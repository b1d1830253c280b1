"""A newcomer becomes a reader of calls, whatever they press, type or send on the way."""

from __future__ import annotations

import hashlib

import pytest

from domain.people import Role
from tests.person import LABELS, Person, Stage, at_role, foreign_letters

PLACES = {"kk": ("Жетісу облысы", "Сарқан ауданы"), "ru": ("обл. Жетісу", "Сарканский р-н")}


async def visitor(stage: Stage, person: Person):
    async with stage.store.read() as repositories:
        return await repositories.people.visitor(person.phone.id, person.phone.id)


@pytest.mark.parametrize(("language", "first"), [("kk", "Жастарға арналған грант"), ("ru", "Грант для молодёжи")])
async def test_six_taps_after_start_lead_to_the_open_calls(stage: Stage, language: str, first: str) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard(language, *PLACES[language])
    assert aigul.taps <= 8
    assert first in aigul.with_buttons[-1].text
    assert aigul.text.startswith("Дайын!" if language == "kk" else "Готово!")
    assert len(aigul.keyboard) == 7
    assert stage.refused() == []


async def test_an_ngo_needs_eight_acts_after_start_and_its_name_is_kept(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Иә, ҮЕҰ өкілімін")
    await aigul.write("  «Ауыл\u202e болашағы»\n қоғамдық қоры ")
    assert "«Ауыл болашағы» қоғамдық қоры" in aigul.text
    await aigul.press("Өткізіп жіберу")
    for label in (*PLACES["kk"], "Дайын"):
        await aigul.press(label)
    assert aigul.taps - 1 <= 8
    assert "Жастарға арналған грант" in aigul.with_buttons[-1].text
    known = await visitor(stage, aigul)
    assert known.onboarded
    assert known.role is Role.NGO
    assert known.ngo.name == "«Ауыл болашағы» қоғамдық қоры"
    assert known.dialogue.state is None


async def test_the_first_screen_speaks_both_languages(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.start()
    kazakh, russian = aigul.text.split("\n\n")
    assert foreign_letters(kazakh)
    assert not foreign_letters(russian)
    assert aigul.buttons == ["Қазақша", "Русский"]


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_consent_names_the_operator_and_its_shown_text_is_hashed(stage: Stage, language: str) -> None:
    aigul = stage.person()
    await aigul.start()
    await aigul.press(LABELS[language]["language"])
    for needed in ("«Үлгі» қоғамдық қоры", "123456789012", "@elshi_example", "94-V", "Telegram", "/privacy"):
        assert needed in aigul.text
    shown = aigul.last
    await aigul.press(LABELS[language]["yes"])
    async with stage.store.read() as repositories:
        rows = await repositories.session.all(_consents())
    assert len(rows) == 1
    from handlers.views.onboarding import consent_text

    tr = stage.service.texts.in_language(language)
    assert rows[0][0] == hashlib.sha256(consent_text(tr, stage.service.operator).encode()).hexdigest()
    assert shown.message_id == aigul.last.message_id  # the question moved on in its own place


def _consents():
    from storage.statement import sql

    return sql("SELECT text_hash FROM consent")


async def test_declining_explains_offers_again_and_keeps_nothing_but_the_language(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.start()
    await aigul.press("Қазақша")
    await aigul.press("Келіспеймін")
    assert "келісім беру мен оны кері қайтарып алу белгілері ғана сақталады" in aigul.text
    known = await visitor(stage, aigul)
    assert not known.consented
    assert known.dialogue.state is None
    await aigul.press("Келісім мәтінін қайта оқу")
    await aigul.press("Келісемін")
    assert "ҮЕҰ өкілісіз бе" in aigul.text


async def test_a_restart_in_the_middle_loses_nothing(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Иә, ҮЕҰ өкілімін")
    stage.restart()
    await aigul.write("Ауыл болашағы")
    stage.restart()
    await aigul.press("Өткізіп жіберу")
    stage.restart()
    await aigul.press("Жетісу облысы")
    stage.restart()
    await aigul.press("Бүкіл облыс")
    await aigul.press("Жастар мен балалар")
    stage.restart()
    await aigul.press("Дайын")
    assert "Салалар: Жастар мен балалар" in aigul.text
    assert (await visitor(stage, aigul)).ngo.name == "Ауыл болашағы"


async def test_back_leads_through_every_step_to_the_first(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Иә, ҮЕҰ өкілімін")
    await aigul.write("Ауыл болашағы")
    await aigul.press("Өткізіп жіберу")
    await aigul.press("Жетісу облысы")
    await aigul.press("Сарқан ауданы")
    for expected in ("Жетісу облысы", "Өңірді таңдаңыз", "БСН", "атауын жазыңыз", "ҮЕҰ өкілісіз бе"):
        await aigul.press("‹ Артқа")
        assert expected in aigul.text
    assert "‹ Артқа" not in aigul.buttons


async def test_cancel_leaves_the_form_and_start_offers_it_again(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Болдырмау")
    assert "/start" in aigul.text
    await aigul.start()
    await aigul.press("Баптау")
    assert "ҮЕҰ өкілісіз бе" in aigul.text


async def test_the_cancel_command_does_the_same_and_says_when_there_is_nothing(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.write("/cancel")
    assert "Баптау тоқтатылды" in aigul.text
    await aigul.write("сәлем")
    assert aigul.text.startswith("Баптау аяқталмаған")
    await aigul.write("/cancel")
    assert aigul.text == "Тоқтататын ештеңе жоқ."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("201240000011", "бір цифры дұрыс жазылмаған сияқты"),
        ("850101300123", "Бұл ЖСН сияқты."),
        ("12345", "БСН 12 цифрдан тұрады"),
        ("бес", "БСН 12 цифрдан тұрады"),
        ("2012 4000 0010", "Өңірді таңдаңыз"),
    ],
)
async def test_a_wrong_bin_is_refused_with_a_sentence(stage: Stage, typed: str, said: str) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Иә, ҮЕҰ өкілімін")
    await aigul.write("Ауыл болашағы")
    await aigul.write(typed)
    assert said in aigul.text


async def test_spheres_are_ticked_page_by_page_and_unticked(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Жоқ, жай қараймын")
    await aigul.press("Бүкіл Қазақстан")
    assert "✓ Барлық салалар" in aigul.buttons
    await aigul.press("Жастар мен балалар")
    assert "✓ Жастар мен балалар" in aigul.buttons
    assert "Барлық салалар" in aigul.buttons
    assert aigul.buttons[1] == "Дайын"
    await aigul.press(f"Тағы {len(stage.service.spheres) - 10} сала ›")
    await aigul.press("Жануарларға қамқорлық")
    assert "2 сала таңдалды." in aigul.text
    assert "✓ Жануарларға қамқорлық" in aigul.buttons  # the page stays
    await aigul.press("‹ Алдыңғы")
    await aigul.press("✓ Жастар мен балалар")
    assert "1 сала таңдалды." in aigul.text
    await aigul.press("Барлық салалар")
    assert "✓ Барлық салалар" in aigul.buttons


async def test_a_tick_pressed_twice_stays_ticked(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Жоқ, жай қараймын")
    await aigul.press("Бүкіл Қазақстан")
    await aigul.press_twice("Жастар мен балалар")
    assert "1 сала таңдалды." in aigul.text


@pytest.mark.parametrize("step", ["Жоқ, жай қараймын", "Бүкіл Қазақстан", "Дайын"])
async def test_a_button_pressed_twice_counts_once(stage: Stage, step: str) -> None:
    await stage.add_call()
    aigul = stage.person()
    await at_role(aigul)
    way = ["Жоқ, жай қараймын", "Бүкіл Қазақстан", "Дайын"]
    for label in way[: way.index(step)]:
        await aigul.press(label)
    await aigul.press_twice(step)
    assert aigul.toast == "Бұл түйме ескірген."
    for label in way[way.index(step) + 1 :]:
        await aigul.press(label)
    assert len([message for message in aigul.from_bot if message.text.startswith("Дайын!")]) == 1
    assert "1 ашық конкурс" in aigul.with_buttons[-1].text
    async with stage.store.read() as repositories:
        assert len(await repositories.subscriptions.of_chat(aigul.phone.id)) == 1


async def test_text_where_a_button_is_expected_gets_a_sentence_and_the_buttons(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.write("иә")
    assert "түймелердің бірін басыңыз" in aigul.text
    assert "Иә, ҮЕҰ өкілімін" in aigul.buttons


async def test_text_before_the_language_or_the_consent_brings_the_question(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.write("сәлем")
    assert aigul.buttons == ["Қазақша", "Русский"]
    await aigul.press("Қазақша")
    await aigul.write("сәлем")
    assert aigul.text.startswith("Алдымен келісім беру-бермеуді шешіңіз.")
    assert "Келісемін" in aigul.buttons


@pytest.mark.parametrize("what", ["sticker", "voice", "photo", "document"])
async def test_stickers_voice_and_files_get_a_sentence_and_the_form_stays(stage: Stage, what: str) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Иә, ҮЕҰ өкілімін")
    send = {
        "sticker": lambda: aigul.phone.send_sticker(aigul.account),
        "voice": lambda: aigul.phone.send_voice(aigul.account),
        "photo": lambda: aigul.phone.send_photo(aigul.account),
        "document": lambda: aigul.phone.send_document(aigul.account, "a.txt", b"x"),
    }
    send[what]()
    await aigul.acted()
    assert "қабылдай алмаймын" in aigul.text
    assert "Ұйымыңыздың атауын жазыңыз" in aigul.text
    await aigul.write("Ауыл болашағы")
    assert "БСН" in aigul.text


@pytest.mark.parametrize("command", ["/help", "/privacy", "/language", "/calls", "/saved", "/unknown"])
async def test_a_command_in_the_middle_is_answered_and_the_form_goes_on(stage: Stage, command: str) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Иә, ҮЕҰ өкілімін")
    before = len(aigul.from_bot)
    await aigul.write(command)
    assert len(aigul.from_bot) == before + 1
    await aigul.write("Ауыл болашағы")
    assert "Ұйым: Ауыл болашағы" in aigul.text


@pytest.mark.parametrize("command", ["/start", "/menu"])
async def test_start_and_menu_in_the_middle_show_the_step_again(stage: Stage, command: str) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Иә, ҮЕҰ өкілімін")
    await aigul.write(command)
    assert "Ұйымыңыздың атауын жазыңыз" in aigul.text


async def test_the_language_may_change_in_the_middle(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Жоқ, жай қараймын")
    await aigul.write("/language")
    await aigul.press("Русский")
    assert "Выберите регион." in aigul.text
    assert aigul.toast == "Теперь я говорю с вами по-русски."
    await aigul.press("Весь Казахстан")
    await aigul.press("Готово")
    async with stage.store.read() as repositories:
        (mine,) = await repositories.subscriptions.of_chat(aigul.phone.id)
    assert mine.language == "ru"


async def test_a_link_to_a_call_opens_it_after_onboarding(stage: Stage) -> None:
    number = await stage.add_call(territories=("610000000",))
    aigul = stage.person()
    await aigul.start(f"c{number}")
    for label in ("Қазақша", "Келісемін", "Жоқ, жай қараймын", "Жетісу облысы", "Бүкіл облыс", "Дайын"):
        await aigul.press(label)
    assert aigul.text.startswith("Грант\nЖастарға арналған грант")
    await aigul.press("Неге келді?")
    assert "өзіңіз аштыңыз" in aigul.text


async def test_buttons_of_an_abandoned_form_do_not_steer_the_new_one(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    old = aigul.with_buttons[-1]
    stale = old.button("Иә, ҮЕҰ өкілімін")["callback_data"]
    await aigul.press("Болдырмау")
    await aigul.start()
    await aigul.press("Баптау")
    await aigul.forge(stale, old)
    assert aigul.toast == "Бұл түйме ескірген."
    assert "атауын жазыңыз" not in aigul.all_text


async def test_a_consent_whose_text_has_changed_is_not_taken(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.start()
    await aigul.press("Қазақша")
    await aigul.forge(f"cs:1:{'0' * 16}:0")
    assert aigul.toast == "Бұл түйме ескірген."
    assert not (await visitor(stage, aigul)).consented
