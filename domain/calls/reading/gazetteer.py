"""Names of territories as texts print them: inflected, abbreviated, in three languages, some letters lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from domain.calls.reading.text import fold
from domain.territory import Territory, TerritoryTree

TOKEN = re.compile(r"[a-zа-я?]+")
_CAPITALS = re.compile(r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]{3}(?![A-ZА-ЯЁӘҒҚҢӨҰҮҺІa-zа-яёәғқңөұүһі])")

_TYPE_WORDS = re.compile(
    r"\b(?:облысы|область|обл|ауданы|аудан|район|р-н|қаласы|каласы|город|қ\.?ә|г\.?\s?а|oblysy|oblast|region|district|city|audany|атындағы|имени|им)\b\.?"
)
_ADJECTIVE = re.compile(r"(?:(?<=.{2}ск)|(?<=.{4}к))(?:ая|ий|ой|ый)$")
_ADJECTIVE_LIKE = re.compile(r"(?:ый|ий|ое|ая)$")  # villages named «Молодёжный», «Новое»


_LATIN = str.maketrans(
    {
        **dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True)),
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "yu",
        "я": "ya",
        "ь": "",
        "ъ": "",
    }
)
_CUT = re.compile(r"[а-я]{2,6}\. обл\.?")
_RUSSIAN_ONLY = re.compile(r"[а-яё -]+")


def _in_latin(key: str) -> str:
    """«Бурлинский район» as English texts print it: «Burlin»; "" for a Kazakh name, which has a spelling of its own."""
    bare = key.removesuffix(" район").lower()
    if not _RUSSIAN_ONLY.fullmatch(bare) or not bare.endswith("ский"):
        return ""
    latin = bare.removesuffix("ский").translate(_LATIN)
    return f"y{latin}" if latin.startswith("e") else latin  # «Yesil»


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split())


_KAZAKH_ENDINGS = _words(
    """
    ның нің дың дің тың тің ға ге қа ке на не да де та те нда нде дан ден тан тен нан нен мен бен пен дағы дегі тағы
    тегі ны ні ды ді ты ті лық лік дық дік тық тік лықтар дықтар тықтар сы сының сында сына ғына лықтарға
    іде іден інің іне
    """
)
_RUSSIAN_ENDINGS = _words("а у ом е ы ой ою я ю ем ей и ь ью")
DEMONYM_ENDINGS = _words("цы цев цам цами цах ец цу цем чане чан чанам сцы сцев сцам инцы инцев инцам")
_ENDINGS = frozenset(("", *_KAZAKH_ENDINGS, *_RUSSIAN_ENDINGS))
_FEMININE = frozenset(["ая", "ой", "ую", "ою"])
_MASCULINE = frozenset(["ий", "ый", "ого", "его", "ому", "ему", "им", "ым", "ом", "ем"])
_PLURAL = frozenset(["ие", "ые", "их", "ых", "ими", "ыми"])

# Names that are also everyday words or people: they count only beside «ауданы», «район», «қаласы»…
_EVERYDAY = frozenset(
    _words(
        """
        май темір алға шет шу чу жақсы саран самар алтай іле арал еңбекші еңбекшілдер абай жамбыл арыс сырым талас шал
        ақын панфилов тимирязев махамбет мағжан жұмабаев уәлиханов алтынсарин амангелді жангелдин денисов федоров
        бейімбет майлин исатай құрманғазы байғанин райымбек алатау наурызбай әуезов алмалы тұран қаратау нұра есіл
        сарыарқа жаңақала сауран отырар ордабасы келес ұлан сайрам көксу ақсу жаңа семей столица елорда калинин чаган
        ақсай новый глубокое мерке есиль абая темиртауа may mai shu chu shet alga temir aral sai
        """
    )
)
# «семей» means families in Russian only: with a Kazakh ending it is the city.
_RUSSIAN_WORDS = frozenset(_words("семей столица новый"))
_KAZAKH_CASES = frozenset(_KAZAKH_ENDINGS)


_REMEMBERED = 8192
"""Words of which is remembered whether they are names: most are met again in the next post."""


class Sort(StrEnum):
    """Sort of unit that a word beside the name speaks of."""

    OBLAST = "oblast"
    CITY = "city"
    DISTRICT = "district"


class Hit(NamedTuple):
    """A name found in the text: the units it may mean.

    `hint` is the sort its grammar tells (a feminine Russian adjective is an oblast's), `everyday` that the word means
    something else too, `adjective` that it is a Russian adjective or a word for inhabitants.
    """

    start: int
    end: int
    units: tuple[str, ...]
    hint: Sort | None = None
    everyday: bool = False
    adjective: bool = False
    ending: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    unit: str
    adjective: bool
    everyday: bool


class Gazetteer:
    """All names of a territorial tree, prepared for finding; build it once.

    Args:
        tree: the territories.
    """

    def __init__(self, tree: TerritoryTree) -> None:
        self.tree = tree
        self._single: dict[str, list[_Name]] = {}
        self._several: dict[str, list[tuple[tuple[str, ...], _Name]]] = {}
        self._short: dict[str, str] = {}
        self._cut: set[str] = set()  # «Алм. обл.»: shortened, never inflected («алма» is an apple)
        for unit in tree.units:
            if unit.level > 0:
                keys = {*unit.keys, unit.name_kk, unit.name_ru, unit.name_en}
                for key in keys | {_in_latin(key) for key in keys if unit.kind == "district"}:
                    self._add(unit, key)
        self._beginnings = frozenset(name.lstrip("~")[:3] for name in self._single)
        self._heads = self._beginnings | {word[:3] for word in (*self._several, *self._short)}
        self._meaning = lru_cache(maxsize=_REMEMBERED)(self._inflected)

    def _add(self, unit: Territory, key: str) -> None:
        lowered = key.lower().strip()
        bare = " ".join(_TYPE_WORDS.sub(" ", lowered).split())
        folded = fold(bare)
        words = tuple(re.findall(r"[a-zа-я]+", re.sub(r"^г(?:\.\s?|\s)|\sг$", "", folded)))
        if not words or len("".join(words)) < 2:
            return
        if folded in _ABBREVIATIONS:
            self._short[words[0]] = unit.id
            return
        last = _ADJECTIVE.sub("", words[-1])
        adjective = last != words[-1]
        if unit.kind == "city" and words[-1].endswith("ный"):
            last, adjective = words[-1][:-2], True  # Рудный declines as an adjective
        if not adjective and re.search(r"[бвгджзклмнпрстфхцчшщ]а$", last):
            last = last[:-1]  # Караганда, Астана: the final vowel changes with the case
        elif not adjective and last.endswith("ь"):
            last = last[:-1]
        everyday = (
            folded in _EVERYDAY or len(folded) < 4 or (not adjective and _ADJECTIVE_LIKE.search(folded) is not None)
        )
        if not adjective and len(words) == 1 and last.endswith(("ай", "ей", "ой")):
            self._put(self._single.setdefault(last[:-1], []), _Name(unit.id, False, everyday))
        name = _Name(unit.id, adjective, everyday)
        if _CUT.fullmatch(lowered):
            self._cut.add(last)
        if len(words) == 1:
            self._put(self._single.setdefault(last, []), name)
            if adjective and last.endswith("ск"):
                self._put(self._single.setdefault("~" + last[:-2], []), name)
                for city in self.tree.units:
                    if city.kind == "republican_city" and fold(city.name_kk)[:5] == last[:5]:
                        self._put(self._single["~" + last[:-2]], _Name(city.id, True, False))
            elif not adjective:
                self._put(self._single.setdefault("~" + last, []), name)
                if unit.kind in {"city", "republican_city"} and not last.endswith("ск"):
                    self._put(self._single.setdefault(last + "ск", []), _Name(unit.id, True, everyday))
        else:
            rest = (*words[1:-1], last)
            entries = self._several.setdefault(words[0], [])
            if (rest, name) not in entries:
                entries.append((rest, name))

    @staticmethod
    def _put(names: list[_Name], name: _Name) -> None:
        if name not in names:
            names.append(name)

    def find(self, text: str, printed: str = "", *, most: int = 1000) -> list[Hit]:
        """Return the names in folded text, left to right, the longest at each place.

        Args:
            text: folded text.
            printed: the same text as printed, letter under letter: «СКО» and «ВКО» are read only in capitals.
            most: names to find at most.
        """
        broken = "?" in text
        tokens = list(TOKEN.finditer(text))
        hits: list[Hit] = []
        heads = self._heads
        number = 0
        while number < len(tokens) and len(hits) < most:
            word = _token(tokens[number])[0] if broken else tokens[number][0]
            if word[:3] not in heads and word[:2] not in heads and not (broken and "?" in word):
                number += 1  # most words of a text begin as no name does
                continue
            hit, used = self._match(text, tokens, number)
            if hit is None and word in self._short:
                _word, start, end = _token(tokens[number])
                if _CAPITALS.match(printed, start) is not None:
                    hit, used = Hit(start, end, (self._short[word],), Sort.OBLAST), 1
            if hit is not None:
                hits.append(hit)
            number += used
        return hits

    def _match(self, text: str, tokens: Sequence[re.Match[str]], number: int) -> tuple[Hit | None, int]:
        word, start, end = _token(tokens[number])
        best: tuple[Hit, int] | None = None
        for rest, name in self._several.get(word, ()):
            size = len(rest) + 1
            if number + size > len(tokens):
                continue
            middle = [_token(token)[0] for token in tokens[number + 1 : number + size - 1]]
            last, _last_start, last_end = _token(tokens[number + size - 1])
            if tuple(middle) != rest[:-1] or not last.startswith(rest[-1]) or "\n" in text[start:last_end]:
                continue
            ending = last[len(rest[-1]) :]
            if not _fits(ending, adjective=name.adjective):
                continue
            if best is None or size > best[1]:
                best = (
                    Hit(start, last_end, (name.unit,), _hint(ending, name.adjective), False, name.adjective, ending),
                    size,
                )
            elif size == best[1] and name.unit not in best[0].units:
                best = (
                    Hit(start, last_end, (*best[0].units, name.unit), best[0].hint, False, name.adjective, ending),
                    size,
                )
        if best is not None:
            return best
        if "?" in word:
            return self._broken(word, start, end), 1
        meant = self._meaning(word) if self._may_be_name(word) else None
        return (meant._replace(start=start, end=end) if meant is not None else None), 1

    def _may_be_name(self, word: str) -> bool:
        """Tell whether some name begins as the word does: most words of a text are told apart by three letters."""
        return word[:3] in self._beginnings or word[:2] in self._beginnings

    def _inflected(self, word: str) -> Hit | None:
        """Return what a word means, as if it stood at the beginning."""
        for cut in range(len(word), max(1, len(word) - 9), -1):
            stem, ending = word[:cut], word[cut:]
            names = self._single.get(stem)
            if names is not None and not (ending and stem in self._cut):
                nouns = [name for name in names if not name.adjective and ending in _ENDINGS]
                adjectives = [name for name in names if name.adjective and _fits(ending, adjective=True)]
                if adjectives and stem.endswith("ск") and ending in _FEMININE:
                    nouns = []  # «Актюбинской»: the oblast, not the city's old name
                if nouns or adjectives:
                    chosen = nouns or adjectives
                    return Hit(
                        0,
                        len(word),
                        tuple(dict.fromkeys(name.unit for name in chosen)),
                        _hint(ending, not nouns)
                        if any(self.tree[name.unit].kind != "city" for name in chosen)
                        else None,
                        all(name.everyday for name in chosen)
                        and not (stem in _RUSSIAN_WORDS and ending in _KAZAKH_CASES),
                        not nouns,
                        ending,
                    )
            people = self._single.get("~" + stem)
            if people is not None and ending in DEMONYM_ENDINGS:
                return Hit(0, len(word), tuple(dict.fromkeys(name.unit for name in people)), None, False, True, ending)
        return None

    def _broken(self, word: str, start: int, end: int) -> Hit | None:
        """«А?СУАТ», «Ала?ольского»: a Kazakh letter lost in an export stands as a question mark."""
        if not 4 <= len(word) <= 24 or word.count("?") * 2 > len(word):
            return None
        longest = 0
        whole: dict[str, None] = {}
        for stem in self._single:
            size = len(stem)
            if longest <= size <= len(word) and size >= 4 and _covers(word, stem):
                for ending in (word[size:],) if "?" not in word[size:] else ():
                    if ending in _ENDINGS or _fits(ending, adjective=True):
                        whole = whole if size == longest else {}
                        longest = size
                        whole[stem + ending] = None
        hits = [hit for word in whole if (hit := self._inflected(word)) is not None]
        units = tuple(dict.fromkeys(unit for hit in hits for unit in hit.units))
        return hits[0]._replace(start=start, end=end, units=units, everyday=False) if hits else None


def _token(match: re.Match[str]) -> tuple[str, int, int]:
    """Return a word and where it stands; a question mark at its end is none of its letters."""
    word = match.group()
    bare = word.rstrip("?")
    return (bare, match.start(), match.start() + len(bare)) if "?" not in bare and bare else (word, *match.span())


def _covers(word: str, stem: str) -> bool:
    return all(printed in ("?", letter) for printed, letter in zip(word, stem, strict=False))


# Read only in capitals: «око» and «ско» are ordinary letters otherwise.
_ABBREVIATIONS = frozenset(fold(word) for word in ("зко", "бқо", "ско", "сқо", "вко", "шқо", "юко", "оқо"))


def _fits(ending: str, *, adjective: bool) -> bool:
    if adjective:
        return ending in _FEMININE or ending in _MASCULINE or ending in _PLURAL or ending in {"ое", "ого"}
    return ending in _ENDINGS


def _hint(ending: str, adjective: bool) -> Sort | None:
    if not adjective:
        return None
    if ending in _FEMININE:
        return Sort.OBLAST
    return Sort.DISTRICT if ending in _MASCULINE else None
