"""Chats rather than people: being blocked, added, removed, moved; and the few words meant for us in groups.

Whatever else is said in a group is left alone, and nothing of it is stored.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import AiogramError
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from domain.calls.matching import concerns
from domain.clock import micros
from domain.errors import NoSuchCall
from domain.groups import GroupChat, GroupKind, GroupState
from domain.language import Language
from domain.outbox import OutboxKind, Parcel
from handlers import office_groups
from handlers.administering import administers
from handlers.callbacks import CallAct, CallPress
from handlers.filters import Elsewhere, Outside
from handlers.groups import username
from handlers.membership import changed, described, state_of
from handlers.presenting import Given
from handlers.requests.group_callbacks import IN_GROUPS
from handlers.requests.group_following import followed
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import groups as views
from handlers.views.group_alerts import group_why
from handlers.views.screen import Answer

_AWAY = {ChatMemberStatus.LEFT, ChatMemberStatus.KICKED}
JUST_ADDED = timedelta(minutes=1)
ADDING = "setup"
"""What the link that adds us to a group carries: its /start is part of being added, nobody asked anything."""


def router() -> Router:
    """Return the router of membership changes and of what happens in groups; only presses about requests go further."""
    router = Router(name="chats")
    router.message.filter(Outside())
    router.callback_query.filter(Outside())
    router.my_chat_member.register(moved, Outside())
    router.my_chat_member.register(reached)
    router.message.register(migrated, F.migrate_to_chat_id)
    router.message.register(renamed, F.new_chat_title)
    router.message.register(choose_topic, Command("here"))
    router.message.register(added_by_link, Command("start", magic=F.args == ADDING))
    router.message.register(bind_office, Command("start", magic=F.args.startswith(office_groups.PAYLOAD)))
    router.message.register(called, Command("start", "help", "alerts"))
    router.message.register(nothing)
    router.callback_query.register(why, CallPress.filter(F.act == CallAct.WHY))
    router.callback_query.register(elsewhere, Elsewhere(IN_GROUPS))
    return router


def last() -> Router:
    """Return the router of presses in groups that nobody else took: none of them opens a person's own screens there."""
    router = Router(name="last of chats")
    router.callback_query.register(elsewhere, Outside())
    return router


async def reached(event: ChatMemberUpdated, service: Service, update_id: int) -> Given:
    """Note that the person blocked us or let us in again."""
    reachable = event.new_chat_member.status not in _AWAY
    async with service.store.write(update_id) as repositories:
        await repositories.people.set_reachable(event.chat.id, reachable, service.clock.now())
    return None


async def moved(event: ChatMemberUpdated, service: Service, update_id: int) -> Given:
    """Note that we were added, promoted, demoted, restricted or removed; greet a chat that is not set up yet.

    Who did it is remembered only when they are known to us: then the chat is on their list.
    """
    now, person = service.clock.now(), event.from_user.id
    async with service.store.write(update_id) as repositories:
        known = await repositories.groups.get(event.chat.id)
        state = state_of(event.new_chat_member, GroupKind(event.chat.type))
        if known is None and state is GroupState.LEFT:
            return None  # the old number of a group that has moved, or a chat that we never were in
        chat = replace(described(known, event.chat, now), role=event.new_chat_member.status)
        await repositories.groups.put(chat, now)
        await repositories.office_groups.let_topics(chat.id, office_groups.may_make_topics(event.new_chat_member))
        friend = state is not GroupState.LEFT and (await repositories.people.visitor(person, person)).consented
        if friend:
            await repositories.groups.note_admin(chat.id, person, now)
        chat = await changed(repositories, chat, state, now)
        if state is GroupState.ACTIVE and not chat.greeted:
            await repositories.groups.put(replace(chat, greeted=True), now)
            if not await repositories.subscriptions.of_chat(chat.id):
                greeting = _greeting(chat, person if friend else None, now)
                await repositories.outbox.put([greeting], now)
    return None


def _greeting(chat: GroupChat, person_id: int | None, now: datetime) -> Parcel:
    """Return the first word. A channel's readers are spared it when it can be said in private to who added us."""
    if chat.kind is GroupKind.CHANNEL and person_id is not None:
        ids = {"about": "group_added", "chat": chat.id}
        return Parcel(person_id, OutboxKind.NOTICE, f"group_added:{chat.id}:{micros(now)}", ids)
    return Parcel(chat.id, OutboxKind.NOTICE, f"group_hello:{micros(now)}", {"about": "group_hello"})


async def migrated(message: Message, service: Service, update_id: int) -> Given:
    """Follow a group that became a supergroup."""
    assert message.migrate_to_chat_id is not None  # the filter
    async with service.store.write(update_id) as repositories:
        await followed(repositories, message.chat.id, message.migrate_to_chat_id, service.clock.now())
    return None


async def renamed(message: Message, service: Service, update_id: int) -> Given:
    """Follow a new title."""
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        known = await repositories.groups.get(message.chat.id)
        if known is not None:
            await repositories.groups.put(described(known, message.chat, now), now)
    return None


async def choose_topic(message: Message, service: Service, bot: Bot, update_id: int) -> Given:
    """Send alerts to the topic in which an administrator wrote /here."""
    async with service.store.read() as repositories:
        known = await repositories.groups.get(message.chat.id)
    tr = _speaker(known, message, service)
    if message.sender_chat is not None:
        return views.anonymous(tr)
    if message.from_user is None or message.from_user.is_bot:
        return None
    try:
        sure = await administers(message.chat.id, message.from_user.id, bot)
    except AiogramError:
        return views.unasked(tr)
    if not sure:
        return views.admins_only(tr)
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        chat = described(await repositories.groups.get(message.chat.id), message.chat, now)
        topic = message.message_thread_id if message.is_topic_message else None
        chat = replace(chat, topic_id=topic if chat.forum else None)
        await repositories.groups.put(chat, now)
    return views.here(chat, tr)


async def added_by_link(message: Message, service: Service, bot: Bot) -> Given:
    """Leave the /start of being added alone: the greeting says it all. When we were there before, answer it."""
    async with service.store.read() as repositories:
        known = await repositories.groups.get(message.chat.id)
    fresh = known is None or service.clock.now() - known.state_since < JUST_ADDED
    return None if fresh else await called(message, service, bot)


async def bind_office(message: Message, command: CommandObject, service: Service, bot: Bot, update_id: int) -> Given:
    """Bind the group to the office whose link was opened in it."""
    async with service.store.read() as repositories:
        known = await repositories.groups.get(message.chat.id)
    return await office_groups.bind(
        message, command.args or "", service, bot, _speaker(known, message, service), update_id
    )


async def called(message: Message, service: Service, bot: Bot) -> Given:
    """Answer somebody who calls us in a group: it is set up in private.

    A group that added us before we kept groups becomes known by this, and one we thought we had left is found again.
    """
    if message.from_user is None or (message.from_user.is_bot and message.sender_chat is None):
        return None
    async with service.store.read() as repositories:
        known = await repositories.groups.get(message.chat.id)
    chat = known
    if chat is None or chat.state is GroupState.LEFT:
        now = service.clock.now()
        async with service.store.write() as repositories:
            known = await repositories.groups.get(message.chat.id)
            chat = replace(described(known, message.chat, now), greeted=True)
            await repositories.groups.put(chat, now)
            if chat.state is GroupState.LEFT:
                chat = await changed(repositories, chat, GroupState.ACTIVE, now)
    speakers = (_speaker(known, message, service),) if known and known.language else service.texts.all()
    return views.hello(chat, speakers, await username(bot))


async def nothing(_event: object) -> Given:
    """Leave a group's chatter alone."""
    return None


async def why(query: CallbackQuery, callback_data: CallPress, service: Service) -> Given:
    """Tell whoever presses, and nobody else, what the group's wishes have to do with the call."""
    assert query.message is not None  # the filter of the router: it stands in a group
    chat_id = query.message.chat.id
    async with service.store.read() as repositories:
        found = await repositories.calls.get(callback_data.id)
        wishes = await repositories.subscriptions.of_chat(chat_id)
        known = await repositories.groups.get(chat_id)
    if found is None:
        raise NoSuchCall(callback_data.id)
    reasons = [reason for one in wishes if (reason := concerns(one, found.call, service.tree))]
    text = group_why(reasons, found.call, _speaker(known, query, service), service)
    return Answer(toast=text, loud=True)


async def elsewhere(query: CallbackQuery, service: Service) -> Given:
    """Say that any other button belongs to the private chat: a group has one wish, a passer-by must not change it."""
    async with service.store.read() as repositories:
        known = await repositories.groups.get(query.message.chat.id) if query.message else None
    return Answer(toast=views.private_only(_speaker(known, query, service)))


def _speaker(known: GroupChat | None, event: Message | CallbackQuery, service: Service) -> Translator:
    """Return the chat's language; until one is chosen, that of the phone."""
    if known is not None and known.language is not None:
        return service.texts.in_language(known.language)
    user = event.from_user
    return service.texts.in_language(Language.RU if user is not None and user.language_code == "ru" else Language.KK)
