"""`elshi backup` of a 500 MB database while somebody commits all the time: `python -m bench backup`.

The writer is the product's own storage: units of work that queue a message, one after the other, without a pause. The
floor is the longest wait of the same writer, for as long, with no copy being made. The bound is in milliseconds and not
a ratio, for it is a person who waits: the figure that must be kept stands first, against 250 ms.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bench.figures import Figure, report
from domain.clock import SystemClock
from domain.outbox import OutboxKind, Parcel
from storage.backup import look
from storage.store import SqlStore, open_store

SIZE = 500_000_000
LONGEST = 0.25  # seconds that a writer may wait
ZONE = ZoneInfo("Asia/Almaty")
ROOT = Path(__file__).resolve().parents[1]
BEFORE = 0.3  # seconds of writing before and after, so that the first and the last page are among what is measured


@dataclass(frozen=True, slots=True)
class Waits:
    """How long each unit of work took, in seconds, and how long it all went on."""

    each: list[float]
    lasted: float

    @property
    def longest(self) -> float:
        """Return the longest one."""
        return max(self.each)

    def line(self, what: str) -> str:
        """Return them as one line."""
        ordered = sorted(one * 1e3 for one in self.each)
        count, nearly = len(ordered), ordered[int(len(ordered) * 0.999)]
        spread = f"median {ordered[count // 2]:.2f} ms, 99.9% within {nearly:.1f} ms, longest {ordered[-1]:.1f} ms"
        return f"     {what}: {count} units of work in {self.lasted:.1f} s, {spread}"


def fill(path: Path) -> None:
    """Fill the table of posts with as much text as makes half a gigabyte; no two pages are alike."""
    chance = Random(7)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        number = 0
        while path.stat().st_size < SIZE:
            database.execute("BEGIN")
            rows = []
            for _ in range(4000):
                number += 1
                text = chance.randbytes(900).hex()
                rows.append(("people", str(number), "https://example.kz", "t", text, str(number), number, number))
            database.executemany(
                "INSERT INTO post (source_id, external_id, url, title, text, fingerprint, first_seen_at, changed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            database.execute("COMMIT")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.sync()  # what we have just written is not to be the first commit's burden


async def write_during(store: SqlStore, something: Callable[[], Awaitable[None]]) -> Waits:
    """Commit all the time while something goes on; return how long each commit took."""
    waits: list[float] = []
    over = asyncio.Event()
    clock = SystemClock()
    started = time.perf_counter()

    async def writer() -> None:
        number = 0
        while not over.is_set():
            number += 1
            parcel = Parcel(number, OutboxKind.NOTICE, f"bench:{started}", {"about": "bench", "text": "x" * 300})
            since = time.perf_counter()
            async with store.write() as repositories:
                await repositories.outbox.put([parcel], clock.now())
            waits.append(time.perf_counter() - since)

    async with asyncio.TaskGroup() as group:
        group.create_task(writer())
        await asyncio.sleep(BEFORE)
        await something()
        await asyncio.sleep(BEFORE)
        over.set()
    return Waits(waits, time.perf_counter() - started)


async def measure(folder: Path) -> tuple[Waits, Waits]:
    """Return the waits without a copy and with one, each for as long as the copy takes."""
    database, copy = folder / "elshi.db", folder / "copy.db"
    async with open_store(str(database), zone=ZONE) as store:
        from storage.seed import seed

        await seed(store)
    await asyncio.to_thread(fill, database)
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}

    async def backup() -> None:
        words = [sys.executable, "-m", "bot", "backup", "--out", str(copy)]
        child = await asyncio.create_subprocess_exec(*words, cwd=ROOT, env=environment)
        if await child.wait():
            raise RuntimeError("the copy failed")

    async with open_store(str(database), zone=ZONE) as store:
        with_copy = await write_during(store, backup)
        lasts = with_copy.lasted - 2 * BEFORE

        async def nothing() -> None:
            await asyncio.sleep(lasts)

        without = await write_during(store, nothing)
    looked = await asyncio.to_thread(look, copy)
    assert not looked.faults, looked.faults
    print(f"     the copy has {copy.stat().st_size / 1e6:.0f} MB and is whole", flush=True)
    return without, with_copy


def main() -> int:
    """Measure and print; returns 0 when the bound is kept."""
    with tempfile.TemporaryDirectory(prefix="elshi-backup-") as name:
        without, with_copy = asyncio.run(measure(Path(name)))
    print(without.line("without a copy (floor)"))
    print(with_copy.line("while a copy is made and looked at"))
    return report([
        Figure(
            "longest wait of a writer during the copy (floor here: the bound of 250 ms)",
            with_copy.longest * 1e3, LONGEST * 1e3, "ms", 1.0,
        ),
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
