"""The stage itself: groups and channels with the bot in them, files, and inline mode as a person meets it."""

from __future__ import annotations

import pytest
from aiogram import Dispatcher
from aiogram.types import BufferedInputFile, InlineQuery, InlineQueryResultArticle, InputTextMessageContent

import bot.telegram
from bot.demo.botapi import NotPossible
from tests.person import Stage


async def test_a_group_shows_what_its_members_and_the_bot_say(stage: Stage) -> None:
    danagul, aigul = stage.person(1003, "Данагүл"), stage.person()
    forum = stage.group("Жетісу ҮЕҰ-лары", admin=danagul, members=[aigul], forum=True)
    await aigul.write("Сәлем", forum)
    await stage.add_bot(forum, by=danagul)
    sent = await stage.bot.send_message(forum.id, "Конкурс")
    assert stage.said_in(forum)[-1].text == "Конкурс"
    assert sent.message_id in [message.message_id for message in aigul.sees_in(forum)]
    await stage.add_bot(forum, by=danagul, rights={"can_manage_topics": False})
    assert forum.chat.member(stage.account).may("can_delete_messages")
    await stage.remove_bot(forum, by=danagul)
    assert forum.chat.member(stage.account).status == "kicked"
    with pytest.raises(AssertionError):
        stage.person(1009, "Бөтен").sees_in(forum)


async def test_a_channel_takes_the_bot_as_an_administrator(stage: Stage) -> None:
    danagul = stage.person(1003, "Данагүл")
    channel = stage.channel("Альянс", admin=danagul, username="example_alliance")
    await stage.add_bot(channel, by=danagul, rights={"can_post_messages": False})
    assert not channel.chat.member(stage.account).may("can_post_messages")
    await stage.add_bot(channel, by=danagul)
    await stage.bot.send_message(channel.id, "Грант")
    assert [message.text for message in stage.said_in(channel)] == ["Грант"]
    await stage.demote_bot(channel, by=danagul)
    assert not channel.chat.member(stage.account).inside


async def test_a_post_of_a_channel_and_an_album_are_forwarded_to_the_bot(stage: Stage) -> None:
    aigul, serik = stage.person(), stage.person(1002, "Серік")
    channel = stage.channel("Облыс", admin=serik)
    await aigul.start()
    (copy,) = await aigul.forward(await serik.send_photo("Грант", channel))
    assert (copy.forward_origin or {})["type"] == "channel" and copy.text == "Грант"
    sent = await aigul.send_album(caption="Екі сурет")
    assert sent[0].media_group_id == sent[1].media_group_id
    channel.protect()
    with pytest.raises(NotPossible):
        await aigul.forward(await serik.write("Көшірмеңіз", channel))


async def test_a_file_of_the_bot_is_opened(stage: Stage) -> None:
    aigul = stage.person()
    await aigul.start()
    await stage.bot.send_document(aigul.phone.id, BufferedInputFile(b"BEGIN:VCALENDAR", "call.ics"), caption="Мерзім")
    (message,) = aigul.documents
    assert message.content["document"]["mime_type"] == "text/calendar"
    assert aigul.file_of(message) == b"BEGIN:VCALENDAR"


async def test_inline_results_are_offered_and_picked_by_title(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.telegram, "ALLOWED_UPDATES", ["message", "inline_query"])
    stage.dispatcher = Dispatcher()

    @stage.dispatcher.inline_query()
    async def offer(query: InlineQuery) -> None:
        content = InputTextMessageContent(message_text=f"Табылды: {query.query}")
        await query.answer([InlineQueryResultArticle(id="1", title="Грант", input_message_content=content)], 0)

    @stage.dispatcher.message()
    async def nothing(message: object) -> None:
        return None

    aigul = stage.person()
    group = stage.group("Көршілер", admin=aigul)
    (result,) = await aigul.inline("су", group)
    assert result["title"] == "Грант"
    posted = await aigul.pick("Грант", group)
    assert (posted.text, posted.chat, posted.via_bot) == ("Табылды: су", group.chat, stage.account)
    with pytest.raises(LookupError):
        await aigul.pick("Басқа", group)
