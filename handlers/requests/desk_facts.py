"""What an office's card of a request is made of: few trips, since it is written anew for every chat that has it.

An NGO's screens name everybody who ever had the request: they are made of a `casefile.CaseFile`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.calls.model import Call
from domain.offices import Office, Seat
from domain.people import Ngo
from domain.ports import Repositories
from domain.requests.chronicle import Told, office_before, without_words
from domain.requests.clocks import RequestClocks, clocks_of
from domain.requests.events import EventKind
from domain.requests.model import MessageKind, Request, RequestMessage, letter_of
from domain.requests.promises import Promise
from domain.requests.terms import Terms
from handlers.requests.casefile import log_of
from handlers.requests.happening import terms_in_force
from handlers.service import Service


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
        joined: how many other NGOs joined it.
    """

    request: Request
    steps: tuple[Told, ...]
    clocks: RequestClocks | None
    terms: Terms
    ngo: Ngo | None
    letter: str
    written: tuple[RequestMessage, ...]
    call: Call | None
    sender: Office | None
    holder: Seat | None
    office: Office | None
    promises: Sequence[Promise] = ()
    joined: int = 0

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
    def redirect(self) -> Told | None:
        """Return the step by which it came to where it is, when somebody sent it on."""
        return _redirect(self.steps)

    def without_words(self) -> Desk:
        """Return it without anything that anybody wrote: for whoever sees only its state and its dates."""
        return replace(self, letter="", written=(), promises=(), steps=without_words(self.steps))

    def ended_by(self) -> Told | None:
        """Return the step that closed or withdrew it last."""
        ends = (EventKind.CLOSED, EventKind.WITHDRAWN)
        return next((step for step in reversed(self.steps) if step.event.kind in ends), None)


async def desk_of(repositories: Repositories, request: Request, service: Service, now: datetime) -> Desk:
    """Return all that the card of the request tells."""
    terms = await terms_in_force(repositories, service, await service.by_law(service.today(now)))
    steps = await log_of(repositories, request.id)
    written = tuple(one for one in await repositories.request_messages.of_request(request.id) if one.entry is not None)
    known = await repositories.organisations.get(request.ngo_id) if request.ngo_id is not None else None
    shelved = await repositories.calls.get(request.call_id) if request.call_id is not None else None
    holder = await repositories.seats.get(request.seat_id) if request.seat_id is not None else None
    redirect = _redirect(steps)
    sender = office_before(steps, redirect.event.number) if redirect is not None else None
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
        joined=len((await repositories.cosigners.of_request(request.id)).ngos),
    )


def _redirect(log: Sequence[Told]) -> Told | None:
    return next((told for told in reversed(log) if told.event.kind is EventKind.REDIRECTED), None)
