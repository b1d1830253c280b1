"""Every row of the table of refusals is provoked once over real HTTP, and nothing else is refused."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.demo.botapi import BotAccount, Group, Limits, Person, World
from bot.demo.botapi.people import PIXEL
from bot.demo.botapi.refusals import REFUSALS
from domain.clock import MovableClock


@dataclass
class Scene:
    """A world with two people who talk to the bot, and what the provocations need."""

    world: World
    clock: MovableClock
    bot: BotAccount
    aigul: Person
    stranger: Person
    raw: Any
    call: Callable[..., Coroutine[Any, Any, dict[str, Any]]]

    async def say(self, text: str = "Сәлем", **more: Any) -> int:
        """Let the bot write to Айгүл and return the message's id."""
        body = await self.call("sendMessage", chat_id=self.aigul.id, text=text, **more)
        assert body["ok"], body
        return int(body["result"]["message_id"])

    def group(self, **how: Any) -> Group:
        group = self.world.add_group("Ауыл", self.aigul, **how)
        group.add(self.bot)
        return group

    async def upload(self, method: str, part: str, content: bytes, **params: Any) -> dict[str, Any]:
        form = aiohttp.FormData({key: str(value) for key, value in params.items()})
        form.add_field(part, io.BytesIO(content), filename="a.bin")
        return dict(await self.raw.send("POST", method, data=form))

    async def to(self, chat_id: int, **more: Any) -> dict[str, Any]:
        return await self.call("sendMessage", chat_id=chat_id, text="Сәлем", **more)


Provocation = Callable[[Scene], Awaitable[dict[str, Any]]]
PROVOCATIONS: dict[str, Provocation] = {}


def provokes(provocation: Provocation) -> Provocation:
    PROVOCATIONS[provocation.__name__] = provocation
    return provocation


def simply(row: str, method: str, **params: Any) -> None:
    """A row that one call with these parameters provokes; ``chat_id=…`` is Айгүл's where it is True."""

    async def provocation(s: Scene) -> dict[str, Any]:
        return await s.call(method, **{k: s.aigul.id if v is True and k == "chat_id" else v for k, v in params.items()})

    PROVOCATIONS[row] = provocation


def with_keyboard(row: str, markup: Any) -> None:
    simply(row, "sendMessage", chat_id=True, text="x", reply_markup=markup)


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x"} | button]]}


def asking(**request: Any) -> dict[str, Any]:
    return {"keyboard": [[{"text": "x", "request_chat": request}]]}


simply("method_not_found", "sendTelepathy")
simply("chat_id_empty", "sendMessage", text="x")
simply("chat_not_found", "sendMessage", chat_id=404, text="x")
simply("message_to_edit_not_found", "editMessageText", chat_id=True, message_id=404, text="x")
simply("message_to_delete_not_found", "deleteMessage", chat_id=True, message_id=404)
simply("message_to_copy_not_found", "copyMessage", chat_id=True, from_chat_id=1001, message_id=404)
simply("message_to_forward_not_found", "forwardMessage", chat_id=True, from_chat_id=1001, message_id=404)
simply("message_to_react_not_found", "setMessageReaction", chat_id=True, message_id=404)
simply("message_to_be_replied_not_found", "sendMessage", chat_id=True, text="x", reply_parameters={"message_id": 404})
simply("thread_not_found", "sendMessage", chat_id=True, text="x", message_thread_id=404)
simply("chat_unspecified", "deleteMessage", message_id=1)
simply("message_unspecified", "deleteMessage", chat_id=True)
simply("messages_unspecified", "deleteMessages", chat_id=True)
simply("messages_too_many", "deleteMessages", chat_id=True, message_ids=list(range(1, 102)))
simply("parameter_required", "copyMessage", chat_id=True, message_id=1)
simply("text_empty", "sendMessage", chat_id=True)
simply("text_too_many_bytes", "sendMessage", chat_id=True, text="қ" * 16385)
simply("parse_mode", "sendMessage", chat_id=True, text="x", parse_mode="RTF")
simply("markup", "sendMessage", chat_id=True, text="a<br>b", parse_mode="HTML")
simply("no_file", "sendDocument", chat_id=True)
simply("wrong_action", "sendChatAction", chat_id=True, action="dance")
simply("bad_json", "sendMediaGroup", chat_id=True, media="[{")
simply("file_id_missing", "getFile")
simply("file_id_invalid", "getFile", file_id="nothing")
simply("file_id_wrong", "sendDocument", chat_id=True, document="nothing")
simply("invalid_user_id", "getChatMember", chat_id=True)
simply("too_many_results", "answerInlineQuery", inline_query_id="1", results=[{}] * 51)
simply("bad_result", "answerInlineQuery", inline_query_id="1", results=["x"])
with_keyboard("keyboard_json", "{")
with_keyboard("keyboard_object", [])
with_keyboard("inline_rows", {"inline_keyboard": [{"text": "x"}]})
with_keyboard("keyboard_rows", {"keyboard": ["x"]})
with_keyboard("inline_button", inline())
with_keyboard("keyboard_button", {"keyboard": [[7]]})
with_keyboard("button_text", inline(text=" ", callback_data="x"))
with_keyboard("button_data", inline(callback_data="қ" * 33))
with_keyboard("button_url", inline(url="nowhere"))
with_keyboard("too_many_buttons", {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101})
with_keyboard("one_action", inline(callback_data="x", url="https://example.kz"))
with_keyboard("unknown_field", inline(callback_data="x", colour="red"))
with_keyboard("bad_field", inline(callback_data=7))
with_keyboard("copy_text", inline(copy_text={"text": "x" * 257}))
with_keyboard("chosen_chat", inline(switch_inline_query_chosen_chat={"query": "грант", "allow_bot_chats": False}))
with_keyboard("request_field", asking(chat_is_channel=True))
with_keyboard(
    "request_rights",
    asking(request_id=1, chat_is_channel=True, bot_administrator_rights={"can_post_messages": True}),
)
simply("start_parameter", "answerInlineQuery", inline_query_id="1", results=[], button={"text": "x"})
simply("next_offset", "answerInlineQuery", inline_query_id="1", results=[], next_offset="x" * 65)
simply("bad_media", "sendMediaGroup", chat_id=True, media=[{"type": "hologram", "media": "x"}] * 2)
simply("group_media", "sendMediaGroup", chat_id=True, media=[{}])
simply("scope", "setMyCommands", scope={"type": "everybody"})
simply("scope_private", "getMyCommands", scope={"type": "chat_administrators", "chat_id": 1001})
simply("command", "setMyCommands", commands=[{"command": "x"}])
simply("command_invalid", "setMyCommands", commands=[{"command": "Мәзір", "description": "x"}])
simply("command_description", "setMyCommands", commands=[{"command": "x", "description": "x" * 257}])
simply("too_many_commands", "setMyCommands", commands=[{"command": "x", "description": "x"}] * 101)
simply("language_code", "setMyCommands", commands=[], language_code="kaz")
simply("name_long", "setMyName", name="x" * 65)
simply("menu_button", "setChatMenuButton", menu_button={"type": "spinner"})
simply("webhook_url", "setWebhook", url="ftp://example.kz")
simply("webhook_https", "setWebhook", url="http://example.kz")
simply("secret_long", "setWebhook", url="http://127.0.0.1/", secret_token="x" * 257)
simply("secret_characters", "setWebhook", url="http://127.0.0.1/", secret_token="құпия")
simply("empty_message", "sendMessage", chat_id=True, text=" \n ")
simply("text_too_long", "sendMessage", chat_id=True, text="x" * 4097)
simply("old_query", "answerCallbackQuery", callback_query_id="404")
simply("leave_private", "leaveChat", chat_id=True)
simply("participant_invalid", "getChatMember", chat_id=True, user_id=404)
simply("no_admins", "getChatAdministrators", chat_id=True)
simply("unknown_parameter", "sendMessage", chat_id=True, text="x", colour="red")
simply("bad_parameter", "sendMessage", chat_id=True, text="x", disable_notification="perhaps")
simply("markdown", "sendMessage", chat_id=True, text="x", parse_mode="MarkdownV2")
simply("ambiguous_message", "editMessageText", chat_id=True, message_id=1, inline_message_id="x", text="x")
simply("inline_message_wrong", "editMessageText", inline_message_id="x", text="x")


@provokes
async def body_json(s: Scene) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    return dict(await s.raw.send("POST", "getMe", data=b"[1]", headers=headers))


@provokes
async def utf8(s: Scene) -> dict[str, Any]:
    body = b'{"chat_id": 1001, "text": "\\ud800"}'
    return dict(await s.raw.send("POST", "sendMessage", data=body, headers={"Content-Type": "application/json"}))


@provokes
async def body_form(s: Scene) -> dict[str, Any]:
    headers = {"Content-Type": "multipart/form-data"}
    return dict(await s.raw.send("POST", "sendMessage", data=b"--x", headers=headers))


@provokes
async def unauthorized(s: Scene) -> dict[str, Any]:
    s.raw.token = "123456:WRONG"
    return await s.call("getMe")


@provokes
async def not_found(s: Scene) -> dict[str, Any]:
    async with s.raw.session.get(f"{s.raw.base}/nothing") as response:
        return dict(await response.json()) | {"status": response.status}


@provokes
async def duplicate(s: Scene) -> dict[str, Any]:
    return dict(await s.raw.send("POST", "getChat?chat_id=1001", json={"chat_id": 1002}))


async def _two_polls(s: Scene, second: Callable[[], Awaitable[Any]]) -> dict[str, Any]:
    s.bot.updates.clear()
    async with asyncio.TaskGroup() as group:
        first = group.create_task(s.call("getUpdates", timeout=20))
        await s.bot.updates.waiting.wait()
        other = group.create_task(_run(second))
        body = await first
        s.aigul.write(s.bot, "оян")
        await other
    return body


async def _run(what: Callable[[], Awaitable[Any]]) -> None:
    await what()


@provokes
async def conflict_getupdates(s: Scene) -> dict[str, Any]:
    return await _two_polls(s, lambda: s.call("getUpdates", timeout=20))


@provokes
async def conflict_setwebhook(s: Scene) -> dict[str, Any]:
    return await _two_polls(s, lambda: s.call("setWebhook", url="http://127.0.0.1:9/"))


@provokes
async def restart(s: Scene) -> dict[str, Any]:
    return await _two_polls(s, lambda: s.call("close"))


@provokes
async def conflict_webhook(s: Scene) -> dict[str, Any]:
    await s.call("setWebhook", url="http://127.0.0.1:9/")
    return await s.call("getUpdates")


@provokes
async def too_many_requests(s: Scene) -> dict[str, Any]:
    s.bot.flood.limits = Limits(chat_burst=1)
    await s.to(s.aigul.id)
    return await s.to(s.aigul.id)


@provokes
async def user_deactivated(s: Scene) -> dict[str, Any]:
    s.aigul.deactivate()
    return await s.to(s.aigul.id)


@provokes
async def bot_blocked(s: Scene) -> dict[str, Any]:
    s.aigul.block(s.bot)
    return await s.to(s.aigul.id)


@provokes
async def never_started(s: Scene) -> dict[str, Any]:
    return await s.to(s.stranger.id)


@provokes
async def bot_to_bot(s: Scene) -> dict[str, Any]:
    return await s.to(s.bot.id)


@provokes
async def group_deleted(s: Scene) -> dict[str, Any]:
    group = s.group()
    group.delete()
    return await s.to(group.id)


@provokes
async def upgraded(s: Scene) -> dict[str, Any]:
    group = s.group()
    old = group.id
    new = group.migrate()
    body = await s.to(old)
    assert body["parameters"] == {"migrate_to_chat_id": new}
    return body


def _left(row: str, kind: str, leave: str) -> None:
    async def provocation(s: Scene) -> dict[str, Any]:
        if kind == "channel":
            group = s.world.add_channel("Арна", s.aigul)
            group.add(s.bot)
        else:
            group = s.group(supergroup=kind == "supergroup")
        getattr(group, leave)(s.bot)
        return await s.to(group.id)

    PROVOCATIONS[row] = provocation


for kind in ("group", "supergroup", "channel"):
    _left(f"kicked_{kind}", kind, "remove")
    _left(f"not_member_{kind}", kind, "leave")


@provokes
async def need_admin(s: Scene) -> dict[str, Any]:
    channel = s.world.add_channel("Арна", s.aigul)
    channel.add(s.bot)
    return await s.to(channel.id)


@provokes
async def no_rights(s: Scene) -> dict[str, Any]:
    group = s.group()
    group.chat.members_may_write = False
    return await s.to(group.id)


@provokes
async def file_too_big(s: Scene) -> dict[str, Any]:
    s.world.files.max_download = 10
    s.aigul.send_document(s.bot, "video.bin", bytes(11))
    return await s.call("getFile", file_id=s.aigul.last(s.bot).content["document"]["file_id"])


@provokes
async def photo_too_big(s: Scene) -> dict[str, Any]:
    s.world.files.max_photo = len(PIXEL) - 1
    return await s.upload("sendPhoto", "photo", PIXEL, chat_id=s.aigul.id)


@provokes
async def entity_too_large(s: Scene) -> dict[str, Any]:
    s.world.files.max_upload = 10
    return await s.upload("sendDocument", "document", bytes(11), chat_id=s.aigul.id)


@provokes
async def file_empty(s: Scene) -> dict[str, Any]:
    return await s.upload("sendDocument", "document", b"", chat_id=s.aigul.id)


@provokes
async def image(s: Scene) -> dict[str, Any]:
    return await s.upload("sendPhoto", "photo", b"not an image", chat_id=s.aigul.id)


@provokes
async def file_kind(s: Scene) -> dict[str, Any]:
    photo = s.aigul.send_photo(s.bot).content["photo"][0]["file_id"]
    return await s.call("sendDocument", chat_id=s.aigul.id, document=photo)


@provokes
async def mixed_album(s: Scene) -> dict[str, Any]:
    photo = s.aigul.send_photo(s.bot).content["photo"][0]["file_id"]
    document = s.aigul.send_document(s.bot, "a.txt", b"a").content["document"]["file_id"]
    media = [{"type": "photo", "media": photo}, {"type": "document", "media": document}]
    return await s.call("sendMediaGroup", chat_id=s.aigul.id, media=media)


@provokes
async def caption_too_long(s: Scene) -> dict[str, Any]:
    photo = s.aigul.send_photo(s.bot).content["photo"][0]["file_id"]
    return await s.call("sendPhoto", chat_id=s.aigul.id, photo=photo, caption="x" * 1025)


@provokes
async def not_modified(s: Scene) -> dict[str, Any]:
    number = await s.say("Сәлем")
    return await s.call("editMessageText", chat_id=s.aigul.id, message_id=number, text=" Сәлем ")


@provokes
async def cant_edit(s: Scene) -> dict[str, Any]:
    theirs = s.aigul.write(s.bot, "Менікі")
    return await s.call("editMessageText", chat_id=s.aigul.id, message_id=theirs.message_id, text="Сенікі")


@provokes
async def cant_delete(s: Scene) -> dict[str, Any]:
    number = await s.say()
    s.clock.move(timedelta(hours=49))
    return await s.call("deleteMessage", chat_id=s.aigul.id, message_id=number)


@provokes
async def cant_copy(s: Scene) -> dict[str, Any]:
    number = await s.say(protect_content=True)
    return await s.call("copyMessage", chat_id=s.aigul.id, from_chat_id=s.aigul.id, message_id=number)


@provokes
async def cant_forward(s: Scene) -> dict[str, Any]:
    number = await s.say(protect_content=True)
    return await s.call("forwardMessage", chat_id=s.aigul.id, from_chat_id=s.aigul.id, message_id=number)


@provokes
async def no_text_to_edit(s: Scene) -> dict[str, Any]:
    sent = await s.upload("sendPhoto", "photo", PIXEL, chat_id=s.aigul.id)
    return await s.call("editMessageText", chat_id=s.aigul.id, message_id=sent["result"]["message_id"], text="x")


@provokes
async def no_caption_to_edit(s: Scene) -> dict[str, Any]:
    number = await s.say()
    return await s.call("editMessageCaption", chat_id=s.aigul.id, message_id=number, caption="x")


@provokes
async def inline_expected(s: Scene) -> dict[str, Any]:
    number = await s.say()
    markup = {"keyboard": [["x"]]}
    return await s.call("editMessageReplyMarkup", chat_id=s.aigul.id, message_id=number, reply_markup=markup)


async def _press(s: Scene) -> str:
    await s.say(reply_markup=inline(callback_data="x"))
    return s.aigul.press(s.aigul.last(s.bot), "x").id


@provokes
async def answer_too_long(s: Scene) -> dict[str, Any]:
    return await s.call("answerCallbackQuery", callback_query_id=await _press(s), text="x" * 201)


@provokes
async def answer_url(s: Scene) -> dict[str, Any]:
    return await s.call("answerCallbackQuery", callback_query_id=await _press(s), url="https://example.kz")


@provokes
async def reaction(s: Scene) -> dict[str, Any]:
    return await s.call("setMessageReaction", chat_id=s.aigul.id, message_id=1, reaction=[{"type": "nod"}])


@provokes
async def reaction_invalid(s: Scene) -> dict[str, Any]:
    wrong = [{"type": "emoji", "emoji": "🚜"}]
    return await s.call("setMessageReaction", chat_id=s.aigul.id, message_id=1, reaction=wrong)


@provokes
async def reactions_too_many(s: Scene) -> dict[str, Any]:
    two = [{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "👎"}]
    return await s.call("setMessageReaction", chat_id=s.aigul.id, message_id=1, reaction=two)


async def _inline(s: Scene, *ids: str) -> dict[str, Any]:
    query = s.aigul.inline(s.bot, "грант")
    content = {"message_text": "x"}
    results = [{"type": "article", "id": i, "title": "x", "input_message_content": content} for i in ids]
    return await s.call("answerInlineQuery", inline_query_id=query.id, results=results)


@provokes
async def request_in_group(s: Scene) -> dict[str, Any]:
    return await s.to(s.group().id, reply_markup=asking(request_id=1, chat_is_channel=False))


@provokes
async def result_id_invalid(s: Scene) -> dict[str, Any]:
    return await _inline(s, "x" * 65)


@provokes
async def result_id_duplicate(s: Scene) -> dict[str, Any]:
    return await _inline(s, "1", "1")


@provokes
async def scope_channel(s: Scene) -> dict[str, Any]:
    channel = s.world.add_channel("Арна", s.aigul)
    channel.promote(s.bot)
    return await s.call("setMyCommands", commands=[], scope={"type": "chat", "chat_id": channel.id})


@provokes
async def logged_out(s: Scene) -> dict[str, Any]:
    await s.call("logOut")
    return await s.call("getMe")


def _forum(s: Scene, admin: bool = True) -> Group:
    forum = s.group(forum=True)
    if admin:
        forum.promote(s.bot)
    return forum


@provokes
async def topic_rights(s: Scene) -> dict[str, Any]:
    return await s.call("createForumTopic", chat_id=_forum(s, admin=False).id, name="x")


@provokes
async def topic_edit_rights(s: Scene) -> dict[str, Any]:
    forum = _forum(s, admin=False)
    topic = forum.create_topic("x")
    return await s.call("closeForumTopic", chat_id=forum.id, message_thread_id=topic.id)


@provokes
async def not_forum(s: Scene) -> dict[str, Any]:
    return await s.call("createForumTopic", chat_id=s.group().id, name="x")


@provokes
async def topic_closed(s: Scene) -> dict[str, Any]:
    forum = _forum(s, admin=False)
    topic = forum.create_topic("x")
    topic.closed = True
    return await s.to(forum.id, message_thread_id=topic.id)


@provokes
async def topic_not_modified(s: Scene) -> dict[str, Any]:
    forum = _forum(s)
    topic = forum.create_topic("x")
    return await s.call("editForumTopic", chat_id=forum.id, message_thread_id=topic.id, name="x")


@provokes
async def topic_id_invalid(s: Scene) -> dict[str, Any]:
    return await s.call("closeForumTopic", chat_id=_forum(s).id, message_thread_id=404)


@provokes
async def topic_title(s: Scene) -> dict[str, Any]:
    return await s.call("createForumTopic", chat_id=_forum(s).id, name=" ")


@provokes
async def topic_color(s: Scene) -> dict[str, Any]:
    return await s.call("createForumTopic", chat_id=_forum(s).id, name="x", icon_color=1)


@pytest.fixture
def scene(world: World, clock: MovableClock, account: BotAccount, aigul: Person, serik: Person, raw: Any) -> Scene:
    aigul.start(account)
    return Scene(world, clock, account, aigul, serik, raw, raw.call)


@pytest.mark.parametrize("row", REFUSALS)
async def test_the_server_refuses_with_telegrams_code_and_words(scene: Scene, row: str) -> None:
    body = await PROVOCATIONS[row](scene)
    expected = REFUSALS[row]
    words = re.sub(r"\\{\w+\\}", ".+", re.escape(expected.description))
    assert (body["ok"], body["status"], body["error_code"]) == (False, expected.code, expected.code), body
    assert re.fullmatch(words, body["description"]), body


def test_every_provocation_has_its_row() -> None:
    assert set(PROVOCATIONS) == set(REFUSALS)
    assert all(row.source and row.when for row in REFUSALS.values())
