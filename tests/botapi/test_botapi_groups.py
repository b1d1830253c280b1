"""Groups, supergroups, channels, topics and the commands that each of them shows."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    ReplyParameters,
    Update,
)

from bot.demo.botapi import BotAccount, Group, NotPossible, Person, World


@pytest.fixture
def group(world: World, account: BotAccount, serik: Person) -> Group:
    group = world.add_group("Бөлім", serik)
    group.add(account)
    return group


def texts(updates: list[Update]) -> list[str]:
    return [u.message.text for u in updates if u.message is not None and u.message.text]


async def test_being_added_and_removed_is_told(bot: Bot, account: BotAccount, group: Group) -> None:
    added = await bot.get_updates()
    assert added[0].my_chat_member is not None
    assert added[0].my_chat_member.new_chat_member.status == "member"
    assert added[1].message is not None
    assert added[1].message.new_chat_members is not None
    await bot.send_message(group.id, "Сәлем")
    group.remove(account)
    updates = await bot.get_updates(offset=added[-1].update_id + 1)
    assert [u.event_type for u in updates] == ["my_chat_member", "message"]
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "Сәлем")


async def test_a_bot_with_privacy_hears_commands_replies_and_mentions_only(
    bot: Bot, account: BotAccount, serik: Person, group: Group
) -> None:
    sent = await bot.send_message(group.id, "Хат №1")
    serik.write(group, "өзара әңгіме")
    serik.write(group, "/inbox")
    serik.write(group, "/inbox@other_bot")
    serik.write(group, "@elshi_test_bot көмек")
    serik.write(group, "жауап", reply_to=group.messages[-5])
    updates = await bot.get_updates()
    assert texts(updates) == ["/inbox", "@elshi_test_bot көмек", "жауап"]
    replied = updates[-1].message
    assert replied is not None
    assert replied.reply_to_message is not None
    assert replied.reply_to_message.message_id == sent.message_id


async def test_an_administrator_bot_hears_everything(
    bot: Bot, account: BotAccount, serik: Person, group: Group
) -> None:
    group.promote(account)
    serik.write(group, "өзара әңгіме")
    assert texts(await bot.get_updates()) == ["өзара әңгіме"]


async def test_an_anonymous_administrator_speaks_as_the_group(
    bot: Bot, account: BotAccount, serik: Person, group: Group
) -> None:
    group.set_anonymous(serik)
    serik.write(group, "/inbox")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.sender_chat is not None
    assert message.sender_chat.id == group.id
    assert message.from_user is not None
    assert message.from_user.username == "GroupAnonymousBot"


async def test_a_migrated_group_says_where_it_went(bot: Bot, account: BotAccount, group: Group) -> None:
    old = group.id
    await bot.get_updates()
    new = group.migrate()
    with pytest.raises(TelegramMigrateToChat) as caught:
        await bot.send_message(old, "Сәлем")
    assert caught.value.migrate_to_chat_id == new
    assert (await bot.send_message(new, "Сәлем")).chat.type == "supergroup"
    told = [u.message for u in await bot.get_updates() if u.message is not None]
    assert [m.migrate_to_chat_id for m in told if m.migrate_to_chat_id] == [new]
    assert [m.migrate_from_chat_id for m in told if m.migrate_from_chat_id] == [old]


async def test_members_are_told_by_their_status(
    bot: Bot, account: BotAccount, aigul: Person, serik: Person, group: Group
) -> None:
    assert (await bot.get_chat(group.id)).title == "Бөлім"
    assert (await bot.get_chat_member(group.id, serik.id)).status == "creator"
    assert (await bot.get_chat_member(group.id, aigul.id)).status == "left"
    group.add(aigul)
    group.promote(aigul)
    assert [m.user.id for m in await bot.get_chat_administrators(group.id)] == [serik.id, aigul.id]
    assert await bot.get_chat_member_count(group.id) == 3
    assert await bot.leave_chat(group.id)
    assert group.chat.member(account).status == "left"


async def test_a_channel_post_shows_the_channel_and_can_be_edited(
    bot: Bot, world: World, account: BotAccount, serik: Person
) -> None:
    channel = world.add_channel("Гранттар", serik, username="example_grants")
    channel.promote(account)
    post = await bot.send_message("@example_grants", "Конкурс")
    assert post.sender_chat is not None
    assert post.from_user is None
    await bot.edit_message_text("Конкурс ұзартылды", chat_id=channel.id, message_id=post.message_id)
    aired = serik.write(channel, "Хабарландыру")
    serik.edit(aired, "Түзетілді")
    updates = await bot.get_updates()
    assert [u.event_type for u in updates[-2:]] == ["channel_post", "edited_channel_post"]


async def test_a_topic_holds_its_messages(bot: Bot, world: World, account: BotAccount, serik: Person) -> None:
    forum = world.add_group("Өтініштер", serik, forum=True)
    forum.promote(account)
    topic = await bot.create_forum_topic(forum.id, "№ 7")
    sent = await bot.send_message(forum.id, "Хат", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    answer = serik.write(forum, "Жауап", reply_to=forum.messages[-1])
    assert answer.thread_id == topic.message_thread_id
    replied = await bot.send_message(forum.id, "Рақмет", reply_parameters=ReplyParameters(message_id=answer.message_id))
    assert replied.message_thread_id == topic.message_thread_id
    await bot.edit_forum_topic(forum.id, topic.message_thread_id, name="№ 7 ✓")
    await bot.close_forum_topic(forum.id, topic.message_thread_id)
    forum.add(world.add_person(1003, "Дана"))
    with pytest.raises(NotPossible):
        world.people[1003].write(forum, "Мен де", thread_id=topic.message_thread_id)
    await bot.reopen_forum_topic(forum.id, topic.message_thread_id)
    await bot.delete_forum_topic(forum.id, topic.message_thread_id)
    assert [m for m in forum.messages if m.thread_id] == []


def command(word: str) -> list[BotCommand]:
    return [BotCommand(command=word, description="x")]


async def test_commands_are_shown_by_scope_then_language(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person, group: Group
) -> None:
    aigul.start(account)

    def shown(where: Person | Group, who: Person | None = None) -> str:
        return str((world.commands(account, where, who) or [{"command": ""}])[0]["command"])

    await bot.set_my_commands(command("any"))
    await bot.set_my_commands(command("any_kk"), language_code="kk")
    assert (shown(aigul), shown(serik), shown(group)) == ("any_kk", "any", "any")
    await bot.set_my_commands(command("private"), scope=BotCommandScopeAllPrivateChats())
    assert shown(aigul) == "private"
    await bot.set_my_commands(command("mine"), scope=BotCommandScopeChat(chat_id=aigul.id))
    assert (shown(aigul), shown(serik)) == ("mine", "private")
    await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=aigul.id))
    assert shown(aigul) == "private"
    await bot.set_my_commands(command("group"), scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands(command("admins"), scope=BotCommandScopeChatAdministrators(chat_id=group.id))
    group.add(aigul)
    assert (shown(group, serik), shown(group, aigul)) == ("admins", "group")
    assert [c.command for c in await bot.get_my_commands(language_code="kk")] == ["any_kk"]
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.set_my_commands(command("x"), scope=BotCommandScopeChat(chat_id=serik.id))


async def test_a_bot_describes_itself_in_each_language(bot: Bot, account: BotAccount, aigul: Person) -> None:
    await bot.set_my_name("Elshi")
    await bot.set_my_name("Елші", language_code="kk")
    await bot.set_my_description("Не умеет")
    await bot.set_my_short_description("Кратко")
    assert (await bot.get_my_name(language_code="kk")).name == "Елші"
    assert (await bot.get_my_name(language_code="ru")).name == "Elshi"
    assert (await bot.get_my_description()).description == "Не умеет"
    assert (await bot.get_my_short_description()).short_description == "Кратко"
    assert (await bot.get_me()).username == "elshi_test_bot"
    await bot.set_chat_menu_button(aigul.id)
    assert (await bot.get_chat_menu_button(aigul.id)).type == "default"
