"""What stands behind the fields of a call: the words each was read from, where they are printed, and how sure. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.calls import fields
from domain.calls.model import SHOWN_FROM, Call, Candidate

WORDS_LIMIT = 300
"""Characters of the words that are kept: a place name among others needs no more to be found again."""
_OF_MACHINES = re.compile(r"[A-Za-z][A-Za-z.]*: ")


@dataclass(frozen=True, slots=True)
class Reading:
    """One field as it was read from one text.

    `words` are the exact words, as printed; empty, or the source's own name of the field and its value, when the source
    states it apart from its text. `sure` is the confidence (0..1); below `SHOWN_FROM` the call itself does not have it.
    """

    field: str
    value: Any
    words: str
    sure: float
    source_id: str
    url: str

    @property
    def is_sure(self) -> bool:
        """Tell whether the confidence is enough to show the value as such."""
        return self.sure >= SHOWN_FROM

    @property
    def is_stated(self) -> bool:
        """Tell whether the source states the field apart from its text, for machines («endDate: 2026-07-15»)."""
        return self.sure == 1 and _OF_MACHINES.match(self.words) is not None

    @property
    def said(self) -> str:
        """Return the words for people: without the name that a machine gives to the field."""
        return _OF_MACHINES.sub("", self.words, count=1) if self.is_stated else self.words


def readings_of(candidate: Candidate, source_id: str, url: str) -> tuple[Reading, ...]:
    """Return what a candidate says, field by field, with the words; fields that were not read are left out."""
    found = []
    for name in fields.READ:
        value = fields.value(candidate, name)
        # The ages belong to whoever may apply, where nothing is said of them alone.
        sure = candidate.confidence.get(name) or (candidate.confidence.get("applicants") if name == "ages" else None)
        if sure is None or not fields.is_there(value):
            continue
        words = " ".join(candidate.evidence.get(name, "").split())[:WORDS_LIMIT]
        found.append(Reading(name, value, words, sure, source_id, url))
    return tuple(found)


def standing(known: Mapping[str, Reading], fresh: Iterable[Reading], call: Call) -> tuple[Reading, ...]:
    """Return those fresh readings that take the place of what is kept.

    The call as it was merged is the judge: the reading whose value it has is the one that won; of two that say the
    same, the surer one. Where the call has nothing, the surer of what was read with doubt is kept, to be told as such.
    A field that a coordinator corrected keeps what was read last, so that people see what the text says.

    Args:
        known: what is kept, by field.
        fresh: what one more text says.
        call: the call after the text was merged into it.
    """
    return tuple(one for one in fresh if _takes_over(known.get(one.field), one, call))


def _takes_over(kept: Reading | None, fresh: Reading, call: Call) -> bool:
    if kept == fresh:
        return False
    if fresh.field in call.corrected:
        return kept is None or fresh.is_sure or not kept.is_sure
    now = fields.value(call, fresh.field)
    if fields.is_there(now) and fresh.value != now:
        return False
    if kept is None or (fields.is_there(now) and kept.value != now):
        return True
    return fresh.sure > kept.sure


def news_to(known: Mapping[str, Reading], taken: Iterable[Reading]) -> tuple[Reading, ...]:
    """Return those of the readings now kept that say something else than what had been read before."""
    return tuple(one for one in taken if (kept := known.get(one.field)) is None or kept.value != one.value)


def contradicts(reading: Reading, call: Call) -> bool:
    """Tell whether a text surely names another day as the deadline than the one that a coordinator gave the call."""
    if reading.field != "deadline" or "deadline" not in call.corrected or not reading.is_sure:
        return False
    return call.deadline is None or bool(reading.value.day != call.deadline.day)
