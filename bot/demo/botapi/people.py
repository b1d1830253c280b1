"""What a person does on a phone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.demo.botapi.bots import BotAccount
from bot.demo.botapi.detect import add_detected
from bot.demo.botapi.entities import Entity, normalise, trim
from bot.demo.botapi.files import StoredFile
from bot.demo.botapi.model import Account, Chat, InlineQuery, Member, Message, Press

if TYPE_CHECKING:
    from bot.demo.botapi.groups import Group
    from bot.demo.botapi.world import World

MAX_TEXT = 4096  # code points; a phone cuts longer texts into several messages
# One grey pixel: what a person sends when a test does not care about the picture.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


# Where something can be written: the private chat with a bot, a group or channel, or any chat by itself.
Place: TypeAlias = "BotAccount | Group | Chat"


class NotPossible(Exception):
    """A phone would not offer this: writing to a blocked bot, pressing a button that is not there."""


@dataclass(eq=False)
class Person(Account):
    """A person with a phone. The chats are seen as this person sees them."""

    deactivated: bool = False
    world: World = field(init=False, repr=False)

    # --- looking ------------------------------------------------------------------------------------------------

    def chat_with(self, bot: BotAccount) -> Chat:
        """Return the private chat with a bot; ``.messages.values()`` are what is on the screen, oldest first."""
        return self.world.private_chat(bot, self)

    def sees(self, where: Place) -> list[Message]:
        """Return the messages on the screen, oldest first."""
        return list(self._chat(where).messages.values())

    def last(self, where: Place) -> Message:
        """Return the newest message on the screen.

        Raises:
            IndexError: the chat is empty.
        """
        return self.sees(where)[-1]

    def reply_keyboard(self, bot: BotAccount) -> dict[str, Any] | None:
        """Return the reply keyboard now shown in the chat with a bot (ReplyKeyboardMarkup), or None."""
        return self.chat_with(bot).keyboard

    # --- writing ------------------------------------------------------------------------------------------------

    def start(self, bot: BotAccount, payload: str = "") -> Message:
        """Press Start, or open a link ``t.me/bot?start=payload``; a blocked bot is unblocked by it."""
        if self.chat_with(bot).blocked:
            self.unblock(bot)
        return self.write(bot, f"/start {payload}".rstrip())

    def write(
        self, where: Place, text: str, *, reply_to: Message | None = None, thread_id: int | None = None
    ) -> Message:
        """Write a text; a long one goes as several messages, as phones do. Returns the last of them.

        Raises:
            NotPossible: nothing but spaces, a blocked bot, a chat the person is not in.
        """
        text, entities = _typed(text)
        if not text:
            raise NotPossible("an empty message")
        for start in range(0, len(text) - MAX_TEXT, MAX_TEXT):
            self._send(where, {"text": text[start : start + MAX_TEXT]}, reply_to, thread_id)
        if len(text) > MAX_TEXT:
            text, entities = _typed(text[(len(text) - 1) // MAX_TEXT * MAX_TEXT :])
        content: dict[str, Any] = {"text": text}
        if entities:
            content["entities"] = [entity.as_api() for entity in entities]
        return self._send(where, content, reply_to, thread_id)

    def send_photo(
        self, where: Place, content: bytes = PIXEL, *, caption: str = "",
        reply_to: Message | None = None, thread_id: int | None = None,
    ) -> Message:  # fmt: skip
        """Send a picture (PNG, JPEG, GIF or WebP)."""
        photo = self.world.files.add("photo", "photo.jpg", content)
        return self._send(where, _media(photo, caption), reply_to, thread_id)

    def send_document(
        self, where: Place, name: str, content: bytes, *, caption: str = "",
        reply_to: Message | None = None, thread_id: int | None = None,
    ) -> Message:  # fmt: skip
        """Send a file."""
        document = self.world.files.add("document", name, content)
        return self._send(where, _media(document, caption), reply_to, thread_id)

    def send_voice(
        self, where: Place, content: bytes = b"OggS", *, seconds: int = 3,
        reply_to: Message | None = None, thread_id: int | None = None,
    ) -> Message:  # fmt: skip
        """Send a voice message."""
        voice = self.world.files.add("voice", "voice.oga", content, duration=seconds)
        return self._send(where, _media(voice, ""), reply_to, thread_id)

    def send_sticker(self, where: Place, emoji: str = "👍") -> Message:
        """Send a sticker."""
        sticker = self.world.files.add("sticker", emoji, b"RIFF\0\0\0\0WEBP")
        return self._send(where, _media(sticker, ""), None, None)

    def send_album(
        self, where: Place, files: list[tuple[str, bytes]] | list[bytes], *, caption: str = "",
        reply_to: Message | None = None,
    ) -> list[Message]:  # fmt: skip
        """Send 2–10 pictures (a list of bytes) or 2–10 documents (a list of name and bytes) as one album."""
        if not 2 <= len(files) <= 10:
            raise NotPossible("an album has 2 to 10 items")
        group = self.world.new_query_id()
        sent: list[Message] = []
        for item in files:
            if isinstance(item, tuple):
                stored = self.world.files.add("document", *item)
            else:
                stored = self.world.files.add("photo", "photo.jpg", item)
            content = _media(stored, "" if sent else caption)
            sent.append(self._send(where, content, reply_to, None, media_group_id=group))
        return sent

    def send_contact(self, where: Place, phone: str) -> Message:
        """Share one's own phone number."""
        contact = {"phone_number": phone, "first_name": self.first_name, "user_id": self.id}
        return self._send(where, {"contact": contact}, None, None)

    def forward(self, where: Place, message: Message) -> Message:
        """Forward a message from a chat one sees.

        Raises:
            NotPossible: it is protected, deleted, or a service message.
        """
        if message.protected or message.deleted or message.is_service:
            raise NotPossible("this message cannot be forwarded")
        origin = forward_origin(message)
        return self._send(where, message.content, None, None, forward_origin=origin)

    def edit(self, message: Message, text: str) -> None:
        """Change one's own text (or caption).

        Raises:
            NotPossible: somebody else's message.
        """
        is_post = message.chat.kind == "channel"
        own = message.chat.member(self).may("can_edit_messages") if is_post else message.sender is self
        if not own or message.deleted:
            raise NotPossible("only one's own messages can be edited")
        text, entities = _typed(text)
        name = "text" if "text" in message.content else "caption"
        names = {"text": "entities", "caption": "caption_entities"}
        content = {key: value for key, value in message.content.items() if key != names[name]} | {name: text}
        if entities:
            content[names[name]] = [entity.as_api() for entity in entities]
        message.content = content
        message.edit_date = self.world.now()
        self.world.deliver("edited_channel_post" if is_post else "edited_message", message)
        self.world.touch()

    def delete(self, message: Message) -> None:
        """Delete a message for both sides; the bot is not told, as in Telegram."""
        self.world.remove([message])

    # --- pressing -----------------------------------------------------------------------------------------------

    def press(self, message: Message, button: str | dict[str, Any]) -> Press:
        """Press an inline button that is on the screen.

        Args:
            button: its label (or the only one containing these words), its callback data, or the button itself.

        Raises:
            NotPossible: the message is gone, or the button opens a link or asks for something else.
            LookupError: the message has no such button.
        """
        if message.deleted:
            raise NotPossible("the message is not on the screen")
        found = message.button(button if isinstance(button, str) else button["text"])
        if "callback_data" not in found:
            raise NotPossible(f"the button does not call the bot: {found}")
        return self.press_forged(message, found["callback_data"])

    def press_forged(self, message: Message, data: str) -> Press:
        """Send any callback data for a message: an old screen's button, or one that never was there."""
        press = Press(self.world.new_query_id(), self, message, data, self.world.clock.now())
        self.world.presses[press.id] = press
        shown: dict[str, Any] = message.as_api()
        if message.deleted:  # InaccessibleMessage
            shown = {"chat": message.chat.as_api(), "message_id": message.message_id, "date": 0}
        query = {"id": press.id, "from": self.as_api(), "message": shown, "data": data}
        query["chat_instance"] = str(abs(message.chat.id) * 7919)
        for bot in self.world.bots.values():
            if message.sender is bot or message.chat.bot is bot or message.via_bot is bot:
                bot.updates.add("callback_query", query)
                break
        return press

    def tap(self, bot: BotAccount, label: str) -> Message:
        """Press a button of the reply keyboard: its label is sent as a message.

        Raises:
            LookupError: no such button is shown.
        """
        keyboard = self.reply_keyboard(bot) or {"keyboard": []}
        labels = [button["text"] for row in keyboard["keyboard"] for button in row]
        if label not in labels:
            raise LookupError(f"no button {label!r} among {labels}")
        return self.write(bot, label)

    def inline(self, bot: BotAccount, query: str, *, offset: str = "") -> InlineQuery:
        """Type ``@bot query`` somewhere and wait for results with ``await query.results()``."""
        asked = InlineQuery(self.world.new_query_id(), self, query, self.world.clock.now())
        self.world.inline_queries[asked.id] = asked
        bot.updates.add("inline_query", {"id": asked.id, "from": self.as_api(), "query": query, "offset": offset})
        return asked

    def choose(self, asked: InlineQuery, result_id: str, bot: BotAccount, where: Place) -> Message:
        """Send one of the results that a bot offered for an inline query, as "via @bot".

        Raises:
            LookupError: no such result was offered.
        """
        offered = {result["id"]: result for result in (asked.result or {"results": []})["results"]}
        chosen = offered[result_id]
        if "document_file_id" in chosen:
            stored = self.world.files.get(chosen["document_file_id"])
            assert stored is not None
            content = {name: chosen[name] for name in ("caption", "caption_entities") if name in chosen}
            content["document"] = stored.as_api()
        else:
            content = chosen["input_message_content"]
        return self._send(where, content, None, None, reply_markup=chosen.get("reply_markup"), via_bot=bot)

    # --- coming and going ---------------------------------------------------------------------------------------

    def block(self, bot: BotAccount) -> None:
        """Block a bot."""
        self._set_blocked(bot, True)

    def unblock(self, bot: BotAccount) -> None:
        """Take the block back."""
        self._set_blocked(bot, False)

    def deactivate(self) -> None:
        """Delete the account: bots cannot write to it any more."""
        self.deactivated = True

    def _set_blocked(self, bot: BotAccount, blocked: bool) -> None:
        chat = self.chat_with(bot)
        if chat.blocked != blocked:
            chat.blocked = blocked
            states = Member(bot, "member"), Member(bot, "kicked")
            old, new = states if blocked else states[::-1]
            self.world.member_changed(chat, self, old, new)

    def _chat(self, where: Place) -> Chat:
        if isinstance(where, BotAccount):
            return self.chat_with(where)
        return where if isinstance(where, Chat) else where.chat

    def _send(
        self, where: Place, content: dict[str, Any], reply_to: Message | None, thread_id: int | None,
        **more: Any,
    ) -> Message:  # fmt: skip
        chat = self._chat(where)
        if chat.kind == "private":
            if chat.blocked:
                raise NotPossible("the bot is blocked")
            chat.started = True
            if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
                chat.keyboard = None
        elif chat.migrated_to is not None or not chat.member(self).inside:
            raise NotPossible("not a member of this chat")
        topic = chat.topics.get(thread_id or (reply_to.thread_id if reply_to else None) or 0)
        if topic is not None and topic.closed and not chat.member(self).is_admin:
            raise NotPossible("the topic is closed")
        is_post = chat.kind == "channel"
        anonymous = is_post or (chat.is_group and chat.member(self).anonymous)
        if anonymous and not chat.member(self).is_admin:
            raise NotPossible("only administrators post in a channel")
        # What an anonymous administrator writes comes from the group itself, through this account of Telegram's.
        hidden = Account(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
        sender = None if is_post else hidden if anonymous else self
        message = Message(
            0, chat, 0, content, sender, chat if anonymous else None, reply_to=reply_to,
            thread_id=topic.id if topic else None, **more,
        )  # fmt: skip
        return self.world.post(message)


def forward_origin(message: Message) -> dict[str, Any]:
    """Return the MessageOrigin that a forwarded copy of this message carries."""
    if message.forward_origin is not None:
        return message.forward_origin
    if message.chat.kind == "channel":
        chat = message.chat.as_api()
        return {"type": "channel", "date": message.date, "chat": chat, "message_id": message.message_id}
    if message.sender_chat is not None:
        return {"type": "chat", "date": message.date, "sender_chat": message.sender_chat.as_api()}
    assert message.sender is not None
    return {"type": "user", "date": message.date, "sender_user": message.sender.as_api()}


def _typed(text: str) -> tuple[str, list[Entity]]:
    cleaned, entities = trim(*normalise(text, []))
    return cleaned, add_detected(cleaned, entities)


def _media(stored: StoredFile, caption: str) -> dict[str, Any]:
    content: dict[str, Any] = {stored.kind: stored.as_api()}
    caption, entities = _typed(caption)
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = [entity.as_api() for entity in entities]
    return content
