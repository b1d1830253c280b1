"""What officials of an office are told of each other's work on a request, and of what became of their own words."""

from __future__ import annotations

from datetime import datetime

from domain.offices import Seat
from domain.ports import Repositories
from domain.requests.model import Request, RequestMessage
from domain.requests.parts import NEXT, parts
from handlers.requests.telling import files, parcel, recipients
from handlers.service import Service

OFFICE = "office"  # something among the officials of an office: a note, or that a request was handed over
SENT = "sent"  # what an official wrote has left
KEPT = "kept"  # it could not leave


async def colleagues(
    repositories: Repositories, service: Service, request: Request, entry: int, now: datetime, message: RequestMessage
) -> None:
    """Tell the others of the office what one of them noted, with its files; nobody else hears of it.

    All who sit there hear of it, on duty or not; an office that works in a group reads it in the group.
    """
    assert message.office_id is not None  # only officials note something
    parcels = []
    chats = list(await recipients(repositories, service, message.office_id, now))
    if all(chat > 0 for chat in chats):
        seats = (await repositories.seats.of_offices([message.office_id]))[message.office_id]
        chats = [seat.person_id for seat in seats if seat.person_id is not None]
    for chat in chats:
        if chat in (message.person_id, message.chat_id):
            continue
        parcels += [
            parcel(
                request,
                chat,
                OFFICE,
                f"{OFFICE}:{entry}:{part}",
                office=message.office_id,
                entry=entry,
                part=part,
            )
            for part, _ in enumerate(parts(message.text, NEXT))
        ]
        parcels += files(request, chat, [message], office=message.office_id)
    await repositories.outbox.put(parcels, now)


async def handed(repositories: Repositories, request: Request, entry: int, seat: Seat, now: datetime) -> None:
    """Tell an official that a request was handed to them."""
    if seat.person_id is not None:
        ids = {"office": seat.office_id, "entry": entry, "part": 0}
        told = parcel(request, seat.person_id, OFFICE, f"{OFFICE}:{entry}:0", **ids)
        await repositories.outbox.put([told], now)
