"""Messages that their writers changed in Telegram: both versions are kept, and the other side hears of it.

Telegram tells of an edit in the same words as of the message; whoever wrote the message must still be allowed to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from domain.journal import Erasable
from domain.offices import Seat, SeatRole
from domain.ports import Repositories
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import OF_OFFICE, MessageKind, Request, RequestMessage
from handlers.presenting import Given
from handlers.requests import telling
from handlers.requests.happening import happen
from handlers.requests.written import written
from handlers.service import Service

ONE_MESSAGE = 4096
"""Characters of one message of Telegram's."""

TOLD_AFTER = timedelta(seconds=3)
"""How long an edit waits for the next one."""

CHANGED = "✎"
"""Stands before words that were changed in a message of several."""


def router() -> Router:
    """Return the router of edited messages, in every chat: whatever is not about a request is left alone."""
    router = Router(name="edited messages")
    router.edited_message.register(edited, OfRequest())
    return router


class OfRequest(Filter):
    """What was edited is part of a request; it is handed on as `known`."""

    async def __call__(self, message: Message, service: Service) -> bool | dict[str, Any]:
        """Tell whether it is, and which message it was."""
        async with service.store.read() as repositories:
            known = await repositories.request_messages.at(message.chat.id, message.message_id)
        return False if known is None else {"known": known}


async def edited(message: Message, known: RequestMessage, service: Service, update_id: int) -> Given:
    """Keep what a message says now, and tell the other side, once per edit; an edit that changes nothing is nothing."""
    brought = written(message)
    if brought is None or message.from_user is None or message.from_user.id != known.person_id:
        return None
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    at = datetime.fromtimestamp(message.edit_date, UTC) if message.edit_date else now
    async with service.store.write(update_id) as repositories:
        stored = await repositories.request_messages.get(known.id)
        request = await repositories.requests.get(known.request_id)
        if stored is None or request is None:
            return None  # undone meanwhile
        fresh = tuple(file for file in brought.files if file.unique_id not in {one.unique_id for one in stored.files})
        text = _reads_now(stored, brought.text)
        if text == stored.text and not fresh:
            return None
        if stored.edited_at is not None and at < stored.edited_at:
            return None  # a later one was handled before
        seat = await repositories.seats.get(stored.seat_id) if stored.seat_id is not None else None
        if not await _may(repositories, request, stored, seat):
            return None
        await repositories.request_messages.edit(stored.id, text, at)
        if fresh:
            await repositories.request_messages.add_file(stored.id, replace(stored, text="", files=fresh))
        if stored.entry is None:
            return None  # it has not left yet, and leaves as it reads now
        actor = Actor.NGO if seat is None else Actor.HEAD if seat.role is SeatRole.HEAD else Actor.OFFICER
        event = RequestEvent(0, request.id, EventKind.EDITED, at, actor, office_id=stored.office_id, about=stored.entry)
        facts = {"seat": seat.id} if seat is not None else {}
        if fresh:
            facts["files"] = len(fresh)
        beside = Erasable(stored.person_id, text)
        happened = await happen(repositories, service, law, event, now, beside=beside, facts=facts)
        current = await repositories.request_messages.get(stored.id)
        assert current is not None  # just written
        await _tell(repositories, service, happened.request, happened.entry, current, bool(fresh), now)
    return None


def _reads_now(stored: RequestMessage, words: str) -> str:
    """Return how a message reads after an edit.

    Of one that was put together from several (captions of an album, a letter longer than Telegram's messages) it is not
    known which words were whose: the new ones are set below, and nothing is lost.
    """
    several = len(stored.text) > ONE_MESSAGE or (stored.album and "\n" in stored.text)
    if not several or not words or words in stored.text:
        return stored.text if several else words
    return f"{stored.text}\n\n{CHANGED} {words}"


async def _may(repositories: Repositories, request: Request, stored: RequestMessage, seat: Seat | None) -> bool:
    """Tell whether the writer still speaks for the NGO, or for the office while that has the request."""
    if stored.kind in OF_OFFICE:
        sits = seat is not None and seat.until is None and seat.person_id == stored.person_id
        return sits and stored.office_id == request.office_id
    if stored.person_id is None:
        return False
    return request.ngo_id in {ngo.id for ngo in await repositories.organisations.of_person(stored.person_id)}


async def _tell(
    repositories: Repositories,
    service: Service,
    request: Request,
    entry: int,
    message: RequestMessage,
    with_files: bool,
    now: datetime,
) -> None:
    """Tell the other side; of a note among officials nobody outside hears, and the cards show it.

    Somebody who corrects a word often corrects the next one too: only the last edit of a few seconds is told.
    """
    if message.kind is MessageKind.NOTE:
        return
    later = now + TOLD_AFTER
    if message.kind not in OF_OFFICE:
        await telling.office(
            repositories,
            service,
            request,
            telling.EDITED,
            entry,
            now,
            message=message,
            with_files=with_files,
            not_before=later,
        )
    await telling.ngo(
        repositories,
        request,
        entry,
        now,
        but=message.person_id,
        message=message,
        with_files=with_files,
        not_before=later,
    )
