"""Which stored call a text is about: asked by whoever reads posts, from sites or from people, before deciding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.calls.duplicates import Attachment, Basis, Bound, Recognised, doubts, recognise
from domain.calls.model import Call, Candidate
from domain.calls.recognition import BACKLOG, any_deadline, days_to_look_at, likeness_to_json
from domain.calls.same import Likeness
from domain.ports import Repositories


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The stored calls around a text, what coordinators decided about such a text, and the call it is about, if any."""

    near: Sequence[Call] = ()
    bound: Bound = field(default_factory=Bound)
    found: Recognised | None = None


async def look_around(
    repositories: Repositories,
    candidate: Candidate,
    like: Likeness,
    now: datetime,
    *,
    post_id: int = 0,
    words: str = "",
) -> Surroundings:
    """Return the stored calls that a text may be about, and the one that it is. Two trips, rarely three.

    Args:
        repositories: storage.
        candidate: what was read.
        like: what the text can be recognised by.
        now: the current instant.
        post_id: the text as it was kept, 0 when it is new.
        words: its fingerprint.
    """
    days, since = days_to_look_at(candidate, like), now - BACKLOG
    every = any_deadline(candidate)
    near = list(await repositories.calls.neighbours(days, since, any_deadline=every, places=like.regions))
    bound = await repositories.duplicates.bound(post_id, words, days, [call.id for call in near], since)
    if elsewhere := bound.calls - {call.id for call in near}:
        near += (await repositories.calls.many(sorted(elsewhere))).values()
    return Surroundings(near, bound, recognise(like, near, bound))


def first_text(candidate: Candidate, like: Likeness) -> Attachment:
    """Return why a text belongs to the call that was made of it."""
    return Attachment(Basis.FIRST, 1.0, (), likeness_to_json(like), _day(candidate))


def taken_for(found: Recognised | None, candidate: Candidate, like: Likeness) -> Attachment:
    """Return why a text belongs to a call that was known: it was recognised, or else somebody said so."""
    kept = likeness_to_json(like)
    if found is None:
        return Attachment(Basis.DECIDED, 1.0, (), kept, _day(candidate))
    return Attachment(Basis.READ, found.sameness.score, found.sameness.why, kept, _day(candidate))


def _day(candidate: Candidate) -> date | None:
    return candidate.deadline.day if candidate.deadline and candidate.sure("deadline") else None


async def ask_about(
    repositories: Repositories, fresh: Call, like: Likeness, around: Surroundings, now: datetime
) -> None:
    """Queue the calls around a new one that may be the same for a coordinator. No trip when there are none."""
    await repositories.duplicates.doubt(doubts(fresh, like, around.near, around.bound), now)
