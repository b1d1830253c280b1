"""Somebody looks for calls, shares them, and learns of those that they missed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.calls.model import CallText
from tests.person import START, Person, Stage

ECOLOGY = (
    CallText("kk", "Экологиялық жобаларға арналған грант", "https://example.kz/kk/eco", "oblast"),
    CallText("ru", "Грант на экологические проекты", "https://example.kz/ru/eco", "oblast"),
)

HOSTILE = {
    "4,096 letters of one": "ы" * 4096,
    "4,096 letters": "грант " * 682,
    "index syntax": '"*" OR NEAR(а*, 3) AND NOT -грант^2 col:б',
    "SQL": "'; DROP TABLE call; --",
    "emoji only": "🌱🌱",
    "one letter": "ю",
    "only words that say nothing": "және для в",
    "marks of direction": "\u202eгрант\u202c\u200f",
    "zero bytes": "гр\x00ант",
    "only marks": "\u200f\u202e",
    "percent and braces": "%s {name} _%",
    "HTML": "<b>&lt;грант</b>",
}


async def reader(stage: Stage, language: str = "kk") -> Person:
    person = stage.person()
    await person.onboard(language)
    return person


async def subscriptions(stage: Stage, person: Person) -> list:
    async with stage.store.read() as repositories:
        return list(await repositories.subscriptions.of_chat(person.phone.id))


@pytest.mark.parametrize(
    "words",
    [
        "/search экология",
        "экологических проектов",
        "ekologia",
        "экалогия",
        "'rjkjubz",
        "Жетісу экология",
        "жетису экологиялык",
        "облысы Жетісу",
    ],
)
async def test_however_it_is_typed_the_call_is_found(stage: Stage, words: str) -> None:
    await stage.add_call(texts=ECOLOGY, spheres=("environment",))
    await stage.add_call(territories=("111000000",), organiser=None)
    aigul = await reader(stage)
    await aigul.write(words)
    assert "Ашық 1 конкурс" in aigul.text
    assert "Экологиялық жобаларға арналған грант" in aigul.text


async def test_the_menu_asks_for_words_in_either_language_and_leaves_what_was_open(stage: Stage) -> None:
    await stage.add_call(texts=ECOLOGY)
    aigul = await reader(stage, "ru")
    await aigul.write("/alerts")
    await aigul.press("1")
    await aigul.press("Нужные слова")
    await aigul.menu("Поиск")
    assert aigul.text.startswith("Что искать?")
    await aigul.write("экология")
    assert "1 открытый конкурс" in aigul.text
    assert (await subscriptions(stage, aigul))[0].include == ()


async def test_results_come_in_pages_and_a_card_leads_back_after_a_restart(stage: Stage) -> None:
    for days in range(1, 8):
        await stage.add_call(days=days)
    aigul = await reader(stage)
    await aigul.write("гранттар")
    shown = len(aigul.messages)
    assert "Ашық 7 конкурс · 1-бет (барлығы – 2)" in aigul.text
    assert aigul.buttons == ["1", "2", "3", "4", "5", "Келесі ›"]
    await aigul.press("Келесі ›")
    stage.restart()
    await aigul.press("7")
    assert "Жастарға арналған грант 7" in aigul.text
    await aigul.press("☆ Сақтау")
    await aigul.press("‹ Нәтижелерге")
    assert "2-бет" in aigul.text
    assert aigul.buttons == ["6", "7", "‹ Алдыңғы"]
    assert len(aigul.messages) == shown


async def test_a_page_past_the_end_is_the_last_one(stage: Stage) -> None:
    await stage.add_call()
    aigul = await reader(stage)
    await aigul.write("грант")
    await aigul.forge("q:1:77:0")
    assert "Ашық 1 конкурс" in aigul.text


async def test_closed_calls_stand_behind_a_button(stage: Stage) -> None:
    await stage.add_call(texts=ECOLOGY, days=2)
    aigul = await reader(stage, "ru")
    stage.clock.move(timedelta(days=3))
    await aigul.write("экология")
    assert "Открытых конкурсов не найдено" in aigul.text
    assert "Все такие конкурсы уже закрыты." in aigul.text
    await aigul.press("Закрытые конкурсы: 1")
    assert "1 закрытый конкурс" in aigul.text
    await aigul.press("1")
    assert "Приём заявок завершён" in aigul.text or "заверш" in aigul.text
    await aigul.press("‹ К результатам")
    assert "1 закрытый конкурс" in aigul.text


async def test_a_typo_is_named_and_what_is_met_nowhere_too(stage: Stage) -> None:
    await stage.add_call(texts=ECOLOGY, spheres=("environment",))
    aigul = await reader(stage, "ru")
    await aigul.write("экалогия")
    assert "Вместо этого искал: «экалогия» →" in aigul.text
    await aigul.write("синхрофазотрон грант")
    assert "Ни в одном объявлении нет: «синхрофазотрон»." in aigul.text
    assert aigul.buttons == ["Сообщить, когда появится"]


async def test_near_words_are_offered_and_one_press_searches_for_them(stage: Stage) -> None:
    await stage.add_call(texts=ECOLOGY)
    aigul = await reader(stage)
    await aigul.write("икалогийалык")
    if "Мүмкін" in aigul.text:
        await aigul.press(next(label for label in aigul.buttons if label.startswith("Іздеу: ")))
    assert "Ашық 1 конкурс" in aigul.text


async def test_one_tap_watches_for_what_was_not_found_and_a_second_changes_nothing(stage: Stage) -> None:
    aigul = await reader(stage)
    await aigul.write("мұражай")
    await aigul.press_twice("Осындай конкурс шықса, хабарлау")
    mine = await subscriptions(stage, aigul)
    assert [item.include for item in mine] == [(), ("мұражай",)]
    assert mine[1].territories == mine[0].territories
    assert "мұражай" in aigul.text


async def test_another_persons_search_and_a_forgotten_one_are_not_shown(stage: Stage) -> None:
    await stage.add_call(texts=ECOLOGY)
    aigul, other = await reader(stage), stage.person(1002, "Серік")
    await other.onboard()
    await aigul.write("экология")
    for data in ("q:1:0:0", "qw:1", "q:999:0:1", "qw:999"):
        await other.forge(data, other.last)
        assert "сақталмаған" in other.toast, data
    assert len(await subscriptions(stage, other)) == 1
    async with stage.store.write() as repositories:
        await repositories.search.forget(stage.clock.now() + timedelta(days=1))
    await aigul.press("1")
    await aigul.press("‹ Нәтижелерге")
    assert "сақталмаған" in aigul.toast


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_query_gets_a_sentence_and_no_error(stage: Stage, name: str, language: str) -> None:
    await stage.add_call()
    aigul = await reader(stage, language)
    before = len(aigul.from_bot)
    await aigul.write(f"/search {HOSTILE[name]}"[:4096])
    assert len(aigul.from_bot) == before + 1
    assert "қате" not in aigul.text.lower() and "ошибк" not in aigul.text.lower()
    await aigul.inline(HOSTILE[name][:256])
    assert stage.refused() == []


async def test_longer_texts_and_forwards_are_no_search(stage: Stage) -> None:
    aigul = await reader(stage)
    await aigul.write("ә" * 79)
    assert aigul.text.startswith("Іздеу:")
    await aigul.write("ә" * 80)
    assert not aigul.text.startswith("Іздеу:")


async def test_erasing_leaves_no_trace_of_searches_and_opened_cards(stage: Stage) -> None:
    await stage.add_call()
    aigul = await reader(stage)
    await aigul.write("грант")
    await aigul.press("1")
    async with stage.store.write() as repositories:
        assert await repositories.search.query(aigul.phone.id, 1) is not None
        await repositories.people.erase(aigul.phone.id, stage.clock.now())
        assert await repositories.search.query(aigul.phone.id, 1) is None


async def test_a_call_is_shared_by_button_by_text_and_by_link(stage: Stage) -> None:
    await stage.add_call()
    aigul = await reader(stage)
    await aigul.press("1")
    await aigul.press("Бөлісу")
    bot = aigul.account.username
    assert f"https://t.me/{bot}?start=c1" in aigul.text
    assert "Жастарға арналған грант 1" in aigul.text
    assert aigul.buttons == ["Telegram арқылы жіберу", "Мәтінді көшіру", "Сілтемемен бөлісу", "WhatsApp"]
    buttons = {button["text"]: button for button in aigul.with_buttons[-1].buttons}
    assert len(buttons["Мәтінді көшіру"]["copy_text"]["text"]) <= 256
    assert buttons["Telegram арқылы жіберу"]["switch_inline_query_chosen_chat"]["query"] == "c1"
    await aigul.forge("c:h:999:")
    assert "жоқ" in aigul.toast


async def test_what_was_shared_opens_for_a_stranger_after_consent(stage: Stage) -> None:
    await stage.add_call()
    stranger = stage.person(1003, "Данагүл")
    await stranger.start("c1")
    for label in ("Қазақша", "Келісемін", "Жоқ, жай қараймын", "Жетісу облысы", "Бүкіл облыс"):
        if label in stranger.buttons:
            await stranger.press(label)
    if "Дайын" in stranger.buttons:
        await stranger.press("Дайын")
    assert "Жастарға арналған грант 1" in stranger.all_text


@pytest.mark.parametrize("payload", ["c999", "c0", "c-1", "c99999999999999999", "c1x", "search"])
async def test_a_link_to_no_call_gets_a_sentence(stage: Stage, payload: str) -> None:
    await stage.add_call()
    aigul = await reader(stage)
    await aigul.start(payload)
    assert "Бізде қате шықты" not in aigul.text
    assert "Жастарға арналған грант" not in aigul.text


async def test_a_stranger_is_offered_calls_in_any_chat_and_leaves_no_trace(stage: Stage) -> None:
    await stage.add_call(texts=ECOLOGY, days=9)
    await stage.add_call(days=3)
    await stage.add_call(days=1, event="cancelled")
    stranger = stage.person(1004, "Гость", "ru")
    offered = await stranger.inline("экология")
    assert [offer["title"] for offer in offered] == ["Грант на экологические проекты"]
    assert [offer["id"] for offer in await stranger.inline("")] == ["c2", "c1"]
    assert [offer["id"] for offer in await stranger.inline("c2")] == ["c2"]
    posted = await stranger.pick("c2")
    assert "Грант для молодёжи 2" in posted.text
    assert [button["text"] for button in posted.buttons] == ["Открыть в Елши", "Открыть источник"]
    async with stage.store.read() as repositories:
        assert (await repositories.people.visitor(1004, 1004)).language is None


async def test_an_empty_offer_leads_to_the_private_chat(stage: Stage) -> None:
    stranger = stage.person(1004, "Гость", "ru")
    assert await stranger.inline("синхрофазотрон") == []
    assert stranger.asked is not None
    assert stranger.asked.button["text"] == "Ничего не найдено. Искать в Елши"


async def test_offers_go_on_page_by_page(stage: Stage) -> None:
    for days in range(1, 24):
        await stage.add_call(days=days)
    aigul = await reader(stage)
    first = await aigul.inline("грант")
    assert aigul.asked is not None
    rest = await aigul.inline("грант", offset=aigul.asked.next_offset)
    assert (len(first), len(rest), aigul.asked.next_offset) == (20, 3, "")
    assert await aigul.inline("грант", offset="-1; DROP") == first


@pytest.mark.parametrize(
    ("language", "label", "why"),
    [
        ("kk", "Жақында жабылған, Сіз көрмеген: 1", "Сіз жазылғанға дейін жарияланған."),
        ("ru", "Недавно закрылись, вы не видели: 1", "Опубликован до того, как вы подписались."),
    ],
)
async def test_what_closed_unseen_is_told_with_the_reason(stage: Stage, language: str, label: str, why: str) -> None:
    await stage.add_call(days=2)
    await stage.add_call(days=2)
    stage.clock.move(timedelta(minutes=1))
    aigul = await reader(stage, language)
    await aigul.press("1")  # seen
    stage.clock.move(timedelta(days=3))
    await aigul.write("/calls")
    await aigul.press(label)
    assert why in aigul.text
    await aigul.press("1")
    await aigul.press("‹ Тізімге" if language == "kk" else "‹ К списку")
    assert ("көрмей қалған конкурс жоқ" if language == "kk" else "ничего не пропустили") in aigul.text
    await aigul.write("/calls")
    assert label not in aigul.buttons
    stage.clock.move(timedelta(days=31))
    await aigul.write("/calls")
    assert "‹" not in "".join(aigul.buttons)


async def test_why_tells_when_the_call_became_known(stage: Stage) -> None:
    await stage.add_call(published_at=START - timedelta(hours=2))
    aigul = await reader(stage)
    await aigul.press("1")
    await aigul.press("Неге келді?")
    text = aigul.text.replace("\u00a0", " ")
    assert "Қашан белгілі болды" in text and "Елші көрді: " in text and "Қалған уақыт: 7 күн" in text
    assert "Сізге жіберілді" not in text
