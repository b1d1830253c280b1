"""What a message brings to a request: its words, and its files as Telegram keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram.enums import MessageEntityType
from aiogram.types import Message

from domain.requests.model import Attachment, AttachmentKind

NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Written:
    """Plain words and files; both may be empty, not both at once."""

    text: str
    files: tuple[Attachment, ...]


def written(message: Message) -> Written | None:
    """Return what a message brings; None when it is of a kind that cannot be passed on (a place, a sticker, a poll).

    A file of any size is taken: it stays at Telegram and is sent on from there.
    """
    text = _plain(message)
    file = _file(message)
    if file is not None:
        return Written(text, (file,))
    return Written(text, ()) if message.text and text else None


def _file(message: Message) -> Attachment | None:
    if message.photo:
        largest = message.photo[-1]
        return Attachment(AttachmentKind.PHOTO, largest.file_id, largest.file_unique_id, size=largest.file_size or 0)
    if message.voice is not None:
        voice = message.voice
        return Attachment(AttachmentKind.VOICE, voice.file_id, voice.file_unique_id, size=voice.file_size or 0)
    for kind, found in (
        (AttachmentKind.DOCUMENT, message.document),  # an animation is one too
        (AttachmentKind.VIDEO, message.video),
        (AttachmentKind.AUDIO, message.audio),
    ):
        if found is not None:
            name = (found.file_name or "")[:NAME_LIMIT]
            return Attachment(kind, found.file_id, found.file_unique_id, name, found.file_size or 0)
    return None


def _plain(message: Message) -> str:
    """Return the words without their looks; the address behind a word follows it, for it would be lost."""
    text = message.text or message.caption or ""
    links = [
        entity
        for entity in message.entities or message.caption_entities or ()
        if entity.type == MessageEntityType.TEXT_LINK and entity.url
    ]
    units = text.encode("utf-16-le")  # Telegram counts in units of UTF-16
    for entity in sorted(links, key=lambda one: one.offset, reverse=True):
        end = (entity.offset + entity.length) * 2
        units = units[:end] + f" ({entity.url})".encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le", "replace").strip()
