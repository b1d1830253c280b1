"""Who is told of what happens to a request: parcels for the outbox, in the unit of work of the fact they tell.

What a parcel says is made when it leaves (`letters`), for the state the request is in by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from domain.outbox import OutboxKind, Parcel, Priority
from domain.ports import Repositories
from domain.requests.attachments import bundles
from domain.requests.model import MessageKind, Request, RequestMessage, letter_of
from domain.requests.parts import NEXT, parts
from handlers.service import Service

CARD = "card"  # an office's card of the request: a reply to it is an answer
STEP = "step"  # something that happened, told to the NGO
PART = "part"  # a letter goes on that does not fit on its card, or what was written about it before
FILES = "files"  # files of a message, in one album or alone
ASTRAY = "astray"  # the card of coordinators: nobody is subscribed, or the NGO came to them


async def recipients(repositories: Repositories, service: Service, office_id: int, now: datetime) -> Sequence[int]:
    """Return the chats of an office that a letter goes to now: everybody who sits there."""
    seats = (await repositories.seats.of_offices([office_id]))[office_id]
    return [seat.person_id for seat in seats if seat.person_id is not None]


async def letter(repositories: Repositories, service: Service, request: Request, now: datetime) -> None:
    """Send a request, with its files, to the office that has it; to the coordinators of the territory when none has.

    All that passed between the NGO and the offices goes with it; what officials noted among themselves does not.
    """
    written = await repositories.request_messages.of_request(request.id)
    messages = [one for one in written if one.entry is not None and one.kind is not MessageKind.NOTE]
    if request.office_id is None:
        chats, about = await repositories.coordinators.of_territory(request.territory_id), ASTRAY
    else:
        chats, about = await recipients(repositories, service, request.office_id, now), CARD
    parcels = []
    for chat in chats:
        key = f"{about}:{request.id}:{request.office_id or 0}:{request.revision}"
        parcels.append(parcel(request, chat, about, key, office=request.office_id))
        if about == CARD:
            parcels += _words(request, chat, messages)
        parcels += files(request, chat, messages, office=request.office_id)
    await repositories.outbox.put(parcels, now)


def _words(request: Request, chat: int, messages: Sequence[RequestMessage]) -> list[Parcel]:
    """Return parcels with the words that do not stand on the card: the rest of a long letter, and what followed it."""
    letter = letter_of(messages)
    place = request.office_id or 0
    found = [(0, part) for part in range(1, len(parts(letter)))]
    found += [
        (message.id, part)
        for message in messages
        if message.kind is not MessageKind.LETTER and message.text
        for part, _ in enumerate(parts(message.text, NEXT))
    ]
    return [
        parcel(
            request,
            chat,
            PART,
            f"{PART}:{number}:{part}:{place}:{request.revision}",
            office=request.office_id,
            message=number or None,
            part=part,
        )
        for number, part in found
    ]


async def ngo(
    repositories: Repositories,
    request: Request,
    entry: int,
    now: datetime,
    *,
    but: int | None = None,
    message: RequestMessage | None = None,
) -> None:
    """Tell every member of the NGO what entry `entry` of the log says, with the files of a message.

    Args:
        repositories: of the unit of work.
        request: what it is about.
        entry: the entry of the log that is told.
        now: the moment of handling.
        but: the member who did it and sees it on the screen.
        message: whose files follow.
    """
    if request.ngo_id is None:
        return
    parcels = []
    for member in await repositories.organisations.members(request.ngo_id):
        if member.person_id == but:
            continue
        parcels.append(parcel(request, member.person_id, STEP, f"{STEP}:{entry}", entry=entry))
        if message is not None:
            parcels += files(request, member.person_id, [message])
    await repositories.outbox.put(parcels, now)


async def refresh(repositories: Repositories, request: Request, now: datetime) -> None:
    """Bring every card under the request up to its present state: each is edited where it stands."""
    parcels = [
        parcel(
            request,
            card.chat_id,
            card.about,
            f"edit:{card.message_id}:{request.revision}",
            office=card.office_id,
            edits=card.message_id,
        )
        for about in (CARD, ASTRAY)
        for card in await repositories.request_cards.of_request(request.id, about)
    ]
    await repositories.outbox.put(parcels, now)


def files(
    request: Request, chat: int, messages: Iterable[RequestMessage], *, office: int | None = None
) -> list[Parcel]:
    """Return parcels with the files of messages, to an office or to others: what can go as one album goes as one."""
    return [
        parcel(
            request,
            chat,
            FILES,
            f"{FILES}:{message.id}:{place}:{office or 0}",
            office=office,
            message=message.id,
            bundle=place,
        )
        for message in messages
        for place, _ in enumerate(bundles(message.files))
    ]


def parcel(request: Request, chat: int, about: str, key: str, **ids: Any) -> Parcel:
    """Return a parcel about a request. `ids` are what its writer in `letters` needs besides the request's number."""
    known = {name: value for name, value in ids.items() if value is not None}
    return Parcel(
        chat, OutboxKind.REQUEST, key, {"about": about, "request": request.id, **known}, priority=Priority.URGENT
    )
