"""What a coordinator says of a stored call instead of what was read: kept, shown as such, never read over. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from domain.calls import fields
from domain.calls.draft import SUPPOSED, WORDS_LIMIT, Draft
from domain.calls.model import Call, CallEvent, Post
from domain.calls.readings import Reading
from domain.submissions import PEOPLE

_MATCHED = frozenset({"kind", "regions", "spheres", "amount_max", "currency"})
"""Fields by which it is decided whom a call concerns."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One field set or confirmed by a coordinator of `territory_id`: what it said, what it says now.

    `words` and `url` are those of the reading that stood behind it, "" when there was none. `person_id` is None once
    the person was erased. `before` and `after` are as `domain.calls.fields.value` gives them.
    """

    call_id: int
    field: str
    before: Any
    after: Any
    words: str
    url: str
    territory_id: str
    person_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CorrectedText:
    """One text of a corrected call: the post as it is kept, its source, and all corrections of the call."""

    call: Call
    post: Post
    source_id: str
    seen_at: datetime
    corrections: tuple[Correction, ...]


def desk(call: Call, readings: Mapping[str, Reading], lang: str) -> Draft:
    """Return a stored call as a draft to be corrected: what was read with doubt is there to be confirmed.

    Args:
        call: the call as it stands.
        readings: what stands behind its fields.
        lang: the language of the text whose title is shown and corrected.
    """
    text = call.text_in(lang)
    confidence = dict.fromkeys((*fields.READ, "title"), 1.0)
    words = {}
    doubtful: dict[str, Any] = {}
    for name, reading in readings.items():
        now = fields.value(call, name)
        if reading.value == now or not fields.is_there(now):
            words[name] = "" if reading.is_stated else reading.words[:WORDS_LIMIT]
        if not fields.is_there(now) and name not in call.corrected:
            doubtful[name] = reading.value
        if name in doubtful:
            confidence[name] = min(reading.sure, SUPPOSED)  # whatever it was once: the call does not have it now
        elif name not in call.corrected and reading.value == now:
            confidence[name] = reading.sure
    draft = Draft(
        kind=call.kind,
        event=call.event,
        title=text.title,
        organiser=call.organiser or doubtful.get("organiser"),
        opens=call.opens or doubtful.get("opens"),
        deadline=call.deadline or doubtful.get("deadline"),
        amount_max=call.amount_max,
        amount_total=call.amount_total,
        currency=call.currency,
        territories=call.territories,
        spheres=call.spheres or doubtful.get("spheres", ()),
        applicants=call.applicants or doubtful.get("applicants", ()),
        ages=call.ages,
        award_mci=call.award_mci,
        lang=text.lang,
        confidence=confidence,
        words=words,
        stood={name: fields.to_text(value) for name, value in _values(call, text.lang).items()},
    )
    for name in ("amount_max", "amount_total"):
        if name in doubtful and draft.currency in (None, doubtful[name][1]):
            draft = replace(draft, **{name: doubtful[name][0]}, currency=doubtful[name][1])
    return draft


def overtaken(draft: Draft, call: Call) -> frozenset[str]:
    """Return the fields that somebody set here and that have changed in the call meanwhile, to something else."""
    now = {name: fields.to_text(value) for name, value in _values(call, draft.lang).items()}
    said = {name: fields.to_text(_said(draft, name)) for name in draft.said}
    return frozenset(name for name, text in said.items() if now[name] not in (draft.stood.get(name, now[name]), text))


def again(draft: Draft, fresh: Draft, lost: frozenset[str]) -> Draft:
    """Return a fresh desk with what was set on an older one, but for the fields that were lost to somebody else."""
    kept = draft.said - lost
    attributes = {"territories" if name == "regions" else name for name in kept}
    if "applicants" in kept:
        attributes.add("ages")
    return replace(
        fresh,
        **{name: getattr(draft, name) for name in attributes},
        confidence={**fresh.confidence, **dict.fromkeys(kept, 1.0)},
        words={name: said for name, said in fresh.words.items() if name not in kept},
        said=kept,
    )


def corrected(stored: Call, draft: Draft, now: datetime, zone: tzinfo) -> Call:
    """Return the call with what a person set or confirmed in the draft; the rest of the draft is left out.

    The revision grows when the call concerns others than before, or when its deadline moves to another day while people
    may still count on it: those who know the call hear of that, those whom it begins to concern get an alert.

    Args:
        stored: the call as it is.
        draft: what it is to say.
        now: the current instant.
        zone: the zone in which deadlines end.
    """
    call = stored
    for name in draft.said:
        call = _with(call, draft, name)
    if draft.said & {"amount_max", "amount_total"} and call.amount_max is None and call.amount_total is None:
        call = replace(call, currency=None)
    deadline = call.deadline
    if "deadline" in draft.said:
        call = replace(call, closes_at=deadline.ends(zone) if deadline else None)
    call = replace(call, corrected=stored.corrected | draft.said)
    known = stored.deadline
    moved = known is not None and deadline is not None and known.day != deadline.day
    if moved and _is_our_own(stored) and call.closes_at and stored.closes_at and call.closes_at > stored.closes_at:
        # What was published here has no other source: its coordinator does not correct the day but grants more time.
        call = replace(call, event=CallEvent.EXTENDED)
    counted_on = any(moment is None or moment > now for moment in (stored.closes_at, call.closes_at))
    concerns = any(fields.value(call, name) != fields.value(stored, name) for name in _MATCHED)
    return replace(call, revision=stored.revision + 1) if counted_on and (moved or concerns) else call


def corrections(
    before: Call,
    after: Call,
    draft: Draft,
    readings: Mapping[str, Reading],
    *,
    territory_id: str,
    person_id: int,
    at: datetime,
) -> tuple[Correction, ...]:
    """Return what was set or confirmed, field by field, for the record."""
    old, new = _values(before, draft.lang), _values(after, draft.lang)
    found = []
    for name in sorted(draft.said):
        reading = readings.get(name)
        words, url = (reading.words, reading.url) if reading else ("", "")
        found.append(Correction(before.id, name, old[name], new[name], words, url, territory_id, person_id, at))
    return tuple(found)


def _values(call: Call, lang: str) -> dict[str, Any]:
    found = {name: fields.value(call, name) for name in (*fields.READ, "currency")}
    return found | {"title": call.text_in(lang).title}


def _said(draft: Draft, name: str) -> Any:
    if name in ("amount_max", "amount_total"):
        amount = getattr(draft, name)
        return None if amount is None else (amount, draft.currency)
    return draft.territories if name == "regions" else getattr(draft, name)


def _with(call: Call, draft: Draft, name: str) -> Call:
    match name:
        case "title":
            texts = tuple(replace(text, title=draft.title) if text.lang == draft.lang else text for text in call.texts)
            return replace(call, texts=texts)
        case "regions":
            return replace(call, territories=draft.territories)
        case "applicants":
            return replace(call, applicants=draft.applicants, ages=draft.ages)
        case "amount_max":
            # A sum for one, or that there is none, also tells what to think of a ceiling in MCI.
            return replace(call, amount_max=draft.amount_max, award_mci=None, currency=draft.currency or call.currency)
        case "amount_total":
            return replace(call, amount_total=draft.amount_total, currency=draft.currency or call.currency)
    return replace(call, **{name: getattr(draft, name)})


def _is_our_own(call: Call) -> bool:
    return all(text.source_id == PEOPLE.id for text in call.texts)
