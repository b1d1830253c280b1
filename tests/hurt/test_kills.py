"""SIGKILL at random moments and at each commit: nothing is lost, nothing is half, nothing is told beyond the policy.

Real processes of `python -m bot run` collect, file, answer and send a broadcast to ten thousand people while they are
killed, at least two hundred times; `ELSHI_KILLS` asks for more, `ELSHI_SEED` for the same moments again. What was told
is counted at the Bot API server, what is stored is looked at in the file.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.hurt import whole
from tests.hurt.accounts import in_order
from tests.hurt.people import Life
from tests.hurt.preloaded import Running
from tests.hurt.shared import MORNING, Shared
from tests.hurt.toll import Toll, told
from tests.hurt.town import FIRST_NGO, READERS, Town, prepare
from tests.hurt.witness import AFTER, BEFORE
from tests.person import ZONE

KILLS = int(os.environ.get("ELSHI_KILLS", "200"))
SEED = int(os.environ.get("ELSHI_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
SUBSCRIBERS = 10_000
NGOS = 60 + KILLS // 3
WRITERS = 3
CALLS_EVERY = 3
"""Kills at random for each new call: reading one costs half a second of processor time."""

LONGEST_LIFE = 1.0
"""Seconds of processor time after which a bot that is killed at random is dead; a quarter of it is the start."""

ENOUGH = 1.5
"""Seconds of processor time in which a bot has come to all that it usually does."""

TRIES = 3
"""Runs in which a commit is waited for before it counts as out of reach."""

Boundary = tuple[str, str]

# Where collecting, filing, answering and sending are committed; other jobs are cut as well when they come by.
_FLOWS = ("bot.ledger", "bot.read_posts", "bot.deliver", "bot.poll", "bot.handling", "handlers.")
_LOOKED = ("stand_check", "season_state", "figure_state", "figure_year", "figure_request", "figure_part")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    clock = Shared(tmp_path / "before")
    clock.set(MORNING)
    await prepare(tmp_path / "template.db", clock, NGOS, SUBSCRIBERS)
    async with Town.open(tmp_path, tmp_path / "template.db", ngos=NGOS, subscribers=SUBSCRIBERS) as town:
        yield town


async def until(done: Callable[[], object], seconds: float, what: str) -> None:
    """Wait in real time for something outside."""
    for _ in range(int(seconds * 8)):
        if done():
            return
        await asyncio.sleep(0.125)
    raise AssertionError(f"not within {seconds:g} s: {what}")


@dataclass
class Hunt:
    """Kills a town's bot again and again."""

    town: Town
    life: Life
    toll: Toll
    chance: random.Random
    calls: int = 0
    usual: list[str] = field(default_factory=list)

    def passed(self) -> list[str]:
        """The commits that any run has come to, by where they are."""
        return list(dict.fromkeys(self.town.trace.read_text(encoding="utf-8").split("\n")[:-1]))

    async def quiet_day(self) -> None:
        """Let everything happen once without a kill: it tells which commits there are."""
        word = self.publish()
        bot = await self.town.start()
        await until(lambda: len(self.life.replied) >= 3 and told(self.town, READERS[-1], word), 60, "a quiet start")
        self.town.clock.move(timedelta(seconds=15))  # past the time to undo
        await until(lambda: told(self.town, FIRST_NGO, "Жауап:"), 30, "an answer")
        await bot.stop()
        assert bot.code == 0
        self.usual = self.passed()

    def publish(self) -> str:
        self.calls += 1
        return self.town.site.publish("oblast", 2)

    async def kill(self, cut: Boundary | None) -> None:
        """Run the bot and kill it: at the boundary, or at a random moment."""
        if cut is not None or self.toll.kills % CALLS_EVERY == 0:
            self.publish()
        bot = await self.town.start(cut=cut)
        if cut is not None and not await self._met(bot):
            await bot.stop()  # some commits only happen at the end
            if not bot.killed:
                return
        await bot.works(self.chance.uniform(0.1, LONGEST_LIFE), within=LONGEST_LIFE * 3)
        await bot.kill()
        self.toll.count(self.town, bot)
        if self.toll.kills % 20 == 0:
            with self.town.rows() as database:
                assert not list(whole.halves(database, SUBSCRIBERS))

    async def _met(self, bot: Running) -> bool:
        """Tell whether the bot came to its boundary before it had done all it had to do, or worked for long."""
        for _ in range(150):
            for _ in range(15):
                if await bot.over(0.1):
                    return True
                if bot.worked() > ENOUGH:
                    return False
            if self.town.resting():
                return False
        return False

    async def all_kills(self) -> None:
        """Kill at each side of each commit that was seen, those seen only after a kill too, then at random."""
        wanted: deque[Boundary] = deque()
        known: set[str] = set()
        tries: Counter[Boundary] = Counter()
        while True:
            fresh = [place for place in self.passed() if place not in known]
            known.update(fresh)
            wanted += [(place, side) for place in fresh for side in (BEFORE, AFTER)]
            cut = wanted.popleft() if wanted else None
            if cut is None and self.toll.kills >= KILLS:
                return
            if cut is not None:
                tries[cut] += 1
                if tries[cut] > 1:
                    self._new_day()
            await self.kill(cut)
            if cut is not None and cut not in self.toll.boundaries and tries[cut] < TRIES:
                wanted.append(cut)

    def _new_day(self) -> None:
        """Let the jobs that look once a day, or once for all, find that they have not looked."""
        with self.town.rows() as database, database:
            for table in _LOOKED:
                database.execute(f"DELETE FROM {table}")

    async def last_day(self) -> None:
        """Nobody is killed any more: everything that was begun comes to its end, the next morning's digests too."""
        town, life = self.town, self.life
        bot = await town.start()
        await until(lambda: life.begun <= set(life.filed), 60, "receipts for all that was sent")
        life.writing = False
        town.clock.move(timedelta(seconds=15))
        await until(town.resting, 240, "all is sent")
        town.clock.move(timedelta(seconds=40))  # the pauses after failures
        await until(town.resting, 60, "all is sent again")
        today = town.clock.now().astimezone(ZONE).date()
        town.clock.set(datetime.combine(today + timedelta(days=1), datetime.min.time(), ZONE) + timedelta(hours=9.1))
        await asyncio.sleep(2)
        await until(town.resting, 120, "the digests of the next morning")
        assert await bot.stop() < 20
        assert bot.code == 0

    def summary(self) -> str:
        sides = [(place, side) for place in self.passed() for side in (BEFORE, AFTER)]
        missed = [f"{side} {place}" for place, side in sides if (place, side) not in self.toll.boundaries]
        return (
            f"{self.toll.histogram()}\n{len(sides)} sides of commits, out of reach: {', '.join(missed) or 'none'}\n"
            f"{len(self.life.filed)} letters, {self.calls + 1} calls, {self.toll.doubtful.total()} messages in doubt\n"
        )


@pytest.mark.timeout(900 + KILLS * 3)
async def test_two_hundred_kills_lose_nothing_and_repeat_nothing_beyond_the_policy(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    life = Life(town, NGOS)
    hunt = Hunt(town, life, Toll(SEED), random.Random(SEED))
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(life.write_letters(place, WRITERS)) for place in range(WRITERS)]
            tasks.append(group.create_task(life.answer_letters()))
            await hunt.quiet_day()
            nation = town.site.publish("nation", 20)
            await hunt.all_kills()
            await hunt.last_day()
            for task in tasks:
                task.cancel()
    finally:
        with capsys.disabled():
            sys.stdout.write(f"\n{hunt.summary()}")
    assert hunt.toll.kills >= KILLS
    of_people = [place for place in hunt.usual if place.startswith(_FLOWS)]
    assert len(of_people) >= 15
    assert {(place, side) for place in of_people for side in (BEFORE, AFTER)} <= hunt.toll.boundaries
    assert any(told(town, phone.id, nation) for phone in town.subscribers)

    await in_order(town, life, hunt.toll, SUBSCRIBERS)
    assert "Traceback" not in town.log, town.log[town.log.index("Traceback") - 500 :][:3000]
