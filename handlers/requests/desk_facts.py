"""What an office's card of a request is made of, and its history: read from the log and beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.calls.model import Call
from domain.journal import Row
from domain.offices import Office, Seat
from domain.people import Ngo
from domain.ports import Repositories
from domain.requests.clocks import RequestClocks, clocks_of
from domain.requests.events import EventKind, RequestEvent
from domain.requests.model import MessageKind, Request, RequestMessage, letter_of
from domain.requests.promises import Promise
from domain.requests.record import event_of, subject
from domain.requests.terms import Terms
from handlers.requests.happening import terms_in_force
from handlers.service import Service


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of a request's log with what stands beside it.

    Args:
        event: what happened.
        words: what was written as its reason or with it; empty when there is nothing, or it was erased.
        seat: the seat that acted, as far as it was noted.
        to: the seat that it was handed to.
    """

    event: RequestEvent
    words: str
    seat: int | None = None
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """All that an office's card tells.

    Args:
        request: how the request stands.
        steps: what happened to it.
        clocks: what its clocks show; None only when its log cannot be read.
        terms: by which they were read.
        ngo: whose it is; None once it was erased.
        letter: what the NGO filed.
        written: everything that was written and has left.
        call: the call that it asks about.
        sender: the office that sent it on to where it is; None when nobody did, or a coordinator.
        holder: the seat that took it.
        office: the office that has it.
        promises: what offices promised about it, the earliest first.
    """

    request: Request
    steps: tuple[Step, ...]
    clocks: RequestClocks | None
    terms: Terms
    ngo: Ngo | None
    letter: str
    written: tuple[RequestMessage, ...]
    call: Call | None
    sender: Office | None
    holder: Seat | None
    office: Office | None
    promises: tuple[Promise, ...] = ()

    @property
    def left_behind(self) -> bool:
        """Tell whether whoever took it sits in the office no more."""
        return self.holder is not None and self.holder.until is not None

    @property
    def files(self) -> int:
        """Return how many files came with the letter."""
        return sum(len(one.files) for one in self.written if one.kind is MessageKind.LETTER)

    @property
    def additions(self) -> tuple[RequestMessage, ...]:
        """Return what the NGO added."""
        return tuple(one for one in self.written if one.kind is MessageKind.ADDITION)

    @property
    def last_answer(self) -> RequestMessage | None:
        """Return the last answer of the office that has it."""
        answers = (one for one in reversed(self.written) if one.kind is MessageKind.ANSWER)
        return next((one for one in answers if one.office_id == self.request.office_id), None)

    @property
    def redirect(self) -> Step | None:
        """Return the step by which it came to where it is, when somebody sent it on."""
        return next((step for step in reversed(self.steps) if step.event.kind is EventKind.REDIRECTED), None)

    def without_words(self) -> Desk:
        """Return it without anything that anybody wrote: for whoever sees only its state and its dates."""
        return replace(self, letter="", written=(), steps=without_words(self.steps))

    def ended_by(self) -> Step | None:
        """Return the step that closed or withdrew it last."""
        ends = (EventKind.CLOSED, EventKind.WITHDRAWN)
        return next((step for step in reversed(self.steps) if step.event.kind in ends), None)


def steps_of(rows: Sequence[Row]) -> tuple[Step, ...]:
    """Return the steps that entries of the log tell, in their order."""
    found = []
    for row in rows:
        event = event_of(row)
        if event is not None:
            facts: Mapping[str, object] = json.loads(row[5])
            found.append(Step(event, row[10] or "", _number(facts.get("seat")), _number(facts.get("to"))))
    return tuple(found)


def without_words(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps without what was written with them."""
    return tuple(replace(step, words="") for step in steps)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


async def steps_in(repositories: Repositories, request_id: int) -> tuple[Step, ...]:
    """Return what happened to the request. One trip."""
    return steps_of(await repositories.journal.of_subjects([subject(request_id)]))


async def desk_of(repositories: Repositories, request: Request, service: Service, now: datetime) -> Desk:
    """Return all that the card of the request tells."""
    terms = await terms_in_force(repositories, service, await service.by_law(service.today(now)))
    steps = await steps_in(repositories, request.id)
    written = tuple(one for one in await repositories.request_messages.of_request(request.id) if one.entry is not None)
    known = await repositories.organisations.get(request.ngo_id) if request.ngo_id is not None else None
    shelved = await repositories.calls.get(request.call_id) if request.call_id is not None else None
    holder = await repositories.seats.get(request.seat_id) if request.seat_id is not None else None
    sender = sender_of(steps)
    return Desk(
        request=request,
        steps=steps,
        clocks=clocks_of([step.event for step in steps], terms, now),
        terms=terms,
        ngo=known[0] if known else None,
        letter=letter_of(written),
        written=written,
        call=shelved.call if shelved else None,
        sender=await repositories.offices.get(sender) if sender is not None else None,
        holder=holder,
        office=await repositories.offices.get(request.office_id) if request.office_id is not None else None,
        promises=tuple(await repositories.promises.of_request(request.id)),
    )


def sender_of(steps: Sequence[Step]) -> int | None:
    """Return the office that had the request before the last redirect; None when no office sent it on."""
    places = [step.event for step in steps if step.event.kind in (EventKind.FILED, EventKind.REDIRECTED)]
    return places[-2].office_id if len(places) > 1 else None
