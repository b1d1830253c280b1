"""Subscriptions: their list, making, pausing and removing one. Their sides are in `handlers.facets`."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.filters import Command, or_f
from aiogram.types import CallbackQuery, Message

from domain.errors import NoSuchSubscription
from domain.people import Dialogue, Visitor
from domain.subscriptions import MOST_SUBSCRIPTIONS
from handlers.callbacks import AlertsAct, AlertsPress, Facet, Go, ListKind, Way
from handlers.filters import MenuWord, Ready
from handlers.home import page_of
from handlers.keeping import Desk, begun, desk, renewed
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import alerts as views
from handlers.views.facets import Facets
from handlers.views.menu import Item, out_of_date
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of subscriptions, for those who finished setting up."""
    router = Router(name="alerts")
    router.message.filter(Ready())
    router.callback_query.filter(Ready())
    router.message.register(show, or_f(Command("alerts"), MenuWord(Item.ALERTS)))
    router.callback_query.register(show_by_button, Go.filter(F.to == Way.RETUNE))
    router.callback_query.register(press, AlertsPress.filter())
    return router


async def show(_message: Message, visitor: Visitor, tr: Translator, service: Service, bot: Bot) -> Given:
    """List the person's subscriptions."""
    return await list_of(await desk(0, visitor, service, bot), tr)


async def show_by_button(_query: CallbackQuery, visitor: Visitor, tr: Translator, service: Service, bot: Bot) -> Given:
    """List the person's subscriptions in the place of the message whose button was pressed."""
    return await list_of(await desk(0, visitor, service, bot), tr)


async def list_of(at: Desk, tr: Translator) -> Screen:
    """Return the list of the chat's subscriptions."""
    async with at.service.store.read() as repositories:
        mine = await repositories.subscriptions.of_chat(at.who.chat_id)
    return views.list_screen(at.who, mine, tr, at.service)


async def press(
    _query: CallbackQuery,
    callback_data: AlertsPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Do what a button about subscriptions asks for; one about a removed subscription leads to the list."""
    at = await desk(callback_data.chat, visitor, service, bot)
    number = callback_data.id
    try:
        match callback_data.act:
            case AlertsAct.LIST:
                return await _leave(at, tr, update_id)
            case AlertsAct.NEW:
                return await _begin(at, tr, update_id)
            case AlertsAct.OPEN:
                return await _open(at, number, tr, update_id)
            case AlertsAct.SAVE:
                return await _save(at, tr, update_id)
            case AlertsAct.PAUSE | AlertsAct.RESUME:
                return await _pause(at, number, tr, update_id, pause=callback_data.act is AlertsAct.PAUSE)
            case AlertsAct.ASK_REMOVE:
                return await _ask(at, number, tr)
            case AlertsAct.REMOVE:
                return await _remove(at, number, tr, update_id)
    except NoSuchSubscription:
        return Answer(screens=(await list_of(at, tr),), toast=views.gone(tr) if number else out_of_date(tr))


async def _leave(at: Desk, tr: Translator, update_id: int) -> Given:
    """Show the list; what was being made is dropped."""
    if at.talk is not None:
        async with at.service.store.write(update_id) as repositories:
            await at.listen(repositories, None)
    return await list_of(at, tr)


async def _begin(at: Desk, tr: Translator, update_id: int) -> Given:
    """Begin a new subscription with its region."""
    async with at.service.store.write(update_id) as repositories:
        mine = await repositories.subscriptions.of_chat(at.who.chat_id)
        if len(mine) >= MOST_SUBSCRIPTIONS:
            return Answer(screens=(views.list_screen(at.who, mine, tr, at.service),), toast=views.full(tr))
        draft = begun(at.who, at.visitor)
        await at.listen(repositories, draft, Facet.ADD_PLACE)
    return Facets(at.who, draft, None, tr, at.service).screen(Facet.ADD_PLACE)


async def _open(at: Desk, number: int, tr: Translator, update_id: int) -> Given:
    """Show one subscription; nothing is asked any more."""
    async with at.service.store.read() as repositories:
        found = await at.load(repositories, number)
        if not found.territories:
            return Facets(at.who, found, None, tr, at.service).screen(Facet.ADD_PLACE)
        count = await at.count(repositories, found)
    if at.talk is not None and at.talk.facet is not None:
        async with at.service.store.write(update_id) as repositories:
            await at.listen(repositories, found)
    return views.one_screen(at.who, found, count, tr, at.service)


async def _save(at: Desk, tr: Translator, update_id: int) -> Given:
    """Store what was being made and show what is open now; a second press finds nothing to store."""
    draft = at.draft
    if draft is None or not draft.territories:
        raise NoSuchSubscription(0)
    visitor, now = at.visitor, at.service.clock.now()
    async with at.service.store.write(update_id) as repositories:
        mine = await repositories.subscriptions.of_chat(at.who.chat_id)
        if len(mine) >= MOST_SUBSCRIPTIONS:
            return Answer(screens=(views.list_screen(at.who, mine, tr, at.service),), toast=views.full(tr))
        await repositories.subscriptions.put(renewed(draft, at.who), now)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
    own = at.who.button_id == 0
    first = await page_of(ListKind.OPEN, 0, visitor, tr, at.service) if own else await list_of(at, tr)
    return Answer(screens=(first,), toast=views.saved(tr))


async def _pause(at: Desk, number: int, tr: Translator, update_id: int, *, pause: bool) -> Given:
    async with at.service.store.write(update_id) as repositories:
        found = await at.load(repositories, number)
        changed = replace(found, paused=pause)
        await at.keep(repositories, found, changed)
        count = await at.count(repositories, changed)
    return Answer(
        screens=(views.one_screen(at.who, changed, count, tr, at.service),), toast=views.paused(tr, now=pause)
    )


async def _ask(at: Desk, number: int, tr: Translator) -> Given:
    async with at.service.store.read() as repositories:
        found = await at.load(repositories, number)
    return views.remove_question(at.who, found, tr, at.service)


async def _remove(at: Desk, number: int, tr: Translator, update_id: int) -> Given:
    """Remove it; a second press finds it gone."""
    async with at.service.store.write(update_id) as repositories:
        await at.load(repositories, number)
        await repositories.subscriptions.remove(at.who.chat_id, number)
        await at.listen(repositories, None)
    return Answer(screens=(await list_of(at, tr),), toast=views.removed(tr))
