"""Whether two announcements are one call: in two languages, on two sites, or a later word about it.

Decided as a careful person does: facts that both print are weighed, in bits, by how seldom two different calls share
them (a lot's sum to the tenge says much, «500 000» little) and how seldom one call prints them differently. A fact that
only one of them gives says nothing. Another lot, round or year of the same programme shares its words and its
organiser, so these facts settle the matter when they differ.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.calls.evidence import settled, weigh
from domain.calls.facts import AGAINST, Fact
from domain.calls.likeness import Likeness, likeness, likeness_in, likeness_of
from domain.calls.model import Call, CallEvent, CallKind, Candidate
from domain.calls.reading.text import prepare

__all__ = [
    "AGAINST",
    "SAME_FROM",
    "Fact",
    "Likeness",
    "Sameness",
    "about_call",
    "likeness",
    "likeness_of",
    "same_call",
]

SAME_FROM = 0.6
"""Score from which two announcements are taken for one call."""

_NEEDED = 10.0
"""Bits of agreement at which the odds are even: there are thousands of calls that it could be."""

_MATTER = 1.2
"""Bits that money, names, subjects, words and the timetable must give together."""

_NO_CALL = 2.0
"""Bits taken off when one of them does not read as an announcement."""


@dataclass(frozen=True, slots=True)
class Sameness:
    """The decision with its score (0..1) and the facts that made it, weightiest first."""

    same: bool
    score: float
    why: tuple[Fact, ...]

    def __bool__(self) -> bool:
        return self.same


def same_call(one: Likeness | Candidate | Call, two: Likeness | Candidate | Call) -> Sameness:
    """Decide whether two announcements are one call. Symmetric; the answer is true in a condition when they are.

    A bare candidate is recognised by its facts alone; give `likeness(post, candidate)` where the text is at hand, for
    names in quotes, lots and rounds stand only there. Results and news announce no call: ask `about_call` of them.
    """
    one, two = _liken(one), _liken(two)
    if _reports(one) or _reports(two):
        return Sameness(False, 0.0, (Fact.REPORT,))
    return _weigh(one, two)


def about_call(news: Likeness | Candidate | Call, call: Likeness | Candidate | Call) -> Sameness:
    """Decide whether a text, be it a report of the results, is about a call."""
    return _weigh(_liken(news), _liken(call))


def _reports(one: Likeness) -> bool:
    return one.event is CallEvent.RESULT or one.kind in (CallKind.RESULT, CallKind.NEWS)


def _weigh(one: Likeness, two: Likeness) -> Sameness:
    if one.number is not None and one.number == two.number:
        return Sameness(True, 1.0, (Fact.NUMBER,))
    against = settled(one, two)
    if against is not None:
        return Sameness(False, 0.0, (against,))
    bits, matter, found = weigh(one, two)
    if matter < _MATTER:
        bits = min(bits, _NEEDED - 1)
    if CallEvent.NONE in (one.event, two.event):
        bits -= _NO_CALL
    score = round(1 / (1 + 2 ** max(-60.0, min(60.0, (_NEEDED - bits) / 2))), 3)
    found.sort(key=lambda item: (-abs(item[0]), item[1]))
    return Sameness(score >= SAME_FROM, score, tuple(dict.fromkeys(fact for _weight, fact in found)))


def _liken(one: Likeness | Candidate | Call) -> Likeness:
    if isinstance(one, Likeness):
        return one
    return likeness_of(one) if isinstance(one, Call) else likeness_in(prepare("", ""), one, None)
