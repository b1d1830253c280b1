"""A kill in the middle of an erasure, and of a chart: nothing is half, and who asked can ask again."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.botapi import Message
from bot.jobs import housekeeping
from bot.telegram import fetch_updates
from bot.verify_command import verify
from tests.fuzz.acts import cut_before
from tests.handlers.announcing import coordinator
from tests.handlers.figure_stage import NGO, WORDS, filed, pictures
from tests.handlers.rights_world import a_world
from tests.handlers.test_rights_of_buttons import PASSING
from tests.hurt.claims import in_file
from tests.person import ZONE, Person, Stage
from tests.privacy.test_erasure import ALONE, Words, alone_in_an_ngo, files
from tests.request_stage import ngo, office

ASKS, DOES = "Отозвать согласие и удалить мои данные", "Удалить мои данные"
FEWEST = 20
"""Statements of an erasure that were cut, at least: else this looks past it."""

Kept = dict[str, list[str]]


def left_by_a_kill(path: Path, aside: Path) -> Kept:
    """Read what a process that is killed now leaves: the file and its journal, without what is in its memory."""
    for tail in ("", "-wal"):
        shutil.copy(f"{path}{tail}", f"{aside}{tail}")
    with closing(sqlite3.connect(aside)) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        seed = ("territory", "sphere", "topic", "mci", "search_", "schema")
        return {
            name: sorted(map(str, database.execute(f'SELECT * FROM "{name}"')))
            for name in names
            if not name.startswith(seed) and name not in PASSING
        }


async def cut_press(
    person: Person, screen: Message, button: str, statement: int, stage: Stage
) -> tuple[bool, list[dict[str, Any]]]:
    """Press a button and have the bot killed before a statement; returns whether it was, and what was to be handled."""
    person.phone.press(screen, button)
    raw = await fetch_updates(stage.bot, stage._offset, 0)
    stage._offset = max(update["update_id"] for update in raw) + 1
    with cut_before(statement) as stopped:
        await stage.feed(raw)
    stage.restart()
    return bool(stopped), raw


async def test_wherever_an_erasure_is_cut_all_is_there_or_nothing_and_it_can_be_repeated(
    stage: Stage, tmp_path: Path
) -> None:
    words = Words()
    person = await alone_in_an_ngo(stage, await a_world(stage), words)
    await person.write("/mydata")
    await person.press(ASKS)
    question, aside = person.last, tmp_path / "aside.db"
    whole = left_by_a_kill(stage.path, aside)
    cuts = 0
    while left_by_a_kill(stage.path, aside) == whole:
        assert not list(in_file(aside))
        stopped, _ = await cut_press(person, question, DOES, cuts, stage)
        cuts += stopped
        if not stopped:
            break
    kept = left_by_a_kill(stage.path, aside)
    assert cuts >= FEWEST
    assert not list(in_file(aside))
    assert (await verify(stage.store)).fits
    assert kept["ngo"] != whole["ngo"] and not [row for row in kept["person"] if str(ALONE) in row]
    await housekeeping(stage.store, stage.clock, ZONE)()
    assert words.left(files(stage)) == []
    await person.press(DOES, question)
    assert (await verify(stage.store)).fits
    assert left_by_a_kill(stage.path, aside)["person"] == kept["person"], "there is nothing to erase twice"


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_wherever_a_chart_is_cut_it_comes_after_the_restart_and_again_for_the_next_press(
    stage: Stage, language: str, tmp_path: Path
) -> None:
    await filed(stage, await ngo(stage, NGO), await office(stage), 12, answered=9)
    danagul = await coordinator(stage, 3001, language)
    await danagul.write("/stats")
    await danagul.press(WORDS[language]["more"])
    table, aside = danagul.last, tmp_path / "aside.db"
    before = left_by_a_kill(stage.path, aside)
    cuts, stopped = 0, True
    while stopped:
        seen = len(pictures(danagul))
        stopped, raw = await cut_press(danagul, table, WORDS[language]["chart"], cuts, stage)
        cuts += stopped
        assert left_by_a_kill(stage.path, aside) == before
        if len(pictures(danagul)) == seen:
            await stage.feed(raw)  # as from the inbox: it was not marked as handled
        assert len(pictures(danagul)) == seen + 1
        stage.clock.move(timedelta(minutes=2))
    assert cuts >= 3
    assert not stage.refused()
