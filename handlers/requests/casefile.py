"""All that is known of one request, with the names of everybody who had it: for the screens of its NGO.

An office's card needs less and is written far more often: see `desk_facts.Desk`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.calls.model import Call
from domain.errors import NoSuchRequest
from domain.offices import Office, Seat
from domain.people import Ngo
from domain.ports import Repositories
from domain.requests.chronicle import Told, chronicle, ratings
from domain.requests.clocks import RequestClocks, clocks_of
from domain.requests.cosigning import Joined
from domain.requests.events import EventKind, Rating
from domain.requests.model import Request, RequestMessage
from domain.requests.promises import Promise
from domain.requests.record import subject
from domain.requests.terms import Terms
from handlers.requests.drafting import call_of
from handlers.requests.happening import terms_in_force
from handlers.service import Service


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A request with its log, its clocks, what was written and who had it.

    Args:
        request: how it stands.
        log: what happened to it, in order.
        clocks: what its clocks show at `now`.
        terms: by which they run.
        messages: all that was written about it.
        offices: every office that had it, by id.
        seats: every seat from which something was done, by id.
        ngos: its own NGO and those that joined, by id.
        joined: who joined it.
        now: the moment of looking.
        promises: what offices promised about it, the earliest first.
        call: the call that it asks about.
        deserted: whether nobody sits in the office that has it.
    """

    request: Request
    log: tuple[Told, ...]
    clocks: RequestClocks
    terms: Terms
    messages: tuple[RequestMessage, ...]
    offices: Mapping[int, Office]
    seats: Mapping[int, Seat]
    ngos: Mapping[int, Ngo]
    joined: Joined
    now: datetime
    promises: Sequence[Promise] = ()
    call: Call | None = None
    deserted: bool = False

    @property
    def ratings(self) -> Mapping[int, Rating]:
        """Return what the NGO says of the answers, by entry."""
        return ratings(self.log)

    def told(self, entry: int) -> Told | None:
        """Return an entry of the log."""
        return next((one for one in self.log if one.event.number == entry), None)

    def message_of(self, told: Told) -> RequestMessage | None:
        """Return what was written with an event; of an edit, the message that was edited."""
        number = told.event.about if told.event.kind is EventKind.EDITED else told.event.number
        return next((one for one in self.messages if one.entry == number), None)

    def seat_of(self, told: Told) -> Seat | None:
        """Return the seat from which something was done."""
        message = self.message_of(told)
        seat = told.seat_id or (message.seat_id if message is not None else None)
        return self.seats.get(seat) if seat is not None else None


async def log_of(repositories: Repositories, request_id: int) -> tuple[Told, ...]:
    """Return what happened to a request. One trip."""
    return chronicle(await repositories.journal.of_subjects([subject(request_id)]))


async def case_file(repositories: Repositories, service: Service, request: Request, now: datetime) -> CaseFile:
    """Gather what is known of a request. Not in a unit of work: the calendar may have to be worked out.

    Raises:
        NoSuchRequest: its log does not begin.
    """
    terms = await terms_in_force(repositories, service, await service.by_law(service.today(now)))
    log = await log_of(repositories, request.id)
    clocks = clocks_of([told.event for told in log], terms, now)
    if clocks is None:
        raise NoSuchRequest(request.id)
    messages = tuple(await repositories.request_messages.of_request(request.id))
    joined = await repositories.cosigners.of_request(request.id)
    offices = {request.office_id, *(told.event.office_id for told in log)} - {None}
    seats = {request.seat_id, *(told.seat_id for told in log), *(one.seat_id for one in messages)} - {None}
    ngos = {request.ngo_id, *joined.ngos, *(told.facts.get("ngo") for told in log)} - {None}
    # A handful of each: whoever had the letter in their hands.
    known_offices = {number: await repositories.offices.get(number) for number in sorted(filter(None, offices))}
    known_seats = {number: await repositories.seats.get(number) for number in sorted(filter(None, seats))}
    known_ngos = {number: await repositories.organisations.get(number) for number in sorted(filter(None, ngos))}
    place = request.office_id
    deserted = place is not None and not (await repositories.seats.of_offices([place]))[place]
    return CaseFile(
        request=request,
        log=log,
        clocks=clocks,
        terms=terms,
        messages=messages,
        offices={number: office for number, office in known_offices.items() if office is not None},
        seats={number: seat for number, seat in known_seats.items() if seat is not None},
        ngos={number: known[0] for number, known in known_ngos.items() if known is not None},
        joined=joined,
        now=now,
        promises=tuple(await repositories.promises.of_request(request.id)),
        call=await call_of(repositories, request.call_id),
        deserted=deserted,
    )
