"""Changing and deleting what was sent; reactions."""

from __future__ import annotations

from typing import Any

from bot.demo.botapi.args import Kind, only_fields
from bot.demo.botapi.calls import ApiCall, find_chat, find_message, message_ids, method
from bot.demo.botapi.markup import inline_only
from bot.demo.botapi.methods_send import link_preview
from bot.demo.botapi.model import Message
from bot.demo.botapi.refusals import refused
from bot.demo.botapi.texts import caption, message_text

_WHICH: dict[str, Kind] = {"chat_id": "chat", "message_id": "integer", "inline_message_id": "text"}
DELETABLE_FOR = 48 * 3600  # seconds; Bot API deleteMessage

# The reactions every chat has (Bot API, ReactionTypeEmoji).
_ORDINARY = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 "
    "💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 "
    "😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
_REACTIONS = frozenset(_ORDINARY.split(" "))


@method(
    "editMessageText", text="text", parse_mode="text", entities="json", link_preview_options="json",
    reply_markup="json", **_WHICH,
)  # fmt: skip
def edit_message_text(call: ApiCall) -> Any:
    """Change a text; without a keyboard in the call, the old one goes away."""
    content = message_text(call.world, call.text("text"), call.text("parse_mode"), call.args.get("entities"))
    message = _editable(call)
    if "text" not in message.content:
        raise refused("no_text_to_edit")
    return _change(call, message, content, link_preview(call))


@method(
    "editMessageCaption", caption="text", parse_mode="text", caption_entities="json", show_caption_above_media="flag",
    reply_markup="json", **_WHICH,
)  # fmt: skip
def edit_message_caption(call: ApiCall) -> Any:
    """Change or remove a caption."""
    words = caption(call.world, call.text("caption"), call.text("parse_mode"), call.args.get("caption_entities"))
    message = _editable(call)
    if not message.media or message.media == "sticker":
        raise refused("no_caption_to_edit")
    return _change(call, message, {message.media: message.content[message.media]} | words, None)


@method("editMessageReplyMarkup", reply_markup="json", **_WHICH)
def edit_message_reply_markup(call: ApiCall) -> Any:
    """Change or remove the inline keyboard."""
    message = _editable(call)
    return _change(call, message, message.content, message.link_preview)


@method("deleteMessage", chat_id="chat", message_id="integer")
def delete_message(call: ApiCall) -> Any:
    """Delete one message for everybody."""
    if not call.text("chat_id"):
        raise refused("chat_unspecified")
    if call.integer("message_id") <= 0:
        raise refused("message_unspecified")
    chat = find_chat(call)
    message = find_message(call, chat, "delete")
    if not _deletable(call, message):
        raise refused("cant_delete")
    call.world.remove([message])
    return True


@method("deleteMessages", chat_id="chat", message_ids="json")
def delete_messages(call: ApiCall) -> Any:
    """Delete several messages; those already gone are passed over."""
    ids = message_ids(call)
    chat = find_chat(call)
    found = [chat.messages[number] for number in ids if number in chat.messages]
    if not all(_deletable(call, message) for message in found):
        raise refused("cant_delete")
    call.world.remove(found)
    return True


@method("setMessageReaction", chat_id="chat", message_id="integer", reaction="json", is_big="flag")
def set_message_reaction(call: ApiCall) -> Any:
    """Put the bot's reaction on a message, or take it away."""
    reactions = []
    for item in call.items("reaction"):
        fields = only_fields(item, "ReactionType", type=str, emoji=str, custom_emoji_id=str)
        if fields.get("type") not in ("emoji", "custom_emoji"):
            raise refused("reaction", error="invalid reaction type specified")
        if fields["type"] == "custom_emoji" or fields.get("emoji") not in _REACTIONS:
            raise refused("reaction_invalid")  # bots cannot use custom emoji unless the message has it already
        reactions.append(fields)
    if len(reactions) > 1:
        raise refused("reactions_too_many")
    message = find_message(call, find_chat(call, write=False), "react")
    message.reactions = {key: value for key, value in message.reactions.items() if key != call.bot.id}
    if reactions:
        message.reactions[call.bot.id] = reactions
    call.world.touch()
    return True


def _editable(call: ApiCall) -> Message:
    if call.text("inline_message_id"):
        if call.text("chat_id") or "message_id" in call.args:
            raise refused("ambiguous_message")
        posted = call.world.inline_messages.get(call.text("inline_message_id"))
        if posted is None or posted.deleted or posted.via_bot is not call.bot:
            raise refused("inline_message_wrong")
        return posted
    if not call.text("chat_id") and not call.integer("message_id"):
        raise refused("message_unspecified")
    chat = find_chat(call)
    message = find_message(call, chat, "edit")
    own = message.sender is call.bot or message.posted_by is call.bot
    others = chat.kind == "channel" and chat.member(call.bot).may("can_edit_messages")
    if not (own or others) or message.had_keyboard or message.forward_origin or message.is_service:
        raise refused("cant_edit")
    return message


def _change(call: ApiCall, message: Message, content: dict[str, Any], preview: dict[str, Any] | None) -> Any:
    markup = inline_only(call.args.get("reply_markup"))
    # A preview can differ only where there is a link to be previewed.
    has_link = any(entity["type"] in ("url", "text_link") for entity in content.get("entities", []))
    same_preview = preview == message.link_preview or not has_link
    if (content, markup) == (message.content, message.reply_markup) and same_preview:
        raise refused("not_modified")
    message.content, message.reply_markup, message.link_preview = content, markup, preview
    message.edit_date = call.world.now()
    call.world.touch()
    # Of a message that a person posted, the bot is told nothing but that it worked.
    return message.as_api() if not call.text("inline_message_id") else True


def _deletable(call: ApiCall, message: Message) -> bool:
    chat = message.chat
    if call.world.now() - message.date > DELETABLE_FOR and not chat.member(call.bot).may("can_delete_messages"):
        return False
    own = message.sender is call.bot or message.posted_by is call.bot
    return own or chat.kind == "private" or chat.member(call.bot).may("can_delete_messages")
