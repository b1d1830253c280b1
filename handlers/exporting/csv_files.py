"""CSV that opens in Excel by a double press and is plain RFC 4180 for programs: one file for each table, in a ZIP."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from handlers.exporting.cells import Cell, Column, Kind, Row, Table, clean, shown

SEMICOLON, COMMA = ";", ","
"""The first is what Excel expects where the comma parts decimals, as in Kazakhstan; the second what RFC 4180 says."""

# OWASP, "CSV Injection": what a spreadsheet takes for a formula, also in full width. A cell may be cut at another
# separator than ours, so what follows one inside the text is disarmed too.
_FORMULA = re.compile(r"(^|[;,])([ '\"\u00a0]*)(?=[=+\-@＝＋－＠])")

Write = Callable[[Any], str]


class CsvTable:
    """One file: UTF-8 with a byte order mark, CRLF, fields quoted where they must be.

    Args:
        path: the file to write.
        table: what is in it.
        separator: `SEMICOLON`, with decimal commas, or `COMMA`, with decimal points.
        headings: "titles" for people, or "keys" for programs: then codes stay as they are too.

    Raises:
        OSError: the disk is full, or cannot be written to; also from each method.
    """

    def __init__(self, path: Path, table: Table, separator: str = SEMICOLON, headings: str = "titles") -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=separator, lineterminator="\r\n")
        plain = headings == "keys"
        self._write = tuple(_writer(column, separator, plain=plain) for column in table.columns)
        self._writer.writerow([column.key if plain else disarmed(clean(column.title)) for column in table.columns])

    def rows(self, rows: Iterable[Row]) -> None:
        """Write further rows."""
        write = self._write
        self._writer.writerows(
            ["" if value is None else put(value) for put, value in zip(write, values, strict=True)] for values in rows
        )

    def close(self) -> None:
        """Write what is left."""
        self._file.close()


class CsvArchive:
    """A ZIP of CSV files that may be written side by side.

    Args:
        path: the file to write; written by `close` only.
        tables: the files in their order.
        scratch: a folder for what is not in the file yet; whoever made it empties it.
        separator: as of `CsvTable`.
        headings: as of `CsvTable`.

    Raises:
        OSError: the disk is full, or cannot be written to; also from each method.
    """

    def __init__(
        self,
        path: Path,
        tables: Sequence[Table],
        *,
        scratch: Path,
        separator: str = SEMICOLON,
        headings: str = "titles",
    ) -> None:
        self._path = path
        self._files = {table.name: scratch / f"{table.name}.csv" for table in tables}
        with ExitStack() as stack:
            self._open = {}
            for table in tables:
                one = self._open[table.name] = CsvTable(self._files[table.name], table, separator, headings)
                stack.callback(one.close)
            stack.pop_all()

    def rows(self, name: str, rows: Iterable[Row]) -> None:
        """Write further rows of a table."""
        self._open[name].rows(rows)

    def close(self) -> None:
        """Write the file."""
        for one in self._open.values():
            one.close()
        with ZipFile(self._path, "w", ZIP_DEFLATED) as archive:
            for name, file in self._files.items():
                archive.write(file, f"{name}.csv")

    def abandon(self) -> None:
        """Close what is open; the file is not written."""
        for one in self._open.values():
            try:
                one.close()
            except OSError:  # what could not be written is not wanted any more
                continue


def disarmed(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before what would begin one."""
    return _FORMULA.sub(r"\1\2'", text)


@lru_cache(maxsize=4096)
def _safe(text: str) -> str:
    """Return typed text as it can stand in a cell; names come again and again."""
    return disarmed(clean(text))


def _writer(column: Column, separator: str, *, plain: bool) -> Write:
    kind = column.kind
    if kind is Kind.TEXT or (kind is Kind.CODE and plain):
        return _safe
    if kind is Kind.FLAG:
        words = {flag: _safe(shown(column, flag)) for flag in (True, False)}
        return ({True: "true", False: "false"} if plain else words).__getitem__
    if kind is Kind.CODE:
        return lambda value: _safe(shown(column, value))
    if kind is Kind.ANY:
        return _any(column, separator, plain=plain)
    if kind is Kind.NUMBER:
        return str
    if kind is Kind.DATE:
        return date.isoformat
    if kind is Kind.MOMENT:
        return lambda value: value.isoformat(" ", "seconds")[:19]
    pattern = "%.4f" if kind is Kind.SHARE else "%.2f"
    if separator == SEMICOLON:
        return lambda value: (pattern % value).replace(".", ",")
    return pattern.__mod__


def _any(column: Column, separator: str, *, plain: bool) -> Write:
    known: dict[Kind, Write] = {
        kind: _writer(Column(column.key, column.title, kind, column.words), separator, plain=plain)
        for kind in Kind
        if kind is not Kind.ANY
    }

    def write(cell: Cell) -> str:
        return "" if cell.value is None else known[cell.kind](cell.value)

    return write
