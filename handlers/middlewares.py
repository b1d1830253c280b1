"""Around every update: one at a time per person, who they are, and what they see of the answer or of a failure."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.exceptions import AiogramError
from aiogram.methods import TelegramMethod
from aiogram.types import Chat, TelegramObject, Update, User

from domain.errors import AlreadyHandled, DomainError, FormLost, StorageBusy
from domain.language import Language
from domain.people import Dialogue, Visitor
from domain.requests.model import Card
from handlers.flood import Flood, Verdict
from handlers.forms import Form
from handlers.presenting import Given, Presenter
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.failures import crash, refusal, too_much
from handlers.views.screen import Answer, Later, Mark, Screen

log = logging.getLogger(__name__)

AT_ONCE = 32
"""People answered side by side."""

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class _Turn:
    """A person's turn. A class, for it is on the way of every update: a generator costs more."""

    __slots__ = ("_locks", "_person_id")

    def __init__(self, locks: dict[int, tuple[asyncio.Lock, int]], person_id: int) -> None:
        self._locks = locks
        self._person_id = person_id

    async def __aenter__(self) -> None:
        lock, waiting = self._locks.get(self._person_id) or (asyncio.Lock(), 0)
        self._locks[self._person_id] = (lock, waiting + 1)
        try:
            await lock.acquire()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_error: object) -> None:
        self._locks[self._person_id][0].release()
        self._leave()

    def _leave(self) -> None:
        lock, waiting = self._locks[self._person_id]
        if waiting == 1:
            del self._locks[self._person_id]
        else:
            self._locks[self._person_id] = (lock, waiting - 1)


class Queues:
    """A queue per person: two taps at once are handled one after the other, in their order."""

    def __init__(self) -> None:
        self._locks: dict[int, tuple[asyncio.Lock, int]] = {}

    def __len__(self) -> int:
        return len(self._locks)

    def turn(self, person_id: int) -> _Turn:
        """Wait for the person's earlier updates; what nobody waits for is forgotten."""
        return _Turn(self._locks, person_id)


def _meant_for(event: Update, bot_id: int) -> bool:
    """Tell whether something in a group is done with a message of the bot's, or may be: a press, a reply, an edit."""
    answered = event.message.reply_to_message if event.message else None
    ours = answered is not None and answered.from_user is not None and answered.from_user.id == bot_id
    # What is simply written in a topic comes as a reply to the note that the topic was made.
    ours = ours and answered is not None and answered.forum_topic_created is None
    return ours or event.callback_query is not None or event.edited_message is not None


def _act(event: Update) -> bool:
    """Tell whether somebody wrote or pressed something; that they blocked us, say, is news and never too much."""
    return bool(event.message or event.edited_message or event.callback_query or event.inline_query)


class Reception(BaseMiddleware):
    """The one outer middleware. Handlers get `service`, `update_id`, and in a private chat `visitor`, `tr`, `form`.

    In a group they get those three too when a button is pressed, a message of ours is replied to, or one is edited; the
    language is then the group's.

    Args:
        service: what handlers are given.
        pause: seconds before an answer lost on the network is sent again.
        flood: counts what each person does; without it nobody is refused.
    """

    def __init__(self, service: Service, *, pause: float = 0.5, flood: Flood | None = None) -> None:
        self._service = service
        self._flood = flood
        self._pause = pause
        self.queues = Queues()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle one update and show what comes of it; nothing is raised except cancellation."""
        user: User | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        if self._flood is not None and user is not None and isinstance(event, Update) and _act(event):
            verdict = self._flood.judge(user.id)
            if verdict is not Verdict.WELCOME:
                return await self._too_much(verdict, event, data["bot"], user, chat)
        if isinstance(event, Update) and event.inline_query is not None and user is not None:
            return await self._offer(handler, event, data, user)
        if not isinstance(event, Update) or user is None or chat is None:
            return None
        if user.is_bot and chat.type == ChatType.PRIVATE:
            return None  # in a group a bot's name also stands for an anonymous administrator, and for us when we leave
        data["service"] = self._service
        data["update_id"] = event.update_id
        # First the person's own queue: somebody who sends sixty messages at once waits alone.
        async with self.queues.turn(user.id), self._slots:
            presenter, later = await self._receive(handler, event, data, user, chat)
        if later is not None:
            await self._finish(later, presenter, event, user, chat)
        return None

    async def _too_much(self, verdict: Verdict, event: Update, bot: Bot, user: User, chat: Chat | None) -> None:
        """Refuse an act without a trip to storage; say so now and then, in the person's own chat or over a button."""
        if verdict is not Verdict.TOLD:
            return
        log.warning("somebody sends more than we read; update %d and what follows are refused", event.update_id)
        if chat is None or (chat.type != ChatType.PRIVATE and event.callback_query is None):
            return
        tr = self._guess(user)
        with suppress(DomainError):  # the language is worth one trip a minute, not a failure
            language = (await self._visitor(user.id, user.id)).language
            tr = self._service.texts.in_language(language) if language else tr
        await Presenter(bot, chat.id, tr, event.callback_query, pause=self._pause).say(too_much(tr))

    async def _offer(self, handler: Handler, event: Update, data: dict[str, Any], user: User) -> None:
        """Answer somebody who types our name in another chat: there is no chat of ours to say anything in.

        A failure is for the log; the query then stays without an answer, and the next letter asks again.
        """
        bot: Bot = data["bot"]
        try:
            async with self.queues.turn(user.id), self._slots:
                visitor = await self._visitor(user.id, user.id)
                tr = self._service.texts.in_language(visitor.language) if visitor.language else self._guess(user)
                data |= {"service": self._service, "update_id": event.update_id, "visitor": visitor, "tr": tr}
                data["form"] = None
                answer = await handler(event, data)
            if isinstance(answer, TelegramMethod):
                await bot(answer)
        except DomainError:
            log.warning("inline query in update %d has no answer", event.update_id, exc_info=True)
        except AiogramError as error:
            log.info("the answer to an inline query was refused (%s)", type(error).__name__)
        except Exception:
            log.exception("inline query in update %d failed", event.update_id)

    async def _receive(
        self, handler: Handler, event: Update, data: dict[str, Any], user: User, chat: Chat
    ) -> tuple[Presenter, Later | None]:
        bot: Bot = data["bot"]
        tr = self._guess(user)
        told: str | None = None
        given: Given = None
        asked = _meant_for(event, bot.id)
        try:
            if chat.type == ChatType.PRIVATE:
                visitor = await self._visitor(chat.id, user.id)
                tr = self._service.texts.in_language(visitor.language) if visitor.language else tr
                await self._whole(visitor)
                data |= {"visitor": visitor, "tr": tr, "form": Form.of(visitor.dialogue, self._service.tree)}
                data["raw_state"] = visitor.dialogue.state
                if not visitor.reachable and (event.message or event.callback_query):
                    await self._reachable(chat.id)
            elif asked:
                visitor = await self._visitor(chat.id, user.id)
                tr = await self._voice(chat.id, visitor, tr)
                await self._whole(visitor)
                data |= {"visitor": visitor, "tr": tr, "form": None}
            result = await handler(event, data)
            given = None if result is UNHANDLED else result
        except AlreadyHandled:
            log.info("update %d was handled before", event.update_id)
        except DomainError as error:
            if isinstance(error, StorageBusy):
                log.warning("update %d: storage is busy", event.update_id, exc_info=True)
            told = refusal(error, tr)
        except Exception:
            number = secrets.token_hex(3)
            log.exception("error %s: update %d failed", number, event.update_id)
            told = crash(number, tr)
        topic = event.message.message_thread_id if event.message and event.message.is_topic_message else None
        presenter = Presenter(bot, chat.id, tr, event.callback_query, pause=self._pause, topic=topic)
        # In a group nobody asked us anything, but for a press or a reply: a failure there is for the log.
        heard = chat.type == ChatType.PRIVATE or asked
        reached = await (presenter.say(told) if told and heard else presenter.show(given))
        if not reached and chat.type == ChatType.PRIVATE:  # a group that removed us tells so itself
            await self._reachable(chat.id, reachable=False)
        if not told and isinstance(given, Answer) and given.mark is not None and presenter.shown is not None:
            await self._noted(chat.id, presenter.shown, given.mark)
        return presenter, given.later if isinstance(given, Answer) and reached else None

    async def _finish(self, later: Later, presenter: Presenter, event: Update, user: User, chat: Chat) -> None:
        """Do what takes long outside of the person's line, then show what came of it, in their line again."""
        tr = self._guess(user)
        screen: Screen | None
        try:
            found = await later.work()
            async with self.queues.turn(user.id), self._slots:
                visitor = await self._visitor(chat.id, user.id)
                tr = self._service.texts.in_language(visitor.language) if visitor.language else tr
                screen = await later.finish(found, visitor, tr)
        except AlreadyHandled:
            log.info("update %d was handled before", event.update_id)
            return
        except DomainError as error:
            screen = Screen(refusal(error, tr))
        except Exception:
            number = secrets.token_hex(3)
            log.exception("error %s: update %d failed", number, event.update_id)
            screen = Screen(crash(number, tr))
        if screen is not None and not await presenter.replace(screen):
            await self._reachable(chat.id, reachable=False)

    async def _noted(self, chat_id: int, message_id: int, mark: Mark) -> None:
        """Note where a screen about a request stands; without that a reply to it is taken for plain words."""
        card = Card(chat_id, message_id, mark.request_id, mark.about, mark.office_id)
        try:
            async with self._service.store.write(alone=False) as repositories:
                await repositories.request_cards.put(card, self._service.clock.now())
        except DomainError:
            log.warning("the place of a screen about request %d was not stored", mark.request_id, exc_info=True)

    async def _visitor(self, chat_id: int, person_id: int) -> Visitor:
        async with self._service.store.read() as repositories:
            return await repositories.people.visitor(chat_id, person_id)

    async def _whole(self, visitor: Visitor) -> None:
        """Look whether the person's form is still there; its loss is told once, and then there is none.

        Raises:
            FormLost: it was lost.
        """
        if visitor.dialogue.lost:
            async with self._service.store.write(alone=False) as repositories:
                await repositories.dialogues.put(
                    visitor.chat_id, visitor.person_id, Dialogue(), self._service.clock.now()
                )
            raise FormLost

    async def _voice(self, chat_id: int, visitor: Visitor, guess: Translator) -> Translator:
        """Return the speaker for a group: its language; until one is chosen, that of whoever acts in it."""
        async with self._service.store.read() as repositories:
            known = await repositories.groups.get(chat_id)
        language = known.language if known is not None else None
        language = language or visitor.language
        return self._service.texts.in_language(language) if language else guess

    def _guess(self, user: User) -> Translator:
        """Return the speaker for somebody whose choice is unknown (yet, or because storage is down)."""
        return self._service.texts.in_language(Language.RU if user.language_code == "ru" else Language.KK)

    async def _reachable(self, chat_id: int, *, reachable: bool = True) -> None:
        """Note that the chat can be reached (whoever writes to us can be), or that it cannot."""
        try:
            # That it cannot takes back what waits for it, which others may be sending: alone.
            async with self._service.store.write(alone=not reachable) as repositories:
                await repositories.people.set_reachable(chat_id, reachable, self._service.clock.now())
        except DomainError:
            log.warning("whether chat %d can be reached could not be stored", chat_id, exc_info=True)
