"""The commands Telegram shows: by the phone's language at first, by the language chosen in the bot afterwards."""

from __future__ import annotations

from aiogram import Bot
from aiogram.methods import DeleteMyCommands, SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from domain.language import Language
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.menu import commands


def _list(tr: Translator, *, coordinator: bool = False) -> list[BotCommand]:
    listed = commands(tr, coordinator=coordinator)
    return [BotCommand(command=name, description=words) for name, words in listed.items()]


async def publish_commands(bot: Bot, service: Service) -> None:
    """Publish the commands of private chats: Russian on Russian phones, Kazakh on all others.

    Raises:
        AiogramError: Telegram refused or could not be reached.
    """
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(_list(service.texts.in_language(Language.KK)), scope=scope)
    for language in Language:
        tr = service.texts.in_language(language)
        await bot.set_my_commands(_list(tr), scope=scope, language_code=language.value)


def follow(chat_id: int, tr: Translator, *, coordinator: bool = False) -> SetMyCommands:
    """Return the request that makes the chat's commands follow the language and the role, whatever the phone's are."""
    return SetMyCommands(commands=_list(tr, coordinator=coordinator), scope=BotCommandScopeChat(chat_id=chat_id))


def forget(chat_id: int) -> DeleteMyCommands:
    """Return the request that drops the chat's own commands."""
    return DeleteMyCommands(scope=BotCommandScopeChat(chat_id=chat_id))
