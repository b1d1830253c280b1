"""Whom a call concerns, and when they may hear of it: the pure rule that the set-based SQL must agree with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from domain.calls.model import Call
from domain.outbox import URGENT_WITHIN
from domain.subscriptions import Cadence, Subscription, next_digest, quiet_until
from domain.territory import TerritoryTree
from domain.words import stems

LOCAL_CURRENCY = "KZT"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a call concerns a subscription: the subscriber's own territories, spheres and words that it fell on.

    Empty `spheres` mean that the subscription wants any sphere or that the call names none; empty `words` that it asks
    for none.
    """

    subscription_id: int
    territories: tuple[str, ...]
    spheres: tuple[str, ...]
    words: tuple[str, ...] = ()


def words_of(*texts: str | None) -> frozenset[str]:
    """Return what a call's words are found by: the stems of its title, its organiser and its text."""
    return frozenset(stem for text in texts if text for stem in stems(text))


def has_phrase(words: frozenset[str], phrase: str) -> bool:
    """Tell whether all words of the phrase are there, in any form and order."""
    wanted = stems(phrase)
    return bool(wanted) and words.issuperset(wanted)


def concerns(subscription: Subscription, call: Call, tree: TerritoryTree) -> Reason | None:
    """Tell why the call concerns the subscription, or None when it does not.

    A district also gets the calls of its oblast and of the republic; an oblast gets those of its districts. A call
    whose sphere could not be read goes to everybody of the territory: better one alert too many than a missed grant.
    The same holds for a call that names no sum, or one in another currency than the smallest sum wanted.
    """
    if subscription.paused or (subscription.kinds and call.kind not in subscription.kinds):
        return None
    local = call.currency is None or call.currency == LOCAL_CURRENCY
    if local and call.amount_max is not None and call.amount_max < subscription.min_amount:
        return None
    words = tuple(phrase for phrase in subscription.include if has_phrase(call.words, phrase))
    if subscription.include and not words:
        return None
    if any(has_phrase(call.words, phrase) for phrase in subscription.exclude):
        return None
    territories = tuple(
        mine for mine in subscription.territories if any(tree.on_one_line(mine, theirs) for theirs in call.territories)
    )
    if not territories:
        return None
    spheres: tuple[str, ...] = ()
    if subscription.spheres and call.spheres:
        spheres = tuple(mine for mine in subscription.spheres if mine in call.spheres)
        if not spheres:
            return None
    return Reason(subscription.id, territories, spheres, words)


def urgent(call: Call, now: datetime) -> bool:
    """Tell whether the call closes so soon that digests and quiet hours may have to give way."""
    return call.closes_at is not None and call.closes_at - now <= URGENT_WITHIN


def digest_for(subscription: Subscription, call: Call, now: datetime, zone: tzinfo) -> datetime | None:
    """Return the moment of the digest that the alert may wait for, or None when it goes out by itself.

    It waits only for a digest that leaves three days or more to the deadline: a weekly one may come days after it.
    """
    if subscription.cadence is Cadence.INSTANT:
        return None
    moment = next_digest(now, subscription.digest_at, zone, weekly=subscription.cadence is Cadence.WEEKLY)
    return moment if call.closes_at is None or moment + URGENT_WITHIN <= call.closes_at else None


def send_at(subscription: Subscription, call: Call, now: datetime, zone: tzinfo) -> datetime:
    """Return the earliest instant at which the alert may go out.

    Less than three days from the digest to the deadline: at once whatever the digest setting; quiet hours give way only
    when the deadline comes before they end (PRODUCT, Matching).
    """
    digest = digest_for(subscription, call, now, zone)
    if digest is not None:
        return digest
    quiet_end = quiet_until(now, subscription.quiet_from, subscription.quiet_until, zone)
    if quiet_end is None or (call.closes_at is not None and call.closes_at <= quiet_end):
        return now
    return quiet_end
