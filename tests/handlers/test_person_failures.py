"""Stale, forged, foreign and hurried presses; Telegram and the database failing: a sentence, and no harm."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from handlers.middlewares import Queues
from tests.person import Stage


@contextmanager
def locked(stage: Stage) -> Iterator[None]:
    """Another program holds the database's write lock."""
    other = sqlite3.connect(stage.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


FORGED = [
    "c:s:999999:",
    "c:o:0:",
    "c:s:-5:",
    "c:s:99999999999999999999999:",
    "c:d:abc:",
    "c:z:1:",
    "c:s:1",
    "c:o:1:o99999999",
    "c:o:1:s٣",
    "l:o:99999",
    "l:s:-1",
    "l:x:0",
    "l:o:999999999999999999999",
    "f:1:spheres:y::0",
    "f:1:district:t:KZ:0",
    "go:continue",
    "go:nowhere",
    "lg:en:0",
    "cs:1:0000000000000000:0",
    "'; DROP TABLE person; --",
    "\u202e",
    "f",
    ":",
]


@pytest.mark.parametrize("data", FORGED)
async def test_forged_data_do_no_harm_and_never_crash(
    stage: Stage, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    async with stage.store.read() as repositories:
        before = await repositories.people.visitor(1001, 1001), await repositories.subscriptions.of_chat(1001)
    await aigul.forge(data)
    await aigul.write("/calls")
    assert "1 ашық конкурс" in aigul.text
    async with stage.store.read() as repositories:
        after = await repositories.people.visitor(1001, 1001), await repositories.subscriptions.of_chat(1001)
    assert after == before
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert stage.refused() == []


async def test_a_pressed_call_that_is_gone_is_told_over_the_chat(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    await aigul.forge("c:s:4711:")
    assert aigul.with_buttons[-1].text.startswith("Сізге сай келетін 1 ашық конкурс")
    press = aigul.phone.press_forged(aigul.with_buttons[-1], "c:s:4711:")
    await stage.settle()
    assert press.result.text == "Мұндай конкурс енді жоқ."
    assert press.result.show_alert


async def test_a_stale_button_after_a_restart_shows_where_one_stands(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.start()
    await aigul.press("Қазақша")
    await aigul.press("Келісемін")
    first_step = aigul.with_buttons[-1].button("Жоқ, жай қараймын")["callback_data"]
    for label in ("Жоқ, жай қараймын", "Жетісу облысы", "Бүкіл облыс", "Дайын"):
        await aigul.press(label)
    stage.restart()
    await aigul.forge(first_step)
    assert "1 ашық конкурс" in aigul.with_buttons[-1].text


async def test_anothers_button_does_nothing_for_a_stranger(stage: Stage) -> None:
    await stage.add_call()
    aigul, serik = stage.person(1001), stage.person(1002, "Серік")
    await aigul.onboard()
    await serik.start()
    await serik.forge("c:s:1:")
    await serik.forge(aigul.with_buttons[-1].button("1")["callback_data"])
    assert serik.buttons == ["Қазақша", "Русский"]
    async with stage.store.read() as repositories:
        assert not (await repositories.calls.get(1, "person:1002")).saved


async def test_a_deleted_message_is_replaced_by_a_new_one(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    listed = aigul.with_buttons[-1]
    data = listed.button("1")["callback_data"]
    aigul.phone.delete(listed)
    await aigul.forge(data, listed)
    assert aigul.text.startswith("Грант\n")


async def test_five_hurried_taps_are_handled_in_their_order(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    await aigul.press("1")
    message = aigul.with_buttons[-1]
    for act in "sudrs":
        aigul.phone.press_forged(message, f"c:{act}:1:o0")
    await aigul.acted()
    assert "★ Сақтамау" in aigul.buttons
    async with stage.store.read() as repositories:
        found = await repositories.calls.get(1, "person:1001")
    assert (found.saved, found.dismissed) == (True, False)


async def test_the_queue_keeps_order_and_forgets_the_idle() -> None:
    queues = Queues()
    seen: list[int] = []

    async def act(number: int) -> None:
        async with queues.turn(7):
            await asyncio.sleep(0)
            seen.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(act(number))
    assert seen == list(range(20))
    assert len(queues) == 0


async def test_a_locked_database_is_told_and_nothing_is_half_written(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    await aigul.press("1")
    with locked(stage):
        await aigul.press("☆ Сақтау")
    assert aigul.toast == "Сақталмады: қызмет қазір бос емес. Бір минуттан кейін қайталап көріңіз."
    assert "☆ Сақтау" in aigul.buttons
    await aigul.press("☆ Сақтау")
    assert "★ Сақтамау" in aigul.buttons


async def test_a_locked_database_keeps_the_form_where_it_was(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.start()
    for label in ("Қазақша", "Келісемін", "Иә, ҮЕҰ өкілімін"):
        await aigul.press(label)
    with locked(stage):
        await aigul.write("Ауыл болашағы")
    assert aigul.text.startswith("Сақталмады:")
    await aigul.write("Ауыл болашағы")
    assert "БСН" in aigul.text


async def test_an_update_that_comes_again_is_written_once_and_answered_with_silence(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    await aigul.press("1")
    press = aigul.phone.press(aigul.with_button("☆ Сақтау"), "☆ Сақтау")
    (raw,) = stage.account.updates.pending
    await stage.settle()
    assert press.answered
    await aigul.press("★ Сақтамау")
    shown = len(aigul.messages)
    await stage.feed([raw])
    async with stage.store.read() as repositories:
        assert not (await repositories.calls.get(1, "person:1001")).saved
    assert len(aigul.messages) == shown
    assert "☆ Сақтау" in aigul.buttons


@pytest.mark.parametrize("fault", ["drop", "bad_gateway", "lose_reply", "too_many_requests"])
async def test_an_answer_lost_on_the_way_is_sent_again(stage: Stage, fault: str) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    faults = stage.world.faults
    for method in ("sendMessage", "editMessageText", "answerCallbackQuery"):
        if fault == "too_many_requests":
            faults.too_many_requests(method, 1)
        else:
            getattr(faults, fault)(method)
    await aigul.press("1")
    assert aigul.with_buttons[-1].text.startswith("Грант\n")
    await aigul.write("/calls")
    assert "1 ашық конкурс" in aigul.text


async def test_what_was_written_stays_when_no_answer_gets_through(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    await aigul.press("1")
    for method in ("editMessageText", "answerCallbackQuery"):
        stage.world.faults.drop(method, times=3)
    aigul.phone.press(aigul.with_button("☆ Сақтау"), "☆ Сақтау")
    await aigul.acted()
    await aigul.write("/saved")
    assert "Сақталған 1 конкурс" in aigul.text


async def test_long_flood_control_is_not_waited_for(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.onboard()
    stage.world.faults.too_many_requests("sendMessage", 3600)
    async with asyncio.timeout(3):
        await aigul.write("/help")
    await aigul.write("/help")
    assert "/calls" in aigul.text


async def test_somebody_who_blocked_us_meanwhile_is_noted(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.onboard()
    stage.world.faults.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await aigul.write("/help")
    async with stage.store.read() as repositories:
        assert not (await repositories.people.visitor(1001, 1001)).reachable


async def test_a_crash_is_logged_with_the_number_that_the_person_is_shown(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    aigul = stage.person()
    await aigul.onboard()

    async def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr("storage.calls.CallsRepository.open_for", broken)
    await aigul.write("/calls")
    number = aigul.text.split()[-1].rstrip(".")
    assert aigul.text.startswith("Бізде қате шықты.")
    assert f"error {number}" in caplog.text
    assert "a bug of ours" in caplog.text
    monkeypatch.undo()
    await aigul.write("/calls")
    assert "ашық конкурс жоқ" in aigul.text


async def test_nobody_is_left_alone_when_the_database_cannot_even_be_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    aigul = stage.person(language_code="ru")
    await aigul.onboard()

    async def broken(*_args: object, **_named: object) -> None:
        raise OSError("disk failure")

    monkeypatch.setattr("storage.people.PeopleRepository.visitor", broken)
    await aigul.write("/calls")
    assert aigul.text.startswith("У нас произошла ошибка.")  # the phone's language: nothing else is known
    assert "disk failure" in caplog.text
