"""What may open again: the list, the guess under a card that is over, and the wish to be reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import Router
from aiogram.types import CallbackQuery

from domain.errors import NoSuchCall
from domain.people import Visitor
from domain.ports import Repositories, ShelvedCall
from handlers.amending import may_correct
from handlers.callbacks import SeasonPress
from handlers.filters import Ready
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import alert as cards
from handlers.views import season as views
from handlers.views.calls import PAGE, pages
from handlers.views.screen import Answer, Screen

if TYPE_CHECKING:
    from handlers.notices import Notice

ABOUT = "season"


def router() -> Router:
    """Return the router of the reminder's button."""
    router = Router(name="season")
    router.callback_query.filter(Ready())
    router.callback_query.register(watch, SeasonPress.filter())
    return router


async def card(
    found: ShelvedCall, visitor: Visitor, tr: Translator, service: Service, repositories: Repositories, back: str
) -> Screen:
    """Return the card of a call as the person sees it; under one that is over, when it may open again."""
    now = service.clock.now()
    if found.dismissed:
        return cards.dismissed_card(found.call, tr, back=back)
    correctable = may_correct(found.call, visitor, service)
    screen = cards.alert_card(found.call, tr, service, now=now, saved=found.saved, back=back, correctable=correctable)
    if not views.over(found.call, now):
        return screen  # most cards are open, and cost no trip
    foreseen = await repositories.seasons.of_call(found.call.id, visitor.chat_id)
    if foreseen is None or not views.over(foreseen.call, now):
        return screen
    return views.with_guess(screen, foreseen, found.call.id, tr, service, now, back)


async def watch(
    _query: CallbackQuery,
    callback_data: SeasonPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Wish for a reminder or take the wish back; pressing twice is pressing once, for the button says which."""
    now, call_id = service.clock.now(), callback_data.id
    async with service.store.write(update_id) as repositories:
        found = await repositories.calls.get(call_id, visitor.shelf)
        if found is None:
            raise NoSuchCall(call_id)
        before = await repositories.seasons.of_call(call_id, visitor.chat_id)
        current = before is not None and views.over(before.call, now)
        if not callback_data.on:
            await repositories.seasons.unwatch(call_id, visitor.chat_id)
        elif current:
            await repositories.seasons.watch(call_id, visitor.chat_id, now)
        foreseen = await repositories.seasons.of_call(call_id, visitor.chat_id)
        screen = await card(found, visitor, tr, service, repositories, callback_data.back)
    if foreseen is None or not current:
        return Answer(screens=(screen,), toast=views.no_guess(tr), loud=callback_data.on)
    return Answer(screens=(screen,), toast=views.watch_toast(foreseen, tr, service, now))


async def expected_page(number: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return a page of what may open again: the last one when the list has become shorter."""
    now = service.clock.now()
    async with service.store.read() as repositories:
        page = await repositories.seasons.page(visitor.chat_id, visitor.shelf, now, number * PAGE, PAGE)
        if not page.found and page.total:
            number = pages(page.total) - 1
            page = await repositories.seasons.page(visitor.chat_id, visitor.shelf, now, number * PAGE, PAGE)
    return views.expected_screen(page, number, tr, service, now)


async def write(notice: Notice) -> Screen | None:
    """Return the reminder, or None when it has opened meanwhile, its day has passed, or it is not wished for now."""
    service = notice.service
    now, call_id = service.clock.now(), int(notice.ids.get("call", 0))
    foreseen = await notice.repositories.seasons.of_call(call_id, notice.chat_id)
    if foreseen is None or not foreseen.watched or foreseen.call.id != call_id:
        return None
    if not views.over(foreseen.call, now) or foreseen.forecast.expected < service.today(now):
        return None
    return views.letter(foreseen, notice.tr, service, now)
