"""People bring announcements: forwarded, typed, as albums; what is read from them is corrected field by field."""

from __future__ import annotations

from bot.demo.botapi.people import PIXEL
from domain.submissions import State
from tests.handlers.announcing import (
    CALL,
    NEWS,
    RUSSIAN_CALL,
    WORDS,
    calls,
    channel_post,
    coordinator,
    onboard_ngo,
    states,
    waiting_letters,
)
from tests.person import Stage


async def test_a_restart_in_the_middle_loses_neither_draft_nor_question(stage: Stage) -> None:
    ngo = stage.person(1001)
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    await ngo.write(CALL)
    await ngo.press(WORDS["kk"]["title"])
    stage.restart()
    await ngo.write("Жастар гранты – 2026")
    assert "Жастар гранты – 2026" in ngo.text and WORDS["kk"]["check"] in ngo.text
    stage.restart()
    await ngo.press(WORDS["kk"]["send"])
    assert await states(stage) == [State.WAITING]


async def test_an_album_is_one_announcement_wherever_its_words_stand(stage: Stage) -> None:
    ngo, editor = stage.person(1001), stage.person(1003, "Редактор")
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    channel = stage.channel("Арна", admin=editor, username="arna_kz")
    album = editor.phone.send_album(channel, [PIXEL] * 3, caption=CALL)
    await ngo.forward(*album)
    assert await states(stage) == [State.DRAFT] and ngo.all_text.count(WORDS["kk"]["check"]) == 1
    await ngo.forward(*reversed(album))
    assert await states(stage) == [State.DRAFT, State.DRAFT]
    await ngo.send_album(3, caption=CALL)  # one's own, not forwarded
    assert len(await states(stage)) == 3 and "стикер" not in ngo.all_text.lower()
    bare = editor.phone.send_album(channel, [PIXEL] * 2)
    await ngo.forward(*bare)
    assert ngo.all_text.count("Альбомды алдым") >= 1
    await ngo.write(CALL)
    assert WORDS["kk"]["check"] in ngo.text or "бізде бар" in ngo.text
    assert len(await states(stage)) == 4
    assert stage.refused() == []


async def test_forwards_without_words_and_our_own_cards_are_answered_plainly(stage: Stage) -> None:
    ngo, editor = stage.person(1001), stage.person(1003, "Редактор")
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    channel = stage.channel("Арна", admin=editor)
    for post in (
        editor.phone.send_photo(channel, PIXEL),
        editor.phone.send_sticker(channel),
        editor.phone.send_voice(channel, b"x"),
    ):
        await ngo.forward(post)
        assert "Бұл постта мәтін жоқ" in ngo.text
    await stage.add_call()
    await ngo.write("/calls")
    await ngo.press("1")
    await ngo.forward(ngo.last)
    assert "менің өз хабарламам" in ngo.text
    await ngo.forward(editor.phone.send_poll(channel, "Қай күні кездесеміз?", "Дүйсенбі", "Сейсенбі"))
    assert "конкурс" in ngo.text and await states(stage) == [State.DRAFT]
    await ngo.forward(editor.phone.send_document(channel, "call.pdf", b"x", caption=CALL))
    assert WORDS["kk"]["check"] in ngo.text
    await ngo.forward(editor.phone.write(channel, "Ә" * 4096))
    assert len(await states(stage)) == 3
    assert stage.refused() == []


async def test_what_is_no_call_says_so_and_the_sender_may_insist(stage: Stage) -> None:
    ngo = stage.person(1001, "Айгүл", "ru")
    await onboard_ngo(ngo, "ru", "Фонд «Самал»")
    await ngo.write(NEWS)
    assert "онкурс" in ngo.text and WORDS["ru"]["check"] not in ngo.text
    await ngo.press("Всё-таки это конкурс")
    assert WORDS["ru"]["check"] in ngo.text
    await ngo.press(WORDS["ru"]["send"])
    assert ngo.alert and "вид" in ngo.toast
    await ngo.press("Вид")
    await ngo.press("Конкурс")
    await ngo.press(WORDS["ru"]["send"])
    assert await states(stage) == [State.WAITING]


async def test_a_passed_deadline_is_not_published(stage: Stage) -> None:
    boss = await coordinator(stage)
    await boss.write(f"/announce {CALL.replace('2026 жылғы 14 сәуір', '2026 жылғы 1 ақпан')}")
    if "✓ Жариялау" not in boss.buttons:
        await boss.press("Бәрібір бұл – конкурс")
    await boss.press(WORDS["kk"]["publish"])
    assert boss.alert and "өтіп кеткен" in boss.toast and await calls(stage) == []


async def test_a_call_that_we_have_is_shown_instead_of_a_second_one(stage: Stage) -> None:
    boss, ngo = await coordinator(stage), stage.person(1001)
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    await boss.write(f"/announce {CALL}")
    await boss.press(WORDS["kk"]["publish"])
    await ngo.write(CALL)
    assert "Бұл конкурс бізде бар" in ngo.text and "Жаңасын қосу" not in ngo.buttons
    await ngo.press("Бұл – басқа конкурс")
    await ngo.press(WORDS["kk"]["send"])
    assert await states(stage) == [State.PUBLISHED, State.WAITING]


async def test_no_more_than_five_wait_and_the_sixth_is_kept_as_a_draft(stage: Stage) -> None:
    ngo = stage.person(1001)
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    for number in range(6):
        await ngo.write(f"/announce {CALL.replace('900', str(300 + number))}")
        await ngo.press(WORDS["kk"]["send"])
    assert ngo.alert and "бес хабарландыру" in ngo.toast
    assert await states(stage) == [State.WAITING] * 5 + [State.DRAFT]
    await ngo.write("/announce")
    await ngo.press("5")
    await ngo.press("Кері алу")
    assert (await states(stage))[4] is State.WITHDRAWN


async def test_more_than_twenty_a_day_are_asked_to_wait(stage: Stage) -> None:
    ngo = stage.person(1001)
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    for number in range(21):
        await ngo.write(f"/announce {CALL.replace('900', str(300 + number))}")
    assert "ертең" in ngo.text and len(await states(stage)) == 20


async def test_a_training_is_filled_in_step_by_step(stage: Stage) -> None:
    neighbour, boss = stage.person(1002), await coordinator(stage)
    await neighbour.onboard()
    await boss.write("/announce")
    await boss.press("Тыңдау")
    await boss.press("Қадамдап толтыру")
    await boss.write("Облыс бюджеті туралы қоғамдық тыңдау")
    await boss.write("15 сәуір 11:00")
    await boss.write("Жетісу облысының мәслихаты")
    await boss.press(WORDS["kk"]["publish"])
    (alert,) = await waiting_letters(stage, neighbour)
    assert "Облыс бюджеті туралы қоғамдық тыңдау" in alert and "11:00" in alert


async def test_where_a_forward_comes_from_is_kept_without_peoples_names(stage: Stage) -> None:
    ngo, friend, shy = stage.person(1001), stage.person(1005, "Досым"), stage.person(1006, "Жасырын")
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    shy.phone.hides_account = True
    group = stage.group("Ауыл тобы", admin=friend, members=(ngo, shy))
    closed = stage.channel("Жабық арна", admin=friend)
    for number, post in enumerate(
        (friend.phone.write(group, CALL), shy.phone.write(group, CALL), friend.phone.write(closed, CALL)), start=1
    ):
        await ngo.forward(post)
        assert WORDS["kk"]["check"] in ngo.text
        async with stage.store.read() as repositories:
            found = await repositories.submissions.get(number)
        assert found is not None and found.origin.url == ""
        assert "Досым" not in str(found) and "Жасырын" not in str(found)
    assert found.origin.title == "Жабық арна"


async def test_a_new_forward_in_the_middle_of_a_question_loses_neither(stage: Stage) -> None:
    ngo, editor = stage.person(1001), stage.person(1003)
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    await ngo.write(CALL)
    await ngo.press(WORDS["kk"]["title"])
    await ngo.forward(channel_post(stage, editor, RUSSIAN_CALL))
    assert "700" in ngo.text and "№ 1" in ngo.text
    await ngo.press("№ 1 бойынша жалғастыру")
    assert "900" in ngo.text
    assert await states(stage) == [State.DRAFT, State.DRAFT]


async def test_the_likely_day_of_a_meeting_is_shown_only_when_it_is_confirmed(stage: Stage) -> None:
    boss = await coordinator(stage, language="ru")
    text = (
        "Приглашаем НПО на тренинг по фандрайзингу. Встречаемся 20 апреля 2026 года в 15:00, город Талдыкорган,"
        " ул. Абая, 5, малый зал."
    )
    for number, confirmed in ((1, False), (2, True)):
        await boss.write(text)
        if "Это другой конкурс" in boss.buttons:
            await boss.press("Это другой конкурс")
        assert "20 апреля 2026 года 15:00" in boss.text.replace("\u00a0", " ") and "⚠ проверьте" in boss.text
        if confirmed:
            await boss.press("Дата и время")
            await boss.press("✓ Верно")
        await boss.press(WORDS["ru"]["publish"])
        await boss.press("Открыть конкурс")
        assert ("Когда: " in boss.text) is confirmed, number
        assert "ул. Абая, 5" in boss.text


async def test_each_field_takes_a_right_value_and_explains_a_wrong_one(stage: Stage) -> None:
    boss = await coordinator(stage, language="ru")
    await boss.write(f"/announce {RUSSIAN_CALL}")
    for field, wrong, right, shown in (
        ("Название", "!!", "Гранты молодым", "Гранты молодым"),
        ("Организатор", "12", "Фонд «Самал»", "Фонд «Самал»"),
        ("Срок подачи", "31.02.2026", "20 апреля 18:00", "20 апреля 2026 года 18:00"),
        ("На один проект", "много", "1,5 млн", "1 500 000 ₸"),
        ("Общая сумма", "-5", "$30 000", "$30 000"),
        ("Начало приёма", "скоро", "01.04.2026", "1 апреля 2026 года"),
    ):
        await boss.press(field)
        await boss.write(wrong)
        assert WORDS["ru"]["check"] not in boss.text
        await boss.write("/nonsense")
        await boss.write(right)
        assert shown in boss.text.replace("\u00a0", " "), field
    await boss.press("Валюта")
    await boss.press("EUR")
    await boss.press("Сферы")
    await boss.press("☐ Молодёжь и дети")
    await boss.press("☑ Молодёжь и дети")
    await boss.press("Готово")
    await boss.press("Регион")
    await boss.write("Нигдешный")
    await boss.write("Саркан")
    await boss.press("Готово")
    assert "Сарканд" in boss.text or "Саркан" in boss.text
    await boss.press("Организатор")
    await boss.press("Не указано")
    await boss.press(WORDS["ru"]["publish"])
    (call,) = await calls(stage)
    assert (call.amount_max, call.amount_total, call.currency, call.organiser) == (1_500_000, 30_000, "EUR", None)
    assert stage.refused() == []
