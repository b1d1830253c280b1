"""BIN (БСН / БИН): the 12-digit business identification number of an organisation in Kazakhstan."""

from __future__ import annotations

_FIRST = range(1, 12)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def is_bin(text: str) -> bool:
    """Tell whether the text is a well-formed BIN.

    Digits 1-2 are the year and 3-4 the month of registration, digit 5 the kind of entity (4 resident, 5 non-resident,
    6 joint entrepreneurship), digit 12 a check digit: the sum of the first eleven weighted 1..11 modulo 11; when that
    gives 10, weighted 3..11, 1, 2; when that gives 10 too, no such number is issued.
    """
    if len(text) != 12 or not (text.isascii() and text.isdigit()):
        return False
    digits = [int(sign) for sign in text]
    if not 1 <= digits[2] * 10 + digits[3] <= 12 or digits[4] not in (4, 5, 6):
        return False
    check = sum(digit * weight for digit, weight in zip(digits[:11], _FIRST, strict=True)) % 11
    if check == 10:
        check = sum(digit * weight for digit, weight in zip(digits[:11], _SECOND, strict=True)) % 11
    return check == digits[11]
