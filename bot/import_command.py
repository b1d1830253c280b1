"""`elshi import`: past calls from a CSV file, in bounded memory; whatever is wrong is told with its line."""

from __future__ import annotations

import asyncio
import codecs
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO, TextIO

from bot.calendar_process import calendar_apart
from bot.check import complain
from bot.history import Historian, Kept
from bot.progress import Progress
from bot.read_posts import PostReader
from bot.settings import Settings, read_settings
from domain.calls.past import PastCall, Places, Wrong, columns, read_row
from domain.calls.reading import Gazetteer
from domain.clock import SystemClock
from domain.territory import TerritoryTree
from storage.seed import load_territories, seed
from storage.store import open_store

BATCH = 200
"""Rows kept at a time."""
LOOKED_AT = 64 * 1024
DELIMITERS = (";", ",", "\t")
WORKBOOK = b"PK\x03\x04"
LAST_RESORT = "kz1048"
"""Windows-1251 with Kazakh letters where Serbian ones were; Russian letters stand alike in both."""
LONGEST_HEADING = 10_000
CELL_SHOWN = 60

WORDS = {
    "formula": "«{cell}» looks like a formula",
    "letters_lost": "letters of «{cell}» were lost when the file was saved; save it in UTF-8",
    "empty": "is empty",
    "too_long": "«{cell}» is longer than 500 characters",
    "no_words": "«{cell}» is no name",
    "unknown_kind": "«{cell}» is no kind of call",
    "not_a_date": "«{cell}» is not a date (write 12.01.2025 or 2025-01-12)",
    "no_date": "neither an opening day nor a deadline is given",
    "no_such_time": "«{cell}» is not in this age",
    "before_opening": "«{cell}» is before the opening day",
    "still_open": "«{cell}» has not passed: announce an open call in the bot",
    "may_be_open": "«{cell}» was lately, and there is no deadline: the call may still be open",
    "not_an_amount": "«{cell}» is not an amount (write 500000)",
    "no_such_amount": "«{cell}» cannot be an amount",
    "not_a_currency": "«{cell}» is not a currency (write KZT)",
    "no_such_place": "«{cell}» is no territory (write its name in full, or its KATO code)",
    "several_places": "«{cell}» are several territories (write the name in full, or the KATO code)",
    "not_an_address": "«{cell}» is not an http(s) address",
    "not_a_language": "«{cell}» is not a language (write kk or ru)",
}


class NotATable(Exception):
    """The file cannot be read as a table of past calls; the text says why."""


@dataclass(slots=True)
class Tally:
    """What a run came to."""

    good: int = 0
    wrong: int = 0
    kept: Kept = field(default_factory=Kept)


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is not blank: where it ends in the file, and its cells by column or why it has none."""

    number: int
    cells: dict[str, str]
    problem: str = ""


class Table:
    """A CSV file, read from the beginning as often as asked.

    Args:
        path: where it is.

    Raises:
        OSError: it cannot be read.
        NotATable: it is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._size = 0
        with path.open("rb") as file:
            self._encoding = encoding_of(file)
        with path.open(encoding=self._encoding, errors="replace", newline="") as text:
            heading = text.readline(LONGEST_HEADING)
        choices = [next(csv.reader([heading], delimiter=mark), []) for mark in DELIMITERS]
        found = [columns(cells) for cells in choices]
        best = max(range(len(found)), key=lambda number: len(found[number][0]))
        self._columns, wrong = found[best]
        self._delimiter = DELIMITERS[best]
        self._width = len(choices[best])
        if wrong:
            raise NotATable("the first line must name the columns; " + "; ".join(wrong))

    @property
    def position(self) -> int:
        """Return how many bytes were read."""
        return self._file.tell() if self._file is not None else self._size

    def lines(self) -> Iterator[Line]:
        """Yield every row that is not blank.

        Raises:
            NotATable: a quotation mark in the first line has no end.
        """
        with (
            self._path.open("rb") as file,
            io.TextIOWrapper(file, encoding=self._encoding, errors="replace", newline="") as text,
        ):
            self._file = file
            yield from self._lines(text)
            self._size = file.tell()
            self._file = None

    def _lines(self, text: TextIO) -> Iterator[Line]:
        reader = csv.reader(text, delimiter=self._delimiter)
        try:
            next(reader)
        except csv.Error as problem:  # a quoted heading goes on over the lines after it
            raise NotATable(f"the first line does not end: {problem}") from problem
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                yield Line(reader.line_num, {}, str(problem))
                continue
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > self._width:
                yield Line(reader.line_num, {}, f"has {len(cells)} cells, the first line has {self._width}")
                continue
            named = {column: cells[place] for column, place in self._columns.items() if place < len(cells)}
            yield Line(reader.line_num, named)


def encoding_of(file: BinaryIO) -> str:
    """Return the charset of a file: UTF-8 if all of it is, else UTF-16 by its mark, else the old single-byte one.

    Raises:
        NotATable: it is empty, a workbook, or no text.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = "utf-8-sig"
    first = True
    while block := file.read(LOOKED_AT):
        if first and block.startswith(WORKBOOK):
            raise NotATable("it is a workbook: save it as CSV in UTF-8 first")
        if first and block[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        if b"\0" in block:
            raise NotATable("it is no text")
        first = False
        if encoding == "utf-8-sig":
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                encoding = LAST_RESORT
    if first:
        raise NotATable("it is empty")
    return encoding


def import_file(path: Path, *, dry_run: bool, strict: bool) -> int:
    """Keep the past calls of a file and print every wrong line and what came of the rest.

    Args:
        path: the CSV file.
        dry_run: only look; store nothing.
        strict: store nothing when any line is wrong.

    Returns:
        0; 1 when a line was wrong; 2 when the file cannot be read or a setting is wrong.
    """
    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    try:
        tally = asyncio.run(_import(Table(path), path.stat().st_size, settings, dry_run, strict))
    except OSError as problem:
        print(f"{path}: {problem.strerror}", file=sys.stderr)
        return 2
    except NotATable as problem:
        print(f"{path}: {problem}", file=sys.stderr)
        return 2
    print(_summary(tally, dry_run=dry_run, strict=strict))
    return 1 if tally.wrong else 0


async def _import(table: Table, size: int, settings: Settings, dry_run: bool, strict: bool) -> Tally:
    clock = SystemClock()
    tree = TerritoryTree(load_territories())
    places = Places(tree)
    today = clock.now().astimezone(settings.zone).date()
    tally = Tally()
    if dry_run or strict:
        with Progress(size, "B") as progress:
            for batch in _batches(table, places, today, tally, progress):
                tally.good += len(batch)
        if dry_run or tally.wrong:
            return tally
    async with open_store(settings.database_url.get_secret_value(), zone=settings.zone, clock=clock) as store:
        await seed(store)
        reader = PostReader(store, clock, settings.zone, Gazetteer(tree), calendar_apart, lambda: None)
        historian = Historian(store, clock, settings.zone, reader)
        with Progress(size, "B") as progress:
            return await bring_in(table, historian, places, today, progress)


async def bring_in(table: Table, historian: Historian, places: Places, today: date, progress: Progress) -> Tally:
    """Keep the good rows of a table; wrong ones are told and counted."""
    tally = Tally()
    for batch in _batches(table, places, today, tally, progress):
        tally.good += len(batch)
        tally.kept += await historian.keep_calls(batch)
    return tally


def _batches(
    table: Table, places: Places, today: date, tally: Tally, progress: Progress
) -> Iterator[Sequence[PastCall]]:
    """Yield the good rows, some at a time; wrong ones are told and counted."""
    batch: list[PastCall] = []
    for line in table.lines():
        found = read_row(line.cells, places, today) if not line.problem else line.problem
        if isinstance(found, PastCall):
            batch.append(found)
        else:
            tally.wrong += 1
            told = found if isinstance(found, str) else "; ".join(map(_words, found))
            progress.say(f"line {line.number}: {told}")
        if len(batch) >= BATCH:
            yield batch
            batch = []
            progress.reach(table.position)
    yield batch
    progress.reach(table.position)


def _words(wrong: Wrong) -> str:
    shown = wrong.cell if len(wrong.cell) <= CELL_SHOWN else wrong.cell[:CELL_SHOWN] + "…"
    shown = "".join(char if char.isprintable() else "�" for char in shown)
    return f"{wrong.column}: " + WORDS[wrong.code].format(cell=shown)


def _summary(tally: Tally, *, dry_run: bool, strict: bool) -> str:
    lines = f"good lines {tally.good}, wrong lines {tally.wrong}"
    if dry_run:
        return f"{lines}; nothing was stored (--dry-run)"
    if strict and tally.wrong:
        return f"{lines}; nothing was stored (--strict)"
    return f"{lines}; new calls {tally.kept.calls}, known already {tally.good - tally.kept.calls}, alerts 0"
