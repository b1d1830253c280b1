"""Sending: texts, pictures, files, voice, albums, copies, forwards, "typing…"."""

from __future__ import annotations

from typing import Any

from bot.demo.botapi.args import Kind, only_fields
from bot.demo.botapi.calls import ApiCall, check_may_post, find_chat, find_message, message_ids, method
from bot.demo.botapi.files import FileKind, StoredFile
from bot.demo.botapi.forwards import forward_origin
from bot.demo.botapi.markup import asks_for_something, read_markup
from bot.demo.botapi.model import Chat, Message
from bot.demo.botapi.refusals import refused
from bot.demo.botapi.texts import caption, message_text

_WHERE: dict[str, Kind] = {
    "chat_id": "chat", "message_thread_id": "integer", "disable_notification": "flag", "protect_content": "flag",
}  # fmt: skip
_COMMON: dict[str, Kind] = _WHERE | {"reply_parameters": "json", "reply_markup": "json"}
_CAPTION: dict[str, Kind] = {"caption": "text", "parse_mode": "text", "caption_entities": "json"}
_ACTIONS = [
    "cancel",
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "pick_up_location",
    "record_video_note",
    "upload_video_note",
]


@method("sendMessage", text="text", parse_mode="text", entities="json", link_preview_options="json", **_COMMON)
def send_message(call: ApiCall) -> Any:
    """Send a text."""
    content = message_text(call.world, call.text("text"), call.text("parse_mode"), call.args.get("entities"))
    return _send(call, content, link_preview=link_preview(call)).as_api()


@method("sendPhoto", photo="file", has_spoiler="flag", show_caption_above_media="flag", **_CAPTION, **_COMMON)
def send_photo(call: ApiCall) -> Any:
    """Send a picture."""
    return _send(call, _media(call, "photo") | _caption(call)).as_api()


@method("sendDocument", document="file", thumbnail="file", disable_content_type_detection="flag", **_CAPTION, **_COMMON)
def send_document(call: ApiCall) -> Any:
    """Send a file."""
    return _send(call, _media(call, "document") | _caption(call)).as_api()


@method("sendVoice", voice="file", duration="integer", **_CAPTION, **_COMMON)
def send_voice(call: ApiCall) -> Any:
    """Send a voice message."""
    return _send(call, _media(call, "voice") | _caption(call)).as_api()


@method("sendMediaGroup", media="json", reply_parameters="json", **_WHERE)
def send_media_group(call: ApiCall) -> Any:
    """Send an album of 2 to 10 pictures or files."""
    items = call.items("media")
    if not 2 <= len(items) <= 10:
        raise refused("group_media")
    contents = [_album_item(call, item) for item in items]
    kinds = {next(iter(content)) for content in contents}
    if len(kinds) > 1:
        raise refused("mixed_album")
    chat, reply_to, thread_id = place(call, len(contents))
    group = call.world.new_query_id()
    sent = [
        _post(call, chat, content, reply_to=reply_to, thread_id=thread_id, media_group_id=group) for content in contents
    ]
    return [message.as_api() for message in sent]


@method(
    "copyMessage", from_chat_id="chat", message_id="integer", show_caption_above_media="flag", **_CAPTION, **_COMMON
)
def copy_message(call: ApiCall) -> Any:
    """Send a copy that does not say where it came from."""
    source = find_chat(call, "from_chat_id", write=False, missing="parameter_required")
    original = find_message(call, source, "copy")
    if original.is_service or original.protected:
        raise refused("cant_copy")
    content = dict(original.content)
    if "caption" in call.args and original.media:
        content = {original.media: content[original.media]} | _caption(call)
    return {"message_id": _send(call, content).message_id}


@method("copyMessages", from_chat_id="chat", message_ids="json", remove_caption="flag", **_WHERE)
def copy_messages(call: ApiCall) -> Any:
    """Copy several messages; those that cannot be copied are passed over."""
    originals = _originals(call, "copy")
    chat, _, thread_id = place(call, len(originals))
    albums: dict[str, str] = {}
    sent = []
    for original in originals:
        content = dict(original.content)
        if call.flag("remove_caption"):
            content.pop("caption", None)
            content.pop("caption_entities", None)
        group = _same_album(call, albums, original)
        sent.append(_post(call, chat, content, thread_id=thread_id, media_group_id=group))
    return [{"message_id": message.message_id} for message in sent]


@method("forwardMessage", from_chat_id="chat", message_id="integer", **_WHERE)
def forward_message(call: ApiCall) -> Any:
    """Forward a message with its origin."""
    source = find_chat(call, "from_chat_id", write=False, missing="parameter_required")
    original = find_message(call, source, "forward")
    if original.is_service or original.protected:
        raise refused("cant_forward")
    chat, _, thread_id = place(call, 1)
    origin = forward_origin(original)
    return _post(call, chat, original.content, thread_id=thread_id, forward_origin=origin).as_api()


@method("forwardMessages", from_chat_id="chat", message_ids="json", **_WHERE)
def forward_messages(call: ApiCall) -> Any:
    """Forward several messages; those that cannot be forwarded are passed over."""
    originals = _originals(call, "forward")
    chat, _, thread_id = place(call, len(originals))
    albums: dict[str, str] = {}
    sent = []
    for original in originals:
        group, origin = _same_album(call, albums, original), forward_origin(original)
        message = _post(call, chat, original.content, thread_id=thread_id, media_group_id=group, forward_origin=origin)
        sent.append(message)
    return [{"message_id": message.message_id} for message in sent]


@method("sendChatAction", chat_id="chat", action="text", message_thread_id="integer")
def send_chat_action(call: ApiCall) -> Any:
    """Show "typing…" and the like."""
    action = call.text("action").lower()
    if action not in _ACTIONS:
        raise refused("wrong_action")
    find_chat(call).actions.append(action)
    call.world.touch()
    return True


def link_preview(call: ApiCall) -> dict[str, Any] | None:
    """Return the checked ``link_preview_options`` of a call, or None."""
    return checked_preview(call.args.get("link_preview_options"))


def checked_preview(options: Any) -> dict[str, Any] | None:
    """Return LinkPreviewOptions when they are such, or None for nothing.

    Raises:
        Refused: something else.
    """
    if options is None:
        return None
    return only_fields(
        options, "LinkPreviewOptions", is_disabled=bool, url=str, prefer_small_media=bool, prefer_large_media=bool,
        show_above_text=bool,
    )  # fmt: skip


def place(call: ApiCall, count: int) -> tuple[Chat, Message | None, int | None]:
    """Return where a new message goes: the chat, what it replies to, and the topic; count it against the limits.

    Raises:
        Refused: no access, no such topic or message, or too many messages.
    """
    chat = find_chat(call)
    reply_to = _reply(call, chat)
    thread_id = call.args.get("message_thread_id")
    if thread_id is None and reply_to is not None and chat.is_forum:
        thread_id = reply_to.thread_id
    if thread_id is not None:
        topic = chat.topics.get(thread_id)
        if topic is None:
            raise refused("thread_not_found")
        if topic.closed and not chat.member(call.bot).may("can_manage_topics"):
            raise refused("topic_closed")
    check_may_post(call, chat)
    call.bot.flood.pass_message(chat.id, is_group=chat.is_group, count=count)
    return chat, reply_to, thread_id


def _send(call: ApiCall, content: dict[str, Any], **more: Any) -> Message:
    markup = read_markup(call.args.get("reply_markup"))
    chat, reply_to, thread_id = place(call, 1)
    if chat.is_group and asks_for_something(markup):
        raise refused("request_in_group", what=asks_for_something(markup))
    return _post(call, chat, content, markup, reply_to=reply_to, thread_id=thread_id, **more)


def _post(
    call: ApiCall, chat: Chat, content: dict[str, Any], markup: dict[str, Any] | None = None, **more: Any
) -> Message:
    if markup is not None and "keyboard" in markup:
        chat.keyboard = markup
    elif markup is not None and "remove_keyboard" in markup:
        chat.keyboard = None
    is_inline = markup is not None and "inline_keyboard" in markup
    message = Message(
        0, chat, 0, content,
        None if chat.kind == "channel" else call.bot,
        chat if chat.kind == "channel" else None,
        markup if is_inline else None,
        had_keyboard=markup is not None and not is_inline,
        protected=call.flag("protect_content"),
        silent=call.flag("disable_notification"),
        **more,
    )  # fmt: skip
    if chat.kind == "channel":
        message.posted_by = call.bot
    return call.world.post(message)


def _reply(call: ApiCall, chat: Chat) -> Message | None:
    given = call.args.get("reply_parameters")
    if given is None:
        return None
    fields = only_fields(
        given, "ReplyParameters", message_id=int, chat_id=(int, str), allow_sending_without_reply=bool, quote=str,
        quote_parse_mode=str, quote_entities=list, quote_position=int,
    )  # fmt: skip
    if str(fields.get("chat_id", chat.id)) != str(chat.id):
        raise refused("message_to_be_replied_not_found")
    message = chat.messages.get(fields.get("message_id", 0))
    if message is None and not fields.get("allow_sending_without_reply"):
        raise refused("message_to_be_replied_not_found")
    return message


def _originals(call: ApiCall, purpose: str) -> list[Message]:
    """The messages to copy or forward; those that cannot be are skipped, as Telegram does, unless none is left."""
    source = find_chat(call, "from_chat_id", write=False, missing="parameter_required")
    found = [source.messages[number] for number in sorted(message_ids(call)) if number in source.messages]
    usable = [message for message in found if not message.is_service and not message.protected]
    if not usable:
        raise refused(f"message_to_{purpose}_not_found")
    return usable


def _same_album(call: ApiCall, albums: dict[str, str], original: Message) -> str:
    if not original.media_group_id:
        return ""
    return albums.setdefault(original.media_group_id, call.world.new_query_id())


def _caption(call: ApiCall) -> dict[str, Any]:
    return caption(call.world, call.text("caption"), call.text("parse_mode"), call.args.get("caption_entities"))


def _media(call: ApiCall, kind: FileKind) -> dict[str, Any]:
    stored = _file(call, kind, call.text(kind))
    if stored is None:
        raise refused("no_file", field=kind)
    return {kind: stored.as_api()}


def _album_item(call: ApiCall, item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise refused("bad_media", error="expected an Object")
    fields = only_fields(
        item, "InputMedia", type=str, media=str, caption=str, parse_mode=str, caption_entities=list, has_spoiler=bool,
        show_caption_above_media=bool, disable_content_type_detection=bool, thumbnail=str,
    )  # fmt: skip
    kind: FileKind
    match fields.get("type"):
        case "photo":
            kind = "photo"
        case "document":
            kind = "document"
        case other:
            raise refused("bad_media", error=f'type "{other}" is unsupported')
    stored = _file(call, kind, fields.get("media", ""))
    if stored is None:
        raise refused("bad_media", error="media not found")
    words = caption(call.world, fields.get("caption", ""), fields.get("parse_mode", ""), fields.get("caption_entities"))
    return {kind: stored.as_api()} | words


def _file(call: ApiCall, kind: FileKind, given: str) -> StoredFile | None:
    """Return the file that was uploaded under this name or attached, or the stored one with this id."""
    part = given.removeprefix("attach://") if given.startswith("attach://") else "" if given else kind
    if not part:
        stored = call.world.files.get(given)
        if stored is None:
            raise refused("file_id_wrong")
        if stored.kind != kind:
            raise refused("file_kind", actual=stored.kind.capitalize(), wanted=kind.capitalize())
        return stored
    upload = call.uploads.get(part)
    if upload is None:
        return None
    if not upload.content:
        raise refused("file_empty")
    if kind == "photo" and len(upload.content) > call.world.files.max_photo:
        raise refused("photo_too_big")
    try:
        return call.world.files.add(kind, upload.file_name, upload.content, duration=call.integer("duration"))
    except ValueError:
        raise refused("image") from None
