"""From what a handler gives back to requests to Telegram: edits, messages, toasts, and what to do when they fail."""

from __future__ import annotations

import asyncio
import logging
import secrets
from enum import Enum, auto
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendDocument, SendMessage, SendPhoto, TelegramMethod
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from handlers.texts import Translator
from handlers.views.failures import crash
from handlers.views.screen import TOAST_LIMIT, Answer, Document, Screen, clip

log = logging.getLogger(__name__)

TRIES = 3
LONGEST_WAIT = 5.0
"""Seconds of flood control that a person in front of the screen is kept waiting for; longer ones are given up."""

Given = Screen | Answer | None


class Outcome(Enum):
    """How a request ended, by effect."""

    DONE = auto()
    REFUSED = auto()  # Telegram will never take this request
    GONE = auto()  # the person blocked us
    LOST = auto()  # no answer after several tries; what was written to storage stays written


class Presenter:
    """Shows answers to one person after one update.

    Args:
        bot: the client.
        chat_id: where to.
        tr: the person's language.
        query: the pressed button, when there is one.
        pause: seconds before the second try after a network error; doubles.
        topic: the topic of a forum in which somebody spoke to us.
    """

    def __init__(
        self,
        bot: Bot,
        chat_id: int,
        tr: Translator,
        query: CallbackQuery | None = None,
        *,
        pause: float = 0.5,
        topic: int | None = None,
    ) -> None:
        self._bot = bot
        self._chat_id = chat_id
        self._tr = tr
        self._query = query
        self._pause = pause
        self._shown: int | None = None  # the message that shows the first screen
        self._topic = topic

    @property
    def shown(self) -> int | None:
        """Return the message that shows the first screen; None when it was not shown, or stood there already."""
        return self._shown

    async def show(self, given: Given) -> bool:
        """Show the answer; a pressed button always stops spinning. Returns False when the person cannot be reached."""
        answer = Answer(screens=(given,)) if isinstance(given, Screen) else given or Answer()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._screens(answer))]
            if self._query is not None:
                tasks.append(group.create_task(self._toast(self._query, answer)))
            tasks += [group.create_task(self._try(method)) for method in answer.also]
        return all(task.result() is not Outcome.GONE for task in tasks)

    async def replace(self, screen: Screen) -> bool:
        """Show a screen in the place of the one that was shown. Returns False when the person cannot be reached."""
        if self._shown is None or screen.only_new:
            return await self._screen(screen, fresh=True) is not Outcome.GONE
        edit = EditMessageText(
            chat_id=self._chat_id, message_id=self._shown, text=screen.text, reply_markup=screen.inline
        )
        result = await self._try(edit)
        if result is Outcome.REFUSED:
            result = await self._screen(screen, fresh=True)
        return result is not Outcome.GONE

    async def say(self, sentence: str) -> bool:
        """Tell a plain sentence: over the chat when a button was pressed, else as a message."""
        if self._query is not None:
            return await self.show(Answer(toast=sentence, loud=True))
        return await self.show(Screen(sentence))

    async def _screens(self, answer: Answer) -> Outcome:
        result = Outcome.DONE
        for index, screen in enumerate(answer.screens):
            result = await self._screen(screen, fresh=answer.fresh or index > 0, keep=index == 0)
            if result is not Outcome.DONE:
                return result
        for document in answer.documents:
            result = await self._document(document)
            if result is not Outcome.DONE:
                break
        return result

    async def _document(self, document: Document) -> Outcome:
        file = BufferedInputFile(document.content, document.name)
        caption = document.caption or None
        method: TelegramMethod[Message] = SendDocument(chat_id=self._chat_id, document=file, caption=caption)
        if document.picture:
            method = SendPhoto(chat_id=self._chat_id, photo=file, caption=caption)
        result = await self._try(method)
        return await self._failed("a document") if result is Outcome.REFUSED else result

    async def _screen(self, screen: Screen, *, fresh: bool, keep: bool = False) -> Outcome:
        edit = None if fresh else self._edit(screen)
        result = await self._try(edit, keep=keep) if edit is not None else Outcome.REFUSED
        if result is Outcome.REFUSED:
            # Nothing to edit, or the message is gone or too old to be edited: a new one takes its place.
            result = await self._try(self._send(screen), keep=keep)
        if result is Outcome.REFUSED:
            result = await self._failed(f"a screen of {len(screen.text)} characters")
        return result

    async def _failed(self, what: str) -> Outcome:
        """Tell the person that something could not be shown, with a number that the log has too."""
        number = secrets.token_hex(3)
        log.error("error %s: %s was refused", number, what)
        return await self._try(SendMessage(chat_id=self._chat_id, text=crash(number, self._tr)))

    def _edit(self, screen: Screen) -> EditMessageText | None:
        if self._query is None or self._query.message is None or screen.only_new:
            return None
        return EditMessageText(
            chat_id=self._chat_id,
            message_id=self._query.message.message_id,
            text=screen.text,
            reply_markup=screen.inline,
        )

    def _send(self, screen: Screen) -> SendMessage:
        return SendMessage(
            chat_id=self._chat_id, message_thread_id=self._topic, text=screen.text, reply_markup=screen.markup
        )

    async def _toast(self, query: CallbackQuery, answer: Answer) -> Outcome:
        text = clip_toast(answer.toast) if answer.toast else None
        method = AnswerCallbackQuery(callback_query_id=query.id, text=text, show_alert=answer.loud or None)
        # An answer to an old press is refused ("query is too old"): the screen itself has been shown, that is enough.
        return await self._try(method)

    async def _try(self, method: TelegramMethod[Any], *, keep: bool = False) -> Outcome:
        pause = self._pause
        for attempt in range(1, TRIES + 1):
            try:
                result = await self._bot(method)
                if keep and isinstance(result, Message):
                    self._shown = result.message_id
            except TelegramForbiddenError:
                return Outcome.GONE
            except TelegramBadRequest as error:
                if "message is not modified" in error.message:
                    return Outcome.DONE
                # Telegram quotes what it cannot read: that may be somebody's words.
                log.info("%s refused: %s", type(method).__name__, error.message.partition('"')[0])
                return Outcome.REFUSED
            except TelegramRetryAfter as error:
                if error.retry_after > LONGEST_WAIT:
                    log.warning("%s: flood control for %d s, given up", type(method).__name__, error.retry_after)
                    return Outcome.LOST
                await asyncio.sleep(error.retry_after)
            except (TelegramNetworkError, TelegramServerError, ClientDecodeError) as error:
                # The request may have got through. Twice the same screen is harmless, none at all is not.
                log.warning("%s: %s (try %d)", type(method).__name__, type(error).__name__, attempt)
                await asyncio.sleep(pause)
                pause *= 2
            except AiogramError:
                log.exception("%s failed", type(method).__name__)
                return Outcome.REFUSED
            else:
                return Outcome.DONE
        return Outcome.LOST


def clip_toast(text: str) -> str:
    """Return the toast within Telegram's limit, its lines kept."""
    if len(text) <= TOAST_LIMIT:
        return text
    return clip(text, TOAST_LIMIT)
