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
from domain.requests.model import Request, RequestMessage
from handlers.service import Service

CARD = "card"  # an office's card of the request: a reply to it is an answer
STEP = "step"  # something that happened, told to the NGO
FILES = "files"  # files of a message, in one album or alone
TOPIC = "topic"  # the last line of a request's topic in a group, or that it is open again
ASTRAY = "astray"  # the card of coordinators: nobody is subscribed, or the NGO came to them


async def recipients(repositories: Repositories, office_id: int) -> Sequence[int]:
    """Return the chats of an office that a letter goes to: everybody who sits there."""
    seats = (await repositories.seats.of_offices([office_id]))[office_id]
    return [seat.person_id for seat in seats if seat.person_id is not None]


async def group_of(repositories: Repositories, office_id: int) -> Sequence[int]:
    """Return the group in which the office works, where letters go first: one chat, or none."""
    group = await repositories.office_groups.of_office(office_id)
    return [group.chat_id] if group is not None else []


async def letter(repositories: Repositories, service: Service, request: Request, now: datetime) -> None:
    """Send a request, with its files, to the office that has it; to the coordinators of the territory when none has."""
    messages = await repositories.request_messages.of_request(request.id)
    if request.office_id is None:
        chats, about = await repositories.coordinators.of_territory(request.territory_id), ASTRAY
    else:
        together = await group_of(repositories, request.office_id)
        chats, about = [*together, *await recipients(repositories, request.office_id)], CARD
    parcels = []
    for chat in chats:
        key = f"{about}:{request.id}:{request.office_id or 0}:{request.revision}"
        parcels.append(parcel(request, chat, about, key, office=request.office_id))
        parcels += files(request, chat, messages, office=request.office_id)
    await repositories.outbox.put(parcels, now)


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
    """Bring every card under the request up to its present state, each edited where it stands, and its topics."""
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
    parcels += [
        parcel(request, topic.chat_id, TOPIC, f"{TOPIC}:{request.revision}:{request.id}", office=topic.office_id)
        for topic in await repositories.office_groups.topics_of(request.id)
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
