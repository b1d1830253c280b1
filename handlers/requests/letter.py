"""The printable letter: a request with all that followed, for the registry of the office that has it."""

from __future__ import annotations

import asyncio

from aiogram import Router
from aiogram.types import CallbackQuery

from domain.calendar import WorkingCalendar
from domain.errors import NoSuchRequest
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.clocks import clocks_of
from domain.requests.events import EventKind
from domain.requests.model import MessageKind, Request, RequestMessage
from domain.requests.record import events_of, subject
from handlers.filters import Agreed
from handlers.presenting import Given
from handlers.requests.happening import terms_in_force
from handlers.requests.letter_callbacks import PrintPress
from handlers.requests.standing import request_served
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.requests import letter as views
from handlers.views.requests.letter_docx import LetterFacts, Written, letter_docx
from handlers.views.screen import Answer, Document


def router() -> Router:
    """Return the router of the printable letter."""
    router = Router(name="request letter")
    router.callback_query.filter(Agreed())
    router.callback_query.register(send, PrintPress.filter())
    return router


async def send(
    _query: CallbackQuery, callback_data: PrintPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Send the request as a document to an official of the office that has it.

    Raises:
        NoSuchRequest: there is none that the presser may know of.
        NotYourRequest: their office does not have it (any more).
    """
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        request, _ = await request_served(repositories, visitor, callback_data.id, service)
        facts = await facts_of(repositories, request, law, tr, service)
    content = await asyncio.to_thread(letter_docx, facts, tr)  # others are answered meanwhile
    return Answer(documents=(Document(views.file_name(request), content, views.caption(request, tr)),))


async def facts_of(
    repositories: Repositories, request: Request, law: WorkingCalendar, tr: Translator, service: Service
) -> LetterFacts:
    """Return what stands in the letter of a request.

    Raises:
        NoSuchRequest: the log does not know it.
    """
    now = service.clock.now()
    terms = await terms_in_force(repositories, service, law)
    rows = await repositories.journal.of_subjects([subject(request.id)])
    events = events_of(rows)
    clocks = clocks_of(events, terms, now)
    if clocks is None:
        raise NoSuchRequest(request.id)
    filed = next(event for event in events if event.kind is EventKind.FILED)
    known = await repositories.organisations.get(request.ngo_id or 0)
    office = await repositories.offices.get(request.office_id or 0)
    spell = clocks.spells[-1] if len(clocks.spells) > 1 or filed.office_id is None else None
    return LetterFacts(
        request=request,
        ngo=known[0].name if known else "",
        bin=(known[0].bin or "") if known else "",
        territory=place_name(request.territory_id, service, tr),
        office=office.name(tr.language) if office else "",
        topic=next((one.name(tr.language) for one in service.topics if one.id == request.topic_id), ""),
        counted=terms.explain(filed.moment, clocks.whole.hours),
        told=clocks.told,
        extended=clocks.whole.extended_due,
        received=spell.received.astimezone(service.zone) if spell else None,
        office_due=spell.due_now if spell else None,
        written=await _written(repositories, request, service),
        receipt=next(str(row[6]) for row in rows if row[0] == filed.number),
        made=now.astimezone(service.zone),
    )


async def _written(repositories: Repositories, request: Request, service: Service) -> tuple[Written, ...]:
    """Return what was written, with who wrote it; neither notes among officials nor what can still be undone."""
    holders: dict[int, str] = {}

    async def who(message: RequestMessage) -> str:
        if message.seat_id is None:
            return ""
        if message.seat_id not in holders:
            seat = await repositories.seats.get(message.seat_id)
            holders[message.seat_id] = seat.holder if seat else ""
        return holders[message.seat_id]

    return tuple(
        [
            Written(
                message.kind,
                message.text,
                message.sent_at.astimezone(service.zone),
                await who(message),
                message.files,
                message.edited_at.astimezone(service.zone) if message.edited_at else None,
            )
            for message in await repositories.request_messages.of_request(request.id)
            if message.kind is not MessageKind.NOTE and message.leaves_at is None
        ]
    )
