"""Messages, edits and presses between a person and a bot, through the production client."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    User,
)

from bot.demo.botapi import BotAccount, NotPossible, Person, World
from bot.demo.botapi.detect import add_detected
from bot.demo.botapi.entities import Entity


def keys(*buttons: tuple[str, str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data)] for text, data in buttons]
    )


async def test_start_reaches_the_bot_and_an_answer_reaches_the_person(
    bot: Bot, account: BotAccount, aigul: Person
) -> None:
    aigul.start(account, "ref")
    (update,) = await bot.get_updates(timeout=1)
    assert update.message is not None
    assert update.message.text == "/start ref"
    assert update.message.entities is not None
    assert update.message.entities[0].type == "bot_command"
    sent = await bot.send_message(aigul.id, "<b>Сәлем</b>, Айгүл!", parse_mode="HTML")
    shown = aigul.last(account)
    assert (shown.message_id, shown.text) == (sent.message_id, "Сәлем, Айгүл!")
    assert shown.entities == [{"type": "bold", "offset": 0, "length": 5}]
    assert await bot.get_updates(offset=update.update_id + 1) == []


async def test_a_press_is_answered_with_a_toast_and_an_edit_changes_the_screen(
    bot: Bot, account: BotAccount, aigul: Person
) -> None:
    aigul.start(account)
    sent = await bot.send_message(aigul.id, "Сұрақ", reply_markup=keys(("Иә", "yes"), ("Жоқ", "no")))
    press = aigul.press(aigul.last(account), "Иә")
    query = (await bot.get_updates(timeout=1))[-1].callback_query
    assert query is not None
    assert query.data == "yes"
    assert await bot.answer_callback_query(query.id, "Қабылданды")
    assert (await press.answer()).text == "Қабылданды"
    edited = await bot.edit_message_text("Рақмет", chat_id=aigul.id, message_id=sent.message_id)
    assert not isinstance(edited, bool)
    assert aigul.last(account).text == "Рақмет"
    assert aigul.last(account).buttons == []
    assert aigul.last(account).edited


async def test_a_reply_keyboard_stays_until_it_is_removed(bot: Bot, account: BotAccount, aigul: Person) -> None:
    aigul.start(account)
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Мәзір")]], resize_keyboard=True)
    sent = await bot.send_message(aigul.id, "Таңдаңыз", reply_markup=keyboard)
    assert aigul.reply_keyboard(account) is not None
    aigul.tap(account, "Мәзір")
    assert aigul.last(account).text == "Мәзір"
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("Басқа", chat_id=aigul.id, message_id=sent.message_id)


async def test_people_who_never_started_or_blocked_cannot_be_written_to(
    bot: Bot, account: BotAccount, aigul: Person
) -> None:
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(aigul.id, "Сәлем")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(999, "Сәлем")
    aigul.start(account)
    aigul.block(account)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(aigul.id, "Сәлем")
    updates = await bot.get_updates()
    assert updates[-1].my_chat_member is not None
    assert updates[-1].my_chat_member.new_chat_member.status == "kicked"


async def test_the_log_tells_what_was_called(bot: Bot, world: World, account: BotAccount, aigul: Person) -> None:
    aigul.start(account)
    await bot.send_message(aigul.id, "Сәлем")
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(aigul.id, " \n ")
    assert [(call.method, call.status) for call in world.log] == [("sendMessage", 200), ("sendMessage", 400)]


async def test_entities_given_without_markup_are_kept_and_wrong_ones_refused(
    bot: Bot, account: BotAccount, aigul: Person
) -> None:
    aigul.start(account)
    link = MessageEntity(type="text_link", offset=2, length=6, url="example.kz")
    who = MessageEntity(type="text_mention", offset=9, length=5, user=User(id=aigul.id, is_bot=False, first_name="A"))
    nobody = MessageEntity(type="text_mention", offset=0, length=1, user=User(id=404, is_bot=False, first_name="?"))
    found = MessageEntity(type="hashtag", offset=15, length=5)
    await bot.send_message(aigul.id, "  Сілтеме Айгүл #грант", entities=[link, who, nobody, found], parse_mode=None)
    shown = [(e["type"], e["offset"], e["length"]) for e in aigul.last(account).entities]
    assert shown == [("text_link", 0, 6), ("text_mention", 7, 5), ("hashtag", 14, 6)]
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await bot.send_message(aigul.id, "x", entities=[MessageEntity(type="bold", offset=0, length=9)])


def test_telegram_marks_what_it_knows_by_itself() -> None:
    text = "/ask@elshi_bot @serik_example #грант2026 https://example.kz/a?b=1. info@example.kz +7 701 000 00 00 a/b 1#2"
    found = [(e.kind, text[e.offset : e.end]) for e in add_detected(text, [])]
    assert found == [
        ("bot_command", "/ask@elshi_bot"),
        ("mention", "@serik_example"),
        ("hashtag", "#грант2026"),
        ("url", "https://example.kz/a?b=1"),
        ("email", "info@example.kz"),
        ("phone_number", "+7 701 000 00 00"),
    ]
    assert add_detected("@serik_example", [Entity("code", 0, 14)]) == [Entity("code", 0, 14)]


async def test_a_phone_does_not_offer_the_impossible(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person
) -> None:
    group = world.add_group("Бөлім", serik)
    channel = world.add_channel("Арна", serik)
    channel.add(aigul)
    mine = aigul.write(account, "Сәлем")
    for impossible in (
        lambda: aigul.write(account, " \n"),
        lambda: aigul.write(group, "Сәлем"),
        lambda: aigul.write(channel, "Сәлем"),
        lambda: serik.edit(mine, "Басқа"),
        lambda: aigul.send_album(account, [b""]),
        lambda: aigul.forward(account, group.world.service(group.chat, serik, new_chat_title="x")),
    ):
        with pytest.raises(NotPossible):
            impossible()
    with pytest.raises(LookupError):
        aigul.tap(account, "Мәзір")
    with pytest.raises(IndexError):
        serik.last(account)
    aigul.delete(mine)
    assert aigul.sees(account) == []


async def test_a_one_time_keyboard_goes_away_when_used_and_any_can_be_removed(
    bot: Bot, account: BotAccount, aigul: Person
) -> None:
    aigul.start(account)
    once = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Иә")]], one_time_keyboard=True)
    await bot.send_message(aigul.id, "?", reply_markup=once)
    aigul.tap(account, "Иә")
    assert aigul.reply_keyboard(account) is None
    await bot.send_message(aigul.id, "?", reply_markup=once)
    await bot.send_message(aigul.id, "Жарайды", reply_markup=ReplyKeyboardRemove())
    assert aigul.reply_keyboard(account) is None
