"""Why two texts were taken for one call, or not: the codes of `same_call` and the facts of calls, in words."""

from __future__ import annotations

from collections.abc import Iterable

from domain.calls.duplicates import AttachedText, Basis, Doubt
from domain.calls.model import Call
from domain.language import Language
from handlers.service import Service
from handlers.texts import Translator
from handlers.uniting import Together
from handlers.views.screen import esc, lines

AGREES = frozenset(
    {"deadline", "old deadline", "amount", "fund", "other days", "opening", "territory", "name", "organisation", "lot",
     "sphere", "kind", "words"}
)  # fmt: skip
"""Codes of `same_call` that speak for one call; alone, as a contradiction, some of them speak against."""


def reason(code: str, tr: Translator) -> str:
    """Return what a code of `same_call` stands for, in words; a code that is not known yet gets a neutral word."""
    return {
        "kind": tr("the kind of call"),
        "lot": tr("the number of the lot"),
        "round": tr("the number of the round"),
        "repeated": tr("one of them is announced again"),
        "year": tr("the year in the name"),
        "deadline": tr("the deadline"),
        "old deadline": tr("the earlier deadline"),
        "opening": tr("the opening day"),
        "amount": tr("the sum of one award"),
        "fund": tr("the whole sum"),
        "currency": tr("the currency"),
        "territory": tr("the place"),
        "time": tr("the time of publication"),
        "other days": tr("the other dates"),
        "name": tr("the name in quotes"),
        "other names": tr("the name in quotes"),
        "organisation": tr("the organiser"),
        "sphere": tr("the spheres"),
        "other spheres": tr("the spheres"),
        "words": tr("the words"),
        "other words": tr("the words"),
        "no deadline or name in common": tr("no deadline or name in common"),
    }.get(code, tr("another sign"))


def listed(codes: Iterable[str], tr: Translator) -> str:
    """Return what codes stand for, each once."""
    return ", ".join(dict.fromkeys(reason(code, tr) for code in codes))


def _facts(one: Call, two: Call) -> tuple[list[str], list[str]]:
    """Return the facts of two stored calls that agree and that differ, as codes."""
    pairs = {
        "kind": (one.kind, two.kind),
        "deadline": (one.deadline, two.deadline),
        "opening": (one.opens, two.opens),
        "amount": (one.amount_max, two.amount_max),
        "fund": (one.amount_total, two.amount_total),
        "organisation": (one.organiser, two.organiser),
        "territory": (set(one.territories), set(two.territories)),
    }
    there = {code: pair for code, pair in pairs.items() if pair[0] and pair[1]}
    return [code for code, (a, b) in there.items() if a == b], [code for code, (a, b) in there.items() if a != b]


def compared(pair: Together, doubt: Doubt | None, tr: Translator) -> str:
    """Return what agrees and what differs, in words: the facts, and the signs that were weighed."""
    agrees, differs = _facts(pair.one, pair.two)
    if doubt is not None and doubt.score > 0:
        agrees += [code for code in doubt.why if code in AGREES and code not in differs]
        differs += [code for code in doubt.why if code not in AGREES]
    elif doubt is not None:
        differs += doubt.why
    said = {reason(code, tr) for code in differs}
    agrees = [code for code in agrees if reason(code, tr) not in said]
    return lines(
        tr("In common: {facts}.", facts=listed(agrees, tr)) if agrees else None,
        tr("Different: {facts}.", facts=listed(differs, tr)) if differs else None,
        tr("How alike: {score} of 100.", score=round(doubt.score * 100)) if doubt and doubt.score > 0 else None,
    )


def why_here(text: AttachedText, tr: Translator) -> str:
    """Return why a text was taken for the same call."""
    why = text.attachment
    if why is None or (why.basis is Basis.READ and not why.why):
        return tr("Why it is here was not noted.")
    if why.basis is Basis.FIRST:
        return tr("The call was made of this text.")
    if why.basis is Basis.DECIDED:
        return tr("A coordinator put it here.")
    facts = listed([code for code in why.why if code in AGREES], tr) or tr("another sign")
    differs = listed([code for code in why.why if code not in AGREES], tr)
    if differs:
        return tr(
            "Taken for the same ({score} of 100). In common: {facts}. Different: {other}.",
            score=round(why.score * 100),
            facts=facts,
            other=differs,
        )
    return tr("Taken for the same ({score} of 100). In common: {facts}.", score=round(why.score * 100), facts=facts)


def brief(text: AttachedText, limit: int, tr: Translator, service: Service) -> str:
    """Return where a text stands and since when."""
    return f"{source_of(text, limit, tr)}, {day_of(text, tr, service)}"


def source_of(text: AttachedText, limit: int, tr: Translator) -> str:
    """Return the name of the source, cut."""
    name = text.source.name_kk if tr.language is Language.KK else text.source.name_ru
    return esc(name or text.source.id, limit)


def day_of(text: AttachedText, tr: Translator, service: Service) -> str:
    """Return when a text was published, or first seen."""
    return tr.date((text.post.published or text.seen_at).astimezone(service.zone).date())
