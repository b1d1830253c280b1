"""The person's own data: what is stored, a copy of it, and having it deleted."""

from __future__ import annotations

import asyncio
import logging

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.duty import PRESENT
from domain.errors import StorageBusy
from domain.offices import By, Office, Seat
from domain.people import Visitor
from domain.ports import Repositories
from handlers import commands, office_record
from handlers.callbacks import Go, Way
from handlers.presenting import Given
from handlers.seating import vacate
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import mydata, onboarding
from handlers.views import privacy as views
from handlers.views.screen import Answer, Later, Screen

log = logging.getLogger(__name__)


def router() -> Router:
    """Return the router of personal data; it serves everybody who chose a language."""
    router = Router(name="privacy")
    router.message.register(show, Command("privacy"))
    router.message.register(offer, Command("mydata"))
    router.callback_query.register(show_again, Go.filter(F.to == Way.PRIVACY))
    router.callback_query.register(copy, Go.filter(F.to == Way.MY_DATA))
    router.callback_query.register(ask, Go.filter(F.to == Way.ERASE_ASK))
    router.callback_query.register(erase, Go.filter(F.to == Way.ERASE))
    return router


async def show(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show the consent in force and what is stored."""
    return await _screen(visitor, tr, service)


async def show_again(_query: CallbackQuery, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Go back from the question."""
    return await _screen(visitor, tr, service)


async def _screen(visitor: Visitor, tr: Translator, service: Service) -> Screen:
    if visitor.language is None:
        return onboarding.welcome(service.texts)
    async with service.store.read() as repositories:
        mine = await repositories.subscriptions.of_chat(visitor.chat_id)
        chats = await repositories.groups.of_admin(visitor.person_id)
        sent = (await repositories.submissions.of_person(visitor.person_id, 0, 1)).total
        expected = await repositories.seasons.watched(visitor.chat_id)
        seat = await _seat(visitor, repositories)
        consents = await repositories.personal.consents(visitor.person_id)
        away = None
        if visitor.seat is not None:
            known = (await repositories.duty.of_office(visitor.seat.office_id)).get(visitor.seat.seat_id, PRESENT)
            away = known.coming(service.today(service.clock.now()))
    return views.privacy(visitor, mine, tr, service, chats, sent, expected, seat, away, consents)


async def _seat(visitor: Visitor, repositories: Repositories) -> tuple[Office, Seat] | None:
    """Return the seat that the person holds, with its office."""
    if visitor.seat is None:
        return None
    seat = await repositories.seats.get(visitor.seat.seat_id)
    office = await repositories.offices.get(visitor.seat.office_id)
    return (office, seat) if seat is not None and office is not None else None


async def offer(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Offer the copy and the deletion."""
    if visitor.language is None:
        return onboarding.welcome(service.texts)
    return mydata.screen(tr, consented=visitor.consented)


async def copy(_query: CallbackQuery, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Send everything that is kept about the presser, whether they agreed to the text in force or not: it is theirs."""
    if visitor.language is None:
        return onboarding.welcome(service.texts)
    async with service.store.read() as repositories:
        kept = await repositories.personal.of(visitor.person_id)
    made = await asyncio.to_thread(
        mydata.document, kept, tr, service, service.clock.now()
    )  # others are answered meanwhile
    return Answer(documents=(made,))


async def ask(_query: CallbackQuery, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Ask before deleting, and say what stays."""
    if not visitor.consented:
        return onboarding.welcome(service.texts)
    alone, shared, waiting = False, False, 0
    async with service.store.read() as repositories:
        chats = await repositories.groups.of_admin(visitor.person_id)
        for ngo in await repositories.organisations.of_person(visitor.person_id):
            if len(await repositories.organisations.members(ngo.id)) > 1:
                shared = True
            else:
                alone = True
                waiting += (await repositories.request_drafts.filed(ngo.id, visitor.person_id, service.clock.now()))[1]
    return views.erase_question(
        tr,
        chats,
        seated=visitor.seat is not None,
        shared=shared,
        alone=alone,
        waiting=waiting,
        coordinating=bool(visitor.coordinates),
    )


async def erase(_query: CallbackQuery, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Delete everything about the person; a second press finds nothing to delete."""
    if not visitor.consented:
        return onboarding.welcome(service.texts)
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        if visitor.seat is not None:
            await vacate(repositories, service, law, visitor.seat.seat_id, By(visitor.person_id, "self"), now)
        await office_record.erase(repositories, visitor.person_id, now)
    later = Later(lambda: _scrub(service), _nothing)
    return Answer(screens=(views.erased(tr),), also=(commands.forget(visitor.chat_id),), later=later)


async def _scrub(service: Service) -> None:
    """Let the database forget at once; when it is busy, housekeeping does so within the hour."""
    try:
        await service.store.scrub()
    except StorageBusy:
        log.info("what was erased is cleaned out of the database's files later: it is busy")


async def _nothing(_found: object, _visitor: Visitor, _tr: Translator) -> None:
    return None
