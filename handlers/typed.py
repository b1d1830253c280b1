"""What people type: nothing of it is trusted."""

from __future__ import annotations

import re

from handlers.views.screen import one_line

NAME_LIMIT = 200
NAME_LEAST = 2


def ngo_name(text: str) -> str | None:
    """Return the organisation's name on one line, at most 200 characters; None without two letters."""
    name = one_line(text)[:NAME_LIMIT].strip()
    letters = sum(char.isalpha() for char in name)
    return name if letters >= NAME_LEAST else None


def twelve_digits(text: str) -> str | None:
    """Return the 12 digits that were typed, spaces and hyphens dropped, or None when it is something else."""
    digits = re.sub(r"[\s-]", "", one_line(text))
    return digits if re.fullmatch(r"[0-9]{12}", digits) else None
