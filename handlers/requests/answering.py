"""What an official wrote leaves: once, when the time to undo it is over or its writer says so.

Until then it is a row that nobody has seen. Then, in one unit, it is logged at the moment it was written, and the NGO
(of a note, the colleagues) and its writer are told. When the request may not be answered any more the row goes, and its
writer is told why; the words stay in their chat.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import RequestUnfit
from domain.journal import Erasable
from domain.offices import Seat, SeatRole
from domain.ports import Repositories
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.leaving import Held, held
from domain.requests.model import MessageKind, Request, RequestMessage
from handlers.requests import office_telling, telling
from handlers.requests.happening import Happened, happen
from handlers.service import Service

WINDOW = "window"
"""What the screen under something that has not left yet is about, with the number of the message."""

EVENTS = {
    MessageKind.ANSWER: EventKind.ANSWERED,
    MessageKind.DETAILS: EventKind.DETAILS_ASKED,
    MessageKind.NOTE: EventKind.NOTE,
}


@dataclass(frozen=True, slots=True)
class Left:
    """A message that has left, and what is so after it."""

    message: RequestMessage
    happened: Happened


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that could not leave."""

    message: RequestMessage
    request: Request
    why: Held


class _LeftMeanwhile(Exception):
    """Another process let it go in the same moment: what was done here is taken back."""


def window(number: int) -> str:
    """Return what the screen under message `number` is about."""
    return f"{WINDOW}:{number}"


async def let_go(number: int, service: Service, *, at_once: bool = False, tell: bool = True) -> Left | Kept | None:
    """Let a message leave.

    Args:
        number: the message.
        service: everything else.
        at_once: its writer does not want to wait.
        tell: whether its writer is told by a message of its own.

    Returns:
        What came of it; None when it has left before, was undone, or its time has not come.
    """
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    try:
        async with service.store.write() as repositories:
            message = await _waiting(repositories, number, now, at_once=at_once)
            if message is None:
                return None
            request = await repositories.requests.get(message.request_id)
            seat = await repositories.seats.get(message.seat_id) if message.seat_id is not None else None
            assert request is not None  # a message belongs to one
            current = seat is not None and seat.until is None
            why = held(request, message.office_id if current else None, message.kind)
            if why is None and seat is not None:
                event = _event(message, seat)
                beside = Erasable(message.person_id, message.text)
                facts = {"seat": seat.id, "message": number, "files": len(message.files)}
                try:
                    happened = await happen(repositories, service, law, event, now, beside=beside, facts=facts)
                except RequestUnfit:
                    why = Held.CLOSED  # nothing was written: it is asked first
                else:
                    if not await repositories.request_messages.leave(number, happened.entry):
                        raise _LeftMeanwhile
                    await _tell(repositories, service, message, happened, now, tell=tell)
                    return Left(message, happened)
            assert why is not None
            await repositories.request_messages.undo(number)
            if tell:
                await _refuse(repositories, message, request, why, now)
            return Kept(message, request, why)
    except _LeftMeanwhile:
        return None


async def _waiting(repositories: Repositories, number: int, now: datetime, *, at_once: bool) -> RequestMessage | None:
    """Return a message that may leave now; no part of an album is added to it any more."""
    if not await repositories.request_messages.hold(number):
        return None
    message = await repositories.request_messages.get(number)
    if message is None or message.leaves_at is None:
        return None
    return message if at_once or message.leaves_at <= now else None


def _event(message: RequestMessage, seat: Seat) -> RequestEvent:
    return RequestEvent(
        number=0,
        request_id=message.request_id,
        kind=EVENTS[message.kind],
        moment=message.sent_at,
        actor=Actor.HEAD if seat.role is SeatRole.HEAD else Actor.OFFICER,
        office_id=message.office_id,
    )


async def _tell(
    repositories: Repositories,
    service: Service,
    message: RequestMessage,
    happened: Happened,
    now: datetime,
    *,
    tell: bool,
) -> None:
    request, entry = happened.request, happened.entry
    if message.kind is MessageKind.NOTE:
        await office_telling.colleagues(repositories, service, request, entry, now, message)
    else:
        await telling.ngo(repositories, request, entry, now, message=message)
    if not tell:
        return
    edits = await _window(repositories, message)
    ids = {"office": message.office_id, "message": message.id, "edits": edits, "replies_to": message.message_id}
    key = f"{office_telling.SENT}:{message.id}"
    await repositories.outbox.put([telling.parcel(request, message.chat_id, office_telling.SENT, key, **ids)], now)


async def _refuse(
    repositories: Repositories, message: RequestMessage, request: Request, why: Held, now: datetime
) -> None:
    edits = await _window(repositories, message)
    ids = {"office": message.office_id, "why": why.value, "edits": edits, "replies_to": message.message_id}
    key = f"{office_telling.KEPT}:{message.id}"
    await repositories.outbox.put([telling.parcel(request, message.chat_id, office_telling.KEPT, key, **ids)], now)


async def _window(repositories: Repositories, message: RequestMessage) -> int | None:
    """Return the screen under the message, which is brought up to date instead of writing another one."""
    cards = await repositories.request_cards.of_request(message.request_id, window(message.id))
    return next((card.message_id for card in cards if card.chat_id == message.chat_id), None)
