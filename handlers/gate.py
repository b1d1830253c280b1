"""Whose subscriptions somebody may see and change: the one gate that every screen of subscriptions goes through."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aiogram import Bot

from domain.errors import NotYourChat
from domain.groups import GroupKind
from domain.language import Language
from domain.people import Visitor
from handlers.administering import administered
from handlers.service import Service


class ChatKind(StrEnum):
    """What a subscribed chat is."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat whose subscriptions the visitor may change.

    `language` is that of its alerts, which need not be that of the person who presses; `title` is None for the
    person's own chat.
    """

    chat_id: int
    language: Language
    title: str | None = None
    kind: ChatKind = ChatKind.PRIVATE

    @property
    def button_id(self) -> int:
        """Return the chat as buttons carry it: 0 for the person's own."""
        return 0 if self.kind is ChatKind.PRIVATE else self.chat_id


async def subscriber(chat_id: int, visitor: Visitor, service: Service, bot: Bot) -> Subscriber:
    """Return the chat when the visitor may change its subscriptions now.

    Args:
        chat_id: the chat, or 0 for the visitor's own.
        visitor: who presses.
        service: storage.
        bot: asks Telegram for rights.

    Raises:
        NotYourChat: the visitor may not.
        GroupError: the chat is unknown, has removed us, is not theirs to set up, or Telegram did not say.
    """
    if chat_id in (0, visitor.chat_id):
        return Subscriber(visitor.chat_id, visitor.language or Language.KK)
    if chat_id > 0:
        raise NotYourChat(chat_id)
    chat = await administered(chat_id, visitor.person_id, service, bot)
    kind = ChatKind.CHANNEL if chat.kind is GroupKind.CHANNEL else ChatKind.GROUP
    return Subscriber(chat.id, chat.language or visitor.language or Language.KK, chat.title, kind)
