"""How differently one word can be written, and how far apart two words are.

Titles and queries go through `sound` alike, so that ё and е, «қазақ», «казак» and the «qazaq» of any draft alphabet
meet in one spelling that nobody ever sees. Endings are the business of `domain.words`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from domain.calls.reading.text import clean
from domain.words import fold, stem

LONGEST_WORD = 40

# A Latin letter may carry the apostrophe of the 2017 alphabet («s'»); inside Cyrillic it is a sign («об'явление»).
_WORD = re.compile(r"[^\W_](?:[^\W_]|'(?=[^\W_])|(?<=[a-z])')*")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’ʼʻ`´", "'"))
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]")
_LATIN = re.compile("[a-zà-ÿğǧǵńŋūşśćı]")
_TWICE = re.compile(r"([а-я])\1+")

_VOWEL = "[aeiouyäáâöóôüúûūıéèêýî]"
_GROUPS = (
    (re.compile(rf"(?<={_VOWEL})[iıy]a"), "я"),  # «saiasat», «saıasat»
    (re.compile("[iı][iıy]?a"), "ия"),  # «ekologia», «ekologiya»
    (re.compile("shch"), "щ"),
    (re.compile("sh|s'"), "ш"),
    (re.compile("ch|c'"), "ч"),
    (re.compile("zh"), "ж"),
    (re.compile("gh"), "г"),
    (re.compile("kh"), "х"),
    (re.compile("ts"), "ц"),
    (re.compile("ya"), "я"),
    (re.compile("[iy]u"), "ю"),
    (re.compile("y[oe]"), "е"),
    (re.compile("ck"), "к"),
    (re.compile("c(?=[eiy])"), "ц"),
    (re.compile("y'"), "у"),
)
_LETTERS = str.maketrans(
    {
        letter: cyrillic
        for cyrillic, letters in {
            "а": "aäáàâãå", "б": "b", "к": "ckq", "ч": "çć", "д": "d", "е": "eéèêë", "ф": "f", "г": "gğǧǵ", "х": "hx",
            "и": "iïîíìıyÿ", "ж": "j", "л": "l", "м": "m", "н": "nñńŋ", "о": "oöóòôõ", "п": "p", "р": "r", "с": "s",
            "ш": "şś", "т": "t", "у": "uüúùûūwý", "в": "v", "з": "z", "": "'",
        }.items()
        for letter in letters
    }
)  # fmt: skip

_QWERTY = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = str.maketrans(_QWERTY + _QWERTY.upper() + '~{}:"<>', _RUSSIAN + _RUSSIAN.upper() + "ЁХЪЖЭБЮ")
_TO_LATIN = str.maketrans(_RUSSIAN + _RUSSIAN.upper(), _QWERTY + _QWERTY.upper())


def words(text: str) -> list[str]:
    """Return the words of a text as printed, in lower case."""
    return _WORD.findall(clean(text).translate(_APOSTROPHES).lower())


def in_cyrillic(word: str) -> str:
    """Return a word of Latin letters in Russian ones, as Kazakh is written in any of its Latin alphabets."""
    if _CYRILLIC.search(word) or not _LATIN.search(word):
        return word
    for group, letters in _GROUPS:
        word = group.sub(letters, word)
    return word.translate(_LETTERS)


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """Return the one spelling of a printed word, its ending kept."""
    return _alike(fold(in_cyrillic(word)))


@lru_cache(maxsize=65_536)
def key(word: str) -> str:
    """Return what a printed word is kept and looked for under: its stem, in the one spelling."""
    return _alike(stem(fold(in_cyrillic(word)).replace(" ", "")))


def _alike(folded: str) -> str:
    plain = folded.replace(" ", "").replace("щ", "ш").replace("нг", "н")
    return _TWICE.sub(r"\1", plain)[:LONGEST_WORD]


def other_layout(text: str) -> str | None:
    """Return what was meant when the wrong keyboard was on («ghbdtn», «пкфте»), or None when nothing could be."""
    lowered = text.lower()
    if _CYRILLIC.search(lowered):
        return None if _LATIN.search(lowered) else text.translate(_TO_LATIN)
    meant = text.translate(_TO_RUSSIAN)
    return meant if _CYRILLIC.search(meant.lower()) else None


def edits_allowed(letters: int) -> int:
    """Return how many mistakes are forgiven in a word of so many letters: in a shorter one they make another word."""
    return 0 if letters < 5 else 1 if letters < 9 else 2


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, added, changed or swapped with their neighbour; `most` + 1 for more."""
    beyond = most + 1
    if abs(len(one) - len(other)) > most:
        return beyond
    if one == other:
        return 0
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i] + [beyond] * len(other)
        for j in range(max(1, i - most), min(len(other), i + most) + 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other[j - 1]))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other[j - 1]:
                best = min(best, last[j - 2] + 1)
            row[j] = best
        if min(row) > most:
            return beyond
    return min(row[-1], beyond)


def mistakes(typed: str, known: str, most: int) -> int:
    """Return how many mistakes make the typed word a form of a known one; `most` + 1 for more.

    Both in the one spelling. A mistake may stand before an ending that the known word happens not to have.
    """
    found = distance(typed, known, most)
    size = len(known)
    if found > most and size >= 5 and 0 < len(typed) - size <= 5 and stem(known + typed[size:]) == stem(known):
        return distance(typed[:size], known, most)
    return found


def grams(word: str) -> tuple[str, ...]:
    """Return the runs of three letters of a word, its edges marked, each once."""
    edged = f"^{word}$"
    return tuple(dict.fromkeys(edged[at : at + 3] for at in range(len(edged) - 2)))
