"""Cases that stand in tables beside the tests: a line each, so that another one is added without a line of code."""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).parent


def cases(name: str) -> list[tuple[str, ...]]:
    """Return the lines of a table without its head."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        _head, *lines = csv.reader(file)
    return [tuple(line) for line in lines]
