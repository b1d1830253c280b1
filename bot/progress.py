"""How far a long command is: a bar on a terminal, a line now and then anywhere else."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self, TextIO

from tqdm import tqdm

TENTHS = 10


class Progress:
    """Tells how much of a known total is done; use as a context manager.

    Args:
        total: how much there is in all.
        unit: what is counted.
        stream: where to tell; standard error by default, so that what a command prints can be kept in a file.
    """

    def __init__(self, total: int, unit: str, stream: TextIO | None = None) -> None:
        self._total = total
        self._unit = unit
        self._stream = stream or sys.stderr
        self._done = 0
        self._told = 0
        self._bar = tqdm(
            total=total, unit=unit, unit_scale=unit == "B", file=self._stream, disable=not self._stream.isatty()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def reach(self, done: int) -> None:
        """Tell that so much of the total is done."""
        self._bar.update(done - self._done)
        self._done = done
        tenths = done * TENTHS // self._total if self._total else TENTHS
        if self._bar.disable and tenths > self._told:
            self._told = tenths
            print(f"{tenths * 100 // TENTHS} %", file=self._stream, flush=True)

    def say(self, line: str) -> None:
        """Print a line to standard output without breaking the bar."""
        tqdm.write(line, file=sys.stdout)
