"""From a message that somebody forwards or types to the words and the origin of an announcement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiogram.enums import MessageEntityType
from aiogram.filters import Filter
from aiogram.types import Message, MessageOriginChannel, MessageOriginChat, MessageOriginHiddenUser, MessageOriginUser

from domain.people import Visitor
from domain.submissions import Origin
from handlers.views.alert import is_web
from handlers.views.screen import one_line

LEAST_TYPED = 80
"""Letters from which a typed text is an announcement; anything shorter is a search."""

ABOUT = "post"
"""What the dialogues of announcements begin with."""


@dataclass(frozen=True, slots=True)
class Received:
    """What came: the words (may be empty), where from, the album it is part of, and when it was said there."""

    text: str
    origin: Origin
    album: str | None = None
    said_at: datetime | None = None
    ours: bool = False


class Announced(Filter):
    """Somebody forwarded something, or typed a long text while nothing else is asked of them."""

    async def __call__(self, message: Message, visitor: Visitor) -> bool:
        """Tell whether the message may be an announcement."""
        state = visitor.dialogue.state or ""
        if state and not state.startswith(f"{ABOUT}:"):
            return False
        if is_brought(message):
            return True
        text = message.text or message.caption or ""
        return not state and len(text) >= LEAST_TYPED and not text.startswith("/")


def is_brought(message: Message) -> bool:
    """Tell whether the message was forwarded or is part of an album: either begins an announcement of its own."""
    return message.forward_origin is not None or message.media_group_id is not None


def received(message: Message, bot_id: int) -> Received:
    """Return what a message brings. Of people who wrote it nothing is taken over."""
    text = (message.text or message.caption or "").strip()
    if message.poll is not None:
        text = "\n".join((message.poll.question, *(option.text for option in message.poll.options)))
    link = _link(message)
    match message.forward_origin:
        case MessageOriginChannel(chat=chat, message_id=number, date=date):
            url = f"https://t.me/{chat.username}/{number}" if chat.username else link
            origin, said_at, ours = Origin("channel", one_line(chat.title or "")[:128], url), date, False
        case MessageOriginChat(sender_chat=chat, date=date):
            origin, said_at, ours = Origin("chat", one_line(chat.title or "")[:128], link), date, False
        case MessageOriginUser(sender_user=user, date=date):
            origin, said_at, ours = Origin("user", url=link), date, user.id == bot_id
        case MessageOriginHiddenUser(date=date):
            origin, said_at, ours = Origin("hidden_user", url=link), date, False
        case _:
            return Received(text, Origin(url=link), message.media_group_id)
    return Received(text, origin, message.media_group_id, said_at, ours)


def _link(message: Message) -> str:
    """Return the first web address in the words, or ""."""
    words = message.text or message.caption or ""
    for entity in message.entities or message.caption_entities or ():
        if entity.type == MessageEntityType.TEXT_LINK and entity.url and is_web(entity.url):
            return entity.url
        if entity.type == MessageEntityType.URL:
            address = entity.extract_from(words)
            address = address if "://" in address else f"https://{address}"
            if is_web(address):
                return address
    return ""
