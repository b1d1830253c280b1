"""Announcements that people bring: forwarded, corrected, looked at by a coordinator, published to others."""

from __future__ import annotations

from typing import Any

import pytest

from bot.demo.botapi.people import PIXEL
from bot.letters import gather, stale, write
from domain.clock import instant
from domain.language import Language
from domain.submissions import State
from storage.statement import sql
from tests.person import LABELS, Person, Stage

ZHETISU, ALMATY_OBLAST = "330000000", "190000000"
_APPOINT = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, :territory, 1)")

CALL = (
    "Жетісу облысы әкімдігі жастарға арналған шағын гранттар конкурсын жариялайды\n"
    "Үкіметтік емес ұйымдар қатыса алады. Бір грант – 900 000 теңгеге дейін. Өтінімдер 2026 жылғы 14 сәуір сағат"
    " 18:00-ге дейін қабылданады."
)
RUSSIAN_CALL = (
    "Управление внутренней политики области Жетісу объявляет конкурс малых грантов для НПО\n"
    "Сумма одного гранта – до 700 000 тенге. Заявки принимаются до 10 апреля 2026 года включительно."
)
NEWS = (
    "Вчера в Талдыкоргане прошла встреча акима с предпринимателями. Участники обсудили погоду, дороги и новый мост"
    " через реку Каратал, который построили в прошлом году."
)

WORDS: dict[str, dict[str, str]] = {
    "kk": {
        "check": "Мәтіннен не оқығанымды тексеріңіз",
        "send": "✓ Үйлестірушіге жіберу",
        "publish": "✓ Жариялау",
        "sent": "Жіберілді, үйлестіруші қарайды",
        "approve": "✓ Мақұлдау",
        "published": "Жарияланды",
        "reject": "✕ Қабылдамау",
        "other": "Басқа себеп",
        "deadline": "Соңғы мерзім",
        "title": "Атауы",
        "stale": "Бұл түйменің мерзімі өткен",
        "by": "Елші арқылы жариялаған: Жетісу облысының үйлестірушісі",
    },
    "ru": {
        "check": "Проверьте, что я прочитал",
        "send": "✓ Отправить координатору",
        "publish": "✓ Опубликовать",
        "sent": "Отправлено, координатор посмотрит",
        "approve": "✓ Одобрить",
        "published": "Опубликовано",
        "reject": "✕ Отклонить",
        "other": "Другая причина",
        "deadline": "Срок подачи",
        "title": "Название",
        "stale": "Эта кнопка устарела",
        "by": "Опубликовал через Елши: координатор (область Жетісу)",
    },
}


async def onboard_ngo(person: Person, language: str, name: str) -> None:
    """Sign up as an organisation of the Zhetisu oblast."""
    await person.start()
    await person.press(LABELS[language]["language"])
    await person.press(LABELS[language]["yes"])
    await person.press("Иә, ҮЕҰ өкілімін" if language == "kk" else "Да, я из НПО")
    await person.write(name)
    await person.press("Өткізіп жіберу" if language == "kk" else "Пропустить")
    await person.press("Жетісу облысы" if language == "kk" else "обл. Жетісу")
    await person.press("Бүкіл облыс" if language == "kk" else "Вся область")
    await person.press(LABELS[language]["done"])


async def appoint(stage: Stage, person_id: int, territory: str = ZHETISU) -> None:
    async with stage.store.write() as repositories:
        await repositories.session.run(_APPOINT, person=person_id, territory=territory)


async def coordinator(stage: Stage, number: int = 2001, language: str = "kk", territory: str = ZHETISU) -> Person:
    person = stage.person(number, "Данагүл", language)
    await person.onboard(language)
    await appoint(stage, number, territory)
    return person


async def waiting_letters(stage: Stage, person: Person) -> list[str]:
    """What the outbox holds for the person, written by the production writer."""
    async with stage.store.read() as repositories:
        rows = await repositories.session.all(sql("SELECT chat_id, not_before FROM outbox WHERE state = 'pending'"))
    due = max((row[1] for row in rows), default=0)
    async with stage.store.write() as repositories:
        now = max(stage.clock.now(), instant(due))
        items = await repositories.outbox.claim("test", now, 100)
        facts = await gather(items, repositories, stage.service)
        await repositories.outbox.release([item.id for item in items], stage.clock.now())
        return [
            write([item], facts, stage.service, stage.clock.now()).screen.text
            for item in items
            if item.chat_id == person.phone.id and stale(item, facts, stage.clock.now()) is None
        ]


async def states(stage: Stage) -> list[State]:
    async with stage.store.read() as repositories:
        rows = await repositories.session.all(sql("SELECT state FROM submission ORDER BY id"))
    return [State(row[0]) for row in rows]


async def calls(stage: Stage) -> list[Any]:
    async with stage.store.read() as repositories:
        rows = await repositories.session.all(sql("SELECT id FROM call ORDER BY id"))
        return [(await repositories.calls.get(row[0])).call for row in rows]


def commands(stage: Stage, person: Person) -> set[str]:
    """What the phone offers beside the input field."""
    return {item["command"] for item in stage.world.commands(stage.account, person.phone)}


def channel_post(stage: Stage, owner: Person, text: str, username: str = "zhetisu_news"):
    channel = stage.channel("Жетісу жаңалықтары", admin=owner, username=username)
    return owner.phone.write(channel, text)


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_forward_is_corrected_approved_and_reaches_another_ngo_with_its_author(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    ngo, neighbour = stage.person(1001, "Айгүл", language), stage.person(1002, "Ерлан", language)
    await onboard_ngo(ngo, language, "«Самал» қоры")
    await neighbour.onboard(language)
    boss = await coordinator(stage, language=language)
    editor = stage.person(1003, "Редактор", language)
    post = channel_post(stage, editor, CALL if language == "kk" else RUSSIAN_CALL)

    await ngo.forward(post)
    assert words["check"] in ngo.text and "Жетісу" in ngo.text and words["deadline"] in ngo.text
    await ngo.press(words["send"])
    assert words["sent"] in ngo.text and await states(stage) == [State.WAITING]
    assert await calls(stage) == []

    assert len(await waiting_letters(stage, boss)) == 1
    await boss.write("/review")
    await boss.press("1")
    assert "«Самал» қоры" in boss.text and "https://t.me/zhetisu_news/" in boss.text
    await boss.press(words["deadline"])
    await boss.write("когда-нибудь")
    assert "20.04.2026" in boss.text
    await boss.write("20.04.2026 17:30")
    await boss.press(words["approve"])
    assert words["published"] in boss.text and await states(stage) == [State.PUBLISHED]

    (call,) = await calls(stage)
    assert call.deadline.isoformat() == "2026-04-20T17:30" and call.territories == (ZHETISU,)
    assert call.texts[0].url.startswith("https://t.me/zhetisu_news/")
    (alert,) = await waiting_letters(stage, neighbour)
    assert "«Самал» қоры" in alert
    assert any("№ 1" in letter for letter in await waiting_letters(stage, ngo))
    assert stage.refused() == []


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_rejection_reaches_the_sender_with_its_reason(stage: Stage, language: str) -> None:
    words = WORDS[language]
    ngo, boss = stage.person(1001, "Айгүл", language), await coordinator(stage, language=language)
    await onboard_ngo(ngo, language, "«Самал» қоры")
    await ngo.write(CALL)
    await ngo.press(words["send"])
    await boss.write("/review")
    await boss.press("1")
    await boss.press(words["reject"])
    await boss.press(words["other"])
    await boss.write("no")
    assert await states(stage) == [State.WAITING]
    await boss.write("Мерзімін <b>нақтылап</b> қайта жіберіңіз & рақмет")
    assert await states(stage) == [State.REJECTED]
    letters = await waiting_letters(stage, ngo)
    assert any("Мерзімін &lt;b&gt;нақтылап&lt;/b&gt; қайта жіберіңіз &amp; рақмет" in letter for letter in letters)
    assert await calls(stage) == [] and stage.refused() == []


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_coordinators_announcement_is_published_at_once_with_its_author(stage: Stage, language: str) -> None:
    words = WORDS[language]
    neighbour, boss = stage.person(1002, "Ерлан", language), await coordinator(stage, language=language)
    await neighbour.onboard(language)
    await boss.write(f"/announce {CALL}")
    await boss.press(words["publish"])
    (alert,) = await waiting_letters(stage, neighbour)
    assert words["by"] in alert and "900" in alert
    (call,) = await calls(stage)
    assert call.texts[0].url == ""
    await neighbour.write("/calls")
    await neighbour.press("1")
    assert words["by"] in neighbour.text
    assert all(button.get("url") is None for button in neighbour.last.buttons)
    assert stage.refused() == []


async def test_two_coordinators_at_once_publish_once_and_the_other_sees_who(stage: Stage) -> None:
    ngo, one = stage.person(1001), await coordinator(stage)
    other = await coordinator(stage, 2002, "ru", "KZ")
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    await ngo.write(CALL)
    await ngo.press(WORDS["kk"]["send"])
    for boss in (one, other):
        await boss.write("/review")
        await boss.press("1")
    one.phone.press(one.with_button(WORDS["kk"]["approve"]), WORDS["kk"]["approve"])
    other.phone.press(other.with_button(WORDS["ru"]["approve"]), WORDS["ru"]["approve"])
    await one.acted()
    assert len(await calls(stage)) == 1 and await states(stage) == [State.PUBLISHED]
    await other.forge("rv:j:1:0:")
    assert WORDS["ru"]["stale"] in other.toast
    assert len(await calls(stage)) == 1


async def test_a_second_press_of_publish_publishes_nothing_twice(stage: Stage) -> None:
    neighbour, boss = stage.person(1002), await coordinator(stage)
    await neighbour.onboard()
    await boss.write(f"/announce {CALL}")
    await boss.press_twice(WORDS["kk"]["publish"])
    assert len(await calls(stage)) == 1
    assert len(await waiting_letters(stage, neighbour)) == 1


async def test_forged_and_foreign_presses_do_nothing(stage: Stage) -> None:
    ngo, stranger = stage.person(1001), stage.person(1004, "Бөтен")
    far = await coordinator(stage, 2003, "ru", ALMATY_OBLAST)
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    await stranger.onboard()
    await ngo.write(CALL)
    for person in (stranger, far):
        for act in "vgxwkK":
            await person.forge(f"pd:{act}:1:::0")
        await person.forge("pd:f:1:t::0")
        await person.forge("pd:s:1:k:grant:0")
    assert await states(stage) == [State.DRAFT]
    await ngo.press(WORDS["kk"]["send"])
    for act in ("o:1:0:", "j:1:0:", "r:1:0:n", "r:1:0:o"):
        await far.forge(f"rv:{act}")
        await stranger.forge(f"rv:{act}")
    await far.forge("pd:g:1:::0")
    await ngo.forge("pd:g:1:::0")
    await ngo.forge("pd:s:1:k:news:0")
    await ngo.forge("pd:a:1:r:431900000:0")
    assert await states(stage) == [State.WAITING] and await calls(stage) == []
    await far.write("/review")
    assert "Жетісу" not in far.text
    assert stage.refused() == []


async def test_moving_a_text_out_of_ones_territory_hands_it_over(stage: Stage) -> None:
    ngo, boss = stage.person(1001), await coordinator(stage)
    far = await coordinator(stage, 2003, "ru", ALMATY_OBLAST)
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    await ngo.write(CALL)
    await ngo.press(WORDS["kk"]["send"])
    await boss.write("/review")
    await boss.press("1")
    await boss.press("Өңір")
    await boss.write("Алматы облысы")
    await boss.press("Тек соңғысы")
    assert "басқа аумақтың үйлестірушілері" in boss.text
    await boss.forge("pd:g:1:::0")
    assert await calls(stage) == []
    assert len(await waiting_letters(stage, far)) == 1
    await far.write("/review")
    await far.press("1")
    await far.press(WORDS["ru"]["approve"])
    assert [call.territories for call in await calls(stage)] == [(ALMATY_OBLAST,)]


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
    bare = editor.phone.send_album(channel, [PIXEL] * 2)
    await ngo.forward(*bare)
    assert ngo.all_text.count("Альбомды алдым") >= 1
    await ngo.write(CALL)
    assert WORDS["kk"]["check"] in ngo.text or "бізде бар" in ngo.text
    assert len(await states(stage)) == 3
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


async def test_a_published_call_is_corrected_and_cancelled_by_another_coordinator_of_the_territory(
    stage: Stage,
) -> None:
    neighbour, boss = stage.person(1002), await coordinator(stage)
    await neighbour.onboard()
    await boss.write(f"/announce {CALL}")
    await boss.press(WORDS["kk"]["publish"])
    other = await coordinator(stage, 2002, "ru", "KZ")
    await other.write("/review")
    await other.press("Опубликованные ранее")
    await other.press("1")
    await other.press(WORDS["ru"]["deadline"])
    await other.write("30.04.2026")
    await other.press("✓ Опубликовать исправления")
    (call,) = await calls(stage)
    assert (call.revision, call.event, call.deadline.isoformat()) == (2, "extended", "2026-04-30")
    await other.press("Исправить или отменить")
    await other.press("Отменить конкурс")
    await other.press("Отменить конкурс")
    (call,) = await calls(stage)
    assert call.cancelled and call.revision == 3 and await states(stage) == [State.CANCELLED]
    await boss.forge("pd:g:1:::0")
    assert (await calls(stage))[0].revision == 3


async def test_erasing_the_sender_leaves_the_call_without_their_name(stage: Stage) -> None:
    ngo, boss = stage.person(1001), await coordinator(stage)
    await onboard_ngo(ngo, "kk", "«Самал» қоры")
    await ngo.write(CALL)
    await ngo.press(WORDS["kk"]["send"])
    await boss.write("/review")
    await boss.press("1")
    await boss.press(WORDS["kk"]["approve"])
    async with stage.store.write() as repositories:
        await repositories.people.erase(1001, stage.clock.now())
    await boss.write("/calls")
    await boss.press("1")
    assert "Самал" not in boss.text and "Елші арқылы жарияланған" in boss.text


async def test_the_commands_of_coordinators_are_shown_to_them_only(stage: Stage) -> None:
    boss, ngo = await coordinator(stage), stage.person(1001)
    await ngo.onboard()
    await boss.write("/review")
    assert {"review", "announce"} <= commands(stage, boss)
    assert not {"review", "announce"} & commands(stage, ngo)
    await ngo.write("/review")
    assert "түсінбедім" in ngo.text.lower() or "/help" in ngo.text


def test_the_languages_of_this_file_are_those_of_the_product() -> None:
    assert set(WORDS) == set(Language)


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
    await boss.press("Нет")
    await boss.press(WORDS["ru"]["publish"])
    (call,) = await calls(stage)
    assert (call.amount_max, call.amount_total, call.currency, call.organiser) == (1_500_000, 30_000, "EUR", None)
    assert stage.refused() == []
