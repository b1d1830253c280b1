"""What somebody looks for and what a call is found by: its titles, organiser, kind, places and spheres."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.calls.model import Call
from domain.search_words import EVERY_SEARCH, KIND_WORDS, PLACE_SORTS, PLACE_TITLES, SPHERE_WORDS
from domain.spelling import LONGEST_WORD, edits_allowed, key, other_layout, sound, words
from domain.words import stems

LONGEST_QUERY = 200
"""Characters of a query that are read; what is longer is no query but a text."""

MOST_TERMS = 6
SHOWN_QUERY = 100

IN_TITLE = 4
ELSEWHERE = 2
"""What a word weighs in a title, and in whatever else is known about a call."""

DERIVED_COSTS = 1
NEAR_COSTS = 1
"""What is taken from the weight when a call has not the word itself but one of its family, or one that was meant."""


class How(StrEnum):
    """How a word of the query was understood."""

    EXACT = "exact"  # as it stands, endings and spelling aside
    NEAR = "near"  # with a mistake in it
    NOWHERE = "nowhere"  # no call has it


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query: as typed, in the one spelling, and its stem."""

    typed: str
    word: str
    key: str

    @property
    def edits(self) -> int:
        """Return how many mistakes are forgiven in it."""
        return edits_allowed(len(self.word))

    @property
    def family(self) -> tuple[str, ...]:
        """Return the shorter stems it may be derived from: «экологическ» from «эколог»."""
        return tuple(self.key[:size] for size in range(max(5, len(self.key) - 5), len(self.key)))


@dataclass(frozen=True, slots=True)
class Query:
    """A search. `text` is what is shown of it, `skipped` are words that say nothing, `cut`: not all was read."""

    text: str
    terms: tuple[Term, ...]
    skipped: tuple[str, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """What became of a term.

    `keys` are the stems that count as it, each with what it takes from the weight. `shown` are, for NEAR, the words
    that are searched instead, and for NOWHERE those that may have been meant. `calls` tells how many calls have it,
    counted as far as matters.
    """

    term: Term
    how: How
    keys: Mapping[str, int]
    shown: tuple[str, ...] = ()
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a call: as printed, in the one spelling, its stem, and how much it weighs."""

    shown: str
    word: str
    key: str
    weight: int


def parse(text: str) -> Query:
    """Read a query: any characters whatever; never raises."""
    typed = words(text[:LONGEST_QUERY])
    terms: dict[str, Term] = {}
    skipped: dict[str, None] = {}
    cut = len(text.strip()) > LONGEST_QUERY
    for word in typed:
        stem = key(word)
        if not _says_something(word, stem):
            skipped[word[:LONGEST_WORD]] = None
        elif stem not in terms:
            if len(terms) == MOST_TERMS:
                cut = True
                break
            terms[stem] = Term(word[:LONGEST_WORD], sound(word), stem)
    shown = " ".join(typed)[:SHOWN_QUERY]
    # «Сарқан ауданы» is looked for as «Сарқан»; «аудан» alone as it stands.
    named = {stem: term for stem, term in terms.items() if stem not in PLACE_TITLES}
    return Query(shown, tuple((named or terms).values()), tuple(skipped)[:MOST_TERMS], cut)


def mistyped(text: str) -> Query | None:
    """Return the query that was meant when the wrong keyboard was on, or None when there is none."""
    meant = other_layout(text[:LONGEST_QUERY])
    query = parse(meant) if meant is not None else None
    return query if query is not None and query.terms else None


def words_of(call: Call, places: Iterable[str], spheres: Iterable[str]) -> Sequence[Word]:
    """Return the words that a call is found by, each once, with its greatest weight.

    Args:
        call: the call.
        places: names of its territories and of all above them.
        spheres: names of its spheres.
    """
    found: dict[str, Word] = {}

    def add(text: str, weight: int, leave: frozenset[str] = frozenset()) -> None:
        for shown in words(text):
            stem = key(shown)
            if _says_something(shown, stem) and stem not in leave:
                word = sound(shown)
                if word not in found or found[word].weight < weight:
                    found[word] = Word(shown[:LONGEST_WORD], word, stem, weight)

    for given in call.texts:
        add(given.title, IN_TITLE)
    for text in (call.organiser or "", KIND_WORDS.get(call.kind, ""), *spheres):
        add(text, ELSEWHERE)
    for sphere in call.spheres:
        add(SPHERE_WORDS.get(sphere, ""), ELSEWHERE)
    for name in places:
        add(name, ELSEWHERE, PLACE_SORTS)
    return tuple(found.values())


def _says_something(word: str, stem: str) -> bool:
    return len(word) > 1 and bool(stem) and bool(stems(word)) and stem not in EVERY_SEARCH
