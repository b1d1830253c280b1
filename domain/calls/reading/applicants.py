"""Who may apply, and how old they may be: read from the sentence that says so, never guessed from the topic."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from domain.calls.model import Applicant
from domain.calls.reading import applicant_words as words
from domain.calls.reading.text import Page

_SAID = 0.85  # «участвовать могут НПО»
_OFFERED = 0.7  # «конкурс среди НПО»
_NAMED = 0.4  # an applicant is named, but not as one who may apply
_MOST_LINES = 8
_MOST_ZONES = 40
_OLDEST = 99
_REACH = 260
"""Characters on either side of the words about applying in which those who may are named."""

_CLAUSE = re.compile(r"[;(]|,\s(?:а|но|однако|бирак|ал|but|while)\s|(?<=[ае]д[ыи]),\s|(?<=йд[ыи]),\s")
_CLOSE = re.compile(r"[.;)\n]")
_COMMA = re.compile(r"[,;.)\n]|\s-\s")
_QUOTED = re.compile(r'"[^"\n]{1,200}"')
_HEADING = re.compile(r"[:?]\s*$")
_ACCUSATIVE = re.compile(r"[дтн][ыи]$")
_ABLATIVE = re.compile(r"[дтн][ае]н$")
_ITS_NOUN = re.compile(r"\s(?:организац|объединен|уйым|organi[sz]ation|association)[а-яa-z-]*")
_REST_OF_WORD = re.compile(r"(?:[^\W\d_]|-(?=[^\W\d_])){0,40}")
_PASSIVE = "шакырылады"


@dataclass(frozen=True, slots=True)
class Eligible:
    """Who may apply, the youngest and oldest in years, how sure, and the words that say so."""

    applicants: tuple[Applicant, ...] = ()
    ages: tuple[int | None, int | None] = (None, None)
    sure: float = 0.0
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    who: Applicant


def read_applicants(page: Page) -> Eligible:
    """Read who may apply.

    A confidence that is shown is given only to what a sentence about applying says: «к участию приглашаются НПО»,
    «ҮЕҰ қатыса алады», «open to NGOs». Those whom it shuts out are left out.
    """
    groups = _groups(page.folded)
    found: list[_Found] = []
    shut: set[Applicant] = set()
    ages: tuple[int | None, int | None] = (None, None)
    ages_at: tuple[int, int] | None = None
    for start, end in islice(_zones(page, groups), _MOST_ZONES):
        said, refused = _in_zone(page.folded, groups, start, end)
        found += said
        shut |= refused
        if ages_at is None and (match := _ages(page.folded, start, end)) is not None:
            ages, ages_at = match[0], (match[1], match[2])
    found = [one for one in found if one.who not in shut]
    sure = _SAID
    if not found:
        found, sure = [one for one in _offered(page.folded, groups) if one.who not in shut], _OFFERED
    if not found and ages_at is None:
        return _named(page, groups, shut)
    if ages_at is not None and ages[1] is not None and ages[1] <= 35:
        found.append(_Found(*ages_at, Applicant.YOUTH))  # 14–35 years are youth by Law 285-V
    first = page.sentence_at(min(one.start for one in found)) if found else 0
    spans = [(one.start, one.end) for one in found if page.sentence_at(one.start) == first]
    if not spans and ages_at is not None:
        spans = [ages_at]
    return Eligible(
        applicants=tuple(who for who in Applicant if any(one.who is who for one in found)),
        ages=ages,
        sure=sure,
        words=page.shown(min(start for start, _end in spans), max(end for _start, end in spans)),
    )


def _groups(text: str) -> list[_Found]:
    """Return every kind of applicant that a text names, in order, outside names of laws and programmes in quotes."""
    quoted = [name.span() for name in _QUOTED.finditer(text)]
    found = [
        _Found(match.start(), _word_end(text, match.end()), who)
        for who, pattern in words.GROUPS
        for match in pattern.finditer(text)
        if not any(start <= match.start() < end for start, end in quoted)
        and not words.NOT_THE_GROUP.fullmatch(_word_before(text, match.start()))
    ]
    return sorted(found, key=lambda one: one.start)


def _between(groups: Sequence[_Found], start: int, end: int) -> Sequence[_Found]:
    first = bisect_left(groups, start, key=lambda one: one.start)
    return groups[first : bisect_left(groups, end, first, key=lambda one: one.start)]


def _zones(page: Page, groups: Sequence[_Found]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of text that say who may apply."""
    text = page.folded
    for pattern, before, after in ((words.AROUND, True, True), (words.AFTER, False, True), (words.BEFORE, True, False)):
        for cue in pattern.finditer(text):
            number = page.sentence_at(cue.start())
            span = page.sentences[number]
            start = _clause_start(text, max(span.start, cue.start() - _REACH), cue.start()) if before else cue.end()
            end = min(span.end, cue.end() + _REACH) if after else cue.end()
            if after and not before and _HEADING.search(text, cue.start(), span.end):
                end = _list_end(page, number)
            yield start, end
    for cue in words.CALLED.finditer(text):
        passive = text.startswith(_PASSIVE, cue.start())
        start = page.sentences[page.sentence_at(cue.start())].start
        for one in _between(groups, max(start, cue.start() - 160), cue.start()):
            if passive or _ACCUSATIVE.search(text, one.start, one.end):
                yield one.start, one.end
    for cue in words.FROM.finditer(text):
        start = page.sentences[page.sentence_at(cue.start())].start
        for one in _between(groups, max(start, cue.start() - 45), cue.start()):
            gap = text[one.end : cue.start()]
            if not gap.strip() or (_ABLATIVE.search(text, one.start, one.end) and "," not in gap):
                yield one.start - _age_before(text, start, one.start), cue.start()


def _age_before(text: str, start: int, at: int) -> int:
    """«14 пен 34 жас аралығындағы азаматтардан»: return how far before the word its age begins, 0 when none does."""
    match = words.AGE.search(text, max(start, at - 40), at)
    return 0 if match is None else at - match.start()


def _list_end(page: Page, number: int) -> int:
    """Return where the lines under a heading such as «Кто может участвовать:» end."""
    end = page.sentences[number].end
    for following in page.sentences[number + 1 : number + 1 + _MOST_LINES]:
        heading = _HEADING.search(page.folded, following.start, following.end)
        if heading or "\n\n" in page.folded[end : following.start]:
            break
        end = following.end
    return end


def _clause_start(text: str, start: int, at: int) -> int:
    last = start
    for border in _CLAUSE.finditer(text, start, at):
        last = border.end()
    return last


def _in_zone(text: str, named: Sequence[_Found], start: int, end: int) -> tuple[list[_Found], set[Applicant]]:
    """Return who is let in and who is shut out by a stretch of text."""
    said: list[_Found] = []
    shut: set[Applicant] = set()
    groups = _between(named, start, end)
    if not groups:
        return [], set()
    outside = [*_excepted(text, start, end), *_refused(text, start, end)]
    aside = list(_aside(text, start, end, after=min(one.end for one in groups)))
    for one in groups:
        if any(low <= one.start < high for low, high in outside):
            shut.add(one.who)
        elif not any(low <= one.start < high for low, high in aside):
            said.append(one)
    return said, shut


def _excepted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in words.EXCEPT.finditer(text, start, end):
        close = _CLOSE.search(text, match.end(), end)
        yield match.start(), close.start() if close else end
    for match in words.EXCEPT_KAZAKH.finditer(text, start, end):
        border = start
        for comma in _COMMA.finditer(text, start, match.start()):
            border = comma.end()
        yield border, match.start()


def _refused(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in words.REFUSED.finditer(text, start, end):
        close = _CLAUSE.search(text, match.end(), end)
        yield _clause_start(text, start, match.start()), close.start() if close else end


def _aside(text: str, start: int, end: int, *, after: int) -> Iterator[tuple[int, int]]:
    for match in words.ASIDE.finditer(text, after, end):  # «registered NGOs» describes nobody before it
        close = _COMMA.search(text, match.end(), end)
        yield match.start(), close.start() if close else end
    for match in words.ASIDE_KAZAKH.finditer(text, start, end):
        border = max(start, match.start() - 60)
        for comma in _COMMA.finditer(text, border, match.start()):
            border = comma.end()
        yield border, match.start()


def _word_before(text: str, at: int) -> str:
    return text[max(0, at - 18) : at].rstrip().rpartition(" ")[2]


def _word_end(text: str, at: int) -> int:
    rest = _REST_OF_WORD.match(text, at)
    at = rest.end() if rest else at
    noun = _ITS_NOUN.match(text, at)  # «некоммерческие» is an adjective
    return noun.end() if noun else at


def _offered(text: str, groups: Sequence[_Found]) -> Iterator[_Found]:
    """«конкурс среди НПО», «ҮЕҰ-ға арналған байқау»."""
    for cue in words.OFFERED.finditer(text):
        nearest = next(iter(_between(groups, cue.end(), cue.end() + 40)), None)
        if nearest is None or words.A_LAW.search(text, max(0, cue.start() - 30), cue.start()):
            continue
        close = _COMMA.search(text, nearest.end)
        yield from _between(groups, nearest.start, close.start() if close else len(text))
    for one in groups:
        if words.OFFERED_KAZAKH.match(text, one.end - 2):
            yield one


def _named(page: Page, groups: Sequence[_Found], shut: set[Applicant]) -> Eligible:
    for one in groups:
        if one.who is Applicant.NGO and one.who not in shut:
            return Eligible((Applicant.NGO,), sure=_NAMED, words=page.shown(one.start, one.end))
    return Eligible()


def _ages(text: str, start: int, end: int) -> tuple[tuple[int | None, int | None], int, int] | None:
    if words.AN_AGE.search(text, start, end) is None and text.find("+", start, end) < 0:
        return None
    for match in words.AGE.finditer(text, start, end):
        if words.NOT_AN_AGE.search(text, max(start, match.start() - 25), min(end, match.end() + 14)):
            continue
        given = {name: int(value) for name, value in match.groupdict().items() if value}
        low = next((given[name] for name in ("low", "lowe", "lowk", "least", "plus", "leastk") if name in given), None)
        high = next(
            (given[name] for name in ("high", "highe", "highk", "most", "moste", "mostk") if name in given), None
        )
        if all(age is None or 6 <= age <= _OLDEST for age in (low, high)) and (
            low is None or high is None or low < high
        ):
            return (low, high), match.start(), match.end()
    return None
