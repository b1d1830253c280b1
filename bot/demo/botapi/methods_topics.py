"""Topics of forums."""

from __future__ import annotations

from typing import Any

from bot.demo.botapi.calls import ApiCall, find_chat, method
from bot.demo.botapi.model import Chat, Topic
from bot.demo.botapi.refusals import refused

MAX_NAME = 128
_COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)  # Bot API, createForumTopic


@method("createForumTopic", chat_id="chat", name="text", icon_color="integer", icon_custom_emoji_id="text")
def create_forum_topic(call: ApiCall) -> Any:
    """Open a topic."""
    chat = _forum(call, "topic_rights")
    name = call.text("name").strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise refused("topic_title")
    color = call.integer("icon_color", _COLORS[0])
    if color not in _COLORS:
        raise refused("topic_color")
    call.bot.flood.pass_message(chat.id, is_group=True)
    topic = call.world.groups[chat.id].create_topic(name, by=call.bot, icon_color=color)
    return {"message_thread_id": topic.id, "name": name, "icon_color": color}


@method("editForumTopic", chat_id="chat", message_thread_id="integer", name="text", icon_custom_emoji_id="text")
def edit_forum_topic(call: ApiCall) -> Any:
    """Rename a topic."""
    chat, topic = _topic(call)
    name = call.text("name").strip() or topic.name
    if len(name) > MAX_NAME:
        raise refused("topic_title")
    if name == topic.name:
        raise refused("topic_not_modified")
    topic.name = name
    _tell(call, chat, topic, forum_topic_edited={"name": name})
    return True


@method("closeForumTopic", chat_id="chat", message_thread_id="integer")
def close_forum_topic(call: ApiCall) -> Any:
    """Close a topic."""
    return _set_closed(call, True)


@method("reopenForumTopic", chat_id="chat", message_thread_id="integer")
def reopen_forum_topic(call: ApiCall) -> Any:
    """Open a closed topic again."""
    return _set_closed(call, False)


@method("deleteForumTopic", chat_id="chat", message_thread_id="integer")
def delete_forum_topic(call: ApiCall) -> Any:
    """Delete a topic with its messages."""
    chat, topic = _topic(call, "can_delete_messages")
    call.world.groups[chat.id].delete_topic(topic)
    return True


def _set_closed(call: ApiCall, closed: bool) -> bool:
    chat, topic = _topic(call)
    if topic.closed == closed:
        raise refused("topic_not_modified")
    call.world.groups[chat.id].close_topic(topic, by=call.bot, closed=closed)
    return True


def _tell(call: ApiCall, chat: Chat, topic: Topic, **content: Any) -> None:
    call.world.service(chat, call.bot, thread_id=topic.id, **content)


def _forum(call: ApiCall, without_right: str, right: str = "can_manage_topics") -> Chat:
    chat = find_chat(call)
    if not chat.is_forum:
        raise refused("not_forum")
    if not chat.member(call.bot).may(right):
        raise refused(without_right)
    return chat


def _topic(call: ApiCall, right: str = "can_manage_topics") -> tuple[Chat, Topic]:
    chat = _forum(call, "topic_edit_rights", right)
    topic = chat.topics.get(call.integer("message_thread_id"))
    if topic is None:
        raise refused("topic_id_invalid")
    return chat, topic
