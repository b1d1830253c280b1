"""100,000 requests as XLSX and as CSV, beside the bare libraries: `python -m bench export`.

- XLSX: our writer beside XlsxWriter in constant memory on the same cells, dates as datetimes and each cell by `write`.
- CSV: our writer beside `csv.writer` on the same rows.
- Memory: how much more 100,000 rows take than 10,000, each in a process of its own; rows are made as they are written.

The seconds are the processor's: neither waits for anything. Rows are the same for both and made before, but for memory.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.figures import Figure, report
from bot.check import LOCALES
from domain.language import Language
from handlers.exporting.cells import Column, Kind, Row, Table, shown
from handlers.exporting.csv_files import CsvTable
from handlers.exporting.request_rows import requests_table
from handlers.exporting.xlsx import XlsxFile
from handlers.texts import Texts

ROWS, FEW_ROWS = 100_000, 10_000
XLSX_BOUND, CSV_BOUND = 1.3, 3.0
FLAT = 1.25
"""So much of the memory of 10,000 rows may 100,000 take; the rest is what the process is anyway."""

ROUNDS = 2
ZONE = ZoneInfo("Asia/Almaty")
MADE = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
_START = datetime(2026, 1, 5, 9, tzinfo=ZONE)
_OFFICES = tuple(f"Ішкі саясат бөлімі {number}, Сарқан ауданы" for number in range(200))


def rows(count: int) -> Iterator[Row]:
    """Yield rows as `RequestRows` makes them: most are answered, some redirected, extended and overdue."""
    for number in range(1, count + 1):
        filed = _START + timedelta(minutes=5 * number % 500_000)
        answered = number % 5 > 0
        answer = filed + timedelta(hours=number % 700) if answered else None
        due = filed.date() + timedelta(days=21)
        yield (
            number, filed, filed, "Сарқан ауданы", "334800000", "Жастар саясаты", "youth", _OFFICES[number % 200],
            due, due, due + timedelta(days=30) if number % 9 == 0 else None, answer,
            number % 700 / 24 if answered else None, answer, number % 700 / 24 if answered else None, None,
            "answered" if answered else "open", answered, answered, not answered, "solved" if number % 3 else None,
            number % 7 == 0, 0, number % 2, 0,
        )  # fmt: skip


def table() -> Table:
    """Return the columns of requests at the level of the council."""
    return requests_table(Texts.load(LOCALES).in_language(Language.KK), parts=False, seats=False)


def ours_xlsx(folder: Path, made: Iterator[Row] | list[Row]) -> None:
    """Write a workbook with our writer."""
    book = XlsxFile(folder / "ours.xlsx", [table()], scratch=folder, made=MADE)
    book.rows("requests", made)
    book.close()


def bare_xlsx(folder: Path, made: list[list[Any]]) -> None:
    """Write the same cells with XlsxWriter alone."""
    from xlsxwriter import Workbook

    book = Workbook(str(folder / "bare.xlsx"), {"constant_memory": True, "tmpdir": str(folder)})
    moment, day = book.add_format({"num_format": "dd.mm.yyyy hh:mm"}), book.add_format({"num_format": "dd.mm.yyyy"})
    decimal, whole = book.add_format({"num_format": "0.0"}), book.add_format({"num_format": "0"})
    styles = {Kind.MOMENT: moment, Kind.DATE: day, Kind.DAYS: decimal, Kind.NUMBER: whole}
    columns = table().columns
    formats = [styles.get(column.kind) for column in columns]
    sheet = book.add_worksheet()
    for place, column in enumerate(columns):
        sheet.write(0, place, column.title)
    for number, values in enumerate(made, 1):
        for place, value in enumerate(values):
            if value is not None:
                sheet.write(number, place, value, formats[place])
    book.close()


def ours_csv(folder: Path, made: list[Row]) -> None:
    """Write a table with our writer."""
    file = CsvTable(folder / "ours.csv", table())
    file.rows(made)
    file.close()


def bare_csv(folder: Path, made: list[list[Any]]) -> None:
    """Write the same rows with `csv.writer` alone."""
    with (folder / "bare.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(made)


def plain(made: list[Row]) -> list[list[Any]]:
    """Return the same cells as anybody would hand them to the bare libraries: words as text, moments without a zone."""
    columns = table().columns
    return [[_plain(column, value) for column, value in zip(columns, row, strict=True)] for row in made]


def _plain(column: Column, value: Any) -> Any:
    if column.kind in (Kind.CODE, Kind.FLAG) and value is not None:
        return shown(column, value)
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def best(work: Callable[[], object]) -> float:
    """Return the processor's seconds of the quickest of a few rounds."""
    took = []
    for _ in range(ROUNDS):
        since = time.process_time()
        work()
        took.append(time.process_time() - since)
    return min(took)


def peak(count: int) -> float:
    """Return the peak memory (MB) of a process that writes so many rows."""
    words = [sys.executable, "-m", "bench.export", "--rows", str(count)]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return float(told)


def main() -> int:
    """Print the figures; the exit code tells whether they hold."""
    if sys.argv[1:2] == ["--rows"]:
        with tempfile.TemporaryDirectory() as place:
            ours_xlsx(Path(place), rows(int(sys.argv[2])))
        # Not `ru_maxrss`: that begins with what the process had that started this one.
        status = Path("/proc/self/status").read_text(encoding="ascii")
        print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
        return 0
    made = list(rows(ROWS))
    same = plain(made)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        ours, bare = best(lambda: ours_xlsx(folder, made)), best(lambda: bare_xlsx(folder, same))
        ours_lines, bare_lines = best(lambda: ours_csv(folder, made)), best(lambda: bare_csv(folder, same))
    many, few = peak(ROWS), peak(FEW_ROWS)
    print(
        f"     {ROWS} rows of {len(made[0])} columns; {many - few:+.1f} MB from {FEW_ROWS} rows to {ROWS}", flush=True
    )
    return report(
        [
            Figure("XLSX (floor: XlsxWriter alone, the same cells)", ours, bare, "s", XLSX_BOUND),
            Figure("CSV (floor: csv.writer alone, the same rows)", ours_lines, bare_lines, "s", CSV_BOUND),
            Figure(f"memory of {ROWS} rows (floor: of {FEW_ROWS})", many, few, "MB", FLAT),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
