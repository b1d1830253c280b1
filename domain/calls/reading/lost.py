"""Kazakh letters lost in an export to windows-1251: «те?ге», «?а?тар», «ағымда?ы жылды?» are read as what they were.

Only words of terms and sums are mended; a place's lost letters stay, for the gazetteer knows which names they may be.
"""

from __future__ import annotations

import re

# ә ғ қ ң ө ұ ү һ are not in that code page (і is, but not in all its kin). Folded, they are these:
_FOLDED = str.maketrans("әғқңөұүһі", "агкноуухи")
_LOSABLE = frozenset("әғқңөұүһі")
_LEXICON = """
    қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қыркүйег қазан қараша желтоқсан
    теңге мың жүз үш төрт тоғыз қырық өтінім өтініш қабылда құжат ұсыныс қатыс үміткер қоғамдық үкіметтік үеұ ұйым
    ағымдағы осы жыл биыл сағат уақыт күн күнтізбелік жұмыс соңғы соңын аяғын қоса алғанда аралығ аяқтал басталған
    мерзім ұзарт дүйсенбі сәрсенбі жұма бүгін ертең түн қалды гранты қор қаржы қолдау мөлшер көлем әрбір әрқайсы
    жеңімпаз жүлде барлығы жалпы әлеуметтік әріптестік сыйлықақы байқау жарияла мемлекеттік тапсырыс дейін бастап
    миллион миллиард жоба өңір тіркел құрай бөлін бағдарлама қаржыландыру мүмкіндік үшін ғана түс айдың
"""
_WORDS = tuple(_LEXICON.split())

_HINT = re.compile(r"[а-я]\?[а-я]|(?<![а-яa-z?])\?[а-я]{2}|[а-я]\?\s(?=[а-я\d])")


def _stem(word: str) -> str:
    return "".join(f"[{letter.translate(_FOLDED)}?]" if letter in _LOSABLE else letter for letter in word).translate(
        _FOLDED
    )


_STEMS = [word.translate(_FOLDED) for word in _WORDS]
_ANY = re.compile("(?<![а-яa-z?])(?:" + "|".join(f"({_stem(word)})" for word in _WORDS) + r")([а-я?]{0,12})")
_BROKEN = re.compile(r"[а-яa-z]*\?[а-яa-z?]*")  # a whole word: all to the left of its first question mark goes with it
_GENITIVE = re.compile(r"(?<=[дтн][ыи])\?$")


def restore(folded: str) -> str:
    """Return folded text with the lost letters of known words put back; its length stays."""
    if "?" not in folded or _HINT.search(folded) is None:
        return folded
    return _BROKEN.sub(lambda word: _ANY.sub(_mended, word[0], count=1), folded)


def _mended(match: re.Match[str]) -> str:
    if "?" not in match[0]:
        return match[0]
    stem = next(stem for stem, found in zip(_STEMS, match.groups(), strict=False) if found is not None)
    # «жылды?» is a genitive; within an ending the lost letter is that of -ға, -ғы, -дағы; «тапсырамын?» asks.
    tail = _GENITIVE.sub("н", match[len(_STEMS) + 1])
    return stem + tail[:-1].replace("?", "г") + tail[-1:]
