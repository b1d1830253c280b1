"""Forwarded messages: the four kinds of origin, albums, polls, and what may not be forwarded."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.types import Message, MessageOriginChannel, MessageOriginChat, MessageOriginHiddenUser, MessageOriginUser

from bot.demo.botapi import BotAccount, Group, NotPossible, Person, World
from bot.demo.botapi.people import PIXEL


@pytest.fixture
def channel(world: World, serik: Person) -> Group:
    return world.add_channel("Облыс хабарлары", serik, username="example_news")


async def heard(bot: Bot) -> list[Message]:
    return [update.message for update in await bot.get_updates() if update.message is not None]


async def test_a_channel_post_says_which_channel_and_which_post(
    bot: Bot, account: BotAccount, aigul: Person, serik: Person, channel: Group
) -> None:
    serik.write(channel, "Бірінші")
    post = serik.send_photo(channel, caption="Грант 5 сәуірге дейін")
    aigul.forward(account, post)
    (message,) = await heard(bot)
    origin = message.forward_origin
    assert isinstance(origin, MessageOriginChannel)
    assert (origin.chat.username, origin.message_id, post.message_id) == ("example_news", 2, 2)
    assert (message.caption, bool(message.photo), message.from_user and message.from_user.id) == (
        "Грант 5 сәуірге дейін",
        True,
        aigul.id,
    )


async def test_a_persons_words_say_who_or_only_a_name(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person
) -> None:
    group = world.add_group("Көршілер", serik)
    group.add(aigul)
    said = serik.write(group, "Конкурс бар екен")
    aigul.forward(account, said)
    serik.hides_account = True
    aigul.forward(account, said)
    open_, hidden = [message.forward_origin for message in await heard(bot)]
    assert isinstance(open_, MessageOriginUser) and open_.sender_user.id == serik.id
    assert isinstance(hidden, MessageOriginHiddenUser) and hidden.sender_user_name == "Серік"


async def test_an_anonymous_administrators_words_come_from_the_group(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person
) -> None:
    group = world.add_group("Альянс", serik, supergroup=True)
    group.add(aigul)
    group.set_anonymous(serik)
    aigul.forward(account, serik.write(group, "Жиналыс ертең"))
    origin = (await heard(bot))[0].forward_origin
    assert isinstance(origin, MessageOriginChat) and origin.sender_chat.title == "Альянс"


async def test_what_is_forwarded_again_keeps_its_first_origin(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person, channel: Group
) -> None:
    group = world.add_group("Көршілер", serik)
    group.add(aigul)
    copy = serik.forward(group, serik.write(channel, "Грант"))
    aigul.forward(account, copy)
    origin = (await heard(bot))[0].forward_origin
    assert isinstance(origin, MessageOriginChannel) and origin.message_id == 1


async def test_an_album_stays_an_album(
    bot: Bot, account: BotAccount, aigul: Person, serik: Person, channel: Group
) -> None:
    album = serik.send_album(channel, [PIXEL, PIXEL], caption="Екі сурет")
    aigul.forward_all(account, album)
    aigul.forward(account, album[1])
    first, second, single = await heard(bot)
    assert first.media_group_id == second.media_group_id not in (None, album[0].media_group_id)
    assert (first.caption, second.caption, single.media_group_id) == ("Екі сурет", None, None)
    assert all(isinstance(message.forward_origin, MessageOriginChannel) for message in (first, second, single))


async def test_a_poll_is_forwarded_as_a_poll(
    bot: Bot, account: BotAccount, aigul: Person, serik: Person, channel: Group
) -> None:
    aigul.forward(account, serik.send_poll(channel, "Қай күн ыңғайлы?", "Сенбі", "Жексенбі"))
    (message,) = await heard(bot)
    assert message.poll is not None and message.text is None
    assert [option.text for option in message.poll.options] == ["Сенбі", "Жексенбі"]


async def test_restricted_content_is_marked_and_stays_where_it_is(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person, channel: Group
) -> None:
    channel.protect()
    with pytest.raises(NotPossible):
        aigul.forward(account, serik.write(channel, "Көшірмеңіз"))
    group = world.add_group("Жабық", serik)
    group.protect()
    group.add(account)
    serik.write(group, "/start")
    assert (await heard(bot))[-1].has_protected_content is True
    with pytest.raises(NotPossible):
        aigul.forward(account, group.messages[0])  # an event, not words


async def test_where_only_administrators_write_a_member_cannot(world: World, aigul: Person, serik: Person) -> None:
    group = world.add_group("Хабарландыру", serik)
    group.add(aigul)
    group.set_members_may_write(False)
    with pytest.raises(NotPossible):
        aigul.write(group, "Мен де")
    assert serik.write(group, "Сәлем").text == "Сәлем"
