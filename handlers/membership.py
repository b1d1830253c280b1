"""The bot's place in groups and channels: what Telegram tells of it, what follows, and what is said about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from aiogram.enums import ChatMemberStatus
from aiogram.types import Chat, ChatFullInfo, ChatMemberAdministrator, ChatMemberRestricted, ChatMemberUnion

from domain.clock import micros
from domain.groups import GroupChat, GroupKind, GroupState
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from handlers.requests.group_following import place_changed
from handlers.views import groups as views
from handlers.views.screen import Screen, one_line

if TYPE_CHECKING:
    from handlers.notices import Notice

TITLE_KEPT = 200


def state_of(place: ChatMemberUnion, kind: GroupKind) -> GroupState:
    """Return what the bot's place in a chat of the kind means for writing there."""
    if place.status in {ChatMemberStatus.LEFT, ChatMemberStatus.KICKED}:
        return GroupState.LEFT
    if kind is GroupKind.CHANNEL:
        posts = isinstance(place, ChatMemberAdministrator) and bool(place.can_post_messages)
        return GroupState.ACTIVE if posts else GroupState.SILENCED
    if isinstance(place, ChatMemberRestricted):
        if not place.is_member:
            return GroupState.LEFT
        return GroupState.ACTIVE if place.can_send_messages else GroupState.SILENCED
    return GroupState.ACTIVE


def described(known: GroupChat | None, chat: Chat | ChatFullInfo, now: datetime) -> GroupChat:
    """Return what we know of the chat with what Telegram says of it now."""
    seen = known or GroupChat(chat.id, GroupKind(chat.type), "", since=now, state_since=now)
    title = one_line(chat.title or "")[:TITLE_KEPT]
    forum = bool(chat.is_forum)
    topic = seen.topic_id if forum else None
    return replace(seen, kind=GroupKind(chat.type), title=title or seen.title, forum=forum, topic_id=topic)


async def changed(repositories: Repositories, chat: GroupChat, state: GroupState, now: datetime) -> GroupChat:
    """Write that the bot's place in a known chat changed, with all that follows; nothing when it did not.

    Removed: what waits is dropped, and nothing is queued until the bot is let in again. Silenced: alerts wait (see
    `domain.groups.KEEP_FOR_SILENCED`) and come as one digest. Either way whoever set the chat up is told once; when the
    bot can write again, it says so once in the chat.
    """
    if state is chat.state:
        return chat
    after = replace(chat, state=state, state_since=now, greeted=chat.greeted and state is not GroupState.LEFT)
    await repositories.groups.put(after, now)
    watched = any(not one.paused for one in await repositories.subscriptions.of_chat(chat.id))
    if GroupState.LEFT in (chat.state, state):
        await repositories.people.set_reachable(chat.id, state is not GroupState.LEFT, now)
    moment = micros(now)
    if state is GroupState.ACTIVE:
        await repositories.outbox.as_digest(chat.id, now)
        if watched:
            ids = {"about": "group_back"}
            await repositories.outbox.put([Parcel(chat.id, OutboxKind.NOTICE, f"group_back:{moment}", ids)], now)
    elif watched or (state is GroupState.SILENCED and not chat.greeted):
        await tell_keeper(repositories, chat.id, "group_lost", now)
    await place_changed(repositories, chat.id, chat.state, state, now)
    return after


async def topic_lost(repositories: Repositories, chat: GroupChat, topic_id: int, now: datetime) -> None:
    """Write that the topic is closed to us or gone: alerts go to the chat itself, and whoever set it up is told once.

    Not paused: a call has a deadline, and an alert in the wrong place is better than none.
    """
    if chat.topic_id != topic_id:
        return  # noticed by an earlier message, or another topic was chosen meanwhile
    await repositories.groups.put(replace(chat, topic_id=None), now)
    await tell_keeper(repositories, chat.id, "topic_lost", now)


async def tell_keeper(repositories: Repositories, chat_id: int, about: str, now: datetime) -> None:
    """Queue a word about the chat to whoever set it up; nobody is told when nobody is known."""
    keeper = await repositories.groups.keeper(chat_id)
    if keeper is not None:
        ids = {"about": about, "chat": chat_id}
        parcel = Parcel(keeper, OutboxKind.NOTICE, f"{about}:{chat_id}:{micros(now)}", ids)
        await repositories.outbox.put([parcel], now)


# --- what notices say -------------------------------------------------------------------------------------------------


async def write_hello(notice: Notice) -> Screen | None:
    """Greet the chat, in both languages until one is chosen; nothing when the bot is away again, nor in the group of an
    office, which is greeted when it is bound.
    """
    chat = await notice.repositories.groups.get(notice.chat_id)
    if chat is None or chat.state is GroupState.LEFT:
        return None
    if await notice.repositories.office_groups.of_chat(notice.chat_id) is not None:
        return None
    texts = notice.service.texts
    speakers = [texts.in_language(chat.language)] if chat.language else texts.all()
    return views.hello(chat, speakers, notice.username)


async def write_added(notice: Notice) -> Screen | None:
    """Tell in private that a channel has been connected."""
    chat = await _chat(notice)
    return views.added(chat, notice.tr) if chat and chat.state is GroupState.ACTIVE else None


async def write_lost(notice: Notice) -> Screen | None:
    """Tell in private that the bot cannot write to the chat; nothing when it can again."""
    chat = await _chat(notice)
    return views.lost(chat, notice.tr) if chat and chat.state is not GroupState.ACTIVE else None


async def write_topic_lost(notice: Notice) -> Screen | None:
    """Tell in private that a topic is closed or gone; nothing when another one was chosen."""
    chat = await _chat(notice)
    return views.topic_lost(chat, notice.tr) if chat and chat.topic_id is None else None


async def write_back(notice: Notice) -> Screen | None:
    """Tell the chat that alerts come again."""
    chat = await notice.repositories.groups.get(notice.chat_id)
    return views.back(notice.tr) if chat and chat.state is GroupState.ACTIVE else None


async def _chat(notice: Notice) -> GroupChat | None:
    # The number may have changed since: a group that became a supergroup is not looked for.
    return await notice.repositories.groups.get(int(notice.ids["chat"]))


WRITERS: Mapping[str, Callable[[Notice], Awaitable[Screen | None]]] = {
    "group_hello": write_hello,
    "group_added": write_added,
    "group_lost": write_lost,
    "group_back": write_back,
    "topic_lost": write_topic_lost,
}
