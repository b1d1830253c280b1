"""Topics of requests in the forums of offices: made, opened and closed around the message that goes there.

Making a topic is a call to Telegram with an effect of its own. It is written down as soon as Telegram has answered and
before the message leaves, so that a crash between the two leaves one topic that nobody knows of and loses nothing: the
message is still in the queue and goes, with the next try, into a topic that is made anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest

from bot.pace import Pace
from bot.telegram import Barred, barred
from domain.clock import Clock
from domain.errors import StorageBusy
from domain.office_groups import RequestTopic
from domain.ports import Store
from handlers.views.dispatch import Room

log = logging.getLogger(__name__)

TRIES = 3
"""After so many failed tries to make a topic the message goes to the group itself: late is worse than untidy."""

_MAY_NOT = ("not enough rights", "chat_admin_required")
_NO_FORUM = ("not a forum", "channel_forum_missing")
_GONE = ("topic_id_invalid", "topic_deleted", "message thread not found", "thread not found")


class Topics:
    """Knows the topic of each request, and keeps messages about one chat's topics in their order.

    Args:
        bot: the client.
        store: where topics are written down.
        clock: tells when.
        pace: the limits of Telegram: a new topic counts as a message.
    """

    def __init__(self, bot: Bot, store: Store, clock: Clock, pace: Pace) -> None:
        self._bot = bot
        self._store = store
        self._clock = clock
        self._pace = pace
        self._locks: dict[int, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        """Wait until earlier messages into topics of the chat have left: a request must not get two topics."""
        lock, waiting = self._locks.get(chat_id, (asyncio.Lock(), 0))
        self._locks[chat_id] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[chat_id]
            if waiting == 1:
                del self._locks[chat_id]
            else:
                self._locks[chat_id] = (lock, waiting - 1)

    async def ready(self, chat_id: int, room: Room, attempts: int) -> int | None:
        """Return the open topic of the request, made or opened again if need be; None for the group itself.

        Args:
            chat_id: the group.
            room: which topic.
            attempts: counted tries to send the message before this one.

        Raises:
            AiogramError: Telegram could not be asked, or has refused more than the topic.
            StorageBusy: what it has answered could not be written.
        """
        async with self._store.read() as repositories:
            known = await repositories.office_groups.topic(chat_id, room.request_id)
            group = await repositories.office_groups.of_chat(chat_id)
        if known is not None and not known.closed:
            return known.topic_id
        if group is None or not group.topics:
            return None
        try:
            return await self._open(known, room) if known is not None else await self._make(chat_id, room)
        except TelegramBadRequest as error:
            await self._without(chat_id, error)
            return None
        except AiogramError as error:
            if attempts + 1 < TRIES or barred(error) is not None:
                raise
            log.warning("no topic for request %d in chat %d: %s", room.request_id, chat_id, type(error).__name__)
            return None

    async def end(self, chat_id: int, room: Room) -> None:
        """Close the topic after its last message; a failure leaves it open and loses nothing."""
        try:
            async with self._store.read() as repositories:
                known = await repositories.office_groups.topic(chat_id, room.request_id)
            if known is None or known.closed:
                return
            await self._quietly(self._bot.close_forum_topic(chat_id, known.topic_id))
            await self._put(replace(known, closed=True))
        except TelegramBadRequest as error:
            await self.refused(chat_id, known.topic_id if known else None, error)
        except (AiogramError, StorageBusy) as error:
            log.warning("the topic of request %d stays open: %s", room.request_id, type(error).__name__)

    async def refused(self, chat_id: int, topic_id: int | None, error: Exception) -> None:
        """Note what a refusal says of topics: this one is gone, or closed to us because we lost the right to manage
        them, or there are none any more.

        Raises:
            StorageBusy: it could not be written.
        """
        words = str(error).lower()
        now = self._clock.now()
        async with self._store.write() as repositories:
            if any(part in words for part in _GONE) and topic_id is not None:
                await repositories.office_groups.drop_topic(chat_id, topic_id)
                return
            if any(part in words for part in _NO_FORUM):
                chat = await repositories.groups.get(chat_id)
                if chat is not None:
                    await repositories.groups.put(replace(chat, forum=False), now)
                return
            known = await repositories.office_groups.topic_at(chat_id, topic_id or 0)
            if "topic_closed" in words and known is not None:
                await repositories.office_groups.put_topic(replace(known, closed=True), now)
            if "topic_closed" in words or any(part in words for part in _MAY_NOT):
                await repositories.office_groups.let_topics(chat_id, False)

    async def _make(self, chat_id: int, room: Room) -> int:
        await self._pace.turn(chat_id)
        made = await self._bot.create_forum_topic(chat_id, room.name)
        await self._put(RequestTopic(chat_id, room.office_id, room.request_id, made.message_thread_id))
        return made.message_thread_id

    async def _open(self, known: RequestTopic, room: Room) -> int:
        try:
            await self._quietly(self._bot.reopen_forum_topic(known.chat_id, known.topic_id))
        except TelegramBadRequest as error:
            if not any(part in error.message.lower() for part in _GONE):
                raise
            await self.refused(known.chat_id, known.topic_id, error)
            return await self._make(known.chat_id, room)
        await self._put(replace(known, closed=False))
        return known.topic_id

    async def _without(self, chat_id: int, error: TelegramBadRequest) -> None:
        """Go on without a topic after a refusal; the message then goes to the group itself."""
        if barred(error) is Barred.LEFT:
            raise error
        await self.refused(chat_id, None, error)
        log.info("no topic can be made in chat %d: %s", chat_id, error.message.partition('"')[0])

    async def _quietly(self, request: Awaitable[bool]) -> None:
        """Run a request that may find done what it asks for."""
        try:
            await request
        except TelegramBadRequest as error:
            if "not_modified" not in error.message.lower():
                raise

    async def _put(self, topic: RequestTopic) -> None:
        async with self._store.write() as repositories:
            await repositories.office_groups.put_topic(topic, self._clock.now())
