"""Forwarded messages: where they say they come from, and what may not be forwarded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.demo.botapi.model import Message


class NotPossible(Exception):
    """A phone would not offer this: writing to a blocked bot, pressing a button that is not there."""


def forward_origin(message: Message) -> dict[str, Any]:
    """Return the MessageOrigin that a forwarded copy of this message carries.

    What was forwarded already keeps its first origin; of somebody who hides the account only the name is told.
    """
    if message.forward_origin is not None:
        return message.forward_origin
    if message.chat.kind == "channel":
        chat = message.chat.as_api()
        return {"type": "channel", "date": message.date, "chat": chat, "message_id": message.message_id}
    if message.sender_chat is not None:
        return {"type": "chat", "date": message.date, "sender_chat": message.sender_chat.as_api()}
    assert message.sender is not None
    if message.sender.hides_account:
        name = f"{message.sender.first_name} {message.sender.last_name}".strip()
        return {"type": "hidden_user", "date": message.date, "sender_user_name": name}
    return {"type": "user", "date": message.date, "sender_user": message.sender.as_api()}


def check_forwardable(messages: Sequence[Message]) -> None:
    """Check that a phone would offer "forward" for all of these messages.

    Raises:
        NotPossible: one of them is protected, deleted, or a service message.
    """
    if any(message.protected or message.deleted or message.is_service for message in messages):
        raise NotPossible("this message cannot be forwarded")
