"""What a visitor may do on a phone beside plain talk, from behind: chats, rights, forwards, files, inline mode."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.demo.botapi import Message
from bot.demo.botapi.people import PIXEL
from tests.demo.conftest import Front

RAW = {"Content-Type": "application/octet-stream"}
ARTICLE = {
    "type": "article",
    "id": "c7",
    "title": "Грант",
    "description": "5 сәуірге дейін",
    "input_message_content": {"text": "Грант"},
}


def place(front: Front, name: str) -> Any:
    return next(one for one in front.places if one.id == name)


def last_update(front: Front) -> dict[str, Any]:
    return front.bot.updates.pending[-1]


async def test_words_and_pictures_go_to_the_chat_and_topic_on_the_screen(front: Front) -> None:
    forum = place(front, "forum").group
    topic = next(iter(forum.chat.topics))
    where = {"chat": "forum", "topic": topic}
    assert (await front.post("/api/phones/aigul/write", {"text": "Сәлем", **where}))[0] == 200
    address = f"/api/phones/aigul/photo?chat=forum&topic={topic}&caption=Сурет"
    assert (await front.post(address, data=PIXEL, json=None, headers=RAW))[0] == 200
    words, picture = forum.messages[-2:]
    assert (words.text, words.thread_id, picture.text, picture.media, picture.thread_id) == (
        "Сәлем",
        topic,
        "Сурет",
        "photo",
        topic,
    )
    answered = {"text": "Жауап", "chat": "forum", "reply": words.message_id}
    assert (await front.post("/api/phones/danagul/write", answered))[0] == 200
    assert forum.messages[-1].reply_to is words and forum.messages[-1].thread_id == topic
    status, _ = await front.post("/api/phones/aigul/photo", data=b"GIF98", json=None, headers=RAW)
    assert status == 400
    assert (await front.post("/api/phones/aigul/write", {"text": "x", "chat": "channel"}))[0] == 409
    assert (await front.post("/api/phones/olga/write", {"text": "x", "chat": "forum"}))[0] == 404


async def test_the_rights_of_the_bot_are_the_administrators_business(front: Front) -> None:
    channel = place(front, "channel")

    async def make(phone: str, standing: Any, chat: str = "channel") -> int:
        return (await front.post(f"/api/phones/{phone}/standing", {"chat": chat, "standing": standing}))[0]

    assert await make("aigul", "admin") == 409
    assert await make("olga", "admin") == 404
    assert await make("danagul", "creator") == 409
    assert await make("danagul", ["admin"]) == 409
    assert channel.standing(front.bot) == "out"
    for standing in ("silent", "admin", "out", "admin"):
        assert await make("danagul", standing) == 200
        assert channel.standing(front.bot) == standing
    assert await make("danagul", "admin") == 409, "what is so already is not offered"
    assert await make("aigul", "member", "forum") == 200
    assert await make("aigul", "admin", "forum") == 409
    assert await make("danagul", "admin", "forum") == 200
    assert await make("danagul", "member", "forum") == 200
    assert last_update(front)["my_chat_member"]["new_chat_member"]["status"] == "member"


async def test_a_message_of_a_shared_chat_is_forwarded_with_its_origin(front: Front) -> None:
    channel = place(front, "channel").group
    number = channel.messages[-1].message_id
    assert (await front.post("/api/phones/aigul/forward", {"chat": "channel", "message": number}))[0] == 200
    message = last_update(front)["message"]
    assert message["forward_origin"]["type"] == "channel" and message["forward_origin"]["message_id"] == number
    assert (await front.post("/api/phones/aigul/forward", {"chat": "channel", "message": 999}))[0] == 410
    joined = next(m for m in place(front, "forum").group.messages if m.is_service)
    event = {"chat": "forum", "message": joined.message_id}
    assert (await front.post("/api/phones/aigul/forward", event))[0] == 409


async def test_a_published_post_is_forwarded_from_its_channel_and_a_waiting_one_is_not(front: Front) -> None:
    assert (await front.post("/api/phones/olga/share", {"key": "sarqan-jastar"}))[0] == 410
    await front.post("/api/publish", {"key": "sarqan-jastar"})
    for _ in range(2):
        assert (await front.post("/api/phones/olga/share", {"key": "sarqan-jastar"}))[0] == 200
    message = last_update(front)["message"]
    assert message["text"].startswith("Сарқан ауданының ауыл жастарына")
    assert message["forward_origin"]["chat"]["type"] == "channel"
    assert message["forward_origin"]["message_id"] == 1, "it stands in the channel once"


async def test_inline_results_are_offered_and_chosen_where_they_were_asked(front: Front) -> None:
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(front.post("/api/phones/aigul/inline", {"query": "су", "chat": "forum"}))
        (update,) = await front.bot.updates.poll(0, 1, 5)
        query = update["inline_query"]
        assert (query["query"], query["chat_type"]) == ("су", "supergroup")
        answer = {"results": [ARTICLE], "button": {"text": "Өңір", "start_parameter": "p"}, "next_offset": ""}
        front.world.inline_queries[query["id"]].resolve(answer)
    status, shown = asked.result()
    assert status == 200
    assert shown["results"] == [{"id": "c7", "title": "Грант", "description": "5 сәуірге дейін"}]
    assert shown["button"] == {"text": "Өңір", "payload": "p"}
    assert (await front.post("/api/phones/danagul/choose", {"result": "c7", "chat": "forum"}))[0] == 410
    assert (await front.post("/api/phones/aigul/choose", {"result": "c8", "chat": "forum"}))[0] == 410
    assert (await front.post("/api/phones/aigul/choose", {"result": "c7", "chat": "channel"}))[0] == 409
    assert (await front.post("/api/phones/aigul/choose", {"result": "c7", "chat": "forum"}))[0] == 200
    posted = place(front, "forum").group.messages[-1]
    assert (posted.text, posted.via_bot, posted.sender) == ("Грант", front.bot, front.phones[0].person)


async def test_links_start_the_bot_with_a_payload_in_private_and_in_a_group(front: Front) -> None:
    assert (await front.post("/api/phones/olga/start", {"payload": "c7"}))[0] == 200
    assert last_update(front)["message"]["text"] == "/start c7"
    assert (await front.post("/api/phones/olga/start", {"payload": "c7 x"}))[0] == 400
    assert (await front.post("/api/phones/aigul/group", {"chat": "forum", "payload": "g7"}))[0] == 200
    assert last_update(front)["message"]["text"] == "/start@elshi_demo_bot g7"
    assert (await front.post("/api/phones/aigul/group", {"chat": "channel"}))[0] == 409
    assert (await front.post("/api/phones/danagul/group", {"chat": "channel", "admin": True}))[0] == 200
    assert place(front, "channel").standing(front.bot) == "admin"


async def test_a_button_that_asks_for_a_chat_offers_those_that_suit(front: Front) -> None:
    danagul = front.phones[2].person
    asked = {"request_id": 1, "chat_is_channel": True, "bot_administrator_rights": {"can_post_messages": True}}
    asked["user_administrator_rights"] = asked["bot_administrator_rights"]
    chat = danagul.chat_with(front.bot)
    front.world.post(Message(0, chat, 0, {"text": "Қай арна?"}, front.bot))
    chat.keyboard = {"keyboard": [[{"text": "Арна", "request_chat": asked}, {"text": "Мәзір"}]]}
    address = "/api/phones/danagul/request"
    assert await front.post(address, {"label": "Арна"}) == (200, {"chats": ["channel"]})
    assert (await front.post(address, {"label": "Мәзір"}))[0] == 409
    assert (await front.post(address, {"label": "Жоқ"}))[0] == 410
    assert (await front.post(address, {"label": "Арна", "chat": "forum"}))[0] == 409
    assert (await front.post(address, {"label": "Арна", "chat": "channel"}))[0] == 200
    assert last_update(front)["message"]["chat_shared"]["chat_id"] == place(front, "channel").group.id
    assert place(front, "channel").standing(front.bot) == "admin"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("write", {"text": "x", "chat": "nowhere"}, 404),
        ("write", {"text": "x", "chat": 7}, 400),
        ("write", {"text": "x", "chat": "forum", "topic": -1}, 400),
        ("write", {"text": "x", "reply": "1"}, 400),
        ("start", {"payload": 7}, 400),
        ("start", {"payload": "x" * 65}, 400),
        ("forward", {"chat": "forum"}, 400),
        ("share", {"key": None}, 400),
        ("inline", {"query": None}, 400),
        ("inline", {"query": "x", "offset": "x" * 65}, 400),
        ("choose", {"result": "c7"}, 410),
        ("request", {}, 400),
        ("group", {"chat": "bot"}, 404),
        ("standing", {"chat": "bot", "standing": "admin"}, 404),
        ("telepathy", {}, 404),
    ],
)
async def test_hostile_acts_are_refused_with_a_word(front: Front, path: str, body: Any, status: int) -> None:
    before = len(front.bot.updates)
    assert (await front.post(f"/api/phones/aigul/{path}", body))[0] == status
    assert len(front.bot.updates) == before
