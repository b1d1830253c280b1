"""Chats rather than people: being blocked and let in again, and groups, which come later."""

from __future__ import annotations

from aiogram import Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.filters import Command
from aiogram.types import ChatMemberUpdated, Message

from handlers.filters import Outside
from handlers.presenting import Given
from handlers.service import Service
from handlers.views.menu import groups_later

_AWAY = {ChatMemberStatus.LEFT, ChatMemberStatus.KICKED}


def router() -> Router:
    """Return the router of membership changes, and of all that happens in groups: nothing of it goes further."""
    router = Router(name="chats")
    router.message.filter(Outside())
    router.callback_query.filter(Outside())
    router.my_chat_member.register(moved, Outside())
    router.my_chat_member.register(reached)
    router.message.register(asked_in_group, Command("start", "help"))
    router.message.register(nothing)
    router.callback_query.register(nothing)
    return router


async def reached(event: ChatMemberUpdated, service: Service, update_id: int) -> Given:
    """Note that the person blocked us or let us in again."""
    reachable = event.new_chat_member.status not in _AWAY
    async with service.store.write(update_id) as repositories:
        await repositories.people.set_reachable(event.chat.id, reachable, service.clock.now())
    return None


async def moved(event: ChatMemberUpdated, service: Service) -> Given:
    """Say once, in both languages, that groups come later, when somebody adds us to one."""
    was_away = event.old_chat_member.status in _AWAY
    is_here = event.new_chat_member.status not in _AWAY
    is_group = event.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
    return groups_later(service.texts) if is_group and was_away and is_here else None


async def asked_in_group(_message: Message, service: Service) -> Given:
    """Answer somebody who calls us in a group."""
    return groups_later(service.texts)


async def nothing(_event: object) -> Given:
    """Leave a group's chatter alone, and buttons that we never put there."""
    return None
