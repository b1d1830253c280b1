"""A post as text to read: cleaned for showing, folded for matching, cut into sentences.

Rules are matched against `folded`: lower case, Kazakh letters reduced to their plain Cyrillic neighbours (people type
«қаңтар» and «кантар»), Kazakh Latin turned into Cyrillic, one kind of dash, quote and space. `plain` keeps the words as
printed; every span found in `folded` can be shown from it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from domain.calls.furniture import without_other_posts
from domain.calls.reading.beginnings import DIGIT, LETTERS, SPACE, beginnings_of, by_letters
from domain.calls.reading.latin import from_latin, looks_like_kazakh_latin
from domain.calls.reading.lost import restore

LONGEST_READ = 40_000
"""Characters of a post that are read: the facts of a call stand near its beginning, and time must stay bounded."""

# Word-joining and direction marks, soft hyphens, emoji selectors: invisible, yet they break words apart.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MIXED_AT = re.compile("[a-z](?:(?=[а-я])|(?<=[а-я].))")  # of the two scripts most texts have little Latin
_MIXED = re.compile(r"[a-zа-я]*(?:[а-я][a-z]|[a-z][а-я])[a-zа-я]*")

# No word is that long, no gap says more by being wider; rules must not walk such runs again and again.
_LONGEST_WORD = 60
_LONG_WORD = re.compile(rf"(\w{{{_LONGEST_WORD}}})\w+")
_WIDE_GAP = re.compile(r"([^\S\n])[^\S\n]{2,}")
_TALL_GAP = re.compile(r"\n(?:[^\S\n]*\n){2,}")

_CUT_SHORT = ("…", "...")
_LONGEST_HEADING = 200
_SHORT = 80  # characters of a text that is searched sooner than the beginnings of its words are looked up
# One begins after a digit too: «10заявок».
_WORD = re.compile(r"[a-zа-я]+[0-9]?|[0-9]")
_DIGIT, _SPACES = re.compile(r"\d"), re.compile(r"\s+")
# With what follows it: the next part of a date in figures, minutes or a word for a time of day.
_NUMBER = re.compile(r"\d+(?:(?=\s?[./-]\s?\d)()|)(?:(?=\s?[:.-][0-5]\d|\s*[apчhув])()|)")

_PAIRS = str.maketrans(
    {
        **dict(zip("ёәғқңөұүһі", "еагкноуухи", strict=True)),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u2192\u2794\u27a1", "-"),
        **dict.fromkeys("«»“”„‟″❝❞", '"'),
        **dict.fromkeys(
            "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "
        ),
        **dict.fromkeys("‘’ʼʻ`´", "'"),
    }
)
_SIGNS = tuple((chr(sign), plain) for sign, plain in _PAIRS.items())
# Latin letters printed inside Cyrillic words («iшкi саясат»): the eye sees no difference.
_LOOKALIKES = str.maketrans("aceopxyiktmhb", "асеорхуиктмнв")

_BREAK = re.compile(
    r"""
    [\s"»”)\]]  # all that it can begin with: one class of signs is looked for fast
    (?:(?<=[\r\n\f\v\u2028\u2029])[\r\n\f\v\u2028\u2029]*  # a line is a sentence of its own: lists, tables, headings
    | (?<=[.!?…].)(?:(?<=\s)|["»”)\]]*\s)\s*(?=["«“(\[]?[^\sa-zа-яёәғқңөұүһі–—-]))  # no small letter, no dash
    """,
    re.VERBOSE,
)
# Shortened words whose dot does not end a sentence; a single letter covers «г.», «ж.» and initials.
_SHORTENED = re.compile(
    r"(?:\b(?:[a-zа-я]|гг|жж|т\.г|а\.ж|у\.ж|с\.ж|т\.д|т\.п|т\.е|млн|млрд|тыс|сагт?|час|мин|им|ул|пр|обл|р-н|пос|пгт|тел|"
    r"стр|пп|кв|др|каб|корп|оф|эт|ауд|мкр|прим|см|напр|янв|фев|февр|апр|авг|сент?|окт|нояб?|дек|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"no|inc|ltd|st|mr|ms|dr|vs|a\.m|p\.m|e\.g|i\.e)|[№])\.$"
)

_YEAR_ENDS = re.compile(r"(?:\d{4}\s?[гж]|[а-я]\sт\.\s?г)\.$")  # «… 2026 г. Вопросы …», «15 марта т.г. Итоги …»


def fold(text: str) -> str:
    """Return the text folded for matching; it keeps its length, so spans fit both."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters (İ) grow when lowered
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    folded = lowered
    for sign, plain in _SIGNS:  # of fifty signs a text has ten: sooner than looking each letter up
        if sign in folded:
            folded = folded.replace(sign, plain)
    if _MIXED_AT.search(folded) is None:
        return folded
    return _MIXED.sub(lambda word: word[0].translate(_LOOKALIKES), folded)


def rule(pattern: str) -> re.Pattern[str]:
    """Compile a rule written in ordinary Kazakh, Russian or English letters for matching folded text."""
    return re.compile(pattern.translate(_PAIRS), re.VERBOSE)


def stems(words: str) -> Stems:
    """Compile word beginnings separated by `|`, over as many lines as they take; a space matches any run of spaces."""
    body = re.sub(r"\s*\n\s*", "", words.strip())
    return Stems(re.sub(r"\s+", r"\\s+", body).translate(_PAIRS))


class Stems:
    """Word beginnings, looked for only at words that begin as one of them does: most rules are about other texts.

    It answers as the compiled expression would: `search` and `finditer` over folded text or a stretch of it.

    Args:
        body: alternatives separated by `|`, folded.
    """

    __slots__ = ("_pattern", "everywhere", "match", "number")

    def __init__(self, body: str) -> None:
        self._pattern = re.compile(rf"(?<![a-zа-я])(?:{by_letters(body)})")
        self.match = self._pattern.match  # what begins at a given place
        beginnings = beginnings_of(body)
        self.everywhere = "" in beginnings  # its beginnings cannot be told
        self.number = len(_ALL)
        _ALL.append(self)
        rules_likely.cache_clear()
        _rules_at.cache_clear()
        if not self.everywhere:
            alone = (self,)  # one for all its beginnings: few are shared with another rule
            for beginning in beginnings:
                _BY_BEGINNING[beginning] = _BY_BEGINNING.get(beginning, ()) + alone
            for shorter in {beginning[:size] for beginning in beginnings for size in range(1, len(beginning))}:
                _LONGER[shorter] = _LONGER.get(shorter, ()) + alone

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Return the matches from left to right, none overlapping another."""
        end = len(text) if end is None else end
        if self.everywhere or len(text) < _SHORT:
            return self._pattern.finditer(text, start, end)
        places = rules_likely(text)[self.number]
        return iter(()) if places is None else self._at(places, text, start, end)

    def _at(self, places: Sequence[int], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        for at in places:
            if at >= end:
                break
            if at >= start and (match := self.match(text, at, end)) is not None:
                yield match
                start = match.end()

    def finditer_like(self, text: str, like: str) -> Iterator[re.Match[str]]:
        """Return the matches in a text whose words stand where they stand in another, already looked through."""
        if self.everywhere or len(text) < _SHORT:
            return self._pattern.finditer(text)
        places = rules_likely(like)[self.number]
        return iter(()) if places is None else self._at(places, text, 0, len(text))

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first match, or None."""
        end = len(text) if end is None else end
        if self.everywhere or len(text) < _SHORT:
            return self._pattern.search(text, start, end)
        places = rules_likely(text)[self.number]
        if places is None:
            return None
        for at in places:
            if at >= end:
                break
            if at >= start and (found := self.match(text, at, end)) is not None:
                return found
        return None

    def findall(self, text: str) -> list[str]:
        """Return the words of all matches."""
        return [match.group() for match in self.finditer(text)]


_ALL: list[Stems] = []
"""Every rule, at the place of its number."""
_BY_BEGINNING: dict[str, tuple[Stems, ...]] = {}
"""All word beginnings of all rules: one walk over a text's words serves every rule."""
_LONGER: dict[str, tuple[Stems, ...]] = {}
"""The rules that have a longer beginning than this one."""


@lru_cache(maxsize=16)
def rules_likely(text: str) -> Sequence[Sequence[int] | None]:
    """Return, by the number of each rule, the words at which it is worth looking for; where there are none, None."""
    found: list[list[int] | None] = [None] * len(_ALL)
    for match in _WORD.finditer(text):
        at = match.start()
        for number in _rules_at(text[at : at + LETTERS]):
            places = found[number]
            if places is None:
                found[number] = [at]
            else:
                places.append(at)
    return found


@lru_cache(maxsize=32768)
def _rules_at(ahead: str) -> tuple[int, ...]:
    """Return the numbers of the rules worth looking for at a word, told by the first characters from there on."""
    letters = ahead if ahead.isalpha() else _SPACES.sub(SPACE, _DIGIT.sub(DIGIT, ahead))
    rules = [stem for size in range(1, len(letters) + 1) for stem in _BY_BEGINNING.get(letters[:size], ())]
    if len(letters) < len(ahead):  # spaces took the place of what would have told
        rules += _LONGER.get(letters, ())
    return tuple(dict.fromkeys(stem.number for stem in rules))


class Numbered:
    """A rule all of whose matches begin with the first digit of a number, or with a sign right before it.

    Args:
        pattern: the rule, in ordinary letters.
        sign: what may stand before the number and belong to the match.
    """

    __slots__ = ("_sign", "match", "pattern")

    def __init__(self, pattern: str, sign: str = "") -> None:
        self.pattern = rule(pattern)
        self.match = self.pattern.match
        self._sign = sign

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return the matches from left to right, none overlapping another."""
        return self.finditer_at(text, numbers_in(text).every)

    def finditer_at(self, text: str, numbers: Sequence[int]) -> Iterator[re.Match[str]]:
        """Return the matches that begin with some of a text's numbers."""
        end = 0
        for number in numbers:
            if number < end:
                continue
            signed = number > end and self._sign and text[number - 1] == self._sign
            match = (self.match(text, number - 1) if signed else None) or self.match(text, number)
            if match is not None:
                yield match
                end = match.end()


class Numbers(NamedTuple):
    """Where the numbers of a text begin: every one, those that may begin a date in figures, and those of a time."""

    every: Sequence[int]
    dated: Sequence[int]
    timed: Sequence[int]


@lru_cache(maxsize=8)
def numbers_in(text: str) -> Numbers:
    """Return where the numbers of a text begin."""
    every: list[int] = []
    dated: list[int] = []
    timed: list[int] = []
    for match in _NUMBER.finditer(text):
        at = match.start()
        if match.start(1) >= 0:
            if every and every[-1] not in dated[-1:]:
                dated.append(every[-1])  # «с 5 по 20.03.2026», «2026 жылғы 20.03»
            dated.append(at)
        if match.start(2) >= 0:
            timed.append(at)
        every.append(at)
    return Numbers(every, dated, timed)


Rule = re.Pattern[str] | Stems
"""What a text is searched with."""


def clean(text: str) -> str:
    """Return the text composed (NFC), without invisible and control characters and endless runs."""
    visible = _CONTROL.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    lines = visible.replace("\r\n", "\n").replace("\r", "\n")
    sizes = list(map(len, lines.split()))
    if "   " in lines or len(lines) - lines.count(" ") - lines.count("\n") > sum(sizes):  # or spaces of other kinds
        lines = _WIDE_GAP.sub(r"\1\1", lines)
    spaced = _TALL_GAP.sub("\n\n", lines)
    return _LONG_WORD.sub(r"\1", spaced) if max(sizes, default=0) > _LONGEST_WORD else spaced


class Span(NamedTuple):
    """A stretch of folded text, end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """One post prepared for reading; build it with `prepare`.

    `folded[:title_end]` is the title. `places` maps folded positions to plain ones where the two differ in length
    (Kazakh Latin), and is empty otherwise. `cut` tells that the post was longer than `LONGEST_READ`.
    """

    plain: str
    folded: str
    title_end: int
    sentences: tuple[Span, ...]
    cut: bool = False
    latin: bool = False
    places: tuple[int, ...] = field(default=(), repr=False)
    starts: tuple[int, ...] = field(init=False, repr=False)  # of the sentences

    def __post_init__(self) -> None:
        """Note where the sentences begin: every rule asks in which one a word stands."""
        object.__setattr__(self, "starts", tuple(span.start for span in self.sentences))

    def shown(self, start: int, end: int) -> str:
        """Return the words as printed for a span of the folded text.

        Of a span that runs from the title into the text, the longer part: nobody printed them as one.
        """
        if start < self.title_end < end:
            title, text = (start, self.title_end), (self.title_end + 1, end)
            start, end = max(title, text, key=lambda part: part[1] - part[0])
        if self.places:
            start, end = self.places[start], self.places[end]
        return " ".join(self.plain[start:end].split())

    def printed(self, position: int) -> str:
        """Return the character as printed at a position of the folded text ("" past the end)."""
        at = self.places[position] if self.places else position
        return self.plain[at : at + 1]

    def sentence_at(self, position: int) -> int:
        """Return the number of the sentence that holds the position."""
        return max(0, bisect_right(self.starts, position) - 1)

    def sentence_text(self, number: int) -> str:
        """Return the folded text of a sentence ("" when there is no such sentence)."""
        if not 0 <= number < len(self.sentences):
            return ""
        span = self.sentences[number]
        return self.folded[span.start : span.end]

    @property
    def title(self) -> str:
        """The folded title."""
        return self.folded[: self.title_end]


@lru_cache(maxsize=4)  # a post is read, then told what it can be recognised by
def prepare(title: str, text: str) -> Page:
    """Clean, fold and cut a post; never raises, whatever the characters."""
    heading = " ".join(clean(title[:LONGEST_READ]).split())
    body = without_other_posts(clean(text[:LONGEST_READ]))
    heading, body = _headed(heading, body)
    cut = len(title) + len(text) > LONGEST_READ
    plain = f"{heading}\n{body}"[:LONGEST_READ]
    folded = restore(fold(plain))
    places: tuple[int, ...] = ()
    latin = looks_like_kazakh_latin(folded)
    title_end = min(len(heading), len(plain))
    if latin:
        cyrillic, origins = from_latin(folded)
        folded = cyrillic.translate(_PAIRS)
        places = (*origins, len(plain))
        title_end = folded.find("\n")
    return Page(plain, folded, title_end, _sentences(plain, folded, places), cut, latin, places)


def _headed(heading: str, body: str) -> tuple[str, str]:
    """Return the heading and the body; a post without a heading, or with its beginning for one, is headed by a line.

    Messages of a channel have no title, and feeds cut it short.
    """
    if heading and not (heading.endswith(_CUT_SHORT) and body.lstrip().startswith(heading.rstrip(". …"))):
        return heading, body
    first, _, rest = body.lstrip().partition("\n")
    if len(first) > _LONGEST_HEADING:
        end = _BREAK.search(first)
        if end is None or end.start() > _LONGEST_HEADING:
            return heading, body
        first, rest = first[: end.start()], f"{first[end.end() :]}\n{rest}"
    return (" ".join(first.split()), rest) if rest.strip() else (heading, body)


def _sentences(plain: str, folded: str, places: tuple[int, ...]) -> tuple[Span, ...]:
    spans = []
    start = 0
    # Capitals are looked for in the printed text: folding loses them.
    printed = plain if not places else "".join(plain[at] for at in places[:-1])
    for found in _BREAK.finditer(printed):
        at = found.start()
        if printed[at : at + 1] not in "\r\n\f\v\u2028\u2029":
            if printed[at - 1] == "?" != folded[at - 1]:
                continue  # a lost letter
            before = folded[max(start, at - 8) : at]
            if _SHORTENED.search(before) and not _YEAR_ENDS.search(before):
                continue
        if at > start and not folded[start:at].isspace():
            spans.append(Span(start, at))
        start = found.end()
    if start < len(folded) and not folded[start:].isspace():
        spans.append(Span(start, len(folded)))
    return tuple(spans) or (Span(0, len(folded)),)
