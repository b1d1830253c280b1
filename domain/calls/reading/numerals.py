"""Numbers written in words, Kazakh and Russian: «он», «бір жарым миллион», «трёх с половиной миллионов»."""

from __future__ import annotations

import re
from decimal import Decimal

from domain.calls.reading.text import fold

_KAZAKH = {
    "бір": 1, "екі": 2, "үш": 3, "төрт": 4, "бес": 5, "алты": 6, "жеті": 7, "сегіз": 8, "тоғыз": 9, "он": 10,
    "жиырма": 20, "отыз": 30, "қырық": 40, "елу": 50, "алпыс": 60, "жетпіс": 70, "сексен": 80, "тоқсан": 90, "жүз": 100,
}  # fmt: skip
_RUSSIAN = {
    "один одного одному одним одна одной одну": 1, "два две двух двум двумя": 2, "три трех трем тремя": 3,
    "четыре четырех четырем": 4, "пять пяти пятью": 5, "шесть шести": 6, "семь семи": 7, "восемь восьми": 8,
    "девять девяти": 9, "десять десяти": 10, "одиннадцать одиннадцати": 11, "двенадцать двенадцати": 12,
    "тринадцать тринадцати": 13, "четырнадцать четырнадцати": 14, "пятнадцать пятнадцати": 15,
    "шестнадцать шестнадцати": 16, "семнадцать семнадцати": 17, "восемнадцать восемнадцати": 18,
    "девятнадцать девятнадцати": 19, "двадцать двадцати": 20, "тридцать тридцати": 30, "сорок сорока": 40,
    "пятьдесят пятидесяти": 50, "шестьдесят шестидесяти": 60, "семьдесят семидесяти": 70,
    "восемьдесят восьмидесяти": 80, "девяносто девяноста": 90, "сто ста": 100, "двести двухсот": 200,
    "триста трехсот": 300, "четыреста четырехсот": 400, "пятьсот пятисот": 500, "шестьсот шестисот": 600,
    "семьсот семисот": 700, "восемьсот восьмисот": 800, "девятьсот девятисот": 900,
}  # fmt: skip
_ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
}  # fmt: skip

UNITS: dict[str, int] = {fold(word): value for word, value in {**_KAZAKH, **_ENGLISH}.items()}
UNITS.update({word: value for words, value in _RUSSIAN.items() for word in words.split()})

_HALVES = {
    "полтора": Decimal("1.5"), "полторы": Decimal("1.5"), "полутора": Decimal("1.5"), fold("жарты"): Decimal("0.5"),
    "половину": Decimal("0.5"), "half": Decimal("0.5"),
}  # fmt: skip
_POWERS = (
    (re.compile(fold(r"(?:пол)?тысяч[а-я]{0,3}|тыс|мың[а-я]{0,6}|thousand")), 1_000),
    (re.compile(r"(?:пол)?миллион[а-я]{0,8}|млн[а-я]{0,4}|million|mln|mio"), 1_000_000),
    (re.compile(r"(?:пол)?миллиард[а-я]{0,8}|млрд[а-я]{0,4}|billion|bn"), 1_000_000_000),
)
_GAP = re.compile(r"[ -]*")
_WORD = re.compile(r"[a-zа-я]+")
# «с половиной» and Kazakh «жарым» add a half of the power that follows.
_AND_A_HALF = re.compile(r"\s*(?:с\s+половиной|жарым|and\s+a\s+half)(?![а-я])")
_KAZAKH_CASES = re.compile(r"(?:нан|нен|дан|ден|тан|тен|га|ге|ка|ке|дын|дин|тын|тин)$")


def power(word: str) -> int | None:
    """Return 1 000, 1 000 000 or 1 000 000 000 for a folded multiplier word, else None."""
    return next((value for pattern, value in _POWERS if pattern.fullmatch(word)), None)


def read_words(text: str, start: int, *, limit: int = 12) -> tuple[Decimal, int] | None:
    """Read a number in words beginning at a position of folded text.

    Returns:
        The number and the position after it, or None when no number word stands there. A single bare word such as
        «бір» is a number too: the caller decides whether a currency or «дней» makes it worth anything.
    """
    total = Decimal(0)  # finished groups: millions, then thousands
    group = Decimal(0)
    seen = False
    smallest = 10**12
    at = start
    for _ in range(limit):
        found = _WORD.match(text, at)
        if found is None:
            break
        word = found[0]
        value = _value(word)
        factor = power(word)
        if value is not None:
            group = group * 100 if value == 100 and 0 < group < 10 else group + value
        elif factor is not None and factor < smallest:
            smallest = factor
            half = Decimal("0.5") if word.startswith("пол") else None
            total += (half or group or Decimal(1)) * factor
            group = Decimal(0)
        else:
            break
        seen = True
        at = found.end()
        if (half_more := _AND_A_HALF.match(text, at)) is not None:
            group += Decimal("0.5")
            at = half_more.end()
        if factor is not None and word.endswith(("нан", "нен", "дан", "ден")):
            break  # «миллионнан» closes its number: the lower end of a range
        gap = _GAP.match(text, at)
        following = gap.end() if gap is not None else at
        if _WORD.match(text, following) is None:
            break
        at = following
    if not seen:
        return None
    return total + group, _trim(text, start, at)


def _value(word: str) -> Decimal | None:
    if word in _HALVES:
        return _HALVES[word]
    if word in UNITS:
        return Decimal(UNITS[word])
    bare = _KAZAKH_CASES.sub("", word)
    return Decimal(UNITS[bare]) if bare != word and bare in UNITS else None


def _trim(text: str, start: int, end: int) -> int:
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return end
