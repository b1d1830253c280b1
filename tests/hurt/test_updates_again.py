"""Updates that come twice at once, again later, or in another order are handled once: counted by what is stored."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.leaving import Leaving
from bot.poll import Poller
from domain.spheres import Sphere
from domain.territory import TerritoryTree
from handlers.texts import Texts
from tests.handlers.letters import WORDS, aigul_of, begun
from tests.hurt.test_kills import until
from tests.person import Person, Stage
from tests.request_stage import SALAUAT, deliver, office

KK = WORDS["kk"]
LETTER, ANSWER = "Мектепке пандус керек.", "Пандус дүйсенбіде орнатылады."

Feed = Callable[[Stage, Sequence[dict[str, Any]]], Sequence[Sequence[dict[str, Any]]]]
"""From a batch of updates to the batches that come in its place."""


def once(_stage: Stage, updates: Sequence[dict[str, Any]]) -> Sequence[Sequence[dict[str, Any]]]:
    return [updates]


def twice_at_once(_stage: Stage, updates: Sequence[dict[str, Any]]) -> Sequence[Sequence[dict[str, Any]]]:
    return [[*updates, *updates]]


def twice_in_a_row(_stage: Stage, updates: Sequence[dict[str, Any]]) -> Sequence[Sequence[dict[str, Any]]]:
    return [updates, updates]


class AndEverythingBefore:
    """After each batch, everything that ever came once more, in any order."""

    def __init__(self) -> None:
        self.before: list[dict[str, Any]] = []
        self.chance = random.Random(11)

    def __call__(self, _stage: Stage, updates: Sequence[dict[str, Any]]) -> Sequence[Sequence[dict[str, Any]]]:
        again = self.before.copy()
        self.chance.shuffle(again)
        self.before += updates
        return [updates, *([one] for one in again[:12])]


@asynccontextmanager
async def fed(
    path: Path, feed: Feed, texts: Texts, tree: TerritoryTree, spheres: tuple[Sphere, ...]
) -> AsyncIterator[Stage]:
    """A stage whose updates come as `feed` lets them."""
    async with Stage.open(path, texts, tree, spheres) as stage:
        whole = stage.feed

        async def batches(updates: Sequence[dict[str, Any]]) -> None:
            for batch in feed(stage, updates):
                await whole(batch)

        stage.feed = batches  # type: ignore[method-assign]
        yield stage


async def a_day(stage: Stage) -> tuple[int, int]:
    """Sign up, look at a call and keep it, write to the akimat, answer, say what the answer was worth.

    Returns:
        How many copies of the letter the officer got by then, and of the answer the NGO.
    """
    await stage.add_call()
    aigul = await aigul_of(stage)
    serik = stage.person(SALAUAT, "Серік")
    await serik.start()
    await office(stage, SALAUAT, topics=("education",))
    await aigul.write("/calls")
    await aigul.press("1")
    await aigul.press("☆ Сақтау")
    await aigul.press("★ Сақтамау")
    await aigul.press("☆ Сақтау")
    await begun(aigul)
    await aigul.write(LETTER)
    await aigul.press(KK["look"])
    await aigul.press(KK["send"])
    await deliver(stage)
    card = next(one for one in serik.from_bot if LETTER in one.text)
    await serik.press("Взять", card)
    await serik.reply(card, ANSWER)
    await serik.press("Отправить сейчас")
    stage.clock.move(timedelta(seconds=11))
    await Leaving(stage.service).look()
    await deliver(stage)
    copies = [sum(words in one.text for one in person.from_bot) for person, words in ((serik, LETTER), (aigul, ANSWER))]
    await aigul.press("Шешілді")
    await aigul.press("Мәні бойынша емес")
    await deliver(stage)
    return copies[0], copies[1]


# Not compared: what grows by being looked at again, and what the two days need not have in common.
_EDITED = re.compile(r"edit:\d+:")
_BESIDE = {
    "update_inbox",  # what is tested
    "request_card",  # a screen that is shown again stands in one more place
    "opened", "search_query",  # looking twice is looking twice
}  # fmt: skip
_CONTENTS = {
    "log_entry": "kind, subject, actor",
    "request": "id, outcome, due, ngo_id, office_id, seat_id",
    "request_message": "request_id, kind, text",
    "request_draft": "person_id, sent_as",
    "shelf": "shelf, call_id, state",
    "outbox": "chat_id, dedupe_key, state",
    "ngo": "id, name",
    "subscription": "chat_id, territories",
    "consent": "person_id, version",
}


def effects(path: Path) -> dict[str, list[Any]]:
    """Return what is in the file: how many rows each table has, and what the chief ones say."""
    with closing(sqlite3.connect(path)) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for name in sorted(set(names) - _BESIDE):
            if name.startswith(("search_", "sqlite_")):
                continue
            columns = _CONTENTS.get(name)
            rows = database.execute(f"SELECT {columns or 'COUNT(*)'} FROM {name}").fetchall()
            # The numbers of messages differ: more screens were shown.
            found[name] = sorted(tuple(_EDITED.sub("edit:*:", str(value)) for value in row) for row in rows)
        return found


@pytest.fixture(scope="module")
def a_plain_day(
    tmp_path_factory: pytest.TempPathFactory,
    prepared: Path,
    texts: Texts,
    tree: TerritoryTree,
    spheres: tuple[Sphere, ...],
) -> dict[str, list[Any]]:
    path = tmp_path_factory.mktemp("plain") / "elshi.db"
    shutil.copy(prepared, path)

    async def day() -> None:
        async with fed(path, once, texts, tree, spheres) as stage:
            assert await a_day(stage) == (1, 1)

    asyncio.run(day())
    return effects(path)


@pytest.mark.parametrize("how", ["twice at once", "twice in a row", "and everything before, in any order"])
async def test_a_day_whose_updates_come_again_leaves_the_same_in_the_file(
    how: str,
    a_plain_day: dict[str, list[Any]],
    tmp_path: Path,
    prepared: Path,
    texts: Texts,
    tree: TerritoryTree,
    spheres: tuple[Sphere, ...],
    caplog: pytest.LogCaptureFixture,
) -> None:
    feeds = {"twice at once": twice_at_once, "twice in a row": twice_in_a_row}
    path = tmp_path / "elshi.db"
    shutil.copy(prepared, path)
    async with fed(path, feeds.get(how) or AndEverythingBefore(), texts, tree, spheres) as stage:
        assert await a_day(stage) == (1, 1)
    assert effects(path) == a_plain_day
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_what_one_person_writes_at_once_is_kept_in_its_order(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    words = [f"{number}-бөлім." for number in range(1, 41)]
    for one in words:
        aigul.phone.write(stage.account, one)
    await aigul.acted()
    await aigul.press(KK["look"])
    await aigul.press(KK["send"])
    with closing(sqlite3.connect(stage.path)) as database:
        texts = [row[0] for row in database.execute("SELECT text FROM request_message ORDER BY id")]
    assert texts == words


async def _order(stage: Stage, person: Person, *kinds: str) -> None:
    """Feed what waits for the bot one by one: the last of each kind, in this order."""
    waiting = stage.account.updates.pending
    for kind in kinds:
        await stage.feed([next(one for one in reversed(waiting) if kind in one)])
    stage.account.updates.clear()


async def test_an_edit_that_comes_before_its_message_harms_nothing_and_the_message_is_kept_once(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    sent = aigul.phone.write(stage.account, "Бірінші сөз.")
    aigul.phone.edit(sent, "Екінші сөз.")
    await _order(stage, aigul, "edited_message", "message")
    aigul.phone.edit(sent, "Үшінші сөз.")
    await aigul.acted()
    await aigul.press(KK["look"])
    await aigul.press(KK["send"])
    with closing(sqlite3.connect(stage.path)) as database:
        assert database.execute("SELECT text FROM request_message").fetchall() == [("Үшінші сөз.",)]


async def test_a_phone_that_let_us_in_again_before_it_ever_started_is_welcomed_as_a_newcomer(stage: Stage) -> None:
    aigul = stage.person()
    aigul.phone.start(stage.account)
    aigul.phone.block(stage.account)
    aigul.phone.unblock(stage.account)
    waiting = stage.account.updates.pending
    blocked, back = [one for one in waiting if "my_chat_member" in one]
    for one in (back, blocked, next(one for one in waiting if "message" in one)):
        await stage.feed([one])
    stage.account.updates.clear()
    assert aigul.buttons == ["Қазақша", "Русский"]
    await aigul.press("Қазақша")
    async with stage.store.read() as repositories:
        known = await repositories.people.visitor(1001, 1001)
    assert known.reachable and known.language == "kk"


async def test_a_press_on_a_screen_that_the_world_has_left_behind_changes_nothing(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    serik = stage.person(SALAUAT, "Серік")
    await serik.start()
    await office(stage, SALAUAT, topics=("education",))
    await begun(aigul)
    await aigul.write(LETTER)
    await aigul.press(KK["look"])
    await aigul.press(KK["send"])
    await deliver(stage)
    card = next(one for one in serik.from_bot if LETTER in one.text)
    late = serik.phone.press(card, "Взять")
    taken = stage.account.updates.pending[-1]
    stage.account.updates.clear()  # it is still on its way, while the request is answered and withdrawn
    await serik.reply(card, ANSWER)
    await serik.press("Отправить сейчас")
    await deliver(stage)
    await aigul.write("/requests")
    before = effects(stage.path)
    await stage.feed([taken])
    assert late.result is not None and late.result.text
    after = effects(stage.path)
    assert after["log_entry"] == before["log_entry"] and after["request"] == before["request"]


async def test_a_batch_that_telegram_gives_again_is_handled_once(stage: Stage) -> None:
    """Its confirmation was lost: Telegram gives the same updates to the next poll."""
    aigul = await aigul_of(stage)
    await begun(aigul)
    updates = stage.account.updates
    real, given = updates.confirm, 0

    def forgets_to_confirm(offset: int) -> None:
        nonlocal given
        given += 1
        if given > 3:
            real(offset)

    updates.confirm = forgets_to_confirm  # type: ignore[method-assign]
    aigul.phone.write(stage.account, LETTER)
    poller = Poller(stage.bot, stage.dispatcher, stage.store, stage.clock, 1)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(poller.run())
        await until(lambda: given > 4, 20, "the polls")
        await poller.idle()
        task.cancel()
    with closing(sqlite3.connect(stage.path)) as database:
        assert database.execute("SELECT text FROM request_draft_part").fetchall() == [(LETTER,)]
        assert database.execute("SELECT COUNT(*) FROM update_inbox WHERE done = 0").fetchone() == (0,)
