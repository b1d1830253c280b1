"""A national day on the fast clock: 23,000 NGOs, 220 offices, 300 sources, 2,000 requests (docs/soak.md).

The bot is the production app in this process; Telegram, the sites and the people are in another one
(`bench.soak_side`). `ELSHI_SOAK=0.05` plays a twentieth of it. The exit code tells whether all that must be so was so.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from pathlib import Path
from typing import Any

from bench.soak_side import TOKEN
from bot.app import App
from bot.settings import Settings
from bot.stands import rebuild_stands
from bot.verify_command import verify
from domain.clock import MovableClock, micros
from domain.invitations import HOLDS
from domain.language import Language
from domain.offices import By, SeatRole
from domain.people import CONSENT_VERSION, Role
from domain.subscriptions import Subscription
from domain.territory import TerritoryTree
from storage.seed import load_territories
from tests.hurt.claims import in_file

NGOS, OFFICES, SOURCES, REQUESTS = 23_000, 220, 300, 2_000
CALLS_OF_OBLASTS, CALLS_OF_ALL = 40, 2
"""Calls on such a day; whoever prints none prints a piece of everyday news."""

BEGINS = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # a Monday, eight in the morning in Almaty
ROUND = timedelta(minutes=15)
ROUNDS = 48  # twelve hours
BUSY = 36
"""Rounds in which letters are written; in the last three hours what is left is answered."""

WARM = 16
"""Rounds after which memory is looked at: by then everything has been used once."""

FIRST_NGO, FIRST_OFFICER = 100_000, 2_000
AT_A_TIME = 250
REST = 900.0
"""Seconds that a round may take until nothing waits."""

SLOPE = 8.0
"""MB of growth per hour of the day that are allowed: more would not fit a small machine for a week."""

AWAKE = day_time(8)

LOOKS = 20  # half a second apart
MAY_BE_OVER = ("morning", "nothing to say any more")
"""The digest of an office whose letters were all answered between its queueing and its sending."""


@dataclass
class Day:
    """What is played and what was seen of it."""

    app: App
    clock: MovableClock
    path: Path
    side: Far
    offices: list[tuple[int, str]] = field(default_factory=list)
    filed: int = 0
    answered: int = 0
    memory: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Far:
    """The other process.

    Args:
        child: it.
        addresses: where its Telegram and its sites are.
    """

    def __init__(self, child: asyncio.subprocess.Process, addresses: dict[str, str]) -> None:
        self._child = child
        self.telegram = addresses["telegram"]
        self.sites = addresses["sites"]

    @classmethod
    @asynccontextmanager
    async def open(cls, begins: datetime) -> AsyncIterator[Far]:
        """Start it; it ends when its standard input closes."""
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.soak_side", begins.isoformat(),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            yield cls(child, json.loads(await child.stdout.readline()))
        finally:
            child.stdin.close()
            await child.wait()

    async def order(self, do: str, **more: Any) -> dict[str, Any]:
        """Have something done; returns its answer."""
        stdin, stdout = self._child.stdin, self._child.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
        async with asyncio.timeout(REST):
            line = await stdout.readline()
        if not line:
            raise RuntimeError("the other side ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


class Errors(logging.Handler):
    """Keeps what the bot logs as an error."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self._heard.append(f"{record.name}: {record.getMessage()}")


def _memory() -> float:
    """Return the memory (MB) of this process alone, without what a collection would free."""
    gc.collect()
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel does not tell")


def _tasks() -> Counter[str]:
    return Counter(task.get_coro().__qualname__ for task in asyncio.all_tasks())  # type: ignore[union-attr]


def _sources(folder: Path, side: Far, oblasts: list[str], count: int) -> Path:
    lines = []
    for number in range(count):
        where = oblasts[number % len(oblasts)] if number >= CALLS_OF_ALL else "KZ"
        lines.append(
            f'[[source]]\nid = "soak_{number}"\nkind = "feed"\nurl = "{side.sites}/{number}"\nname_kk = "Дереккөз"\n'
            f'name_ru = "Источник"\nterritory = "{where}"\ninterval = "10m"\n\n'
        )
    path = folder / "sources.toml"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _districts(tree: TerritoryTree) -> list[str]:
    # In a place that nobody is offered (Baikonur) nobody is at home: letters from there are the oblast's.
    return [unit.id for oblast in tree.children("KZ") for unit in tree.children(oblast.id) if unit.selectable]


async def _settle(day: Day, ngos: int, offices: int) -> None:
    """Open the offices, seat an officer in each, and let the NGOs of their districts sign up."""
    now, by = day.clock.now(), By(1, "coordinator:KZ")
    names = ("Ішкі саясат бөлімі", "Отдел внутренней политики")
    districts = _districts(day.app.service.tree)
    async with day.app.store.write() as repositories:
        for place in range(offices):
            where, officer = districts[place % len(districts)], FIRST_OFFICER + place
            topics = ["education"] if place < len(districts) else ["health"]
            (number,) = await repositories.offices.add([where], names, topics, by, now)
            day.offices.append((number, where))
            await repositories.people.give_consent(officer, CONSENT_VERSION, "x", now)
            await repositories.people.set_language(officer, Language.KK, now)
            await repositories.people.onboard(officer, Role.OFFICIAL, None, None, now)
            invited = await repositories.invitations.add(
                f"soak-{number}", number, SeatRole.OFFICER, None, by, now, now + HOLDS
            )
            invitation = await repositories.invitations.get(invited)
            assert invitation is not None
            seat = await repositories.seats.take(invitation, officer, now)
            await repositories.seats.name(seat, f"Маман {officer}")
    served = [where for _, where in day.offices[: len(districts)]]
    for begin in range(0, ngos, AT_A_TIME):
        async with day.app.store.write() as repositories:
            for place in range(begin, min(begin + AT_A_TIME, ngos)):
                person, where = FIRST_NGO + place, served[place % len(served)]
                await repositories.people.give_consent(person, CONSENT_VERSION, "x", now)
                await repositories.people.set_language(person, Language.KK, now)
                await repositories.people.onboard(person, Role.NGO, f"Ұйым {place}", None, now)
                await repositories.organisations.settle(person, where)
                wish = Subscription(0, person, person, Language.KK, (where,), quiet_from=AWAKE, quiet_until=AWAKE)
                await repositories.subscriptions.put(wish, now)
    officers = [FIRST_OFFICER + place for place in range(offices)]
    await day.side.order("settle", ngos=ngos, officers=officers, first=FIRST_NGO)


async def _rest(day: Day) -> dict[str, Any]:
    """Wait until nothing waits: at Telegram, in the inbox, to leave, to be read, or in the outbox for now."""
    day.app.wake()
    quiet = 0
    async with asyncio.timeout(REST):
        while True:
            seen = await day.side.order("count")
            quiet = quiet + 1 if not seen["updates"] and not await asyncio.to_thread(_waiting, day) else 0
            if quiet == 3:
                return seen
            await asyncio.sleep(0.05)


def _waiting(day: Day) -> int:
    with closing(sqlite3.connect(day.path, timeout=10)) as database:
        (waits,) = database.execute(
            """SELECT (SELECT COUNT(*) FROM update_inbox WHERE done = 0)
                + (SELECT COUNT(*) FROM outbox WHERE state IN ('claimed', 'sending')
                                                  OR state = 'pending' AND not_before <= :now)
                + (SELECT COUNT(*) FROM request_message WHERE leaves_at <= :now AND entry IS NULL)
                + (SELECT COUNT(*) FROM post WHERE unread = 1)
                + (SELECT COUNT(*) FROM source WHERE enabled = 1 AND paused_at IS NULL AND removed_at IS NULL
                                                 AND next_poll_at <= :now)""",
            {"now": micros(day.clock.now())},
        ).fetchone()
    return int(waits)


def _posts(tree: TerritoryTree, oblasts: list[str], sources: int, scale: float) -> list[tuple[int, str, bool]]:
    """Return what the sources print: number of the source, the place it is about, whether it is a call."""
    calls = CALLS_OF_ALL + max(int(CALLS_OF_OBLASTS * scale), 2)
    posts = []
    for number in range(sources):
        where = (
            "Қазақстан Республикасы"
            if number < CALLS_OF_ALL
            else tree[oblasts[number % len(oblasts)]].name(Language.KK)
        )
        posts.append((number, where, number < calls))
    return posts


async def _play(day: Day, scale: float, sources: int, ngos: int, requests: int) -> None:
    tree = day.app.service.tree
    oblasts = [unit.id for unit in tree.children("KZ")]
    posts = _posts(tree, oblasts, sources, scale)
    # Whoever writes next lives in another district: no office gets all letters at once.
    authors = [FIRST_NGO + place * ngos // requests for place in range(requests)]
    for number in range(ROUNDS):
        at = day.clock.move(ROUND).isoformat()
        await day.side.order("publish", at=at, posts=posts[number::BUSY] if number < BUSY else [])
        await _rest(day)
        if mine := (authors[number::BUSY] if number < BUSY else []):
            day.filed += (await day.side.order("file", authors=mine))["filed"]
        await _rest(day)
        day.answered += (await day.side.order("answer"))["answered"]
        await _rest(day)
        day.memory.append(_memory())


def _slope(memory: list[float]) -> float:
    """Return the growth in MB per hour of the day, after everything has been used once."""
    late = memory[WARM:]
    return statistics.linear_regression(range(len(late)), late).slope * (timedelta(hours=1) / ROUND)


def _half_written(path: Path) -> Iterator[str]:
    yield from in_file(path)
    with closing(sqlite3.connect(path)) as database:
        for claim, text in {
            "requests without an answer": "SELECT COUNT(*) FROM request WHERE answered_at IS NULL",
            "messages on their way": "SELECT COUNT(*) FROM outbox WHERE state IN ('claimed', 'sending', 'unknown')",
        }.items():
            (count,) = database.execute(text).fetchone()
            if count:
                yield f"{claim}: {count}"


async def _leaked(before: Counter[str]) -> Counter[str]:
    """Return the tasks that stay: jobs that happen to run end within moments."""
    stay = _tasks() - before
    for _ in range(LOOKS):
        if not stay:
            break
        await asyncio.sleep(0.5)
        stay &= _tasks() - before
    return stay


async def _wrong(day: Day, before: Counter[str], requests: int, seen: dict[str, Any]) -> list[str]:
    """Return what is not as it must be at the end of the day."""
    wrong = [*day.errors, *_half_written(day.path)]
    log = await verify(day.app.store)
    wrong += [] if log.fits else [f"the log: {log}"]
    if (made := await rebuild_stands(day.app.service)).differed:
        wrong.append(f"{made.differed} requests stand otherwise than the log says")
    if day.filed != requests or day.answered != requests:
        wrong.append(f"{day.filed} letters and {day.answered} answers of {requests}")
    if leaked := await _leaked(before):
        wrong.append(f"tasks that were not there in the morning: {dict(leaked)}")
    if (slope := _slope(day.memory)) > SLOPE:
        wrong.append(f"memory grows by {slope:.1f} MB per hour, more than {SLOPE:g}")
    if seen["refused"] or seen["unanswered"]:
        wrong.append(f"Telegram refused {seen['refused']}; {seen['unanswered']} presses were not answered")
    with closing(sqlite3.connect(day.path)) as database:
        gone: dict[tuple[str, str], int] = {
            (what, why): count
            for what, why, count in database.execute(
                """SELECT COALESCE(json_extract(ids, '$.about'), kind), error, COUNT(*)
                FROM outbox WHERE state = 'gone' GROUP BY 1, 2"""
            )
        }
        (alerts,) = database.execute("SELECT COUNT(*) FROM outbox WHERE call_id IS NOT NULL").fetchone()
        (calls,) = database.execute("SELECT COUNT(*) FROM call").fetchone()
        (entries,) = database.execute("SELECT COUNT(*) FROM log_entry").fetchone()
    if lost := set(gone) - {MAY_BE_OVER}:
        wrong.append(f"given up for no good reason: {sorted(lost)}")
    print(f"{calls} calls, {alerts} alerts, {day.filed} requests, {day.answered} answers, {entries} entries in the log")
    print(f"given up: {', '.join(f'{count} of {what}, {why}' for (what, why), count in gone.items()) or 'nothing'}")
    print(f"{seen['messages']} messages at the server, {sum(seen['refused'].values())} refusals")
    return wrong


async def main() -> int:
    """Play the day and print its figures; returns 0 when all is as it must be."""
    scale = float(os.environ.get("ELSHI_SOAK", "1"))
    ngos, offices = max(int(NGOS * scale), 50), max(int(OFFICES * scale), 5)
    sources, requests = max(int(SOURCES * scale), 5), max(int(REQUESTS * scale), 20)
    print(f"{ngos} NGOs, {offices} offices, {sources} sources, {requests} requests", flush=True)
    began = time.perf_counter()
    tree = TerritoryTree(load_territories())
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="elshi-soak-")))
        side = await stack.enter_async_context(Far.open(BEGINS))
        clock = MovableClock(BEGINS, frozen=True)
        settings = Settings(
            bot_token=TOKEN, bot_api_url=side.telegram, database_url=f"sqlite:///{folder}/soak.db",
            sources_file=_sources(folder, side, [unit.id for unit in tree.children("KZ")], sources),
            allow_local_sources=True, operator_name="Soak", operator_bin="201240000010",
            operator_contact="soak@example.kz", collect_every=0.2, poll_timeout=1, send_rate=1000, chat_rate=100,
            group_rate=1000,
        )  # fmt: skip
        app = await stack.enter_async_context(App(settings, clock=clock))
        day = Day(app, clock, folder / "soak.db", side)
        logging.getLogger().addHandler(Errors(day.errors))
        await _settle(day, ngos, offices)
        print(f"settled after {time.perf_counter() - began:.0f} s", flush=True)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(app.run())
            await _rest(day)
            before, started = _tasks(), time.perf_counter()
            await _play(day, scale, sources, ngos, requests)
            seen = await _rest(day)
            wrong = await _wrong(day, before, requests, seen)
            running.cancel()
    took = time.perf_counter() - started
    print(f"{ROUNDS * ROUND} of the day in {took:.0f} s; memory {day.memory[WARM]:.0f} → {day.memory[-1]:.0f} MB,")
    print(f"slope {_slope(day.memory):+.2f} MB per hour of the day (at most {SLOPE:g})")
    print("\n".join(f"✗ {one}" for one in wrong) or "✓ everything is as it must be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
