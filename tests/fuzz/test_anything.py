"""People press and write anything in any order, and the bot is stopped in between: nothing breaks, nothing is half.

`ELSHI_FUZZ_STEPS` says how many acts of people and jobs (10,000 by default; some steps have several),
`ELSHI_FUZZ_SEED` begins another row of chances; `ELSHI_FUZZ_SHRINK=1` looks for the shortest way to
a fault, which takes minutes.

It is Hypothesis that picks the acts (`RuleBasedStateMachine`: its rows can be shrunk). A stop in the middle cancels
the handler or the job before one of its statements, in this process: what was begun is rolled back and what was in
memory is gone, as after a kill, hundreds of times in a run. Real SIGKILLs of a real process are in `tests/hurt`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import shutil
import sqlite3
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack, closing
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, assume, seed, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.spheres import Sphere
from domain.territory import TerritoryTree
from handlers.texts import Texts
from tests.fuzz.acts import Acts, plain, words
from tests.fuzz.order import Complaints, Order, in_log
from tests.fuzz.starts import quick_starts
from tests.handlers.rights_world import PEOPLE, a_world
from tests.hurt.claims import in_file
from tests.person import Stage

STEPS = int(os.environ.get("ELSHI_FUZZ_STEPS", "10000"))
SEED = int(os.environ.get("ELSHI_FUZZ_SEED", "20260302"))
IN_A_DAY = 200
"""Steps of one town: then another begins."""

LOOK_EVERY = 10
"""Steps between two looks into the file and along the log."""

BETWEEN_STARTS = 10
"""Steps for which the bot runs at least: a start costs as much as a dozen presses."""

ACTS_IN_A_DAY = 230
"""How many acts they come to, about."""

ROLES = st.sampled_from(tuple(PEOPLE))
WHO = st.one_of(st.none(), st.none(), ROLES)
"""Often nobody else than before: else no dialogue would ever come to its end."""

CHANCE = st.integers(0, 2**24)
BACK = st.integers(0, 7)
BUTTON = st.one_of(st.integers(0, 2), st.integers(0, 30))
"""The first ones are those that lead on."""

STATEMENT = st.one_of(st.integers(0, 5), st.integers(0, 25))
"""Most that people do costs a few statements."""

TIME = st.sampled_from([timedelta(seconds=11), timedelta(minutes=16), timedelta(hours=3), timedelta(days=1)])


class Town(RuleBasedStateMachine):
    """A district with people in every standing, a letter in every state, and chance."""

    folder: ClassVar[Path]
    prepared: ClassVar[Path]
    tables: ClassVar[tuple[Texts, TerritoryTree, tuple[Sphere, ...]]]
    towns: ClassVar[int] = 0
    done: ClassVar[int] = 0
    taken: ClassVar[int] = 0
    starts: ClassVar[int] = 0
    stops: ClassVar[Counter[str]] = Counter()
    facts: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        Town.towns += 1
        self.path = self.folder / f"{Town.towns}.db"
        shutil.copy(self.prepared, self.path)
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.complaints = Complaints()
        self.steps = self.began = self.counted = 0
        self.last = "author"
        self.acts, self.order = self.runner.run(self._begin())
        logging.getLogger().addHandler(self.complaints)

    async def _begin(self) -> tuple[Acts, Order]:
        stage = await self.stack.enter_async_context(Stage.open(self.path, *self.tables))
        world = await a_world(stage)
        for _ in range(3):
            await stage.add_call()
        return Acts(world), Order(stage)

    def teardown(self) -> None:
        logging.getLogger().removeHandler(self.complaints)
        self.acts.world.kept.close()
        self.runner.run(self.stack.aclose())
        self.runner.close()
        Town.stops.update(self.acts.stops)
        with closing(sqlite3.connect(self.path)) as database:
            Town.facts.update(row[0] for row in database.execute("SELECT kind FROM log_entry"))
        for leftover in self.folder.glob(f"{self.path.name}*"):
            leftover.unlink()

    @initialize(day=CHANCE)
    def not_the_plainest_of_days(self, day: int) -> None:
        """Hypothesis begins each row with the simplest example: two hundred times the same text of one person."""
        assume(day)

    def _who(self, role: str | None) -> str:
        self.last = role or self.last
        return self.last

    @rule(role=WHO, chance=CHANCE)
    def writes(self, role: str | None, chance: int) -> None:
        self.runner.run(self.acts.writes(self._who(role), words(random.Random(chance))))

    @rule(role=WHO, button=BUTTON)
    def presses_the_newest(self, role: str | None, button: int) -> None:
        self.runner.run(self.acts.presses(self._who(role), 0, button))

    @rule(role=WHO, button=BUTTON)
    def presses_the_newest_again(self, role: str | None, button: int) -> None:
        self.runner.run(self.acts.presses(self._who(role), 0, button))

    @rule(role=WHO, chance=CHANCE)
    def writes_and_presses(self, role: str | None, chance: int) -> None:
        """What leads on in most dialogues."""
        self.runner.run(self.acts.writes(self._who(role), plain(random.Random(chance))))
        self.runner.run(self.acts.presses(self._who(role), 0, chance % 3))

    @rule(role=WHO, times=st.integers(3, 9))
    def goes_on(self, role: str | None, times: int) -> None:
        self.runner.run(self.acts.goes_on(self._who(role), times))

    @rule(role=WHO, chance=CHANCE)
    def replies_plainly(self, role: str | None, chance: int) -> None:
        self.runner.run(self.acts.replies(self._who(role), chance % 8, plain(random.Random(chance))))
        self.runner.run(self.acts.presses(self._who(role), 0, 0))

    @rule(role=WHO, back=st.integers(0, 60), button=BUTTON)
    def presses_an_old_one(self, role: str | None, back: int, button: int) -> None:
        self.runner.run(self.acts.presses(self._who(role), back, button))

    @rule(role=WHO, whose=ROLES, chance=CHANCE)
    def forges(self, role: str | None, whose: str, chance: int) -> None:
        self.runner.run(self.acts.forges(self._who(role), whose, random.Random(chance)))

    @rule(role=WHO, place=BACK)
    def taps_the_menu(self, role: str | None, place: int) -> None:
        self.runner.run(self.acts.taps(self._who(role), place))

    @rule(role=WHO, back=BACK, chance=CHANCE)
    def replies(self, role: str | None, back: int, chance: int) -> None:
        self.runner.run(self.acts.replies(self._who(role), back, words(random.Random(chance))))

    @rule(role=WHO, what=st.integers(0, 10), chance=CHANCE)
    def does_something_rare(self, role: str | None, what: int, chance: int) -> None:
        """Send what is no text (seven kinds), change what was written, ask in another chat, block the bot."""
        who, text = self._who(role), words(random.Random(chance))
        rare = (
            self.acts.edits(who, text)
            if what == 7
            else self.acts.asks_inline(who, text[:200])
            if what == 8
            else self.acts.leaves(who)
            if what == 9
            else self.acts.sends(who, what)
        )
        self.runner.run(rare)

    @rule(time=TIME)
    def time_passes(self, time: timedelta) -> None:
        self.runner.run(self.acts.passes(time))

    @rule()
    def what_is_queued_is_sent(self) -> None:
        self.runner.run(self.acts.delivers())

    @precondition(lambda self: self.steps >= self.began + BETWEEN_STARTS)
    @rule()
    def the_bot_starts_anew(self) -> None:
        self.began = self.steps
        Town.starts += 1
        self.acts.stage.restart()

    @rule(role=WHO, chance=CHANCE, back=st.integers(0, 20), statement=STATEMENT)
    def the_bot_is_stopped_in_the_middle(self, role: str | None, chance: int, back: int, statement: int) -> None:
        self.runner.run(self.acts.broken_off(self._who(role), words(random.Random(chance)), back, statement))

    @rule(time=TIME, statement=st.integers(0, 60))
    def the_bot_is_stopped_while_jobs_look(self, time: timedelta, statement: int) -> None:
        self.runner.run(self.acts.broken_off_at_jobs(time, statement))

    @invariant()
    def nothing_is_wrong(self) -> None:
        self.steps += 1
        Town.taken += 1
        Town.done, self.counted = Town.done + self.acts.done - self.counted, self.acts.done
        wrong = [*self.complaints.heard, *self.order.at_telegram(self.acts.cut)]
        if self.steps % LOOK_EVERY == 0:
            stage = self.acts.stage
            wrong += [*in_file(self.path), *self.order.on_screens(), *self.runner.run(in_log(stage.service))]
        assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(900)
def test_whatever_people_do_in_any_order_breaks_nothing(
    tmp_path: Path,
    prepared: Path,
    texts: Texts,
    tree: TerritoryTree,
    spheres: tuple[Sphere, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    Town.folder, Town.prepared, Town.tables = tmp_path, prepared, (texts, tree, spheres)
    Town.towns = Town.done = Town.taken = Town.starts = 0
    Town.stops, Town.facts = Counter(), Counter()
    began = time.perf_counter()
    chances = SEED
    try:
        with quick_starts():
            while Town.done < STEPS:  # a town ends early when its chances are used up
                run_state_machine_as_test(seed(chances)(Town), settings=_settings(STEPS - Town.done))
                chances += 1
    finally:
        took = time.perf_counter() - began
        with capsys.disabled():
            sys.stdout.write(
                f"\nseed {SEED}: {Town.done} acts in {Town.taken} steps, {Town.towns} towns, {took:.0f} s\n"
            )
            sys.stdout.write(
                f"the bot was stopped {Town.stops.total()} times between two statements, "
                f"in {dict(Town.stops.most_common())}, and started anew {Town.starts} times more\n"
            )
            sys.stdout.write(f"facts in their logs: {dict(Town.facts.most_common())}\n")


def _settings(steps: int) -> settings:
    phases = [Phase.generate, *([Phase.shrink] if os.environ.get("ELSHI_FUZZ_SHRINK") else [])]
    return settings(
        max_examples=max(steps // ACTS_IN_A_DAY, 1),
        stateful_step_count=min(steps, IN_A_DAY),
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
