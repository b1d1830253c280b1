"""Groups and channels at sending: topics closed or deleted, rights lost and come back, a group that moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import SendMessage
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberRestricted,
    User,
)

from bot.demo.botapi import Group
from bot.telegram import Barred, barred
from domain.groups import KEEP_FOR_SILENCED, GroupKind, GroupState
from domain.subscriptions import Cadence
from handlers.membership import state_of
from tests.groups import WORDS, alerts, deliver, payload, ready_group, sending, set_up, tell
from tests.person import Person, Stage

SAYINGS = {
    "Bad Request: TOPIC_CLOSED": Barred.TOPIC,
    "Bad Request: TOPIC_DELETED": Barred.TOPIC,
    "Bad Request: message thread not found": Barred.TOPIC,
    "Bad Request: not enough rights to send text messages to the chat": Barred.SILENCED,
    "Bad Request: have no rights to send a message": Barred.SILENCED,
    "Bad Request: need administrator rights in the channel chat": Barred.SILENCED,
    "Bad Request: CHAT_WRITE_FORBIDDEN": Barred.SILENCED,
    "Forbidden: CHAT_WRITE_FORBIDDEN": Barred.SILENCED,
    "Forbidden: bot was kicked from the supergroup chat": Barred.LEFT,
    "Forbidden: the group chat was deleted": Barred.LEFT,
    "Bad Request: chat not found": Barred.LEFT,
    "Bad Request: message is too long": None,
}


@pytest.mark.parametrize(("words", "meaning"), SAYINGS.items())
def test_telegrams_sentences_are_told_apart_by_what_they_mean(words: str, meaning: Barred | None) -> None:
    kind = TelegramForbiddenError if words.startswith("Forbidden") else TelegramBadRequest
    assert barred(kind(SendMessage(chat_id=-1, text="x"), words)) is meaning


async def state(stage: Stage, group: Group) -> GroupState | None:
    async with stage.store.read() as repositories:
        chat = await repositories.groups.get(group.id)
    return chat.state if chat else None


async def wait(stage: Stage, span: timedelta) -> None:
    """Time passes, and what has become due meanwhile is sent."""
    stage.clock.move(span)
    await deliver(stage)


async def ready_forum(stage: Stage, admin: Person) -> tuple[Group, int]:
    """A forum whose alerts go to a topic; returns the topic too."""
    group = await ready_group(stage, admin, forum=True)
    topic = group.create_topic("Гранттар", by=admin.phone)
    await admin.write("/here", group, topic=topic.id)
    assert stage.said_in(group)[-1].text == "Конкурстар осы тақырыпқа келеді."
    assert stage.said_in(group)[-1].thread_id == topic.id
    return group, topic.id


# --- topics -----------------------------------------------------------------------------------------------------------


async def test_calls_come_to_the_topic_where_here_was_written(stage: Stage) -> None:
    group, topic = await ready_forum(stage, stage.person())
    await tell(stage)
    (alert,) = alerts(stage, group)
    assert alert.thread_id == topic


@pytest.mark.parametrize("how", ["delete", "close"])
async def test_a_topic_lost_before_sending_loses_no_call_and_is_told_once(stage: Stage, how: str) -> None:
    admin = stage.person()
    group, topic = await ready_forum(stage, admin)
    calls = [await stage.add_call(), await stage.add_call()]
    async with stage.store.write() as repositories:
        for call_id in calls:
            await repositories.calls.match(call_id, 1, stage.clock.now())
    if how == "delete":
        group.delete_topic(group.chat.topics[topic])
    else:
        group.close_topic(group.chat.topics[topic])
    await stage.settle()
    for _ in range(4):
        await wait(stage, timedelta(minutes=1))
    assert [alert.thread_id for alert in alerts(stage, group)] == [None, None]
    told = [message.text for message in admin.from_bot if "жабылған немесе жойылған" in message.text]
    assert len(told) == 1
    await admin.start(payload(group))
    assert "Тақырып: жалпы." in admin.text


async def test_a_general_topic_closed_too_silences_the_group(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin, forum=True)
    stage.world.faults.refuse("sendMessage", 400, "Bad Request: TOPIC_CLOSED", chat_id=group.id)
    await tell(stage)
    assert await state(stage, group) is GroupState.SILENCED


async def test_only_an_administrator_who_is_seen_chooses_the_topic(stage: Stage) -> None:
    admin, stranger = stage.person(), stage.person(1002, "Серік")
    group, topic = await ready_forum(stage, admin)
    group.add(stranger.phone)
    await stranger.write("/here", group)
    assert stage.said_in(group)[-1].text == "Мұны тек топ әкімшісі өзгерте алады."
    group.set_anonymous(admin.phone)
    await admin.write("/here", group)
    assert "жасырын әкімшілерді" in stage.said_in(group)[-1].text
    group.set_anonymous(admin.phone, False)
    stage.world.faults.bad_gateway("getChatMember")
    await admin.write("/here", group)
    assert stage.said_in(group)[-1].text == "Telegram жауап бермеді. Бір минуттан кейін қайталап көріңіз."
    await tell(stage)
    assert alerts(stage, group)[0].thread_id == topic
    await admin.write("/here", group)
    await wait(stage, timedelta(minutes=1))
    await tell(stage)
    assert alerts(stage, group)[1].thread_id is None


async def test_a_group_without_topics_says_so(stage: Stage) -> None:
    admin = stage.person(language_code="ru")
    group = await ready_group(stage, admin, "ru")
    await admin.write("/here", group)
    assert stage.said_in(group)[-1].text == "В этой группе нет тем: конкурсы приходят в саму группу."


# --- rights -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_removed_bot_tells_whoever_set_it_up_once_and_goes_on_when_it_is_back(
    stage: Stage, language: str
) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin, language)
    await stage.remove_bot(group, by=admin)
    await deliver(stage)
    lost = {"kk": "Мені чаттан шығарды", "ru": "Меня удалили из чата"}[language]
    assert lost in admin.text
    assert await state(stage, group) is GroupState.LEFT
    await tell(stage)
    await wait(stage, timedelta(days=1))
    assert sum(lost in message.text for message in admin.from_bot) == 1
    before = len(stage.said_in(group))
    await stage.add_bot(group, by=admin)
    await deliver(stage)
    again = stage.said_in(group)[before:]
    assert [message.text for message in again] == [
        {
            "kk": "Мұнда қайтадан жаза аламын. Жаңа конкурстар бұрынғыдай келіп тұрады.",
            "ru": "Я снова могу писать сюда. Новые конкурсы будут приходить, как раньше.",
        }[language]
    ]
    await wait(stage, timedelta(minutes=1))
    await tell(stage)
    assert len(alerts(stage, group)) == 1


async def test_a_removal_that_nobody_told_us_of_is_noticed_by_a_failed_sending(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    group.remove(stage.account, by=admin.phone)
    stage.account.updates.clear()
    await tell(stage)
    await deliver(stage)
    assert await state(stage, group) is GroupState.LEFT
    assert "Мені чаттан шығарды" in admin.text


async def test_a_silenced_group_keeps_its_calls_and_gets_them_as_one_digest(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    group.set_members_may_write(False)
    await tell(stage)
    await tell(stage)
    await wait(stage, timedelta(hours=1))
    assert await state(stage, group) is GroupState.SILENCED
    assert admin.all_text.count("Топқа жазуға құқығым жоқ") == 1
    assert alerts(stage, group) == []
    await stage.add_bot(group, by=admin, rights={})  # made an administrator: now it may
    for _ in range(3):
        await wait(stage, timedelta(minutes=1))
    digest = [message for message in stage.said_in(group) if "2 жаңа конкурс" in message.text]
    assert len(digest) == 1
    assert [button["text"] for button in digest[0].buttons] == ["1", "2"]
    assert all("url" in button for button in digest[0].buttons)
    assert sum("қайтадан жаза аламын" in message.text for message in stage.said_in(group)) == 1


async def test_a_group_that_lets_us_write_again_without_a_word_is_found_out(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    group.set_members_may_write(False)
    await tell(stage)
    group.set_members_may_write(True)  # nobody is told of this
    await wait(stage, timedelta(hours=6))
    assert len(alerts(stage, group)) == 1
    assert await state(stage, group) is GroupState.ACTIVE


async def test_calls_do_not_wait_for_ever(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    group.set_members_may_write(False)
    await tell(stage, days=60)
    await wait(stage, KEEP_FOR_SILENCED)
    tries = len(stage.world.log)
    await wait(stage, timedelta(hours=6))
    sent = [call for call in stage.world.log[tries:] if call.method.lower() == "sendmessage"]
    assert sent == []


async def test_a_channel_that_takes_the_right_to_post_is_told_of_at_once(stage: Stage) -> None:
    admin = stage.person(language_code="ru")
    await admin.onboard("ru")
    channel = stage.channel("Гранты", admin=admin)
    await stage.add_bot(channel, by=admin)
    await set_up(admin, channel, "ru")
    await stage.add_bot(channel, by=admin, rights={"can_post_messages": False})
    await wait(stage, timedelta(minutes=1))
    assert "У меня нет права писать в канал" in admin.text
    await tell(stage)
    assert alerts(stage, channel) == []
    await stage.add_bot(channel, by=admin)
    for _ in range(3):
        await wait(stage, timedelta(minutes=1))
    said = [message.text for message in stage.said_in(channel)]
    assert len(said) == 2
    assert sum("1 новый конкурс" in text for text in said) == 1
    assert "Я снова могу писать сюда. Новые конкурсы будут приходить, как раньше." in said


async def test_a_channel_added_without_the_right_to_post_says_what_is_missing(stage: Stage) -> None:
    admin = stage.person(language_code="ru")
    await admin.onboard("ru")
    channel = stage.channel("Гранты", admin=admin)
    await stage.add_bot(channel, by=admin, rights={"can_post_messages": False})
    await deliver(stage)
    assert "Сделайте меня администратором с правом публиковать сообщения" in admin.text
    assert stage.said_in(channel) == []


async def test_another_administrator_takes_over_and_hears_what_goes_wrong(stage: Stage) -> None:
    first, second = stage.person(), stage.person(1002, "Серік")
    owner = stage.person(1003, "Дана")
    await first.onboard()
    await second.onboard()
    group = stage.group("ҮЕҰ тобы", admin=owner, members=(first, second))
    group.promote(first.phone)
    group.promote(second.phone)
    await stage.add_bot(group, by=first)
    await set_up(first, group)
    await deliver(stage)
    group.demote(first.phone)
    await first.start(payload(group))
    assert WORDS["kk"]["not_admin"] in first.text
    await second.start(payload(group))
    assert "Жетісу облысы" in second.text
    await stage.remove_bot(group, by=owner)
    await deliver(stage)
    assert "Мені чаттан шығарды" in second.text
    assert "Мені чаттан шығарды" not in first.all_text


# --- a group that moves -----------------------------------------------------------------------------------------------


async def test_a_group_that_becomes_a_supergroup_in_the_middle_of_a_digest_gets_it_once(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    async with stage.store.write() as repositories:
        (wish,) = await repositories.subscriptions.of_chat(group.id)
        await repositories.subscriptions.put(replace(wish, cadence=Cadence.DAILY), stage.clock.now())
    await tell(stage, days=20)
    await tell(stage, days=20)
    stage.clock.move(timedelta(days=1))
    group.migrate()
    async with sending(stage):  # the digest leaves for the old number before the move is heard of
        pass
    await stage.settle()
    for _ in range(3):
        await wait(stage, timedelta(minutes=1))
    digests = [message for message in stage.said_in(group) if "2 жаңа конкурс" in message.text]
    assert len(digests) == 1
    await admin.start(payload(group))
    assert "Жетісу облысы" in admin.text
    async with stage.store.read() as repositories:
        mine = await repositories.groups.of_admin(admin.phone.id)
    assert [chat.id for chat in mine] == [group.id]


async def test_a_name_that_cannot_be_asked_makes_groups_wait_and_nothing_is_lost(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    await tell(stage)
    stage.bot._me = None
    stage.world.faults.bad_gateway("getMe")
    stage.clock.move(timedelta(minutes=1))
    await tell(stage)
    await wait(stage, timedelta(minutes=1))
    assert len(alerts(stage, group)) == 2


async def test_quiet_hours_of_a_group_hold(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    stage.clock.move(timedelta(hours=12))  # 23:00
    await tell(stage)
    assert alerts(stage, group) == []
    await wait(stage, timedelta(hours=9))
    assert len(alerts(stage, group)) == 1


async def test_a_group_added_at_night_is_greeted_at_once(stage: Stage) -> None:
    admin = stage.person()
    stage.clock.move(timedelta(hours=12))
    group = stage.group("ҮЕҰ тобы", admin=admin)
    await stage.add_bot(group, by=admin)
    await deliver(stage)
    assert len(stage.said_in(group)) == 1


@pytest.mark.parametrize(
    ("kind", "status", "rights", "meaning"),
    [
        (GroupKind.GROUP, "member", {}, GroupState.ACTIVE),
        (GroupKind.SUPERGROUP, "restricted", {"can_send_messages": False, "is_member": True}, GroupState.SILENCED),
        (GroupKind.SUPERGROUP, "restricted", {"can_send_messages": True, "is_member": True}, GroupState.ACTIVE),
        (GroupKind.SUPERGROUP, "restricted", {"can_send_messages": True, "is_member": False}, GroupState.LEFT),
        (GroupKind.SUPERGROUP, "left", {}, GroupState.LEFT),
        (GroupKind.GROUP, "kicked", {"until_date": 0}, GroupState.LEFT),
        (GroupKind.CHANNEL, "member", {}, GroupState.SILENCED),
        (GroupKind.CHANNEL, "administrator", {"can_post_messages": False}, GroupState.SILENCED),
        (GroupKind.CHANNEL, "administrator", {"can_post_messages": True}, GroupState.ACTIVE),
    ],
)
def test_a_place_in_a_chat_means_what_may_be_written_there(
    kind: GroupKind, status: str, rights: dict[str, object], meaning: GroupState
) -> None:
    class_of = {
        "member": ChatMemberMember,
        "restricted": ChatMemberRestricted,
        "left": ChatMemberLeft,
        "kicked": ChatMemberBanned,
        "administrator": ChatMemberAdministrator,
    }[status]
    rest = {name: False for name, field in class_of.model_fields.items() if field.annotation is bool}
    until = {"until_date": 0} if "until_date" in class_of.model_fields and status != "member" else {}
    user = User(id=1, is_bot=True, first_name="Елші")
    place = class_of.model_validate({"user": user} | rest | until | rights)
    assert state_of(place, kind) is meaning
