"""The local Telegram as the page's phones show it: chats, messages and keyboards as plain JSON values."""

from __future__ import annotations

from typing import Any

from bot.demo.botapi.bots import BotAccount
from bot.demo.botapi.model import Message
from bot.demo.botapi.people import Person
from bot.demo.guests import Guest

MESSAGES_SHOWN = 200
QUOTE = 80


class Phone:
    """One guest's phone.

    Args:
        guest: who holds it.
        person: the guest's account at the local Telegram.
        bot: the bot the guest talks to.
    """

    def __init__(self, guest: Guest, person: Person, bot: BotAccount) -> None:
        self.guest = guest
        self.person = person
        self.bot = bot

    def state(self) -> dict[str, Any]:
        """Return what surrounds the messages: whether the chat was started, the reply keyboard, the commands."""
        chat = self.person.chat_with(self.bot)
        return {
            "started": chat.started and not chat.blocked,
            "keyboard": _keyboard(chat.keyboard),
            "commands": self.person.world.commands(self.bot, self.person),
            "version": 1,
        }

    def messages(self) -> dict[int, dict[str, Any]]:
        """Return the latest messages by id."""
        return {message.message_id: self._message(message) for message in self.received()}

    def received(self) -> list[Message]:
        """Return the latest messages as the local Telegram holds them, oldest first."""
        return list(self.person.chat_with(self.bot).messages.values())[-MESSAGES_SHOWN:]

    def message(self, message_id: int) -> Message | None:
        """Return a message that is on the screen, or None."""
        return self.person.chat_with(self.bot).messages.get(message_id)

    def _message(self, message: Message) -> dict[str, Any]:
        return {
            "id": message.message_id,
            "out": message.sender is self.person,
            "at": message.date,
            "edited": message.edited,
            "text": message.text,
            "entities": message.entities,
            "media": _media(message),
            "buttons": _buttons(message),
            "reply": message.reply_to.text[:QUOTE] if message.reply_to else "",
            "service": ", ".join(message.content) if message.is_service else "",
        }


def _keyboard(keyboard: dict[str, Any] | None) -> dict[str, Any] | None:
    if keyboard is None:
        return None
    rows = [
        [button["text"] if isinstance(button, dict) else str(button) for button in row] for row in keyboard["keyboard"]
    ]
    return {
        "rows": rows,
        "placeholder": keyboard.get("input_field_placeholder", ""),
        "once": bool(keyboard.get("one_time_keyboard")),
    }


def _buttons(message: Message) -> list[list[dict[str, Any]]]:
    rows = (message.reply_markup or {}).get("inline_keyboard", [])
    return [[{"text": button["text"], "url": button.get("url", "")} for button in row] for row in rows]


def _media(message: Message) -> dict[str, Any] | None:
    kind = message.media
    if not kind:
        return None
    content = message.content[kind]
    file = content[-1] if kind == "photo" else content
    return {
        "kind": kind,
        "name": file.get("file_name") or file.get("emoji") or "",
        "size": file["file_size"],
        "url": f"/api/files/{file['file_id']}",
        "width": file.get("width", 0),
        "height": file.get("height", 0),
        "duration": file.get("duration", 0),
    }
