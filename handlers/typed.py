"""What people type: nothing of it is trusted."""

from __future__ import annotations

import hashlib
import re
from datetime import time
from enum import StrEnum

from domain.calls.reading.sums import find_sums
from domain.calls.reading.text import prepare
from domain.subscriptions import LARGEST_AMOUNT, MOST_WORDS, WORD_LIMIT
from domain.words import stems
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


_SEPARATORS = re.compile(r"[,;\n]")
_BARE = re.compile(r"[\d\s.,']+")
_QUIET = re.compile(r"\D*(\d{1,2})(?:[:.](\d\d))?\D+(\d{1,2})(?:[:.](\d\d))?\D*")


def word_id(word: str) -> str:
    """Return what a button names a typed word by: its place in the list changes when another one is removed."""
    return hashlib.blake2s(word.encode(), digest_size=6).hexdigest()


class WordProblem(StrEnum):
    """Why a typed word was not taken."""

    LONG = "long"
    SAYS_NOTHING = "says_nothing"
    FULL = "full"


def more_words(known: tuple[str, ...], text: str) -> tuple[tuple[str, ...], WordProblem | None]:
    """Return the words and phrases with those that were typed, and why one was left out, if one was.

    Commas, semicolons and lines part them. A word in another form of one already there is not added.
    """
    words, problem = list(known), None
    seen = {frozenset(stems(word)) for word in known}
    for part in _SEPARATORS.split(text):
        word = one_line(part).strip(" \"'«».!?")
        found = frozenset(stems(word))
        if not word or found in seen:
            continue
        if len(word) > WORD_LIMIT:
            problem = problem or WordProblem.LONG
        elif not found:
            problem = problem or WordProblem.SAYS_NOTHING
        elif len(words) >= MOST_WORDS:
            problem = problem or WordProblem.FULL
        else:
            seen.add(found)
            words.append(word)
    if not any(part.strip() for part in _SEPARATORS.split(text)):
        problem = WordProblem.SAYS_NOTHING
    return tuple(words), problem


def amount(text: str) -> int | None:
    """Return the one sum in tenge that was typed («1,5 млн», «500 мың», «2 000 000»), or None."""
    line = one_line(text)
    if line == "0":
        return 0
    if _BARE.fullmatch(line):
        line = f"{line} тенге"
    sums = find_sums(prepare("", line))
    if len(sums) != 1 or sums[0].currency not in {None, "KZT"} or "-" in line:
        return None
    return sums[0].value if sums[0].value <= LARGEST_AMOUNT else None


def quiet_hours(text: str) -> tuple[time, time] | None:
    """Return the two times of day that were typed («22-8», «с 23:30 до 7»); None when they are something else."""
    found = _QUIET.fullmatch(one_line(text))
    if found is None:
        return None
    try:
        start, end = (time(int(hour) % 24, int(minute or 0)) for hour, minute in (found.group(1, 2), found.group(3, 4)))
    except ValueError:
        return None
    return (start, end) if max(int(found[1]), int(found[3])) <= 24 else None
