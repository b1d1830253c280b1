"""JSON: one object, written row by row; what is in it is promised in docs/export.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from handlers.exporting.cells import Cell, Kind, Row, Table, Value, clean


class JsonFile:
    """An object with a few values, then an array of objects for each table of rows; tables may be written side by side.

    Args:
        path: the file to write; written by `close` only.
        tables: the arrays in their order.
        scratch: a folder for what is not in the file yet; whoever made it empties it.

    Raises:
        OSError: the disk is full, or cannot be written to; also from each method.
    """

    def __init__(self, path: Path, tables: Sequence[Table], *, scratch: Path) -> None:
        self._path = path
        self._tables = {table.name: table for table in tables}
        self._places = {table.name: scratch / f"{table.name}.json" for table in tables}
        with ExitStack() as stack:
            self._open: dict[str, IO[str]] = {
                name: stack.enter_context(place.open("w", encoding="utf-8", errors="replace"))
                for name, place in self._places.items()
            }
            stack.pop_all()

    def rows(self, name: str, rows: Iterable[Row]) -> None:
        """Write further rows of a table."""
        columns = self._tables[name].columns
        file = self._open[name]
        for values in rows:
            told = {column.key: _value(column.kind, value) for column, value in zip(columns, values, strict=True)}
            file.write(json.dumps(told, ensure_ascii=False))
            file.write("\n")

    def close(self, head: Mapping[str, Any]) -> None:
        """Write the file.

        Args:
            head: what stands before the tables; JSON values.
        """
        for file in self._open.values():
            file.close()
        with self._path.open("w", encoding="utf-8", errors="replace") as whole:
            whole.write(json.dumps(head, ensure_ascii=False).removesuffix("}"))
            for name, place in self._places.items():
                whole.write(f",\n{json.dumps(name)}: [")
                with place.open(encoding="utf-8") as rows:
                    for number, line in enumerate(rows):
                        whole.write(",\n" if number else "\n")
                        whole.write(line.rstrip("\n"))
                whole.write("\n]")
            whole.write("}\n")

    def abandon(self) -> None:
        """Close what is open; the file is not written."""
        for file in self._open.values():
            try:
                file.close()
            except OSError:  # what could not be written is not wanted any more
                continue


def _value(kind: Kind, value: Value | Cell) -> Value:
    if isinstance(value, Cell):
        return _value(value.kind, value.value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 4)
    return clean(value) if kind is Kind.TEXT and isinstance(value, str) else value
