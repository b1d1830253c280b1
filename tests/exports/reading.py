"""Reading files back the way that whoever gets them does: openpyxl, and the raw XML inside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook


def workbook(path: Path) -> Workbook:
    """Open a workbook as written, formulas not worked out."""
    return load_workbook(path)


def values(path: Path, sheet: str) -> list[list[Any]]:
    """Return the rows of a sheet, its heading too."""
    book = load_workbook(path, read_only=True)
    try:
        return [list(row) for row in book[sheet].iter_rows(values_only=True)]
    finally:
        book.close()


def formulas(path: Path) -> list[str]:
    """Return the names of the sheets inside that hold a formula in any cell, or a link."""
    found = []
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "strict") if name.endswith((".xml", ".rels")) else ""
            if name.startswith("xl/worksheets/sheet") and re.search(r"<(f|hyperlinks?)[ >/]", text):
                found.append(name)
            if 'TargetMode="External"' in text or "externalLink" in name:
                found.append(name)
    return found
