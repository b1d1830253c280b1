"""Groups and channels set up by their administrators, in the private chat; Telegram is asked who they are each time."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from domain.groups import GroupChat
from domain.language import Language
from domain.people import Visitor
from handlers import commands
from handlers.administering import administered, looked_at
from handlers.callbacks import Go, GroupAct, GroupPress, Way
from handlers.filters import Ready
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import groups as views
from handlers.views import menu
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of groups and channels, for those who finished setting up themselves."""
    router = Router(name="groups")
    router.callback_query.filter(Ready())
    router.callback_query.register(show_list, Go.filter(F.to == Way.GROUPS))
    router.callback_query.register(press, GroupPress.filter())
    return router


async def username(bot: Bot) -> str:
    """Return the bot's own name; asked for once, then remembered by the client."""
    return (await bot.me()).username or ""


async def show_list(_query: CallbackQuery, visitor: Visitor, tr: Translator, service: Service, bot: Bot) -> Given:
    """List the person's groups and channels."""
    return await list_of(visitor, tr, service, bot)


async def list_of(visitor: Visitor, tr: Translator, service: Service, bot: Bot) -> Screen:
    """Return the list of the person's groups and channels."""
    async with service.store.read() as repositories:
        mine = await repositories.groups.of_admin(visitor.person_id)
    return views.list_screen(mine, tr, await username(bot))


async def opened(chat_id: int, visitor: Visitor, tr: Translator, service: Service, bot: Bot) -> Screen:
    """Return the chat's screen to an administrator of it, who is remembered as one.

    Raises:
        GroupError: see `administered`.
    """
    chat = await looked_at(await administered(chat_id, visitor.person_id, service, bot), service, bot)
    async with service.store.write() as repositories:
        await repositories.groups.note_admin(chat.id, visitor.person_id, service.clock.now())
        mine = await repositories.subscriptions.of_chat(chat.id)
    return views.chat_screen(chat, mine, tr, service) if chat.language else views.language_screen(chat, tr)


async def press(
    _query: CallbackQuery,
    callback_data: GroupPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Do what a button of a chat's screen says, for its administrator only."""
    chat_id = -callback_data.id
    if callback_data.act is GroupAct.OPEN:
        return await opened(chat_id, visitor, tr, service, bot)
    chat = await administered(chat_id, visitor.person_id, service, bot)
    match callback_data.act:
        case GroupAct.ASK_LANGUAGE:
            return views.language_screen(chat, tr)
        case GroupAct.LANGUAGE if callback_data.language:
            return await _speak(chat, callback_data.language, visitor, tr, service, update_id)
        case GroupAct.GENERAL:
            return await _to_general(chat, visitor, tr, service, update_id)
    return Answer(toast=menu.out_of_date(tr))


async def _speak(
    chat: GroupChat, language: Language, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Set the language of the chat's alerts and commands; then its first wishes are asked for."""
    now = service.clock.now()
    after = replace(chat, language=language, set_up_by=visitor.person_id)
    async with service.store.write(update_id) as repositories:
        await repositories.groups.put(after, now)
        await repositories.groups.set_language(chat.id, language, now)
        mine = await repositories.subscriptions.of_chat(chat.id)
    also = commands.follow_in_group(after, service.texts.in_language(language))
    return Answer(screens=(views.chat_screen(after, mine, tr, service),), also=also)


async def _to_general(chat: GroupChat, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    after = replace(chat, topic_id=None, set_up_by=visitor.person_id)
    async with service.store.write(update_id) as repositories:
        await repositories.groups.put(after, service.clock.now())
        mine = await repositories.subscriptions.of_chat(chat.id)
    return views.chat_screen(after, mine, tr, service)
