"""The local Telegram as the page's phones show it: chats, messages and keyboards as plain JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.demo.botapi.bots import BotAccount
from bot.demo.botapi.groups import Group
from bot.demo.botapi.model import Account, Chat, Message
from bot.demo.botapi.people import Person
from bot.demo.guests import Guest
from bot.demo.places import Place

MESSAGES_SHOWN = 200
QUOTE = 80
PRIVATE = "bot"  # the name of the private chat with the bot on the page


class Phone:
    """One guest's phone.

    Args:
        guest: who holds it.
        person: the guest's account at the local Telegram.
        bot: the bot the guest talks to.
        places: the shared chats the guest is in.
    """

    def __init__(self, guest: Guest, person: Person, bot: BotAccount, places: Sequence[Place] = ()) -> None:
        self.guest = guest
        self.person = person
        self.bot = bot
        self.places = {place.id: place for place in places if place.group.chat.member(person).inside}

    def where(self, name: str) -> BotAccount | Group:
        """Return the chat that the page calls so.

        Raises:
            LookupError: this phone has no such chat.
        """
        return self.bot if name == PRIVATE else self.places[name].group

    def chat(self, name: str) -> Chat:
        """Return the chat itself; raises as `where`."""
        return self.person.chat_with(self.bot) if name == PRIVATE else self.places[name].group.chat

    def state(self) -> dict[str, Any]:
        """Return what surrounds the messages: whether the chat was started, the reply keyboard, the commands."""
        chat = self.person.chat_with(self.bot)
        return {
            "started": chat.started and not chat.blocked,
            "keyboard": _keyboard(chat.keyboard),
            "commands": self.person.world.commands(self.bot, self.person),
            "chats": [self._place(place) for place in self.places.values()],
            "version": 1,
        }

    def messages(self) -> dict[int, dict[str, Any]]:
        """Return the latest messages of the private chat by id."""
        return {message.message_id: message_json(message, self.person) for message in self.received()}

    def received(self, name: str = PRIVATE) -> list[Message]:
        """Return the latest messages of a chat as the local Telegram holds them, oldest first."""
        return list(self.chat(name).messages.values())[-MESSAGES_SHOWN:]

    def message(self, message_id: int, name: str = PRIVATE) -> Message | None:
        """Return a message that is on the screen, or None."""
        return self.chat(name).messages.get(message_id)

    def _place(self, place: Place) -> dict[str, Any]:
        chat, me = place.group.chat, place.group.chat.member(self.person)
        standing = place.standing(self.bot)
        return {
            "id": place.id,
            "kind": chat.kind,
            "title": chat.title,
            "members": sum(member.inside and not member.account.is_bot for member in chat.members.values()),
            "writes": me.is_admin or (chat.kind != "channel" and chat.members_may_write),
            "bot": standing,
            "offers": place.allowed(self.person, self.bot),
            "topics": [{"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in chat.topics.values()],
            "commands": [] if standing == "out" else self.person.world.commands(self.bot, place.group, self.person),
        }


def message_json(message: Message, reader: Account | None = None) -> dict[str, Any]:
    """Return a message for the page; without a reader the page itself sees by `from` whose it is."""
    return {
        "id": message.message_id,
        "out": reader is not None and message.sender is reader,
        "from": message.sender.id if message.sender else 0,
        "name": message.sender.first_name if message.sender and not message.sender_chat else "",
        "at": message.date,
        "edited": message.edited,
        "text": message.text,
        "entities": message.entities,
        "media": _media(message),
        "poll": _poll(message),
        "buttons": _buttons(message),
        "reply": message.reply_to.text[:QUOTE] if message.reply_to else "",
        "topic": message.thread_id or 0,
        "via": message.via_bot.username if message.via_bot else "",
        "origin": _origin(message),
        "event": _event(message),
    }


def _keyboard(keyboard: dict[str, Any] | None) -> dict[str, Any] | None:
    if keyboard is None:
        return None
    rows = [
        [
            {"text": button["text"], "asks": "request_chat" in button}
            if isinstance(button, dict)
            else {"text": str(button), "asks": False}
            for button in row
        ]
        for row in keyboard["keyboard"]
    ]
    return {
        "rows": rows,
        "placeholder": keyboard.get("input_field_placeholder", ""),
        "once": bool(keyboard.get("one_time_keyboard")),
    }


def _buttons(message: Message) -> list[list[dict[str, Any]]]:
    rows = (message.reply_markup or {}).get("inline_keyboard", [])
    return [[_button(button) for button in row] for row in rows]


def _button(button: dict[str, Any]) -> dict[str, Any]:
    """Return the label and what pressing does: `url`, `copy`, `inline` (a query to be typed here or elsewhere)."""
    shown: dict[str, Any] = {"text": button["text"], "url": button.get("url", "")}
    if "copy_text" in button:
        shown["copy"] = button["copy_text"]["text"]
    for name in ("switch_inline_query_current_chat", "switch_inline_query"):
        if name in button:
            shown["inline"] = {"query": button[name], "here": name.endswith("chat")}
    if "switch_inline_query_chosen_chat" in button:
        shown["inline"] = {"query": button["switch_inline_query_chosen_chat"].get("query", ""), "here": False}
    return shown


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


def _poll(message: Message) -> dict[str, Any] | None:
    poll = message.content.get("poll")
    return poll and {"question": poll["question"], "options": [option["text"] for option in poll["options"]]}


def _origin(message: Message) -> str:
    """Return the name of whom a forwarded message comes from, or an empty text."""
    origin = message.forward_origin or {}
    named = origin.get("chat") or origin.get("sender_chat") or origin.get("sender_user") or {}
    return str(named.get("title") or named.get("first_name") or origin.get("sender_user_name", ""))


def _event(message: Message) -> dict[str, Any] | None:
    """Return a service message as its kind and whom or what it names; the page has the words."""
    if not message.is_service:
        return None
    kind, told = next(iter(message.content.items()))
    if isinstance(told, list):
        told = told[0]
    name = told if isinstance(told, str) else ""
    if isinstance(told, dict):
        name = told.get("name") or told.get("title") or told.get("first_name") or ""
    return {"kind": kind, "name": name}
