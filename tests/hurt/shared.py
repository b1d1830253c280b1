"""A page of memory that the tests and the bot's process both see: a clock that the tests move, and the bot's last step.

It outlives a SIGKILL, so that the step which was cut can be read afterwards.
"""

from __future__ import annotations

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.clock import EPOCH, MICROSECOND

_SIZE = 4096
_SHIFT, _LENGTH, _TEXT = 0, 8, 16
_LONGEST = 400


class Shared:
    """The page behind a file.

    Args:
        path: the file; made when it is not there.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_SIZE))
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), _SIZE)

    def now(self) -> datetime:
        """Return what the clock shows: it runs with the machine's monotonic one, which all processes have in common."""
        (shift,) = struct.unpack_from("q", self._page, _SHIFT)
        return EPOCH + MICROSECOND * (shift + time.monotonic_ns() // 1000)

    def set(self, moment: datetime) -> None:
        """Let the clock show a moment now."""
        shift = (moment - EPOCH) // MICROSECOND - time.monotonic_ns() // 1000
        struct.pack_into("q", self._page, _SHIFT, shift)

    def move(self, by: timedelta) -> None:
        """Move the clock on."""
        self.set(self.now() + by)

    @property
    def step(self) -> str:
        """The last step that was noted."""
        (length,) = struct.unpack_from("q", self._page, _LENGTH)
        return bytes(self._page[_TEXT : _TEXT + min(length, _LONGEST)]).decode("utf-8", "replace")

    @step.setter
    def step(self, text: str) -> None:
        data = text.encode()[:_LONGEST]
        self._page[_TEXT : _TEXT + len(data)] = data
        struct.pack_into("q", self._page, _LENGTH, len(data))


MORNING = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
"""A Monday, five minutes past eight in Almaty: the quiet hours are over and fourteen hours of day lie ahead."""
