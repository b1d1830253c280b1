"""/review: coordinators look at what people sent, and decide."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.people import Dialogue, Visitor
from domain.submissions import Act, NotAllowed, Reason, State, check, concerns
from handlers import commands, duplicates, publishing
from handlers.callbacks import ReviewAct, ReviewPress
from handlers.correcting import refused
from handlers.filters import Coordinating, Ready
from handlers.intake import ABOUT
from handlers.presenting import Given
from handlers.service import Service
from handlers.submitting import standing
from handlers.texts import Translator
from handlers.views import menu, submissions
from handlers.views.duplicates import entry
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of the coordinators' queue; which territory a press concerns is checked each time."""
    router = Router(name="reviewing")
    router.message.filter(Ready(), Coordinating())
    router.callback_query.filter(Ready(), Coordinating())
    router.message.register(review, Command("review"))
    router.callback_query.register(press, ReviewPress.filter())
    return router


async def review(_message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Show what waits, oldest first."""
    screen = await queue(ReviewAct.WAITING, 0, visitor, tr, service, update_id)
    return Answer(
        screens=(screen,),
        also=(commands.follow(visitor.chat_id, tr, coordinating=True, seated=visitor.seat is not None),),
    )


async def queue(
    what: ReviewAct, number: int, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Screen:
    """Return a page of what waits or was published; the last one when the list has become shorter."""
    state = State.WAITING if what is ReviewAct.WAITING else State.PUBLISHED
    size = submissions.PAGE
    async with service.store.write(update_id) as repositories:
        page = await repositories.submissions.queue(visitor.coordinates, state, number * size, size)
        if not page.items and page.total:
            number = -(-page.total // size) - 1
            page = await repositories.submissions.queue(visitor.coordinates, state, number * size, size)
        if what is ReviewAct.WAITING:
            await repositories.submissions.looked(visitor.person_id)
        if visitor.dialogue.state == f"{ABOUT}:reason":
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())
        pairs = await duplicates.waiting(repositories, visitor, service)
    screen = submissions.queue(page, number, what, tr, service, service.clock.now())
    return replace(screen, rows=(*screen.rows, *entry(pairs, tr)))


async def press(
    _query: CallbackQuery,
    callback_data: ReviewPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Turn a page, open a text, or reject it; one that somebody else decided shows who and what."""
    try:
        return await _pressed(callback_data, visitor, tr, service, update_id)
    except NotAllowed as error:
        return await refused(error, visitor, tr, service)


async def _pressed(data: ReviewPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    if data.act in (ReviewAct.WAITING, ReviewAct.PUBLISHED):
        return await queue(data.act, data.page, visitor, tr, service, update_id)
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        found = await repositories.submissions.get(data.id)
        if found is None or not concerns(found, visitor.person_id, visitor.coordinates, service.tree):
            raise NotAllowed(None)
        if visitor.dialogue.state == f"{ABOUT}:reason":
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
        match data.act:
            case ReviewAct.REJECT:
                check(found, Act.REJECT, visitor.person_id, visitor.coordinates, service.tree)
                return submissions.reasons(found, data.page, tr)
            case ReviewAct.REASON if data.reason is Reason.OTHER:
                check(found, Act.REJECT, visitor.person_id, visitor.coordinates, service.tree)
                dialogue = Dialogue(f"{ABOUT}:reason", {"id": found.id})
                await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
                return submissions.ask_reason(found, data.page, tr)
            case ReviewAct.REASON if data.reason is not None:
                done = await publishing.reject(repositories, found, data.reason, "", visitor, service)
                return submissions.state_card(done, tr, service, sender=False)
            case ReviewAct.REASON:
                return Answer(toast=menu.out_of_date(tr))
    return await standing(found, visitor, tr, service, data.page)
