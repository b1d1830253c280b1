"""The commands Telegram shows: by the phone's language at first, by the language chosen in the bot afterwards."""

from __future__ import annotations

import logging

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import DeleteMyCommands, SetMyCommands
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
)

from domain.groups import GroupChat, GroupKind
from domain.language import Language
from domain.people import Visitor
from domain.territory import REPUBLIC
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.groups import commands as group_commands
from handlers.views.menu import commands

log = logging.getLogger(__name__)


def _list(
    tr: Translator, *, coordinating: bool = False, republic: bool = False, seated: bool = False
) -> list[BotCommand]:
    shown = commands(tr, coordinating=coordinating, republic=republic, seated=seated)
    return [BotCommand(command=name, description=words) for name, words in shown.items()]


async def publish_commands(bot: Bot, service: Service) -> None:
    """Publish the commands of private chats: Russian on Russian phones, Kazakh on all others; and those of roles.

    Raises:
        AiogramError: Telegram refused or could not be reached.
    """
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(_list(service.texts.in_language(Language.KK)), scope=scope)
    for language in Language:
        tr = service.texts.in_language(language)
        await bot.set_my_commands(_list(tr), scope=scope, language_code=language.value)
    async with service.store.read() as repositories:
        terms = await repositories.coordinators.current()
        coordinators, officials = {person for person, _ in terms}, set(await repositories.seats.people())
        languages = await repositories.people.languages(sorted({*coordinators, *officials}))
    for person, language in languages.items():
        try:
            own = follow(
                person,
                service.texts.in_language(language),
                coordinating=person in coordinators,
                republic=(person, REPUBLIC) in terms,
                seated=person in officials,
            )
            await bot(own)
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            log.info("the commands of a role could not be set (%s)", type(error).__name__)


def follow(
    chat_id: int, tr: Translator, *, coordinating: bool = False, republic: bool = False, seated: bool = False
) -> SetMyCommands:
    """Return the request that gives the chat the commands of its role, in the language, whatever the phone's is."""
    shown = _list(tr, coordinating=coordinating, republic=republic, seated=seated)
    return SetMyCommands(commands=shown, scope=BotCommandScopeChat(chat_id=chat_id))


def suited(visitor: Visitor, tr: Translator) -> SetMyCommands:
    """Return the request that shows in a person's own chat the commands that they may use now."""
    return follow(
        visitor.chat_id,
        tr,
        coordinating=bool(visitor.coordinates),
        republic=visitor.of_republic,
        seated=visitor.seat is not None,
    )


def follow_in_group(chat: GroupChat, tr: Translator) -> tuple[SetMyCommands, ...]:
    """Return the request that shows a group's administrators their commands in its language; a channel has none."""
    if chat.kind is GroupKind.CHANNEL:
        return ()
    known = group_commands(tr, forum=chat.forum)
    scope = BotCommandScopeChatAdministrators(chat_id=chat.id)
    words = [BotCommand(command=name, description=description) for name, description in known.items()]
    return (SetMyCommands(commands=words, scope=scope),)


def forget(chat_id: int) -> DeleteMyCommands:
    """Return the request that drops the chat's own commands."""
    return DeleteMyCommands(scope=BotCommandScopeChat(chat_id=chat_id))
