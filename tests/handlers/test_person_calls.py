"""Somebody reads calls: lists, cards and what their buttons do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.calls.model import CallEvent, CallKind, CallText, LocalMoment
from handlers.views.alert import alert_card, digest_card
from tests.person import Person, Stage


async def reader(stage: Stage, language: str = "kk") -> Person:
    person = stage.person()
    await person.onboard(language)
    return person


async def alert(stage: Stage, person: Person, number: int) -> None:
    """Deliver a call as the outbox does: the same card, as a message of its own."""
    async with stage.store.read() as repositories:
        call = (await repositories.calls.many([number]))[number]
    screen = alert_card(call, stage.service.texts.in_language("kk"), stage.service, now=stage.clock.now())
    await stage.bot.send_message(person.phone.id, screen.text, reply_markup=screen.markup)


async def test_the_list_is_by_deadline_in_pages_of_five(stage: Stage) -> None:
    for days in (9, 3, 7, 1, 5, 11, 13):
        await stage.add_call(days=days)
    aigul = await reader(stage)
    await aigul.write("/calls")
    assert aigul.text.startswith("Сізге сай келетін 7 ашық конкурс · 1-бет (барлығы – 2)")
    assert [line.split(" · ")[-1] for line in aigul.text.splitlines() if " қалды" in line] == [
        f"{days} күн қалды" for days in (1, 3, 5, 7, 9)
    ]
    assert aigul.buttons == ["1", "2", "3", "4", "5", "Келесі ›"]
    await aigul.press("Келесі ›")
    assert aigul.buttons == ["6", "7", "‹ Алдыңғы"]


async def test_a_card_opens_in_place_and_leads_back_to_its_page(stage: Stage) -> None:
    for days in range(1, 8):
        await stage.add_call(days=days)
    aigul = await reader(stage)
    await aigul.menu("Ашық конкурстар")
    shown = len(aigul.messages)
    await aigul.press("Келесі ›")
    await aigul.press("7")
    assert "Сомасы: ең көбі 3,5 млн ₸, жалпы қоры 100 млн ₸" in aigul.text.replace("\u00a0", " ")
    assert "2026 жылғы 9 наурыз сағат 18:00-ге дейін (7 күн қалды)" in aigul.text.replace("\u00a0", " ")
    assert aigul.url("Дереккөзді ашу") == "https://example.kz/kk/7"
    await aigul.press("‹ Тізімге")
    assert "2-бет" in aigul.text
    assert len(aigul.messages) == shown


async def test_the_commonest_buttons_of_a_card_come_first(stage: Stage) -> None:
    await stage.add_call()
    aigul = await reader(stage, "ru")
    await aigul.press("1")
    last = ["Почему пришло?", "Откуда это?", "‹ К списку"]
    read = ["Не подходит", "Открыть источник", "В календарь", "Спросить акимат", "Поделиться"]
    assert aigul.buttons == ["☆ Сохранить", *read, *last]
    await aigul.press("☆ Сохранить")
    assert aigul.buttons == ["★ Не сохранять", *read, "Напоминания", *last]


async def test_saving_twice_saves_once_and_it_is_found_among_the_saved(stage: Stage) -> None:
    await stage.add_call()
    aigul = await reader(stage)
    await aigul.press("1")
    await aigul.press_twice("☆ Сақтау")
    assert "Сақталды" in aigul.toast
    assert "★ Сақтамау" in aigul.buttons
    await aigul.menu("Сақталғандар")
    assert aigul.text.startswith("Сақталған 1 конкурс")
    await aigul.press("1")
    await aigul.press("★ Сақтамау")
    await aigul.press("‹ Тізімге")
    assert "Сақталған конкурсыңыз жоқ" in aigul.text


async def test_not_for_us_leaves_the_list_and_comes_back_by_undo(stage: Stage) -> None:
    await stage.add_call()
    aigul = await reader(stage)
    await aigul.press("1")
    await aigul.press("Сай келмейді")
    assert "«Сай келмейді» деп белгіленді" in aigul.with_buttons[-1].text
    await aigul.write("/calls")
    assert "ашық конкурс жоқ" in aigul.text
    await aigul.press("Қайтару")
    await aigul.write("/calls")
    assert "1 ашық конкурс" in aigul.text


async def test_why_names_the_readers_own_region_and_spheres(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.start()
    for label in ("Қазақша", "Келісемін", "Жоқ, жай қараймын", "Жетісу облысы", "Сарқан ауданы"):
        await aigul.press(label)
    await aigul.press("Жастар мен балалар")
    await aigul.press("Дайын")
    await aigul.press("1")
    await aigul.press("Неге келді?")
    assert "Конкурс өңірі: Жетісу облысы\nСіз таңдаған өңір: Сарқан ауданы (Жетісу облысы)" in aigul.text
    assert "Салалар: Жастар мен балалар" in aigul.text
    await aigul.press("Жазылымды өзгерту")
    assert aigul.text.startswith("Жазылым\n")


async def test_why_with_many_spheres_becomes_a_message(stage: Stage) -> None:
    await stage.add_call(spheres=tuple(sphere.id for sphere in stage.service.spheres))
    aigul = stage.person()
    await aigul.start()
    for label in ("Қазақша", "Келісемін", "Жоқ, жай қараймын", "Бүкіл Қазақстан"):
        await aigul.press(label)
    for sphere in stage.service.spheres[:9]:
        await aigul.press(sphere.short_kk)
    await aigul.press("Дайын")
    await aigul.press("1")
    await aigul.press("Неге келді?")
    assert aigul.toast == ""
    assert "таңдауыңызға сай келеді" in aigul.text


async def test_an_empty_list_says_what_is_watched_and_how_to_widen_it(stage: Stage) -> None:
    aigul = await reader(stage)
    await aigul.write("/calls")
    assert "Өңір: Жетісу облысы" in aigul.text
    assert "Салалар: барлығы" in aigul.text
    await aigul.press("Жазылымдарыңыз")
    assert aigul.text.startswith("Жазылымдарыңыз\n\n1. Жетісу облысы бойынша барлық конкурс")


async def test_a_call_elsewhere_is_not_shown(stage: Stage) -> None:
    await stage.add_call(territories=("610000000",))
    aigul = await reader(stage)
    assert "ашық конкурс жоқ" in aigul.with_buttons[-1].text


async def test_saved_calls_that_closed_are_marked_and_last(stage: Stage) -> None:
    await stage.add_call(days=2)
    await stage.add_call(days=9)
    aigul = await reader(stage, "ru")
    for number in ("1", "2"):
        await aigul.press(number)
        await aigul.press("☆ Сохранить")
        await aigul.press("‹ К списку")
    stage.clock.move(timedelta(days=4))
    await aigul.write("/saved")
    first, second = aigul.text.split("\n\n")[1:3]
    assert "осталось 5 дней" in first
    assert second.endswith("Приём заявок завершён")


async def test_a_list_that_has_become_shorter_shows_its_last_page(stage: Stage) -> None:
    for days in (1, 5, 6, 7, 8, 9):
        await stage.add_call(days=days)
    aigul = await reader(stage)
    await aigul.write("/calls")
    old = aigul.last
    await aigul.press("Келесі ›")
    stage.clock.move(timedelta(days=2))
    await aigul.forge("l:o:1", old)
    assert aigul.text.startswith("Сізге сай келетін 5 ашық конкурс")
    assert aigul.buttons[0] == "1"


async def test_an_alert_is_edited_in_place_and_keeps_its_words(stage: Stage) -> None:
    aigul = await reader(stage)
    number = await stage.add_call()
    await alert(stage, aigul, number)
    before, shown = aigul.text, len(aigul.messages)
    assert "‹ Тізімге" not in aigul.buttons
    await aigul.press("☆ Сақтау")
    assert aigul.text == before
    assert "★ Сақтамау" in aigul.buttons
    await aigul.press("Сай келмейді")
    assert "Жастарға арналған грант" in aigul.text
    await aigul.press("Қайтару")
    assert aigul.text == before
    assert len(aigul.messages) == shown


async def test_saving_on_an_old_alert_redraws_it_in_todays_words_and_the_present_language(stage: Stage) -> None:
    aigul = await reader(stage)
    number = await stage.add_call(days=1)
    await alert(stage, aigul, number)
    shown = aigul.last
    assert "1 күн қалды" in shown.text
    stage.clock.move(timedelta(days=3))
    await aigul.write("/language")
    await aigul.press("Русский")
    await aigul.press("☆ Сақтау", shown)
    assert "Приём заявок завершён." in shown.text
    assert "осталось" not in shown.text
    assert "қалды" not in shown.text
    assert [button["text"] for button in shown.buttons][:2] == ["★ Не сохранять", "Не подходит"]


async def test_an_organiser_that_is_the_source_is_not_named_twice(stage: Stage) -> None:
    number = await stage.add_call(organiser="новости  области")
    aigul = await reader(stage)
    await aigul.start(f"c{number}")
    assert "Ұйымдастырушы" not in aigul.text
    assert "Дереккөз: Облыс жаңалықтары" in aigul.text


@pytest.mark.parametrize(
    ("most", "total", "shown"),
    [
        (3_512_345, 100_000_000, "до 3 512 345 ₸, общий фонд 100 000 000 ₸"),
        (900_000, 100_000_000, "до 900 000 ₸, общий фонд 100 000 000 ₸"),
        (None, 100_000_000, "Общий фонд: 100 млн ₸"),
        (3_500_000, None, "Сумма: до 3 500 000 ₸"),
    ],
)
async def test_both_sums_of_a_line_are_written_alike(
    stage: Stage, most: int | None, total: int | None, shown: str
) -> None:
    number = await stage.add_call(amount_max=most, amount_total=total)
    aigul = await reader(stage, "ru")
    await aigul.start(f"c{number}")
    assert shown in aigul.text.replace("\u00a0", " ")


async def test_the_registration_for_a_training_closes_and_not_its_applications(stage: Stage) -> None:
    number = await stage.add_call(kind=CallKind.TRAINING, days=1)
    aigul = await reader(stage, "ru")
    stage.clock.move(timedelta(days=3))
    await aigul.start(f"c{number}")
    assert aigul.text.startswith("Регистрация завершена.\nОбучение\n")


async def test_a_digest_stays_and_its_numbers_open_cards_below_it(stage: Stage) -> None:
    aigul = await reader(stage)
    numbers = [await stage.add_call(days=days) for days in range(1, 12)]
    async with stage.store.read() as repositories:
        calls = list((await repositories.calls.many(numbers)).values())
    screen = digest_card(calls, stage.service.texts.in_language("kk"), stage.service, now=stage.clock.now())
    await stage.bot.send_message(aigul.phone.id, screen.text, reply_markup=screen.markup)
    digest = aigul.last
    assert digest.text.startswith("Сізге сай келетін 11 жаңа конкурс")
    assert digest.text.endswith("Тағы 3 конкурс: /calls")
    await aigul.press("2", digest)
    assert aigul.last.message_id > digest.message_id
    assert aigul.text.startswith("Грант\n")
    assert digest.text.startswith("Сізге сай келетін 11 жаңа конкурс")


async def test_a_link_opens_the_card_for_somebody_known(stage: Stage) -> None:
    number = await stage.add_call()
    aigul = await reader(stage)
    await aigul.start(f"c{number}")
    assert aigul.text.startswith("Грант\n")


@pytest.mark.parametrize("payload", ["c0", "c-1", "cx", "c99999999999999999999", "ref_12", "c1c1"])
async def test_an_unknown_link_is_ignored_politely(stage: Stage, payload: str) -> None:
    await stage.add_call()
    aigul = await reader(stage)
    await aigul.start(payload)
    assert aigul.text.startswith("Басты мәзір")


async def test_a_link_to_a_call_that_is_not_there_says_so(stage: Stage) -> None:
    aigul = await reader(stage)
    await aigul.start("c777")
    assert aigul.text == "Мұндай конкурс енді жоқ."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"event": CallEvent.CANCELLED}, "Организатор отменил конкурс."),
        ({"event": CallEvent.EXTENDED}, "Срок продлён."),
        ({"event": CallEvent.RESULT}, "Итоги подведены."),
        ({"deadline": None}, "Срок: проверьте в источнике"),
        ({"amount_max": None, "amount_total": None}, "Сумма: проверьте в источнике"),
        ({"amount_max": 25_000, "amount_total": None, "currency": "USD"}, "Сумма: до $25 000"),
    ],
)
async def test_a_card_says_what_is_known_and_never_invents(stage: Stage, changes: dict[str, object], said: str) -> None:
    number = await stage.add_call(**changes)
    aigul = await reader(stage, "ru")
    await aigul.start(f"c{number}")
    assert said in aigul.text.replace("\u00a0", " ")


async def test_a_call_in_one_language_only_is_shown_in_that(stage: Stage) -> None:
    text = CallText("ru", "Только по-русски", "https://example.kz/ru", "oblast")
    number = await stage.add_call(texts=(text,), deadline=LocalMoment((stage.clock.now() + timedelta(days=1)).date()))
    aigul = await reader(stage)
    await aigul.start(f"c{number}")
    assert "Грант\nТолько по-русски" in aigul.text
    assert "2026 жылғы 3 наурызға дейін (1 күн қалды)" in aigul.text.replace("\u00a0", " ")
