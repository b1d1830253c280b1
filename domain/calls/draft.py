"""A call that somebody is about to publish: each field with how sure it is and the words it was read from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from domain.calls.model import (
    CALL_KINDS,
    SHOWN_FROM,
    Applicant,
    CallEvent,
    CallKind,
    Candidate,
    LocalMoment,
)


class Field(StrEnum):
    """A field that a person can correct; the value is short, for it travels in buttons."""

    KIND = "k"
    TITLE = "t"
    ORGANISER = "o"
    DEADLINE = "d"
    AMOUNT = "m"
    TOTAL = "f"
    CURRENCY = "c"
    TERRITORIES = "r"
    SPHERES = "s"
    OPENS = "b"
    APPLICANTS = "a"

    @property
    def of_call(self) -> str:
        """Return what a candidate calls it, and what stands behind a call's fields goes by."""
        return _NAMES[self]


_NAMES: Mapping[Field, str] = {
    Field.KIND: "kind",
    Field.TITLE: "title",
    Field.ORGANISER: "organiser",
    Field.DEADLINE: "deadline",
    Field.AMOUNT: "amount_max",
    Field.TOTAL: "amount_total",
    Field.CURRENCY: "currency",
    Field.TERRITORIES: "regions",
    Field.SPHERES: "spheres",
    Field.OPENS: "opens",
    Field.APPLICANTS: "applicants",
}

TITLE_LIMIT = 200
WORDS_LIMIT = 160
SUPPOSED = 0.4


class Certainty(StrEnum):
    """How a field stands."""

    SURE = "sure"
    CHECK = "check"  # read, with too little confidence to be shown to people
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the call will say. `confidence` and `words` are keyed by the candidate's names; a correction is sure.

    `seems` is the kind the text looked like when it was no call; `insisted` tells that its sender wants to go on all
    the same (or although we have the call). `said` names the fields that a person set or confirmed; `stood` is what a
    stored call said, by field as text, when somebody began to correct it.
    """

    kind: CallKind = CallKind.OTHER
    event: CallEvent = CallEvent.OPENED
    title: str = ""
    organiser: str | None = None
    opens: LocalMoment | None = None
    deadline: LocalMoment | None = None
    amount_max: int | None = None
    amount_total: int | None = None
    currency: str | None = None
    territories: tuple[str, ...] = ()
    spheres: tuple[str, ...] = ()
    applicants: tuple[Applicant, ...] = ()
    ages: tuple[int | None, int | None] = (None, None)
    award_mci: int | None = None
    lang: str = "ru"
    seems: CallKind | None = None
    insisted: bool = False
    confidence: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    said: frozenset[str] = frozenset()
    stood: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_kind_known(self) -> bool:
        """Tell whether the kind is one of a call."""
        return self.kind in CALL_KINDS

    @property
    def doubtful(self) -> bool:
        """Tell whether the text looked like no call and nobody has said that it is one."""
        return self.seems is not None and not self.insisted

    def value(self, name: Field) -> Any:
        """Return the field's value; None or an empty tuple when there is none."""
        match name:
            case Field.KIND:
                return self.kind if self.is_kind_known else None
            case Field.TITLE:
                return self.title or None
            case Field.TERRITORIES:
                return self.territories
            case Field.APPLICANTS:
                return self.applicants or (() if self.ages == (None, None) else self.ages)
            case _:
                return getattr(self, name.of_call)

    def certainty(self, name: Field) -> Certainty:
        """Tell how the field stands."""
        value = self.value(name)
        if value is None or value == ():
            return Certainty.MISSING
        if name is Field.CURRENCY:
            sure = max(self.confidence.get(key, 0.0) for key in ("currency", "amount_max", "amount_total"))
        else:
            sure = self.confidence.get(name.of_call, 0.0)
        return Certainty.SURE if sure >= SHOWN_FROM else Certainty.CHECK

    def is_said(self, name: Field) -> bool:
        """Tell whether a person set or confirmed the field."""
        return name.of_call in self.said

    def read_from(self, name: Field) -> str:
        """Return the words that the field was read from, or ""."""
        return self.words.get(name.of_call, "")

    def corrected(self, name: Field, value: Any) -> Draft:
        """Return the draft with a person's value: sure from now on, and no longer read from any words."""
        key = "territories" if name is Field.TERRITORIES else name.of_call
        return replace(self, **{key: value}).confirmed(name)

    def confirmed(self, name: Field) -> Draft:
        """Return the draft with the field's value confirmed by a person."""
        words = {known: said for known, said in self.words.items() if known != name.of_call}
        confidence = {**self.confidence, name.of_call: 1.0}
        return replace(self, confidence=confidence, words=words, said=self.said | {name.of_call})

    def supposed(self, name: Field, value: Any, words: str) -> Draft:
        """Return the draft with a value that is only likely: it has to be confirmed before people see it."""
        key = name.of_call
        return replace(
            self,
            **{key: value},
            confidence={**self.confidence, key: SUPPOSED},
            words={**self.words, key: words[:WORDS_LIMIT]},
        )

    def candidate(self) -> Candidate:
        """Return the draft as the candidate that `decide` takes."""
        news = self.event in (CallEvent.CANCELLED, CallEvent.RESULT)
        # Territories are always somebody's choice or the sender's own: nothing replaces them.
        return Candidate(
            is_call=not news,
            kind=self.kind,
            event=self.event,
            opens=self.opens,
            deadline=self.deadline,
            deadlines=(self.deadline,) if self.deadline else (),
            amount_max=self.amount_max,
            amount_total=self.amount_total,
            currency=self.currency,
            regions=self.territories,
            spheres=self.spheres,
            organiser=self.organiser,
            applicants=self.applicants,
            ages=self.ages,
            award_mci=self.award_mci,
            lang=self.lang,
            confidence={**self.confidence, "regions": 1.0},
            evidence=self.words,
        )

    def to_json(self) -> str:
        """Return the draft as JSON text."""
        plain = {
            "kind": self.kind,
            "event": self.event,
            "title": self.title,
            "organiser": self.organiser,
            "opens": self.opens.isoformat() if self.opens else None,
            "deadline": self.deadline.isoformat() if self.deadline else None,
            "amount_max": self.amount_max,
            "amount_total": self.amount_total,
            "currency": self.currency,
            "territories": self.territories,
            "spheres": self.spheres,
            "applicants": self.applicants,
            "ages": self.ages,
            "award_mci": self.award_mci,
            "lang": self.lang,
            "seems": self.seems,
            "insisted": self.insisted,
            "confidence": dict(self.confidence),
            "words": dict(self.words),
            "said": sorted(self.said),
            "stood": dict(self.stood),
        }
        return json.dumps(plain, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Draft:
        """Read what `to_json` wrote.

        Raises:
            ValueError: the text is no such draft.
        """
        stored: dict[str, Any] = json.loads(text)
        try:
            return cls(
                kind=CallKind(stored["kind"]),
                event=CallEvent(stored["event"]),
                title=stored["title"],
                organiser=stored["organiser"],
                opens=LocalMoment.parse(stored["opens"]) if stored["opens"] else None,
                deadline=LocalMoment.parse(stored["deadline"]) if stored["deadline"] else None,
                amount_max=stored["amount_max"],
                amount_total=stored["amount_total"],
                currency=stored["currency"],
                territories=tuple(stored["territories"]),
                spheres=tuple(stored["spheres"]),
                # Drafts that an older program stored know nothing of the fields below.
                applicants=tuple(Applicant(name) for name in stored.get("applicants", ())),
                ages=tuple(stored.get("ages", (None, None))),
                award_mci=stored.get("award_mci"),
                said=frozenset(stored.get("said", ())),
                stood=stored.get("stood", {}),
                lang=stored["lang"],
                seems=CallKind(stored["seems"]) if stored["seems"] else None,
                insisted=bool(stored["insisted"]),
                confidence=stored["confidence"],
                words=stored["words"],
            )
        except KeyError as missing:
            raise ValueError(f"a draft without {missing}") from missing


# The end of a first sentence: not of «ул.» or «г.», and the next one begins with a capital letter or a digit.
_SENTENCE = re.compile(r"(?<=\w{4}[.!?])\s+(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ\d«\"])")


def headline(text: str) -> tuple[str, str]:
    """Return the title of a text, and the rest: its first line, of that the first sentence, cut at a word when long."""
    line, _, below = text.strip().partition("\n")
    sentence, *more = _SENTENCE.split(line, maxsplit=1)
    first = " ".join(sentence.split()).rstrip(".")
    rest = "\n".join(part for part in (*more, below.strip()) if part)
    if len(first) <= TITLE_LIMIT:
        return first, rest or first
    cut = first[: TITLE_LIMIT - 1].rpartition(" ")[0] or first[: TITLE_LIMIT - 1]
    return f"{cut.rstrip(' ,.;:–—-')}…", text.strip()


def drafted(candidate: Candidate, title: str, home: str, *, known: bool) -> Draft:
    """Return the draft of what was read.

    Args:
        candidate: what was read.
        title: the text's first line.
        home: the sender's own territory, taken (to be checked) when the text names none.
        known: it is about a call that we have: then its later news counts, too.
    """
    news = candidate.event in (CallEvent.CANCELLED, CallEvent.RESULT)
    seems = None if candidate.is_call or (known and news) else candidate.kind
    placed = bool(candidate.regions) and candidate.sure("regions")
    confidence = {**candidate.confidence, "title": 1.0}
    if not placed:
        confidence.pop("regions", None)
    words = {name: said[:WORDS_LIMIT] for name, said in candidate.evidence.items() if name in _NAMES.values()}
    if not placed:
        words.pop("regions", None)
    return Draft(
        kind=candidate.kind,
        event=candidate.event if known or candidate.is_call else CallEvent.OPENED,
        title=title,
        organiser=candidate.organiser,
        opens=candidate.opens,
        deadline=candidate.deadline,
        amount_max=candidate.amount_max,
        amount_total=candidate.amount_total,
        currency=candidate.currency,
        territories=candidate.regions if placed else (home,),
        spheres=candidate.spheres,
        applicants=candidate.applicants,
        ages=candidate.ages,
        award_mci=candidate.award_mci,
        lang=candidate.lang,
        seems=seems,
        confidence=confidence,
        words=words,
    )
