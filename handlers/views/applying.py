"""Who may apply, at what age, for how many indices, and what was corrected: the lesser lines of a card, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.calls.model import Applicant, Call
from handlers.service import Service
from handlers.texts import Translator

MILLION = 1_000_000


def applicant_name(who: Applicant, tr: Translator) -> str:
    """Return what applicants of this sort are called."""
    return {
        Applicant.NGO: tr("NGOs"),
        Applicant.INITIATIVE_GROUP: tr("initiative groups"),
        Applicant.CITIZEN: tr("citizens"),
        Applicant.YOUTH: tr("young people"),
        Applicant.BUSINESS: tr("business"),
        Applicant.INSTITUTION: tr("state institutions"),
        Applicant.MEDIA: tr("media"),
    }[who]


def who_may_apply(
    applicants: Sequence[Applicant], ages: tuple[int | None, int | None], tr: Translator, most: int = len(Applicant)
) -> str:
    """Return who may apply on one line, `most` of them by name, with the ages; "" when nothing is known."""
    names = ", ".join(applicant_name(who, tr) for who in applicants[:most])
    if len(applicants) > most:
        names += "…"
    years = age_range(ages, tr)
    return ", ".join(part for part in (names, years) if part)


def age_range(ages: tuple[int | None, int | None], tr: Translator) -> str:
    """Return how old an applicant may be; "" when nothing is known."""
    least, most = ages
    if least is not None and most is not None:
        return tr.n("from {least} to {n} year of age", "from {least} to {n} years of age", most, least=least)
    if least is not None:
        return tr.n("from {n} year of age", "from {n} years of age", least)
    if most is not None:
        return tr.n("up to {n} year of age", "up to {n} years of age", most)
    return ""


def in_indices(units: int, day: date, tr: Translator, service: Service) -> str:
    """Return a sum of monthly calculation indices, with its worth in the day's year when that year's index is known."""
    number = tr.number(units)
    tenge = service.mci.in_tenge(units, day.year)
    if tenge is None:
        return tr("{number} MCI", number=number)
    # About: to four figures at most, so that it can be said in words.
    step = 10 ** (len(str(tenge)) - 4) if tenge >= MILLION else 1
    about = tr.money((tenge + step // 2) // step * step, "KZT", short=True)
    return tr("{number} MCI (≈ {sum}, {year})", number=number, sum=about, year=day.year)


def corrected_fields(call: Call, tr: Translator) -> str | None:
    """Return which fields a coordinator set or confirmed, in the order of the card; None when there are none."""
    names = {
        "kind": tr("kind"),
        "title": tr("title"),
        "organiser": tr("organiser"),
        "applicants": tr("who may apply"),
        "amount_max": tr("sum for one"),
        "amount_total": tr("sum in all"),
        "regions": tr("region"),
        "spheres": tr("spheres"),
        "opens": tr("opening"),
        "deadline": tr("deadline"),
    }
    return ", ".join(label for name, label in names.items() if name in call.corrected) or None


def lesser_lines(call: Call, tr: Translator) -> tuple[str | None, str | None]:
    """Return the lines that give way when a card becomes too long: who may apply, and what was corrected."""
    who = who_may_apply(call.applicants, call.ages, tr)
    fields = corrected_fields(call, tr)
    return (
        tr("Who may apply: {who}", who=who) if who else None,
        tr("Corrected by the coordinator: {fields}", fields=fields) if fields else None,
    )
