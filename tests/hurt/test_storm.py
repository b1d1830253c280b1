"""A Bot API that fails at random for thousands of messages: what each person got is counted there, to the last one."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.botapi.faults import Fault, Faults
from tests.hurt.accounts import in_order
from tests.hurt.people import Life
from tests.hurt.shared import MORNING, Shared
from tests.hurt.test_kills import until
from tests.hurt.toll import Toll, told
from tests.hurt.town import Town, prepare

SEED = int(os.environ.get("ELSHI_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
MESSAGES, NGOS = 2_000, 12

# Of a thousand calls of each method. The first two kinds say that nothing was accepted; after the others nobody knows.
_SENDING = {"refuse": 4, "html": 20, "drop": 15, "lose_reply": 15}
_ODDS = {
    "sendmessage": _SENDING,
    "editmessagetext": {"html": 20, "drop": 15, "lose_reply": 15},
    "answercallbackquery": {"html": 30, "drop": 15, "lose_reply": 15},
    "getupdates": {"html": 30, "drop": 30, "lose_reply": 30},
}


@dataclass
class Storm(Faults):
    """Faults that come by themselves.

    Attributes:
        doubts: how often nobody could know whether a message arrived, by chat.
    """

    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    blows: bool = True
    doubts: Counter[int] = field(default_factory=Counter)

    def take(self, method: str, chat_id: str) -> Fault | None:
        drawn = self.chance.randrange(1000)
        for kind, odds in _ODDS.get(method, {}).items() if self.blows else ():
            if drawn < odds:
                return self._made(kind, method, chat_id)
            drawn -= odds
        return None

    def _made(self, kind: str, method: str, chat_id: str) -> Fault:
        chat = int(chat_id) if chat_id else None
        if kind == "refuse":
            fault = Fault("refuse", method, chat, 429, "Too Many Requests: retry after 1", 1)
        else:
            fault = Fault(kind, method, chat, 502 if kind == "html" else 0)  # type: ignore[arg-type]
        if kind in ("drop", "lose_reply") and chat is not None and method == "sendmessage":
            self.doubts[chat] += 1
        self.happened.append(fault)
        return fault


@dataclass
class Doubts(Toll):
    """What the storm left in doubt: any message of a chat may be the one."""

    @classmethod
    def of(cls, storm: Storm, database: sqlite3.Connection) -> Doubts:
        doubts = cls(SEED)
        for number, chat in database.execute("SELECT id, chat_id FROM outbox"):
            doubts.doubtful[number] = storm.doubts[chat]
        return doubts


@pytest.mark.timeout(600)
async def test_thousands_of_messages_through_a_storm_reach_each_person_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Shared(tmp_path / "before")
    clock.set(MORNING)
    await prepare(tmp_path / "template.db", clock, NGOS, MESSAGES)
    async with Town.open(tmp_path, tmp_path / "template.db", ngos=NGOS, subscribers=MESSAGES) as town:
        storm = town.world.faults = Storm()
        life = Life(town, NGOS)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(life.write_letters(place, 2)) for place in range(2)]
            tasks.append(group.create_task(life.answer_letters()))
            bot = await town.start()
            far, soon = town.site.publish("nation", 20), town.site.publish("oblast", 2)
            for _ in range(400):
                await asyncio.sleep(0.25)
                town.clock.move(timedelta(seconds=3))  # the pauses after a refusal pass
                if len(life.filed) >= 10 and _sent(town) >= MESSAGES * 0.99:
                    break
            life.writing = False
            await until(lambda: life.begun <= set(life.filed), 60, "receipts")
            for _ in range(40):  # the longest pauses, still in the storm
                town.clock.move(timedelta(seconds=20))
                await asyncio.sleep(0.1)
            storm.blows = False
            town.clock.move(timedelta(hours=1))
            await until(town.resting, 120, "rest")
            town.clock.move(timedelta(hours=24))
            await asyncio.sleep(2)
            await until(town.resting, 120, "the digests of the next morning")
            for task in tasks:
                task.cancel()
        assert await bot.stop() < 20 and bot.code == 0
        kinds = Counter(f"{one.method} {one.kind}" for one in storm.happened)
        with capsys.disabled():
            lines = "\n".join(f"{count:5} {kind}" for kind, count in sorted(kinds.items()))
            sys.stdout.write(f"\nseed {SEED}\n{lines}\n{len(life.filed)} letters\n")
        assert storm.doubts.total() > MESSAGES // 100
        with town.rows() as database:
            doubts = Doubts.of(storm, database)
            assert database.execute("SELECT COUNT(*) FROM outbox WHERE state = 'unknown'").fetchone() == (0,)
        await in_order(town, life, doubts, MESSAGES)
        assert told(town, town.subscribers[0].id, far) and soon


def _sent(town: Town) -> int:
    with town.rows() as database:
        (count,) = database.execute("SELECT COUNT(*) FROM outbox WHERE kind = 'alert' AND state = 'sent'").fetchone()
        return int(count)
