"""From a candidate to what must be stored: a new call, a changed one, the same one, or no call at all. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from domain.calls import fields
from domain.calls.matching import words_of
from domain.calls.model import Call, CallEvent, CallText, Candidate, Post
from domain.sources import Source


@dataclass(frozen=True, slots=True)
class New:
    """A call nobody here knew. `alert` is False when it is too late to answer it."""

    call: Call
    alert: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A known call with new facts. `news` tells whether people must hear of it: the revision has grown then."""

    call: Call
    news: bool


@dataclass(frozen=True, slots=True)
class Same:
    """A known call, nothing new about it."""

    call: Call


@dataclass(frozen=True, slots=True)
class NotACall:
    """Kept as a post only."""


Decision = New | Changed | Same | NotACall


def decide(
    stored: Call | None, candidate: Candidate, post: Post, source: Source, *, now: datetime, zone: tzinfo
) -> Decision:
    """Decide what a candidate means beside what is stored.

    Args:
        stored: the call that this candidate is about, when one is known.
        candidate: what was read.
        post: the post it was read from.
        source: where it stood; its territory is taken when the text names none.
        now: the current instant.
        zone: the zone in which deadlines end.
    """
    if not candidate.is_call:
        # A cancellation or a result is no open call, but it is news about one that we know.
        if stored is None or candidate.event not in (CallEvent.CANCELLED, CallEvent.RESULT):
            return NotACall()
        if stored.event is candidate.event:
            return Same(stored)
        return Changed(replace(stored, event=candidate.event, revision=stored.revision + 1), news=True)
    fresh = _call(candidate, post, source, now, zone)
    if stored is None:
        return New(fresh, alert=fresh.closes_at is None or fresh.closes_at > now)
    return _merge(stored, fresh, now)


def _call(candidate: Candidate, post: Post, source: Source, now: datetime, zone: tzinfo) -> Call:
    deadline = candidate.deadline if candidate.sure("deadline") else None
    amount_sure = candidate.sure("amount_max")
    total_sure = candidate.sure("amount_total")
    organiser = candidate.organiser if candidate.sure("organiser") else None
    regions = candidate.regions if candidate.regions and candidate.sure("regions") else (source.territory_id,)
    return Call(
        id=0,
        revision=1,
        kind=candidate.kind,
        event=candidate.event,
        texts=(CallText(candidate.lang, post.title, post.url, source.id),),
        territories=regions,
        spheres=candidate.spheres if candidate.sure("spheres") else (),
        opens=candidate.opens if candidate.sure("opens") else None,
        deadline=deadline,
        closes_at=deadline.ends(zone) if deadline else None,
        amount_max=candidate.amount_max if amount_sure else None,
        amount_total=candidate.amount_total if total_sure else None,
        currency=candidate.currency if amount_sure or total_sure else None,
        organiser=organiser,
        published_at=post.published,
        first_seen_at=now,
        applicants=candidate.applicants if candidate.sure("applicants") else (),
        ages=candidate.ages if candidate.sure("ages") or candidate.sure("applicants") else (None, None),
        award_mci=candidate.award_mci if candidate.sure("award_mci") else None,
        words=words_of(post.title, organiser, post.text),
    )


def newer_over(older: Call, newer: Call, now: datetime) -> Call:
    """Return the older of two stored calls with what the newer says, by the rule for a newer text."""
    merged = _merge(older, newer, now)
    return older if isinstance(merged, NotACall) else merged.call


def _merge(stored: Call, fresh: Call, now: datetime) -> Decision:
    """Take over what the newer text says; what it does not say stays, and so does what a coordinator corrected."""
    fresh = respecting(stored, fresh)
    known, said = stored.deadline, fresh.deadline
    if known is not None and said is not None and known.day == said.day and said.at is None:
        # The same day without its hour says less, not something else: a second text often leaves the hour out.
        fresh = replace(fresh, deadline=known, closes_at=stored.closes_at)
    if known is not None and _older(fresh, stored):
        # Read late, written early: what it says of the deadline has been overtaken.
        fresh = replace(fresh, deadline=known, closes_at=stored.closes_at)
    merged = replace(
        stored,
        texts=_texts(stored.texts, fresh.texts[0]),
        opens=fresh.opens or stored.opens,
        deadline=fresh.deadline or stored.deadline,
        closes_at=fresh.closes_at or stored.closes_at,
        amount_max=fresh.amount_max if fresh.amount_max is not None else stored.amount_max,
        amount_total=fresh.amount_total if fresh.amount_total is not None else stored.amount_total,
        currency=fresh.currency or stored.currency,
        organiser=stored.organiser or fresh.organiser,
        applicants=fresh.applicants or stored.applicants,
        ages=fresh.ages if fields.is_there(fresh.ages) else stored.ages,
        award_mci=fresh.award_mci if fresh.award_mci is not None else stored.award_mci,
        words=stored.words | fresh.words,  # of both languages
    )
    # A text corrects nothing; another stored call that becomes one with this one may have been corrected itself.
    for name in fresh.corrected - stored.corrected:
        merged = fields.copied(fresh, merged, name)
    merged = replace(merged, corrected=stored.corrected | fresh.corrected)
    moved = fresh.deadline is not None and stored.deadline is not None and fresh.deadline.day != stored.deadline.day
    if moved:
        later = fresh.closes_at is not None and stored.closes_at is not None and fresh.closes_at > stored.closes_at
        event = CallEvent.EXTENDED if later else stored.event
        merged = replace(merged, event=event, revision=stored.revision + 1)
        # Moved into the past while people still counted on it is news as well; moved within the past is none.
        counted_on = any(moment is None or moment > now for moment in (stored.closes_at, merged.closes_at))
        return Changed(merged, news=counted_on)
    return Same(stored) if merged == stored else Changed(merged, news=False)


def respecting(stored: Call, fresh: Call) -> Call:
    """Return the fresh call with what coordinators said of the stored one in the place of what was read."""
    if not stored.corrected:
        return fresh
    if stored.corrected & {"currency", "amount_max", "amount_total"} and fresh.currency != stored.currency:
        # One currency stands beside both sums: what was read in another one cannot stand beside what was said.
        fresh = fields.copied(stored, fields.copied(stored, fresh, "amount_max"), "amount_total")
    for name in stored.corrected:
        fresh = fields.copied(stored, fresh, name)
    return fresh


def _older(fresh: Call, stored: Call) -> bool:
    if fresh.published_at is None or stored.published_at is None:
        return False
    return fresh.published_at < stored.published_at


def _texts(known: tuple[CallText, ...], fresh: CallText) -> tuple[CallText, ...]:
    """Keep one text per language; a changed title on the same page replaces the old one.

    A text that somebody published here without an address gives way to one that can be opened.
    """
    for index, text in enumerate(known):
        if text.lang == fresh.lang:
            if (text.url == fresh.url and text != fresh) or (fresh.url and not text.url):
                return (*known[:index], fresh, *known[index + 1 :])
            return known
    return (*known, fresh)
