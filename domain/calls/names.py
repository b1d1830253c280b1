"""Names in quotes, and whether two of them are one: inflected, in other letters, translated."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from domain.calls.reading.text import fold, rule
from domain.calls.subjects import subjects_of
from domain.spelling import sound

_QUOTED = re.compile(r"[«“\"„]([^«»“”\"„\n]{2,70})[»”\"]")
_NAME_YEAR = re.compile(r"[-\s](20\d{2})(?!\d)")
_TAGS = re.compile(r"#([a-zа-я_]{5,40})")
_BODY_BEFORE = rule(
    r"""
    (?:фонд[а-я]*|компани[а-я]*|объединени[а-я]*|центр[а-я]*|ассоциаци[а-я]*|альянс[а-я]*|(?<![а-я])(?:оф|кф|чф|оо|
    роо|тоо|ао|нао|гу|кгу|гкп|оюл|чу))\s*$
    """
)
_BODY_AFTER = rule(
    r"""
    \s*(?:қоғамдық\s+|корпоративтік\s+|жеке\s+)?(?:қор|ққ|қб|мм|кмм|кеақ|жшс|ақ|зтб|бірлестіг|компанияс|орталығ|
    қауымдаст)
    """
)
# «Закон «О …»», «… туралы» Заң»: what the law is called names no call.
_LAW = rule(r"(?:о|об|обо)\s.{12,}|.{12,}\sтуралы")


def quoted_names(plain: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the quoted names of calls and of organisations apart: one organisation announces many calls."""
    names: set[str] = set()
    bodies: set[str] = set()
    for match in _QUOTED.finditer(plain):
        name = _name(match[1])
        if name and not _LAW.fullmatch(name):
            body = _BODY_BEFORE.search(fold(plain[max(0, match.start() - 24) : match.start()])) or _BODY_AFTER.match(
                fold(plain[match.end() : match.end() + 24])
            )
            (bodies if body else names).add(name)
    return frozenset(names - bodies), frozenset(bodies)


def _name(printed: str) -> str:
    """A quoted name without year, case endings and spelling of its letters; "" when it is only a form of words."""
    words = re.findall(r"[a-zа-я]{2,}", fold(printed))
    return " ".join(words) if words and len("".join(words)) >= 3 else ""


def years_in_names(plain: str) -> frozenset[int]:
    """Return the years that quoted names end in: «Үздік ҮЕҰ – 2026»."""
    return frozenset(int(year[1]) for name in _QUOTED.finditer(plain) for year in _NAME_YEAR.finditer(name[0]))


def name_in_common(one: frozenset[str], two: frozenset[str]) -> float:
    """Return the bits of a shared name: as printed, with an ending, in other letters, or translated."""
    best = 0.0
    for left in one:
        for right in two:
            if left == right or (
                left[:5] == right[:5] and min(len(left), len(right)) >= 5 and (left in right or right in left)
            ):
                best = max(best, _telling(left if len(left) <= len(right) else right))
            elif best < 4.0 and _sounds(left) == _sounds(right):
                best = max(best, _telling(left) - 1)
            elif best < 3.0 and _translated(left, right):
                best = 3.0
    return best


@lru_cache(4096)
def _telling(name: str) -> float:
    """Return how much a name tells: «Тау самалы» is one programme's, «народный бюджет» is every town's."""
    words = name.split()
    plain = all(word[:5] in _PLAIN for word in words)
    return 2.0 if plain or len(name) < 4 else 5.0 if len(words) == 1 else 6.0


_PLAIN = frozenset(
    word[:5]
    for word in re.findall(
        r"\w+",
        fold(
            """
            халық бюджет бюджеті қатысатын народный народного участия үздік жыл жылдың года лучший грант гранты конкурс
            байқау байқауы жоба жобалар проект премия сыйлық сыйлығы нпо үеұ жас жастар молодой волонтёр ерікті ауыл
            село жүз мектеп мектебі школа облыс әкім акима управление отдел басқармасы бөлімі области облысы района
            ауданы города қаласы внутренней политики ішкі саясат общественного развития қоғамдық даму аппарат аппараты
            центр орталығы поддержки гражданских инициатив азаматтық бастамаларды қолдау
            """
        ),
    )
)


@lru_cache(4096)
def _sounds(name: str) -> str:
    return "".join(sound(word) for word in name.split())


@lru_cache(4096)
def _subjects(name: str) -> frozenset[str]:
    return subjects_of(name)


def _translated(one: str, two: str) -> bool:
    subjects = _subjects(one)
    return len(subjects) >= 2 and subjects == _subjects(two)


@lru_cache(4096)
def have_proper(names: frozenset[str]) -> bool:
    """Tell whether one is a short name of its own, which a translation would keep."""
    return any(len(name.split()) <= 2 and _telling(name) > 2 and not _subjects(name) for name in names)


def name_told(names: AbstractSet[str], stems: AbstractSet[str]) -> float:
    """Return the bits of a name of which the other text prints the words, without quotes or declined.

    Args:
        names: of calls and organisations.
        stems: first six letters of the other text's words.
    """
    best = 0.0
    for name in names:
        words = [word for word in name.split() if len(word) >= 4]
        if len(words) >= 2 and best < 4.0 and all(word[:6] in stems for word in words):
            best = min(4.0, _telling(name))
    return best
