"""Working hours of an office: set by its coordinators and its head. Letters that came before keep their dates."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from domain.errors import NoSuchOffice, NotYourOffice
from domain.offices import Office, Rights
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime, WrongHours
from handlers import office_record
from handlers.filters import Talking
from handlers.office_callbacks import HoursAct, HoursPress
from handlers.office_card import card_in, looked
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import office_hours as views
from handlers.views.failures import refusal
from handlers.views.screen import Answer, Screen

ABOUT = "hours"
LONGEST = 60
"""Characters of an answer that can be hours."""


def router() -> Router:
    """Return the router of the buttons."""
    router = Router(name="office hours")
    router.callback_query.register(press, HoursPress.filter())
    return router


def answers() -> Router:
    """Return the router of typed hours: included after every command."""
    router = Router(name="office hours answers")
    router.message.register(typed, Talking(ABOUT))
    return router


async def press(
    _query: CallbackQuery,
    callback_data: HoursPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Ask for the hours, with the usual ones as buttons; or set those that a button says."""
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        office, may = await _setting(callback_data.id, visitor, repositories, service)
        current = await repositories.offices.hours(office.id) or DEFAULT_HOURS
        if callback_data.act is HoursAct.LEAVE:
            await _close(repositories, visitor, service)
            return await card_in(repositories, office, may, tr, service)
        if callback_data.act is HoursAct.ASK or callback_data.usual >= len(views.USUAL):
            dialogue = Dialogue(f"{ABOUT}:type", {"office": office.id})
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
            return views.ask(office, current, tr, service)
        hours = views.USUAL[callback_data.usual]
        changed = await _put(repositories, office, current, hours, may, visitor, service)
        card = await card_in(repositories, office, may, tr, service)
    return Answer(screens=(card,), toast=views.done(tr, changed=changed))


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take the hours that were typed, or say what they look like."""
    said = message.text or ""
    try:
        number = int(visitor.dialogue.data["office"])
    except (KeyError, TypeError, ValueError):
        number = 0
    async with service.store.write(update_id) as repositories:
        try:
            office, may = await _setting(number, visitor, repositories, service)
        except (NoSuchOffice, NotYourOffice) as error:  # meanwhile: the question is over
            await _close(repositories, visitor, service)
            return Screen(refusal(error, tr))
        current = await repositories.offices.hours(office.id) or DEFAULT_HOURS
        try:
            hours = WorkingTime.parse(said[:LONGEST])
        except WrongHours:
            return views.ask(office, current, tr, service, again=True)
        changed = await _put(repositories, office, current, hours, may, visitor, service)
        card = await card_in(repositories, office, may, tr, service)
    return views.after(card, tr, changed=changed)


async def _setting(
    office_id: int, visitor: Visitor, repositories: Repositories, service: Service
) -> tuple[Office, Rights]:
    """Return the office and in which right the visitor sets its hours.

    Raises:
        NoSuchOffice: it does not exist, or is closed.
        NotYourOffice: they may not.
    """
    office, may = await looked(office_id, visitor, repositories, service)
    if not may.sets_hours:
        raise NotYourOffice(office_id)
    return office, may


async def _put(
    repositories: Repositories,
    office: Office,
    before: WorkingTime,
    hours: WorkingTime,
    may: Rights,
    visitor: Visitor,
    service: Service,
) -> bool:
    """Store the hours and close the question; False when they were the same already."""
    await _close(repositories, visitor, service)
    if hours == before:
        return False
    await office_record.set_hours(repositories, office.id, before, hours, may.by, service.clock.now())
    return True


async def _close(repositories: Repositories, visitor: Visitor, service: Service) -> None:
    """Close the question, if it is the one that waits for an answer."""
    if (visitor.dialogue.state or "").startswith(f"{ABOUT}:"):
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())
