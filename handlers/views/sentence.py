"""What somebody will receive, in words: the sentences of one subscription."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from domain.calls.model import CallKind
from domain.subscriptions import WORD_LIMIT, Cadence, Subscription
from domain.words import stems
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import places
from handlers.views.screen import esc, lines, visible

SHORT = 170
"""Characters of a subscription in a list of them."""

CAUGHT_DAYS = 90
"""How far back it is told what a subscription would have caught."""


@lru_cache(maxsize=4)
def kinds_in_text(tr: Translator) -> dict[CallKind, str]:
    """Return what kinds of call are called inside a sentence."""
    return {
        CallKind.GRANT: tr("grants"),
        CallKind.SSO: tr("the state social order"),
        CallKind.PARTNERSHIP: tr("strategic partnership"),
        CallKind.AWARD: tr("awards for NGOs"),
        CallKind.CSR: tr("support from business"),
        CallKind.PARTICIPATORY_BUDGET: tr("the participatory budget"),
        CallKind.CONTEST: tr("contests"),
        CallKind.TRAINING: tr("trainings"),
        CallKind.EVENT: tr("events"),
        CallKind.VOLUNTEERING: tr("volunteering"),
    }


def _and(names: Sequence[str], tr: Translator) -> str:
    if len(names) == 1:
        return names[0]
    return tr("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])


def what_comes(subscription: Subscription, tr: Translator, service: Service) -> str:
    """Return the sentence of kinds and regions, escaped."""
    where = esc(places(subscription.territories, service, tr), 240)
    if not subscription.kinds:
        return tr("What comes: all calls and announcements. Region: {places}.", places=where)
    names = kinds_in_text(tr)
    kinds = _and([names[kind] for kind in subscription.kinds if kind in names], tr)
    return tr("What comes: {kinds}. Region: {places}.", kinds=kinds, places=where)


def _spheres(subscription: Subscription, tr: Translator, service: Service) -> str | None:
    found = [service.sphere(sphere_id) for sphere_id in subscription.spheres]
    names = "; ".join(sphere.short(tr.language) for sphere in found if sphere)
    if not names:
        return None
    return tr("Only in these spheres: {spheres}.", spheres=esc(names, 350))


def quoted(words: Sequence[str]) -> str:
    """Return words between quotation marks, escaped."""
    return ", ".join(f"«{esc(word, WORD_LIMIT)}»" for word in words)


def _words(subscription: Subscription, tr: Translator) -> tuple[str | None, str | None]:
    return _wanted(subscription.include, tr), _unwanted(subscription.exclude, tr)


def _wanted(words: Sequence[str], tr: Translator) -> str | None:
    if len(words) > 1:
        return tr("Only with one of the words {words}.", words=quoted(words))
    return tr("Only with the word {word}.", word=quoted(words)) if words else None


def _unwanted(words: Sequence[str], tr: Translator) -> str | None:
    if len(words) > 1:
        return tr("Not with any of the words {words}.", words=quoted(words))
    return tr("Not with the word {word}.", word=quoted(words)) if words else None


def when(subscription: Subscription, tr: Translator) -> str:
    """Return when it comes; a digest inside the quiet hours says that it waits for their end."""
    start, end = subscription.quiet_from, subscription.quiet_until
    quiet = None if start == end else tr("Silence from {start} to {end}.", start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    hour = f"{subscription.digest_at:%H:%M}"
    match subscription.cadence:
        case Cadence.INSTANT:
            return lines(tr("It comes at once, day and night.") if quiet is None else tr("It comes at once."), quiet)
        case Cadence.DAILY:
            told = tr("It comes once a day as one list, at {hour}.", hour=hour)
        case Cadence.WEEKLY:
            told = tr("It comes on Mondays as one list, at {hour}.", hour=hour)
    waits = None
    if in_silence(subscription):
        waits = tr("The list waits for {end}, the end of the silence.", end=f"{end:%H:%M}")
    return lines(told, tr("If three days or less are left, at once."), quiet, waits)


def in_silence(subscription: Subscription) -> bool:
    """Tell whether the hour of the digest lies in the quiet hours."""
    start, end, at = subscription.quiet_from, subscription.quiet_until, subscription.digest_at
    return start <= at < end if start < end else start != end and (at >= start or at < end)


def sentence(subscription: Subscription, tr: Translator, service: Service) -> str:
    """Return all that the subscription says, a sentence on each line, escaped."""
    least = None
    if subscription.min_amount:
        least = tr(
            "The sum is at least {sum}; calls that name no sum come too.",
            sum=tr.money(subscription.min_amount, "KZT", short=True),
        )
    return lines(
        what_comes(subscription, tr, service),
        _spheres(subscription, tr, service),
        least,
        *_words(subscription, tr),
        when(subscription, tr),
    )


def in_short(subscription: Subscription, tr: Translator, service: Service) -> str:
    """Return the beginning of it on one line of a list, escaped: what tells it from the others."""
    told = (what_comes(subscription, tr, service), _spheres(subscription, tr, service), *_words(subscription, tr))
    return esc(visible(" ".join(part for part in told if part)), SHORT)


def caught(count: int, tr: Translator) -> str:
    """Return how many calls of the last 90 days the subscription would have brought."""
    if not count:
        return tr("In the last {days} days no call would have suited this.", days=CAUGHT_DAYS)
    return tr.n(
        "In the last {days} days {n} call would have suited this.",
        "In the last {days} days {n} calls would have suited this.",
        count,
        days=CAUGHT_DAYS,
    )


def clash(subscription: Subscription, tr: Translator) -> str | None:
    """Return a warning when a wanted word always brings an unwanted one with it; None when none does."""
    unwanted = [frozenset(stems(word)) for word in subscription.exclude]
    for word in subscription.include:
        if any(other <= frozenset(stems(word)) for other in unwanted):
            return tr("{word} is wanted and unwanted at once: calls with it do not come.", word=quoted([word]))
    return None


def numbered(number: int, item: Subscription, tr: Translator, service: Service) -> str:
    """Return a subscription of a list: its number, whether it is paused, and what it asks for; HTML."""
    told = in_short(item, tr, service)
    if item.paused:
        paused = tr("Paused.")
        told = f"{paused} {told}"
    return f"{number}. {told}"
