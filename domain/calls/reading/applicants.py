"""Who may apply, and how old they may be: read from the sentence that says so, never guessed from the topic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.calls.model import Applicant
from domain.calls.reading import applicant_words as words
from domain.calls.reading.text import Page, Rule

_SAID = 0.85  # «участвовать могут НПО»
_OFFERED = 0.7  # «конкурс среди НПО»
_NAMED = 0.4  # an applicant is named, but not as one who may apply
_MOST_LINES = 8
_OLDEST = 99

_CLAUSE = re.compile(r"[;(]|,\s(?:а|но|однако|бирак|ал|but|while)\s|(?<=[ае]д[ыи]),\s|(?<=йд[ыи]),\s")
_CLOSE = re.compile(r"[.;)\n]")
_COMMA = re.compile(r"[,;.)\n]|\s-\s")
_QUOTED = re.compile(r'"[^"\n]{1,200}"')
_HEADING = re.compile(r"[:?]\s*$")
_ACCUSATIVE = re.compile(r"[дтн][ыи]$")
_ABLATIVE = re.compile(r"[дтн][ае]н$")
_ITS_NOUN = re.compile(r"\s(?:организац|объединен|уйым|organi[sz]ation|association)[а-яa-z-]*")
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
    text = _unquoted(page.folded)
    found: list[_Found] = []
    shut: set[Applicant] = set()
    ages: tuple[int | None, int | None] = (None, None)
    ages_at: tuple[int, int] | None = None
    for start, end in _zones(page, text):
        said, refused = _in_zone(text, start, end)
        found += said
        shut |= refused
        if ages_at is None and (match := _ages(text, start, end)) is not None:
            ages, ages_at = match[0], (match[1], match[2])
    found = [one for one in found if one.who not in shut]
    sure = _SAID
    if not found:
        found, sure = [one for one in _offered(text) if one.who not in shut], _OFFERED
    if not found and ages_at is None:
        return _named(page, text, shut)
    if (
        ages[1] is not None
        and ages[1] <= 35
        and ages_at is not None
        and not any(one.who is Applicant.YOUTH for one in found)
    ):
        found.append(_Found(*ages_at, Applicant.YOUTH))  # 14–35 years are youth by Law 285-V
    first = min(found, key=lambda one: one.start, default=None)
    spans = _together(page, found, first) if first is not None else []
    if not spans and ages_at is not None:
        spans = [ages_at]
    return Eligible(
        applicants=tuple(who for who in Applicant if any(one.who is who for one in found)),
        ages=ages,
        sure=sure,
        words=page.shown(min(start for start, _end in spans), max(end for _start, end in spans)) if spans else "",
    )


def _unquoted(text: str) -> str:
    """Blank what stands in quotes, names of laws and programmes, keeping every place."""
    return _QUOTED.sub(lambda name: '"' + " " * (len(name[0]) - 2) + '"', text)


def _together(page: Page, found: list[_Found], first: _Found) -> list[tuple[int, int]]:
    number = page.sentence_at(first.start)
    return [(one.start, one.end) for one in found if page.sentence_at(one.start) == number]


def _zones(page: Page, text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of text that say who may apply."""
    for pattern, before, after in ((words.AROUND, True, True), (words.AFTER, False, True), (words.BEFORE, True, False)):
        for cue in pattern.finditer(text):
            number = page.sentence_at(cue.start())
            span = page.sentences[number]
            start = _clause_start(text, span.start, cue.start()) if before else cue.end()
            end = min(span.end, cue.end() + 260) if after else cue.end()
            if after and not before and _HEADING.search(text, cue.start(), span.end):
                end = _list_end(page, number)
            yield max(start, cue.start() - 260), end
    for cue in words.CALLED.finditer(text):
        span = page.sentences[page.sentence_at(cue.start())]
        yield from _declined(text, span.start, cue.start(), passive=text.startswith(_PASSIVE, cue.start()))
    for cue in words.FROM.finditer(text):
        span = page.sentences[page.sentence_at(cue.start())]
        for one in _groups(text, max(span.start, cue.start() - 45), cue.start()):
            between = text[one.end : cue.start()]
            if not between.strip() or (_ABLATIVE.search(text, one.start, one.end) and "," not in between):
                yield one.start - _age_before(text, span.start, one.start), cue.start()


def _age_before(text: str, start: int, at: int) -> int:
    """«14 пен 34 жас аралығындағы азаматтардан»: return how far before the word its age begins, 0 when none does."""
    match = next(words.AGE.finditer(text, max(start, at - 40), at), None)
    return 0 if match is None else at - match.start()


def _declined(text: str, start: int, end: int, *, passive: bool) -> Iterator[tuple[int, int]]:
    for one in _groups(text, max(start, end - 160), end):
        if passive or _ACCUSATIVE.search(text, one.start, one.end):
            yield one.start, one.end


def _list_end(page: Page, number: int) -> int:
    """Return where the lines under a heading such as «Кто может участвовать:» end."""
    end = page.sentences[number].end
    for following in page.sentences[number + 1 : number + 1 + _MOST_LINES]:
        if "\n\n" in page.folded[end : following.start] or _HEADING.search(
            page.folded[following.start : following.end]
        ):
            break
        end = following.end
    return end


def _clause_start(text: str, start: int, at: int) -> int:
    last = start
    for border in _CLAUSE.finditer(text, start, at):
        last = border.end()
    return last


def _in_zone(text: str, start: int, end: int) -> tuple[list[_Found], set[Applicant]]:
    """Return who is let in and who is shut out by a stretch of text."""
    said: list[_Found] = []
    shut: set[Applicant] = set()
    groups = list(_groups(text, start, end))
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


def _groups(text: str, start: int, end: int) -> Iterator[_Found]:
    for who, pattern in words.GROUPS:
        for match in pattern.finditer(text, start, end):
            if words.NOT_THE_GROUP.search(text, max(0, match.start() - 18), match.start()):
                continue
            yield _Found(match.start(), _word_end(text, match.end()), who)


def _word_end(text: str, at: int) -> int:
    while at < len(text) and (text[at].isalpha() or (text[at] == "-" and text[at + 1 : at + 2].isalpha())):
        at += 1
    noun = _ITS_NOUN.match(text, at)  # «некоммерческие» is an adjective
    return noun.end() if noun else at


def _offered(text: str) -> Iterator[_Found]:
    """«конкурс среди НПО», «ҮЕҰ-ға арналған байқау»."""
    for cue in words.OFFERED.finditer(text):
        low = cue.end()
        if words.A_LAW.search(text, max(0, cue.start() - 30), cue.start()):
            continue
        nearest = min(_groups(text, low, min(len(text), low + 40)), key=lambda one: one.start, default=None)
        if nearest is not None:
            close = _COMMA.search(text, nearest.end)
            yield from _groups(text, nearest.start, close.start() if close else len(text))
    if "арналган" in text or "арасында" in text or "га " in text or "ге " in text:
        for one in _groups(text, 0, len(text)):
            if words.OFFERED_KAZAKH.match(text, one.end - 2):
                yield one


def _named(page: Page, text: str, shut: set[Applicant]) -> Eligible:
    for one in _groups(text, 0, len(text)):
        if one.who is Applicant.NGO and one.who not in shut:
            return Eligible((Applicant.NGO,), sure=_NAMED, words=page.shown(one.start, one.end))
    return Eligible()


def _ages(text: str, start: int, end: int) -> tuple[tuple[int | None, int | None], int, int] | None:
    for match in words.AGE.finditer(text, start, end):
        if _near(words.NOT_AN_AGE, text, max(start, match.start() - 25), min(end, match.end() + 14)):
            continue
        given = {name: int(value) for name, value in match.groupdict().items() if value}
        low = next((given[name] for name in ("low", "lowe", "lowk", "least", "plus", "leastk") if name in given), None)
        high = next((given[name] for name in ("high", "highe", "highk", "most", "mostk") if name in given), None)
        if all(age is None or 6 <= age <= _OLDEST for age in (low, high)) and (
            low is None or high is None or low < high
        ):
            return (low, high), match.start(), match.end()
    return None


def _near(pattern: Rule, text: str, start: int, end: int) -> bool:
    return pattern.search(text, start, end) is not None
