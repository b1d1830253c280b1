"""What the matches of a rule begin with, told from the rule itself: it is then looked for only where it can stand."""

from __future__ import annotations

import re

LETTERS = 5
"""Letters of a word that rules are told apart by."""

_LITERAL = re.compile(r"[a-zа-я0-9]*")
_GROUP = re.compile(r"\(\?(?::|P<\w+>)")
_LOOK_AROUND = re.compile(r"\(\?<?[!=]")


def beginnings_of(expression: str) -> set[str]:
    """Return the first letters, at most `LETTERS`, of everything that a regular expression can match.

    Args:
        expression: alternatives in folded letters, with groups, optional parts and look-arounds.

    Returns:
        Beginnings, of which every match has one; the empty one among them means that a match may begin with anything.
    """
    found: set[str] = set()
    for alternative in _alternatives(expression):
        found |= _of_sequence(alternative)
    return found


def _of_sequence(sequence: str) -> set[str]:
    if _LOOK_AROUND.match(sequence):
        return _of_sequence(sequence[_closing(sequence) + 1 :])
    if (group := _GROUP.match(sequence)) is not None:
        end = _closing(sequence)
        found, rest = beginnings_of(sequence[group.end() : end]), sequence[end + 1 :]
        return found | _of_sequence(rest[1:]) if rest[:1] in {"?", "*"} else found
    if sequence.startswith(r"\d"):
        return set("0123456789") if sequence[2:3] not in {"?", "*"} else {""}
    sure = _LITERAL.match(sequence)
    assert sure is not None
    letters, following = sure[0], sequence[sure.end() :]
    if following[:1] in {"?", "*", "{"}:
        if len(letters) == 1 and following[:1] == "?":
            return {letters} | _of_sequence(following[1:])
        letters = letters[:-1]  # the last letter may be missing
    if len(letters) >= LETTERS or not following:
        return {letters[:LETTERS]}
    if not letters:
        return {""}
    return {(letters + more)[:LETTERS] for more in _of_sequence(following)}


def _alternatives(expression: str) -> list[str]:
    """Split an expression at the bars that stand in no bracket."""
    parts, depth, last = [], 0, 0
    for at, sign in enumerate(expression):
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "|" and not depth:
            parts.append(expression[last:at])
            last = at + 1
    return [*parts, expression[last:]]


def _closing(sequence: str) -> int:
    """Return the position of the bracket that closes the one at the beginning."""
    depth = 0
    for at, sign in enumerate(sequence):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return at
    return len(sequence)
