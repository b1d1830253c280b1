"""Copies of a SQLite database made while it is written to, and what can be told of such a copy before it is trusted."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

STEP = 256  # pages copied at a time: 1 MiB
FLUSH_EVERY = 16  # steps; a disk that is handed everything at the end makes the writer wait for its own small write
TOLD = 5
"""Faults that are told of a broken file: the first ones name the place, and there may be thousands."""


BrokenFile = sqlite3.Error
"""What is raised for a file that SQLite cannot read or write."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen in a database file. `faults` is empty when it is whole; `version` is 0 when it holds no schema."""

    version: int
    faults: tuple[str, ...]


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that others may be writing to, as it stands at one moment.

    One read transaction is held from the first page to the last. In WAL mode a reader keeps no writer waiting, and the
    copy need not begin anew whenever somebody commits. What was copied is handed to the disk bit by bit.

    Args:
        source: the database.
        target: a file that does not exist; it is complete and on the disk when this returns, and half of it may be
            there when it raises.

    Raises:
        sqlite3.Error: the database cannot be read, or the target cannot be written.
        OSError: the disk refuses.
    """
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)  # it holds what people wrote
    try:
        with closing(_opened(source)) as database, closing(_opened(target)) as copy:
            database.execute("PRAGMA query_only = ON")
            # Nobody needs the halves of a copy: no journal of its own, and the disk is asked below.
            copy.execute("PRAGMA synchronous = OFF")
            copy.execute("PRAGMA journal_mode = OFF")
            database.execute("BEGIN")
            database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()  # the moment that the copy shows
            with _journal(source) as journal:
                steps = 0

                def flush(_status: int, left: int, _total: int) -> None:
                    nonlocal steps
                    steps += 1
                    if steps % FLUSH_EVERY == 0 or not left:
                        os.fdatasync(descriptor)
                        # While we read, the writer's journal only grows. Whoever commits first when we are done has to
                        # fold it into the database, and before that to see it on the disk: by then it shall be there.
                        if journal is not None:
                            os.fdatasync(journal)

                database.backup(copy, pages=STEP, progress=flush)
            database.execute("ROLLBACK")
            database.execute("PRAGMA wal_checkpoint(PASSIVE)")  # if we come first, nobody pays for it
        in_use(target)  # not by anybody; one file now
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _journal(source: Path) -> Iterator[int | None]:
    """Open the journal beside a database, to have it flushed; None when there is none."""
    try:
        # Never the database itself: closing that would drop the locks that SQLite holds on it in this process.
        descriptor = os.open(source.with_name(source.name + "-wal"), os.O_RDONLY)
    except FileNotFoundError:
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def look(path: Path) -> Looked:
    """Read a database file from end to end and tell what is wrong with it. Nothing is written, not even beside it."""
    faults: list[str] = []
    version = 0
    try:
        with closing(_opened(path, read_only=True)) as database:
            said = [str(row[0]) for row in database.execute(f"PRAGMA integrity_check({TOLD})")]
            faults += [line for line in said if line != "ok"]
            broken = database.execute("PRAGMA foreign_key_check").fetchmany(TOLD)
            faults += [f"a row of {row[0]} refers to a row of {row[2]} that is not there" for row in broken]
            version = _version(database)
    except sqlite3.Error as error:
        faults.append(str(error))
    return Looked(version, tuple(faults))


def _version(database: sqlite3.Connection) -> int:
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").fetchone():
        return 0
    row = database.execute("SELECT version FROM schema_version").fetchone()
    return int(row[0]) if row else 0


def in_use(path: Path) -> bool:
    """Tell whether another process has the database open; if none has, it is left in one file, its journal folded in.

    Leaving WAL mode takes a lock that nobody gets while a connection is open, whatever that does at the moment. A file
    that is broken is in nobody's use.
    """
    try:
        with closing(_opened(path)) as database:
            database.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    except sqlite3.DatabaseError:
        return False
    return False


def mark_doubtful(path: Path, now_micros: int) -> int:
    """Mark messages that were due as possible repeats: they may have left after the copy was made; returns how many.

    Args:
        path: a restored database of the latest schema that nobody has open.
        now_micros: microseconds since 1970 UTC.
    """
    with closing(_opened(path)) as database:
        marked = database.execute(
            "UPDATE outbox SET repeated = 1 WHERE state IN ('pending', 'claimed', 'sending') AND not_before <= ?",
            (now_micros,),
        ).rowcount
        database.execute("DELETE FROM lease")  # whoever held one then does not hold it now
    return marked


def beside(path: Path) -> Iterator[Path]:
    """Yield the files that SQLite keeps beside a database and that exist."""
    for ending in ("-wal", "-shm", "-journal"):
        other = path.with_name(path.name + ending)
        if other.exists():
            yield other


@contextmanager
def scratch(target: Path) -> Iterator[Path]:
    """Give the name of a file beside the target to write to; whatever of it is left at the end is removed."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
    finally:
        for left in (part, *beside(part)):
            left.unlink(missing_ok=True)


def settle(part: Path, target: Path) -> None:
    """Give a finished file its name, so that the name is there after a power failure, or the old one is."""
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _opened(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    if not read_only:
        return sqlite3.connect(path, isolation_level=None, timeout=1.0)
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5.0)
