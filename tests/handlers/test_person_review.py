"""Coordinators publish, look at what others sent, decide, correct and cancel; nobody does more than is theirs."""

from __future__ import annotations

import pytest

from domain.submissions import State
from tests.handlers.announcing import (
    ALMATY_OBLAST,
    CALL,
    RUSSIAN_CALL,
    SARKAN,
    WORDS,
    ZHETISU,
    calls,
    channel_post,
    commands,
    coordinator,
    onboard_ngo,
    states,
    waiting_letters,
)
from tests.person import Stage


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
    assert "мына аумақтың үйлестірушілері" in boss.text
    await boss.forge("pd:g:1:::0")
    assert await calls(stage) == []
    assert len(await waiting_letters(stage, far)) == 1
    await far.write("/review")
    await far.press("1")
    await far.press(WORDS["ru"]["approve"])
    assert [call.territories for call in await calls(stage)] == [(ALMATY_OBLAST,)]


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


async def test_nobody_changes_a_call_beyond_their_territory_by_sending_news_of_it(stage: Stage) -> None:
    boss = await coordinator(stage)
    district = await coordinator(stage, 2004, "kk", SARKAN)
    await boss.write(f"/announce {CALL}")
    await boss.press(WORDS["kk"]["publish"])
    longer = CALL.replace("шағын гранттар конкурсын жариялайды", "шағын гранттар конкурсының мерзімін ұзартты")
    await district.write(longer.replace("14 сәуір", "30 сәуір"))
    assert "Бұл конкурс бізде бар" in district.text
    await district.press("Жаңасын қосу")
    await district.press("Өңір")
    await district.write("Сарқан ауданы")
    await district.press("Дайын")
    assert WORDS["kk"]["publish"] not in district.buttons
    await district.press(WORDS["kk"]["send"])
    (call,) = await calls(stage)
    assert call.deadline.day.day == 14 and await states(stage) == [State.PUBLISHED, State.WAITING]
    await district.write("/review")
    await district.forge("pd:g:2:::0")
    assert (await calls(stage))[0].deadline.day.day == 14
    await boss.write("/review")
    await boss.press("2")
    await boss.press(WORDS["kk"]["approve"])
    (call,) = await calls(stage)
    assert (call.deadline.day.day, call.event, call.revision) == (30, "extended", 2)
