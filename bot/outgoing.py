"""From a dispatch to the request that Telegram takes, and from Telegram's answer to what was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    EditMessageText,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    ReplyParameters,
)

from domain.outbox import Sent
from domain.requests.model import Attachment, AttachmentKind
from handlers.views.dispatch import Dispatch, Media
from handlers.views.screen import Screen

_ALONE: dict[AttachmentKind, type[TelegramMethod[Message]]] = {
    AttachmentKind.PHOTO: SendPhoto,
    AttachmentKind.DOCUMENT: SendDocument,
    AttachmentKind.VOICE: SendVoice,
    AttachmentKind.VIDEO: SendVideo,
    AttachmentKind.AUDIO: SendAudio,
}
_IN_ALBUM = {
    AttachmentKind.PHOTO: InputMediaPhoto,
    AttachmentKind.DOCUMENT: InputMediaDocument,
    AttachmentKind.VIDEO: InputMediaVideo,
    AttachmentKind.AUDIO: InputMediaAudio,
}


def method(chat_id: int, dispatch: Dispatch) -> TelegramMethod[Any]:
    """Return the request that sends the dispatch to the chat.

    Raises:
        ValueError: something else than a screen is to take the place of a message.
    """
    content = dispatch.content
    if dispatch.edits is not None:
        if not isinstance(content, Screen):
            raise ValueError("only a screen can take the place of a message")
        return EditMessageText(
            chat_id=chat_id, message_id=dispatch.edits, text=content.text, reply_markup=content.inline
        )
    place: dict[str, Any] = {
        "chat_id": chat_id,
        "message_thread_id": dispatch.topic_id,
        "disable_notification": True if dispatch.silent else None,
        "reply_parameters": ReplyParameters(message_id=dispatch.replies_to, allow_sending_without_reply=True)
        if dispatch.replies_to is not None
        else None,
    }
    if isinstance(content, Screen):
        return SendMessage(text=content.text, reply_markup=content.markup, **place)
    if isinstance(content, Media):
        return _media(content, place)
    file = BufferedInputFile(content.content, content.name)
    if content.picture:
        return SendPhoto(photo=file, caption=content.caption or None, **place)
    return SendDocument(document=file, caption=content.caption or None, **place)


def _media(media: Media, place: dict[str, Any]) -> TelegramMethod[Any]:
    first, *others = media.files
    caption = media.caption or None
    if not others:
        return _ALONE[first.kind](**{first.kind.value: first.file_id}, caption=caption, **place)
    return SendMediaGroup(
        media=[_part(file, caption if place_in == 0 else None) for place_in, file in enumerate(media.files)], **place
    )


def _part(file: Attachment, caption: str | None) -> Any:
    return _IN_ALBUM[file.kind](media=file.file_id, caption=caption)


def accepted(answer: Any, dispatch: Dispatch, now: datetime) -> Sent:
    """Return what Telegram's answer to `method` says was sent."""
    if dispatch.edits is not None:
        return Sent(dispatch.edits, now)
    if isinstance(answer, list):
        first, *others = (message.message_id for message in answer)
        return Sent(first, now, tuple(others))
    return Sent(answer.message_id, now)


def unchanged(error: Exception, dispatch: Dispatch) -> bool:
    """Tell whether an edit was refused only because the message reads so already."""
    return (
        dispatch.edits is not None and isinstance(error, TelegramBadRequest) and "not modified" in error.message.lower()
    )
