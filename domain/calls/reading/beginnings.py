"""What the matches of a rule begin with, told from the rule itself: it is then looked for only where it can stand."""

from __future__ import annotations

import re

LETTERS = 6
"""Characters from the beginning of a word on that rules are told apart by: «до 20» is not «до ко»."""

DIGIT, SPACE = "0", " "
"""What stands in a beginning for any digit and for any run of spaces."""

_PIECE = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])+\]|.", re.DOTALL)  # one sign, an escaped one, a class
_GROUP = re.compile(r"\(\?(?::|P<\w+>)")
_LOOK_AROUND = re.compile(r"\(\?<?[!=]")
_QUANTIFIER = re.compile(r"(?:[?*+]|\{(?P<least>\d*)(?P<to>,)?(?P<most>\d*)\})\??")
_DIGITS = re.compile(r"\\d|\d|\[\d-\d\]|\[\d+\]")
_FEW_LETTERS = re.compile(r"\[([a-zа-я]{1,5})\]")
_WORD = re.compile(r"[a-zа-я0-9]")
_PLAIN_LETTER = re.compile(r"[a-zа-я](?![?*+{])")

_Beginnings = set[tuple[str, bool]]
"""Beginnings, each with whether it is all: what stands next in the expression then follows it at once."""
_NOTHING: _Beginnings = {("", True)}
_ANYTHING: _Beginnings = {("", False)}


def beginnings_of(expression: str) -> set[str]:
    """Return the first characters, at most `LETTERS`, of everything that a regular expression can match.

    Args:
        expression: alternatives in folded letters, with groups, optional parts and look-arounds.

    Returns:
        Beginnings, of which every match has one, its digits written as `DIGIT` and its runs of spaces as `SPACE`. The
        empty one among them means that a match may begin with anything, or with no letter or digit.
    """
    return {letters if _WORD.match(letters) else "" for letters, _all in _of_alternatives(expression)}


def by_letters(expression: str) -> str:
    """Return an expression that matches the same, its alternatives told apart letter by letter.

    Those that begin with the same letter are tried together, in their order: of the others none can match there.
    """
    parts: list[str] = []
    alike: dict[str, list[str]] = {}
    for alternative in (*_alternatives(expression), ""):
        if _PLAIN_LETTER.match(alternative):
            alike.setdefault(alternative[0], []).append(alternative[1:])
            continue
        parts += [
            letter + (rests[0] if len(rests) == 1 else f"(?:{by_letters('|'.join(rests))})")
            for letter, rests in alike.items()
        ]
        alike.clear()
        parts.append(alternative)
    return "|".join(parts[:-1])


def _of_alternatives(expression: str) -> _Beginnings:
    return {one for alternative in _alternatives(expression) for one in _of_sequence(alternative)}


def _of_sequence(sequence: str) -> _Beginnings:
    found: _Beginnings = set()
    unfinished, at = _NOTHING, 0
    while unfinished and at < len(sequence):
        options, at = _of_part(sequence, at)
        joined = _joined(unfinished, options)
        unfinished = {(letters, whole) for letters, whole in joined if whole}
        found |= joined - unfinished
    return found | unfinished


def _joined(found: _Beginnings, options: _Beginnings) -> _Beginnings:
    """Return beginnings with, after each that is all, what may come next."""
    joined: _Beginnings = set()
    for letters, whole in found:
        if not whole:
            joined.add((letters, False))
            continue
        for more, all_of_it in options:
            longer = letters + (more[1:] if letters.endswith(SPACE) and more.startswith(SPACE) else more)
            joined.add((longer[:LETTERS], all_of_it and len(longer) < LETTERS))
    return joined


def _of_part(sequence: str, at: int) -> tuple[_Beginnings, int]:
    """Return what the part at a position can begin with, and where the next part stands."""
    options, at = _of_one(sequence, at)
    quantifier = _QUANTIFIER.match(sequence, at)
    if quantifier is None:
        return options, at
    least, most = {"?": (0, 1), "*": (0, LETTERS), "+": (1, LETTERS)}.get(quantifier[0][0], (0, 0))
    if not most:
        least = int(quantifier["least"] or 0)
        most = least if quantifier["to"] is None else int(quantifier["most"] or LETTERS)
    if most > 1 and len(options) > 1:
        options = {(letters, False) for letters, _all in options}  # too many ways to go on
    found: _Beginnings = set()
    times = _NOTHING
    for count in range(min(most, LETTERS) + 1):
        if count:
            times = _joined(times, options)
        if count >= least:
            found |= times
    return found or times, quantifier.end()


def _of_one(sequence: str, at: int) -> tuple[_Beginnings, int]:
    if sequence[at] == "(":
        end = _closing(sequence, at)
        if _LOOK_AROUND.match(sequence, at):
            return _NOTHING, end + 1
        group = _GROUP.match(sequence, at)
        return (_of_alternatives(sequence[group.end() : end]) if group is not None else _ANYTHING), end + 1
    match = _PIECE.match(sequence, at)
    assert match is not None
    piece = match[0]
    if _DIGITS.fullmatch(piece):
        return {(DIGIT, True)}, match.end()
    if (letters := _FEW_LETTERS.fullmatch(piece)) is not None:
        return {(letter, True) for letter in letters[1]}, match.end()
    if piece == r"\b":
        return _NOTHING, match.end()
    if piece == r"\s" or piece.isspace():
        return {(SPACE, True)}, match.end()
    if len(piece) > 2 or piece in {".", "^", "$"} or (len(piece) == 2 and piece[1].isalnum()):
        return _ANYTHING, match.end()
    return {(piece[-1], True)}, match.end()


def _alternatives(expression: str) -> list[str]:
    """Split an expression at the bars that stand in no bracket."""
    parts, depth, last = [], 0, 0
    for piece in _PIECE.finditer(expression):
        depth += (piece[0] == "(") - (piece[0] == ")")
        if piece[0] == "|" and not depth:
            parts.append(expression[last : piece.start()])
            last = piece.end()
    return [*parts, expression[last:]]


def _closing(sequence: str, at: int) -> int:
    """Return the position of the bracket that closes the one at a position."""
    depth = 0
    for piece in _PIECE.finditer(sequence, at):
        depth += (piece[0] == "(") - (piece[0] == ")")
        if not depth:
            return piece.start()
    raise ValueError(sequence)
