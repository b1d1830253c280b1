"""What a person does on a phone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.demo.botapi import chat_requests, inline_mode
from bot.demo.botapi.bots import BotAccount
from bot.demo.botapi.detect import add_detected
from bot.demo.botapi.entities import Entity, normalise, trim
from bot.demo.botapi.files import StoredFile
from bot.demo.botapi.forwards import NotPossible, check_forwardable, forward_origin
from bot.demo.botapi.model import Account, Chat, Member, Message
from bot.demo.botapi.queries import InlineQuery, Press

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

    def send_sticker(self, where: Place, emoji: str = "👍", *, reply_to: Message | None = None) -> Message:
        """Send a sticker."""
        sticker = self.world.files.add("sticker", emoji, b"RIFF\0\0\0\0WEBP")
        return self._send(where, _media(sticker, ""), reply_to, None)

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

    def send_poll(self, where: Place, question: str, *options: str) -> Message:
        """Send an anonymous poll."""
        answers = [
            {"persistent_id": str(number), "text": option, "voter_count": 0} for number, option in enumerate(options)
        ]
        poll: dict[str, Any] = {"id": self.world.new_query_id(), "question": question, "options": answers}
        poll |= {"total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular"}
        poll |= dict.fromkeys(("allows_multiple_answers", "allows_revoting", "members_only"), False)
        return self._send(where, {"poll": poll}, None, None)

    def forward(self, where: Place, message: Message, *, thread_id: int | None = None) -> Message:
        """Forward a message from a chat one sees.

        Raises:
            NotPossible: it is protected, deleted, or a service message.
        """
        return self.forward_all(where, [message], thread_id=thread_id)[0]

    def forward_all(self, where: Place, messages: list[Message], *, thread_id: int | None = None) -> list[Message]:
        """Forward several messages at once, an album as an album. Returns the copies.

        Raises:
            NotPossible: one of them is protected, deleted, or a service message.
        """
        check_forwardable(messages)
        albums: dict[str, str] = {}
        copies = []
        for message in messages:
            group = message.media_group_id
            album = albums.setdefault(group, self.world.new_query_id()) if group and len(messages) > 1 else ""
            origin = forward_origin(message)
            more: dict[str, Any] = {"forward_origin": origin, "media_group_id": album, "via_bot": message.via_bot}
            copies.append(self._send(where, message.content, None, thread_id, **more))
        return copies

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
        query: dict[str, Any] = {"id": press.id, "from": self.as_api(), "data": data}
        query["chat_instance"] = str(abs(message.chat.id) * 7919)
        if message.inline_id:  # the bot does not see the chat where a person posted it
            query["inline_message_id"] = message.inline_id
        elif message.deleted:  # InaccessibleMessage
            query["message"] = {"chat": message.chat.as_api(), "message_id": message.message_id, "date": 0}
        else:
            query["message"] = message.as_api()
        for bot in self.world.bots.values():
            if bot in (message.sender, message.posted_by, message.chat.bot, message.via_bot):
                bot.updates.add("callback_query", query)
                break
        return press

    def tap(self, bot: BotAccount, label: str) -> Message:
        """Press a button of the reply keyboard: its label is sent as a message.

        Raises:
            LookupError: no such button is shown.
            NotPossible: the button asks for a chat; see :meth:`share_chat`.
        """
        keyboard = self.reply_keyboard(bot) or {"keyboard": []}
        buttons = [button for row in keyboard["keyboard"] for button in row]
        labels = [button["text"] for button in buttons]
        if label not in labels:
            raise LookupError(f"no button {label!r} among {labels}")
        if "request_chat" in buttons[labels.index(label)]:
            raise NotPossible("the button asks for a chat")
        return self.write(bot, label)

    def suitable_chats(self, bot: BotAccount, label: str) -> list[Group]:
        """Return the chats a phone offers after a button of the reply keyboard that asks for one."""
        request = chat_requests.asked_for(self.reply_keyboard(bot), label)
        return [group for group in self.world.groups.values() if chat_requests.suits(request, group, self, bot)]

    def share_chat(self, bot: BotAccount, label: str, group: Group) -> Message:
        """Press a button that asks for a chat and choose this one; the bot gets there the rights it asks for.

        Raises:
            LookupError: no such button is shown.
            NotPossible: the chat does not suit the request.
        """
        request = chat_requests.asked_for(self.reply_keyboard(bot), label)
        if not chat_requests.suits(request, group, self, bot):
            raise NotPossible("a phone would not offer this chat")
        chat_requests.give_rights(request, group, self, bot)
        return self._send(bot, {"chat_shared": chat_requests.shared(request, group)}, None, None)

    def start_in_group(self, bot: BotAccount, group: Group, payload: str = "", **rights: bool) -> Message | None:
        """Open ``t.me/bot?startgroup=payload`` and choose a group: the bot is added and told the payload.

        Args:
            rights: with ``&admin=…``, the administrator's rights the link asks for.

        Returns:
            The command the phone wrote; None in a channel (``?startchannel``), where it writes none.

        Raises:
            NotPossible: the person is no member, or no administrator where one is needed.
        """
        me, is_channel = group.chat.member(self), group.chat.kind == "channel"
        if not me.inside or ((rights or is_channel) and not me.is_admin):
            raise NotPossible("the person may not add a bot here")
        if rights or is_channel:
            group.promote(bot, by=self, **rights)
        elif not group.chat.member(bot).inside:
            group.add(bot, by=self)
        return None if is_channel else self.write(group, f"/start@{bot.username} {payload}".rstrip())

    # --- inline mode --------------------------------------------------------------------------------------------

    def inline(self, bot: BotAccount, query: str, *, offset: str = "", where: Place | None = None) -> InlineQuery:
        """Type ``@bot query`` somewhere and wait for results with ``await query.results()``."""
        chat = None if where is None else self._chat(where)
        return inline_mode.ask(self.world, self, bot, query, offset, chat)

    def choose(
        self, asked: InlineQuery, result_id: str, bot: BotAccount, where: Place, *, thread_id: int | None = None
    ) -> Message:
        """Send one of the results that a bot offered for an inline query, as "via @bot".

        Raises:
            LookupError: no such result was offered.
            NotPossible: the person may not write there.
        """
        fields = inline_mode.chosen_message(self.world, asked, result_id, bot, self._chat(where))
        message = self._send(where, fields.pop("content"), None, thread_id, **fields)
        inline_mode.tell_chosen(self.world, asked, result_id, bot, message)
        return message

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
        if chat.kind in ("group", "supergroup") and not chat.members_may_write and not chat.member(self).is_admin:
            raise NotPossible("only administrators write here")
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
