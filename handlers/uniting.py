"""What a coordinator does with calls that may be one: joins two, keeps them apart, takes texts out. Each is one fact.

Everything is looked at again inside the unit of work that changes it: another coordinator may have been first, a text
may have been edited, the organiser may have called it off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.calls.duplicates import (
    AttachedText,
    Attachment,
    Basis,
    NotDecidable,
    Obstacle,
    Reading,
    Verdict,
    becomes,
    group,
    may_decide,
    news,
    over,
    remains,
    shown_in,
    stamp,
    told,
    united,
    without,
)
from domain.calls.model import Call, Candidate
from domain.calls.readings import readings_of
from domain.calls.recognition import likeness_to_json
from domain.calls.same import Likeness, likeness
from domain.people import Visitor
from domain.ports import Joining, Parting, Repositories
from domain.submissions import PEOPLE, holding, post_name, standing_over
from handlers.service import Service


@dataclass(frozen=True, slots=True)
class Together:
    """Two calls as they stand, and what was decided about them."""

    one: Call
    two: Call
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of two calls: the one that they are, a text of the absorbed one, and the alerts queued."""

    call: Call
    post_id: int | None
    queued: int


@dataclass(frozen=True, slots=True)
class Parted:
    """What became of one call: how it remains, what came out (None: texts that tell of no call), the alerts queued.

    `queued` is None when it was parted before and nobody counted.
    """

    rest: Call
    apart: Call | None
    queued: int | None


async def together(repositories: Repositories, one: int, two: int, visitor: Visitor, service: Service) -> Together:
    """Return two calls that the coordinator may decide about.

    Raises:
        NotDecidable: there are no such two calls, they are one already, or they are another coordinator's.
    """
    present = [await repositories.duplicates.where(call_id) for call_id in (one, two)]
    if None in present or one == two:
        raise NotDecidable(Obstacle.GONE)
    verdict = await repositories.duplicates.verdict(one, two)
    calls = await repositories.calls.many([call_id for call_id in present if call_id is not None])
    if not may_decide(calls.values(), visitor.coordinates, service.tree):
        raise NotDecidable(Obstacle.FOREIGN)
    if present[0] == present[1]:
        raise NotDecidable(Obstacle.ONE_ALREADY, verdict)
    first, second = sorted(calls.values(), key=lambda call: call.id)
    return Together(first, second, verdict)


async def _decidable(
    repositories: Repositories, one: int, two: int, mark: str, visitor: Visitor, service: Service, *, again: bool
) -> Together:
    await repositories.duplicates.lock([one, two])
    pair = await together(repositories, one, two, visitor, service)
    if pair.verdict is not None and not pair.verdict.same and not again:
        raise NotDecidable(Obstacle.TWO_ALREADY, pair.verdict)
    if over(pair.one) or over(pair.two):
        raise NotDecidable(Obstacle.OVER)
    if {pair.one.id, pair.two.id} != {one, two} or stamp(pair.one, pair.two) != mark:
        raise NotDecidable(Obstacle.CHANGED)
    return pair


async def join(
    repositories: Repositories, one: int, two: int, mark: str, visitor: Visitor, service: Service, *, again: bool
) -> Joined:
    """Make one call of two.

    Args:
        repositories: the unit of work.
        one: the number of one call.
        two: the number of the other.
        mark: what the coordinator saw.
        visitor: who decides.
        service: clock and tables.
        again: whether an earlier "two calls" is taken back.

    Raises:
        NotDecidable: it cannot be decided (any more).
    """
    now = service.clock.now()
    pair = await _decidable(repositories, one, two, mark, visitor, service, again=again)
    call = united(pair.one, pair.two, service.tree, now)
    both = Joining(pair.one, pair.two, call, alert=news(call, now))
    place = acts_as(visitor, (pair.one, pair.two), service)
    queued = await repositories.duplicates.join(both, visitor.person_id, place, now)
    texts = await repositories.duplicates.texts(call.id)
    came = next((text.post_id for text in texts if text.came_from == pair.two.id), None)
    return Joined(call, came, queued)


async def keep_apart(
    repositories: Repositories, one: int, two: int, mark: str, visitor: Visitor, service: Service
) -> Together:
    """Remember that two calls are two.

    Raises:
        NotDecidable: it cannot be decided (any more).
    """
    pair = await _decidable(repositories, one, two, mark, visitor, service, again=False)
    place = acts_as(visitor, (pair.one, pair.two), service)
    await repositories.duplicates.two(pair.one.id, pair.two.id, visitor.person_id, place, service.clock.now())
    return pair


def acts_as(visitor: Visitor, calls: Sequence[Call], service: Service) -> str:
    """Return as whose coordinator somebody decides about calls: by the smallest of their territories that holds all."""
    units = [unit for call in calls for unit in call.territories]
    return standing_over(visitor.coordinates, holding(units, service.tree), service.tree)


async def texts_of(
    repositories: Repositories, call_id: int, visitor: Visitor, service: Service
) -> tuple[Call, Sequence[AttachedText]]:
    """Return a call that the coordinator may decide about, and its texts.

    Raises:
        NotDecidable: there is no such call, or it is another coordinator's.
    """
    found = await repositories.calls.get(call_id)
    if found is None:
        raise NotDecidable(Obstacle.GONE)
    if not may_decide([found.call], visitor.coordinates, service.tree):
        raise NotDecidable(Obstacle.FOREIGN)
    return found.call, await repositories.duplicates.texts(found.call.id)


def leaving(texts: Sequence[AttachedText], post_id: int) -> tuple[AttachedText, ...]:
    """Return the texts that leave a call with this one.

    Raises:
        NotDecidable: it is not among them, or it is all there is.
    """
    found = group(texts, post_id)
    if not found:
        raise NotDecidable(Obstacle.MOVED)
    if len(found) == len(texts):
        raise NotDecidable(Obstacle.ALONE)
    return found


async def parted_before(repositories: Repositories, call: Call, post_id: int) -> Parted | None:
    """Return how a call was parted when this text was taken out of it; None when it is nowhere near."""
    home = await repositories.duplicates.home(post_id)
    if home is None or home == call.id:
        return None
    verdict = await repositories.duplicates.verdict(call.id, home)
    if verdict is None or verdict.same:
        return None
    return Parted(call, (await repositories.calls.many([home]))[home], None)


async def read_again(repositories: Repositories, texts: Sequence[AttachedText], service: Service) -> list[Reading]:
    """Read kept texts again; what people published says what its sender and the coordinator made of it."""
    readings = []
    for text in texts:
        candidate, like = await _read(repositories, text, service)
        readings.append(Reading(text, candidate, likeness_to_json(like)))
    return readings


async def _read(repositories: Repositories, text: AttachedText, service: Service) -> tuple[Candidate, Likeness]:
    _, _, number = text.post.external_id.rpartition("-")
    if text.source.id == PEOPLE.id and number.isdecimal() and text.post.external_id == post_name(int(number)):
        submission = await repositories.submissions.get(int(number))
        if submission is not None:
            candidate = submission.draft.candidate()
            return candidate, likeness(text.post, candidate, published=service.today(text.seen_at))
    return await service.reader.read(text.dated)


async def _note(repositories: Repositories, one: Reading, now: datetime) -> None:
    """Keep what a text is recognised by; those stored before this was noted have no reason."""
    moment = one.candidate.deadline if one.candidate.sure("deadline") else None
    day = moment.day if moment else None
    if one.text.attachment is None:
        why = Attachment(Basis.READ, likeness=one.likeness, deadline=day)
        await repositories.duplicates.attach(one.text.post_id, why, now)
    else:
        await repositories.duplicates.renew(one.text.post_id, one.likeness, day)


async def part(
    repositories: Repositories,
    call_id: int,
    post_id: int,
    mark: str,
    readings: Sequence[Reading],
    visitor: Visitor,
    service: Service,
) -> Parted:
    """Take a text, and what came with it, out of a call.

    Args:
        repositories: the unit of work.
        call_id: the number of the call.
        post_id: the text.
        mark: what the coordinator saw.
        readings: the call's texts, read again before this unit of work.
        visitor: who decides.
        service: clock and tables.

    Raises:
        NotDecidable: it cannot be decided (any more).
    """
    now = service.clock.now()
    await repositories.duplicates.lock([call_id])
    stored, texts = await texts_of(repositories, call_id, visitor, service)
    going = leaving(texts, post_id)
    if stored.id != call_id or stamp(stored, texts=texts) != mark:
        raise NotDecidable(Obstacle.CHANGED)
    gone = {text.post_id for text in going}
    rest = told([one for one in readings if one.text.post_id not in gone], now=now, zone=service.zone)
    out = told([one for one in readings if one.text.post_id in gone], now=now, zone=service.zone)
    number = next((text.came_from for text in going if text.post_id == post_id), None) or 0
    if out is None and number:
        out = stored  # it was a call of its own before, whatever is read from it today
    apart = None if out is None else becomes(out, stored, number, going)
    for one in readings:
        await _note(repositories, one, now)
    parting = Parting(
        whole=stored,
        rest=remains(stored, rest or without(stored, going)),
        apart=apart,
        leaving=going,
        languages=shown_in(stored, going),
        alert=apart is not None and news(apart, now),
    )
    place = acts_as(visitor, [stored, *([apart] if apart else [])], service)
    new, queued = await repositories.duplicates.part(parting, visitor.person_id, place, now)
    found = await repositories.calls.many([stored.id, *([new] if new else [])])
    for call in found.values():
        await repositories.readings.forget(call.id)
    for one in sorted(readings, key=lambda one: one.text.order):
        home = found.get(new or 0) if one.text.post_id in gone else found[stored.id]
        if home is not None:
            fresh = readings_of(one.candidate, one.text.source.id, one.text.post.url)
            await repositories.readings.keep(home, fresh)
    return Parted(found[stored.id], found[new] if new else None, queued)
