"""When Telegram last answered, and whether it refuses our token."""

from __future__ import annotations

import time


class Contact:
    """Told by the client of every answer; any answer but a refused token counts as reaching Telegram."""

    def __init__(self) -> None:
        self._answered: float | None = None
        self.refused = False

    def answered(self) -> None:
        """Note that Telegram answered now."""
        self._answered = time.monotonic()
        self.refused = False

    def refuse(self) -> None:
        """Note that the token was refused (401)."""
        self.refused = True

    def ago(self) -> float | None:
        """Return how many seconds ago Telegram last answered, or None when it never did."""
        return None if self._answered is None else time.monotonic() - self._answered
