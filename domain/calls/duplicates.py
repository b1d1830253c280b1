"""Two calls that may be one, and one that may be two: what is asked of a coordinator, and what comes of the answer.

Pure. `same_call` decides by itself what is sure; here is the rest: pairs in doubt, the facts of a joined call, what a
taken-out text leaves behind, and who may decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from hashlib import blake2s

from domain.calls.decide import Changed, New, Same, decide, newer_over, respecting
from domain.calls.model import Call, CallEvent, CallText, Candidate, Post
from domain.calls.recognition import likeness_from_json, stored_likeness
from domain.calls.same import SAME_FROM, Fact, Likeness, Sameness, about_call, same_call
from domain.errors import DomainError
from domain.language import Language
from domain.sources import Source
from domain.submissions import covers
from domain.territory import TerritoryTree
from domain.words import stems

DOUBT_FROM = 0.45
"""Score from which two calls that were not taken for one are shown to a coordinator."""

MOST_DOUBTS = 3
"""Pairs that one new call is asked about, the most alike first."""

TOO_OLD = timedelta(days=30)
"""A call without a deadline that was published longer ago is no news: nobody is alerted of it."""

# Facts that a second text may print wrongly. Another lot, round or year is numbered by the organiser: not in doubt.
ASKED_ABOUT = frozenset((Fact.DIFFERENT_AMOUNT, Fact.DIFFERENT_TERRITORY))


class Basis(StrEnum):
    """How a text came to its call."""

    FIRST = "first"  # the call was made of it
    READ = "read"  # recognised by `same_call`
    DECIDED = "decided"  # by a coordinator


@dataclass(frozen=True, slots=True)
class Attachment:
    """Why a text belongs to its call. `likeness` is the text's own, as `domain.calls.recognition` writes it."""

    basis: Basis
    score: float = 0.0
    why: tuple[str, ...] = ()
    likeness: str = ""
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class AttachedText:
    """A text of a call as it was kept: when it was first seen, since when it belongs to the call, and why.

    `attachment` is None when nobody noted why. `came_from` is the number of the call that a coordinator joined to this
    one, when the text came with that.
    """

    post_id: int
    source: Source
    post: Post
    fingerprint: str
    seen_at: datetime
    since: datetime
    attachment: Attachment | None = None
    came_from: int | None = None

    @property
    def order(self) -> tuple[datetime, int]:
        """Return what puts texts in the order in which they were written."""
        return (self.post.published or self.seen_at, self.post_id)

    @property
    def dated(self) -> Post:
        """Return the post for reading it again: days without a year are those around its first reading."""
        return self.post if self.post.published else replace(self.post, published=self.seen_at)


@dataclass(frozen=True, slots=True)
class Bound:
    """What coordinators decided that binds a text: calls that it is not part of, and calls that have such a text.

    `words` are calls that a coordinator gave a text of exactly these words, `likenesses` what the texts that
    coordinators gave to calls are recognised by, besides what each call itself is.
    """

    apart: frozenset[int] = frozenset()
    words: frozenset[int] = frozenset()
    likenesses: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def calls(self) -> frozenset[int]:
        """Return the calls that the text may be about, whatever their deadline."""
        return (self.words | self.likenesses.keys()) - self.apart


@dataclass(frozen=True, slots=True)
class Recognised:
    """The stored call that a text is about, and why."""

    call: Call
    sameness: Sameness


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two stored calls that may be one; `one` is the smaller number."""

    one: int
    two: int
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a coordinator said of a pair: one call or two, as whose coordinator (a territory), and when."""

    same: bool
    decided_as: str
    at: datetime


class Obstacle(StrEnum):
    """Why a pair or a text cannot be decided now."""

    GONE = "gone"  # there are no such two calls (any more)
    ONE_ALREADY = "one_already"
    TWO_ALREADY = "two_already"
    FOREIGN = "foreign"  # of another coordinator's territory
    CHANGED = "changed"  # since it was shown
    OVER = "over"  # one of them is cancelled or decided
    ALONE = "alone"  # the only text of its call
    MOVED = "moved"  # the text is not part of the call any more


class NotDecidable(DomainError):
    """A coordinator pressed what cannot be decided (any more): `verdict` is what was decided before, if anything."""

    code = "not_decidable"

    def __init__(self, obstacle: Obstacle, verdict: Verdict | None = None) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle
        self.verdict = verdict


def recognise(one: Likeness, calls: Iterable[Call], bound: Bound) -> Recognised | None:
    """Return the stored call that a text is most surely about, or None.

    What coordinators decided goes before what is read: a call that the text was taken out of is never meant, one that
    was given a text of the same words is. Of two that are equally sure the one whose words are nearer is meant.

    Args:
        one: what the text can be recognised by.
        calls: stored calls that may be meant.
        bound: what coordinators decided about such a text.
    """
    best: tuple[tuple[bool, float, float], Recognised] | None = None
    for call in calls:
        if call.id in bound.apart:
            continue
        told = call.id in bound.words
        for known in _likenesses(call, bound):
            sameness = about_call(one, known)
            if not sameness.same and not told:
                continue
            place = (told, sameness.score, _shared(one, known))
            if best is None or place > best[0]:
                best = place, Recognised(call, sameness)
    return best[1] if best else None


def _likenesses(call: Call, bound: Bound) -> list[Likeness]:
    texts = dict.fromkeys(bound.likenesses.get(call.id, ()))
    texts.pop(call.likeness, None)
    return [stored_likeness(call), *(known for text in texts if (known := likeness_from_json(text)) is not None)]


def _shared(one: Likeness, two: Likeness) -> float:
    together = len(one.words | two.words)
    return len(one.words & two.words) / together if together else 0.0


def doubts(fresh: Call, one: Likeness, calls: Iterable[Call], bound: Bound) -> list[Doubt]:
    """Return the stored calls that a new one may be the same as, the most alike first.

    Args:
        fresh: the new call, stored.
        one: what it can be recognised by.
        calls: stored calls around it.
        bound: what coordinators decided: what the text was taken out of is not asked about again.
    """
    found = []
    for call in calls:
        if call.id in {fresh.id, *bound.apart} or over(call):
            continue
        against = [same_call(one, known) for known in _likenesses(call, bound)]
        nearest = max(against, key=lambda sameness: sameness.score, default=None)
        if nearest is not None and _in_doubt(nearest, fresh, call):
            low, high = sorted((fresh.id, call.id))
            found.append(Doubt(low, high, nearest.score, nearest.why))
    return sorted(found, key=lambda doubt: -doubt.score)[:MOST_DOUBTS]


def _in_doubt(sameness: Sameness, one: Call, two: Call) -> bool:
    if sameness.same:
        return False
    if DOUBT_FROM <= sameness.score < SAME_FROM:
        return True
    contradicted = sameness.score == 0 and len(sameness.why) == 1 and sameness.why[0] in ASKED_ABOUT
    return contradicted and _same_day(one, two) and _same_organiser(one.organiser, two.organiser)


def _same_day(one: Call, two: Call) -> bool:
    return one.deadline is not None and two.deadline is not None and one.deadline.day == two.deadline.day


def _same_organiser(one: str | None, two: str | None) -> bool:
    left, right = frozenset(stems(one or "")), frozenset(stems(two or ""))
    return bool(left) and bool(right) and (left <= right or right <= left)


def over(call: Call) -> bool:
    """Tell whether the organiser ended the call."""
    return call.event in (CallEvent.CANCELLED, CallEvent.RESULT)


def news(call: Call, now: datetime) -> bool:
    """Tell whether people are to hear of the call when it comes out of another one: it can still be answered."""
    if over(call):
        return False
    if call.closes_at is not None:
        return call.closes_at > now
    return call.published_at is None or now - call.published_at <= TOO_OLD


def may_decide(calls: Iterable[Call], own: Sequence[str], tree: TerritoryTree) -> bool:
    """Tell whether a coordinator of these territories may join or part the calls: all of them lie in theirs."""
    return all(covers(own, unit, tree) for call in calls for unit in call.territories)


def stamp(*calls: Call, texts: Sequence[AttachedText] = ()) -> str:
    """Return what changes when anything changes that a coordinator decides by (8 hexadecimal digits)."""
    shown = [
        (
            call.id, call.revision, call.kind, call.event, call.opens, call.deadline, call.amount_max,
            call.amount_total, call.currency, call.organiser, call.territories, call.texts,
        )
        for call in calls
    ]  # fmt: skip
    kept = [(text.post_id, text.fingerprint) for text in texts]
    return blake2s(repr((shown, kept)).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def united(survivor: Call, absorbed: Call, tree: TerritoryTree, now: datetime) -> Call:
    """Return the call that two become: the survivor's number, both texts, the facts by the rule for a newer text.

    Joining is no news: the revision does not grow beyond the greater of the two.
    """
    older, newer = sorted((survivor, absorbed), key=lambda call: (call.published_at or call.first_seen_at, call.id))
    facts = newer_over(older, newer, now)
    texts = survivor.texts
    for text in absorbed.texts:
        if text.lang not in {known.lang for known in texts}:
            texts = (*texts, text)
    corrected = facts.corrected
    delivered = [moment for moment in (survivor.first_delivered_at, absorbed.first_delivered_at) if moment is not None]
    published = [moment for moment in (survivor.published_at, absorbed.published_at) if moment is not None]
    return replace(
        facts,
        id=survivor.id,
        revision=max(survivor.revision, absorbed.revision),
        kind=facts.kind if "kind" in corrected else survivor.kind,
        event=newer.event if facts.deadline == newer.deadline else older.event,
        texts=texts,
        territories=(
            facts.territories
            if "regions" in corrected
            else _outermost((*survivor.territories, *absorbed.territories), tree)
        ),
        spheres=(
            facts.spheres if "spheres" in corrected else tuple(dict.fromkeys((*survivor.spheres, *absorbed.spheres)))
        ),
        published_at=min(published, default=None),
        first_seen_at=min(survivor.first_seen_at, absorbed.first_seen_at),
        first_delivered_at=min(delivered, default=None),
        likeness=survivor.likeness,
        words=survivor.words | absorbed.words,
    )


def _outermost(units: Iterable[str], tree: TerritoryTree) -> tuple[str, ...]:
    """Return the units without those that lie in another one of them."""
    every = dict.fromkeys(units)
    return tuple(
        unit for unit in every if unit not in tree or not any(above.id in every for above in tree.ancestors(unit))
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A kept text with what was read from it (again)."""

    text: AttachedText
    candidate: Candidate
    likeness: str


def told(readings: Sequence[Reading], *, now: datetime, zone: tzinfo) -> Call | None:
    """Return the call that these texts tell, read one after the other as they were written; None when they tell none.

    Args:
        readings: at least one text.
        now: the current instant.
        zone: the zone in which deadlines end.
    """
    call: Call | None = None
    for reading in sorted(readings, key=lambda one: one.text.order):
        post, source = reading.text.post, reading.text.source
        match decide(call, reading.candidate, post, source, now=now, zone=zone):
            case New(fresh, _):
                call = replace(fresh, likeness=reading.likeness)
            case Changed(changed, _):
                call = replace(changed, likeness=call.likeness if call else reading.likeness)
            case Same(same):
                call = same
    return call


def remains(stored: Call, rest: Call) -> Call:
    """Return the stored call as its remaining texts tell it, and as it was corrected.

    That is no news by itself, so the revision stays.
    """
    return replace(
        respecting(stored, rest),
        corrected=stored.corrected,
        id=stored.id,
        revision=stored.revision,
        texts=_signed(rest.texts, stored),
        first_seen_at=stored.first_seen_at,
        first_delivered_at=stored.first_delivered_at,
    )


def becomes(apart: Call, stored: Call, number: int, leaving: Sequence[AttachedText]) -> Call:
    """Return the call that taken-out texts tell, under the number that it takes up again (0 for a new one)."""
    seen = min(text.seen_at for text in leaving)
    return replace(apart, id=number, revision=1, texts=_signed(apart.texts, stored), first_seen_at=seen)


def _signed(texts: Iterable[CallText], stored: Call) -> tuple[CallText, ...]:
    """Return the texts with the authors that they had on the stored call: reading them again does not tell those."""
    known = {(text.source_id, text.url, text.lang): text for text in stored.texts}
    found = ((text, known.get((text.source_id, text.url, text.lang))) for text in texts)
    return tuple(replace(text, author=old.author, summary=old.summary) if old else text for text, old in found)


def without(stored: Call, leaving: Sequence[AttachedText]) -> Call:
    """Return the call without the texts on its card that leave; the last one stays whatever happens."""
    places = {(text.source.id, text.post.url) for text in leaving}
    left = tuple(text for text in stored.texts if (text.source_id, text.url) not in places)
    return replace(stored, texts=left or stored.texts[:1])


def group(texts: Sequence[AttachedText], post_id: int) -> tuple[AttachedText, ...]:
    """Return the texts that leave a call together with one of them: what it came with, and the same words elsewhere."""
    chosen = next((text for text in texts if text.post_id == post_id), None)
    if chosen is None:
        return ()
    return tuple(
        text
        for text in texts
        if text.post_id == post_id
        or text.fingerprint == chosen.fingerprint
        or (chosen.came_from is not None and text.came_from == chosen.came_from)
    )


def shown_in(call: Call, leaving: Sequence[AttachedText]) -> tuple[Language, ...]:
    """Return the languages whose readers saw the words of these texts on the call's card."""
    places = {(text.source.id, text.post.url) for text in leaving}
    seen = ((language, call.text_in(language.value)) for language in Language)
    return tuple(language for language, text in seen if (text.source_id, text.url) in places)
