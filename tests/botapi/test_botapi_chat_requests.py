"""How a bot comes into groups and channels: asked-for chats, links, rights given and taken, topics gone."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    ChatAdministratorRights,
    ChatMemberAdministrator,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
    SwitchInlineQueryChosenChat,
)

from bot.demo.botapi import BotAccount, NotPossible, Person, World

NO_RIGHTS = dict.fromkeys(
    (
        "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
        "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
        "can_delete_stories", "can_send_welcome_messages",
    ),
    False,
)  # fmt: skip
POSTING = ChatAdministratorRights(**NO_RIGHTS, can_post_messages=True)


def keyboard(**request: object) -> ReplyKeyboardMarkup:
    asked = KeyboardButtonRequestChat.model_validate({"request_id": 7, "chat_is_channel": True} | request)
    return ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Арнаны таңдау", request_chat=asked)]])


async def test_a_shared_channel_gives_the_bot_the_rights_it_asked_for(
    bot: Bot, world: World, account: BotAccount, serik: Person
) -> None:
    serik.start(account)
    channel = world.add_channel("Альянс", serik, username="example_alliance")
    asked = keyboard(
        user_administrator_rights=POSTING, bot_administrator_rights=POSTING, request_title=True, request_username=True
    )
    await bot.send_message(serik.id, "Қай арна?", reply_markup=asked)
    assert serik.suitable_chats(account, "Арнаны таңдау") == [channel]
    with pytest.raises(NotPossible):
        serik.tap(account, "Арнаны таңдау")
    serik.share_chat(account, "Арнаны таңдау", channel)
    updates = await bot.get_updates()
    moved, told = updates[-2].my_chat_member, updates[-1].message
    assert moved is not None and isinstance(moved.new_chat_member, ChatMemberAdministrator)
    assert moved.new_chat_member.can_post_messages and not moved.new_chat_member.can_edit_messages
    assert told is not None and told.chat_shared is not None
    assert (told.chat_shared.request_id, told.chat_shared.chat_id) == (7, channel.id)
    assert (told.chat_shared.title, told.chat_shared.username) == ("Альянс", "example_alliance")
    assert (await bot.send_message(channel.id, "Грант")).chat.id == channel.id


async def test_only_chats_that_suit_are_offered(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person
) -> None:
    serik.start(account)
    mine = world.add_group("Менікі", serik, forum=True)
    world.add_group("Жай топ", serik)
    others = world.add_group("Басқанікі", aigul, forum=True)
    others.add(serik)
    others.add(account)

    async def offered(**request: object) -> list[str]:
        await bot.send_message(serik.id, "Қай топ?", reply_markup=keyboard(chat_is_channel=False, **request))
        return [group.chat.title for group in serik.suitable_chats(account, "Арнаны таңдау")]

    assert await offered() == ["Менікі", "Жай топ", "Басқанікі"]
    assert await offered(chat_is_forum=True) == ["Менікі", "Басқанікі"]
    assert await offered(chat_is_created=True, chat_is_forum=True) == ["Менікі"]
    assert await offered(bot_is_member=True) == ["Басқанікі"]
    assert await offered(chat_has_username=True) == []
    rights = ChatAdministratorRights(**NO_RIGHTS, can_manage_topics=True)
    assert await offered(user_administrator_rights=rights) == ["Менікі", "Жай топ"]
    with pytest.raises(NotPossible):
        serik.share_chat(account, "Арнаны таңдау", others)
    serik.share_chat(account, "Арнаны таңдау", mine)
    assert not mine.chat.member(account).inside, "without rights asked for, sharing adds nobody"


async def test_a_group_link_adds_the_bot_and_tells_the_payload_in_the_group(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person
) -> None:
    group = world.add_group("Жетісу ҮЕҰ-лары", serik, forum=True)
    group.add(aigul)
    aigul.start_in_group(account, group, "g7")
    updates = await bot.get_updates()
    assert [update.event_type for update in updates] == ["my_chat_member", "message", "message"]
    said = updates[-1].message
    assert said is not None and said.text == "/start@elshi_test_bot g7" and said.chat.id == group.id
    with pytest.raises(NotPossible):
        aigul.start_in_group(account, group, "g7", can_manage_topics=True)
    serik.start_in_group(account, group, "g8", can_manage_topics=True)
    assert (await bot.get_chat_member(group.id, account.id)).status == "administrator"
    stranger = world.add_person(1009, "Бөтен")
    with pytest.raises(NotPossible):
        stranger.start_in_group(account, group)


async def test_a_channel_link_makes_the_bot_an_administrator_and_says_nothing(
    bot: Bot, world: World, account: BotAccount, serik: Person
) -> None:
    channel = world.add_channel("Альянс", serik)
    assert serik.start_in_group(account, channel, can_post_messages=True) is None
    assert [update.event_type for update in await bot.get_updates()] == ["my_chat_member"]


async def test_rights_to_post_are_given_and_taken(bot: Bot, world: World, account: BotAccount, serik: Person) -> None:
    channel = world.add_channel("Альянс", serik)
    channel.promote(account, by=serik, can_post_messages=False)
    me = await bot.get_chat_member(channel.id, account.id)
    assert isinstance(me, ChatMemberAdministrator) and me.can_post_messages is False
    with pytest.raises(TelegramBadRequest, match="need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "Грант")
    channel.promote(account, by=serik)
    assert (await bot.send_message(channel.id, "Грант")).text == "Грант"
    channel.demote(account, by=serik)
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the channel chat"):
        await bot.send_message(channel.id, "Грант")
    moved = [u.my_chat_member for u in await bot.get_updates() if u.my_chat_member is not None]
    assert [m.new_chat_member.status for m in moved] == ["administrator", "administrator", "left"]
    assert {m.from_user.id for m in moved} == {serik.id}


async def test_a_topic_that_people_close_or_delete_takes_no_more_messages(
    bot: Bot, world: World, account: BotAccount, serik: Person
) -> None:
    forum = world.add_group("Жетісу ҮЕҰ-лары", serik, forum=True)
    forum.add(account)
    topic = forum.create_topic("Гранттар")
    await bot.send_message(forum.id, "Бір", message_thread_id=topic.id)
    forum.close_topic(topic)
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(forum.id, "Екі", message_thread_id=topic.id)
    forum.close_topic(topic, closed=False)
    await bot.send_message(forum.id, "Үш", message_thread_id=topic.id)
    forum.delete_topic(topic)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(forum.id, "Төрт", message_thread_id=topic.id)
    events = [next(iter(m.content)) for m in forum.messages if m.is_service]
    assert events == ["new_chat_members"], "the topic's own events went with it"


async def test_buttons_that_copy_and_that_switch_to_inline_mode_are_kept_as_they_are(
    bot: Bot, account: BotAccount, serik: Person
) -> None:
    serik.start(account)
    chosen = SwitchInlineQueryChosenChat(query="грант", allow_group_chats=True)
    rows = [
        [InlineKeyboardButton(text="Көшіру", copy_text=CopyTextButton(text="Грант\nhttps://example.kz"))],
        [InlineKeyboardButton(text="Бөлісу", switch_inline_query="c7")],
        [InlineKeyboardButton(text="Осында", switch_inline_query_current_chat="")],
        [InlineKeyboardButton(text="Топқа", switch_inline_query_chosen_chat=chosen)],
    ]
    await bot.send_message(serik.id, "Конкурс", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))
    assert [set(button) - {"text"} for button in serik.last(account).buttons] == [
        {"copy_text"},
        {"switch_inline_query"},
        {"switch_inline_query_current_chat"},
        {"switch_inline_query_chosen_chat"},
    ]
    with pytest.raises(NotPossible):
        serik.press(serik.last(account), "Көшіру")
