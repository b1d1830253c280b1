"""Who is told of what happens to a request: parcels for the outbox, in the unit of work of the fact they tell.

What a parcel says is made when it leaves (`letters`), for the state the request is in by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.duty import Addressee, addressees
from domain.outbox import OutboxKind, Parcel, Priority
from domain.ports import Repositories
from domain.requests.attachments import bundles
from domain.requests.model import MessageKind, Request, RequestMessage, letter_of
from domain.requests.parts import NEXT, parts
from handlers.service import Service
from handlers.views.requests.pieces import pieces

CARD = "card"  # an office's card of the request: a reply to it is an answer
STEP = "step"  # something that happened, told to the NGO
PART = "part"  # a letter goes on that does not fit on its card, or what was written about it before
FILES = "files"  # files of a message, in one album or alone
TOPIC = "topic"  # the last line of a request's topic in a group, or that it is open again
ASTRAY = "astray"  # the card of coordinators: nobody is subscribed, or the NGO came to them
ADDITION = "addition"  # what the NGO added, told to the office
EDITED = "edited"  # what the NGO changed in its words, told to the office
NEWS = "news"  # that the NGO reopened or withdrew it, or reminds of it, told to the office

OF_NGO = (ADDITION, EDITED, NEWS)
"""What an office is told beside its card: a reply to any of these is one to the card."""


async def recipients(repositories: Repositories, service: Service, office_id: int, now: datetime) -> Sequence[int]:
    """Return the chats of an office that a letter goes to now (see `domain.duty.addressees`). Two trips."""
    return [one.person_id for one in await addressed(repositories, service, office_id, now)]


async def addressed(repositories: Repositories, service: Service, office_id: int, now: datetime) -> Sequence[Addressee]:
    """Return the same with the seats for whose absent holders somebody stands in. Two trips."""
    seats = (await repositories.seats.of_offices([office_id]))[office_id]
    return addressees(seats, await repositories.duty.of_office(office_id), service.today(now))


async def group_of(repositories: Repositories, office_id: int) -> Sequence[int]:
    """Return the group in which the office works, where letters go first: one chat, or none."""
    group = await repositories.office_groups.of_office(office_id)
    return [group.chat_id] if group is not None else []


async def letter(repositories: Repositories, service: Service, request: Request, now: datetime) -> None:
    """Send a request, with its files, to the office that has it; to the coordinators of the territory when none has.

    All that passed between the NGO and the offices goes with it; what officials noted among themselves does not.
    """
    written = await repositories.request_messages.of_request(request.id)
    messages = [one for one in written if one.entry is not None and one.kind is not MessageKind.NOTE]
    if request.office_id is None:
        chats, about = await repositories.coordinators.of_territory(request.territory_id), ASTRAY
    else:
        together = await group_of(repositories, request.office_id)
        chats, about = [*together, *await recipients(repositories, service, request.office_id, now)], CARD
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
    with_files: bool = True,
    not_before: datetime | None = None,
) -> None:
    """Tell every member of the NGO what entry `entry` of the log says, with the files of a message.

    Members of NGOs that joined hear of answers, without their files unless the author lets them.

    Args:
        repositories: of the unit of work.
        request: what it is about.
        entry: the entry of the log that is told.
        now: the moment of handling.
        but: the member who did it and sees it on the screen.
        message: whose words are told: long ones go in several messages; its files follow.
        with_files: whether they do.
        not_before: when it goes; at once when None.
    """
    if request.ngo_id is None:
        return
    members = {member.person_id for member in await repositories.organisations.members(request.ngo_id)}
    with_it = dict.fromkeys(sorted(members - {but}), with_files)
    if message is not None and message.kind is MessageKind.ANSWER:
        joined = await repositories.cosigners.of_request(request.id)
        others = await _members(repositories, joined.ngos)
        with_it |= dict.fromkeys(sorted(others - members), with_files and joined.files)
    await _tell(repositories, request, entry, now, with_it, message, not_before)


async def cosigners(repositories: Repositories, request: Request, entry: int, now: datetime) -> None:
    """Tell every member of the NGOs that joined what entry `entry` of the log says."""
    joined = await repositories.cosigners.of_request(request.id)
    await _tell(
        repositories, request, entry, now, dict.fromkeys(sorted(await _members(repositories, joined.ngos)), False)
    )


async def _members(repositories: Repositories, ngos: Iterable[int]) -> set[int]:
    return {member.person_id for ngo_id in ngos for member in await repositories.organisations.members(ngo_id)}


async def _tell(
    repositories: Repositories,
    request: Request,
    entry: int,
    now: datetime,
    people: Mapping[int, bool],
    message: RequestMessage | None = None,
    not_before: datetime | None = None,
) -> None:
    """Queue a step for people, each with the message's files or without."""
    parts = len(pieces(message.text)) if message is not None else 1
    parcels = []
    for person, with_files in people.items():
        for part in range(parts):
            key = f"{STEP}:{entry}:{part}" if part else f"{STEP}:{entry}"
            parcels.append(parcel(request, person, STEP, key, entry=entry, part=part or None))
        if message is not None and with_files:
            parcels += files(request, person, [message], entry=entry)
    await repositories.outbox.put([replace(one, not_before=not_before) for one in parcels], now)


async def office(
    repositories: Repositories,
    service: Service,
    request: Request,
    about: str,
    entry: int,
    now: datetime,
    *,
    message: RequestMessage | None = None,
    with_files: bool = True,
    not_before: datetime | None = None,
) -> None:
    """Tell whoever has the request what entry `entry` of the log says: its office, or the coordinators.

    Args:
        repositories: of the unit of work.
        service: everything else.
        request: what it is about.
        about: one of `OF_NGO`.
        entry: the entry of the log that is told.
        now: the moment of handling.
        message: whose words are told, as for `ngo`; its files follow.
        with_files: whether they do.
        not_before: when it goes; at once when None.
    """
    if request.office_id is None:
        chats = await repositories.coordinators.of_territory(request.territory_id)
    else:
        together = await group_of(repositories, request.office_id)
        chats = [*together, *await recipients(repositories, service, request.office_id, now)]
    parts = len(pieces(message.text)) if message is not None else 1
    parcels = []
    for chat in chats:
        for part in range(parts):
            key = f"{about}:{entry}:{part}" if part else f"{about}:{entry}"
            parcels.append(parcel(request, chat, about, key, office=request.office_id, entry=entry, part=part or None))
        if message is not None and with_files:
            parcels += files(request, chat, [message], office=request.office_id, entry=entry)
    await repositories.outbox.put([replace(one, not_before=not_before) for one in parcels], now)


async def refresh(
    repositories: Repositories, request: Request, now: datetime, *, priority: Priority = Priority.URGENT
) -> None:
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
    await repositories.outbox.put([replace(one, priority=priority) for one in parcels], now)


def files(
    request: Request,
    chat: int,
    messages: Iterable[RequestMessage],
    *,
    office: int | None = None,
    entry: int | None = None,
) -> list[Parcel]:
    """Return parcels with the files of messages, to an office or to others: what can go as one album goes as one.

    `entry` is the entry of the log that they go with: a message that was edited is told by several.
    """
    with_entry = "" if entry is None else f":{entry}"
    return [
        parcel(
            request,
            chat,
            FILES,
            f"{FILES}:{message.id}:{place}:{office or 0}{with_entry}",
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
