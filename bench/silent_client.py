"""A Telegram client whose requests end at once: what is measured is the handling, not the network."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Chat, Message

from domain.clock import EPOCH


class SilentSession(BaseSession):
    """Answers every request with the smallest right answer, after building the form that would be sent."""

    async def close(self) -> None:
        """Nothing is open."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109 - the client's own word
    ) -> Any:
        """Return True for an answered press, else a message."""
        files: dict[str, Any] = {}
        for value in method.model_dump(warnings=False).values():
            self.prepare_value(value, bot=bot, files=files)
        if isinstance(method, AnswerCallbackQuery):
            return True
        return Message(message_id=1, date=EPOCH, chat=Chat(id=1, type="private"))

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        """Nothing is downloaded."""
        yield b""
