"""Why two texts were taken for one call, or not: the codes of `same_call` and the facts of calls, in words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from domain.calls.duplicates import AttachedText, Basis, Doubt
from domain.calls.facts import AGAINST, Fact
from domain.calls.model import Call
from domain.language import Language
from handlers.service import Service
from handlers.texts import Translator
from handlers.uniting import Together
from handlers.views.screen import esc, lines


def reason(code: str, tr: Translator) -> str:
    """Return what a code of `same_call` stands for, in words; a code that is not known gets a neutral word."""
    return _words(tr).get(code) or tr("another sign")


@lru_cache(maxsize=4)
def _words(tr: Translator) -> dict[str, str]:
    # A fact and the one that speaks against it go by the same words: the sentence tells which is meant.
    deadline, opening, hour = tr("the deadline"), tr("the opening day"), tr("the hour")
    amount, fund, place = tr("the sum of one award"), tr("the whole sum"), tr("the place")
    name, organiser, lot = tr("the name in quotes"), tr("the organiser"), tr("the number of the lot")
    subject, spheres, kind, words = tr("the subject"), tr("the spheres"), tr("the kind of call"), tr("the words")
    number = tr("the number of the announcement")
    return {
        Fact.NUMBER: number,
        Fact.DIFFERENT_NUMBER: number,
        Fact.DEADLINE: deadline,
        Fact.DIFFERENT_DEADLINE: deadline,
        Fact.OLD_DEADLINE: tr("the earlier deadline"),
        Fact.HOUR: hour,
        Fact.DIFFERENT_HOUR: hour,
        Fact.OPENING: opening,
        Fact.DIFFERENT_OPENING: opening,
        Fact.OTHER_DAYS: tr("the other dates"),
        Fact.AMOUNT: amount,
        Fact.DIFFERENT_AMOUNT: amount,
        Fact.FUND: fund,
        Fact.DIFFERENT_FUND: fund,
        Fact.SUMS: tr("the other sums"),
        Fact.NUMBERS: tr("the other numbers"),
        Fact.DIFFERENT_CURRENCY: tr("the currency"),
        Fact.TERRITORY: place,
        Fact.DIFFERENT_TERRITORY: place,
        Fact.NAME: name,
        Fact.DIFFERENT_NAMES: name,
        Fact.ORGANISATION: organiser,
        Fact.DIFFERENT_ORGANISATION: organiser,
        Fact.CONTACT: tr("the contacts"),
        Fact.LOT: lot,
        Fact.DIFFERENT_LOT: lot,
        Fact.DIFFERENT_ROUND: tr("the number of the round"),
        Fact.REPEATED: tr("one of them is announced again"),
        Fact.DIFFERENT_YEAR: tr("the year in the name"),
        Fact.SUBJECT: subject,
        Fact.DIFFERENT_SUBJECT: subject,
        Fact.SPHERE: spheres,
        Fact.DIFFERENT_SPHERES: spheres,
        Fact.KIND: kind,
        Fact.DIFFERENT_KIND: kind,
        Fact.WORDS: words,
        Fact.DIFFERENT_WORDS: words,
        Fact.LONG_APART: tr("the time of publication"),
        Fact.AFTERWARDS: tr("one came out after the other was over"),
        Fact.REPORT: tr("one of them tells the results"),
    }


def listed(codes: Iterable[str], tr: Translator) -> str:
    """Return what codes stand for, each once."""
    return ", ".join(dict.fromkeys(reason(code, tr) for code in codes))


def _facts(one: Call, two: Call) -> tuple[list[str], list[str]]:
    """Return the facts of two stored calls that agree and that differ, as codes."""
    pairs = {
        Fact.KIND: (one.kind, two.kind),
        Fact.DEADLINE: (one.deadline, two.deadline),
        Fact.OPENING: (one.opens, two.opens),
        Fact.AMOUNT: (one.amount_max, two.amount_max),
        Fact.FUND: (one.amount_total, two.amount_total),
        Fact.ORGANISATION: (one.organiser, two.organiser),
        Fact.TERRITORY: (set(one.territories), set(two.territories)),
    }
    there = {code: pair for code, pair in pairs.items() if pair[0] and pair[1]}
    return [code for code, (a, b) in there.items() if a == b], [code for code, (a, b) in there.items() if a != b]


def compared(pair: Together, doubt: Doubt | None, tr: Translator) -> str:
    """Return what agrees and what differs, in words: the facts, and the signs that were weighed."""
    agrees, differs = _facts(pair.one, pair.two)
    if doubt is not None and doubt.score > 0:
        agrees += [code for code in doubt.why if code not in AGAINST and code not in differs]
        differs += [code for code in doubt.why if code in AGAINST]
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
    facts = listed([code for code in why.why if code not in AGAINST], tr) or tr("another sign")
    differs = listed([code for code in why.why if code in AGAINST], tr)
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
