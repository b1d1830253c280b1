"""What happens to an announcement in storage: read, sent on, published, corrected, called off, rejected.

Each is one fact: the submission, its call, the alerts and the notices are written by the caller's one unit of work.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.calls.corrections import corrected, corrections
from domain.calls.decide import Changed, New, decide
from domain.calls.draft import Field, drafted, headline
from domain.calls.duplicates import Bound, recognise
from domain.calls.fingerprint import fingerprint
from domain.calls.model import Call, CallEvent, CallKind, Candidate, Post
from domain.calls.reading.answers import only_moment
from domain.calls.readings import readings_of
from domain.calls.recognition import likeness_to_json
from domain.calls.same import Likeness, likeness
from domain.errors import NoSuchCall
from domain.outbox import OutboxKind, Parcel
from domain.people import Visitor
from domain.ports import Repositories
from domain.submissions import (
    A_DAY,
    PEOPLE,
    Act,
    Author,
    Limit,
    NotAllowed,
    Reason,
    Standing,
    State,
    Submission,
    check,
    covers,
    holding,
    over_limit,
    post_name,
    publishes,
    standing_over,
)
from domain.territory import REPUBLIC
from handlers import disputes
from handlers.intake import Received
from handlers.recognising import ask_about, first_text, look_around, taken_for
from handlers.service import Service
from handlers.views.alert import is_web

HAPPENINGS = frozenset({CallKind.EVENT, CallKind.TRAINING})

SUMMARY_LIMIT = 400
"""Characters of the words that a call without an address of its own keeps for its card."""


async def read(got: Received, visitor: Visitor, service: Service) -> Submission:
    """Return a draft of what came, not stored yet. Reading runs apart from those who are being answered."""
    title, rest = headline(got.text)
    post = Post("", got.origin.url, title, rest, got.said_at)
    candidate, like = await service.reader.read(post)
    async with service.store.read() as repositories:
        home = await home_of(repositories, visitor)
        known = await known_call(repositories, candidate, like, fingerprint(post), service.clock.now())
    draft = drafted(candidate, title, home, known=known is not None)
    if draft.kind in HAPPENINGS and draft.deadline is None:
        # Of a meeting or a training the one day that is named is that of the meeting: likely, to be confirmed.
        day = got.said_at.astimezone(service.zone).date() if got.said_at else service.today(service.clock.now())
        if found := only_moment(got.text, day):
            draft = draft.supposed(Field.DEADLINE, *found)
    return Submission(
        id=0,
        state=State.DRAFT,
        person_id=visitor.person_id,
        ngo_id=visitor.ngo.id if visitor.ngo else None,
        territory_id=home,
        draft=draft,
        text=got.text,
        origin=got.origin,
        album=got.album,
        known=known.id if known else None,
    )


async def home_of(repositories: Repositories, visitor: Visitor) -> str:
    """Return the territory that an announcement of this person is for unless it says otherwise."""
    if visitor.coordinates:
        return visitor.coordinates[0]
    mine = await repositories.subscriptions.of_chat(visitor.chat_id)
    return mine[0].territories[0] if mine and mine[0].territories else REPUBLIC


async def known_call(
    repositories: Repositories, candidate: Candidate, like: Likeness, words: str, now: datetime
) -> Call | None:
    """Return the call of ours that the announcement is about, or None."""
    around = await look_around(repositories, candidate, like, now, words=words)
    return around.found.call if around.found else None


async def limit(repositories: Repositories, visitor: Visitor, now: datetime, *, sending: bool) -> Limit | None:
    """Tell which limit keeps the person from beginning (or sending) another announcement."""
    waiting, lately = await repositories.submissions.counts(visitor.person_id, now - A_DAY)
    return over_limit(waiting if sending else 0, 0 if sending else lately)


def standing_of(visitor: Visitor) -> Standing:
    """Return as whom somebody sends."""
    if visitor.coordinates:
        return Standing.COORDINATOR
    return Standing.NGO if visitor.ngo else Standing.PERSON


def direct(submission: Submission, visitor: Visitor, service: Service) -> bool:
    """Tell whether the person's announcement is published at once."""
    return publishes(standing_of(visitor), visitor.coordinates, submission.draft.territories, service.tree)


async def save(repositories: Repositories, submission: Submission, now: datetime) -> Submission:
    """Store a changed submission.

    Raises:
        NotAllowed: somebody else changed it at this very moment.
    """
    if not await repositories.submissions.save(submission, now):
        raise NotAllowed(await repositories.submissions.get(submission.id))
    return replace(submission, revision=submission.revision + 1)


async def target(repositories: Repositories, submission: Submission, service: Service) -> Call | None:
    """Return the stored call that the announcement goes into; None when it is a call of its own."""
    draft, now = submission.draft, service.clock.now()
    if submission.known is not None:
        shelved = await repositories.calls.get(submission.known)
        return shelved.call if shelved else None
    if draft.insisted:
        return None
    # Somebody else may have been first since the text was read.
    candidate = draft.candidate()
    post = post_of(submission)
    like = likeness(post, candidate, published=service.today(now))
    return await known_call(repositories, candidate, like, fingerprint(post), now)


def post_of(submission: Submission) -> Post:
    """Return the announcement as a post of its source."""
    text = submission.text or submission.draft.title
    return Post(post_name(submission.id), submission.origin.url, submission.draft.title, text)


def within(call: Call | None, visitor: Visitor, service: Service) -> bool:
    """Tell whether the person may change the call: it is for their territories only. No call is anybody's."""
    return call is None or all(covers(visitor.coordinates, unit, service.tree) for unit in call.territories)


def about(submission: Submission, call: Call, service: Service) -> Submission:
    """Return the submission in the hands of those who may change the call that it is about."""
    return replace(submission, territory_id=holding(call.territories, service.tree), known=call.id)


async def hand_over(repositories: Repositories, submission: Submission, call: Call, service: Service) -> Submission:
    """Put what waits into the queue of those who may change the call that it is about, and tell them."""
    now = service.clock.now()
    moved = await save(repositories, about(submission, call, service), now)
    await tell_reviewers(repositories, moved, now)
    return moved


async def send(repositories: Repositories, submission: Submission, visitor: Visitor, service: Service) -> Submission:
    """Put a draft into the queue of its territory's coordinators and tell them.

    Raises:
        NotAllowed: it is not the person's draft.
    """
    now = service.clock.now()
    _, state = check(submission, Act.SEND, visitor.person_id, visitor.coordinates, service.tree)
    ngo = visitor.ngo.id if visitor.ngo else None
    sent = await save(repositories, replace(submission, state=state, ngo_id=ngo), now)
    await tell_reviewers(repositories, sent, now)
    return sent


async def tell_reviewers(repositories: Repositories, submission: Submission, now: datetime) -> None:
    """Tell the nearest coordinators that something waits, each only once until they look."""
    people = await repositories.submissions.reviewers(submission.territory_id)
    told = await repositories.submissions.to_tell(people)
    # The revision, because a text may come to the same coordinator again after having moved.
    key = f"review:{submission.id}:{submission.revision}"
    await repositories.outbox.put([Parcel(chat, OutboxKind.NOTICE, key, {"about": "review"}) for chat in told], now)


async def tell_sender(repositories: Repositories, submission: Submission, now: datetime) -> None:
    """Tell the sender what became of their announcement."""
    if submission.person_id is None:
        return
    key = f"submission:{submission.id}:{submission.state}"
    ids = {"about": "submission", "id": submission.id}
    await repositories.outbox.put([Parcel(submission.person_id, OutboxKind.NOTICE, key, ids)], now)


async def publish(
    repositories: Repositories, submission: Submission, stored: Call | None, visitor: Visitor, service: Service
) -> tuple[Submission, int]:
    """Publish a draft of one's own or what waits; returns how it stands, and how many alerts were queued.

    Args:
        repositories: the unit of work.
        submission: what is published.
        stored: the call it goes into (see `target`).
        visitor: who publishes.
        service: clock and tables.

    Raises:
        NotAllowed: it is not theirs to publish (any more).
    """
    now = service.clock.now()
    _, state = check(submission, Act.PUBLISH, visitor.person_id, visitor.coordinates, service.tree)
    if not within(stored, visitor, service):
        raise NotAllowed(submission)
    waited = submission.state is State.WAITING
    place = standing_over(visitor.coordinates, submission.territory_id, service.tree)
    author = Author(Standing.COORDINATOR, place)
    if waited and submission.ngo_name:
        author = Author(Standing.NGO, submission.ngo_name)
    call_id, queued = await _put_call(repositories, submission, stored, author, service, now)
    decided = replace(
        submission,
        state=state,
        draft=replace(submission.draft, said=frozenset()),  # what is set from now on corrects the call
        call_id=call_id,
        decided_by=visitor.person_id,
        decided_as=place,
        decided_at=now,
    )
    decided = await save(repositories, decided, now)
    if waited:
        await tell_sender(repositories, decided, now)
    return decided, queued


async def _put_call(
    repositories: Repositories,
    submission: Submission,
    stored: Call | None,
    author: Author,
    service: Service,
    now: datetime,
) -> tuple[int, int]:
    draft, url, post = submission.draft, submission.origin.url, post_of(submission)
    candidate = draft.candidate()
    like = likeness(post, candidate, published=service.today(now))
    source = replace(PEOPLE, territory_id=submission.territory_id)
    decision = decide(stored, candidate, post, source, now=now, zone=service.zone)
    known = stored.id if stored else None
    post_id = await repositories.sources.put_post(PEOPLE.id, post, fingerprint(post), known, now)
    if stored is not None:
        await repositories.duplicates.attach(
            post_id, taken_for(recognise(like, [stored], Bound()), candidate, like), now
        )
    words = " ".join(submission.text.split()).removeprefix(draft.title).lstrip(" .")
    summary = "" if is_web(url) else words[:SUMMARY_LIMIT]
    fresh = readings_of(candidate, PEOPLE.id, url)
    match decision:
        case New(call, alert):
            call = _signed(replace(call, likeness=likeness_to_json(like)), url, author, summary)
            around = await look_around(repositories, candidate, like, now, words=fingerprint(post))
            number = await repositories.calls.add(call, post_id, now)
            await repositories.readings.keep(replace(call, id=number), fresh)
            await repositories.duplicates.attach(post_id, first_text(candidate, like), now)
            await ask_about(repositories, replace(call, id=number), like, around, now)
            return number, await repositories.calls.match(number, call.revision, now) if alert else 0
        case Changed(call, news):
            call = _signed(call, url, author, summary)
            await repositories.calls.replace(call, post_id, now)
            await disputes.keep(repositories, call, fresh, now)
            return call.id, await repositories.news.tell(call.id, call.revision, now) if news else 0
    if known is None:
        raise NotAllowed(submission)
    return known, 0


def _signed(call: Call, url: str, author: Author, summary: str) -> Call:
    """Return the call with its author on the text that this publication added."""
    texts = tuple(
        replace(text, author=author.text(), summary=summary)
        if text.source_id == PEOPLE.id and text.url == url and not text.author
        else text
        for text in call.texts
    )
    return replace(call, texts=texts)


async def _own_call(repositories: Repositories, submission: Submission, visitor: Visitor, service: Service) -> Call:
    shelved = await repositories.calls.get(submission.call_id or 0)
    if shelved is None:
        raise NoSuchCall(submission.call_id or 0)
    if not within(shelved.call, visitor, service):
        raise NotAllowed(submission)
    return shelved.call


async def republish(
    repositories: Repositories, submission: Submission, visitor: Visitor, service: Service
) -> tuple[Submission, bool, int]:
    """Put corrections into a published call; returns whether anything changed, and how many alerts were queued.

    Raises:
        NotAllowed: it is not theirs to correct.
    """
    now = service.clock.now()
    check(submission, Act.CORRECT, visitor.person_id, visitor.coordinates, service.tree)
    stored = await _own_call(repositories, submission, visitor, service)
    call = corrected(stored, submission.draft, now, service.zone)
    if call == replace(stored, corrected=call.corrected):
        return submission, False, 0
    post = post_of(submission)
    post_id = await repositories.sources.put_post(PEOPLE.id, post, fingerprint(post), call.id, now)
    queued = await put_corrections(repositories, stored, call, submission, visitor, service, post_id=post_id)
    kept = replace(submission, draft=replace(submission.draft, said=frozenset()))
    return await save(repositories, kept, now), True, queued


async def put_corrections(
    repositories: Repositories,
    stored: Call,
    call: Call,
    submission: Submission,
    visitor: Visitor,
    service: Service,
    *,
    post_id: int | None = None,
) -> int:
    """Store a corrected call with the record of who corrected what; returns how many alerts were queued.

    Args:
        repositories: the unit of work.
        stored: the call as it was.
        call: the call as it is now.
        submission: the draft in which it was corrected.
        visitor: who corrected it.
        service: clock and tables.
        post_id: the post that the correction changed, if any.
    """
    now = service.clock.now()
    record = corrections(
        stored,
        call,
        submission.draft,
        await repositories.readings.of_call(call.id),
        territory_id=standing_over(visitor.coordinates, holding(stored.territories, service.tree), service.tree),
        person_id=visitor.person_id,
        at=now,
    )
    await repositories.corrections.add(record)
    await repositories.calls.replace(call, post_id, now)
    return await repositories.news.tell(call.id, call.revision, now) if call.revision > stored.revision else 0


async def call_off(
    repositories: Repositories, submission: Submission, visitor: Visitor, service: Service
) -> Submission:
    """Mark a published call as cancelled.

    Raises:
        NotAllowed: it is not theirs to cancel.
    """
    now = service.clock.now()
    _, state = check(submission, Act.CANCEL, visitor.person_id, visitor.coordinates, service.tree)
    stored = await _own_call(repositories, submission, visitor, service)
    ended = await save(repositories, replace(submission, state=state, decided_by=visitor.person_id), now)
    if not stored.cancelled:
        post = post_of(submission)
        post_id = await repositories.sources.put_post(PEOPLE.id, post, fingerprint(post), stored.id, now)
        cancelled = replace(stored, event=CallEvent.CANCELLED, revision=stored.revision + 1)
        await repositories.calls.replace(cancelled, post_id, now)
        await repositories.news.tell(cancelled.id, cancelled.revision, now)
    return ended


async def reject(
    repositories: Repositories,
    submission: Submission | None,
    reason: Reason,
    note: str,
    visitor: Visitor,
    service: Service,
) -> Submission:
    """Reject what waits and tell its sender why.

    Raises:
        NotAllowed: it is not theirs to decide (any more).
    """
    now = service.clock.now()
    found, state = check(submission, Act.REJECT, visitor.person_id, visitor.coordinates, service.tree)
    decided = replace(
        found,
        state=state,
        reason=reason,
        note=note,
        decided_by=visitor.person_id,
        decided_as=standing_over(visitor.coordinates, found.territory_id, service.tree),
        decided_at=now,
    )
    decided = await save(repositories, decided, now)
    await tell_sender(repositories, decided, now)
    return decided
