"""`elshi backup` and `elshi restore`: a copy that was looked at before it is called one, and the way back."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.settings import Settings
from bot.verify_command import Verified, verify
from domain.clock import SystemClock, micros
from domain.errors import StorageBusy
from domain.journal import NewEntry
from storage import backup_postgresql as postgresql
from storage.backup import BrokenFile, Looked, beside, copy_sqlite, in_use, look, mark_doubtful, scratch, settle
from storage.engine import sqlite_path
from storage.schema import latest
from storage.store import open_store

BLOCK = 1 << 20
ROOM = 1.1  # of the database's size must be free on the disk
RESTORED = "database.restored"


class Refused(Exception):
    """Why a copy was not made, or not put back; nothing was changed."""


class Doubted(Exception):
    """The copy was made and is whole, but the log in it was tampered with."""


def is_postgresql(settings: Settings) -> bool:
    """Tell whether the database is PostgreSQL's."""
    return settings.database_url.get_secret_value().startswith("postgres")


def back_up(settings: Settings, out: Path, keep: int | None, tell: Callable[[str], None] = print) -> Path:
    """Copy the database while the bot runs, look at the copy, give it its name and a checksum, drop the oldest.

    Args:
        settings: where the database is.
        out: the file to be made. With `keep`, the moment is put into its name.
        keep: how many copies of this name to keep, this one included; None keeps all.
        tell: is told each step.

    Returns:
        The copy's path.

    Raises:
        Refused: nothing was made, and what was there before is as it was.
        Doubted: the copy was made, but somebody has rewritten or shortened the log.
    """
    target = out if keep is None else dated(out, SystemClock().now())
    if target.exists():
        raise Refused(f"{target} exists already; a copy is never overwritten")
    target.parent.mkdir(parents=True, exist_ok=True)
    wrong = None
    try:
        with scratch(target) as part:
            if is_postgresql(settings):
                version = _dumped(settings, part)
            else:
                version = _copied(sqlite_path(settings.database_url.get_secret_value()), part)
                # An older schema has its log checked when it is restored, for that brings it up to date.
                wrong = asyncio.run(_log_of(part, settings)) if version == latest() else None
                in_use(part)  # by nobody; in one file again
            checksum = digest(part)
            settle(part, target)
    except (OSError, BrokenFile, postgresql.ProgramFailed, postgresql.ProgramMissing) as error:
        raise Refused(f"the copy could not be made: {error}") from error
    _checksum_file(target).write_text(f"{checksum}  {target.name}\n", encoding="utf-8")
    tell(f"✓ {target}, {target.stat().st_size / 1e6:.1f} MB, schema version {version}, sha256 {checksum}")
    for old in surplus(out, keep) if keep is not None else ():
        old.unlink(missing_ok=True)
        _checksum_file(old).unlink(missing_ok=True)
        tell(f"  {old.name} was dropped: {keep} are kept")
    if wrong is not None:  # a copy of a log that somebody rewrote is worth having; but somebody must hear of it
        raise Doubted(f"{target} was made, but {wrong}; see `elshi verify`")
    return target


def dated(out: Path, moment: datetime) -> Path:
    """Return the file's name with the moment in it: elshi.db → elshi-20261125T030000Z.db."""
    return out.with_name(f"{out.stem}-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}{out.suffix}")


def copies(out: Path) -> list[Path]:
    """Return the copies of this name, oldest first."""
    pattern = re.compile(re.escape(out.stem) + r"-\d{8}T\d{6}Z" + re.escape(out.suffix))
    return sorted(one for one in out.parent.glob("*") if pattern.fullmatch(one.name) and one.is_file())


def surplus(out: Path, keep: int) -> list[Path]:
    """Return the copies that are too many, oldest first."""
    return copies(out)[:-keep]


def digest(path: Path) -> str:
    """Return the file's SHA-256 as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checksum_file(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _copied(database: Path, part: Path) -> int:
    if not database.exists():
        raise Refused(f"there is no database {database}")
    size = sum(one.stat().st_size for one in (database, *beside(database)))
    if shutil.disk_usage(part.parent).free < size * ROOM:
        raise Refused(f"{part.parent} has no room for another {size / 1e6:.0f} MB")
    copy_sqlite(database, part)
    return _whole(look(part), "the copy").version


def _dumped(settings: Settings, part: Path) -> int:
    postgresql.dump(settings.database_url.get_secret_value(), part)
    if faults := postgresql.faults(part):
        raise Refused(f"the copy is broken: {faults[0]}")
    return postgresql.version(part)


def _whole(looked: Looked, what: str) -> Looked:
    if looked.faults:
        raise Refused(f"{what} is broken: {'; '.join(looked.faults)}")
    if not looked.version:
        raise Refused(f"{what} is no database of this bot")
    if looked.version > latest():
        raise Refused(f"{what} has schema version {looked.version}, this program knows up to {latest()}")
    return looked


async def _log_of(path: Path, settings: Settings) -> str | None:
    """Go along the log in a file that is nobody's yet; return what is wrong with it, or None."""
    async with open_store(str(path), zone=settings.zone, migrate=False) as store:
        found = await verify(store)
    return _wrong_log(found)


def _wrong_log(found: Verified) -> str | None:
    if found.fits:
        return None
    return f"the log in it does not fit at {f'entry {found.fault.number}' if found.fault else 'a published head'}"


def restore(settings: Settings, file: Path, *, force: bool, tell: Callable[[str], None] = print) -> None:
    """Put a copy in the place of the database; what was there is kept aside.

    Everything is looked at, brought to this program's schema and looked at again before the database is touched.

    Args:
        settings: where the database is.
        file: a copy made by `back_up`, of this schema or an older one.
        force: take the place of a database that holds something, and take a copy whose log does not fit.
        tell: is told each step.

    Raises:
        Refused: nothing was changed.
    """
    if not file.is_file():
        raise Refused(f"there is no file {file}")
    tell(_checked_sum(file))
    try:
        if is_postgresql(settings):
            _restore_dump(settings, file, force=force, tell=tell)
        else:
            _restore_file(settings, file, force=force, tell=tell)
    except (OSError, BrokenFile, StorageBusy, postgresql.ProgramFailed, postgresql.ProgramMissing) as error:
        raise Refused(f"it could not be restored: {error}") from error


def _checked_sum(file: Path) -> str:
    beside_it = _checksum_file(file)
    if not beside_it.exists():
        return f"  there is no {beside_it.name}: whether the file is as it was made cannot be told"
    told = beside_it.read_text("utf-8", "replace").split(maxsplit=1)
    if not told or told[0] != digest(file):
        raise Refused(f"{file} is not what {beside_it.name} was made of")
    return f"✓ {file.name} is what {beside_it.name} was made of"


def _restore_file(settings: Settings, file: Path, *, force: bool, tell: Callable[[str], None]) -> None:
    target = sqlite_path(settings.database_url.get_secret_value())
    there = target.exists() and target.stat().st_size > 0
    if there and target.samefile(file):
        raise Refused(f"{file} is the database itself")
    if there and not force:
        raise Refused(f"{target} exists; with --force it is kept aside and the copy takes its place")
    was = _whole(look(file), str(file)).version
    if there and in_use(target):
        raise Refused(f"{target} is open elsewhere: stop the bot first")
    target.parent.mkdir(parents=True, exist_ok=True)
    with scratch(target) as part:
        shutil.copyfile(file, part)
        part.chmod(0o600)
        asyncio.run(_ready(str(part.absolute()), settings, was, force=force, tell=tell))
        in_use(part)  # by nobody; in one file again
        _whole(look(part), "the restored database")
        doubtful = mark_doubtful(part, micros(SystemClock().now()))
        with part.open("rb") as written:
            os.fsync(written.fileno())
        if there:
            _aside(target, tell)
        settle(part, target)
    tell(f"✓ {target} is restored; {doubtful} messages that were due may have been sent since, and will say so")


async def _ready(url: str, settings: Settings, was: int, *, force: bool, tell: Callable[[str], None]) -> None:
    """Bring what is being restored to this program's schema, check its log and write the restoring into it."""
    async with open_store(url, zone=settings.zone) as store:
        found = await verify(store)
        wrong = _wrong_log(found)
        if wrong is not None and not force:
            raise Refused(f"{wrong}; with --force it is restored all the same")
        tell(f"✗ {wrong}" if wrong else f"✓ it is whole, and its {found.last.number} log entries fit")
        if was < latest():
            tell(f"✓ it was brought from schema version {was} to {latest()}")
        async with store.write() as repositories:  # the log says that what came between is not in it
            facts = {"entries": found.last.number, "schema": was}
            await repositories.journal.append(NewEntry(RESTORED, "database", "operator", facts), SystemClock().now())


def _aside(target: Path, tell: Callable[[str], None]) -> None:
    kept = _unused(target.with_name(f"{target.name}.before-{SystemClock().now():%Y%m%dT%H%M%SZ}"))
    for journal in beside(target):  # of a broken database; a whole one is in one file by now
        journal.rename(kept.with_name(kept.name + journal.name.removeprefix(target.name)))
    target.rename(kept)
    tell(f"  what was there is kept as {kept}")


def _unused(path: Path) -> Path:
    """Return the name, or one like it that no file has."""
    names = (path if number == 1 else path.with_stem(f"{path.stem}-{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def _restore_dump(settings: Settings, file: Path, *, force: bool, tell: Callable[[str], None]) -> None:
    url = settings.database_url.get_secret_value()
    if faults := postgresql.faults(file):
        raise Refused(f"{file} is broken: {faults[0]}")
    was = postgresql.version(file)
    _whole(Looked(was, ()), str(file))
    if asyncio.run(postgresql.in_use(url)):
        raise Refused("somebody else is connected to the database: stop the bot first, all its replicas")
    there = asyncio.run(postgresql.holds_something(url))
    if there and not force:
        raise Refused("the database holds something; with --force it is kept aside and the copy takes its place")
    if there:
        aside = _unused(dated(file.with_name("before-restore.dump"), SystemClock().now()))
        postgresql.dump(url, aside)
        tell(f"  what was there is kept as {aside}")
    with scratch(file) as part:
        postgresql.restore(url, file, part)
    # The dump is in; whatever is found wrong from here on is told with the way back.
    try:
        asyncio.run(_ready(url, settings, was, force=force, tell=tell))
        doubtful = asyncio.run(postgresql.mark_doubtful(url, micros(SystemClock().now())))
    except Exception as error:
        back = f"; `elshi restore {aside} --force` brings back what was there" if there else ""
        raise Refused(f"the copy was put in and does not hold: {error}{back}") from error
    tell(f"✓ restored; {doubtful} messages that were due may have been sent since, and will say so")


def print_backup(settings: Settings, out: Path | None, keep: int | None) -> int:
    """Make a copy and print what was done; returns the exit code.

    Args:
        settings: where the database is, and where copies go when `out` is None.
        out: the file to be made.
        keep: how many copies of its name to keep.
    """
    if out is None:
        if settings.backup_dir is None:
            print("✗ give --out FILE, or set BACKUP_DIR", file=sys.stderr)
            return 2
        out = usual(settings)
        keep = keep or settings.backup_keep
    try:
        back_up(settings, out, keep)
    except (Refused, Doubted) as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    return 0


def usual(settings: Settings) -> Path:
    """Return the name under which the daily copies are made, without their moments; BACKUP_DIR must be set."""
    assert settings.backup_dir is not None
    return settings.backup_dir / ("elshi.dump" if is_postgresql(settings) else "elshi.db")


def print_restored(settings: Settings, file: Path, *, force: bool) -> int:
    """Put a copy back and print what was done; returns the exit code."""
    try:
        restore(settings, file, force=force)
    except Refused as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    return 0
