"""A call as a row and back. Whoever selects calls names the columns from here, so that a new one is added here only."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from domain.calls.matching import words_of
from domain.calls.model import Applicant, Call, CallEvent, CallKind, CallText, LocalMoment
from domain.clock import instant, micros
from domain.territory import REPUBLIC
from storage.call_words import kept, known
from storage.engine import Row
from storage.statement import json_list

LARGEST = 2**63 - 1  # what a BIGINT holds; a larger amount is a misreading and is not kept

_SHOWN = (
    "id",
    "revision",
    "kind",
    "event",
    "texts",
    "territories",
    "spheres",
    "opens",
    "deadline",
    "closes_at",
    "amount_max",
    "amount_total",
    "currency",
    "organiser",
    "published_at",
    "first_seen_at",
    "first_delivered_at",
    "applicants",
    "age_least",
    "age_most",
    "award_mci",
    "corrected",
)
_LIST = ", ".join(f"c.{name}" for name in _SHOWN)

COLUMNS = f"{_LIST}, c.likeness, c.words"
"""The columns of the call `c` in the order of `call_of`."""
LISTED_COLUMNS = f"{_LIST}, '', ''"
"""The same for lists, which need neither what a call is recognised by nor its words."""
MATCHED_COLUMNS = f"{_LIST}, '', c.words"
"""The same for those who ask whom the call concerns."""

# Beside those: the deadline's day, to find neighbours by, and when the row was written.
_WRITTEN = (*_SHOWN[1:], "deadline_day", "likeness", "words", "changed_at")
WRITTEN_COLUMNS = ", ".join(_WRITTEN)
WRITTEN_VALUES = ", ".join(f":{name}" for name in _WRITTEN)
REWRITTEN = ", ".join(
    # What was delivered first stays: the caller's copy may be older than the delivery.
    f"{name} = COALESCE({name}, :{name})" if name == "first_delivered_at" else f"{name} = :{name}"
    for name in _WRITTEN
)
"""What an INSERT and an UPDATE say; the parameters are those of `columns_of`."""


def columns_of(call: Call, now: datetime) -> dict[str, Any]:
    """Return what the columns of a call hold, by name. A call without territories is the whole country's."""
    return {
        "revision": call.revision,
        "kind": call.kind,
        "event": call.event,
        "texts": json.dumps([asdict(text) for text in call.texts], ensure_ascii=False),
        "territories": json_list(call.territories or (REPUBLIC,)),
        "spheres": json_list(call.spheres),
        "opens": call.opens.isoformat() if call.opens else None,
        "deadline": call.deadline.isoformat() if call.deadline else None,
        "deadline_day": call.deadline.day.isoformat() if call.deadline else None,
        "closes_at": micros(call.closes_at) if call.closes_at else None,
        "amount_max": _fitting(call.amount_max),
        "amount_total": _fitting(call.amount_total),
        "currency": call.currency,
        "organiser": call.organiser,
        "published_at": micros(call.published_at) if call.published_at else None,
        "first_seen_at": micros(call.first_seen_at),
        "first_delivered_at": micros(call.first_delivered_at) if call.first_delivered_at else None,
        "applicants": json_list(call.applicants),
        "age_least": call.ages[0],
        "age_most": call.ages[1],
        "award_mci": _fitting(call.award_mci),
        "corrected": json_list(sorted(call.corrected)),
        "likeness": call.likeness,
        "words": kept(call.words or words_of(call.organiser, *(text.title for text in call.texts))),
        "changed_at": micros(now),
    }


def _fitting(amount: int | None) -> int | None:
    return amount if amount is not None and amount <= LARGEST else None


# The same calls are listed again and again, and what they are made of is immutable: decoded once, shared.
@lru_cache(2048)
def _texts(stored: str) -> tuple[CallText, ...]:
    return tuple(CallText(**text) for text in json.loads(stored))


@lru_cache(2048)
def _strings(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


@lru_cache(2048)
def _applicants(stored: str) -> tuple[Applicant, ...]:
    return tuple(Applicant(name) for name in json.loads(stored))


@lru_cache(2048)
def _moment(text: str | None) -> LocalMoment | None:
    return LocalMoment.parse(text) if text else None


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else instant(microseconds)


def call_of(row: Row) -> Call:
    """Make a call of its columns in the order of `COLUMNS`."""
    (number, revision, kind, event, texts, territories, spheres, opens, deadline, closes_at, amount_max) = row[:11]
    (amount_total, currency, organiser, published_at, first_seen_at, first_delivered_at) = row[11:17]
    (applicants, age_least, age_most, award_mci, corrected, likeness, words) = row[17:]
    return Call(
        id=number,
        revision=revision,
        kind=CallKind(kind),
        event=CallEvent(event),
        texts=_texts(texts),
        territories=_strings(territories),
        spheres=_strings(spheres),
        opens=_moment(opens),
        deadline=_moment(deadline),
        closes_at=_instant(closes_at),
        amount_max=amount_max,
        amount_total=amount_total,
        currency=currency,
        organiser=organiser,
        published_at=_instant(published_at),
        first_seen_at=instant(first_seen_at),
        first_delivered_at=_instant(first_delivered_at),
        applicants=_applicants(applicants),
        ages=(age_least, age_most),
        award_mci=award_mci,
        corrected=frozenset(_strings(corrected)),
        likeness=likeness,
        words=known(words),
    )
