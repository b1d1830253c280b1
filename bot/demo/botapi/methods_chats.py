"""Chats and their members."""

from __future__ import annotations

from typing import Any

from bot.demo.botapi.calls import ApiCall, find_chat, method
from bot.demo.botapi.model import Member
from bot.demo.botapi.refusals import refused

_GIFTS = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]
_PERMISSIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]


@method("getChat", chat_id="chat")
def get_chat(call: ApiCall) -> Any:
    """What is known of a chat."""
    chat = find_chat(call, write=False)
    full = chat.as_api() | {"accent_color_id": chat.id % 7, "max_reaction_count": 11}
    full["accepted_gift_types"] = dict.fromkeys(_GIFTS, False)
    if chat.kind in ("group", "supergroup"):
        full["permissions"] = dict.fromkeys(_PERMISSIONS, chat.members_may_write)
    return full


@method("getChatMember", chat_id="chat", user_id="integer")
def get_chat_member(call: ApiCall) -> Any:
    """Somebody's place in a chat; "left" for a person who was never in."""
    user_id = call.integer("user_id")
    if user_id <= 0:
        raise refused("invalid_user_id")
    chat = find_chat(call, write=False)
    if chat.kind == "private":
        for account in (chat.person, chat.bot):
            if account is not None and account.id == user_id:
                return Member(account).as_api()
        raise refused("participant_invalid")
    account = chat.members[user_id].account if user_id in chat.members else call.world.people.get(user_id)
    if account is None:
        raise refused("participant_invalid")
    return chat.member(account).as_api()


@method("getChatAdministrators", chat_id="chat", return_bots="flag")
def get_chat_administrators(call: ApiCall) -> Any:
    """Who runs a group or channel."""
    chat = find_chat(call, write=False)
    if chat.kind == "private":
        raise refused("no_admins")
    # Bots among them are left out, except the one that asks.
    return [
        member.as_api()
        for member in chat.members.values()
        if member.is_admin and (not member.account.is_bot or member.account is call.bot or call.flag("return_bots"))
    ]


@method("getChatMemberCount", chat_id="chat")
def get_chat_member_count(call: ApiCall) -> Any:
    """How many belong to a chat."""
    chat = find_chat(call, write=False)
    return sum(member.inside for member in chat.members.values()) if chat.is_group else 2


@method("leaveChat", chat_id="chat")
def leave_chat(call: ApiCall) -> Any:
    """Leave a group or channel."""
    chat = find_chat(call)
    if not chat.is_group:
        raise refused("leave_private")
    call.world.groups[chat.id].leave(call.bot)
    return True
