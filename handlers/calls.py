"""Calls: the lists, the card, and its buttons."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command, or_f
from aiogram.types import CallbackQuery, Message

from domain.calls.matching import concerns
from domain.errors import NoSuchCall
from domain.people import Visitor
from domain.ports import Repositories, ShelvedCall
from handlers import season
from handlers.amending import may_correct
from handlers.callbacks import CallAct, CallPress, ListKind, ListPress
from handlers.duplicates import with_texts
from handlers.filters import MenuWord, Ready
from handlers.home import page_of
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import alert as views
from handlers.views.menu import Item
from handlers.views.missed import timeliness
from handlers.views.screen import Answer, Screen
from handlers.views.sharing import share_screen
from handlers.views.whence import Whence
from handlers.views.why import why_screen

SHELVING = frozenset((CallAct.SAVE, CallAct.UNSAVE, CallAct.DISMISS, CallAct.UNDISMISS))


def router() -> Router:
    """Return the router of calls, for those who finished setting up."""
    router = Router(name="calls")
    router.message.filter(Ready())
    router.callback_query.filter(Ready())
    router.callback_query.register(turn_page, ListPress.filter())
    router.callback_query.register(open_card, CallPress.filter(F.act == CallAct.OPEN))
    router.callback_query.register(act, CallPress.filter(F.act.in_(SHELVING)))
    router.callback_query.register(why, CallPress.filter(F.act == CallAct.WHY))
    router.callback_query.register(whence, CallPress.filter(F.act == CallAct.WHENCE))
    router.callback_query.register(share, CallPress.filter(F.act == CallAct.SHARE))
    router.message.register(show_open, or_f(Command("calls"), MenuWord(Item.CALLS)))
    router.message.register(show_saved, or_f(Command("saved"), MenuWord(Item.SAVED)))
    return router


async def show_open(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """List the open calls that suit the person."""
    return await page_of(ListKind.OPEN, 0, visitor, tr, service)


async def show_saved(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """List what was saved."""
    return await page_of(ListKind.SAVED, 0, visitor, tr, service)


async def turn_page(
    _query: CallbackQuery, callback_data: ListPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show another page of a list."""
    return await page_of(callback_data.kind, callback_data.page, visitor, tr, service)


async def card_of(call_id: int, visitor: Visitor, tr: Translator, service: Service, back: str = "") -> Screen:
    """Return the card of a call as the person sees it.

    Raises:
        NoSuchCall: a forged or very old button.
    """
    async with service.store.write(alone=False) as repositories:
        await repositories.seen.open(visitor.person_id, call_id)
        found = await repositories.calls.get(call_id, visitor.shelf)
        if found is None:
            raise NoSuchCall(call_id)
        return await _card(found, repositories, visitor, tr, service, back)


async def _card(
    found: ShelvedCall, repositories: Repositories, visitor: Visitor, tr: Translator, service: Service, back: str
) -> Screen:
    card = await season.card(found, visitor, tr, service, repositories, back)
    return card if found.dismissed else await with_texts(card, found.call, back, repositories, visitor, tr, service)


async def open_card(
    _query: CallbackQuery, callback_data: CallPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Open a card in the place of its list; from a digest as a new message."""
    standing_alone = callback_data.back == views.FROM_DIGEST
    card = await card_of(callback_data.id, visitor, tr, service, "" if standing_alone else callback_data.back)
    return Answer(screens=(card,), fresh=standing_alone)


async def act(
    _query: CallbackQuery,
    callback_data: CallPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Save, mark "not for us", or take either back, and show the card anew.

    The whole card, because its words may be old: the deadline may have passed, the language may have changed.
    """
    shelf, call_id, now = visitor.shelf, callback_data.id, service.clock.now()
    async with service.store.write(update_id, alone=False) as repositories:
        match callback_data.act:
            case CallAct.SAVE:
                await repositories.calls.save(shelf, call_id, visitor.person_id, now)
            case CallAct.UNSAVE:
                await repositories.calls.unsave(shelf, call_id)
            case CallAct.DISMISS:
                await repositories.calls.dismiss(shelf, call_id, visitor.person_id, now)
            case _:
                await repositories.calls.undismiss(shelf, call_id)
        found = await repositories.calls.get(call_id, shelf)
        if found is None:
            raise NoSuchCall(call_id)
        card = await _card(found, repositories, visitor, tr, service, callback_data.back)
    reminded = found.call.deadline is not None and not views.closed(found.call, now)
    return Answer(screens=(card,), toast=views.act_toast(callback_data.act, tr, reminded=reminded))


async def why(
    _query: CallbackQuery, callback_data: CallPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Tell which of the person's regions, spheres and words the call fell on, with the way to change them."""
    async with service.store.read() as repositories:
        found = await repositories.calls.get(callback_data.id)
        mine = await repositories.subscriptions.of_chat(visitor.chat_id)
        sent_at = await repositories.seen.sent_at(visitor.chat_id, callback_data.id)
    if found is None:
        raise NoSuchCall(callback_data.id)
    reasons = {
        number: reason
        for number, item in enumerate(mine, start=1)
        if (reason := concerns(item, found.call, service.tree))
    }
    known = timeliness(found.call, sent_at, tr, service)
    return Answer(screens=(why_screen(reasons, found.call, tr, service, known),), fresh=True)


async def whence(
    _query: CallbackQuery, callback_data: CallPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Tell from which words each fact was read, in the place of the card."""
    return await whence_of(callback_data.id, visitor, tr, service, callback_data.back)


async def whence_of(call_id: int, visitor: Visitor, tr: Translator, service: Service, back: str = "") -> Screen:
    """Return what stands behind a call's facts.

    Raises:
        NoSuchCall: a forged or very old button.
    """
    async with service.store.read() as repositories:
        found = await repositories.calls.get(call_id)
        if found is None:
            raise NoSuchCall(call_id)
        readings = await repositories.readings.of_call(found.call.id)
        corrections = await repositories.corrections.of_call(found.call.id)
    drawn = Whence(found.call, readings, corrections, tr, service)
    return drawn.screen(back, correctable=may_correct(found.call, visitor, service))


async def share(_query: CallbackQuery, callback_data: CallPress, tr: Translator, service: Service, bot: Bot) -> Given:
    """Show the ways to pass a call on, as a new message."""
    async with service.store.read() as repositories:
        found = await repositories.calls.get(callback_data.id)
    if found is None:
        raise NoSuchCall(callback_data.id)
    username = (await bot.me()).username or ""
    return Answer(screens=(share_screen(found.call, username, tr, service, service.clock.now()),), fresh=True)
