"""What people type: nothing of it is trusted."""

from __future__ import annotations

import re

from handlers.views.screen import one_line

NAME_LIMIT = 200
NAME_LEAST = 2

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def ngo_name(text: str) -> str | None:
    """Return the organisation's name on one line, at most 200 characters; None when no name is left."""
    name = one_line(text)[:NAME_LIMIT].strip()
    letters = sum(char.isalnum() for char in name)
    return name if letters >= NAME_LEAST else None


def ngo_bin(text: str) -> str | None:
    """Return the 12 digits of a valid BIN, spaces and hyphens dropped, or None.

    Digits 1-4 are the year and month of registration, digit 5 tells the kind of entity (4, 5 or 6: a person's IIN has
    0 to 3 there), digit 12 is the control digit: the sum with weights 1..11 modulo 11, or with weights 3..11, 1, 2 when
    that is 10 (Law 223-III on national registers of identification numbers, and the rules for making them).
    """
    digits = re.sub(r"[\s-]", "", one_line(text))
    if not re.fullmatch(r"[0-9]{12}", digits):
        return None
    if not 1 <= int(digits[2:4]) <= 12 or digits[4] not in "456":
        return None
    figures = [int(char) for char in digits]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        control = sum(weight * figure for weight, figure in zip(weights, figures, strict=False)) % 11
        if control < 10:
            return digits if control == figures[11] else None
    return None
