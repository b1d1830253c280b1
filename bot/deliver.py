"""Messages out: claims what is due, renders it for the recipient, sends it at the allowed pace, writes what came of it.

One wave at a time is claimed and marked `sending`; its requests overlap with the next wave's preparation, so that the
pace is set by the limits of Telegram and not by the database or the network's delay.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramMigrateToChat, TelegramRetryAfter

from bot.letters import Facts, Letter, gather, held_until, stale, write
from bot.outgoing import accepted, method, unchanged
from bot.pace import Pace
from bot.telegram import Barred, barred, outcome
from bot.topics import Topics
from domain.clock import Clock
from domain.errors import StorageBusy
from domain.groups import GroupState
from domain.outbox import Gone, OutboxItem, OutboxKind, Outcome, Retry, Sent, Unknown, retry_at
from domain.ports import Settled
from handlers.membership import changed, topic_lost
from handlers.requests.arrivals import arrived
from handlers.requests.group_following import followed
from handlers.service import Service
from handlers.views.dispatch import Room

log = logging.getLogger(__name__)

WAVE = 10
IN_FLIGHT = 60
LEASE = 10.0  # seconds for which one process is the sender, unless it renews
SENDER = "sender"
LAST_ANSWERS = 5.0  # seconds to wait for answers when stopping
ONE_AT_A_TIME = 1.0  # seconds that a second message of the same wave to the same chat waits
LOOK_AGAIN = 1.0
"""Seconds after which the queue is looked at even when nobody called: a bound, not the usual way."""


class Sender:
    """Sends queued messages until cancelled.

    Args:
        bot: the client.
        service: storage, clock and texts.
        pace: the limits of Telegram, shared by all that sends in bulk.
    """

    def __init__(self, bot: Bot, service: Service, pace: Pace) -> None:
        self._bot = bot
        self._service = service
        self._store = service.store
        self._clock: Clock = service.clock
        self._pace = pace
        self._topics = Topics(bot, service.store, service.clock, pace)
        self._owner = ""
        self._leads_until = 0.0
        self._wake = asyncio.Event()
        self._claimed: list[int] = []
        self._finished: list[Settled] = []
        self._in_flight = 0
        self._resting = asyncio.Event()
        self.endings: Counter[str] = Counter()  # how sendings ended since the start: sent, retry, gone, unknown

    @property
    def leads(self) -> bool:
        """Tell whether this process is the one that sends."""
        return time.monotonic() < self._leads_until

    async def drained(self) -> None:
        """Wait until nothing that is due is left, on its way or unwritten."""
        await self._resting.wait()

    def wake(self) -> None:
        """Look at the queue now: something was put there, or the clock was moved."""
        self._resting.clear()
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled; requests that are on their way then are waited for, the rest goes back."""
        self._owner = uuid.uuid4().hex  # a new one each time: what an earlier run left is not ours
        self._claimed = []
        self._leads_until = 0.0
        try:
            async with asyncio.TaskGroup() as group:
                try:
                    while True:
                        await self._step(group)
                except asyncio.CancelledError:
                    await self._let_finish()
                    raise
        finally:
            await self._leave()

    async def _leave(self) -> None:
        """Write what came of the last requests and give the lease back.

        A database that cannot be reached must not keep the process from stopping: what is unwritten is then in doubt.
        """
        try:
            await self._settle()
            async with self._store.write() as repositories:
                await repositories.leases.give_back(SENDER, self._owner)
        except StorageBusy:
            log.error("stopped without the database: %d messages that were sent are in doubt", len(self._finished))

    async def _let_finish(self) -> None:
        """Give requests that have left a moment: an answer that nobody reads makes a message of unknown fate."""
        try:
            async with asyncio.timeout(LAST_ANSWERS):
                while self._in_flight:
                    self._wake.clear()
                    await self._wake.wait()
        except TimeoutError:
            log.warning("stopped with %d requests unanswered", self._in_flight)

    async def _step(self, group: asyncio.TaskGroup) -> None:
        self._wake.clear()
        letters: list[Letter] = []
        try:
            await self._settle()
            if await self._leading() and self._in_flight < IN_FLIGHT and not self._pace.held():
                letters = await self._prepare()
        except StorageBusy:
            log.exception("the queue cannot be reached; looking again in %.0f s", LOOK_AGAIN)
        for place, letter in enumerate(letters):
            self._resting.clear()
            try:
                await self._pace.turn(letter.chat_id)
            except asyncio.CancelledError:
                # Marked as sending, but nothing has left: back to the queue, not into the unknown.
                back = Retry(self._clock.now(), "stopped", counts=False)
                self._finished += [Settled(item, back) for waiting in letters[place:] for item in waiting.items]
                raise
            self._in_flight += 1
            group.create_task(self._send(letter), name=f"send-{letter.items[0].id}")
        if not letters:
            # Called again meanwhile: this look may have been too early.
            if not self._in_flight and not self._finished and not self._wake.is_set():
                self._resting.set()
            try:
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._wake.wait()
            except TimeoutError:
                return

    async def _leading(self) -> bool:
        """Tell whether this process is the one that sends; take over what a former one left when it becomes so.

        Two senders on one database would send everything twice: one holds the lease and renews it while it lives.
        """
        since = time.monotonic()
        if since < self._leads_until - LEASE / 2:
            return True
        now = self._clock.now()
        async with self._store.write() as repositories:
            if not await repositories.leases.take(SENDER, self._owner, LEASE):
                if self._leads_until:
                    log.warning("another process has taken over the sending")
                self._leads_until = 0.0
                return False
            fresh = not self._leads_until
            left = await repositories.outbox.recover(self._owner, now) if fresh else 0
        self._leads_until = since + LEASE
        if fresh:
            await self._pace.remember()
        if left:
            log.warning("took over %d messages that an earlier run left", left)
        return True

    async def _prepare(self) -> list[Letter]:
        """Claim a wave, render it and commit it as sending; whatever must not go out now is put back or dropped."""
        now = self._clock.now()
        if self._claimed:  # by a look that the database broke off
            async with self._store.write() as repositories:
                await repositories.outbox.release(self._claimed, now, self._owner)
            self._claimed = []
        async with self._store.write() as repositories:
            items = await repositories.outbox.claim(self._owner, now, WAVE)
        if not items:
            return []
        self._claimed = [item.id for item in items]
        try:
            username = await self._username(items)
        except AiogramError as error:
            log.warning("the bot's own name cannot be asked (%s); groups wait", type(error).__name__)
            async with self._store.write() as repositories:
                await repositories.outbox.release(self._claimed, now + timedelta(seconds=LOOK_AGAIN), self._owner)
            self._claimed = []
            return []
        async with self._store.read() as repositories:
            facts = await gather(items, repositories, self._service, username)
        letters, held = self._sort(items, facts, now)
        mine: set[int] = set()
        async with self._store.write() as repositories:
            for not_before, ids in held.items():
                await repositories.outbox.release(ids, not_before, self._owner)
            if letters:
                wanted = [item.id for letter in letters for item in letter.items]
                mine = set(await repositories.outbox.begin_sending(self._owner, wanted))
        self._claimed = []
        # What was erased or taken over meanwhile is not ours to send; a digest goes out for the lines that are left.
        ours = [replace(one, items=tuple(item for item in one.items if item.id in mine)) for one in letters]
        return [letter for letter in ours if letter.items]

    async def _username(self, items: Sequence[OutboxItem]) -> str:
        """Return the bot's own name for links in groups: asked when the first group is written to, then remembered."""
        if all(item.chat_id > 0 for item in items):
            return ""
        return (await self._bot.me()).username or ""

    def _sort(
        self, items: Sequence[OutboxItem], facts: Facts, now: datetime
    ) -> tuple[list[Letter], dict[datetime, list[int]]]:
        """Split claimed items into letters to send now and ids to put back, by when; drop stale ones."""
        fresh: dict[tuple[object, ...], list[OutboxItem]] = {}
        held: dict[datetime, list[int]] = {}
        for item in items:
            if (why := stale(item, facts, now, self._service.zone)) is not None:
                self._finished.append(Settled(item, Gone(why)))
            elif (morning := held_until(item, facts, now, self._service.zone)) is not None:
                held.setdefault(morning, []).append(item.id)
            else:
                # Lines of a digest make one message; every other item is a message of its own.
                key = (item.chat_id, item.kind) if item.kind is OutboxKind.DIGEST else (item.id,)
                fresh.setdefault(key, []).append(item)
        letters = []
        chats: set[int] = set()
        for group in fresh.values():
            chat_id = group[0].chat_id
            wait = self._pace.hold(chat_id) if chat_id not in chats else ONE_AT_A_TIME
            if wait:
                later = now + timedelta(seconds=round(wait, 1))
                held.setdefault(later, []).extend(item.id for item in group)
                continue
            chats.add(chat_id)
            letters.append(write(group, facts, self._service, now))
        return letters, held

    async def _send(self, letter: Letter) -> None:
        try:
            result = await self._placed(letter)
            self._finished.extend(Settled(item, result) for item in letter.items)
            if letter.silenced and isinstance(result, Sent):
                await self._heard_again(letter.chat_id)
        finally:
            self._in_flight -= 1
            self._wake.set()

    async def _placed(self, letter: Letter) -> Outcome:
        """Send the letter; one about a request that has a topic in a forum goes there."""
        room, chat_id = letter.dispatch.room, letter.chat_id
        if room is None:
            return await self._attempt(letter)
        ready = False
        try:
            async with self._topics.turn(chat_id):
                topic = await self._topic(letter, room)
                if not isinstance(topic, int | None):
                    return topic
                ready = True
                result = await self._attempt(replace(letter, dispatch=replace(letter.dispatch, topic_id=topic)))
                if room.ends and isinstance(result, Sent):
                    await self._topics.end(chat_id, room)
                return result
        except asyncio.CancelledError:
            if not ready:  # the letter itself has not left
                back = Retry(self._clock.now(), "stopped", counts=False)
                self._finished.extend(Settled(item, back) for item in letter.items)
            raise

    async def _topic(self, letter: Letter, room: Room) -> int | Retry | Gone | None:
        """Return the topic that the letter goes to, or what becomes of the letter when Telegram gives none."""
        attempts = letter.items[0].attempts
        try:
            return await self._topics.ready(letter.chat_id, room, attempts)
        except Exception as error:
            refusal = outcome(error, attempts + 1, self._clock.now())
            await self._follow(error, letter)
            if isinstance(refusal, Retry) or (isinstance(refusal, Gone) and refusal.unreachable):
                return refusal
            return Retry(retry_at(attempts + 1, self._clock.now()), "topic")

    async def _attempt(self, letter: Letter) -> Outcome:
        item = letter.items[0]
        if time.monotonic() >= self._leads_until:
            # We were frozen, or the database out of reach for long: another process may have begun to send this one.
            log.warning("message %d stays in the queue: the sender's lease has lapsed", item.id)
            return Retry(self._clock.now(), "lapsed", counts=False)
        try:
            answer = await self._bot(method(letter.chat_id, letter.dispatch))
        except asyncio.CancelledError:
            self._finished.extend(Settled(item, Unknown("stopped")) for item in letter.items)
            raise
        except Exception as error:
            if unchanged(error, letter.dispatch):
                return Sent(letter.dispatch.edits or 0, self._clock.now())
            result = outcome(error, item.attempts + 1, self._clock.now())
            await self._follow(error, letter)
            if isinstance(result, Gone) and not result.unreachable:
                log.error(
                    "message %d to chat %d cannot be sent: %s", item.id, letter.chat_id, result.reason.partition('"')[0]
                )
            return result
        return accepted(answer, letter.dispatch, self._clock.now())

    async def _follow(self, error: Exception, letter: Letter) -> None:
        """Do what a refusal asks for besides settling the message."""
        chat_id = letter.chat_id
        if isinstance(error, TelegramRetryAfter):
            self._pace.refused(chat_id, error.retry_after)
            await self._pace.tell_held()
        elif isinstance(error, TelegramMigrateToChat):
            try:
                async with self._store.write() as repositories:
                    await followed(repositories, chat_id, error.migrate_to_chat_id, self._clock.now())
            except StorageBusy:
                log.exception("the new number of chat %d could not be stored; the next try will tell it again", chat_id)
        elif chat_id < 0 and (place := barred(error)) is not None:
            try:
                if place is Barred.TOPIC and letter.dispatch.room is not None and letter.dispatch.topic_id is not None:
                    await self._topics.refused(chat_id, letter.dispatch.topic_id, error)
                else:
                    await self._note(place, letter)
            except StorageBusy:
                log.exception("that chat %d refuses us could not be stored; the next try will tell it again", chat_id)

    async def _note(self, place: Barred, letter: Letter) -> None:
        """Write what a refusal says of our place in a group or channel; whoever set it up is told in the same unit."""
        now = self._clock.now()
        async with self._store.write() as repositories:
            chat = await repositories.groups.get(letter.chat_id)
            if chat is None:
                return
            if place is Barred.TOPIC and letter.dispatch.topic_id is not None:
                await topic_lost(repositories, chat, letter.dispatch.topic_id, now)
            else:
                # A general topic that is closed to us leaves nowhere to write.
                lost = GroupState.LEFT if place is Barred.LEFT else GroupState.SILENCED
                await changed(repositories, chat, lost, now)

    async def _heard_again(self, chat_id: int) -> None:
        """Write that a chat lets us write again, though nobody told us: the rest of what waited for it follows."""
        try:
            async with self._store.write() as repositories:
                chat = await repositories.groups.get(chat_id)
                if chat is not None:
                    await changed(repositories, chat, GroupState.ACTIVE, self._clock.now())
        except StorageBusy:
            log.exception("that chat %d lets us write could not be stored; the next message will tell it", chat_id)

    async def _settle(self) -> None:
        results, self._finished = self._finished, []
        if not results:
            return
        try:
            async with self._store.write() as repositories:
                await repositories.outbox.settle(results, self._clock.now(), self._owner)
                await arrived(repositories, results, self._clock.now())
        except BaseException:
            self._finished[:0] = results
            raise
        self.endings.update(type(one.outcome).__name__.lower() for one in results)
