"""Records of the local Telegram: accounts, chats and messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

ChatKind = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "left", "kicked"]

RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
]
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")
MEDIA = ("photo", "document", "voice", "sticker")
# What somebody said; every other content is a service message, which tells of an event.
_SAID = ("text", "poll", "contact", *MEDIA)


@dataclass(eq=False)
class Account:
    """A person or a bot; ``hides_account``: forwards of what they wrote tell only the name."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    hides_account: bool = field(default=False, kw_only=True)

    def as_api(self) -> dict[str, Any]:
        """Return the User object."""
        user: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name):
                user[name] = getattr(self, name)
        return user


@dataclass(eq=False)
class Member:
    """An account's place in a group or channel."""

    account: Account
    status: Status = "member"
    rights: dict[str, bool] = field(default_factory=dict)
    anonymous: bool = False

    @property
    def inside(self) -> bool:
        """True while the account belongs to the chat."""
        return self.status in ("creator", "administrator", "member")

    @property
    def is_admin(self) -> bool:
        """True for administrators and the creator."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """True when the account has this administrator's right."""
        return self.status == "creator" or (self.status == "administrator" and self.rights.get(right, False))

    def as_api(self) -> dict[str, Any]:
        """Return the ChatMember object."""
        member: dict[str, Any] = {"status": self.status, "user": self.account.as_api()}
        if self.is_admin:
            member["is_anonymous"] = self.anonymous
        if self.status == "administrator":
            member["can_be_edited"] = False
            member |= {right: self.rights.get(right, False) for right in RIGHTS}
            # Present where the kind of chat has them, also when refused (Client.cpp, json_store_administrator_rights).
            member |= {r: self.rights[r] for r in (*CHANNEL_RIGHTS, *GROUP_RIGHTS) if r in self.rights}
        if self.status == "kicked":
            member["until_date"] = 0
        return member


@dataclass(eq=False)
class Topic:
    """A topic of a forum; its id is the id of the message that opened it."""

    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str = ""
    closed: bool = False


@dataclass(eq=False)
class Chat:
    """A place with messages. A private chat belongs to one person and one bot; its id is the person's.

    Attributes:
        messages: what can be seen now, by message id, oldest first (deleted ones are gone).
        keyboard: the reply keyboard now offered, or None.
        started: the person has written to the bot (private chats).
        blocked: the person has blocked the bot (private chats).
        members_may_write: false when only administrators may send (groups).
        protected: nothing in it may be forwarded or saved ("restrict saving content").
    """

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    is_forum: bool = False
    person: Account | None = None
    bot: Account | None = None
    started: bool = False
    blocked: bool = False
    deleted: bool = False
    members_may_write: bool = True
    protected: bool = False
    migrated_to: int | None = None
    keyboard: dict[str, Any] | None = None
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    last_id: int = 0

    @property
    def is_group(self) -> bool:
        """True for everything that is not a private chat."""
        return self.kind != "private"

    def member(self, account: Account) -> Member:
        """Return an account's place here; somebody who was never in is "left"."""
        return self.members.get(account.id) or Member(account, "left")

    def as_api(self) -> dict[str, Any]:
        """Return the Chat object."""
        chat: dict[str, Any] = {"id": self.id, "type": self.kind}
        if self.person is not None:
            for name in ("first_name", "last_name", "username"):
                if getattr(self.person, name):
                    chat[name] = getattr(self.person, name)
            return chat
        chat["title"] = self.title
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat


@dataclass(eq=False)
class Message:
    """A message as everybody in its chat sees it.

    Attributes:
        content: the fields of the Bot API that say what it is (text, entities, document, service fields…).
        reply_markup: the inline keyboard under it, or None.
        silent: it came without a sound (``disable_notification``).
        posted_by: the bot that wrote a channel post, which shows the channel as its author.
        had_keyboard: it came with a reply keyboard (or removed one), so Telegram lets nobody edit it.
        inline_id: by which the bot of ``via_bot`` knows it; only a result with an inline keyboard has one.
    """

    message_id: int
    chat: Chat
    date: int
    content: dict[str, Any]
    sender: Account | None = None
    sender_chat: Chat | None = None
    reply_markup: dict[str, Any] | None = None
    had_keyboard: bool = False
    reply_to: Message | None = None
    thread_id: int | None = None
    edit_date: int | None = None
    forward_origin: dict[str, Any] | None = None
    media_group_id: str = ""
    via_bot: Account | None = None
    posted_by: Account | None = None
    inline_id: str = ""
    protected: bool = False
    silent: bool = False
    deleted: bool = False
    link_preview: dict[str, Any] | None = None
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text or the caption; empty when there is none."""
        return str(self.content.get("text") or self.content.get("caption") or "")

    @property
    def entities(self) -> list[dict[str, Any]]:
        """Entities of :attr:`text`, offsets in UTF-16 code units."""
        return list(self.content.get("entities") or self.content.get("caption_entities") or [])

    @property
    def media(self) -> str:
        """``photo``, ``document``, ``voice``, ``sticker``, or empty."""
        return next((kind for kind in MEDIA if kind in self.content), "")

    @property
    def is_service(self) -> bool:
        """True when it tells of an event (somebody came, a topic was made) instead of being said by somebody."""
        return not any(name in self.content for name in _SAID)

    @property
    def edited(self) -> bool:
        """True when it was changed after it was sent."""
        return self.edit_date is not None

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """All inline buttons, row after row."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def button(self, label_or_data: str) -> dict[str, Any]:
        """Return the button with this label (whole, or the only one that contains it) or callback data.

        Raises:
            LookupError: there is no such button, or several.
        """
        for field_name in ("text", "callback_data"):
            for button in self.buttons:
                if button.get(field_name) == label_or_data:
                    return button
        partly = [button for button in self.buttons if label_or_data and label_or_data in button["text"]]
        if len(partly) == 1:
            return partly[0]
        raise LookupError(f"no button {label_or_data!r} among {[button['text'] for button in self.buttons]}")

    def as_api(self, *, with_reply: bool = True) -> dict[str, Any]:
        """Return the Message object."""
        message: dict[str, Any] = {"message_id": self.message_id, "date": self.date, "chat": self.chat.as_api()}
        if self.sender is not None:
            message["from"] = self.sender.as_api()
        if self.sender_chat is not None:
            message["sender_chat"] = self.sender_chat.as_api()
        if self.thread_id is not None:
            message |= {"message_thread_id": self.thread_id, "is_topic_message": True}
        if self.forward_origin is not None:
            message["forward_origin"] = self.forward_origin
        if with_reply and self.reply_to is not None:
            message["reply_to_message"] = self.reply_to.as_api(with_reply=False)
        if self.edit_date is not None:
            message["edit_date"] = self.edit_date
        if self.media_group_id:
            message["media_group_id"] = self.media_group_id
        if self.via_bot is not None:
            message["via_bot"] = self.via_bot.as_api()
        if self.protected:
            message["has_protected_content"] = True
        if self.link_preview:
            message["link_preview_options"] = self.link_preview
        message |= self.content
        if self.reply_markup is not None:
            message["reply_markup"] = self.reply_markup
        return message
