"""Keyboards: what may stand in ``reply_markup``, and what Telegram keeps of it."""

from __future__ import annotations

from typing import Any

from bot.demo.botapi.args import only_fields
from bot.demo.botapi.chat_requests import read_request
from bot.demo.botapi.links import checked_link
from bot.demo.botapi.refusals import refused

MAX_BUTTONS = 100  # Bot API FAQ and servers: a keyboard of more is "too long"
MAX_CALLBACK_DATA = 64  # bytes
MAX_COPIED = 256  # characters; Bot API, CopyTextButton

_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_CHOSEN_CHATS = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")
# How Telegram names what a button asks for (KeyboardButton.cpp).
_ASKED = {
    "request_users": "users",
    "request_chat": "chats",
    "request_contact": "phone number",
    "request_location": "location",
    "request_poll": "poll",
}
_REQUESTS = ("request_users", "request_chat", "request_contact", "request_location", "request_poll", "web_app")
_SHAPES: dict[str, dict[str, Any]] = {
    "inline_keyboard": {"inline_keyboard": list},
    "keyboard": {
        "keyboard": list, "is_persistent": bool, "resize_keyboard": bool, "one_time_keyboard": bool,
        "input_field_placeholder": str, "selective": bool,
    },
    "remove_keyboard": {"remove_keyboard": bool, "selective": bool},
    "force_reply": {"force_reply": bool, "input_field_placeholder": str, "selective": bool},
}  # fmt: skip
_NAMES = {
    "inline_keyboard": "InlineKeyboardMarkup",
    "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "force_reply": "ForceReply",
}


def read_markup(markup: Any) -> dict[str, Any] | None:
    """Check a ``reply_markup`` and return it; None when there is none or it has no buttons.

    Raises:
        Refused: a wrong button, too many of them, unknown fields.
    """
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise refused("keyboard_object")
    if not markup:
        return None
    shape = next((name for name in _SHAPES if name in markup), None)
    if shape is None:
        raise refused("unknown_field", name=next(iter(markup)), what="reply_markup")
    if shape == "inline_keyboard" and not _is_rows(markup[shape]):
        raise refused("inline_rows")
    if shape == "keyboard" and not _is_rows(markup[shape]):
        raise refused("keyboard_rows")
    fields = only_fields(markup, _NAMES[shape], **_SHAPES[shape])
    if shape in ("inline_keyboard", "keyboard"):
        read, key = (_inline_button, "inline_button") if shape == "inline_keyboard" else (_button, "keyboard_button")
        rows = [[_read(read, key, button) for button in row] for row in fields[shape] if row]
        if sum(map(len, rows)) > MAX_BUTTONS:
            raise refused("too_many_buttons")
        return fields | {shape: rows} if rows else None
    return fields if fields[shape] else None


def inline_only(markup: Any) -> dict[str, Any] | None:
    """Like :func:`read_markup`, for edits, where only an inline keyboard makes sense.

    Raises:
        Refused: another kind of keyboard.
    """
    read = read_markup(markup)
    if read is not None and "inline_keyboard" not in read:
        raise refused("inline_expected")
    return read


def asks_for_something(markup: dict[str, Any] | None) -> str:
    """Return what a reply keyboard asks for beside words ("chats", "phone number"), or an empty text."""
    buttons = [button for row in (markup or {}).get("keyboard", []) for button in row]
    return next((what for name, what in _ASKED.items() if any(button.get(name) for button in buttons)), "")


def _is_rows(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, list) for row in rows)


def _read(read: Any, key: str, button: Any) -> dict[str, Any]:
    try:
        result: dict[str, Any] = read(button)
    except ValueError as error:
        raise refused(key, error=error) from None
    return result


def _inline_button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise ValueError("InlineKeyboardButton must be an Object")
    fields = only_fields(
        button, "InlineKeyboardButton", text=str, url=str, callback_data=str, web_app=dict, login_url=dict,
        switch_inline_query=str, switch_inline_query_current_chat=str, switch_inline_query_chosen_chat=dict,
        copy_text=dict, callback_game=dict, pay=bool, icon_custom_emoji_id=str, style=str,
    )  # fmt: skip
    _need_text(fields)
    # Telegram takes empty data or an empty address for none at all.
    actions = [name for name in _ACTIONS if fields.get(name) not in (None, *(("",) if name in _ACTIONS[:2] else ()))]
    if not actions:
        raise ValueError("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise refused("one_action", actions=len(actions))
    if len(fields.get("callback_data", "").encode()) > MAX_CALLBACK_DATA:
        raise refused("button_data")
    if "copy_text" in fields:
        copied = only_fields(fields["copy_text"], "CopyTextButton", text=str).get("text", "")
        if not 1 <= len(copied) <= MAX_COPIED:
            raise refused("copy_text")
    if "switch_inline_query_chosen_chat" in fields:
        kinds = dict.fromkeys(_CHOSEN_CHATS, bool)
        chosen = only_fields(
            fields["switch_inline_query_chosen_chat"], "SwitchInlineQueryChosenChat", query=str, **kinds
        )
        if not any(chosen.get(kind) for kind in _CHOSEN_CHATS):
            raise refused("chosen_chat")
    if fields.get("url"):
        url = fields["url"]
        if not url.startswith("tg://user?id=") and not checked_link(url):
            raise refused("button_url", url=url)
        fields["url"] = url if url.startswith("tg://user?id=") else checked_link(url)
    return fields


def _button(button: Any) -> dict[str, Any]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise ValueError("KeyboardButton must be a String or an Object")
    fields = only_fields(
        button, "KeyboardButton", text=str, request_users=dict, request_chat=dict, request_contact=bool,
        request_location=bool, request_poll=dict, web_app=dict, icon_custom_emoji_id=str, style=str,
    )  # fmt: skip
    _need_text(fields)
    actions = [name for name in _REQUESTS if fields.get(name)]
    if len(actions) > 1:
        raise refused("one_action", actions=len(actions))
    if "request_chat" in fields:
        fields["request_chat"] = read_request(fields["request_chat"])
    return fields


def _need_text(fields: dict[str, Any]) -> None:
    if "text" not in fields:
        raise ValueError('Can\'t find field "text"')
    if not fields["text"].strip():
        raise refused("button_text")
