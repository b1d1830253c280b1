"""The database locked for longer than anybody waits, a disk without room, a stop in the middle: told, and made good."""

from __future__ import annotations

import asyncio
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.hurt.accounts import in_order
from tests.hurt.conftest import NGOS, SUBSCRIBERS, Settle
from tests.hurt.people import Life
from tests.hurt.test_kills import until
from tests.hurt.toll import Toll, told
from tests.hurt.town import FIRST_NGO, FIRST_SUBSCRIBER, READERS, Town

NOT_SAVED = "Сақталмады: қызмет қазір бос емес"
LOCKED_FOR = 7.0  # seconds; the bot's patience is five
GRACE = 20.0  # seconds that compose.yaml gives it to stop
LAST = FIRST_NGO + NGOS - 1

Trouble = Callable[[Town], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def locked(town: Town) -> AsyncIterator[None]:
    """Another process holds the write lock."""
    with closing(sqlite3.connect(town.database, isolation_level=None, timeout=10)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        await asyncio.sleep(LOCKED_FOR)
        holder.execute("ROLLBACK")


@asynccontextmanager
async def bounded(town: Town) -> AsyncIterator[None]:
    """No file of the bot's may grow: what a full disk is to it, without a disk of its own."""
    assert town.bot is not None
    resource.prlimit(town.bot.pid, resource.RLIMIT_FSIZE, (1 << 16, resource.RLIM_INFINITY))
    yield
    resource.prlimit(town.bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@asynccontextmanager
async def full(town: Town) -> AsyncIterator[None]:
    """Something else fills the disk to the last byte; the bot's log is on it too."""
    filler = town.data / "filler"
    with filler.open("wb", buffering=0) as file:
        size = 1 << 16
        while size:
            try:
                file.write(b"x" * size)
            except OSError:
                size //= 2
    yield
    filler.unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """Give a disk of its own in memory; None where nobody may mount one."""
    place = Path(tempfile.mkdtemp(prefix="elshi-disk-"))
    mounted = (
        shutil.which("mount") is not None
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], check=False, capture_output=True
        ).returncode
        == 0
    )
    try:
        yield place if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=True)
        place.rmdir()


@dataclass
class Letter:
    """Somebody with a letter on the tip of their pen while the trouble lasts."""

    town: Town
    number: int = LAST

    async def act(self, words: str, *, press: bool = False, seconds: float = 20) -> str:
        """Write, or press the newest button so called; returns what the bot says to it."""
        sent = self.town.from_bot(self.number)
        before = (len(sent), sent[-1].text if sent else "")
        phone = self.town.phone(self.number)
        answered = None
        if press:
            screen = next(one for one in reversed(sent) if words in str(one.buttons))
            answered = phone.press(screen, words)
        else:
            phone.write(self.town.account, words)

        def reacted() -> bool:
            now = self.town.from_bot(self.number)
            changed = bool(now) and (len(now), now[-1].text) != before
            return changed or (answered is not None and answered.result is not None and bool(answered.result.text))

        await until(reacted, seconds, f"a word to «{words}»")
        if answered is not None and answered.result is not None and answered.result.text:
            return answered.result.text
        return self.town.from_bot(self.number)[-1].text

    async def begin(self) -> None:
        await self.act("/ask")
        await self.act("Сарқан ауданы", press=True)
        if "Білім беру" in str(self.town.from_bot(self.number)[-1].buttons):
            await self.act("Білім беру", press=True)

    async def write(self, token: str) -> str:
        return await self.act(Life.letter(token))

    async def send(self) -> None:
        await self.act("Қарап шығып, жіберу", press=True)
        await self.act("✓ Жіберу", press=True)


def alerted(town: Town, word: str) -> int:
    return sum(bool(told(town, FIRST_SUBSCRIBER + place, word)) for place in range(SUBSCRIBERS))


async def live_through(town: Town, trouble: Trouble) -> None:
    """Let the trouble come in the middle of a broadcast and of a letter; then all must be as if it had not come."""
    life, toll = Life(town, NGOS - 1), Toll(0)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(life.write_letters(0, 1)), group.create_task(life.answer_letters())]
        bot = await town.start(cut=None)
        await until(lambda: life.replied, 60, "a letter")
        letter = Letter(town)
        await letter.begin()
        life.paused = True
        word = town.site.publish("nation", 20)
        await until(lambda: alerted(town, word) >= 5, 60, "the first alerts")
        async with trouble(town):
            late = town.site.publish("oblast", 20)
            refused = await letter.write("хат-9000")
            for _ in range(200):
                if NOT_SAVED in refused:
                    break
                refused = await letter.act("Тағы бір сөйлем.")
            assert NOT_SAVED in refused, "the trouble never came to a person"
        assert not await bot.over(0)
        assert NOT_SAVED not in await letter.write("хат-9001")
        await letter.send()
        life.paused = life.writing = False
        await until(lambda: alerted(town, word) == SUBSCRIBERS and "хат-9001" in life.replied, 120, "all is made good")
        await until(lambda: all(told(town, reader, late) for reader in READERS), 30, "what was printed meanwhile")
        town.clock.move(timedelta(seconds=45))
        await until(town.resting, 60, "rest")
        for task in tasks:
            task.cancel()
    assert await bot.stop() < GRACE and bot.code == 0
    life.filed.append("хат-9001")
    life.replied.discard("хат-9000")  # an earlier try that was saved went along with the other
    await in_order(town, life, toll, SUBSCRIBERS)


async def test_a_lock_that_outlasts_all_patience_is_told_and_costs_nothing(settle: Settle) -> None:
    async with settle(send_rate=60) as town:
        await live_through(town, locked)


async def test_files_that_may_not_grow_are_told_and_cost_nothing(settle: Settle) -> None:
    async with settle(send_rate=60) as town:
        await live_through(town, bounded)


async def test_a_full_disk_is_told_and_costs_nothing_with_the_log_on_it_too(
    settle: Settle, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_disk(14) as disk:
        with capsys.disabled():
            sys.stdout.write(f"\nfull disk: {'a tmpfs of its own' if disk else 'none can be mounted here'}\n")
        if disk is None:
            pytest.skip("nobody may mount a disk here; the limit on the size of files stands for it")
        async with settle(data=disk, send_rate=60) as town:
            await live_through(town, full)


@pytest.mark.parametrize("how", ["at once", "while Telegram is slow", "while the database is locked"])
async def test_a_stop_in_the_middle_of_a_broadcast_is_in_time_and_the_next_run_tells_the_rest_once(
    settle: Settle, how: str
) -> None:
    async with settle(send_rate=60) as town:
        life, toll = Life(town, 3), Toll(0)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(life.write_letters(0, 1)), group.create_task(life.answer_letters())]
            bot = await town.start()
            await until(lambda: life.filed and life.replied, 60, "a letter")
            word = town.site.publish("nation", 20)
            await until(lambda: alerted(town, word) >= 20, 60, "the first alerts")
            if how == "while Telegram is slow":
                town.world.faults.slow("sendMessage", 3, times=40)
                await until(lambda: len(town.world.faults.happened) > 3, 30, "slow answers")
            if how == "while the database is locked":
                with closing(sqlite3.connect(town.database, isolation_level=None, timeout=10)) as holder:
                    holder.execute("BEGIN IMMEDIATE")
                    await asyncio.sleep(0.3)
                    took = await bot.stop(signal.SIGTERM, GRACE)
                    holder.execute("ROLLBACK")
                with town.rows() as database:  # what was on its way and could not be written is in doubt
                    toll.doubtful.update(
                        row[0] for row in database.execute("SELECT id FROM outbox WHERE state = 'sending'")
                    )
            else:
                took = await bot.stop(signal.SIGTERM, GRACE)
            assert took < GRACE and bot.code == 0
            town.world.faults.queue.clear()
            life.writing = False
            bot = await town.start()
            await until(lambda: alerted(town, word) >= SUBSCRIBERS - toll.doubtful.total(), 60, "all alerts")
            await until(lambda: life.begun <= set(life.filed), 30, "receipts")
            town.clock.move(timedelta(seconds=15))
            await until(town.resting, 60, "rest")
            town.clock.move(timedelta(hours=25))
            await asyncio.sleep(1.5)
            await until(town.resting, 60, "the digests of the next morning")
            for task in tasks:
                task.cancel()
        assert await bot.stop() < GRACE
        await in_order(town, life, toll, SUBSCRIBERS)


async def test_a_database_that_cannot_be_written_is_told_at_the_start_in_one_line(
    settle: Settle, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    await asyncio.to_thread(data.mkdir)
    async with settle(data=data) as town:
        before = town.database.read_bytes()
        (data / "log").touch()
        town.database.chmod(0o444)
        town.data.chmod(0o555)
        bot = await town.start(plain=True)
        assert await bot.over(30)
        town.data.chmod(0o755)
        assert bot.code == 1
        assert town.log.startswith("✗ DATABASE_URL: the database cannot be used now")
        assert "Traceback" not in town.log
        assert town.database.read_bytes() == before
