"""Names of months in Kazakh, Russian and English, with the endings and shortenings they are printed in."""

from __future__ import annotations

from domain.calls.reading.text import fold

KAZAKH = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйе[кг]", "қазан", "қараша",
    "желтоқсан",
)  # fmt: skip
RUSSIAN = (
    "январ", "феврал", "март", "апрел", "ма(?=[йяею])", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
SHORT = (
    "янв|jan", "февр|фев|feb", "мар|mar", "апр|apr", "jun", "jul", "авг|aug", "сент|сен|sept|sep", "окт|oct",
    "нояб|ноя|nov", "дек|dec",
)  # fmt: skip

_KAZAKH_WORD = "(?:" + "|".join(fold(stem) for stem in KAZAKH) + ")[а-я]{0,9}"
_RUSSIAN_WORD = "(?:" + "|".join(RUSSIAN) + ")[а-я]{0,3}"
_SHORT_WORD = "(?:" + "|".join(SHORT) + r")(?:\.|(?=[\s,\d-]|$))"

MONTH = f"(?:{_KAZAKH_WORD}|{_RUSSIAN_WORD}|(?:{'|'.join(ENGLISH)}|june?|july?)|{_SHORT_WORD})(?![a-zа-я])"
"""Pattern of a month's name in folded text."""

KAZAKH_MONTH = f"{_KAZAKH_WORD}(?![a-zа-я])"

_BEGINNINGS = {
    **{fold(stem.replace("[кг]", ""))[:5]: number for number, stem in enumerate(KAZAKH, 1)},
    **{stem[:3]: number for number, stem in enumerate(ENGLISH, 1)},
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "мае": 5, "маю": 5, "июн": 6, "июл": 7, "авг": 8,
    "сен": 9, "окт": 10, "ноя": 11, "дек": 12,
}  # fmt: skip


def month_number(word: str) -> int | None:
    """Return 1–12 for a folded month's name with any ending, else None."""
    return _BEGINNINGS.get(word[:5]) or _BEGINNINGS.get(word[:4]) or _BEGINNINGS.get(word[:3])
