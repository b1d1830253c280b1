"""Stretches of a text whose places are nobody's who may apply: who is left out, what was last year, names in quotes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from domain.calls.reading.text import Page, Span, rule, stems

_LEFT_OUT = stems(
    """
    не рассматрива|не допуска|не могут|не может|не участву|не принима|участвовать не|подавать(?:ся)? не|
    подать(?:ся)? не|отдельн[а-я]+ (?:программ|отбор|конкурс|приём|объявлен)|другой программ|другому конкурс|
    жеке (?:байқау|конкурс|бағдарлам|сұрыптау|іріктеу)|бөлек (?:байқау|конкурс|бағдарлам)|қатыса алмай|қатыспай|
    үміткер бола алмай|тапсыра алмай|қабылданбай|қарастырылмай|қаралмай|
    not eligible|cannot (?:apply|take part|participate)|may not (?:apply|take part|participate)|ineligible|
    (?:not be|not) (?:considered|accepted)|separate (?:call|competition|round|contest)
    """
)
# «Не зарегистрированные в области не допускаются»: those of the place are meant to come.
_ALL_BUT = stems(
    """
    кроме|вне|за пределами|остальн|друг(?:их|ие) (?:район|город|област|регион)|
    не (?:зарегистр|прожива|работающ|состоящ)|
    басқа|тыс(?:қары)?(?![а-я])|тіркелмеген|тұрмайтын|өзге|other|outside|elsewhere|not (?:registered|based|living)
    """
)
_LOOKS_BACK = stems(
    """
    былтыр(?!ғыдай)|өткен (?:жыл|маусым|жол)|алғаш рет (?:20\\d\\d|өткен)|бұған дейін|алдыңғы (?:жыл|маусым)|
    бұрынғы (?:жыл|жеңімпаз|түлек)|түлектер(?:і|іміз)? арасында|(?:в|за|с) прошл(?:ом|ый|ого) (?:год|сезон|раз)|
    прошл(?:ой|ою) (?:весн|осен|зим)|прошлым летом|прошлогодн|в прошлые год|итоги (?:20\\d\\d|прошл)|
    среди (?:выпускник|победител)|выпускники прошл|ранее (?:поддерж|профинанс|реализ)|уже (?:поддержали|профинанс)|
    last (?:year|season|autumn|spring|winter|summer|round)|previous (?:round|year|winner|grantee)|past (?:winner|
    project|grantee)|earlier (?:winner|project|grantee|round)|so far we have
    """
)
_AS_BEFORE = rule(r"(?:как(?:\s+и)?|так\s+же|сколько|as(?:\s+in)?|like)\s+$")
_CLAUSE = rule(r"[;\n]|(?<=[^\d.])\.\s|,\s+(?:а|но|ал|бірақ|but|while|however)\s")
_QUOTE = re.compile('"')
_LONGEST_NAME = 60
_WATER_BEFORE = rule(r"(?:озер|озёр|рек|мор|пойм|залив|вдхр|водохранилищ)[а-я]*\.?\s$|(?:lake|river|sea)\s$")
_WATER_AFTER = rule(r"\s?(?:көл|өзен|теңіз|су\s?қойма|river|lake|sea(?![a-z])|reservoir)")


@dataclass(frozen=True, slots=True)
class Asides:
    """Stretches of one text, left to right, and the quotation marks of its lines."""

    left_out: tuple[Span, ...]
    back: tuple[Span, ...]
    quotes: tuple[int, ...]

    def are_of(self, start: int) -> bool:
        """Tell whether what stands at a position is of the left out, or looked back at."""
        return any(span.start <= start < span.end for span in (*self.left_out, *self.back))

    def quoted(self, page: Page, start: int, end: int) -> Span | None:
        """Return the short name in quotes that a stretch stands in, marks excluded."""
        if not self.quotes:
            return None
        text = page.folded
        at = bisect_right(self.quotes, start) - 1
        line = max(text.rfind("\n", 0, start), -1)
        if at < 0 or self.quotes[at] < line or at + 1 >= len(self.quotes):
            return None
        opening, closing = self.quotes[at], self.quotes[at + 1]
        # An opening mark stands before a letter and after none, a closing one the other way.
        if closing < end or closing - opening > _LONGEST_NAME or "\n" in text[opening:closing]:
            return None
        if text[opening + 1].isspace() or (opening and text[opening - 1].isalnum()):
            return None
        return Span(opening + 1, closing)


def asides_of(page: Page) -> Asides:
    """Find the stretches of a text whose places say nothing of who may apply."""
    return Asides(
        tuple(
            span
            for span in _clauses(page, _LEFT_OUT.finditer(page.folded))
            if _ALL_BUT.search(page.folded, span.start, span.end) is None
        ),
        tuple(
            _clauses(
                page,
                (
                    match
                    for match in _LOOKS_BACK.finditer(page.folded)
                    if _AS_BEFORE.search(page.folded, max(0, match.start() - 12), match.start()) is None
                ),
            )
        ),
        tuple(match.start() for match in _QUOTE.finditer(page.folded)),
    )


def is_water(text: str, start: int, end: int) -> bool:
    """Tell whether a name is a lake's or a river's: the district of that name may be far from it."""
    return (
        _WATER_BEFORE.search(text, max(0, start - 16), start) is not None or _WATER_AFTER.match(text, end) is not None
    )


def _clauses(page: Page, matches: Iterable[re.Match[str]]) -> list[Span]:
    spans = []
    for match in matches:
        span = page.sentences[page.sentence_at(match.start())]
        start, end = span.start, span.end
        for mark in _CLAUSE.finditer(page.folded, span.start, span.end):
            if mark.end() <= match.start():
                start = mark.end()
            elif mark.start() >= match.end():
                end = mark.start()
                break
        spans.append(Span(start, end))
    return spans
