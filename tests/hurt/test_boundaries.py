"""Between an update that was kept and one that was handled: a handler that breaks, storage that is busy."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest

from bot.poll import Poller
from domain.errors import StorageBusy
from handlers.requests import telling
from storage.people import PeopleRepository
from storage.request_messages import RequestCardsRepository
from tests.handlers.letters import WORDS, aigul_of, begun
from tests.person import Person, Stage
from tests.request_stage import SALAUAT, deliver, office

BOTH = pytest.mark.parametrize("language", ["kk", "ru"])
BUSY = {"kk": "Сақталмады: қызмет қазір бос емес", "ru": "Не сохранено: сервис сейчас занят"}
LETTER = "Мектепке пандус керек."


@asynccontextmanager
async def polling(stage: Stage) -> AsyncIterator[Poller]:
    """The production poller over the stage's dispatcher; on leaving it stops as at a restart."""
    poller = Poller(stage.bot, stage.dispatcher, stage.store, stage.clock, 1)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(poller.run())
        try:
            yield poller
        finally:
            task.cancel()


async def handled(stage: Stage, poller: Poller) -> None:
    """Wait until whatever waits at Telegram was taken and handled."""
    async with asyncio.timeout(20):
        while len(stage.account.updates):
            await asyncio.sleep(0.02)
        await poller.idle()


def rows(stage: Stage, text: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(stage.path)) as database:
        return database.execute(text).fetchall()


async def at_the_preview(stage: Stage, language: str) -> Person:
    await office(stage, SALAUAT, topics=("education",))
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    await aigul.write(LETTER)
    await aigul.press(WORDS[language]["look"])
    return aigul


@BOTH
async def test_a_handler_that_breaks_after_it_wrote_leaves_nothing_and_is_not_tried_again_by_itself(
    stage: Stage, language: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    aigul = await at_the_preview(stage, language)
    tries = 0

    async def breaks(*_: object) -> None:
        nonlocal tries
        tries += 1
        raise RuntimeError("a bug")

    preview = aigul.last
    with monkeypatch.context() as patch:
        patch.setattr(telling, "letter", breaks)  # the last thing that filing does: all the rest is written by then
        async with polling(stage) as poller:
            press = aigul.phone.press(preview, WORDS[language]["send"])
            await handled(stage, poller)
        async with polling(stage) as poller:  # after a restart
            aigul.phone.write(stage.account, "/requests")
            await handled(stage, poller)
    assert tries == 1 and press.result is not None
    number = next(record.args[0] for record in caplog.records if "a bug" in str(record.exc_text or record.exc_info))
    assert any(str(number) in text for text in (press.result.text, *(one.text for one in aigul.from_bot)))
    assert (
        rows(stage, "SELECT COUNT(*) FROM request")
        == rows(stage, "SELECT COUNT(*) FROM log_entry WHERE kind LIKE 'request.%'")
        == [(0,)]
    )
    assert rows(stage, "SELECT COUNT(*) FROM update_inbox WHERE done = 0") == [(0,)]
    async with polling(stage) as poller:
        aigul.phone.press(preview, WORDS[language]["send"])
        await handled(stage, poller)
    assert rows(stage, "SELECT COUNT(*) FROM request") == [(1,)]
    await deliver(stage)
    assert rows(stage, "SELECT kind FROM log_entry WHERE kind LIKE 'request.%' ORDER BY number")[0] == (
        "request.filed",
    )


@BOTH
async def test_storage_that_cannot_even_tell_who_somebody_is_is_told_in_a_sentence(
    stage: Stage, language: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    aigul = await at_the_preview(stage, language)
    aigul.phone.language_code = language

    async def busy(*_: object) -> None:
        raise StorageBusy("locked")

    with monkeypatch.context() as patch:
        patch.setattr(PeopleRepository, "visitor", busy)
        await aigul.write("/calls")
        assert BUSY[language] in aigul.text
        await aigul.press(WORDS[language]["send"])
        assert BUSY[language] in aigul.toast and aigul.alert
        aigul.phone.inline(stage.account, "грант")
        await aigul.acted()
    assert rows(stage, "SELECT COUNT(*) FROM request") == [(0,)]
    await aigul.press(WORDS[language]["send"])
    assert rows(stage, "SELECT COUNT(*) FROM request") == [(1,)]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_storage_that_is_busy_while_a_screen_is_noted_costs_the_note_and_not_the_screen(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    aigul = await at_the_preview(stage, "kk")
    serik = stage.person(SALAUAT, "Серік", "ru")
    await serik.start()
    await aigul.press(WORDS["kk"]["send"])
    await deliver(stage)
    card = next(one for one in serik.from_bot if LETTER in one.text)

    async def busy(*_: object) -> None:
        raise StorageBusy("locked")

    with monkeypatch.context() as patch:
        patch.setattr(RequestCardsRepository, "put", busy)
        patch.setattr(PeopleRepository, "set_reachable", busy)
        await serik.reply(card, "Пандус будет.")
    assert "отправится НПО как ответ" in serik.text
    assert rows(stage, "SELECT text FROM request_message WHERE kind = 'answer'") == [("Пандус будет.",)]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_what_was_kept_by_a_run_that_never_began_to_handle_it_is_handled_in_its_order(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    for number in range(1, 11):
        aigul.phone.write(stage.account, f"{number}-бөлім.")
    kept = [(one["update_id"], json.dumps(one)) for one in stage.account.updates.pending]
    async with stage.store.write() as repositories:
        await repositories.updates.keep(list(reversed(kept)), stage.clock.now())
    stage.restart()
    async with polling(stage) as poller:
        await handled(stage, poller)
    assert rows(stage, "SELECT text FROM request_draft_part ORDER BY id") == [
        (f"{number}-бөлім.",) for number in range(1, 11)
    ]
