"""`elshi export`: figures and requests as one file, XLSX, CSV or JSON (docs/export.md)."""

from __future__ import annotations

import errno
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.check import LOCALES
from bot.progress import Progress
from bot.settings import Settings
from bot.stats_command import MISUSED, Misused, Words, calendar_of, question
from domain.clock import SystemClock
from domain.exports import Format, Level
from domain.language import Language
from domain.requests.terms import Terms
from domain.territory import TerritoryTree
from handlers.exporting.asked import Asked
from handlers.exporting.book import file_name
from handlers.exporting.making import Made, NothingToExport, Tables, make
from handlers.texts import Texts
from storage.seed import load_territories, load_topics
from storage.store import SqlStore, open_store

FAILED = 1

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed besides the question.

    Args:
        level: for whom the file is.
        format: how it is written.
        language: of headings and names.
        office: only the parts of this office; None: all requests.
        separator: of CSV.
        out: the file, or the folder; None: the folder where we are.
        force: an existing file may be written over.
    """

    level: Level
    format: Format
    language: Language
    office: int | None
    separator: str
    out: Path | None
    force: bool


async def write_export(settings: Settings, words: Words, wish: Wish) -> int:
    """Write the file; what was there before stays as it is until the new one is finished.

    Args:
        settings: where the database is, the zone, and whether the day of receipt is day 1.
        words: which period, moment and territory.
        wish: the rest.

    Returns:
        0; 2 when there can be no such file, 1 when it cannot be written; one sentence says why.
    """
    tree = TerritoryTree(load_territories())
    try:
        asked = _asked(words, wish, tree, settings)
        path = _place(wish, asked)
        url = settings.database_url.get_secret_value()
        async with open_store(url, zone=settings.zone) as store:
            made = await _write(asked, await _tables(store, asked, tree, settings), path, force=wish.force)
    except NothingToExport:
        period = asked.period
        return _complain(f"no request was filed from {period.first} to {period.last} there", MISUSED)
    except Misused as problem:
        return _complain(str(problem), MISUSED)
    except OSError as error:
        return _complain(_why(error, path), FAILED)
    print(f"{path}: {made.requests} requests")
    return 0


def _complain(sentence: str, code: int) -> int:
    print(f"✗ {sentence}", file=sys.stderr)
    return code


def _asked(words: Words, wish: Wish, tree: TerritoryTree, settings: Settings) -> Asked:
    one = question(words, tree, settings, SystemClock().now())
    return Asked(
        period=one.period,
        as_of=one.as_of,
        level=wish.level,
        format=wish.format,
        language=wish.language,
        territory_id=one.territory_id,
        offices=None if wish.office is None else frozenset({wish.office}),
        separator=wish.separator,
    )


def _place(wish: Wish, asked: Asked) -> Path:
    """Return the file to be written."""
    out = wish.out or Path()
    path = out / file_name(asked) if out.is_dir() else out
    if path.is_dir():
        raise Misused(f"{path} is a folder")
    if not path.parent.is_dir():
        raise Misused(f"there is no folder {path.parent}")
    if path.exists() and not wish.force:
        raise Misused(f"{path} is there already: --force writes over it")
    return path


async def _tables(store: SqlStore, asked: Asked, tree: TerritoryTree, settings: Settings) -> Tables:
    async with store.read() as repositories:
        changes = await repositories.calendar.changes()
        offices = await repositories.statistics.offices()
    missing = sorted((asked.offices or frozenset()) - set(offices))
    if missing:
        raise Misused(f"there is no office {missing[0]}")
    calendar = calendar_of(asked.period, changes)
    terms = Terms(calendar, settings.zone, first_day_is_next=not settings.count_receipt_day)
    return Tables(store, terms, tree, load_topics(), Texts.load(LOCALES))


async def _write(asked: Asked, tables: Tables, path: Path, *, force: bool) -> Made:
    # Beside the file, so that the finished one takes its place at once, on the same disk.
    folder = Path(tempfile.mkdtemp(prefix=".elshi-export-", dir=path.parent))
    bars: list[Progress] = []

    async def tell(done: int, total: int) -> None:
        if not bars:
            bars.append(Progress(total, " requests"))
        bars[0].reach(done)

    try:
        made = await make(asked, tables, folder, tell)
        _settle(made.path, path, force=force)
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)
        shutil.rmtree(folder, ignore_errors=True)
    return made


def _settle(made: Path, path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        raise Misused(f"{path} has come to be there meanwhile: --force writes over it")
    made.replace(path)


def _why(error: OSError, path: Path) -> str:
    if error.errno in _NO_ROOM:
        return f"there is no room left on the disk for {path}; nothing was left there"
    return f"{path} cannot be written: {error.strerror or type(error).__name__}"
