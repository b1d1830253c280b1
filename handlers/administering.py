"""Who may set up a group or channel: its administrators, as Telegram says at the moment of the press."""

from __future__ import annotations

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError

from domain.errors import NoSuchGroup, NotAdministrator, OutOfGroup, Unconfirmed
from domain.groups import GroupChat, GroupState
from handlers.membership import changed, described, state_of
from handlers.service import Service

ADMINISTRATORS = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR}


async def administered(chat_id: int, person_id: int, service: Service, bot: Bot) -> GroupChat:
    """Return the chat after Telegram has confirmed that the person administers it now.

    Nothing is remembered between presses: they are few, the question takes one short request, and somebody who was
    demoted a second ago must not go on. Whoever is found to be no administrator leaves the chat's list of them.

    Raises:
        NoSuchGroup: the bot was never there.
        OutOfGroup: it was removed.
        NotAdministrator: the person is none.
        Unconfirmed: Telegram did not say.
    """
    async with service.store.read() as repositories:
        chat = await repositories.groups.get(chat_id)
    if chat is None:
        raise NoSuchGroup(chat_id)
    if chat.state is GroupState.LEFT:
        raise OutOfGroup(chat_id)
    try:
        sure = await administers(chat_id, person_id, bot)
    except TelegramForbiddenError:
        await _gone(chat, service)
        raise OutOfGroup(chat_id) from None
    except TelegramBadRequest as error:
        if "chat not found" in error.message.lower():
            await _gone(chat, service)
            raise OutOfGroup(chat_id) from None
        raise Unconfirmed(chat_id) from error
    except AiogramError as error:
        raise Unconfirmed(chat_id) from error
    if not sure:
        async with service.store.write() as repositories:
            await repositories.groups.forget_admin(chat_id, person_id)
        raise NotAdministrator(chat_id)
    return chat


async def administers(chat_id: int, person_id: int, bot: Bot) -> bool:
    """Ask Telegram whether the person administers the chat.

    Raises:
        AiogramError: Telegram refused to say or could not be reached.
    """
    try:
        member = await bot.get_chat_member(chat_id, person_id)
    except TelegramBadRequest as error:
        if "chat not found" in error.message.lower():
            raise
        # Of others a bot that is no administrator itself may be told nothing; who administers is always shown.
        return any(admin.user.id == person_id for admin in await bot.get_chat_administrators(chat_id))
    return member.status in ADMINISTRATORS


async def looked_at(chat: GroupChat, service: Service, bot: Bot) -> GroupChat:
    """Return the chat as Telegram shows it now, stored when it differs: a title, a right lost while we were away."""
    try:
        seen = await bot.get_chat(chat.id)
        place = await bot.get_chat_member(chat.id, bot.id)
    except AiogramError:
        return chat  # a look, no more: whoever writes there next will find out
    now = service.clock.now()
    fresh, state = described(chat, seen, now), state_of(place, chat.kind)
    if fresh != chat or state is not chat.state:
        async with service.store.write() as repositories:
            await repositories.groups.put(fresh, now)
            fresh = await changed(repositories, fresh, state, now)
    return fresh


async def _gone(chat: GroupChat, service: Service) -> None:
    now = service.clock.now()
    async with service.store.write() as repositories:
        await changed(repositories, chat, GroupState.LEFT, now)
