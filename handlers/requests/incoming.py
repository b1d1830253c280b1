"""What a message of Telegram's carries, as facts: its words, its files, and what cannot be kept or passed on."""

from __future__ import annotations

from datetime import UTC
from enum import StrEnum

from aiogram.enums import ContentType
from aiogram.types import Message

from domain.requests.draft import DraftPart
from domain.requests.model import Attachment, AttachmentKind
from handlers.views.screen import clip

NAME_LIMIT = 200


class Unsuitable(StrEnum):
    """What somebody sent that is no part of a letter."""

    STICKER = "sticker"
    ANIMATION = "animation"
    ROUND_VIDEO = "round_video"
    PLACE = "place"
    CONTACT = "contact"
    OTHER = "other"  # polls, games, dice and whatever Telegram invents


_UNSUITABLE = {
    ContentType.STICKER: Unsuitable.STICKER,
    ContentType.ANIMATION: Unsuitable.ANIMATION,
    ContentType.VIDEO_NOTE: Unsuitable.ROUND_VIDEO,
    ContentType.LOCATION: Unsuitable.PLACE,
    ContentType.VENUE: Unsuitable.PLACE,
    ContentType.CONTACT: Unsuitable.CONTACT,
}


def part_of(message: Message) -> DraftPart | Unsuitable:
    """Return the message as a part of a letter, or what it is instead.

    Files stay at Telegram: `file_id` is enough to send one on, whatever its size.
    """
    files = files_of(message)
    if not files and message.text is None:
        return _UNSUITABLE.get(ContentType(message.content_type), Unsuitable.OTHER)
    text = (message.text or message.caption or "").strip()
    at = message.date.astimezone(UTC)
    return DraftPart(message.chat.id, message.message_id, text, at, files, message.media_group_id or "")


def files_of(message: Message) -> tuple[Attachment, ...]:
    """Return the file that the message carries; nothing when it has none, or one that is not passed on."""
    if message.animation is not None:
        return ()  # a GIF also has a `document`; as one it cannot go into an album
    if message.photo:
        largest = message.photo[-1]  # sizes come from the smallest to the largest
        return (Attachment(AttachmentKind.PHOTO, largest.file_id, largest.file_unique_id, "", largest.file_size or 0),)
    for kind, file in (
        (AttachmentKind.DOCUMENT, message.document),
        (AttachmentKind.VIDEO, message.video),
        (AttachmentKind.AUDIO, message.audio),
        (AttachmentKind.VOICE, message.voice),
    ):
        if file is not None:
            name = clip(getattr(file, "file_name", None) or "", NAME_LIMIT)
            return (Attachment(kind, file.file_id, file.file_unique_id, name, file.file_size or 0),)
    return ()
