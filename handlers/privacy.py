"""The person's own data: what is stored, and having it deleted."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.duty import PRESENT
from domain.offices import By, Office, Seat
from domain.people import Visitor
from domain.ports import Repositories
from handlers import commands, office_record
from handlers.callbacks import Go, Way
from handlers.presenting import Given
from handlers.seating import vacate
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import onboarding
from handlers.views import privacy as views
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of personal data; it serves everybody who chose a language."""
    router = Router(name="privacy")
    router.message.register(show, Command("privacy"))
    router.callback_query.register(show_again, Go.filter(F.to == Way.PRIVACY))
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
        away = None
        if visitor.seat is not None:
            known = (await repositories.duty.of_office(visitor.seat.office_id)).get(visitor.seat.seat_id, PRESENT)
            away = known.coming(service.today(service.clock.now()))
    return views.privacy(visitor, mine, tr, service, chats, sent, expected, seat, away)


async def _seat(visitor: Visitor, repositories: Repositories) -> tuple[Office, Seat] | None:
    """Return the seat that the person holds, with its office."""
    if visitor.seat is None:
        return None
    seat = await repositories.seats.get(visitor.seat.seat_id)
    office = await repositories.offices.get(visitor.seat.office_id)
    return (office, seat) if seat is not None and office is not None else None


async def ask(_query: CallbackQuery, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Ask before deleting."""
    if not visitor.consented:
        return onboarding.welcome(service.texts)
    async with service.store.read() as repositories:
        chats = await repositories.groups.of_admin(visitor.person_id)
    return views.erase_question(tr, chats, seated=visitor.seat is not None)


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
    return Answer(screens=(views.erased(tr),), also=(commands.forget(visitor.chat_id),))
