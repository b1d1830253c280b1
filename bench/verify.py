"""`elshi verify` beside a bare loop of SHA-256 over the same rows: `python -m bench.verify`.

The floor reads the same rows in the same stretches with the standard library's sqlite3 and hashes the same texts, once
each and nothing else. Ours also compares, checks what stands beside the entries, and looks for published heads. The
second figure leaves the database out on both sides: the rows are in memory.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.figures import Figure, report
from bot.verify_command import STRETCH, verify
from domain.clock import micros
from domain.journal import BEFORE_THE_FIRST, Erasable, Head, Row, Walk, hashed, sealed
from storage.store import open_store

ENTRIES = 200_000
BESIDE_EVERY = 3
"""One entry in three has a person and words beside it: filings, answers, notes."""

ROUNDS = 3
AT_LEAST = 0.5
START = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
TEXT = "Ауылымыздағы балабақшаның жылуын қашан қосасыздар? " * 8

_COLUMNS = """
    SELECT e.number, e.moment, e.kind, e.subject, e.actor, e.facts, e.seal, e.before, e.hash,
           p.person_id, p.text, p.salt
    FROM log_entry e LEFT JOIN log_private p ON p.entry = e.number WHERE e.number > ? ORDER BY e.number LIMIT ?
"""


def fill(path: Path, entries: int) -> Head:
    """Write a log with the same rule as the product's, in bulk."""
    last, moment = BEFORE_THE_FIRST, micros(START)
    rows, beside = [], []
    for number in range(1, entries + 1):
        moment += 1_000_003
        seal = ""
        if number % BESIDE_EVERY == 0:
            salt = f"{number:032x}"
            seal = sealed(Erasable(number, TEXT), salt)
            beside.append((number, number, TEXT, salt))
        facts = json.dumps({"due": "2026-03-02", "office": number % 200, "revision": number % 7}, separators=(",", ":"))
        values = (number, moment, "request.answered", f"request:{number // 20}", "officer@office:7", seal, facts)
        given = hashed(last, *values)
        rows.append((*values, last, given))
        last = given
    with closing(sqlite3.connect(path)) as database, database:
        database.executemany(
            "INSERT INTO log_entry (number, moment, kind, subject, actor, seal, facts, before, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        database.executemany("INSERT INTO log_private (entry, person_id, text, salt) VALUES (?, ?, ?, ?)", beside)
    return Head(entries, last)


def _stretches(database: sqlite3.Connection) -> Iterator[list[Row]]:
    number = 0
    while rows := database.execute(_COLUMNS, (number, STRETCH)).fetchall():
        yield rows
        number = rows[-1][0]


def bare(path: Path) -> float:
    """Return the seconds of a loop that only reads and hashes."""
    start = time.perf_counter()
    with closing(sqlite3.connect(path)) as database:
        hash_all(database)
    return time.perf_counter() - start


def hash_all(database: sqlite3.Connection) -> None:
    """Read and hash the whole log once."""
    for rows in _stretches(database):
        _hash(rows)


def _hash(rows: Sequence[Row]) -> None:
    for number, moment, kind, subject, actor, facts, seal, before, _, person, text, salt in rows:
        sha256(f"{before}\n{number}\n{moment}\n{kind}\n{subject}\n{actor}\n{seal}\n{facts}".encode()).digest()
        if salt is not None:
            sha256(f"{salt}\n{person}\n{text}".encode()).digest()


def in_memory(path: Path, head: Head) -> tuple[float, float]:
    """Return the seconds of our walk and of the bare loop over rows that are in memory.

    Raises:
        AssertionError: the log did not fit.
    """
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute(_COLUMNS, (0, ENTRIES)).fetchall()
    start = time.perf_counter()
    fault = Walk([head]).along(rows)
    middle = time.perf_counter()
    _hash(rows)
    if fault is not None:
        raise AssertionError("the log of the benchmark does not fit")
    return middle - start, time.perf_counter() - middle


async def ours(path: Path, head: Head) -> float:
    """Return the seconds of a whole verification against a published head.

    Raises:
        AssertionError: the log did not fit.
    """
    async with open_store(str(path), zone=ZoneInfo("Asia/Almaty")) as store:
        start = time.perf_counter()
        found = await verify(store, head)
        took = time.perf_counter() - start
    if not found.fits or found.last != head:
        raise AssertionError("the log of the benchmark does not fit")
    return took


async def made(path: Path, entries: int = ENTRIES) -> Head:
    """Make a database with a log in it."""
    async with open_store(str(path), zone=ZoneInfo("Asia/Almaty")):
        pass
    head = fill(path, entries)
    async with open_store(str(path), zone=ZoneInfo("Asia/Almaty")) as store, store.write() as repositories:
        await repositories.journal.publish(date(2026, 3, 2), head)
    return head


def main() -> int:
    """Print the figures; the exit code tells whether they hold."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        head = asyncio.run(made(path))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        rounds = [(asyncio.run(ours(path, head)), bare(path)) for _ in range(ROUNDS)]
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        memory = [in_memory(path, head) for _ in range(ROUNDS)]
    took, floor = (min(times) for times in zip(*rounds, strict=True))
    walked, plain = (min(times) for times in zip(*memory, strict=True))
    print(f"     {ENTRIES} entries, a third with words beside them; memory grew by {grown:.0f} MB", flush=True)
    claim = "verify (floor: a bare loop of SHA-256 over the same rows)"
    return report(
        [
            Figure(claim, ENTRIES / took, ENTRIES / floor, "entries/s", AT_LEAST, at_least=True),
            Figure("the same, rows in memory", ENTRIES / walked, ENTRIES / plain, "entries/s", AT_LEAST, at_least=True),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
